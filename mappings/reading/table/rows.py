"""What a format's reader yields, and the one place where its merged cells become plain ones.

A format's module decides what a row and a cell are. Nothing here decides what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.refusals import too_large
from mappings.wording import fold

WIDTH_LIMIT = 256  # columns; a wider cell is cut to it
ROW_LIMIT = 20_000  # rows of one document
CELL_LIMIT = 100_000  # cells of one document, merged ones counted for every row they reach into
LINE_LIMIT = 200_000  # lines of a text, and characters of a line
TEXT_LIMIT = 20_000  # characters of one cell
LINE_END = "\u2028"  # what stands in a format's raw text where a line of a cell ends

# Control characters, soft hyphens, zero-width signs, direction marks and stray halves of a pair: word processors
# leave them inside words, where they hide a word from every search and are refused by some trackers.


@dataclass(frozen=True)
class Row:
    """One plain row: its cells from left to right, white space folded, and where it stands.

    Between executors that stand on lines of their own `LINE_END` is kept.

    `carried` are the columns whose text stands in a cell that was merged down from a row above. `doubts` are what the
    format had to settle, a code and the text it is about: `text-struck` (left out), `number-was-date` and
    `number-zero-lost` (the number as it was read), `rows-hidden` (left out above this row).
    """

    cells: tuple[str, ...]
    place: Place
    carried: frozenset[int] = frozenset()
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A document as rows. `heading` is the text above the first row, a paragraph each; `closing` that below the last.

    What stands below a plan's table is no part of the plan; of a document that changes one it may be. `written` are the
    paragraphs of a document without any table, where some have marks.
    """

    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    closing: tuple[Row, ...] = ()
    written: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed. `across` and `down` are the columns and rows it covers, 1 where it is not merged.

    `continues` marks the lower part of a cell merged down, in formats that print one in every row. `within` is the
    text of the tables in the cell. `number` is what the cell says where it stands for a number and not for a date;
    `counted` that its text was made from a number. `lines` are the lines of a text that has more than one.
    """

    text: str
    across: int = 1
    down: int = 1
    continues: bool = False
    within: str = ""
    number: str = ""
    counted: bool = False
    lines: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row as printed: only the cells that begin in it, and the lower parts that `continues` marks."""

    cells: tuple[Cell, ...]
    place: Place
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed. `inner` are the tables within its cells; a `sheet` goes on with no table before it."""

    lines: tuple[Line, ...]
    inner: tuple[Grid, ...] = ()
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text outside every table. `mark` is what Markdown has before a heading or a point of a list, blanks and all."""

    text: str
    place: Place
    mark: str = ""


Block = Grid | Paragraph


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell in its columns, `end` not included. `carried` is the number of rows above in which it began."""

    start: int
    end: int
    cell: Cell
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """A row whose cells stand in their columns, those merged down from above among them."""

    spots: tuple[Spot, ...]
    place: Place
    doubts: tuple[tuple[str, str], ...] = ()

    def texts(self) -> tuple[str, ...]:
        """The texts by column, blank where a cell to the left covers the column."""
        texts = [""] * (self.spots[-1].end if self.spots else 0)
        for spot in self.spots:
            texts[spot.start] = spot.cell.text
        return tuple(texts)


class Tally:
    """Counts a document's rows and cells as they are read; raises `DocumentError` where no plan has so many."""

    def __init__(self) -> None:
        self._rows = self._cells = 0

    def add(self, cells: int, rows: int = 1) -> None:
        """A row with so many cells was read, or (`rows` 0) more cells of the one told of before."""
        self._rows += rows
        self._cells += cells
        if self._rows > ROW_LIMIT:
            raise too_large(_("its tables have more than {limit} rows").format(limit=ROW_LIMIT))
        if self._cells > CELL_LIMIT:
            raise too_large(_("its tables have more than {limit} cells").format(limit=CELL_LIMIT))


class Spreader:
    """Puts the cells of a document's tables into their columns."""

    def __init__(self) -> None:
        self._tally = Tally()

    def spread(self, lines: Iterable[Line]) -> Iterator[Spread]:
        """The rows of one table; raises `DocumentError` where the document is larger than any plan's."""
        hanging: dict[int, tuple[Spot, int]] = {}  # by first column: a cell merged down, and the rows it still covers
        above: dict[int, Spot] = {}
        for line in lines:
            spots = _spots(line, hanging, above)
            self._tally.add(len(spots))
            above = {spot.start: spot for spot in spots}
            hanging = {
                start: (replace(spot, carried=spot.carried + 1), left - 1)
                for start, (spot, left) in hanging.items()
                if left > 1
            }
            yield Spread(tuple(spots), line.place, line.doubts)


def _spots(line: Line, hanging: dict[int, tuple[Spot, int]], above: dict[int, Spot]) -> list[Spot]:
    """The cells of a row in their columns; what hangs down from above keeps its columns."""
    spots: list[Spot] = []
    waiting = sorted(hanging)
    column = 0
    for cell in line.cells:
        while waiting and waiting[0] <= column:
            spots.append(hanging[waiting.pop(0)][0])
            column = spots[-1].end
        check_length(cell.text)
        end = min(column + max(cell.across, 1), waiting[0] if waiting else WIDTH_LIMIT, WIDTH_LIMIT)
        if end > column:
            spots.append(_spot(column, end, cell, above.get(column)))
        elif cell.text:
            raise too_large(_("a table has more than {limit} columns").format(limit=WIDTH_LIMIT))
        if end > column and cell.down > 1:
            hanging[column] = (spots[-1], cell.down)
        column = end
    return spots + [hanging[start][0] for start in waiting]


def _spot(start: int, end: int, cell: Cell, above: Spot | None) -> Spot:
    """The cell, or the one above that it goes on with."""
    if cell.continues and above is not None:
        return Spot(start, end, above.cell, above.carried + 1)
    return Spot(start, end, cell)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a cell's raw text, parted by `LINE_END`; none where it has only one."""
    if LINE_END not in text:
        return ()
    lines = tuple(filter(None, map(fold, text.split(LINE_END))))
    return lines if len(lines) > 1 else ()


def check_length(text: str) -> None:
    """Raise `DocumentError` where the text of a cell is longer than any plan's."""
    if len(text) > TEXT_LIMIT:
        raise too_large(_("a cell holds more than {limit} characters").format(limit=TEXT_LIMIT))


def check_amount(text: str, separator: str) -> None:
    """Raise `DocumentError` where a text has more cells or lines than any plan, before they are parted."""
    if text.count(separator) > CELL_LIMIT:
        raise too_large(_("its tables have more than {limit} cells").format(limit=CELL_LIMIT))
    if max(text.count("\n"), text.count("\r")) > LINE_LIMIT:
        raise too_large(_("it has more than {limit} lines").format(limit=LINE_LIMIT))
    if len(text) > LINE_LIMIT and max(map(len, text.splitlines()), default=0) > LINE_LIMIT:
        raise too_large(_("a line holds more than {limit} characters").format(limit=LINE_LIMIT))
