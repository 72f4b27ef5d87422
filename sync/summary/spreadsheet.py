"""Draws tables as sheets of a workbook: the looks of cells, number formats, links, and how a sheet is printed.

Rows are written as they come, so that the largest plan needs little memory. No cell of it can act as a formula, and
only an address of the web becomes a link. It does not choose what stands on a sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Any, Literal, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from mappings import language
from mappings.links import web_link
from mappings.wording import cut, in_cell
from sync.summary.number_formats import WHOLE, decimal_format
from sync.summary.tables.values import Cell, Column, Kind, Named, Quantity, State, Table, Tone, shown

if TYPE_CHECKING:
    from openpyxl.cell import Cell as Drawn

_LONGEST = 32_767  # UTF-16 units of a text in a cell
_LONGEST_ADDRESS = 2_079  # characters of a link
_LONGEST_NAME = 31  # characters of a sheet's name
_MOST_LINKS = 65_530  # on one sheet
_FIRST_DAY = date(1900, 3, 1)  # before it a spreadsheet's calendar has a day too many, and earlier none
_DATES = {"ru": "dd.mm.yyyy"}
_A4 = "9"
_ARROW = 2  # characters that the arrow of a filter takes
_FONT, _INK, _LINK = "Arial", "18212F", "1A5B96"
_GROUND, _ON_GROUND = "17324D", "FFFFFF"  # of headings
_SIDE = Side(style="thin", color="C9D2DC")
_SIZE, _LEADING = 10, 1.28  # points, and the height of a line in them
_SPACE, _HIGHEST = 2, 409  # points; a row can be no higher


@dataclass(frozen=True)
class Look:
    """How a cell is shown. `format` is a number format; `text` says that a spreadsheet must take it for no formula."""

    format: str = "General"
    right: bool = False
    bold: bool = False
    size: int = _SIZE
    head: bool = False
    link: bool = False
    text: bool = False
    ruled: bool = True
    tone: Tone | None = None

    @property
    def ink(self) -> str:
        """The colour of the letters, as RRGGBB."""
        if self.head:
            return _ON_GROUND
        return self.tone.ink if self.tone else _LINK if self.link else _INK

    @property
    def ground(self) -> str | None:
        """The colour of the cell, as RRGGBB."""
        return _GROUND if self.head else self.tone.ground if self.tone else None


@dataclass
class Book:
    """A workbook in the making."""

    title: str
    made: datetime
    _book: Workbook = field(default_factory=lambda: Workbook(write_only=True))

    def __post_init__(self) -> None:
        properties = self._book.properties
        properties.title, properties.creator = shown(self.title)[:255], ""
        properties.created = self.made

    def sheet(self, name: str) -> Sheet:
        """A new sheet behind the others."""
        return Sheet(self._book.create_sheet(name))

    def listed(self, table: Table) -> None:
        """A sheet with one table: its heading stays in view and is printed on each page, its rows can be filtered."""
        sheet = self.sheet(cut(table.title, _LONGEST_NAME))
        sheet.set_widths([column.width for column in table.columns])
        sheet.raw.freeze_panes, sheet.raw.print_title_rows = "B2", "1:1"
        sheet.raw.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
        sheet.table(table)

    def as_bytes(self) -> bytes:
        """The workbook as a file holds it."""
        data = BytesIO()
        self._book.save(data)
        return data.getvalue()


class Sheet:
    """One sheet, written from its top downwards, lying on A4 and as wide as the page."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw  # openpyxl's types do not know what a sheet that is only written has
        self._looks: dict[Look, object] = {}
        self._links = 0
        self._rows = 0
        self._widths: Sequence[int] = ()
        raw.page_setup.orientation, raw.page_setup.paperSize = "landscape", _A4
        raw.page_setup.fitToHeight = 0  # as many pages as it takes
        raw.sheet_properties.pageSetUpPr.fitToPage = True
        raw.page_margins.left = raw.page_margins.right = 0.4  # inches
        raw.page_margins.top = raw.page_margins.bottom = 0.6
        raw.page_margins.header = raw.page_margins.footer = 0.3
        raw.oddFooter.left.text, raw.oddFooter.right.text = "&A", "&P / &N"

    def set_widths(self, widths: Sequence[int]) -> None:
        """The widths of the columns in characters, before the first row."""
        self._widths = [width + _ARROW for width in widths]
        for number, width in enumerate(self._widths, start=1):
            self.raw.column_dimensions[get_column_letter(number)].width = width

    def on_one_page(self) -> None:
        """Print it on one page, as small as that makes it."""
        self.raw.page_setup.fitToHeight = 1

    def table(self, table: Table) -> None:
        """A table with its heading."""
        headings = [self._text(column.heading, Look(bold=True, head=True)) for column in table.columns]
        self._append(headings, lines=max(_lines(column.heading, column.width) for column in table.columns))
        for row in table.rows:
            cells = [self._cell(cell, column) for cell, column in zip(row, table.columns, strict=True)]
            texts = (pair for pair in zip(row, self._widths, strict=False) if isinstance(pair[0], str | Named))
            self._append(cells, lines=max((_lines(shown(text), width) for text, width in texts), default=1))

    def paragraph(self, text: str, *, size: int = _SIZE, bold: bool = False) -> None:
        """A text across all columns."""
        row = self._rows + 1
        self.raw.merged_cells.add(f"A{row}:{get_column_letter(len(self._widths))}{row}")
        look, width = Look(bold=bold, size=size, ruled=False), sum(self._widths) * _SIZE // size
        self._append([self._text(text, look)], lines=_lines(text, width), size=size)

    def gap(self) -> None:
        """An empty row."""
        self._append([])

    def _append(self, cells: list[Drawn], *, lines: int = 1, size: int = _SIZE) -> None:
        """A row as high as its lines: not every program measures them when it opens a file."""
        self._rows += 1
        self.raw.row_dimensions[self._rows].height = min(lines * size * _LEADING + _SPACE, _HIGHEST)
        self.raw.append(cells)
        del self.raw.row_dimensions[self._rows]

    def _cell(self, cell: Cell, column: Column) -> Drawn:
        match cell:
            case State():
                return self._text(cell.label, Look(tone=cell.tone))
            case Named():
                return self._named(cell)
            case Quantity():
                places = decimal_format(cell)
                if places is not None:
                    value = float(cell.value / 100 if cell.percent else cell.value)
                    return self._made(value, "n", Look(places, right=True))
            case int():
                return self._made(cell, "n", Look(WHOLE, right=True))
            case date() if cell >= _FIRST_DAY:
                return self._made(cell, "d", Look(_DATES.get(language.active(), "yyyy-mm-dd"), right=True))
        return self._text(shown(cell), Look(right=column.kind in (Kind.NUMBER, Kind.SHARE)))

    def _named(self, cell: Named) -> Drawn:
        url = web_link(cell.url)
        if url is None or len(url) > _LONGEST_ADDRESS or self._links == _MOST_LINKS:
            return self._text(shown(cell), Look())
        self._links += 1
        made = self._text(shown(cell), Look(link=True))
        made.hyperlink = url
        return made

    def _text(self, text: str, look: Look) -> Drawn:
        whole = text if len(text.encode("utf-16-le")) // 2 <= _LONGEST else cut(text, _LONGEST // 2)
        acts = in_cell(whole) != whole
        return self._made(whole, "s", replace(look, text=True) if acts else look)

    def _made(self, value: str | float | date, kind: str, look: Look) -> Drawn:
        made: Any = WriteOnlyCell(self.raw)
        made.value, made.data_type = value, kind  # what a text says is not to be guessed at
        if look not in self._looks:
            self._looks[look] = self._styled(look)
        made._style = self._looks[look]  # openpyxl's named ways would look every part of it up for each cell
        return cast("Drawn", made)

    def _styled(self, look: Look) -> object:
        made: Any = WriteOnlyCell(self.raw)
        under: Literal["single"] | None = "single" if look.link else None
        made.font = Font(name=_FONT, size=look.size, bold=look.bold, color=look.ink, underline=under)
        if look.ground:
            made.fill = PatternFill("solid", start_color=look.ground)
        if look.ruled:
            made.border = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
        across = "center" if look.head else "right" if look.right else "left"
        down, indent = ("center", 0) if look.head else ("top", 1 if look.ruled else 0)
        made.alignment = Alignment(horizontal=across, vertical=down, wrap_text=True, indent=indent)
        made.number_format, made.quotePrefix = look.format, look.text
        return cast("object", made._style)


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column of so many characters."""
    return max(1, ceil(len(text) / width))
