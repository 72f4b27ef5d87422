"""Word documents (.docx): paragraphs and tables as a reader of the printed page sees them.

Decides what is a row and a cell. Numbers that Word makes stand in their place; changes that were tracked count as
accepted; what was struck out is left out and told of.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mappings.plan import Place
from mappings.reading.formats.archive import Archive
from mappings.reading.formats.word_numbering import Numbering
from mappings.reading.formats.word_styles import W, read_styles, value, whole_number
from mappings.reading.formats.word_text import Texts
from mappings.reading.refusals import broken
from mappings.reading.table.joining import join
from mappings.reading.table.rows import LINE_END, Block, Cell, Grid, Line, Paragraph, Table, Tally, lines_of
from mappings.wording import fold

_PARAGRAPH, _TABLE, _ROW, _CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_CLOSED = (f"{W}del", f"{W}moveFrom", f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc")  # their inside is their own
_GONE = (
    f"{W}del",
    f"{W}moveFrom",
    f"{W}hidden",
)  # in the properties of a row: deleted, moved away from here, or hidden


def read_word(data: bytes) -> Table:
    """Read the bytes of a Word document.

    Raises `DocumentError` where they are none, damaged, locked, unsafe, or larger than any plan.
    """
    archive = Archive(data)
    main = next((one.target for one in archive.relations("") if one.kind == "officeDocument"), "")
    if not archive.has(main):
        raise broken()
    related = {one.kind: one.target for one in archive.relations(main)}
    styles = read_styles(archive, related.get("styles", ""))
    numbering = Numbering(archive, related.get("numbering", ""), styles)
    return join(_Document(archive, main, Texts(styles, numbering)).blocks())


class _Document:
    """The blocks of the document's body, read bit by bit: no more than one row is in memory as a tree."""

    def __init__(self, archive: Archive, name: str, texts: Texts) -> None:
        self._elements = archive.elements(name, _PARAGRAPH, _TABLE, _ROW)
        self._texts = texts
        self._tables = 0
        self._tally = Tally()

    def blocks(self) -> Iterator[Block]:
        """Paragraphs and tables in their order; a paragraph's place is the table below it."""
        lines: list[Line] = []
        inner: list[Grid] = []
        depth = 0  # of rows and paragraphs that have begun and not ended
        for event, element in self._elements:
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
                lines += self._line(element, len(lines) + 1, inner)
            elif text := fold((said := self._texts.paragraph(element)).text):
                yield Paragraph(text, Place(table=self._tables + 1), said.mark)
            self._elements.forget(element)

    def _line(self, row: etree._Element, number: int, inner: list[Grid]) -> Iterator[Line]:
        """The row, unless it was deleted or hidden; the tables within its cells go to `inner`."""
        properties = row.find(f"{W}trPr")
        if properties is not None and any(properties.find(tag) is not None for tag in _GONE):
            return
        before = whole_number(properties, "gridBefore") or 0
        cells = [self._cell(cell, inner) for cell in _below(row, _CELL)]
        self._tally.add(len(cells))
        margin = (Cell("", across=before),) if before else ()
        yield Line((*margin, *cells), Place(table=self._tables, row=number))

    def _cell(self, cell: etree._Element, inner: list[Grid]) -> Cell:
        properties = cell.find(f"{W}tcPr")
        texts, struck, within = [], [], []
        for block in _below(cell, _PARAGRAPH, _TABLE):
            if block.tag == _TABLE:
                grid = self._grid(block)
                inner.append(grid)
                within += [one.text for line in grid.lines for one in line.cells]
            else:
                said = self._texts.paragraph(block)
                texts.append(said.text)
                struck += said.struck
        return Cell(
            fold(" ".join(texts)),
            across=whole_number(properties, "gridSpan") or 1,
            continues=value(properties, "vMerge") in ("", "continue"),
            within=fold(" ".join(within)),
            lines=lines_of(LINE_END.join(texts)),
            doubts=tuple(("text-struck", text) for one in struck if (text := fold(one))),
        )

    def _grid(self, table: etree._Element) -> Grid:
        """A table within a cell. The tables within its own cells are left in their cells' texts."""
        lines: list[Line] = []
        inner: list[Grid] = []
        for row in _below(table, _ROW):
            lines += self._line(row, len(lines) + 1, inner)
        return Grid(tuple(lines), tuple(inner))


def _below(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The nearest elements of these tags below an element, those within content controls among them."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag not in _CLOSED:
            yield from _below(child, *tags)
