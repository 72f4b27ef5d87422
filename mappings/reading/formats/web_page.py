"""Web pages (.html): tables with their row and column spans, and the texts around them.

Decides what a row and a cell are. The page is read as it comes, no tree is built, nothing it names is fetched, and
no script is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.formats.charsets import readings
from mappings.reading.refusals import too_large, unsafe
from mappings.reading.table.joining import join
from mappings.reading.table.rows import LINE_END, Block, Cell, Grid, Line, Paragraph, Table, Tally, lines_of
from mappings.wording import fold

ELEMENT_LIMIT = 400_000  # and texts between them
TAG_LIMIT = 2_000_000  # characters of one tag or comment: pictures may be written into a page
DEPTH_LIMIT = 200  # elements within one another

_CHUNK = 65_536
_HEAD = 4_096  # bytes in which a page names its encoding
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_OWN_TYPE = re.compile(r"<!DOCTYPE[^>\[]{0,1000}\[", re.IGNORECASE)
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_LISTS = {"ul", "ol"}
_UNSEEN = {"head", "script", "style", "template", "noscript", "object", "svg", "iframe", "select", "textarea"}
_STRUCK = {"s", "strike", "del"}
_LINES = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center"}
_LINES |= {
    "section",
    "article",
    "header",
    "footer",
    "main",
    "pre",
    "hr",
    "caption",
    "table",
    "form",
    "address",
    "title",
}
_HIDDEN_BY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_SPANNED = 65_534  # rows, as HTML has it; of columns a table has far fewer


def read_web_page(data: bytes) -> Table:
    """Read the bytes of a web page; raises `DocumentError` where they are no text, or too much of it."""
    text = _text(data)
    if _OWN_TYPE.search(text, 0, _CHUNK):
        raise unsafe(_("{part} declares a document type").format(part=_("the page")))
    return join(blocks_of(text))


def blocks_of(text: str) -> list[Block]:
    """The tables and texts of a page, or of a part of one; raises `DocumentError` where it has too many elements."""
    page = _Page()
    parser = etree.HTMLParser(encoding="utf-8", target=cast("Any", page))
    seen = waited = 0
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK].encode("utf-8", "replace"))
            waited = 0 if page.taken != seen else waited + _CHUNK
            seen = page.taken
            if waited > TAG_LIMIT:
                raise too_large(_("the page has more elements than any plan's"))
        parser.close()
    except etree.LxmlError:  # the parser gives up where nothing of the rest is a page
        page.close()
    return page.blocks


def _text(data: bytes) -> str:
    """The page in the encoding that it names, or else in the likeliest."""
    named = _CHARSET.search(data, 0, _HEAD)
    if named is not None and b"\0" not in data:
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass
    return next(readings(data))


@dataclass
class _OpenCell:
    across: int
    down: int
    text: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    last_struck: bool = False

    def add(self, text: str, *, struck: bool) -> None:
        """Add a text; struck-out ones that touch are one."""
        if struck and self.last_struck:
            self.struck[-1] += text
        else:
            (self.struck if struck else self.text).append(text)
        self.last_struck = struck

    def cell(self) -> Cell:
        """The cell as it was printed."""
        doubts = tuple(("text-struck", text) for one in self.struck if (text := fold(one)))
        text, within = fold("".join(self.text)), fold(" ".join(self.within))
        lines = lines_of("".join(self.text))
        return Cell(text, across=self.across, down=self.down, within=within, lines=lines, doubts=doubts)


@dataclass
class _OpenTable:
    number: int
    lines: list[Line] = field(default_factory=list)
    cells: list[Cell] | None = None
    cell: _OpenCell | None = None
    inner: list[Grid] = field(default_factory=list)

    def end_cell(self) -> None:
        """Add the open cell to the row."""
        if self.cell is not None:
            self.cells = [] if self.cells is None else self.cells
            self.cells.append(self.cell.cell())
            self.cell = None

    def end_row(self) -> None:
        """Add the open row to the table."""
        self.end_cell()
        if self.cells is not None:
            self.lines.append(Line(tuple(self.cells), Place(table=self.number, row=len(self.lines) + 1)))
            self.cells = None


@dataclass(frozen=True)
class _Open:
    """An element that has begun, and what holds for all that is in it."""

    tag: str
    unseen: bool
    struck: bool
    lists: int = 0
    point: int = 0  # the number of the point of a list, counted over the page
    heading: str = ""  # its mark

    def mark(self, point: int) -> str:
        """What Markdown would have before a text in it; `point` is the one that the text before was of."""
        deeper = self.lists if self.point == point else self.lists - 1
        return self.heading or ("  " * deeper + "- " if self.point else "")


class _Page:
    """Takes the page's elements and texts as they come, and keeps the blocks of it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._open: list[_Open] = []
        self._tables: list[_OpenTable] = []
        self._paragraph: list[str] = []
        self._mark, self._mark_known = "", False  # of the paragraph
        self._point = self._points = 0  # of lists: that of the last text, and all so far
        self._count = 0
        self.taken = 0  # elements and texts so far
        self._tally = Tally()

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element begins."""
        self._take()
        style = attrib.get("style", "")
        outer = self._open[-1] if self._open else _Open("", unseen=False, struck=False)
        unseen = outer.unseen or tag in _UNSEEN or "hidden" in attrib or bool(_HIDDEN_BY.search(style))
        struck = outer.struck or tag in _STRUCK or _strikes_out(style)
        self._points += tag == "li"
        point = self._points if tag == "li" else outer.point
        heading = _HEADINGS.get(tag, outer.heading)
        self._open.append(_Open(tag, unseen, struck, outer.lists + (tag in _LISTS), point, heading))
        if unseen:
            return
        self._break(tag)
        if tag == "table":
            self._count += 1
            self._tables.append(_OpenTable(self._count))
        elif self._tables and tag == "tr":
            self._tables[-1].end_row()
            self._tables[-1].cells = []
            self._tally.add(0)
        elif self._tables and tag in ("td", "th"):
            self._tables[-1].end_cell()
            self._tally.add(1, rows=0)
            across, down = _span(attrib.get("colspan", "")), _span(attrib.get("rowspan", ""))
            self._tables[-1].cell = _OpenCell(across or 1, _MOST_SPANNED if down == 0 else down)

    def end(self, tag: str) -> None:
        """The element that began last ends: the parser puts in the ends that are missing and drops those too many."""
        if not self._open.pop().unseen:
            self._end(tag)

    def data(self, text: str) -> None:
        """A text, or a part of one."""
        self._take()
        outer = self._open[-1] if self._open else _Open("", unseen=False, struck=False)
        if outer.unseen:
            return
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.add(text, struck=outer.struck)
        elif not outer.struck and (not self._tables or outer.tag == "caption"):
            if not (self._mark_known or text.isspace()):
                self._mark, self._point, self._mark_known = outer.mark(self._point), outer.point, True
            self._paragraph.append(text)

    def comment(self, text: str) -> None:
        """Comments are not seen."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor are instructions."""

    def close(self) -> None:
        """The page ends, and all that is open with it."""
        while self._tables:
            self._end_table()
        self._end_paragraph()

    def _take(self) -> None:
        self.taken += 1
        if self.taken > ELEMENT_LIMIT or len(self._open) > DEPTH_LIMIT:
            raise too_large(_("the page has more elements than any plan's"))

    def _end(self, tag: str) -> None:
        self._break(tag)
        if not self._tables:
            return
        if tag == "table":
            self._end_table()
        elif tag == "tr":
            self._tables[-1].end_row()
        elif tag in ("td", "th"):
            self._tables[-1].end_cell()

    def _break(self, tag: str) -> None:
        """A line ends: within a cell that is a blank, outside of tables a paragraph."""
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None and (tag in _LINES or tag == "br"):
            cell.add(LINE_END, struck=False)
        elif cell is None and tag == "br":
            self._paragraph.append(" ")
        elif cell is None and tag in _LINES:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        text = fold("".join(self._paragraph))
        self._paragraph, self._mark_known = [], False
        if text:
            self.blocks.append(Paragraph(text, Place(table=self._count + 1), self._mark))

    def _end_table(self) -> None:
        table = self._tables.pop()
        table.end_row()
        grid = Grid(tuple(table.lines), tuple(table.inner))
        if not self._tables:
            self.blocks.append(grid)
            return
        around = self._tables[-1]
        around.inner.append(grid)
        if around.cell is not None:
            around.cell.within += [cell.text for line in grid.lines for cell in line.cells]


def _strikes_out(style: str) -> bool:
    """Whether a style draws a line through the text."""
    named = (one.lower().partition(":") for one in style.split(";"))
    return any("text-decoration" in name and "line-through" in value for name, _colon, value in named)


def _span(text: str) -> int:
    """The number of columns or rows that a cell covers, as far as it is one."""
    text = text.strip()
    return min(int(text), _MOST_SPANNED) if text.isascii() and text.isdecimal() and len(text) <= len("65534") else 1
