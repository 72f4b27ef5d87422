"""Answers by mail: what lies in the mailbox is taken, said in the tracker, confirmed, and put into its folder.

The order of the steps, each of which goes on where the one before failed: what was taken is in the ledger, and no mail
leaves the mailbox before all of it stands in the tracker. It prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from mappings.errors import ConfigError, DocumentError, FileUnreadable, MappingError, Problem, VekhaError
from mappings.language import gettext as _
from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered
from notify.errors import MailboxError, WayClosed
from notify.mailbox.port import Mailbox
from sync.applying.apply import Outcome
from sync.config.replying import RepliesSettings
from sync.config.settings import Config
from sync.errors import TrackerError
from sync.ledger.replies import Replies
from sync.memory import Reply
from sync.runs.at_work import NOBODY, Watch, Work, at_work, looking
from sync.runs.inputs import Inputs
from sync.runs.letterbox import mailbox_of, place_of_mailbox
from sync.runs.replying.confirming import confirm
from sync.runs.replying.filing import file_mails
from sync.runs.replying.posting import Posting, post
from sync.runs.replying.taking import Heard, Taking
from sync.tracker import Traffic

Opening = Callable[[Config], AbstractContextManager[Mailbox]]

_NOTHING = Posting((), Outcome())
_ENDS_A_STEP = (MailboxError, TrackerError, WayClosed, DocumentError, MappingError, FileUnreadable)


@dataclass(frozen=True)
class Replied:
    """What came of the answers: the mails that were looked at, what was posted, what became of the confirmations.

    `errors` is what a step ended with, where the others went on; `traffic` is None where no tracker was asked.
    """

    heard: tuple[Heard, ...]
    posting: Posting = _NOTHING
    confirmations: tuple[Delivered, ...] = ()
    errors: tuple[VekhaError, ...] = ()
    waiting: int = 0
    traffic: Traffic | None = None

    @property
    def failures(self) -> tuple[VekhaError, ...]:
        """What ended a step, and what kept confirmations from going out."""
        return (*self.errors, *(one.error for one in self.confirmations if one.error is not None))


def settings_of(config: Config) -> RepliesSettings:
    """What the config says of answers by mail; raises `ConfigError` where it says nothing."""
    if config.replies is None:
        message, hint = _("answers by mail are off: the config has no block replies"), _("docs/replies.md describes it")
        raise ConfigError([Problem("replies-off", str(config.file), message, hint)])
    return config.replies


def take_answers(inputs: Inputs, watch: Watch = NOBODY, opening: Opening = mailbox_of) -> Replied:
    """Take what was answered, at work on the plan. Raises what `at_work` and `settings_of` raise."""
    settings_of(inputs.config)
    with at_work(inputs, watch) as work:
        return Round(work, watch, opening).replied()


def preview_answers(inputs: Inputs, watch: Watch = NOBODY, opening: Opening = mailbox_of) -> Replied:
    """What lies in the mailbox and how it would be taken; nothing is written anywhere. Raises `MailboxError` too."""
    settings_of(inputs.config)
    with looking(inputs, watch) as work, opening(inputs.config) as mailbox:
        return Replied(tuple(_taking(work).new(mailbox, place_of_mailbox(inputs.config))))


def preview_mail(inputs: Inputs, raw: bytes, watch: Watch = NOBODY) -> Heard:
    """How one mail would be taken; nothing is written anywhere."""
    with looking(inputs, watch) as work:
        return _taking(work).looked_at(raw)


def _taking(work: Work) -> Taking:
    outbox = Outbox(work.ledger.engine, work.inputs.config.plan.key)
    return Taking(work.inputs, settings_of(work.inputs.config), Replies(work.ledger), outbox)


class Round:
    """One round of taking answers. A ledger that cannot be written ends it; whatever else fails ends its step alone."""

    def __init__(self, work: Work, watch: Watch, opening: Opening) -> None:
        self._work, self._watch, self._opening = work, watch, opening
        self._config = work.inputs.config
        self._replies = Replies(work.ledger)
        self._errors: list[VekhaError] = []

    def replied(self) -> Replied:
        """Take, post, confirm, file."""
        heard = list(self._heard())
        waiting = self._replies.unsettled()
        posting = self._posted(waiting) if waiting else _NOTHING
        confirmations = self._confirmed(posting)
        self._file()
        return Replied(
            tuple(heard),
            posting,
            confirmations,
            tuple(self._errors),
            waiting=len(self._replies.unsettled()),
            traffic=self._work.tracker.traffic if waiting else None,
        )

    def _heard(self) -> Iterator[Heard]:
        try:
            with self._opening(self._config) as mailbox:
                yield from _taking(self._work).new(mailbox, place_of_mailbox(self._config))
        except _ENDS_A_STEP as error:
            self._errors.append(error)

    def _posted(self, waiting: Sequence[Reply]) -> Posting:
        work, outbox = self._work, Outbox(self._work.ledger.engine, self._config.plan.key)
        try:
            posting = post(work.inputs, work.tracker, work.ledger, waiting, outbox, progress=self._watch.progress)
        except _ENDS_A_STEP as error:
            self._errors.append(error)
            return _NOTHING
        if posting.outcome.stopped is not None:
            self._errors.append(posting.outcome.stopped)
        return posting

    def _confirmed(self, posting: Posting) -> tuple[Delivered, ...]:
        try:
            return confirm(self._work.inputs, self._work.ledger, posting.answers)
        except _ENDS_A_STEP as error:
            self._errors.append(error)
            return ()

    def _file(self) -> None:
        if not any(self._replies.unfiled(taken=taken) for taken in (True, False)):
            return
        try:
            with self._opening(self._config) as mailbox:
                file_mails(settings_of(self._config), self._replies, mailbox, place_of_mailbox(self._config))
        except _ENDS_A_STEP as error:
            self._errors.append(error)
