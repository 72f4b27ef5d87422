"""The header of a table: which rows it is made of, where its columns begin and end, and one header for many tables.

The one place where a header is looked for, in every format. What a column is for is decided by `columns`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from mappings.plan import Place
from mappings.reading.table.columns import LONGEST, Columns, columns_of, names_roles
from mappings.reading.table.contents import SAMPLE
from mappings.reading.table.header_words import is_number
from mappings.reading.table.rows import Row, Spot, Spread
from mappings.wording import folded

_DEEPEST = 3  # rows of one header
_FEWEST = 2  # cells of a header, and of a row that counts them
_A_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*\.?")  # a measure's; a year may head a column
_A_DATE = re.compile(r"[0-3]?[0-9][./][01]?[0-9][./](?:20)?[0-9]{2}")
_COUNTED = re.compile(r"кварт|quarter|месяц|month", re.IGNORECASE)  # whose columns may be headed by bare numbers

_SAMPLED = 600  # cells below one header
_TRIED = 20  # rows of one table that name some role; no table has so many above its header

_Texts = tuple[str, ...]
_View = Callable[[int], tuple[list[_Texts], list[_Texts]]]


Found = TypeVar("Found", "Header", "TableHeader")


@dataclass(frozen=True)
class Header:
    """A header as rows have it: its columns, and how many rows it takes."""

    columns: Columns
    height: int


@dataclass(frozen=True)
class TableHeader:
    """The columns of a table: their edges, their words, and the roles of those that are known.

    `printed` are the rows it was made of, which may be repeated on every page, `height` how many they are.
    """

    edges: tuple[tuple[int, int], ...]
    texts: _Texts
    columns: Columns
    place: Place
    printed: frozenset[_Texts]
    height: int

    @property
    def width(self) -> int:
        """The columns of the table as it is ruled."""
        return self.edges[-1][1]

    @property
    def identity(self) -> int | None:
        """The column that tells one row from the next: its number, or else its title."""
        return self.columns.at.get("number", self.columns.at.get("title"))


def first_header(rows: Sequence[Row]) -> tuple[int, Header] | None:
    """The first header of rows, with the index of its first row; one of indicators by years where there is no other."""
    return _first((row.cells for row in rows), lambda at, sample: find_header(rows, at, sample))


def first_table_header(rows: Sequence[Spread]) -> tuple[int, TableHeader] | None:
    """The same for a table as it is ruled."""
    texts = (tuple(spot.cell.text for spot in row.spots) for row in rows)
    return _first(texts, lambda at, sample: header_at(rows, at, sample))


def find_header(rows: Sequence[Row], at: int = 0, sample: int = SAMPLE) -> Header | None:
    """The header that begins with a row, or None where none does; so many rows below it are looked at.

    The words of a column may stand in two or three rows, one below the other: «Срок» above «начало» and «окончание».
    """

    def view(height: int) -> tuple[list[_Texts], list[_Texts]]:
        levels = [row.cells for row in islice(rows, at, at + height)]
        return levels, [row.cells for row in islice(rows, at + height, at + height + _deep(sample, len(levels[0])))]

    found = _deepest(view, min(_DEEPEST, len(rows) - at), lambda _height: False)
    return Header(found[0], found[2]) if found is not None else None


def find_columns(row: Row) -> Columns | None:
    """The columns that a header of one row names, or None where the row is no header."""
    header = find_header((row,))
    return header.columns if header is not None else None


def header_at(rows: Sequence[Spread], index: int, sample: int = SAMPLE) -> TableHeader | None:
    """The header of a table that begins with a row, or None. A row that a merged cell reaches into is part of it."""

    def view(height: int) -> tuple[list[_Texts], list[_Texts]]:
        taken = rows[index : index + height]
        edges = _edges(taken)
        below = rows[index + height : index + height + _deep(sample, len(edges))]
        return [_along(edges, row.spots) for row in taken], [_along(edges, row.spots) for row in below]

    def hangs(height: int) -> bool:
        return 0 < max((spot.carried for spot in rows[index + height - 1].spots), default=0) < height

    if len(rows[index].spots) < _FEWEST:
        return None
    found = _deepest(view, min(_DEEPEST, len(rows) - index), hangs)
    if found is None:
        return None
    columns, texts, height = found
    taken = rows[index : index + height]
    printed = frozenset(tuple(spot.cell.text for spot in row.spots) for row in taken)
    return TableHeader(_edges(taken), texts, columns, rows[index].place, printed, height)


def counts_columns(cells: Sequence[str]) -> bool:
    """Whether a row only counts the columns of the table: «1 2 3 4», as far as it has any."""
    last = max((at for at, cell in enumerate(cells) if cell), default=-1)
    return last > 0 and all(cell == str(at + 1) for at, cell in enumerate(cells[: last + 1]))


def whole(headers: list[TableHeader]) -> TableHeader:
    """The first header with a column added for every role that only a later one has."""
    main = headers[0]
    for header in headers[1:]:
        for role, index in header.columns.at.items():
            if role in main.columns.at:
                continue
            columns = replace(main.columns, at={**main.columns.at, role: len(main.texts)})
            edges = (*main.edges, (main.width, main.width + 1))
            main = TableHeader(
                edges, (*main.texts, header.texts[index]), columns, main.place, main.printed, main.height
            )
    return main


def _first(rows: Iterable[_Texts], find: Callable[[int, int], Found | None]) -> tuple[int, Found] | None:
    """The first header that is found; after so many rows that only looked like one, by its words alone."""
    by_years: tuple[int, Found] | None = None
    tried = 0
    for at, cells in enumerate(rows):
        if len(cells) < _FEWEST or not _may_head([cells]) or not names_roles(cells):
            continue
        header = find(at, SAMPLE if tried < _TRIED else 0)
        tried += 1
        if header is not None and not header.columns.by_years:
            return at, header
        by_years = by_years or (None if header is None else (at, header))
    return by_years


def _deepest(view: _View, tallest: int, hangs: Callable[[int], bool]) -> tuple[Columns, _Texts, int] | None:
    """The columns, their words and the height of the header of most rows that begins here."""
    found: tuple[Columns, _Texts, int] | None = None
    for height in range(1, tallest + 1):
        levels, below = view(height)
        if height > 1 and not (hangs(height) or _goes_on(levels, found[0] if found else None)):
            break
        if not _may_head(levels):
            break
        texts = _merged(levels)
        columns = columns_of(texts, below)
        if columns is None and found is not None:
            break
        found = (columns, texts, height) if columns is not None else found
    return found


def _may_head(levels: list[_Texts]) -> bool:
    """Whether the lowest of these rows may be one of a header: it is no row of a measure, and counts no columns."""
    last = levels[-1]
    if all(len(cell) > LONGEST for cell in last) or counts_columns(last) or any(map(_A_DATE.match, last)):
        return False
    counted = any(_COUNTED.search(cell) for level in levels[:-1] for cell in level)
    return counted or not any(map(_A_NUMBER.fullmatch, last))


def _goes_on(levels: list[_Texts], columns: Columns | None) -> bool:
    """Whether a row below others is the lower one of their header.

    It parts a column in two, and what it has in the chief columns stands there already; where the rows above say too
    little by themselves, it begins as they do. Or it goes on with the words of the first: «№» above «п/п».
    """
    first, last = levels[0], levels[-1]
    if not any(last) or len(last) < _FEWEST or len(first) < _FEWEST:
        return False
    if first[0] and last[0] not in ("", first[0]):
        return is_number(f"{first[0]} {last[0]}")
    if columns is None:
        return last[0] in ("", first[0])
    known = {folded(cell) for cell in first}
    chief = [columns.at[role] for role in ("number", "title") if role in columns.at]
    return _parts(first, last) and all(at >= len(last) or not last[at] or folded(last[at]) in known for at in chief)


def _parts(first: _Texts, last: _Texts) -> bool:
    """Whether a row has two cells below one of the first row, or below it and a blank."""
    upper = [*first, *[""] * (len(last) - len(first))]
    return any(
        last[at] and last[at - 1] and upper[at - 1] and upper[at] in ("", upper[at - 1]) for at in range(1, len(last))
    )


def _deep(sample: int, width: int) -> int:
    """How many rows are looked at below a header so wide."""
    return min(sample, max(_SAMPLED // width, _FEWEST)) if sample and width else 0


def _merged(levels: list[_Texts]) -> _Texts:
    """The words of each column from above to below, those of a merged cell once.

    A blank beside a cell whose words go for more than one column says the same as that cell.
    """
    width = max(map(len, levels))
    texts = upper = [""] * width
    for level in levels:
        lower = [*level, *[""] * (width - len(level))]
        for at in range(1, width):
            if lower[at] and lower[at - 1] and not texts[at]:
                texts[at] = texts[at - 1]
        texts = [
            text if here in (above, "") else f"{text} {here}".strip()
            for text, above, here in zip(texts, upper, lower, strict=True)
        ]
        upper = lower
    return tuple(texts)


def _edges(rows: Sequence[Spread]) -> tuple[tuple[int, int], ...]:
    """The columns that the cells of these rows make together: each ends where a cell of any of them does."""
    starts = sorted({spot.start for row in rows for spot in row.spots})
    end = max(spot.end for row in rows for spot in row.spots)
    return tuple(zip(starts, [*starts[1:], end], strict=True))


def _along(edges: Sequence[tuple[int, int]], spots: Sequence[Spot]) -> _Texts:
    """The text of a row in each of these columns, that of the cell which covers its beginning."""
    texts, at = [], 0
    for start, _end in edges:
        while at < len(spots) and spots[at].end <= start:
            at += 1
        texts.append(spots[at].cell.text if at < len(spots) and spots[at].start <= start else "")
    return tuple(texts)
