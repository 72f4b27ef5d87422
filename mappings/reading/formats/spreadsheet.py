"""Excel workbooks (.xlsx): the sheets that are shown, with their merged cells.

Decides what is a row and a cell. Hidden sheets and columns are no part of the plan; hidden rows are left out and told
of. No formula is worked out: its last result counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.formats.archive import Archive
from mappings.reading.formats.coloured import Kept, mark_by_colour
from mappings.reading.formats.spreadsheet_values import S, Values
from mappings.reading.refusals import broken, too_large
from mappings.reading.table.joining import join
from mappings.reading.table.rows import CELL_LIMIT, WIDTH_LIMIT, Cell, Grid, Line, Table, Tally

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_ROW, _COLUMN, _MERGED = f"{S}row", f"{S}col", f"{S}mergeCell"
_ON = ("1", "true")


def read_spreadsheet(data: bytes) -> Table:
    """Read the bytes of an Excel workbook.

    Raises `DocumentError` where they are none, damaged, locked, unsafe, or larger than any plan.
    """
    archive = Archive(data)
    main = next((one.target for one in archive.relations("") if one.kind == "officeDocument"), "")
    if not archive.has(main):
        raise broken()
    relations = archive.relations(main)
    kinds = {one.kind: one.target for one in relations}
    targets = {one.id: one.target for one in relations}
    sheets: list[tuple[str, str]] = []
    since_1904 = False
    for event, element in archive.elements(main, f"{S}workbookPr", f"{S}sheet"):
        if event == "start":
            continue
        if element.tag == f"{S}workbookPr":
            since_1904 = element.get("date1904", "0") in _ON
        elif element.get("state", "visible") == "visible":
            sheets.append((element.get("name", ""), targets.get(element.get(_ID, ""), "")))
    values = Values(archive, kinds.get("sharedStrings", ""), kinds.get("styles", ""), since_1904=since_1904)
    tally = Tally()
    return join(
        Grid(tuple(_Sheet(name, number, tally).lines(archive, part, values)), sheet=True)
        for number, (name, part) in enumerate(sheets, start=1)
    )


class _Sheet:
    """The rows of one sheet."""

    def __init__(self, name: str, number: int, tally: Tally) -> None:
        self._tally = tally
        self._name = name
        self._number = number
        self._rows: list[Kept] = []
        self._unseen: set[int] = set()  # columns
        self._hidden: list[int] = []  # rows since the last one kept
        self._covered = self._last = 0

    def lines(self, archive: Archive, part: str, values: Values) -> Iterator[Line]:
        """The rows that are shown and say something."""
        elements = archive.elements(part, _ROW, _COLUMN, _MERGED)
        merged: list[tuple[int, int, int, int]] = []
        for event, element in elements:
            if event == "start":
                continue
            if element.tag == _ROW:
                self._add(element, values)
            elif element.tag == _COLUMN and element.get("hidden", "0") in _ON:
                self._unseen |= set(range(_number(element, "min") - 1, min(_number(element, "max"), WIDTH_LIMIT)))
            elif element.tag == _MERGED and len(merged) < CELL_LIMIT:
                merged += _area(element.get("ref", ""))
            elements.forget(element)
        for area in merged:
            self._merge(*area)
        mark_by_colour(self._rows)
        for row in self._rows:
            width = max(row.cells, default=-1) + 1
            cells = (row.cells.get(column, Cell("")) for column in range(width) if column not in row.covered)
            place = Place(table=self._number, row=row.number, sheet=self._name)
            yield Line(tuple(cells), place, row.doubts)

    def _add(self, element: etree._Element, values: Values) -> None:
        self._last = number = _number(element, "r") or self._last + 1
        cells: dict[int, Cell] = {}
        coloured: set[int] = set()
        column = -1
        for one in element.iterchildren(f"{S}c"):
            place = _REFERENCE.fullmatch(one.get("r", ""))
            column = column + 1 if place is None else _column(place[1])
            cell = values.cell(one)
            if column in self._unseen:
                continue
            if not (cell.text or cell.doubts):
                coloured |= {column} if column < WIDTH_LIMIT and values.is_coloured(one) else set()
                continue
            if column >= WIDTH_LIMIT:
                raise too_large(_("a table has more than {limit} columns").format(limit=WIDTH_LIMIT))
            cells[column] = cell
        self._tally.add(len(cells))
        if element.get("hidden", "0") in _ON:
            self._hidden += [number] if cells else []
        elif cells:
            hidden = (("rows-hidden", ", ".join(map(str, self._hidden))),) if self._hidden else ()
            self._rows.append(Kept(number, cells, hidden, coloured=coloured))
            self._hidden = []

    def _merge(self, left: int, top: int, right: int, bottom: int) -> None:
        """Make one cell of an area: the first, which covers the others, in the rows that were kept."""
        start = bisect_left(self._rows, top, key=lambda row: row.number)
        end = bisect_right(self._rows, bottom, key=lambda row: row.number)
        right = min(right, WIDTH_LIMIT - 1)
        if start == end or left > right or self._rows[start].number != top:
            return
        self._covered += (end - start) * (right - left + 1)
        if self._covered > CELL_LIMIT:
            raise too_large(_("its tables have more than {limit} cells").format(limit=CELL_LIMIT))
        for row in self._rows[start:end]:
            for column in range(left, right + 1):
                if (row.number, column) != (top, left):
                    row.cells.pop(column, None)
                    row.covered.add(column)
        first = self._rows[start].cells.get(left, Cell(""))
        self._rows[start].cells[left] = replace(first, across=right - left + 1, down=end - start)


def _area(reference: str) -> list[tuple[int, int, int, int]]:
    """The first and last column, from 0, and the first and last row of an area; none where it is not sound."""
    place = _REFERENCE.fullmatch(reference)
    if place is None or place[3] is None:
        return []
    left, top, right, bottom = _column(place[1]), int(place[2]), _column(place[3]), int(place[4])
    return [(left, top, right, bottom)] if left <= right and top <= bottom else []


def _column(letters: str) -> int:
    """The column of its letters, from 0: A, B, … Z, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(element: etree._Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("1048576") else 0
