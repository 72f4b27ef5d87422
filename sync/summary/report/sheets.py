"""A sheet of a workbook that is printed: rows and lines of text one under another, each as high as its text needs.

No cell can act as a formula. What is in the cells, others decide.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from mappings.wording import clean, cut, in_cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_CELL = 4_000  # characters; a cell takes some more, and no reader
_FONT = "Times New Roman"
_EDGE = Side(style="thin")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_A4 = 9  # the number of the paper's size
_LINE = 15  # points that a line of text takes
_HIGHEST = 400  # points; a row takes hardly more
_ROOM = 1.1  # letters in the width of a digit, which a column is measured in; words are not cut, so not all is filled


@dataclass(frozen=True)
class Marked:
    """A number with words around it: `form` has a place for `value`. The cell holds the number alone."""

    value: Decimal
    form: str

    @property
    def number_format(self) -> str:
        """The form as a workbook knows it."""
        around = (text.replace('"', "") for text in self.form.split("{value}"))
        return "General".join(f'"{text}"' if text else "" for text in around)


Value = str | Decimal | int | Marked


class Sheet:
    """A sheet that is being filled from above. `centred` are the columns whose cells stand in the middle, from 1."""

    def __init__(
        self,
        sheet: Worksheet,
        title: str,
        widths: Sequence[int],
        centred: Collection[int] = (),
        *,
        landscape: bool = True,
    ) -> None:
        self._sheet = sheet
        self._widths = widths
        self._centred = centred
        self._last = 0
        sheet.title = title
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P"))

    def heading(self, texts: Sequence[str]) -> None:
        """The headings, which stay in sight and are printed again on each page."""
        self.row(texts, bold=True)
        self._sheet.freeze_panes = f"A{self._last + 1}"
        self._sheet.print_title_rows = f"{self._last}:{self._last}"

    def row(self, values: Sequence[Value], *, bold: bool = False) -> None:
        """A row of a table."""
        self._last += 1
        for column, value in enumerate(values, start=1):
            place = "center" if bold or column in self._centred else "left"
            self._put(column, value, bold=bold, place=place).border = _BOX
        self._grow(max(_lines(value, width) for value, width in zip(values, self._widths, strict=True)))

    def title(self, text: str) -> None:
        """A row of a table that stands over those below it."""
        self._last += 1
        for column in range(1, len(self._widths) + 1):
            self._put(column, text if column == 1 else "", bold=True).border = _BOX
        self._join(1)
        self._grow(_lines(text, sum(self._widths)))

    def text(self, text: str, *, bold: bool = False, right: bool = False) -> None:
        """A line of text over the width of the sheet, or over the part of it that is right of the first column."""
        self._last += 1
        first = 2 if right else 1
        self._put(first, text, bold=bold)
        self._join(first)
        self._grow(_lines(text, sum(self._widths[first - 1 :])))

    def _put(self, column: int, value: Value, *, bold: bool, place: str = "left") -> Any:
        cell: Any = self._sheet.cell(self._last, column)
        if isinstance(value, str):
            cell.value = in_cell(cut(clean(value), _CELL))
            cell.data_type = "s"
        elif isinstance(value, Marked):
            cell.value, cell.number_format = value.value, value.number_format
        else:
            cell.value = value
        cell.font = Font(name=_FONT, bold=bold)
        cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal=place)
        return cell

    def _join(self, first: int) -> None:
        at = self._last
        self._sheet.merge_cells(start_row=at, end_row=at, start_column=first, end_column=len(self._widths))

    def _grow(self, lines: int) -> None:
        self._sheet.row_dimensions[self._last].height = min(_HIGHEST, _LINE * max(1, lines))


def _lines(value: Value, width: int) -> int:
    """How many lines a text takes in a column; a word is not parted."""
    if not isinstance(value, str):
        return 1
    room, lines, used = max(1, int(width * _ROOM)), 1, 0
    for word in value.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0
        lines += (len(word) - 1) // room
        used += len(word) + (1 if used else 0)
    return lines
