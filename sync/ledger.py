"""The ledger: what Vekha remembers of a plan in a tracker between two runs.

Links and bases, open intents, runs, the last reports and every figure ever seen. It stores and recalls values;
what to do with them is decided elsewhere. The tracker's markers are the truth: a lost ledger is built anew from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection, Engine

from mappings.progress import Figure, Report, Status
from sync import ledger_tables as t
from sync.ledger_store import UNWRITABLE, copy_database, locked, open_database
from sync.storing import storing

Base = Mapping[str, str | None]


@dataclass(frozen=True)
class Link:
    """Which issue or milestone of the tracker a key stands for, and what was last written there."""

    kind: str
    key: str
    tracker_id: str
    url: str | None
    base: Base = field(default_factory=dict)
    gone_at: datetime | None = None  # when it was first found to be missing


@dataclass(frozen=True)
class Intent:
    """A write that was about to be sent: on disk before the request, gone once its outcome is known."""

    kind: str
    key: str
    action: str
    wanted: Base
    opened_at: datetime


@dataclass(frozen=True)
class Memory:
    """Everything the ledger knows of a plan at the start of a run."""

    links: Mapping[tuple[str, str], Link] = field(default_factory=dict)
    intents: tuple[Intent, ...] = ()
    known_keys: tuple[str, ...] | None = None
    pulled_at: datetime | None = None


class Ledger:
    """The store of one plan. Open it with `opened` to write, or `copied` to look."""

    def __init__(self, engine: Engine, path: Path, plan: str) -> None:
        self.engine = engine
        self.path = path
        self.plan = plan
        self.set_aside: Path | None = None

    @classmethod
    @contextmanager
    def opened(cls, path: Path, plan: str, *, now: datetime) -> Iterator[Ledger]:
        """The ledger under its lock. Raises `LedgerLocked`, `LedgerBroken` or `FileUnwritable`."""
        with locked(path):
            engine, aside = open_database(path, now=now)
            ledger = cls(engine, path, plan)
            ledger.set_aside = aside
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
                    row.kind, row.key, row.tracker_id, row.url, json.loads(row.base), _time_or_none(row.gone_at)
                )
                for row in connection.execute(sa.select(t.links).where(t.links.c.plan == self.plan))
            }
            intents = tuple(
                Intent(row.kind, row.key, row.action, json.loads(row.wanted), _time(row.opened_at))
                for row in connection.execute(sa.select(t.intents).where(t.intents.c.plan == self.plan))
            )
            plan = connection.execute(sa.select(t.plans).where(t.plans.c.plan == self.plan)).one_or_none()
        if plan is None:
            return Memory(links, intents)
        return Memory(links, intents, tuple(json.loads(plan.known_keys)), _time_or_none(plan.pulled_at))

    def begin_run(self, keys: Sequence[str], *, now: datetime) -> int:
        """Record that a run starts, and the issue keys it goes for; its number is returned."""
        with self._write() as connection:
            known = json.dumps(list(keys))
            connection.execute(
                upsert(t.plans)
                .values(plan=self.plan, known_keys=known)
                .on_conflict_do_update(index_elements=["plan"], set_={"known_keys": known})
            )
            done = connection.execute(t.runs.insert().values(plan=self.plan, started_at=_text(now)))
            return int((done.inserted_primary_key or (0,))[0])

    def end_run(self, run: int, result: Mapping[str, Any], *, now: datetime) -> None:
        """Record what a run came to."""
        with self._write() as connection:
            connection.execute(
                t.runs.update().where(t.runs.c.id == run).values(finished_at=_text(now), result=json.dumps(result))
            )

    def turn(self, *, done: Iterable[Link] = (), intent: Intent | None = None, dropped: Iterable[Intent] = ()) -> None:
        """In one transaction: the links whose writes have come through, intents given up, and the next intent."""
        with self._write() as connection:
            for link in done:
                self._save_link(connection, link)
                self._drop_intent(connection, link.kind, link.key)
            for old in dropped:
                self._drop_intent(connection, old.kind, old.key)
            if intent is not None:
                self._drop_intent(connection, intent.kind, intent.key)
                connection.execute(
                    t.intents.insert().values(
                        plan=self.plan,
                        kind=intent.kind,
                        key=intent.key,
                        action=intent.action,
                        wanted=json.dumps(dict(intent.wanted), ensure_ascii=False),
                        opened_at=_text(intent.opened_at),
                    )
                )

    def _save_link(self, connection: Connection, link: Link) -> None:
        values = {
            "tracker_id": link.tracker_id,
            "url": link.url,
            "base": json.dumps(dict(link.base), ensure_ascii=False, sort_keys=True),
            "gone_at": _text(link.gone_at) if link.gone_at else None,
        }
        connection.execute(
            upsert(t.links)
            .values(plan=self.plan, kind=link.kind, key=link.key, **values)
            .on_conflict_do_update(index_elements=["plan", "kind", "key"], set_=values)
        )

    def _drop_intent(self, connection: Connection, kind: str, key: str) -> None:
        table = t.intents.c
        connection.execute(t.intents.delete().where(table.plan == self.plan, table.kind == kind, table.key == key))

    def save_pull(self, reports: Sequence[Report], *, now: datetime) -> int:
        """Replace the plan's reports, and keep every figure not seen before; returns how many were new."""
        with self._write() as connection:
            connection.execute(t.reports.delete().where(t.reports.c.plan == self.plan))
            if reports:
                connection.execute(t.reports.insert(), [self._report_row(report) for report in reports])
            before = connection.scalar(sa.select(sa.func.count()).select_from(t.figures))
            rows = [self._figure_row(report.key, one, now) for report in reports for one in report.figures]
            if rows:
                connection.execute(upsert(t.figures).on_conflict_do_nothing(), rows)
            after = connection.scalar(sa.select(sa.func.count()).select_from(t.figures))
            connection.execute(t.plans.update().where(t.plans.c.plan == self.plan).values(pulled_at=_text(now)))
            return int(after or 0) - int(before or 0)

    def memory(self) -> dict[str, str]:
        """What the tracker's adapter noted in earlier runs."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            rows = connection.execute(sa.select(t.memories).where(t.memories.c.plan == self.plan)).all()
        return {row.key: row.value for row in rows}

    def keep_memory(self, memory: Mapping[str, str]) -> None:
        """Replace what the tracker's adapter noted."""
        if memory == self.memory():
            return
        with self._write() as connection:
            connection.execute(t.memories.delete().where(t.memories.c.plan == self.plan))
            if memory:
                rows = [{"plan": self.plan, "key": key, "value": value} for key, value in memory.items()]
                connection.execute(t.memories.insert(), rows)

    def reports(self) -> dict[str, Report]:
        """What was reported at the last pull, by issue key."""
        with storing(self.path, UNWRITABLE), self.engine.connect() as connection:
            rows = connection.execute(sa.select(t.reports).where(t.reports.c.plan == self.plan)).all()
        return {
            row.key: Report(
                key=row.key,
                status=Status(row.status),
                figures=tuple(_figure(one) for one in json.loads(row.figures)),
                reason=row.reason,
                url=row.url,
                assignee=row.assignee,
                unread=tuple(json.loads(row.unread)),
            )
            for row in rows
        }

    def _report_row(self, report: Report) -> dict[str, Any]:
        return {
            "plan": self.plan,
            "key": report.key,
            "status": report.status.value,
            "url": report.url,
            "assignee": report.assignee,
            "reason": report.reason,
            "unread": json.dumps(list(report.unread), ensure_ascii=False),
            "figures": json.dumps([_figure_values(figure) for figure in report.figures], ensure_ascii=False),
        }

    def _figure_row(self, key: str, figure: Figure, now: datetime) -> dict[str, Any]:
        return {"plan": self.plan, "key": key, "seen_at": _text(now), **_figure_values(figure)}


def _figure_values(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "value": str(figure.value),
        "text": figure.text,
        "author": figure.author,
        "at": _text(figure.at),
        "place": figure.place,
    }


def _figure(values: Mapping[str, Any]) -> Figure:
    return Figure(
        value=Decimal(values["value"]),
        text=values["text"],
        author=values["author"],
        at=_time(values["at"]),
        place=values["place"],
        indicator=values["indicator"],
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _time_or_none(text: str | None) -> datetime | None:
    return _time(text) if text else None
