"""The header of a table: which rows it is made of, where its columns begin and end, and one header for many tables.

Decides what the columns are. What a column is for is known by its words, by `columns`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mappings.plan import Place
from mappings.reading.table.columns import Columns, find_columns
from mappings.reading.table.rows import Row, Spot, Spread


@dataclass(frozen=True)
class Header:
    """The columns of a table: their edges, their words, and the roles of those that are known.

    `printed` are the rows it was made of, which may be repeated on every page.
    """

    edges: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    columns: Columns
    place: Place
    printed: frozenset[tuple[str, ...]]

    @property
    def width(self) -> int:
        """The columns of the table as it is ruled."""
        return self.edges[-1][1]

    @property
    def identity(self) -> int | None:
        """The column that tells one row from the next: its number, or else its title."""
        return self.columns.at.get("number", self.columns.at.get("title"))


def header_at(rows: tuple[Spread, ...], index: int) -> tuple[Header | None, int]:
    """The header that begins with a row, and the index of the row below it.

    A row that a merged cell of the header reaches into is part of it: «Срок» above «начало» and «окончание».
    """
    edges = tuple((spot.start, spot.end) for spot in rows[index].spots)
    texts = tuple(spot.cell.text for spot in rows[index].spots)
    columns, end = find_columns(Row(texts, rows[index].place)), index + 1
    while end < len(rows) and 0 < max((spot.carried for spot in rows[end].spots), default=0) <= end - index:
        deeper = tuple(_under(edges, texts, spot) for spot in rows[end].spots)
        found = find_columns(Row(deeper, rows[end].place))
        if found is None:
            break
        edges, texts, columns = tuple((spot.start, spot.end) for spot in rows[end].spots), deeper, found
        end += 1
    if columns is None:
        return None, end
    printed = frozenset(tuple(spot.cell.text for spot in row.spots) for row in rows[index:end])
    return Header(edges, texts, columns, rows[index].place, printed), end


def _under(edges: tuple[tuple[int, int], ...], texts: tuple[str, ...], spot: Spot) -> str:
    """The words of a column: its own, below those of the cell above it."""
    for (start, end), text in zip(edges, texts, strict=True):
        if (start, end) == (spot.start, spot.end) and spot.carried:
            return text
        if start <= spot.start and spot.end <= end:
            return f"{text} {spot.cell.text}".strip()
    return spot.cell.text


def whole(headers: list[Header]) -> Header:
    """The first header with a column added for every role that only a later one has."""
    main = headers[0]
    for header in headers[1:]:
        for role, index in header.columns.at.items():
            if role in main.columns.at:
                continue
            texts = (*main.texts, header.texts[index])
            columns = find_columns(Row(texts, main.place))
            if columns is not None and columns.at.get(role) == len(main.texts):
                edges = (*main.edges, (main.width, main.width + 1))
                main = Header(edges, texts, columns, main.place, main.printed)
    return main
