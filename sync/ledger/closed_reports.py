"""The yearly reports that were handed in, as the ledger keeps them: nothing changes one, and none is replaced.

Works in the ledger's transactions. What stands in a report is for `mappings.yearly_report`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.ledger import tables as t
from sync.ledger.rows import time_of, time_text
from sync.memory import ClosedReport

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def keep(connection: Connection, plan: str, closed: ClosedReport) -> None:
    """Keep a report; one of a year that has one already is an error of the database's."""
    values = {
        "plan": plan,
        "year": closed.year,
        "closed_at": time_text(closed.closed_at),
        "closed_by": closed.closed_by,
        "report": closed.report,
        "checksum": closed.checksum,
        "renumbered": json.dumps(dict(closed.keys)),
    }
    connection.execute(t.yearly_reports.insert().values(**values))


def recall(connection: Connection, plan: str, year: int) -> ClosedReport | None:
    """The report of a year; None where none was handed in."""
    reports = t.yearly_reports.c
    row = connection.execute(
        sa.select(t.yearly_reports).where(reports.plan == plan, reports.year == year)
    ).one_or_none()
    if row is None:
        return None
    closed_at, keys = time_of(row.closed_at), json.loads(row.renumbered)
    return ClosedReport(row.year, closed_at, row.closed_by, row.report, row.checksum, keys)


def carry_over(connection: Connection, plan: str, issues: Mapping[str, str]) -> None:
    """Note the measures' new keys, from the old ones of their issues to the new; the reports stay as they are."""
    reports = t.yearly_reports.c
    moved = {old.partition("/")[0]: new.partition("/")[0] for old, new in issues.items()}
    taken = set(moved.values()) - moved.keys()  # by others: whose these keys were, they are gone
    for row in connection.execute(sa.select(reports.year, reports.renumbered).where(reports.plan == plan)).all():
        known = json.loads(row.renumbered)
        keys = {then: moved.get(now, "" if now in taken else now) for then, now in known.items()}
        this = t.yearly_reports.update().where(reports.plan == plan, reports.year == row.year)
        connection.execute(this.values(renumbered=json.dumps(keys)))
