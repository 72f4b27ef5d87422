"""The ledger: what Vekha remembers of a plan in a tracker between two runs.

Links and bases, open intents, runs, the last reports and every line ever seen. It stores and recalls values;
what to do with them is decided elsewhere. The tracker's markers are the truth: a lost ledger is built anew from them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection, Engine

from mappings.progress import Report
from sync.ledger import carrying, closed_reports, pulls, rounds, run_log, said
from sync.ledger import tables as t
from sync.ledger.database import UNWRITABLE, copy_database, locked, open_database
from sync.ledger.failures import storing
from sync.ledger.links import drop_intent, save_intent, save_link
from sync.ledger.rows import time_of, time_text
from sync.memory import ClosedReport, Intent, Link, Memory, Neighbour, RoundDays, Run, ToldRound, Write


class Ledger:
    """The store of one plan. Open it with `opened` to write, or `copied` to look."""

    def __init__(self, engine: Engine, path: Path, plan: str) -> None:
        self.engine = engine
        self.path = path
        self.plan = plan
        self.set_aside: Path | None = None
        self.kept_earlier: Path | None = None  # a copy from before its schema was brought up to date
        self._run: int | None = None

    @classmethod
    @contextmanager
    def opened(cls, path: Path, plan: str, *, now: datetime) -> Iterator[Ledger]:
        """The ledger while the plan is held. Raises `LedgerLocked`, `LedgerBroken` or `FileUnwritable`."""
        with locked(path, plan, now=now) as hold:
            engine, kept = open_database(path, hold, now=now)
            ledger = cls(engine, path, plan)
            ledger.set_aside, ledger.kept_earlier = kept.corrupt, kept.earlier
            try:
                yield ledger
            finally:
                engine.dispose()

    @classmethod
    @contextmanager
    def copied(cls, path: Path, plan: str) -> Iterator[Ledger]:
        """The ledger as it stands, in memory: nothing that is done to it reaches the disk."""
        engine, sound = copy_database(path)
        ledger = cls(engine, path, plan)
        ledger.set_aside = None if sound else path
        try:
            yield ledger
        finally:
            engine.dispose()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with storing(self.path, UNWRITABLE), self.engine.begin() as connection:
            yield connection

    def recall(self) -> Memory:
        """Links, intents and what else a run starts from."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            links = {
                (row.kind, row.key): Link(
                    row.kind,
                    row.key,
                    row.tracker_id,
                    row.url,
                    json.loads(row.base),
                    time_of(row.gone_at) if row.gone_at else None,
                )
                for row in connection.execute(sa.select(t.links).where(t.links.c.plan == self.plan))
            }
            intents = tuple(
                Intent(
                    row.kind,
                    row.key,
                    row.action,
                    json.loads(row.wanted),
                    time_of(row.opened_at),
                    lost_at=time_of(row.lost_at) if row.lost_at else None,
                    changed_at=time_of(row.changed_at) if row.changed_at else None,
                )
                for row in connection.execute(sa.select(t.intents).where(t.intents.c.plan == self.plan))
            )
            plan = connection.execute(sa.select(t.plans).where(t.plans.c.plan == self.plan)).one_or_none()
            has_said = said.recall(connection, self.plan)
        if plan is None:
            return Memory(links, intents)
        seen = {number: time_of(text) for number, text in json.loads(plan.seen or "{}").items()}
        known, renamed = tuple(json.loads(plan.known_keys)), json.loads(plan.renamed or "{}")
        pulled, asks = (time_of(text) if text else None for text in (plan.pulled_at, plan.asks_since))
        allowed = frozenset(json.loads(plan.allowed or "[]"))
        return Memory(links, intents, known, pulled, seen, renamed, has_said, asks, allowed)

    def neighbours(self) -> tuple[Neighbour, ...]:
        """The other plans of this ledger, with the titles of their issues."""
        links, plans = t.links.c, t.plans.c
        found = sa.select(links.plan, links.key, links.base, plans.place).where(plans.plan == links.plan)
        titles: dict[tuple[str, str | None], dict[str, str]] = {}
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            for row in connection.execute(found.where(links.plan != self.plan, links.kind == "issue")):
                title = json.loads(row.base).get("title")
                titles.setdefault((row.plan, row.place), {}).update({row.key: title} if title else {})
        return tuple(Neighbour(plan, place, known) for (plan, place), known in titles.items())

    def begin_run(
        self, keys: Sequence[str], *, now: datetime, place: str | None = None, allowed: Collection[str] | None = None
    ) -> int:
        """Record that a run starts, and the issue keys it goes for; its number is returned.

        `place` is where the issues stand; `allowed` are the fingerprints of the changes that a person has allowed.
        """
        with self._write() as connection:
            values = {"known_keys": json.dumps(list(keys))}
            values |= {"place": place} if place is not None else {}
            values |= {"allowed": json.dumps(sorted(allowed))} if allowed is not None else {}
            connection.execute(
                upsert(t.plans)
                .values(plan=self.plan, **values)
                .on_conflict_do_update(index_elements=["plan"], set_=values)
            )
            self._run = run_log.start(connection, self.plan, now=now)
            return self._run

    def carry_over(
        self,
        memory: Memory,
        keys: Mapping[str, str],
        deadlines: Callable[[str], str],
        *,
        now: datetime,
        beside: Callable[[Connection], None] = lambda _connection: None,
    ) -> None:
        """Put what is known under its new keys: `memory` as it is to be, `keys` from old issue keys to new ones.

        Reports with their history go along, and by `deadlines`, from a deadline's key to its new one, the last round
        of alerts. `beside` is done in the same transaction, in tables of others.
        """
        with self._write() as connection:
            for table in (t.links, t.intents):
                connection.execute(table.delete().where(table.c.plan == self.plan))
            for link in memory.links.values():
                save_link(connection, self.plan, link)
            for intent in memory.intents:
                save_intent(connection, self.plan, intent)
            carrying.carry_over(connection, self.plan, keys, deadlines, now=now)
            beside(connection)
            renamed = t.plans.update().where(t.plans.c.plan == self.plan)
            connection.execute(renamed.values(renamed=json.dumps(dict(memory.renamed))))

    def end_run(
        self, run: int, result: Mapping[str, Any], *, now: datetime, allowed: Collection[str] | None = None
    ) -> None:
        """Record what a run came to. `allowed` are the fingerprints of what was allowed and could not be done."""
        with self._write() as connection:
            run_log.finish(connection, run, result, now=now)
            if allowed is not None:
                left = t.plans.update().where(t.plans.c.plan == self.plan)
                connection.execute(left.values(allowed=json.dumps(sorted(allowed))))

    def runs(self, *, last: int | None = None) -> tuple[Run, ...]:
        """The runs so far, the newest first."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return run_log.runs(connection, self.plan, last=last)

    def begun_at(self) -> datetime | None:
        """When the plan was first followed here; None where it never was."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return run_log.begun_at(connection, self.plan)

    def pulled_at(self) -> datetime | None:
        """When the tracker was last read; None where it never was."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            text = connection.scalar(sa.select(t.plans.c.pulled_at).where(t.plans.c.plan == self.plan))
        return time_of(text) if text else None

    def last_run_at(self) -> datetime | None:
        """When the newest run ended, or began where it was broken off; None where there was none."""
        newest = self.runs(last=1)
        return (newest[0].finished_at or newest[0].started_at) if newest else None

    def clock_allowed(self) -> timedelta | None:
        """By how much the tracker's clock was ahead in the last run that went on in spite of it."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return run_log.clock_allowed(connection, self.plan)

    def told_round(self) -> ToldRound | None:
        """The last round of alerts; None where there was none."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return rounds.recall(connection, self.plan)

    def keep_told_round(self, told: ToldRound) -> None:
        """Put a round of alerts in the place of the last one."""
        with self._write() as connection:
            rounds.keep(connection, self.plan, told)

    def round_days(self) -> RoundDays:
        """The days of the first round of alerts and of the last weekly one."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return rounds.days(connection, self.plan)

    def keep_round_days(self, days: RoundDays) -> None:
        """Put them in the place of those before."""
        with self._write() as connection:
            rounds.keep_days(connection, self.plan, days)

    def writes(self, run: int) -> tuple[Write, ...]:
        """What a run wrote; nothing where it is too long ago."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return run_log.writes_of(connection, self.plan, run)

    def turn(
        self,
        *,
        done: Iterable[Link] = (),
        intent: Intent | None = None,
        dropped: Iterable[Intent] = (),
        lost: Iterable[Intent] = (),
    ) -> None:
        """In one transaction: the links whose writes have come through, intents given up, and the next intent.

        The answers to `lost` ones did not come; they stay open.
        """
        with self._write() as connection:
            for link in done:
                save_link(connection, self.plan, link)
                drop_intent(connection, self.plan, link.kind, link.key)
                self._settle(connection, link.kind, link.key, "done", link.tracker_id)
            dropped = list(dropped)
            said.note(connection, self.plan, dropped)
            for old in dropped:
                drop_intent(connection, self.plan, old.kind, old.key)
                self._settle(connection, old.kind, old.key, "done" if old.done else "dropped")
            for open_still in lost:
                drop_intent(connection, self.plan, open_still.kind, open_still.key)
                save_intent(connection, self.plan, open_still)
            if intent is not None:
                drop_intent(connection, self.plan, intent.kind, intent.key)
                save_intent(connection, self.plan, intent)
                if self._run is not None:
                    run_log.put(connection, self.plan, self._run, intent)

    def _settle(self, connection: Connection, kind: str, key: str, outcome: str, tracker_id: str | None = None) -> None:
        if self._run is not None:
            run_log.settle(connection, self._run, kind, key, outcome, tracker_id)

    def save_pull(
        self,
        reports: Sequence[Report],
        *,
        now: datetime,
        seen: Mapping[str, datetime] | None = None,
        unseen: Collection[str] = (),
    ) -> int:
        """Keep what a pull found, and all that was found before; returns how many figures were never seen before.

        `seen` is when each issue of the tracker was last changed, by its id. What was known of the issues `unseen`
        stays as it was.
        """
        with self._write() as connection:
            new = pulls.save(connection, self.plan, reports, unseen=unseen, now=now)
            times = json.dumps({number: time_text(at) for number, at in (seen or {}).items()})
            pulled = t.plans.update().where(t.plans.c.plan == self.plan)
            asks = sa.func.coalesce(t.plans.c.asks_since, time_text(now))  # the first pull that could have asked
            connection.execute(pulled.values(pulled_at=time_text(now), seen=times, asks_since=asks))
            return new

    def cache(self) -> dict[str, str]:
        """What the tracker's adapter noted in earlier runs."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            rows = connection.execute(sa.select(t.memories).where(t.memories.c.plan == self.plan)).all()
        return {row.key: row.value for row in rows}

    def keep_cache(self, cache: Mapping[str, str]) -> None:
        """Replace what the tracker's adapter noted."""
        if cache == self.cache():
            return
        with self._write() as connection:
            connection.execute(t.memories.delete().where(t.memories.c.plan == self.plan))
            if cache:
                rows = [{"plan": self.plan, "key": key, "value": value} for key, value in cache.items()]
                connection.execute(t.memories.insert(), rows)

    def reports(self) -> dict[str, Report]:
        """What was reported at the last pull, by issue key."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return pulls.recall(connection, self.plan, gone=False)

    def history(self) -> dict[str, Report]:
        """The same with every line ever seen, those included that are no longer there."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return pulls.recall(connection, self.plan, gone=True)

    def closed_report(self, year: int) -> ClosedReport | None:
        """The report of a year as it was handed in; None where none was."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            return closed_reports.recall(connection, self.plan, year)

    def close_report(self, closed: ClosedReport) -> None:
        """Keep a report as it is handed in. The year must have none yet."""
        with self._write() as connection:
            closed_reports.keep(connection, self.plan, closed)
