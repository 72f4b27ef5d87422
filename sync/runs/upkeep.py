"""One run, watched from beside: what it met is kept, told to the operator, and left for monitoring.

It keeps no step of the run from its work and raises none of its own troubles: each comes back as an error. What is well
is judged in `sync.runs.sights`, when the operator is told in `notify.upkeep.troubles`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version

from mappings.errors import VekhaError
from notify.delivery.sending import Delivered
from notify.delivery.standing import MailStanding, mail_standing
from notify.round import Letterhead
from notify.upkeep.letter import Facts, upkeep_letter
from notify.upkeep.record import UpkeepRecord
from notify.upkeep.telling import Letters, queue_of
from notify.upkeep.troubles import WELL, Round, Sight, Standing, Trouble, watch
from sync.config.settings import Config
from sync.ledger.database import UNWRITABLE
from sync.ledger.failures import storing
from sync.ledger.store import Ledger
from sync.monitoring.pings import ping
from sync.monitoring.stamp import Kept, Stamp, write_stamp
from sync.runs.at_work import NOBODY, SetAside, Watch
from sync.runs.daily import Step, Told
from sync.runs.inputs import Clock, Inputs
from sync.runs.mail import way_of_mail
from sync.runs.reconcile import Reconciliation
from sync.runs.sights import Found, sights
from sync.runs.token_end import token_end


@dataclass(frozen=True)
class _Met:
    """What a run has met so far. `failure` is what its sync ended with, `told` the errors that were told already."""

    inputs: Inputs | None = None
    synced: Reconciliation | None = None
    failure: Exception | None = None
    nobody: int | None = None
    told: frozenset[tuple[str, str]] = frozenset()


class RunWatch:
    """The watch of one run. `looking_on` is told of a corrupt ledger that is set aside."""

    def __init__(self, config: Config, clock: Clock, looking_on: Watch = NOBODY) -> None:
        self._config = config
        self._clock = clock
        self._looking_on = looking_on
        self._met = _Met()
        self._kept: Kept | None = None
        self._token_ends: date | None = None

    def reads(self, inputs: Inputs) -> None:
        """The plan has been read."""
        self._met = replace(self._met, inputs=inputs)

    def saw(self, step: Step) -> None:
        """A step of the round is done."""
        if isinstance(step, Reconciliation):
            self._met = replace(self._met, synced=step, failure=step.outcome.stopped)
        elif isinstance(step, Told):
            errors = [one.error for one in step.delivered if one.error is not None]
            self._met = replace(self._met, told=self._met.told | {_named(one) for one in errors})

    def nobody_told_of(self, deadlines: int) -> None:
        """For so many deadlines there is nobody who would be told."""
        self._met = replace(self._met, nobody=deadlines)

    def broke_off(self, error: Exception) -> None:
        """The run ends with an error; it is the sync's where that had not been done."""
        failure = error if self._met.synced is None else self._met.failure
        told = {_named(error)} if isinstance(error, VekhaError) else set()
        self._met = replace(self._met, failure=failure, told=self._met.told | told)

    def start(self) -> Iterator[VekhaError]:
        """Say that the run starts: what kept that from being said."""
        yield from self._pinged("start")

    def settle(self) -> Iterator[VekhaError]:
        """Judge what the run met, keep it, and write to the operator: what went wrong in that, and is not told yet.

        Where the ledger cannot be opened nothing is kept and nobody written to; the stamp goes by what can be read.
        """
        config, now = self._config, self._clock()
        if config.operator.email is None and config.operator.stamp is None:
            return
        errors: list[VekhaError] = []
        try:
            with Ledger.opened(config.ledger_path, config.plan.key, now=now) as ledger:
                if ledger.set_aside is not None:
                    self._looking_on.set_aside(SetAside(ledger.path, ledger.set_aside))
                with storing(ledger.path, UNWRITABLE):
                    errors += [one.error for one in self._settled(ledger, now) if one.error is not None]
        except VekhaError as error:
            errors.append(error)
        if self._kept is None:
            self._kept = self._remembered()
        yield from (one for one in errors if _named(one) not in self._met.told)

    def leave_stamp(self, exit_code: int) -> Iterator[VekhaError]:
        """Write the stamp of the run: why it could not be written."""
        path = self._config.stamp_path
        if path is None:
            return
        outcome = self._met.synced.outcome if self._met.synced else None
        stamp = Stamp(
            plan=self._config.plan.key,
            title=self._title,
            version=version("vekha"),
            ended=self._clock(),
            exit_code=exit_code,
            failed=len(outcome.failed) if outcome else None,
            unresolved=len(outcome.unresolved) if outcome else None,
            kept=self._kept,
            token_ends=self._token_ends,
        )
        try:
            write_stamp(path, stamp)
        except VekhaError as error:
            yield error

    def end(self, exit_code: int) -> Iterator[VekhaError]:
        """Say how the run ended: what kept that from being said."""
        yield from self._pinged("failure" if exit_code else "success")

    def _settled(self, ledger: Ledger, now: datetime) -> Iterator[Delivered]:
        config = self._config
        record, letters = UpkeepRecord(ledger.engine, config.plan.key), Letters(ledger.engine, _letterhead(config))
        yield from letters.give_up_old(now=now)
        found = self._found(ledger)
        addresses = [*(one.email for one in config.alerts.recipients), config.operator.email or ""]
        today = self._met.inputs.today if self._met.inputs else now.date()
        seen = sights(found, addresses=addresses, today=today, now=now)
        judged = watch(record.recall(), seen, is_told=letters.is_told, now=now)
        try:
            yield from self._told(ledger, letters, record, judged, seen, now)
        finally:
            self._kept = _kept(ledger, config, judged.standings)

    def _told(
        self,
        ledger: Ledger,
        letters: Letters,
        record: UpkeepRecord,
        judged: Round,
        seen: Mapping[Trouble, Sight],
        now: datetime,
    ) -> Iterator[Delivered]:
        """Which letter tells what is kept first: one that is not made after all, the next run makes as the same."""
        address, elsewhere = self._config.operator.email, self._config.mail.redirect
        way = partial(way_of_mail, self._config)
        letter = None
        if address is not None and judged.news:
            facts = self._facts(ledger, judged.standings)
            letter = upkeep_letter(judged, seen, facts, address=address, now=now)
        if elsewhere is not None:
            record.keep(judged.standings)
            if letter is not None:
                yield from letters.send_elsewhere(letter, elsewhere, way, now=now)
            return
        if letter is not None:
            name = letters.name_of(letter)
            told = {one: replace(judged.standings[one], letter=name) for one in judged.news}
            record.keep({**judged.standings, **told})
            yield from letters.queue(letter, now=now)
        else:
            record.keep(judged.standings)
        yield from letters.send(way, now=now)

    def _found(self, ledger: Ledger) -> Found:
        met, config = self._met, self._config
        synced = met.synced is not None and met.failure is None
        ends = self._token_end() if synced else None
        by_the_clock = met.inputs is not None and not met.inputs.today_given
        return Found(
            synced=synced,
            failure=met.failure,
            pulled=ledger.recall().pulled_at or ledger.begun_at(),
            token_ends=ends,
            mails=_mails(ledger, config) if config.mail.redirect is None else None,
            years=met.inputs.working_days.lacking(met.inputs.today) if met.inputs and by_the_clock else None,
            nobody=met.nobody,
        )

    def _token_end(self) -> tuple[date | None] | None:
        if self._met.inputs is None:
            return None
        try:
            self._token_ends = token_end(self._met.inputs.tracker(read_only=True))
        except VekhaError:
            return None  # nothing is known of it then, and a sync has just gone through
        return (self._token_ends,)

    def _facts(self, ledger: Ledger, standings: Mapping[Trouble, Standing]) -> Facts:
        return Facts(
            plan_key=self._config.plan.key,
            plan_title=self._title,
            zone=self._met.inputs.zone if self._met.inputs else UTC,
            synced=standings[Trouble.SYNC].well_at,
            pulled=ledger.recall().pulled_at,
            mailed=_mails(ledger, self._config).last_sent,
        )

    def _remembered(self) -> Kept | None:
        """What the ledger knows from before, where it can be read at least."""
        config = self._config
        try:
            with Ledger.copied(config.ledger_path, config.plan.key) as ledger:
                known = UpkeepRecord(ledger.engine, config.plan.key).recall()
                standings = {one: known.get(one, WELL) for one in Trouble}
                return None if ledger.set_aside else _kept(ledger, config, standings)
        except VekhaError:
            return None

    @property
    def _title(self) -> str:
        return self._met.inputs.plan.title if self._met.inputs else ""

    def _pinged(self, name: str) -> Iterator[VekhaError]:
        url = self._config.operator.pings.get(name)
        if url is None:
            return
        try:
            ping(url, f"operator.ping.{name}", now=self._clock)
        except VekhaError as error:
            yield error


def _letterhead(config: Config) -> Letterhead:
    return Letterhead(config.plan.key, config.mail.sender, config.mail.reply_to or "")


def _mails(ledger: Ledger, config: Config) -> MailStanding:
    return mail_standing(ledger.engine, (config.plan.key, queue_of(config.plan.key)))


def _kept(ledger: Ledger, config: Config, standings: Mapping[Trouble, Standing]) -> Kept:
    mails = _mails(ledger, config)
    return Kept(
        synced=standings[Trouble.SYNC].well_at,
        pulled=ledger.recall().pulled_at,
        mailed=mails.last_sent,
        mails={status.value: count for status, count in mails.counts.items()},
        troubles={one.value: standing.bad for one, standing in standings.items()},
    )


def _named(error: VekhaError) -> tuple[str, str]:
    return error.code, error.place
