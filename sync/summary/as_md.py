"""The summary as Markdown: for a page of a wiki or a repository, and readable as it is."""

from __future__ import annotations

from collections.abc import Iterator

from sync.summary.figures import Summary
from sync.summary.markdown import escaped, line, link, table
from sync.summary.tables import listed
from sync.summary.tables.counted import by_executor, by_section, by_year
from sync.summary.tables.opening import opening
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
    for one in _tables(summary):
        if one.rows or one.none:
            yield f"## {line(one.title)}"
            yield drawn(one.filled()) if one.rows else line(one.none)


def drawn(one: Table) -> str:
    """One table, without its title."""
    right = (at for at, column in enumerate(one.columns) if column.kind in _RIGHT)
    return table([column.heading for column in one.columns], (tuple(map(_cell, row)) for row in one.rows), right=right)


def _tables(summary: Summary) -> Iterator[Table]:
    different = listed.differences(summary)
    if different is not None:
        yield different
    yield by_year(summary)
    yield by_section(summary)
    yield by_executor(summary)
    yield listed.overdue(summary)
    yield listed.at_risk(summary)
    yield listed.coming(summary)
    yield listed.indicators(summary)
    yield listed.discipline(summary, by_year=False)
    yield listed.extended(summary)
    yield listed.quality(summary)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Named):
        return link(cell.text, cell.url)
    return escaped(shown(cell)) or _NOTHING
