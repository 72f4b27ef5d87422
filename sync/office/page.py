"""A Word page as offices want it: its margins, type and numbers, sheets that lie, and the places for those who sign.

Lays out texts that are worded already, and knows nothing of what they are about.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mappings import language
from mappings.language import gettext as _
from mappings.wording import clean, cut
from sync.office.tables import Box, draw

if TYPE_CHECKING:
    from docx.document import Document as Page

LINE = "_" * 24  # where something is written in by hand

# A4 upright, with the margins and the type that GOST R 7.0.97-2016 asks of an office paper
_PAGE, _LEFT, _RIGHT, _EDGE = (210, 297), 20, 10, 20  # mm
_TEXT_WIDTH = _PAGE[0] - _LEFT - _RIGHT
_FONT, _SIZE, _SMALL_SIZE = "Times New Roman", 13, 9  # points
_KEY_WIDTH = 22  # mm
_PROPERTY = 255  # characters of what a file says of itself
_APPROVAL, _APPROVAL_PAIR, _SIGNATURE = 140, (122, 157), (29, 90, 151)  # mm: the middles of lines and their captions


def new_page(title: str, *, now: datetime) -> Page:
    """An empty page in the active language, its numbers at the top; `title` is that of the file."""
    page = Document()
    _set_up(page)
    _number_pages(page)
    properties = page.core_properties
    properties.title, properties.author, properties.comments = cut(clean(title), _PROPERTY), "", ""
    properties.created = properties.modified = now.replace(tzinfo=None)
    return page


def as_bytes(page: Page) -> bytes:
    """The page as a file holds it."""
    data = BytesIO()
    page.save(data)
    return data.getvalue()


def _set_up(page: Page) -> None:
    sheet = page.sections[0]
    sheet.page_width, sheet.page_height = Mm(_PAGE[0]), Mm(_PAGE[1])
    sheet.left_margin, sheet.right_margin = Mm(_LEFT), Mm(_RIGHT)
    sheet.top_margin = sheet.bottom_margin = Mm(_EDGE)
    style: Any = page.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_SIZE)
    fonts = style.element.rPr.rFonts
    for script in ("w:cs", "w:eastAsia", "w:hAnsi"):
        fonts.set(qn(script), _FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), {"ru": "ru-RU"}.get(language.active(), "en-GB"))
    style.element.rPr.append(spoken)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1


def _number_pages(page: Page) -> None:
    """Number the pages from the second on, at the top."""
    sheet = page.sections[0]
    sheet.different_first_page_header_footer = True
    line = sheet.header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    place: Any = line._p  # python-docx has no name for a field
    place.append(field)


def paragraph(
    page: Page,
    text: str,
    *,
    bold: bool = False,
    size: int = _SIZE,
    centred: bool = False,
    before: int = 0,
    after: int = 0,
    keep: bool = False,
    middles: Sequence[int] = (),
) -> None:
    """A paragraph. Sizes and distances are in points; `middles` are places for words, in millimetres from the left."""
    added = page.add_paragraph()
    run = added.add_run("".join(f"\t{piece}" for piece in text.split("\t")) if middles else clean(text))
    run.bold, run.font.size = bold, Pt(size)
    form = added.paragraph_format
    form.alignment, form.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER if centred else None, keep
    form.space_before, form.space_after = Pt(before), Pt(after)
    for middle in middles:
        form.tab_stops.add_tab_stop(Mm(middle), WD_TAB_ALIGNMENT.CENTER)


def approval(page: Page) -> None:
    """The place for the one who approves it, at the top right."""
    for text in (_("APPROVED BY"), "_" * 28):
        paragraph(page, text, middles=(_APPROVAL,), keep=True)
    paragraph(page, _("(position)"), size=_SMALL_SIZE, middles=(_APPROVAL,), keep=True)
    paragraph(page, f"{'_' * 12}\t{'_' * 14}", middles=_APPROVAL_PAIR, keep=True)
    captions = "\t".join((_("(signature)"), _("(name)")))
    paragraph(page, captions, size=_SMALL_SIZE, middles=_APPROVAL_PAIR, keep=True)
    paragraph(page, _("Date: {line}").format(line="_" * 18), middles=(_APPROVAL,), keep=True)


def signature(page: Page) -> None:
    """The place for the one who has drawn it up; it does not stand alone on a page."""
    paragraph(page, _("Drawn up by"), before=24, keep=True)
    paragraph(page, f"{LINE}\t{'_' * 14}\t{LINE}", before=6, middles=_SIGNATURE, keep=True)
    captions = "\t".join((_("(position)"), _("(signature)"), _("(name)")))
    paragraph(page, captions, size=_SMALL_SIZE, middles=_SIGNATURE, keep=True)
    paragraph(page, _("Date: {line}").format(line="_" * 18), before=6)


def table(page: Page, headers: Sequence[str], rows: Sequence[Sequence[str]], *, narrow: Collection[str]) -> None:
    """A table as wide as the text, its headers repeated on each page; `narrow` are the headers of narrow columns."""
    draw(page, headers, ([Box(text) for text in row] for row in rows), _widths(headers, narrow))


def lay(page: Page) -> int:
    """Lay the sheets of a page on which nothing stands yet, and say how wide their text is now, in millimetres."""
    sheet = page.sections[0]
    sheet.orientation = WD_ORIENTATION.LANDSCAPE
    sheet.page_width, sheet.page_height = Mm(_PAGE[1]), Mm(_PAGE[0])
    return _PAGE[1] - _LEFT - _RIGHT


def lay_on(page: Page) -> int:
    """Go on on sheets that lie, with the binding at the top, and say how wide their text is, in millimetres."""
    sheet = page.add_section(WD_SECTION.NEW_PAGE)
    sheet.orientation = WD_ORIENTATION.LANDSCAPE
    sheet.page_width, sheet.page_height = Mm(_PAGE[1]), Mm(_PAGE[0])
    sheet.left_margin, sheet.right_margin = Mm(_EDGE), Mm(_EDGE)
    sheet.top_margin, sheet.bottom_margin = Mm(_LEFT), Mm(_RIGHT)
    sheet.different_first_page_header_footer = False
    return _PAGE[1] - 2 * _EDGE


def _widths(headers: Sequence[str], narrow: Collection[str]) -> list[float]:
    """Millimetres for each column: the wide ones share what the narrow ones leave."""
    count = sum(header in narrow for header in headers)
    wide = (_TEXT_WIDTH - count * _KEY_WIDTH) / (len(headers) - count)
    return [_KEY_WIDTH if header in narrow else wide for header in headers]
