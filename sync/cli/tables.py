"""Tables on a terminal: no wider than it is, no word broken; where that is too narrow, one block for each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_GAP = 2  # blanks between columns
_WHOLE = 16  # characters of a cell that is never wrapped: a key, a date, a state


def draw_table(console: Console, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table of harmless texts."""
    columns = list(zip(headers, *rows, strict=True))
    narrowest = [_narrowest(column) for column in columns]
    if sum(narrowest) + _GAP * (len(columns) - 1) > console.width:
        for text in _blocks(headers, rows):
            console.print(text, markup=False, highlight=False)
        return
    from rich.table import Table  # noqa: PLC0415 - it takes long to load, and what is piped needs none of it
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(box=None, header_style="bold", row_styles=["", "dim"], pad_edge=False, padding=(0, _GAP, 0, 0))
    for header, width in zip(headers, narrowest, strict=True):
        table.add_column(header, min_width=width)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def aligned(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table whose rows are a line each, however long: for what is piped on."""
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    for row in [headers, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield (" " * _GAP).join(cells).rstrip()


def _narrowest(column: Sequence[str]) -> int:
    """How narrow a column can be: as its longest word, or as a short cell that stays in one piece."""
    return max((len(cell) if len(cell) <= _WHOLE else max(map(len, cell.split())) for cell in column), default=0)


def _blocks(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield from (f"{header}: {cell}" for header, cell in zip(headers, row, strict=True) if cell)
