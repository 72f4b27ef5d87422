"""The alert round of one plan: whom the last pull gives something to be told, and telling them.

Opens the ledger and hands `notify.round` the values it works on. It reads no tracker, and prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mappings.progress import Progress
from notify.alerts.alert import Terms
from notify.alerts.recipients import Recipient, address_key
from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered, Delivery, deliver_pending, give_up_old
from notify.letters.digest import Digest
from notify.letters.trial import redirected, trial_letter
from notify.round import Letterhead, find_digests, queue_digests, send_unremembered
from sync.config.settings import RecipientSettings
from sync.difference.clock import check_clock
from sync.difference.newly_late import check_newly_late, round_of
from sync.errors import UnsafeChange
from sync.ledger.database import UNWRITABLE
from sync.ledger.failures import storing
from sync.ledger.store import Ledger
from sync.runs.at_work import NOBODY, Watch, at_work, looking
from sync.runs.clock import clocks_of
from sync.runs.inputs import Inputs
from sync.runs.mail import way_of_mail


@dataclass(frozen=True)
class Preview:
    """The digests that would be sent now, and why a round would send none of them."""

    digests: tuple[Digest, ...]
    refusals: tuple[UnsafeChange, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What a person asks of a round. `only`: nobody but this address is told; `limit`: no more mails than this.

    `at_once`: what waits is tried even where it is not due yet. `force`: even what the safety limits of mails refuse.
    """

    only: str | None = None
    limit: int | None = None
    at_once: bool = True
    force: bool = False

    @property
    def whole(self) -> bool:
        """Whether everybody is told."""
        return self.only is None and self.limit is None

    def cut(self, digests: list[Digest]) -> list[Digest]:
        """The digests of a round that are thought of."""
        return digests if self.limit is None else digests[: self.limit]


EVERYTHING = Chosen()


def preview_alerts(inputs: Inputs, watch: Watch = NOBODY, chosen: Chosen = EVERYTHING) -> Preview:
    """What a round would send; nothing is written anywhere. Raises `NotPulled`."""
    with looking(inputs, watch) as work:
        ledger = work.ledger
        progress = inputs.progress(ledger)
        digests = _digests(inputs, progress, ledger, _outbox(inputs, ledger), chosen)
        return Preview(tuple(digests), tuple(_refusals(inputs, progress, ledger)))


def send_alerts(inputs: Inputs, watch: Watch = NOBODY, chosen: Chosen = EVERYTHING) -> list[Delivered]:
    """Queue what there is to tell and send what is queued: what became of each message.

    With `mail.redirect` everything goes there and nothing is remembered. Raises `NotPulled` before anything is made,
    `UnsafeChange`, `FileUnreadable` or `WayForbidden` before anybody is told, and what `at_work` raises.
    """
    with looking(inputs) as work:
        inputs.pulled_at(work.ledger)  # there may be nothing to tell yet, and then no ledger is made for it
    with at_work(inputs, watch) as work, way_of_mail(inputs.config) as delivery:
        ledger, progress = work.ledger, inputs.progress(work.ledger)
        for refusal in () if chosen.force else _refusals(inputs, progress, ledger):
            raise refusal
        if inputs.config.mail.redirect is not None:
            digests = _digests(inputs, progress, ledger, _outbox(inputs, ledger), chosen)
            elsewhere = [redirected(one, inputs.config.mail.redirect) for one in digests]
            return send_unremembered(elsewhere, delivery, _letterhead(inputs), now=inputs.clock())
        delivered = _send(inputs, progress, ledger, delivery, chosen)
        if _is_compared(inputs) and chosen.whole:
            ledger.keep_told_round(round_of(progress, _changed(ledger), at=inputs.clock()))
        return delivered


def send_test(inputs: Inputs, address: str) -> Delivered:
    """Send one mail that shows whether mail arrives. It needs no ledger, and nothing is kept of it."""
    now = inputs.clock().astimezone(inputs.zone)
    letter = trial_letter(address, plan_title=inputs.plan.title, now=now)
    with way_of_mail(inputs.config) as delivery:
        (delivered,) = send_unremembered([letter], delivery, _letterhead(inputs), now=now)
    return delivered


def _send(inputs: Inputs, progress: Progress, ledger: Ledger, delivery: Delivery, chosen: Chosen) -> list[Delivered]:
    outbox, now = _outbox(inputs, ledger), inputs.clock()
    with storing(inputs.config.ledger_path, UNWRITABLE):
        given_up = give_up_old(outbox, now=now)
        digests = _digests(inputs, progress, ledger, outbox, chosen)
        told = queue_digests(digests, outbox, _letterhead(inputs), now=now)
        among = None if chosen.whole else _thought_of(outbox, chosen)
        return [
            *given_up,
            *told,
            *deliver_pending(outbox, delivery, now=now, at_once=chosen.at_once, among=among),
        ]


def _thought_of(outbox: Outbox, chosen: Chosen) -> list[int]:
    """The ids of the messages that are to go where not all are."""
    ids = [one.id for one in outbox.pending() if chosen.only is None or _is_of(one.recipient, chosen.only)]
    return ids if chosen.limit is None else ids[: chosen.limit]


def _letterhead(inputs: Inputs) -> Letterhead:
    mail = inputs.config.mail
    return Letterhead(inputs.config.plan.key, mail.sender, mail.reply_to or "")


def _is_of(recipient: str, address: str) -> bool:
    return address_key(recipient) == address_key(address)


def _is_compared(inputs: Inputs) -> bool:
    """Whether a round is held against the one before: not on a day that a person named, nor where nobody is told."""
    return not inputs.today_given and bool(inputs.config.alerts.recipients)


def _refusals(inputs: Inputs, progress: Progress, ledger: Ledger) -> Iterator[UnsafeChange]:
    """Why nobody may be told anything: a wrong clock, or more that is newly late than the plan explains."""
    if not _is_compared(inputs):
        return
    try:
        check_clock(clocks_of(inputs, ledger))
    except UnsafeChange as refusal:
        yield refusal
    try:
        check_newly_late(progress, _changed(ledger), ledger.told_round(), report_by=inputs.mapping.report_by)
    except UnsafeChange as refusal:
        yield refusal


def _changed(ledger: Ledger) -> dict[str, datetime]:
    """When each issue of the plan was last changed, by its key, as the last pull saw it."""
    memory = ledger.recall()
    return {
        key: memory.seen[link.tracker_id]
        for (kind, key), link in memory.links.items()
        if kind == "issue" and link.tracker_id in memory.seen
    }


def _outbox(inputs: Inputs, ledger: Ledger) -> Outbox:
    return Outbox(ledger.engine, inputs.config.plan.key)


def _digests(inputs: Inputs, progress: Progress, ledger: Ledger, outbox: Outbox, chosen: Chosen) -> list[Digest]:
    settings = inputs.config.alerts
    digests = find_digests(
        progress,
        [_recipient(one) for one in settings.recipients if chosen.only is None or _is_of(one.email, chosen.only)],
        outbox,
        as_of=inputs.pulled_at(ledger),
        period=settings.period,
        terms=Terms(upcoming_days=settings.upcoming_days),
    )
    return chosen.cut(digests)


def _recipient(settings: RecipientSettings) -> Recipient:
    return Recipient(
        name=settings.name,
        email=settings.email,
        sections=settings.sections,
        groups=settings.groups,
        measures=settings.measures,
        executors=settings.executors,
    )
