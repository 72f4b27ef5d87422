"""Tables on a Word page: thousands of rows at once, headings that come again on each page, rows that stay whole.

Draws texts that are worded already. No text in it becomes a field or a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from mappings.wording import clean

if TYPE_CHECKING:
    from docx.document import Document as Page

SIZE = 10  # points
_TWIPS = 1440 / 25.4  # in a millimetre
_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
)
_ROW = f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{{head}}</w:trPr>{{cells}}</w:tr>"
_CELL = (
    '<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p>{place}'
    '<w:r><w:rPr>{bold}{ink}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    '<w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
)


@dataclass(frozen=True)
class Box:
    """One cell: its text, the colours of its ground and its letters (RRGGBB), and whether it stands to the right."""

    text: str
    ground: str | None = None
    ink: str | None = None
    right: bool = False


def draw(
    page: Page, headings: Sequence[str], rows: Iterable[Sequence[Box]], widths: Sequence[float], *, size: int = SIZE
) -> None:
    """A table with these headings and columns of these widths in millimetres; `size` is of its type, in points."""
    drawn = page.add_table(rows=0, cols=len(headings))
    drawn.style = "Table Grid"
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Mm(width)
    body: Any = drawn._tbl  # python-docx adds rows one by one, and looks all of them through for each
    twips = [round(width * _TWIPS) for width in widths]
    body.tblPr.find(qn("w:tblLook")).addprevious(parse_xml(_MARGINS))
    body.append(_row([Box(heading) for heading in headings], twips, size, head=True))
    for row in rows:
        body.append(_row(row, twips, size))


def _row(cells: Sequence[Box], widths: Sequence[int], size: int, *, head: bool = False) -> Any:
    drawn = "".join(_cell(cell, width, size, bold=head) for cell, width in zip(cells, widths, strict=True))
    return parse_xml(_ROW.format(head="<w:tblHeader/>" if head else "", cells=drawn))


def _cell(cell: Box, width: int, size: int, *, bold: bool) -> str:
    return _CELL.format(
        width=width,
        shade=f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.ground}"/>' if cell.ground else "",
        place='<w:pPr><w:jc w:val="right"/></w:pPr>' if cell.right else "",
        bold="<w:b/>" if bold else "",
        ink=f'<w:color w:val="{cell.ink}"/>' if cell.ink else "",
        size=size * 2,  # which Word counts in half points
        text=escape(clean(cell.text), quote=False),
    )
