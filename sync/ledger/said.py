"""What Vekha has said in issues, as the ledger keeps it: a comment that the staff deleted is not said again.

Works in the ledger's transactions. What is still to be said, others decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert

from mappings.signature import mark_of
from sync.ledger import tables as t
from sync.memory import Intent

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def note(connection: Connection, plan: str, dropped: Iterable[Intent]) -> None:
    """Remember the comments among the writes that have come through."""
    said = [one for one in dropped if one.done and one.action == "comment"]
    rows = [{"plan": plan, "key": one.key, "mark": mark_of(one.wanted["comment"] or "")} for one in said]
    if rows:
        connection.execute(upsert(t.said).on_conflict_do_nothing(), rows)


def recall(connection: Connection, plan: str) -> frozenset[tuple[str, str]]:
    """What was said: the issue's key and the comment's mark."""
    rows = connection.execute(sa.select(t.said.c.key, t.said.c.mark).where(t.said.c.plan == plan))
    return frozenset((row.key, row.mark) for row in rows)


def carry_over(connection: Connection, plan: str, keys: Mapping[str, str]) -> None:
    """Put what was said under the issues' new keys."""
    moved = [{"plan": plan, "key": keys.get(key, key), "mark": mark} for key, mark in recall(connection, plan)]
    connection.execute(t.said.delete().where(t.said.c.plan == plan))
    if moved:
        connection.execute(upsert(t.said).on_conflict_do_nothing(), moved)
