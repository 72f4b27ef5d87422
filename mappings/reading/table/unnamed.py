"""The columns of a table that no row names, told by what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.reading.table.columns import Columns
from mappings.reading.table.contents import Kind, contents

_KINDS_OF_ROLES = (
    ("number", Kind.NUMBER),
    ("timing", Kind.TIMING),
    ("executor", Kind.NAME),
    ("title", Kind.TEXT),
)
_ENOUGH = 3  # roles
_MOST = 0.5  # the share of a column's cells that tells what it holds


def columns_by_contents(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table that no row names, told by what they hold: at least titles, timings and one role more."""
    width = max(map(len, rows), default=0)
    held = [contents([row[at] for row in rows if at < len(row)]) for at in range(width)]
    at: dict[str, int] = {}
    for role, kind in _KINDS_OF_ROLES:
        shares = [(one.of(kind) if one.filled * 2 > len(rows) else 0.0) for one in held]
        best = max(
            (index for index in range(width) if index not in at.values()), key=lambda one: shares[one], default=-1
        )
        if best >= 0 and shares[best] > _MOST:
            at[role] = best
    others = tuple(("", index) for index in range(width) if index not in at.values())
    return Columns(at, others) if {"title", "timing"} <= at.keys() and len(at) >= _ENOUGH else None
