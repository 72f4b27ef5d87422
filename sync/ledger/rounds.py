"""The last round of alerts, and the days on which rounds began, as the ledger keeps them.

Values in, values out, in the ledger's transactions.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.ledger import tables as t
from sync.ledger.rows import time_of, time_text
from sync.memory import RoundDays, Stood, ToldRound

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def keep(connection: Connection, plan: str, told: ToldRound) -> None:
    """Put a round in the place of the one before."""
    deadlines = {
        key: [one.due.isoformat(), one.state, time_text(one.changed) if one.changed else None]
        for key, one in told.deadlines.items()
    }
    values = {"at": time_text(told.at), "day": told.day.isoformat(), "deadlines": deadlines}
    text = json.dumps(values, ensure_ascii=False)
    connection.execute(t.plans.update().where(t.plans.c.plan == plan).values(told_round=text))


def recall(connection: Connection, plan: str) -> ToldRound | None:
    """The last round; None where there was none."""
    text = connection.scalar(sa.select(t.plans.c.told_round).where(t.plans.c.plan == plan))
    if text is None:
        return None
    values = json.loads(text)
    deadlines = {
        key: Stood(date.fromisoformat(due), state, time_of(changed) if changed else None)
        for key, (due, state, changed) in values["deadlines"].items()
    }
    return ToldRound(time_of(values["at"]), date.fromisoformat(values["day"]), deadlines)


def days(connection: Connection, plan: str) -> RoundDays:
    """The days of the first round and of the last weekly one."""
    row = connection.execute(
        sa.select(t.plans.c.told_since, t.plans.c.told_weekly).where(t.plans.c.plan == plan)
    ).first()
    first, weekly = row if row is not None else (None, None)
    return RoundDays(first and date.fromisoformat(first), weekly and date.fromisoformat(weekly))


def keep_days(connection: Connection, plan: str, days: RoundDays) -> None:
    """Put them in the place of those before."""
    values = {
        "told_since": days.first and days.first.isoformat(),
        "told_weekly": days.weekly and days.weekly.isoformat(),
    }
    connection.execute(t.plans.update().where(t.plans.c.plan == plan).values(**values))
