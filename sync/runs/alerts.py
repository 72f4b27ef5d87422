"""The alert round of one plan: whom the last pull gives something to be told, and telling them.

Opens the ledger and hands `notify.round` the values it works on. It reads no tracker, and prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mappings.progress import Progress
from notify.alerts.alert import Terms
from notify.alerts.recipients import Recipient
from notify.delivery.folder import OutboxFolder
from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered
from notify.letters.digest import Digest
from notify.round import find_digests, send_digests
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


@dataclass(frozen=True)
class Preview:
    """The digests that would be sent now, and why a round would send none of them."""

    digests: tuple[Digest, ...]
    refusals: tuple[UnsafeChange, ...] = ()


def preview_alerts(inputs: Inputs, watch: Watch = NOBODY) -> Preview:
    """What a round would send; nothing is written anywhere. Raises `NotPulled`."""
    with looking(inputs, watch) as work:
        ledger = work.ledger
        progress = inputs.progress(ledger)
        digests = _digests(inputs, progress, ledger, _outbox(inputs, ledger))
        return Preview(tuple(digests), tuple(_refusals(inputs, progress, ledger)))


def send_alerts(inputs: Inputs, watch: Watch = NOBODY, *, force: bool = False) -> list[Delivered]:
    """Queue what there is to tell and send all that is queued: what became of each message.

    `force` sends even what the safety limits of mails refuse. Raises `NotPulled` before anything is made,
    `UnsafeChange` before anybody is told, and what `at_work` raises.
    """
    with looking(inputs) as work:
        inputs.pulled_at(work.ledger)  # there may be nothing to tell yet, and then no ledger is made for it
    with at_work(inputs, watch) as work:
        ledger, progress = work.ledger, inputs.progress(work.ledger)
        for refusal in () if force else _refusals(inputs, progress, ledger):
            raise refusal
        delivered = _send(inputs, progress, ledger)
        if _is_compared(inputs):
            ledger.keep_told_round(round_of(progress, _changed(ledger), at=inputs.clock()))
        return delivered


def _send(inputs: Inputs, progress: Progress, ledger: Ledger) -> list[Delivered]:
    config, outbox = inputs.config, _outbox(inputs, ledger)
    digests = _digests(inputs, progress, ledger, outbox)
    with storing(config.ledger_path, UNWRITABLE):
        return send_digests(
            digests,
            outbox,
            OutboxFolder(config.resolve(config.mail.path)),
            plan_key=config.plan.key,
            sender=config.mail.sender,
            reply_to=config.mail.reply_to or "",
            now=inputs.clock(),
        )


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


def _digests(inputs: Inputs, progress: Progress, ledger: Ledger, outbox: Outbox) -> list[Digest]:
    settings = inputs.config.alerts
    return find_digests(
        progress,
        [_recipient(one) for one in settings.recipients],
        outbox,
        as_of=inputs.pulled_at(ledger),
        period=settings.period,
        terms=Terms(upcoming_days=settings.upcoming_days),
    )


def _recipient(settings: RecipientSettings) -> Recipient:
    return Recipient(
        name=settings.name,
        email=settings.email,
        sections=settings.sections,
        groups=settings.groups,
        measures=settings.measures,
        executors=settings.executors,
    )
