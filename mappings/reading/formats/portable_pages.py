"""The pages of a PDF: ruled tables as rows of cells, and the lines of text around them.

Decides what is a row and a cell. A row that a page break cuts gives two rows; that they belong together is seen by
the empty cell in its number's column, and not here.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any, cast

import pdfplumber
from pdfminer.layout import LTPage
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

PAGE_LIMIT = 500
CONTENT_LIMIT = 400_000  # bytes of drawing instructions carried out for one page, forms as often as they are drawn
FORM_COST = 200  # bytes that would take as long as to begin with a form
CHAR_LIMIT = 20_000  # of one page; a dense one has 4,000
PATH_LIMIT = 5_000  # of one page
EDGE_LIMIT = 4_000  # of one page; every upright one is compared with every level one

_LOCKED = (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010]\n(?=[^\W\d_])")
_SOFT = re.compile(r"\u00ad\s*")
_DIGITS = re.compile(r"[0-9]+")
_PAGE_NUMBER = re.compile(r"[-–—\s]*[0-9]{1,4}[-–—\s]*")
_NO_LETTER = "(cid:"  # how the library prints a glyph that stands for no letter known
_GAP = 0.7  # of a line's height: more between two lines parts two paragraphs


class Refused(Exception):
    """The file cannot be read: `locked`, `broken`, `too-large`, or `no-text`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Device(PDFPageAggregatorWithMarkedContent):
    """Gathers what a page draws, and stops where that is more than any plan's page has."""

    executed = chars = paths = 0

    def execute(self, size: int) -> None:
        """Instructions of so many bytes are to be carried out; to begin takes its time too."""
        self.executed += size + FORM_COST
        self._check(self.executed, CONTENT_LIMIT)

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        """A sign is drawn."""
        self.chars += 1
        self._check(self.chars, CHAR_LIMIT)
        return super().render_char(*args, **kwargs)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        """A line or an area is drawn."""
        self.paths += 1
        self._check(self.paths, PATH_LIMIT)
        super().paint_path(*args, **kwargs)

    def _check(self, count: int, limit: int) -> None:
        if count > limit:
            raise Refused("too-large")


class _Interpreter(PDFPageInterpreter):
    """Carries out a page's instructions, and tells the device how many there are before it begins."""

    def execute(self, streams: Sequence[object]) -> None:
        """Carry out the instructions of these streams."""
        cast("_Device", self.device).execute(sum(len(stream_value(stream).get_data()) for stream in streams))
        super().execute(streams)


class _Page(Page):
    """A page whose instructions are counted as they are carried out."""

    @property
    def layout(self) -> LTPage:
        """What the page draws."""
        device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=self.pdf.laparams)
        _Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
        return device.get_result()


def blocks(data: bytes, begin_page: Callable[[], None]) -> list[dict[str, Any]]:
    """The tables and lines of text in the order of the pages; `begin_page` is called before each page.

    Raises `Refused` where the file is locked, too large, or has no text.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        pdf = pdfplumber.open(BytesIO(data))
    except PdfminerException as error:
        raise Refused("locked" if isinstance(error.args[0], _LOCKED) else "broken") from None
    found: list[_Block] = []
    readable = total = 0
    pages = list(islice(PDFPage.create_pages(pdf.doc), PAGE_LIMIT + 1))
    if len(pages) > PAGE_LIMIT:
        raise Refused("too-large")
    for number, drawn in enumerate(pages, start=1):
        begin_page()
        page = _Page(pdf, drawn, page_number=number)
        if len(page.edges) > EDGE_LIMIT:
            raise Refused("too-large")
        total += len(page.chars)
        readable += sum(not char["text"].startswith(_NO_LETTER) and not char["text"].isspace() for char in page.chars)
        found += sorted((*_grids(page), *_lines(page)), key=lambda one: one.top)
        page.close()
    if 2 * readable < total or not readable:
        raise Refused("no-text")
    return _told(found)


@dataclass
class _Block:
    """A table's rows or a line of text, and where on its page it stands."""

    page: int
    top: float
    bottom: float
    text: str = ""
    rows: list[list[tuple[str, int, int]]] = field(default_factory=list)


def _grids(page: Page) -> Iterator[_Block]:
    for table in page.find_tables():
        _left, top, _right, bottom = table.bbox
        yield _Block(page.page_number, top, bottom, rows=list(_rows(table)))


def _rows(table: Table) -> Iterator[list[tuple[str, int, int]]]:
    """The cells that begin in each row: text, columns and rows covered. A gap in the ruling is an empty cell."""
    rows = table.rows
    lefts = sorted({cell[0] for cell in table.cells})
    tops = [row.bbox[1] for row in rows]
    covered: set[tuple[int, int]] = set()
    for index, (row, texts) in enumerate(zip(rows, table.extract(), strict=True)):
        cells = []
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            if cell is None:
                cells += [] if (index, column) in covered else [("", 1, 1)]
                continue
            across = sum(cell[0] <= left < cell[2] for left in lefts)
            down = sum(cell[1] <= top < cell[3] for top in tops)
            covered |= {(index + below, column + beside) for below in range(down) for beside in range(across)}
            cells.append((_joined(text or ""), across, down))
        yield cells


def _lines(page: Page) -> Iterator[_Block]:
    """The lines of text outside of all tables."""
    boxes = [table.bbox for table in page.find_tables()]

    def outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    for line in page.filter(outside).extract_text_lines(return_chars=False):
        yield _Block(page.page_number, line["top"], line["bottom"], line["text"])


def _told(found: list[_Block]) -> list[dict[str, Any]]:
    """The blocks as the other process takes them: page numbers and running lines gone, lines joined to paragraphs."""
    pages = max(block.page for block in found) if found else 0
    often = Counter(text for _page, text in {(one.page, _DIGITS.sub("", one.text)) for one in found if one.text})
    told: list[dict[str, Any]] = []
    tables = 0
    above: dict[str, Any] | None = None
    bottom = 0.0
    for block in found:
        running = block.page > 1 and 2 * often[_DIGITS.sub("", block.text)] > pages
        if block.rows:
            tables += 1
            above = None
            told.append({"rows": block.rows, "page": block.page, "table": tables})
        elif not _PAGE_NUMBER.fullmatch(block.text) and not running:
            gap = block.top - bottom
            if above is not None and above["page"] == block.page and gap < _GAP * (block.bottom - block.top) and tables:
                above["text"] = _joined(f"{above['text']}\n{block.text}")
            else:
                above = {"text": _joined(block.text), "page": block.page, "table": tables + 1}
                told.append(above)
            bottom = block.bottom
    return told


def _joined(text: str) -> str:
    """The lines of a text as one: a hyphen at a line's end is kept, one put there by the program is not."""
    return _HYPHEN.sub("-", _SOFT.sub("", text)).replace("\n", " ")
