"""The part of `check` that looks at answers by mail: the key, the mailbox, and what the server makes of a mail to it.

For the last it mails itself, once, with a proof that it has forged. What a server makes of a mail that was handed to it
with a login says little of mails from outside, and what it does not say is never taken for a proof.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.plan import Severity
from mappings.wording import clean
from notify.delivery.mails import MailStatus, QueuedMail
from notify.errors import MailRefused
from notify.letters.addresses import Mailbox as Address
from notify.replies.keys import read_keys
from notify.replies.probe import Probe, Verdict
from notify.replies.received import receive
from notify.replies.tokens import Desk
from sync.config.settings import OutboxMail
from sync.runs.letterbox import mailbox_of, place_of_mailbox
from sync.runs.mail import way_of_mail
from sync.tracker import Diagnosis

if TYPE_CHECKING:
    from notify.delivery.sending import Delivery
    from notify.mailbox.port import Mailbox
    from sync.config.replying import RepliesSettings
    from sync.config.settings import Config
    from sync.runs.inputs import Inputs

_NAME_DIGITS = 32  # of the Message-ID that a digest would have
_LARGEST = 100_000  # bytes; no server makes so much of the mail
_BEFORE = timedelta(days=2)  # the server's calendar may be another one
_EVERY = 1_000_000  # mails


@dataclass(frozen=True)
class Trial:
    """How long the mail is waited for, and how often it is looked for; seconds. `opening` and `way` lead to the two."""

    patience: float = 60.0
    pause: float = 2.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    opening: Callable[[Config], AbstractContextManager[Mailbox]] = mailbox_of
    way: Callable[[Config], AbstractContextManager[Delivery]] = way_of_mail


def look_at_replies(inputs: Inputs, trial: Trial | None = None) -> Iterator[Diagnosis]:
    """Whether answers could be read, and told from forged ones; nothing where the config has none."""
    settings = inputs.config.replies
    if settings is None:
        return
    trial = trial or Trial()
    try:
        desk = _desk(inputs, settings)
    except VekhaError as error:
        yield Diagnosis.of(error)
        desk = None
    try:
        with trial.opening(inputs.config) as mailbox:
            mailbox.open()
            yield from _mailbox(inputs.config, settings, mailbox)
            if desk is not None:
                yield from _tried(inputs, settings, desk, mailbox, trial)
    except VekhaError as error:
        yield Diagnosis.of(error)


def _desk(inputs: Inputs, settings: RepliesSettings) -> Desk:
    keys = read_keys(inputs.config.resolve(settings.key_file))
    return Desk(inputs.config.plan.key, settings.address, keys, settings.valid_days)


def _mailbox(config: Config, settings: RepliesSettings, mailbox: Mailbox) -> Iterator[Diagnosis]:
    text = _("The mailbox of answers lets us in: {place}.").format(place=place_of_mailbox(config))
    yield Diagnosis("replies-mailbox", Severity.INFO, text)
    if not mailbox.moves and (settings.taken or settings.refused):
        text = _("The mailbox's server cannot move mails: those that were read stay where they are.")
        hint = _("leave replies.taken and replies.refused out, or ask for a server with MOVE; nothing is read twice")
        yield Diagnosis("replies-move-missing", Severity.WARNING, text, hint)


def _tried(
    inputs: Inputs, settings: RepliesSettings, desk: Desk, mailbox: Mailbox, trial: Trial
) -> Iterator[Diagnosis]:
    """Send the mail, wait for it, and say what the server has made of it. Raises `MailboxError`."""
    config = inputs.config
    if isinstance(config.mail, OutboxMail):
        hint = _("with mail.kind: smtp it mails itself, and sees whether somebody could forge an answer")
        text = _("What the mail server makes of an answer was not tried: mails go to a folder.")
        yield Diagnosis("replies-untried", Severity.WARNING, text, hint)
        return
    sender, mark = Address.parse(config.mail.sender).address, secrets.token_hex(16)
    digest = hashlib.sha256(mark.encode()).hexdigest()[:_NAME_DIGITS]
    address = desk.reply_to(digest, sender, inputs.today)
    probe = Probe(sender, address, mark, settings.authserv_id)
    since = inputs.today - _BEFORE
    before = max((one.uid for one in mailbox.after(0, since=since, limit=_EVERY)), default=0)
    try:
        with trial.way(config) as way:
            way.deliver(_queued(probe, inputs))
    except MailRefused as error:
        text = _("The mail server takes no mail for {address}: {reason}.").format(
            address=settings.address.replace("@", "+…@"), reason=error.message
        )
        hint = _("have it deliver what stands after a + too (in Postfix: recipient_delimiter = +)")
        yield Diagnosis("replies-plus-refused", Severity.ERROR, text, hint)
        return
    except VekhaError as error:
        text = _("What the mail server makes of an answer was not tried: {reason}.").format(reason=error.message)
        yield Diagnosis("replies-untried", Severity.WARNING, text, error.hint)
        return
    raw = _awaited(probe, mailbox, before, inputs, trial)
    if raw is None:
        yield _lost(settings, trial)
    else:
        yield from _judged(probe.judged(receive(raw)), settings)


def _queued(probe: Probe, inputs: Inputs) -> QueuedMail:
    subject = _("A test by `vekha check`")
    text = _("Vekha looks whether answers by mail arrive here, and whether the server lets a forged one through.")
    nothing = _(
        "Nothing is to be done: a program's mail is no answer, and the next run passes it over. It may be deleted."
    )
    now = inputs.clock()
    return QueuedMail(
        id=0,
        message_id=probe.message_id,
        recipient=probe.address,
        kind="check",
        subject=subject,
        raw=probe.written(subject, f"{text}\n{nothing}\n", now),
        status=MailStatus.QUEUED,
        attempts=0,
        created_at=now.isoformat(),
    )


def _awaited(probe: Probe, mailbox: Mailbox, before: int, inputs: Inputs, trial: Trial) -> bytes | None:
    """The mail as it came in; None where it does not come in time."""
    until, last = trial.clock() + trial.patience, before
    while True:
        for one in mailbox.after(last, since=inputs.today - _BEFORE, limit=_EVERY):
            raw = mailbox.fetch(one.uid) if one.size <= _LARGEST else None
            if raw is not None and probe.is_in(raw):
                return raw
            last = one.uid
        if trial.clock() >= until:
            return None
        trial.sleep(trial.pause)


def _lost(settings: RepliesSettings, trial: Trial) -> Diagnosis:
    text = _("A mail to the signed address was taken and did not come into {folder} within {seconds} s.").format(
        folder=clean(settings.folder), seconds=f"{trial.patience:g}"
    )
    hint = _(
        "look whether the server delivers what stands after a + into that folder, and whether it came back to "
        "mail.sender as undeliverable; where the server is only slow, check again"
    )
    return Diagnosis("replies-mail-lost", Severity.WARNING, text, hint)


def _judged(verdict: Verdict, settings: RepliesSettings) -> Iterator[Diagnosis]:
    """What the mail tells of the server."""
    if not verdict.signed:
        text = _("A mail to the signed address arrived without its signed part.")
        hint = _(
            "have the server leave the addresses as they are; else only answers that refer to their digest are known"
        )
        yield Diagnosis("replies-plus-lost", Severity.WARNING, text, hint)
    if settings.require == "token" or settings.authserv_id is None:
        text = _("A mail to the signed address arrives. Who sent it is not proven: require is token.")
        yield Diagnosis("replies-server", Severity.INFO, text)
        return
    yield _trusted(verdict, settings.authserv_id)


def _trusted(verdict: Verdict, server: str) -> Diagnosis:
    """Whether what is said in the name of a server is its own word."""
    if verdict.forged:
        text = _(
            "The mail server lets a forged Authentication-Results of {server} through: "
            "what stands there proves nothing."
        )
        hint = _(
            "have the server take out every one of its name that it did not write (OpenDMARC, rspamd and others do); "
            "till then somebody else's answer may count; or choose require: token, knowing that the signed address is "
            "all that is asked for then"
        )
        return Diagnosis("replies-server-trusts-forged", Severity.ERROR, text.format(server=server), hint)
    if verdict.proven:
        text = _("The mail server takes out a forged Authentication-Results of {server} and writes its own.")
        return Diagnosis("replies-server", Severity.INFO, text.format(server=server))
    outside = _(
        "answer a digest from a mailbox outside and look at the header of what came; without «dmarc=pass» of {server} "
        "in it every answer is refused"
    ).format(server=server)
    if verdict.own:
        text = _(
            "The mail server takes out a forged Authentication-Results of {server} and writes its own, but does not "
            "say of this mail that its sender's domain is proven; of mails handed over with a login many do not."
        )
        return Diagnosis("replies-unproven", Severity.WARNING, text.format(server=server), outside)
    if verdict.others:
        text = _("The mail server writes its Authentication-Results as {found}, not as {server}.")
        names = ", ".join(clean(one) for one in verdict.others)
        hint = _("put the name of the server that takes mail in from outside into replies.authserv_id")
        return Diagnosis("replies-server-other", Severity.ERROR, text.format(found=names, server=server), hint)
    text = _(
        "The mail server has taken a forged Authentication-Results of {server} out, but wrote none of its own into "
        "this mail; into mails handed over with a login many write none."
    )
    return Diagnosis("replies-unproven", Severity.WARNING, text.format(server=server), outside)
