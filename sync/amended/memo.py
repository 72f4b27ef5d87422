"""What an amended plan changes, as a Word memo fit for signature: a table for each kind of change.

Lays out what `sync.amended.words` has put in words. Who signs, the number and the day are left to be
written in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mappings import language
from mappings.language import gettext as _
from mappings.wording import clean
from sync.amended.words import Part, counted, doubts, parts

if TYPE_CHECKING:
    from docx.document import Document as Memo
    from docx.table import Table, _Row

    from mappings.amendment.changes import Amendment

# A4 upright, with the margins and the type that GOST R 7.0.97-2016 asks of an office paper
_PAGE, _LEFT, _RIGHT, _EDGE = (210, 297), 20, 10, 20  # mm
_TEXT_WIDTH = _PAGE[0] - _LEFT - _RIGHT
_FONT, _SIZE, _TABLE_SIZE, _SMALL_SIZE = "Times New Roman", 13, 10, 9  # points
_KEY_WIDTH = 22  # mm
_APPROVAL, _APPROVAL_PAIR, _SIGNATURE = 140, (122, 157), (29, 90, 151)  # mm: the middles of lines and their captions
_LINE = "_" * 24
_NOT_XML = re.compile("[\ufffe\uffff]")


def memo(amendment: Amendment, *, against: str, file: str, now: datetime) -> bytes:
    """The memo in the active language. `against` and `file` are the names of the two documents."""
    document = Document()
    _set_up(document, now)
    _number_pages(document)
    _approval(document)
    _paragraph(document, _("Changes of the plan"), bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, before=18)
    _paragraph(document, f"{_LINE} № {'_' * 10}", align=WD_ALIGN_PARAGRAPH.CENTER, after=12)
    for text in (
        amendment.new.title,
        _("Earlier edition: {file}").format(file=against),
        _("New edition: {file}").format(file=file),
        counted(amendment),
    ):
        _paragraph(document, text)
    changed = parts(amendment)
    if not changed:
        _paragraph(document, _("The two plans are alike."), before=12)
    for number, part in enumerate([*changed, *doubts(amendment)], start=1):
        heading = f"{number}. {part.title}: {len(part.rows)}"
        _paragraph(document, heading, bold=True, before=12, after=4, keep=True)
        _table(document, part)
    _signature(document)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def _set_up(document: Memo, now: datetime) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(_PAGE[0]), Mm(_PAGE[1])
    page.left_margin, page.right_margin = Mm(_LEFT), Mm(_RIGHT)
    page.top_margin = page.bottom_margin = Mm(_EDGE)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_SIZE)
    fonts = style.element.rPr.rFonts
    for script in ("w:cs", "w:eastAsia", "w:hAnsi"):
        fonts.set(qn(script), _FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), {"ru": "ru-RU"}.get(language.active(), "en-GB"))
    style.element.rPr.append(spoken)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _("Changes of the plan"), "", ""
    properties.created = properties.modified = now.replace(tzinfo=None)


def _number_pages(document: Memo) -> None:
    """Number the pages from the second on, at the top."""
    page = document.sections[0]
    page.different_first_page_header_footer = True
    paragraph = page.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    place: Any = paragraph._p  # python-docx has no name for a field
    place.append(field)


def _paragraph(
    document: Memo,
    text: str,
    *,
    bold: bool = False,
    size: int = _SIZE,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: int = 0,
    after: int = 0,
    keep: bool = False,
    middles: Sequence[int] = (),
) -> None:
    """A paragraph. Sizes and distances are in points; `middles` are places for words, in millimetres from the left."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run("".join(f"\t{piece}" for piece in text.split("\t")) if middles else _plain(text))
    run.bold, run.font.size = bold, Pt(size)
    form = paragraph.paragraph_format
    form.alignment, form.keep_with_next = align, keep
    form.space_before, form.space_after = Pt(before), Pt(after)
    for middle in middles:
        form.tab_stops.add_tab_stop(Mm(middle), WD_TAB_ALIGNMENT.CENTER)


def _approval(document: Memo) -> None:
    """The place for the one who approves it, at the top right."""
    for text in (_("APPROVED BY"), "_" * 28):
        _paragraph(document, text, middles=(_APPROVAL,), keep=True)
    _paragraph(document, _("(position)"), size=_SMALL_SIZE, middles=(_APPROVAL,), keep=True)
    _paragraph(document, f"{'_' * 12}\t{'_' * 14}", middles=_APPROVAL_PAIR, keep=True)
    captions = "\t".join((_("(signature)"), _("(name)")))
    _paragraph(document, captions, size=_SMALL_SIZE, middles=_APPROVAL_PAIR, keep=True)
    _paragraph(document, _("Date: {line}").format(line="_" * 18), middles=(_APPROVAL,), keep=True)


def _signature(document: Memo) -> None:
    """The place for the one who has drawn it up; it does not stand alone on a page."""
    _paragraph(document, _("Drawn up by"), before=24, keep=True)
    _paragraph(document, f"{_LINE}\t{'_' * 14}\t{_LINE}", before=6, middles=_SIGNATURE, keep=True)
    captions = "\t".join((_("(position)"), _("(signature)"), _("(name)")))
    _paragraph(document, captions, size=_SMALL_SIZE, middles=_SIGNATURE, keep=True)
    _paragraph(document, _("Date: {line}").format(line="_" * 18), before=6)


def _plain(text: str) -> str:
    """A text as Word takes it."""
    return _NOT_XML.sub("", clean(text))


def _table(document: Memo, part: Part) -> None:
    table = document.add_table(rows=1, cols=len(part.headers))
    table.style = "Table Grid"
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _fill(table.rows[0], part.headers, bold=True)
    _mark(table.rows[0], "w:tblHeader")  # printed again on each page
    for row in part.rows:
        _fill(table.add_row(), row)
    widths = _widths(part)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _set_widths(table, widths)


def _set_widths(table: Table, widths: list[float]) -> None:
    for row in table.rows:
        _mark(row, "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _widths(part: Part) -> list[float]:
    """Millimetres for each column: keys are narrow, the rest share what is left."""
    keys = {_("No. in the plan"), _("Old No."), _("New No.")}
    narrow = sum(header in keys for header in part.headers)
    wide = (_TEXT_WIDTH - narrow * _KEY_WIDTH) / (len(part.headers) - narrow)
    return [_KEY_WIDTH if header in keys else wide for header in part.headers]


def _fill(row: _Row, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(_plain(text))
        run.bold, run.font.size = bold, Pt(_TABLE_SIZE)


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    properties: Any = row._tr.get_or_add_trPr()  # python-docx has no name for these marks
    properties.append(mark)
