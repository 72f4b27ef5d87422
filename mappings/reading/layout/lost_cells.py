"""Rows that have lost a cell: fewer than the header has, and the timing beside its column.

Decides which column each cell was in, as far as the timing and the number tell; what is moved is told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mappings.reading.table.columns import Columns
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import Cell, Grid, Line, Row
from mappings.reading.timing.cell import stands_alone

_NUMBER = re.compile(r"(?:№\s?)?[0-9]{1,3}(?:\.[0-9]{1,3})*+[.)]?")
_SHOWN = 120  # characters of a row that a finding shows


def restored(grid: Grid) -> Grid:
    """The table with the cells of such rows in their columns."""
    return replace(grid, lines=tuple(_lines(grid.lines)))


def _lines(lines: tuple[Line, ...]) -> Iterator[Line]:
    columns: Columns | None = None
    width = 0
    for line in lines:
        texts = [cell.text for cell in line.cells]
        named = find_columns(Row(tuple(texts), line.place))
        if named is not None:
            columns, width = named, len(texts)
        plain = all(cell.across == cell.down == 1 and not cell.continues for cell in line.cells)
        moved = _moved(texts, columns, width) if columns is not None and plain and named is None else None
        yield line if moved is None else _shown(line, moved)


def _moved(texts: list[str], columns: Columns, width: int) -> list[int] | None:
    """The column of each cell, or None where they stand where they should, or that is not to be told."""
    lost = width - len(texts)
    timing, number = columns.at["timing"], columns.at.get("number")
    if lost <= 0 or len(texts) < 2 or (timing < len(texts) and stands_alone(texts[timing])):  # noqa: PLR2004 - a title and a timing
        return None
    timed = [index for index, text in enumerate(texts) if stands_alone(text) and not _NUMBER.fullmatch(text)]
    if len(timed) != 1 or not 0 < timing - timed[0] <= lost:
        return None
    shift = timing - timed[0]
    start = 0 if number == 0 and not _NUMBER.fullmatch(texts[0]) else timed[0]
    return [index + shift if index >= start else index for index in range(len(texts))]


def _shown(line: Line, moved: list[int]) -> Line:
    cells = [Cell("")] * (moved[-1] + 1)
    for cell, column in zip(line.cells, moved, strict=True):
        cells[column] = cell
    text = " ".join(cell.text for cell in line.cells)[:_SHOWN]
    return replace(line, cells=tuple(cells), doubts=(*line.doubts, ("cells-shifted", text)))
