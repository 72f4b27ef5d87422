"""Puts what was reported, seen and said of a plan's issues under other keys, when an amendment gives them others.

Works in the ledger's transactions. Which key becomes which is decided in `sync.difference`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sync.ledger import closed_reports, rounds, said
from sync.ledger import tables as t
from sync.ledger.rows import time_text

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_TOLD = (t.reports, t.lines, t.sightings)


def carry_over(
    connection: Connection, plan: str, keys: Mapping[str, str], deadlines: Callable[[str], str], *, now: datetime
) -> None:
    """Reports with their history and Vekha's own comments go along with `keys`, the issues', from old to new.

    Yearly reports that were handed in stay as they are, and know the new keys of their measures from then on.

    How deadlines stood in the last round of alerts goes along with `deadlines`, which gives the new key of one.
    """
    taken = set(keys.values()) - keys.keys()  # of issues that are gone: their figures stay apart
    connection.execute(t.reports.delete().where(t.reports.c.plan == plan, t.reports.c.key.in_(taken)))
    for table in (t.lines, t.sightings):
        theirs = table.update().where(table.c.plan == plan, table.c.key.in_(taken))
        connection.execute(theirs.values(key=table.c.key + f" until {time_text(now)}"))
    for mark, table in ((mark, table) for mark in (True, False) for table in _TOLD):
        for old, new in keys.items():  # by way of a name that no key has: a new key may be another's old one
            here, there = (old, f"\n{new}") if mark else (f"\n{new}", new)
            connection.execute(table.update().where(table.c.plan == plan, table.c.key == here).values(key=there))
    said.carry_over(connection, plan, keys)
    closed_reports.carry_over(connection, plan, keys)
    told = rounds.recall(connection, plan)
    if told is not None:
        stood = {deadlines(key): one for key, one in told.deadlines.items()}
        rounds.keep(connection, plan, replace(told, deadlines=stood))
