"""The summary as Markdown: for a page of a wiki or a repository, and readable as it is."""

from __future__ import annotations

from collections.abc import Iterator

from sync.summary.figures import Summary
from sync.summary.markdown import escaped, line, link, table
from sync.summary.tables.opening import opening
from sync.summary.tables.sequence import in_order
from sync.summary.tables.values import Cell, Kind, Named, Table, shown

_RIGHT = (Kind.NUMBER, Kind.SHARE)
_NOTHING = "—"


def render(summary: Summary) -> bytes:
    """The text in UTF-8, with a line end."""
    return ("\n\n".join(parts(summary)) + "\n").encode()


def parts(summary: Summary) -> Iterator[str]:
    """The blocks of the text, between which an empty line belongs."""
    yield f"# {line(summary.plan.title)}"
    yield from map(line, opening(summary))
    for one in in_order(summary):
        if one.rows or one.none:
            yield f"## {line(one.title)}"
            yield drawn(one.filled()) if one.rows else line(one.none)


def drawn(one: Table) -> str:
    """One table, without its title."""
    right = (at for at, column in enumerate(one.columns) if column.kind in _RIGHT)
    return table([column.heading for column in one.columns], (tuple(map(_cell, row)) for row in one.rows), right=right)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Named):
        return link(cell.text, cell.url)
    return escaped(shown(cell)) or _NOTHING
