"""The alert round of one plan: whom the last pull gives something to be told, and telling them.

Opens the ledger and hands `notify.round` the values it works on. It reads no tracker, and prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from mappings.progress import Progress
from notify.alerts.deciding import Decisions
from notify.alerts.explaining import Explained, explain
from notify.alerts.memory import Remembered, Told
from notify.alerts.preview import Planned, ahead
from notify.alerts.reasons import Reason
from notify.alerts.recipients import address_key
from notify.alerts.terms import Terms
from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered, Delivery, deliver_pending, give_up_old
from notify.letters.digest import Digest
from notify.letters.imprint import CALENDAR, Imprint
from notify.letters.own_templates import own_templates
from notify.letters.rendering import rendered
from notify.letters.trial import redirected, trial_letter
from notify.replies.tokens import Desk
from notify.round import Found, Letterhead, find_digests, queue_digests, send_unremembered
from sync.difference.clock import check_clock
from sync.difference.newly_late import check_newly_late, round_of
from sync.errors import UnsafeChange
from sync.ledger.database import UNWRITABLE
from sync.ledger.failures import storing
from sync.ledger.store import Ledger
from sync.memory import RoundDays
from sync.runs.at_work import NOBODY, Watch, at_work, looking
from sync.runs.clock import clocks_of
from sync.runs.deadline_calendar import keep_said, said_of_deadlines
from sync.runs.desk import open_desk, takes_answers
from sync.runs.inputs import Inputs
from sync.runs.mail import way_of_mail
from sync.runs.policy import day_of, days_after, known_of, recipients_of, terms_of
from sync.runs.public_address import PublicAddress


@dataclass(frozen=True)
class Preview:
    """The digests that would be sent now, and why a round would send none of them."""

    digests: tuple[Digest, ...]
    refusals: tuple[UnsafeChange, ...] = ()


@dataclass(frozen=True)
class Why:
    """What is decided of a deadline for a recipient, and what they were told of it before, the oldest first."""

    now: Explained
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Telling:
    """What a round came to: what became of each message.

    `unheard` are the keys of the open deadlines that nobody follows, where anybody is told anything. `weekly` says that
    it was the first round of its week, `quiet` that nobody is told anything on this day, or at this hour.
    """

    delivered: tuple[Delivered, ...] = ()
    unheard: tuple[str, ...] = ()
    weekly: bool = False
    quiet: bool = False


def is_of(recipient: str, address: str) -> bool:
    """Whether two spellings are of one address."""
    return address_key(recipient) == address_key(address)


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

    def of(self, digests: Sequence[Digest]) -> tuple[Digest, ...]:
        """The digests of a round that are thought of."""
        own = (one for one in digests if self.only is None or is_of(one.person, self.only))
        return tuple(islice(own, self.limit))


EVERYTHING = Chosen()


def preview_alerts(inputs: Inputs, watch: Watch = NOBODY, chosen: Chosen = EVERYTHING) -> Preview:
    """What a round would send; nothing is written anywhere. Raises `NotPulled`."""
    with looking(inputs, watch) as work:
        ledger = work.ledger
        progress = inputs.progress(ledger)
        found = _found(inputs, progress, ledger, _outbox(inputs, ledger))
        return Preview(chosen.of(found.digests), tuple(_refusals(inputs, progress, ledger)))


def explain_alerts(inputs: Inputs, key: str, watch: Watch = NOBODY) -> tuple[Why, ...]:
    """What is decided now of a measure's deadlines, or of one of them, for every recipient.

    `key` is the measure's or the deadline's. Raises `NotPulled`.
    """
    with looking(inputs, watch) as work:
        progress, outbox = inputs.progress(work.ledger), _outbox(inputs, work.ledger)
        found, people = _found(inputs, progress, work.ledger, outbox), outbox.remembered()
        return tuple(
            Why(one, people.get(address_key(one.recipient.email), Remembered()).told.get(one.key, ()))
            for one in explain(progress, recipients_of(inputs), found.decisions, key)
        )


def foresee_alerts(inputs: Inputs, days: int, watch: Watch = NOBODY) -> Iterator[Planned]:
    """Who would get what in the days to come if nobody did anything. Raises `NotPulled`."""
    with looking(inputs, watch) as work:
        ledger = work.ledger
        round_days, reported, begun = ledger.round_days(), inputs.reported(ledger), ledger.begun_at()
        inputs.pulled_at(ledger)
        known = replace(known_of(inputs.progress(ledger), round_days), people=_outbox(inputs, ledger).remembered())
        yield from ahead(
            lambda day: replace(inputs, today=day).judged(reported, begun),
            recipients_of(inputs),
            known,
            terms_of(inputs),
            replace(day_of(inputs, round_days), quiet=False),
            days,
        )


def send_alerts(inputs: Inputs, watch: Watch = NOBODY, chosen: Chosen = EVERYTHING) -> Telling:
    """Queue what there is to tell and send what is queued.

    With `mail.redirect` everything goes there and nothing is remembered. Raises `NotPulled` before anything is made,
    `UnsafeChange`, `FileUnreadable` or `WayForbidden` before anybody is told, and what `at_work` raises.
    """
    with looking(inputs) as work:
        inputs.pulled_at(work.ledger)  # there may be nothing to tell yet, and then no ledger is made for it
    with at_work(inputs, watch) as work, way_of_mail(inputs.config) as delivery:
        ledger, progress = work.ledger, inputs.progress(work.ledger)
        head = _letterhead(inputs, open_desk(inputs.config))
        for refusal in () if chosen.force else _refusals(inputs, progress, ledger):
            raise refusal
        days = ledger.round_days()
        today = day_of(inputs, days)
        if inputs.config.mail.redirect is not None:
            found = _found(inputs, progress, ledger, _outbox(inputs, ledger))
            elsewhere = [redirected(one, inputs.config.mail.redirect) for one in chosen.of(found.digests)]
            sent = send_unremembered(elsewhere, delivery, head, now=inputs.clock())
            return Telling(tuple(sent), quiet=today.is_quiet)
        delivered, decisions = _send(inputs, progress, ledger, delivery, head, chosen, quiet=today.is_quiet)
        if chosen.whole:
            _remember(inputs, progress, ledger, days_after(days, today))
        unheard = decisions.untold if recipients_of(inputs) else ()
        return Telling(tuple(delivered), unheard, weekly=today.is_weekly, quiet=today.is_quiet)


def send_test(inputs: Inputs, address: str) -> Delivered:
    """Send one mail that shows whether mail arrives. It needs no ledger, and nothing is kept of it."""
    now = inputs.clock().astimezone(inputs.zone)
    letter = trial_letter(address, plan_title=inputs.plan.title, now=now)
    with way_of_mail(inputs.config) as delivery:
        (delivered,) = send_unremembered([letter], delivery, _letterhead(inputs), now=now)
    return delivered


def _send(
    inputs: Inputs,
    progress: Progress,
    ledger: Ledger,
    delivery: Delivery,
    head: Letterhead,
    chosen: Chosen,
    *,
    quiet: bool,
) -> tuple[list[Delivered], Decisions]:
    outbox, now = _outbox(inputs, ledger), inputs.clock()
    with storing(inputs.config.ledger_path, UNWRITABLE):
        given_up = give_up_old(outbox, now=now)
        found = _found(inputs, progress, ledger, outbox)
        for person, measure in found.decisions.recovered:
            outbox.forget(person, measure, Reason.AT_RISK)
        told = queue_digests(chosen.of(found.digests), outbox, head, now=now)
        if CALENDAR in inputs.config.alerts.attach:
            keep_said(inputs, ledger, said_of_deadlines(inputs, progress, ledger))
        among = None if chosen.whole else _thought_of(outbox, chosen)
        waits = quiet and not chosen.at_once  # what is queued is not sent on a day off, unless a person asks for it
        sent = [] if waits else deliver_pending(outbox, delivery, now=now, at_once=chosen.at_once, among=among)
        return [*given_up, *told, *sent], found.decisions


def _remember(inputs: Inputs, progress: Progress, ledger: Ledger, days: RoundDays) -> None:
    """Keep for the rounds to come how this one found everything, and which it was."""
    ledger.keep_round_days(days)
    if _is_compared(inputs):
        ledger.keep_told_round(round_of(progress, _changed(ledger), at=inputs.clock()))


def _thought_of(outbox: Outbox, chosen: Chosen) -> list[int]:
    """The ids of the messages that are to go where not all are."""
    ids = [one.id for one in outbox.pending() if chosen.only is None or is_of(one.recipient, chosen.only)]
    return ids if chosen.limit is None else ids[: chosen.limit]


def _letterhead(inputs: Inputs, desk: Desk | None = None) -> Letterhead:
    mail = inputs.config.mail
    return Letterhead(inputs.config.plan.key, mail.sender, mail.reply_to or "", desk)


def _is_compared(inputs: Inputs) -> bool:
    """Whether a round is held against the one before: not on a day that a person named, nor where nobody is told."""
    return not inputs.today_given and bool(recipients_of(inputs))


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


def _found(inputs: Inputs, progress: Progress, ledger: Ledger, outbox: Outbox) -> Found:
    days = ledger.round_days()
    terms = terms_of(inputs)
    return find_digests(
        progress,
        recipients_of(inputs),
        outbox,
        known_of(progress, days),
        terms=terms,
        today=day_of(inputs, days),
        imprint=_imprint(inputs, progress, ledger, terms),
    )


def _imprint(inputs: Inputs, progress: Progress, ledger: Ledger, terms: Terms) -> Imprint:
    """What stands on every letter; raises `ConfigError` or `ProcessFailed` where the operator's templates fail."""
    config = inputs.config
    calendar = said_of_deadlines(inputs, progress, ledger) if CALENDAR in config.alerts.attach else {}
    return Imprint(
        plan_key=config.plan.key,
        sender=config.mail.sender,
        as_of=inputs.pulled_at(ledger),
        today=inputs.today,
        terms=terms,
        contact=config.mail.reply_to or "",
        takes_answers=takes_answers(config),
        summary_url=config.summary.public_url,
        tracker_url=PublicAddress.of(config.tracker.settings).front,
        attach=config.alerts.attach,
        calendar=calendar,
        plan_name=config.plan.name or "",
        render=rendered if config.templates_path is None else own_templates(config.templates_path),
    )
