"""OpenDocument texts (.odt): paragraphs and tables, spans and repeats.

Decides what is a row and a cell. Tracked deletions are not part of the text; what was struck out is left out and
told of.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mappings.plan import Place
from mappings.reading.formats.archive import Archive
from mappings.reading.refusals import broken, leads_outside, locked, outside_link
from mappings.reading.table.joining import join
from mappings.reading.table.rows import (
    LINE_END,
    WIDTH_LIMIT,
    Block,
    Cell,
    Grid,
    Line,
    Paragraph,
    Table,
    Tally,
    lines_of,
)
from mappings.wording import fold

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, STYLE, DRAW = (f"{{{_OASIS}{name}:1.0}}" for name in ("text", "table", "style", "drawing"))
_LINK = "{http://www.w3.org/1999/xlink}href"
_NOTE = f"{{{_OASIS}office:1.0}}annotation"
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_TABLE, _ROW = f"{TABLE}table", f"{TABLE}table-row"
_CHANGES = f"{TEXT}tracked-changes"  # holds what was deleted, away from the text
_SOURCES = tuple(f"{DRAW}{name}" for name in ("image", "object", "object-ole", "plugin", "floating-frame"))
_SOURCES += (f"{TEXT}section-source", f"{TABLE}table-source")
_BREAKS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": LINE_END}
_ASIDE = (f"{TEXT}note", _NOTE, f"{DRAW}frame", f"{TEXT}ruby-text")
_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_ENCRYPTED = f"{{{_OASIS}manifest:1.0}}encryption-data"
_LINE = ("style", "type")
_DIGITS = 7


def read_opendocument(data: bytes) -> Table:
    """Read the bytes of an OpenDocument text.

    Raises `DocumentError` where they are none, damaged, locked, unsafe, or larger than any plan.
    """
    archive = Archive(data)
    if not archive.has(_CONTENT):
        raise broken()
    if next(iter(archive.elements(_MANIFEST, _ENCRYPTED)), None) is not None:
        raise locked()
    struck = frozenset(style for part in (_STYLES, _CONTENT) for style in _struck_styles(archive, part))
    return join(_Document(archive, struck).blocks())


def _struck_styles(archive: Archive, part: str) -> Iterator[str]:
    """The names of the styles that strike text out. A style that is based on one has to say so itself."""
    elements = archive.elements(part, f"{STYLE}style")
    for event, element in elements:
        if event == "end":
            properties = element.find(f"{STYLE}text-properties")
            lines = () if properties is None else (properties.get(f"{STYLE}text-line-through-{one}") for one in _LINE)
            if any(line not in (None, "none") for line in lines):
                yield element.get(f"{STYLE}name", "")
            elements.forget(element)


class _Document:
    """The blocks of the document's body, read bit by bit: no more than one row is in memory as a tree."""

    def __init__(self, archive: Archive, struck: frozenset[str]) -> None:
        self._elements = archive.elements(_CONTENT, *_PARAGRAPHS, _TABLE, _ROW, _CHANGES, *_SOURCES)
        self._struck = struck
        self._tables = 0
        self._tally = Tally()

    def blocks(self) -> Iterator[Block]:
        """Paragraphs and tables in their order; a paragraph's place is the table below it."""
        lines: list[Line] = []
        inner: list[Grid] = []
        depth = 0  # of rows, paragraphs and tracked changes that have begun and not ended
        for event, element in self._elements:
            if element.tag in _SOURCES:
                _check_link(element)
                continue
            outermost = depth == 0 if event == "start" else depth == int(element.tag != _TABLE)
            if element.tag != _TABLE:
                depth += 1 if event == "start" else -1
            if not outermost:
                continue
            if event == "start":
                if element.tag == _TABLE:
                    self._tables += 1
                    lines, inner = [], []
                continue
            if element.tag == _TABLE:
                yield Grid(tuple(lines), tuple(inner))
            elif element.tag == _ROW:
                lines += self._lines(element, len(lines) + 1, inner)
            elif element.tag in _PARAGRAPHS and (text := fold(self._text(element)[0])):
                yield Paragraph(text, Place(table=self._tables + 1))
            self._elements.forget(element)

    def _lines(self, row: etree._Element, number: int, inner: list[Grid]) -> Iterator[Line]:
        """The row as often as it is repeated, an empty one once, and none that is hidden."""
        if row.get(f"{TABLE}visibility", "visible") != "visible":
            return
        cells: list[Cell] = []
        for element in row:
            if element.tag == f"{TABLE}table-cell":
                repeated = min(_count(element, "number-columns-repeated"), WIDTH_LIMIT - len(cells))
                cells += [self._cell(element, inner)] * repeated
        repeated = _count(row, "number-rows-repeated") if any(cell.text for cell in cells) else 1
        for index in range(repeated):
            self._tally.add(len(cells))
            yield Line(tuple(cells), Place(table=self._tables, row=number + index))

    def _cell(self, cell: etree._Element, inner: list[Grid]) -> Cell:
        texts, struck, within = [], [], []
        for block in _below(cell):
            if block.tag == _TABLE:
                grid = self._grid(block)
                inner.append(grid)
                within += [one.text for line in grid.lines for one in line.cells]
            else:
                text, out = self._text(block)
                texts.append(text)
                struck.append(out)
        return Cell(
            fold(" ".join(texts)),
            across=_count(cell, "number-columns-spanned"),
            down=_count(cell, "number-rows-spanned"),
            within=fold(" ".join(within)),
            lines=lines_of(LINE_END.join(texts)),
            doubts=tuple(("text-struck", text) for one in struck if (text := fold(one))),
        )

    def _grid(self, table: etree._Element) -> Grid:
        lines: list[Line] = []
        inner: list[Grid] = []
        for row in table.iter(_ROW):
            if next(row.iterancestors(_TABLE)) is table:
                lines += self._lines(row, len(lines) + 1, inner)
        return Grid(tuple(lines), tuple(inner))

    def _text(self, element: etree._Element, *, struck: bool = False) -> tuple[str, str]:
        """What an element says, and what was struck out of it."""
        struck = struck or element.get(f"{TEXT}style-name") in self._struck
        said, out = ("", element.text or "") if struck else (element.text or "", "")
        for child in element:
            if child.tag in _BREAKS:
                inside = struck_inside = _BREAKS[child.tag]
            elif child.tag in _ASIDE:
                inside, struck_inside = "", ""
            else:
                inside, struck_inside = self._text(child, struck=struck)
            said += inside
            out += struck_inside
            if struck:
                out += child.tail or ""
            else:
                said += child.tail or ""
        return said, out


def _below(parent: etree._Element) -> Iterator[etree._Element]:
    """The nearest paragraphs and tables below an element, those in lists and sections among them."""
    for child in parent:
        if child.tag in (*_PARAGRAPHS, _TABLE):
            yield child
        elif child.tag not in _ASIDE:
            yield from _below(child)


def _check_link(element: etree._Element) -> None:
    """Raise `DocumentError` where a part of the document would have to be fetched from another machine."""
    target = element.get(_LINK, "")
    if leads_outside(target):
        raise outside_link(target)


def _count(element: etree._Element, name: str) -> int:
    """A number of repeats or of columns and rows spanned, 1 where none is given."""
    text = element.get(f"{TABLE}{name}", "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 1
