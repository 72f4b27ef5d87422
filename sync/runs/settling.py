"""What a run met, judged and kept in the plan's ledger, and the operator written to where there is news.

It works on an open ledger. What is well is judged in `sync.runs.sights`, when the operator is told in
`notify.upkeep.troubles`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from functools import partial

from notify.delivery.sending import Delivered
from notify.delivery.standing import MailStanding, mail_standing
from notify.letters.digest import Digest
from notify.round import Letterhead
from notify.upkeep.letter import Facts, upkeep_letter
from notify.upkeep.record import UpkeepRecord
from notify.upkeep.telling import Letters, queue_of
from notify.upkeep.troubles import WELL, Round, Sight, Trouble, watch
from sync.config.settings import Config
from sync.ledger.store import Ledger
from sync.monitoring.stamp import Kept
from sync.runs.inputs import Inputs
from sync.runs.mail import way_of_mail
from sync.runs.policy import recipients_of
from sync.runs.reconcile import Reconciliation
from sync.runs.replies import Replied
from sync.runs.replying.confirming import confirmations_of
from sync.runs.sights import Found, sights


@dataclass(frozen=True)
class Met:
    """What a run has met so far, as far as it came: `failure` is what its sync ended with.

    `token_ends` holds the day on which the token ends, or None where it stays good; it is None where that is not known.
    `answers` is what came of the answers by mail, None where there are none. `nobody` is the number of deadlines of
    which nobody would be told.
    """

    inputs: Inputs | None = None
    synced: Reconciliation | None = None
    failure: Exception | None = None
    answers: Replied | None = None
    token_ends: tuple[date | None] | None = None
    nobody: int | None = None

    @property
    def went_through(self) -> bool:
        """Whether the sync did."""
        return self.synced is not None and self.failure is None

    @property
    def title(self) -> str:
        """The plan's title, empty where it could not be read."""
        return self.inputs.plan.title if self.inputs else ""

    @property
    def zone(self) -> tzinfo:
        """The plan's zone, UTC where that could not be read."""
        return self.inputs.zone if self.inputs else UTC

    def today(self, now: datetime) -> date:
        """The day by which the run judges."""
        return self.inputs.today if self.inputs else now.date()

    def years_missing(self) -> tuple[int, ...] | None:
        """The years that the calendar lacks; None where it was not read, or a person named the day."""
        inputs = self.inputs
        return None if inputs is None or inputs.today_given else inputs.working_days.lacking(inputs.today)


def settle(ledger: Ledger, config: Config, met: Met, *, now: datetime) -> Iterator[Delivered]:
    """Judge and keep what a run met, and write to the operator: what became of each letter.

    Which letter tells what is kept first: one that is not made after all, the next run makes as the same. Raises what
    opening the way of the mail raises.
    """
    record, mail = UpkeepRecord(ledger.engine, config.plan.key), config.mail
    letters = Letters(ledger.engine, Letterhead(config.plan.key, mail.sender, mail.reply_to or ""))
    yield from letters.give_up_old(now=now)
    pulled, mails = ledger.pulled_at(), _mails(ledger, config)
    found = Found(
        synced=met.went_through,
        failure=met.failure,
        pulled=pulled or ledger.begun_at(),
        token_ends=met.token_ends,
        answers=(met.answers.errors[0] if met.answers.errors else None,) if met.answers is not None else None,
        mails=mails if mail.redirect is None else None,
        years=met.years_missing(),
        nobody=met.nobody,
    )
    told = recipients_of(met.inputs) if met.inputs else config.alerts.recipients
    addresses = [*(one.email for one in told), config.operator.email or ""]
    seen = sights(found, addresses=addresses, today=met.today(now), now=now)
    judged = watch(record.recall(), seen, is_told=letters.is_told, now=now)
    synced = judged.standings[Trouble.SYNC].well_at
    facts = Facts(config.plan.key, met.title, met.zone, synced=synced, pulled=pulled, mailed=mails.last_sent)
    letter = _letter(judged, seen, facts, address=config.operator.email, now=now)
    way = partial(way_of_mail, config)
    if mail.redirect is not None:
        record.keep(judged.standings)
        yield from letters.send_elsewhere(letter, mail.redirect, way, now=now) if letter else ()
        return
    name = letters.name_of(letter) if letter else ""
    named = {one: replace(judged.standings[one], letter=name) for one in judged.news if letter}
    record.keep({**judged.standings, **named})
    yield from letters.queue(letter, now=now) if letter else ()
    yield from letters.send(way, now=now)


def kept_in(ledger: Ledger, config: Config) -> Kept:
    """What a ledger knows, for the stamp."""
    known, mails = UpkeepRecord(ledger.engine, config.plan.key).recall(), _mails(ledger, config)
    return Kept(
        synced=known.get(Trouble.SYNC, WELL).well_at,
        pulled=ledger.pulled_at(),
        mailed=mails.last_sent,
        mails={status.value: count for status, count in mails.counts.items()},
        troubles={one.value: known.get(one, WELL).bad for one in Trouble},
    )


def _letter(
    judged: Round, seen: Mapping[Trouble, Sight], facts: Facts, *, address: str | None, now: datetime
) -> Digest | None:
    """The letter that is to be written, if any."""
    if address is None or not judged.news:
        return None
    return upkeep_letter(judged, seen, facts, address=address, now=now)


def _mails(ledger: Ledger, config: Config) -> MailStanding:
    plan = config.plan.key
    return mail_standing(ledger.engine, (plan, queue_of(plan), confirmations_of(plan)))
