"""The record of what was known of each trouble after the last round.

Works within the database it is given; the schema is brought there by the ledger's migrations. What is known next is
decided in `notify.upkeep.troubles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, delete, insert, select

from notify.upkeep.troubles import WELL, Standing, Trouble, Turn

tables = MetaData()

upkeep_table = Table(
    "upkeep",
    tables,
    Column("plan", Text, primary_key=True),
    Column("trouble", Text, primary_key=True),
    Column("strikes", Integer, nullable=False),
    Column("since", Text),
    Column("turn", Text),
    Column("at", Text),
    Column("letter", Text, nullable=False),
    Column("well_at", Text),
)


class UpkeepRecord:
    """The record of one plan in a database that holds the table."""

    def __init__(self, engine: Engine, plan_key: str) -> None:
        self._engine = engine
        self._plan = plan_key

    def recall(self) -> dict[Trouble, Standing]:
        """What was known of every trouble."""
        query = select(upkeep_table).where(upkeep_table.c.plan == self._plan)
        with self._engine.connect() as connection:
            return {
                Trouble(row.trouble): Standing(
                    strikes=row.strikes,
                    since=_moment(row.since),
                    turn=Turn(row.turn) if row.turn else None,
                    at=_moment(row.at),
                    letter=row.letter,
                    well_at=_moment(row.well_at),
                )
                for row in connection.execute(query)
            }

    def keep(self, standings: Mapping[Trouble, Standing]) -> None:
        """Put what is known now in the place of what was known before."""
        rows = [
            {
                "plan": self._plan,
                "trouble": trouble.value,
                "strikes": one.strikes,
                "since": _text(one.since),
                "turn": one.turn.value if one.turn else None,
                "at": _text(one.at),
                "letter": one.letter,
                "well_at": _text(one.well_at),
            }
            for trouble, one in standings.items()
            if one != WELL
        ]
        with self._engine.begin() as connection:
            connection.execute(delete(upkeep_table).where(upkeep_table.c.plan == self._plan))
            if rows:
                connection.execute(insert(upkeep_table), rows)


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
