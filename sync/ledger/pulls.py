"""What the pulls of a plan found: its last reports, every line ever seen, and every change of a status.

Works in the ledger's transactions. Which lines are new is decided in `sync.ledger.lines`, what they mean elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from mappings.progress import Report, Sighting
from sync.ledger import tables as t
from sync.ledger.lines import Settled, settle
from sync.ledger.rows import (
    READING,
    KnownLine,
    known_line,
    line_text,
    moment_or_none,
    report_of,
    report_row,
    sighting_of,
    sighting_row,
    time_text,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def save(
    connection: Connection, plan: str, reports: Sequence[Report], *, unseen: Collection[str], now: datetime
) -> int:
    """Keep what a pull found; returns how many figures were never seen before.

    Nothing is said of the issues `unseen`: what was known of them stays.
    """
    table = t.reports.c
    known, seen = _known(connection, plan, gone=False), _sightings(connection, plan)
    before = {row.key: row for row in connection.execute(sa.select(t.reports).where(table.plan == plan))}
    connection.execute(t.reports.delete().where(table.plan == plan, table.key.not_in(unseen)))
    new, rows = 0, []
    for report in reports:
        settled = settle(known[report.key], report.lines, now=now)
        _add(connection, plan, report.key, settled, now)
        _update(connection, known[report.key], settled, now)
        new += sum(line.value is not None for line, _at in settled.new)
        changed_at = _changed_at(report, before.get(report.key), settled, seen[report.key], now)
        rows.append(report_row(plan, replace(report, changed_at=changed_at)))
    _insert(connection, t.reports, rows)
    changed = [report for report in reports if _differs(report, seen[report.key])]
    _insert(connection, t.sightings, [sighting_row(plan, report, now) for report in changed])
    return new


def recall(connection: Connection, plan: str, *, gone: bool) -> dict[str, Report]:
    """The last reports by issue key; `gone` says whether lines that are no longer there come with them."""
    known, seen = _known(connection, plan, gone=gone), _sightings(connection, plan)
    rows = connection.execute(sa.select(t.reports).where(t.reports.c.plan == plan)).all()
    return {row.key: report_of(row, (one.line for one in known[row.key]), seen[row.key]) for row in rows}


def _known(connection: Connection, plan: str, *, gone: bool) -> dict[str, list[KnownLine]]:
    """The lines by issue key, in the order in which they were written."""
    table = t.lines.c
    found = sa.select(t.lines).where(table.plan == plan)
    if not gone:
        found = found.where(table.gone_at.is_(None))
    lines: dict[str, list[KnownLine]] = defaultdict(list)
    for row in connection.execute(found):
        lines[row.key].append(known_line(row))
    for theirs in lines.values():
        theirs.sort(key=lambda one: (one.at, one.id))
    return lines


def _sightings(connection: Connection, plan: str) -> dict[str, list[Sighting]]:
    found: dict[str, list[Sighting]] = defaultdict(list)
    for row in connection.execute(sa.select(t.sightings).where(t.sightings.c.plan == plan).order_by(t.sightings.c.id)):
        found[row.key].append(sighting_of(row))
    return found


def _changed_at(
    report: Report, before: Any, settled: Settled, seen: Sequence[Sighting], now: datetime
) -> datetime | None:
    """When the staff last changed anything of an issue: what they wrote by its own time, the rest when it was seen."""
    times = [report.changed_at, *(at for _line, at in settled.new)]
    if before is not None:
        times.append(moment_or_none(before.changed_at))
        is_moved = before.moved_to != (report.moved_to.isoformat() if report.moved_to else None)
        times.append(now if is_moved or _differs(report, seen) else None)
    return max((at for at in times if at is not None), default=None)


def _differs(report: Report, seen: Sequence[Sighting]) -> bool:
    return not seen or (seen[-1].status, seen[-1].closed_at) != (report.status, report.closed_at)


def _add(connection: Connection, plan: str, key: str, settled: Settled, now: datetime) -> None:
    rows = [
        {
            "plan": plan,
            "key": key,
            "line": line_text(line),
            "reading": READING,
            "at": time_text(at),
            "seen_at": time_text(now),
        }
        for line, at in settled.new
    ]
    _insert(connection, t.lines, rows)


def _update(connection: Connection, known: Sequence[KnownLine], settled: Settled, now: datetime) -> None:
    """Close what is gone, and keep what is told otherwise now."""
    table, before = t.lines, {one.id: one for one in known}
    this = table.update().where(table.c.id == sa.bindparam("number"))
    if settled.gone:
        gone = [{"number": one.id} for one in settled.gone]
        connection.execute(this.values(gone_at=time_text(now)), gone)
    told_otherwise = [one for one in settled.standing if one != before[one.id]]
    if told_otherwise:
        texts = [{"number": one.id, "text": line_text(one.told)} for one in told_otherwise]
        connection.execute(this.values(line=sa.bindparam("text"), reading=READING), texts)


def _insert(connection: Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    if found:
        connection.execute(table.insert(), found)
