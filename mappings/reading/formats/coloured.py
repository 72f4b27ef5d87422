"""Sheets that tell when a measure is due by the colour of cells alone, below months, quarters or years.

Decides which coloured cells are marks. A row that is coloured from end to end is a heading or a pattern, and none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mappings.reading.table.rows import Cell
from mappings.reading.timing.cell import is_timing

MARK = "■"

_REACH = 30  # rows above the marks
_LONGEST = 40  # characters of a heading
_FEWEST = 2  # periods, and rows with a mark


@dataclass
class Kept:
    """A row that is shown and says something; `coloured` are the columns whose cells hold a colour and no text."""

    number: int
    cells: dict[int, Cell]
    doubts: tuple[tuple[str, str], ...]
    covered: set[int] = field(default_factory=set)
    coloured: set[int] = field(default_factory=set)


def mark_by_colour(rows: Sequence[Kept]) -> None:
    """Put a mark into the coloured cells below periods, where no cell there says anything in words."""
    for at, row in enumerate(rows[:_REACH]):
        headings = [column for column, cell in row.cells.items() if _is_period(cell.text)]
        if len(headings) >= _FEWEST and len(headings) * 2 > sum(column >= min(headings) for column in row.cells):
            columns = range(min(headings), max(column + row.cells[column].across for column in headings))
            headed = next((index for index in range(at + 1, len(rows)) if not _says(rows[index], columns)), len(rows))
            if _mark(rows[headed:], columns) and headed > at + 1:
                _move_down(row, rows[headed - 1], columns)
            return


def _is_period(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and is_timing(text)


def _mark(body: Sequence[Kept], columns: range) -> bool:
    """Put marks into the coloured cells; whether there are any."""
    marked = [(row, sorted(row.coloured.intersection(columns) - row.covered)) for row in body]
    marked = [(row, places) for row, places in marked if 0 < len(places) < len(columns)]
    if len(marked) < _FEWEST or any(_says(row, columns) for row in body):
        return False
    for row, places in marked:
        row.cells |= {column: Cell(MARK) for column in places}
        row.doubts = (*row.doubts, ("marks-coloured", str(len(places))))
    return True


def _move_down(above: Kept, names: Kept, columns: range) -> None:
    """Put the periods beside the names of the other columns, where these stand in the lowest row of the header."""
    if sum(column < columns.start for column in names.cells) < _FEWEST:
        return
    period, covers = "", 0
    for column in columns:
        cell = above.cells.pop(column, None)
        if cell is not None:
            period, covers = cell.text, column + cell.across
        said = names.cells.get(column, Cell("")).text
        if column not in names.covered:
            names.cells[column] = Cell(f"{period if column < covers else ''} {said}".strip())
    above.covered.difference_update(columns)


def _says(row: Kept, columns: range) -> bool:
    return any(column in columns and cell.text for column, cell in row.cells.items())
