"""Tables drawn with signs: `|`, `¦`, `+`, box characters. A cell runs over several lines.

Decides by rules and uprights alone which signs are one cell. Where each line is a row and only one rule stands below
the header, the text is Markdown's and left to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.layout.wrapping import Wrapping
from mappings.reading.refusals import too_large
from mappings.reading.table.columns import Columns
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import WIDTH_LIMIT, Block, Cell, Grid, Line, Paragraph, Row, Tally
from mappings.wording import fold

_UPRIGHTS = "|¦│║┃┆┊╎"
_LEVELS = "-=_─━═‒–—"
_JOINTS = "+┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╒╕╘╛╞╡╤╧╪╓╖╙╜╟╢╥╨╫¬"
_LETTERS = "TТLГг"  # which old printers put for joints
_RULE = re.compile(rf"[{_UPRIGHTS}{re.escape(_LEVELS)}{re.escape(_JOINTS)}{_LETTERS}\s:]+")
_RUN = re.compile(rf"[{re.escape(_LEVELS + _JOINTS)}{_LETTERS}]{{3,}}")
_LEVEL = re.compile(rf"[{re.escape(_LEVELS)}]")
_UPRIGHT = re.compile(rf"[{_UPRIGHTS}]")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*+\.?")
_LEAST = 3  # signs of a rule
_ROWS = 2  # lines of a drawing: a header and a row
_NEAR = 2  # signs by which uprights of one edge may stand apart


@dataclass
class _Drawing:
    """The lines of one table between its rules: a band is what stands between two of these."""

    bands: list[list[Paragraph]] = field(default_factory=lambda: [[]])

    def rule(self) -> None:
        """A rule across the table."""
        if self.bands[-1]:
            self.bands.append([])


def drawn_in_frames(lines: Sequence[Paragraph]) -> list[Block] | None:
    """The tables that are drawn and the texts around them, or None where nothing is drawn."""
    if not _is_drawing(lines):
        return None
    wrapping = Wrapping(line.text for line in lines)
    tally = Tally()
    blocks: list[Block] = []
    for piece in _pieces(lines):
        if isinstance(piece, _Drawing):
            blocks.append(Grid(tuple(_Table(piece, wrapping, tally).lines())))
        elif paragraph := wrapping.joined(line.text for line in piece):
            blocks.append(Paragraph(paragraph, piece[0].place))
    return blocks


def _is_drawing(lines: Sequence[Paragraph]) -> bool:
    """Whether cells are parted by signs that no plain text has, or rows by rules with joints."""
    drawn = [line.text for line in lines if _UPRIGHT.search(line.text) and not _is_rule(line.text)]
    jointed = any(_is_rule(line.text) and any(sign in line.text for sign in _JOINTS + _LETTERS) for line in lines)
    own = sum(any(sign in text for sign in _UPRIGHTS[1:]) for text in drawn)
    return len(drawn) >= _ROWS and (own * 2 > len(drawn) or jointed)


def _is_plain(rule: str) -> bool:
    """Whether a rule has no joints: one that underlines a heading."""
    return not any(sign in _JOINTS or sign in _UPRIGHTS or sign in _LETTERS for sign in set(rule))


def _is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None and len(_LEVEL.findall(text)) >= _LEAST


def _pieces(lines: Iterable[Paragraph]) -> Iterator[_Drawing | list[Paragraph]]:
    """The drawings, and the paragraphs around them as lines."""
    drawing: _Drawing | None = None
    words: list[Paragraph] = []
    for line in lines:
        rule = _is_rule(line.text)
        if rule and drawing is None and _is_plain(line.text.strip()):
            continue
        if rule or _UPRIGHT.search(line.text):
            if words:
                yield words
                words = []
            drawing = drawing or _Drawing()
            if rule:
                drawing.rule()
            else:
                drawing.bands[-1].append(line)
        elif line.text.strip():
            if drawing is not None:
                yield drawing
                drawing = None
            words.append(line)
        elif words:
            yield words
            words = []
    yield from filter(None, (drawing, words))


Span = tuple[int, int]  # the columns that a cell reaches over, the end not included


@dataclass
class _Part:
    """A row in the making: the lines of its cells, and which of these began in a row above."""

    place: Place
    texts: dict[Span, list[str]] = field(default_factory=dict)
    hanging: frozenset[Span] = frozenset()


class _Table:
    """One drawing: the edges of its columns, and its rows."""

    def __init__(self, drawing: _Drawing, wrapping: Wrapping, tally: Tally) -> None:
        self._bands = [band for band in drawing.bands if band]
        self._wrapping = wrapping
        self._tally = tally
        texts = [line.text for band in self._bands for line in band]
        self._edges = _edges(texts)
        # Where each line has as many uprights, they need not stand one below the other.
        self._even = len({len(_UPRIGHT.findall(text)) for text in texts}) == 1
        self._ruled = len(self._bands) > 2  # noqa: PLR2004 - a header and one body
        self._columns: Columns | None = None

    def lines(self) -> Iterator[Line]:
        """The rows of the table."""
        for band in self._bands:
            for part in self._parts(band):
                line = self._line(part)
                if self._columns is None:
                    self._columns = find_columns(Row(tuple(cell.text for cell in line.cells), line.place))
                yield line

    def _line(self, part: _Part) -> Line:
        cells: list[Cell] = []
        column = 0
        for start, end in sorted({*part.texts, *part.hanging}):
            if start > column:
                cells.append(Cell("", across=start - column))
            if end > max(start, column):
                text = self._wrapping.joined(part.texts.get((start, end), ()))
                cells.append(Cell(text, across=end - max(start, column), continues=(start, end) in part.hanging))
            column = max(column, end)
        return Line(tuple(cells), part.place)

    def _parts(self, band: list[Paragraph]) -> list[_Part]:
        """The rows of a band: one, unless a rule crosses some of its columns, or no rules part the rows."""
        parts: list[_Part] = []
        home: dict[Span, _Part] = {}  # the row in which the cell of these columns began
        for line in band:
            crossed = self._crossed(line.text)
            if crossed:
                home = {span: part for span, part in home.items() if crossed.isdisjoint(range(*span))}
                spans = [(span, self._slice(line.text, span)) for span in home]
            else:
                spans = list(self._spans(line.text))
            if crossed or not parts or self._begins([text for _span, text in spans]):
                home = home if crossed else {}
                parts.append(_Part(line.place, hanging=frozenset(home)))
                self._tally.add(len(home))
            for span, text in spans:
                home.setdefault(span, parts[-1]).texts.setdefault(span, []).append(text)
        return [part for part in parts if any(any(texts) for texts in part.texts.values())]

    def _begins(self, texts: list[str]) -> bool:
        """Whether a line begins a row of its own within a band."""
        first = texts[0] if texts else ""
        if self._ruled:
            return _NUMBER.fullmatch(first) is not None and len(texts) > 1
        at = {} if self._columns is None else self._columns.at
        if not at or "number" in at or len(texts) <= max(at["timing"], at["title"]):
            return bool(first)
        return bool(texts[at["timing"]]) and texts[at["title"]][:1].isupper()

    def _spans(self, text: str) -> Iterator[tuple[Span, str]]:
        """The cells of a line: the columns that each reaches over, and its words."""
        marks = [match.start() for match in _UPRIGHT.finditer(text)]
        marks = [self._edges[0], *marks] if text[: marks[0]].strip() else marks
        marks = [*marks, self._edges[-1]] if text[marks[-1] + 1 :].strip() else marks
        for order, (left, right) in enumerate(pairwise(marks)):
            start, end = (order, order + 1) if self._even else (self._column(left), self._column(right))
            if end > start:
                yield (start, end), fold(text[left + 1 : right])

    def _column(self, at: int) -> int:
        return max(bisect_right(self._edges, at + _NEAR) - 1, 0)

    def _slice(self, text: str, span: Span) -> str:
        return fold(text[self._edges[span[0]] + 1 : self._edges[span[1]]])

    def _crossed(self, text: str) -> set[int]:
        """The columns that a rule within the table crosses from edge to edge."""
        crossed: set[int] = set()
        for run in _RUN.finditer(text):
            start = bisect_left(self._edges, run.start() - 1)
            while start + 1 < len(self._edges) and self._edges[start + 1] <= run.end():
                if len(_LEVEL.findall(text, self._edges[start] + 1, self._edges[start + 1])) >= _LEAST:
                    crossed.add(start)
                start += 1
        return crossed


def _edges(texts: list[str]) -> list[int]:
    """The places of the columns' edges, those of uprights that stand as near as a slip moves them being one.

    Where words stand outside the first or the last upright, the table is open on that side.
    """
    marks: set[int] = set()
    for text in texts:
        at = [match.start() for match in _UPRIGHT.finditer(text)]
        marks.update(at)
        if not _RUN.search(text):
            marks.update([-1] if text[: at[0]].strip() else [])
            marks.update([max(map(len, texts))] if text[at[-1] + 1 :].strip() else [])
    edges: list[int] = []
    last = None
    for mark in sorted(marks):
        if last is None or mark - last > _NEAR:
            edges.append(mark)
        last = mark
    if len(edges) > WIDTH_LIMIT:
        raise too_large(_("a table has more than {limit} columns").format(limit=WIDTH_LIMIT))
    return edges
