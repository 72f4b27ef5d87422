"""A document's tables become one: tables that go on, tables of other columns, cells whose edges do not meet.

Decides which cell stands in which column of the plan's table and which tables belong to it. What a cell says is not
read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mappings.reading.names import names_in_lines
from mappings.reading.table.headers import TableHeader, counts_columns, first_table_header, whole
from mappings.reading.table.numbering import Numbers
from mappings.reading.table.rows import Block, Paragraph, Row, Spot, Spread, Spreader, Table
from mappings.wording import fold

_SECTION = re.compile(
    r"(?:раздел|задача|цель|направление|section|objective|task|goal)\b|[IVXLІХ]+\s*[.)]\s", re.IGNORECASE
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*\.?")
_CLOSING_ROWS = 3  # a table below the plan of no more rows, none of them numbered, holds signatures


@dataclass(frozen=True)
class _Part:
    """One table: the rows above its header, the header, and the rows below; all of them together where it has one."""

    above: tuple[Spread, ...]
    header: TableHeader | None
    body: tuple[Spread, ...]
    sheet: bool
    whole: tuple[Spread, ...] = ()

    def of_measures(self) -> _Part:
        """The same; one of indicators by years has no header beside tables of measures."""
        if self.header is None or not self.header.columns.by_years:
            return self
        return _Part((), None, self.whole, self.sheet)


def join(blocks: Iterable[Block]) -> Table:
    """The document as one table: the plan's header, and below it the rows of every table that belongs to it.

    Where no table has a header, all rows are given as they stand. Raises `DocumentError` where the tables are larger
    than any plan's.
    """
    spreader = Spreader()
    pieces = [piece for block in blocks for piece in _pieces(block, spreader)]
    headers = [piece.header for piece in pieces if isinstance(piece, _Part) and piece.header]
    if any(not header.columns.by_years for header in headers):
        pieces = [piece if isinstance(piece, Paragraph) else piece.of_measures() for piece in pieces]
        headers = [header for header in headers if not header.columns.by_years]
    if not headers:
        return _as_it_stands(pieces)
    tables = [index for index, piece in enumerate(pieces) if isinstance(piece, _Part)]
    first = next(index for index in tables if getattr(pieces[index], "header", None))
    heading, section = _heading(pieces[: first + 1])
    joiner = _Joiner(whole(headers))
    rows = joiner.opening(section)
    for index, piece in enumerate(pieces[first : tables[-1] + 1]):
        rows += joiner.rows(piece, first=index == 0)
    closing = (Row((piece.text,), piece.place) for piece in pieces[tables[-1] + 1 :] if isinstance(piece, Paragraph))
    return Table(heading, tuple(rows), tuple(closing))


def _pieces(block: Block, spreader: Spreader) -> Iterator[Paragraph | _Part]:
    """The paragraph or the table; where only a table within its cells has a header, that one and the texts around."""
    if isinstance(block, Paragraph):
        yield block
        return
    part = _part(tuple(spreader.spread(block.lines)), sheet=block.sheet)
    inner = [piece for grid in block.inner for piece in _pieces(grid, spreader)] if part.header is None else []
    if any(isinstance(piece, _Part) and piece.header for piece in inner):
        yield from (Paragraph(text, row.place) for row in part.body if (text := _text(row)))
        yield from inner
    else:
        yield part


def _part(rows: tuple[Spread, ...], *, sheet: bool) -> _Part:
    found = first_table_header(rows)
    if found is None:
        return _Part((), None, rows, sheet)
    index, header = found
    return _Part(rows[:index], header, rows[index + header.height :], sheet, rows)


def _as_it_stands(pieces: list[Paragraph | _Part]) -> Table:
    """The text above the first table, and all rows."""
    start = next((index for index, piece in enumerate(pieces) if isinstance(piece, _Part)), len(pieces))
    rows: list[Row] = []
    for piece in pieces[start:]:
        if isinstance(piece, Paragraph):
            rows.append(Row((piece.text,), piece.place))
        else:
            rows += (Row(row.texts(), row.place, doubts=row.doubts) for row in piece.body)
    texts = tuple(piece for piece in pieces if isinstance(piece, Paragraph))
    written = texts if len(texts) == len(pieces) and any(piece.mark for piece in texts) else ()
    return Table(tuple(piece.text for piece in texts[:start]), tuple(rows), written=written)


def _heading(pieces: list[Paragraph | _Part]) -> tuple[tuple[str, ...], Paragraph | None]:
    """The texts above the plan's header, and the last of them where it names a section and not the plan."""
    texts: list[Paragraph] = []
    for piece in pieces:
        if isinstance(piece, Paragraph):
            texts.append(piece)
        elif piece.header is not None or not piece.sheet:
            rows = piece.body if piece.header is None else piece.above
            texts += (Paragraph(text, row.place) for row in rows if (text := _text(row)))
    section = texts.pop() if len(texts) > 1 and _SECTION.match(texts[-1].text) else None
    return tuple(paragraph.text for paragraph in texts), section


def _text(row: Spread) -> str:
    return " ".join(spot.cell.text for spot in row.spots if spot.cell.text and not spot.carried)


class _Joiner:
    """Puts the rows of every table under the plan's columns; knows the table that may go on."""

    def __init__(self, main: TableHeader) -> None:
        self._main = main
        self._current = main
        self._numbers = Numbers()

    def opening(self, section: Paragraph | None) -> list[Row]:
        """The header, and the section that was named above it."""
        rows = [Row(self._main.texts, self._main.place)]
        return [*rows, Row((section.text,), section.place)] if section else rows

    def rows(self, piece: Paragraph | _Part, *, first: bool) -> list[Row]:
        """The rows that a paragraph or a table adds to the plan's."""
        if isinstance(piece, Paragraph):
            return [Row((piece.text,), piece.place)] if piece.text else []
        if piece.header is not None:
            self._current = piece.header
            above = () if first else piece.above
            rows = [Row((text,), row.place, doubts=row.doubts) for row in above if (text := _text(row))]
            return rows + self._body(piece.body)
        if piece.sheet or not piece.body:
            return []
        if self._goes_on(piece.body):
            return self._body(piece.body)
        texts = [text for row in piece.body for text in row.texts()]
        if len(piece.body) <= _CLOSING_ROWS and not any(map(_NUMBER.fullmatch, texts)):
            return []
        return [Row((fold(" ".join(texts)),), piece.body[0].place)]

    def _goes_on(self, body: tuple[Spread, ...]) -> bool:
        """Whether a table without a header is as wide as the one before, or has as many cells in most rows."""
        if body[0].spots and max(row.spots[-1].end for row in body if row.spots) == self._current.width:
            return True
        cells = Counter(len(row.spots) for row in body)
        return cells.most_common(1)[0][0] == len(self._current.edges)

    def _body(self, rows: tuple[Spread, ...]) -> list[Row]:
        printed = self._current.printed
        texts = (tuple(spot.cell.text for spot in row.spots) for row in rows)
        return [
            self._row(row)
            for row, cells in zip(rows, texts, strict=True)
            if cells not in printed and not counts_columns(cells)
        ]

    def _row(self, row: Spread) -> Row:
        """A row under the plan's columns.

        In a row that goes on with the one above, since the cell that tells rows apart was merged down, only what was
        printed in it is given; in another one a cell merged down counts as printed in both.
        """
        number, executor = (self._main.columns.at.get(role) for role in ("number", "executor"))
        cells: dict[int, list[Spot]] = {}
        for column, spot in _aligned(row.spots, self._current):
            cells.setdefault(self._target(column), []).append(spot)
        identity = -1 if self._main.identity is None else self._main.identity
        goes_on = any(spot.carried for spot in cells.get(identity, ()))
        texts = [""] * max(len(self._main.texts), *(column + 1 for column in cells), 1)
        doubts = list(row.doubts)
        for column, spots in cells.items():
            kept = [spot for spot in spots if not (spot.carried and goes_on)]
            text = fold(" ".join(f"{spot.cell.text} {spot.cell.within}" for spot in kept))
            if column == number and kept:
                text, doubt = self._numbers.read(text, kept[0].cell)
                doubts += [(doubt, text)] if doubt else []
            elif column == executor and any(spot.cell.lines for spot in kept):
                text = names_in_lines(line for spot in kept for line in spot.cell.lines or (spot.cell.text,))
            texts[column] = text
            doubts += (doubt for spot in spots if not spot.carried for doubt in spot.cell.doubts)
        carried = frozenset(column for column, spots in cells.items() if any(spot.carried for spot in spots))
        return Row(tuple(texts), row.place, carried, tuple(doubts))

    def _target(self, column: int) -> int:
        """The plan's column for one of the current table's: that of the same role or words, or else a spare one."""
        current, main = self._current, self._main
        if column >= len(current.texts):
            return len(main.texts) + column - len(current.texts)
        role = next((role for role, index in current.columns.at.items() if index == column), None)
        if role in main.columns.at:
            return main.columns.at[role]
        if current.texts[column] in main.texts:
            return main.texts.index(current.texts[column])
        return len(main.texts) + column


def _aligned(spots: tuple[Spot, ...], header: TableHeader) -> Iterator[tuple[int, Spot]]:
    """Every cell with the column of the header that it stands in.

    Where the edges do not meet those of the header, as many cells as columns go in order; else a cell stands in the
    column that it shares most with, the first of equals.
    """
    starts = {start: column for column, (start, _end) in enumerate(header.edges)}
    beyond = len(header.edges)
    fits = all(spot.start in starts or spot.start >= header.width for spot in spots)
    in_order = len(spots) == beyond and not (fits and spots[-1].end == header.width)
    for order, spot in enumerate(spots):
        if in_order:
            yield order, spot
        elif spot.start >= header.width:
            if spot.cell.text:
                yield beyond + spot.start - header.width, spot
        elif spot.start in starts:
            yield starts[spot.start], spot
        else:
            shared = [min(spot.end, end) - max(spot.start, start) for start, end in header.edges]
            yield shared.index(max(shared)), spot
