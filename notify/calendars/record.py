"""The record of what calendars have said of each deadline.

Works within the database it is given; the schema is brought there by the ledger's migrations. What is said next is
decided in `notify.calendars.published`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime

from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, delete, insert, select

from notify.calendars.entries import Entry, EntryState
from notify.calendars.published import Published

tables = MetaData()

calendar_table = Table(
    "calendar",
    tables,
    Column("plan", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("entry", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("cancelled_at", Text),
)


class CalendarRecord:
    """The record of one plan in a database that holds the table."""

    def __init__(self, engine: Engine, plan_key: str) -> None:
        self._engine = engine
        self._plan = plan_key

    def recall(self) -> dict[str, Published]:
        """What was said last of every deadline, by key, in the order in which it was kept."""
        query = select(calendar_table).where(calendar_table.c.plan == self._plan)
        with self._engine.connect() as connection:
            return {
                row.key: Published(
                    _entry(row.key, row.entry),
                    row.sequence,
                    datetime.fromisoformat(row.changed_at),
                    datetime.fromisoformat(row.cancelled_at) if row.cancelled_at else None,
                )
                for row in connection.execute(query)
            }

    def keep(self, published: Mapping[str, Published]) -> None:
        """Put what is said now in the place of what was said before."""
        rows = [
            {
                "plan": self._plan,
                "key": key,
                "entry": _text(one.entry),
                "sequence": one.sequence,
                "changed_at": _utc(one.changed_at),
                "cancelled_at": _utc(one.cancelled_at) if one.cancelled_at else None,
            }
            for key, one in published.items()
        ]
        with self._engine.begin() as connection:
            connection.execute(delete(calendar_table).where(calendar_table.c.plan == self._plan))
            if rows:
                connection.execute(insert(calendar_table), rows)


def _text(entry: Entry) -> str:
    values = {name: value for name, value in asdict(entry).items() if name != "key"}
    return json.dumps({**values, "due": entry.due.isoformat()}, ensure_ascii=False)


def _entry(key: str, text: str) -> Entry:
    values = json.loads(text)
    due, executors = date.fromisoformat(values.pop("due")), tuple(values.pop("executors"))
    return Entry(key=key, due=due, executors=executors, state=EntryState(values.pop("state")), **values)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
