"""Tables set in columns with blanks between them; a cell runs over several lines.

Decides where the columns are, by what stays blank from the first line of the table to the last. The header tells how
many there are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise

from mappings.reading.layout.wrapping import Wrapping
from mappings.reading.table.columns import Columns
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Row, Tally
from mappings.reading.timing.cell import stands_alone
from mappings.wording import fold

_PIECE = re.compile(r"\S+(?: \S+)*+")  # what two blanks part from the next
_LEVELS = "-=_─═"
_RULE = re.compile(rf"[{_LEVELS}+\s]+")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*+[.)]?")
_LEADING = re.compile(rf"\s*+(?P<number>{_NUMBER.pattern}) (?=[^\W\d])")
_BULLET = "-–—•·*▪●"
_FEWEST = 3  # columns; two may be anything
_DEEPEST = 3  # lines of a header
_REACH = 1_000  # lines above the table
_LONGEST = 1_000  # signs of a line of such a table
_STRAY = 20  # one line of so many may reach into a gutter


def set_in_columns(lines: Sequence[Paragraph]) -> list[Block] | None:
    """The table that is set in columns and the texts above it, or None where no line names columns."""
    found = _header(lines)
    if found is None:
        return None
    at, height = found
    texts = [line.text.expandtabs() for line in lines]
    gutters = _gutters(texts[at : at + height], [text for text in texts[at + height :] if len(_pieces(text)) > 1])
    if gutters is None:
        return None
    wrapping = Wrapping(texts)
    columns = _Columns(gutters, wrapping)
    above = (list(group) for blank, group in groupby(lines[:at], lambda line: not line.text.strip()) if not blank)
    blocks: list[Block] = [Paragraph(wrapping.joined(one.text for one in group), group[0].place) for group in above]
    header = columns.line([columns.cut(text) or [] for text in texts[at : at + height]], lines[at])
    named = find_columns(Row(tuple(cell.text for cell in header.cells), header.place))
    if named is None:
        return None
    body = [Paragraph(text, line.place) for text, line in zip(texts[at + height :], lines[at + height :], strict=True)]
    return [*blocks, Grid((header, *columns.rows(body, named)))]


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the parts of a line begin and end that two blanks keep apart; none of a line that is a rule.

    A number that the line begins with is a part by itself.
    """
    if len(text) > _LONGEST or _is_rule(text):
        return []
    pieces = [match.span() for match in _PIECE.finditer(text)]
    number = _LEADING.match(text)
    return [number.span("number"), (number.end(), pieces[0][1]), *pieces[1:]] if number else pieces


def _is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None and any(sign * 3 in text for sign in _LEVELS)


def _header(lines: Sequence[Paragraph]) -> tuple[int, int] | None:
    """The first line of the header, and how many it takes: as many as go on to name its columns."""
    for at, first in enumerate(lines[:_REACH]):
        spans = _pieces(first.text.expandtabs())
        if len(spans) < _FEWEST:
            continue
        cells = [first.text.expandtabs()[start:end] for start, end in spans]
        found = 0
        for height in range(1, _DEEPEST + 1):
            if height > 1 and (at + height > len(lines) or not _added(cells, spans, lines[at + height - 1].text)):
                break
            if find_columns(Row(tuple(map(fold, cells)), first.place)) is not None:
                found = height
        if found:
            return at, found
    return None


def _added(cells: list[str], spans: list[tuple[int, int]], text: str) -> bool:
    """Whether a line goes on with the cells of a header above it; its words are added to them."""
    text = text.expandtabs()
    pieces = _pieces(text)
    words = [text[start:end] for start, end in pieces]
    if not pieces or any(_NUMBER.fullmatch(word) or stands_alone(word) for word in words):
        return False
    homes = []
    for start, end in pieces:
        touched = [index for index, (left, right) in enumerate(spans) if start < right and left < end]
        if len(touched) != 1:
            return False
        homes += touched
    for home, word, (start, end) in zip(homes, words, pieces, strict=True):
        cells[home] = f"{cells[home]} {word}"
        spans[home] = (min(start, spans[home][0]), max(end, spans[home][1]))
    return True


def _gutters(header: list[str], body: list[str]) -> list[int] | None:
    """Where each column but the first begins, or None where something stands between two of them in many lines."""
    width = max(map(len, [*header, *body]))
    changes = [0] * (width + 1)
    for text in body:
        for start, end in _pieces(text):
            changes[start] += 1
            changes[end] -= 1
    filled = list(accumulate(changes))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for text in header for span in _pieces(text)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    gutters = []
    for (_left, end), (start, _right) in pairwise(merged):
        least = min(filled[end:start])
        if least * _STRAY > len(body):
            return None
        runs = list(_runs(filled[end:start], least, end))
        last = runs[-1]
        widest = last if last[-1] == start - 1 else max(runs, key=len)
        gutters.append(widest[-1] + 1)
    return gutters


def _runs(filled: list[int], least: int, start: int) -> Iterator[range]:
    """Where the fewest signs stand, as runs of places that touch."""
    for free, group in groupby(enumerate(filled, start), lambda place: place[1] == least):
        if free:
            places = [at for at, _count in group]
            yield range(places[0], places[-1] + 1)


class _Columns:
    """Cuts lines at the gutters and puts those of a row together."""

    def __init__(self, gutters: list[int], wrapping: Wrapping) -> None:
        self._gutters = gutters
        self._wrapping = wrapping
        self._tally = Tally()

    def cut(self, text: str) -> list[str] | None:
        """The cells of a line; None where it runs on across a gutter."""
        cells = [""] * (len(self._gutters) + 1)
        pieces = _pieces(text)
        for begun, end in pieces:
            start = begun
            for edge in self._gutters[bisect_right(self._gutters, begun) :]:
                if edge >= end:
                    break
                apart = len(pieces) > 1 or _NUMBER.fullmatch(text[start:edge].strip())
                if text[edge - 1 : edge].strip() or not apart:
                    return None
                self._put(cells, text, start, edge)
                start = edge
            self._put(cells, text, start, end)
        return cells

    def _put(self, cells: list[str], text: str, start: int, end: int) -> None:
        column = bisect_right(self._gutters, start)
        cells[column] = fold(f"{cells[column]} {text[start:end]}")

    def line(self, rows: list[list[str]], first: Paragraph) -> Line:
        """The lines of a row as one."""
        cells = (self._wrapping.joined(row[column] for row in rows if row) for column in range(len(self._gutters) + 1))
        return Line(tuple(map(Cell, cells)), first.place)

    def rows(self, body: list[Paragraph], columns: Columns) -> Iterator[Line]:
        """The rows below the header; a line that runs across the columns is a row of one cell."""
        rows: list[list[str]] = []
        first, after_blank, across = body[0] if body else None, False, False
        for line in body:
            if not line.text.strip() or _is_rule(line.text):
                after_blank = True
                continue
            cells = self.cut(line.text)
            begins = cells is None or across or not rows or _begins(cells, rows, columns, after_blank=after_blank)
            if begins and not (across and cells is None and not after_blank):
                if rows and first is not None:
                    yield self._row(rows, first, across=across)
                rows, first = [], line
                self._tally.add(len(self._gutters) + 1)
            across, after_blank = cells is None, False
            rows.append([fold(line.text)] if cells is None else cells)
        if rows and first is not None:
            yield self._row(rows, first, across=across)

    def _row(self, rows: list[list[str]], first: Paragraph, *, across: bool) -> Line:
        if across:
            return Line(
                (Cell(self._wrapping.joined(row[0] for row in rows), across=len(self._gutters) + 1),), first.place
            )
        return self.line(rows, first)


def _begins(cells: list[str], above: list[list[str]], columns: Columns, *, after_blank: bool) -> bool:
    """Whether a line begins a row: it has a number, or a title and a timing of its own."""
    number, title, timing = (
        cells[columns.at[role]] if role in columns.at else "" for role in ("number", "title", "timing")
    )
    if "number" in columns.at and number:
        return True
    begun = title[:1].isupper() or title[:1] in _BULLET
    if "number" in columns.at:
        return bool(title) and begun and stands_alone(timing) and (after_blank or title[0] in _BULLET)
    return bool(title) and (after_blank or (begun and bool(timing) and stands_alone(above[0][columns.at["timing"]])))
