"""The values of a workbook's cells as their number formats show them, and as they would read as a printed number.

Decides what a cell says. Excel takes 15.4 for 15 April and 1.10 for 1.1: which of the two was meant depends on the
column and is not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from mappings.language import gettext as _
from mappings.natural import natural
from mappings.reading.formats.archive import Archive
from mappings.reading.refusals import too_large
from mappings.reading.table.rows import CELL_LIMIT, LINE_END, Cell, lines_of
from mappings.wording import fold

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# Literals, colours and the like (but no hours, minutes or seconds that go on), escapes, blanks, fillers.
_ASIDE = re.compile(r'"[^"\n]*"|\[(?!hh?\]|mm?\]|ss?\])[^\[\]]*\]|\\.|_.|\*.')
_LONGEST_FORMAT = 255  # characters; what Excel takes
_DECIMALS = re.compile(r"\.([0#?]+)")
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[\u0400-\u04ff]")
_OFF = ("0", "false")
_WHITE, _PAPER = "FFFFFF", "0"  # as a colour, and as the first of a theme's
_MONTHS = {
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru-of": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text, what was struck out of it, and its lines where it has more than one."""

    text: str
    struck: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """What the style of a cell says: the number format, and whether it is struck out and filled with a colour."""

    number_format: str = "General"
    struck: bool = False
    coloured: bool = False


class Values:
    """Reads the cells of one workbook."""

    def __init__(self, archive: Archive, strings: str, styles: str, *, since_1904: bool) -> None:
        self._strings = _read_strings(archive, strings)
        self._styles = _read_styles(archive, styles)
        self._epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
        self._latin = self._cyrillic = False  # letters seen so far

    def cell(self, element: etree._Element) -> Cell:
        """The cell as it is shown."""
        kind, raw = element.get("t", "n"), element.findtext(f"{S}v") or ""
        style = self._style(element.get("s", "0"))
        if kind == "inlineStr":
            inline = element.find(f"{S}is")
            cell = _said(Text("") if inline is None else _text(inline))
        elif kind == "s":
            cell = _said(self._string(raw))
        elif kind == "n" and raw:
            cell = self._number(raw, style.number_format)
        elif kind == "d":
            cell = Cell(raw[:10])
        else:
            cell = Cell(fold(raw))
        if not cell.counted and not cell.number:
            self._latin = self._latin or _LATIN.search(cell.text) is not None
            self._cyrillic = self._cyrillic or _CYRILLIC.search(cell.text) is not None
        if style.struck and cell.text:
            return Cell("", doubts=(("text-struck", cell.text),))
        return cell

    def is_coloured(self, element: etree._Element) -> bool:
        """Whether a cell is filled with a colour that is not the paper's."""
        return self._style(element.get("s", "0")).coloured

    def _style(self, index: str) -> Style:
        at = natural(index)
        return self._styles[at] if at is not None and at < len(self._styles) else Style()

    def _string(self, index: str) -> Text:
        at = natural(index)
        return self._strings[at] if at is not None and at < len(self._strings) else Text("")

    def _number(self, raw: str, number_format: str) -> Cell:
        try:
            value = float(raw)
            moment = from_excel(value, self._epoch) if is_date_format(number_format) else None
        except (ValueError, OverflowError):
            return Cell(fold(raw))
        shown = _ASIDE.sub("", number_format.split(";", maxsplit=1)[0]).lower()
        if moment is None:
            return _plain(value, shown)
        if isinstance(moment, datetime):
            return self._date(moment, shown)
        return Cell(str(moment)[:5])  # a time of day or a span of time

    def _date(self, moment: datetime, shown: str) -> Cell:
        year, day, clock = "y" in shown, "d" in shown, "h" in shown or "s" in shown
        if not year and not day and clock:
            return Cell(f"{moment:%H:%M}")
        english = self._latin and not self._cyrillic
        nominative, genitive = ("en", "en") if english else ("ru", "ru-of")
        if day and year:
            return Cell(f"{moment:%d.%m.%Y}", number=f"{moment.day}.{moment.month}.{moment.year % 100}")
        if day:
            return Cell(f"{moment.day} {_month(moment, genitive)}", number=f"{moment.day}.{moment.month}")
        month = _month(moment, nominative)
        if "m" in shown and year:
            return Cell(f"{month} {moment.year}", number=f"{moment.month}.{moment.year % 100:02}")
        return Cell(str(moment.year) if year else month)


def _month(moment: datetime, form: str) -> str:
    return _MONTHS[form].split()[moment.month - 1]


def _plain(value: float, code: str) -> Cell:
    """A number as its format shows it, without its grouping of digits; as a printed number it keeps its zeros."""
    decimals = _DECIMALS.search(code)
    least = decimals[1].count("0") if decimals else 0
    percent = "%" in code
    text = f"{round(value * 100 if percent else value, 10):.15g}"
    if "e" in text:
        text = f"{value:f}".rstrip("0").rstrip(".")
    whole, _dot, fraction = text.partition(".")
    if decimals or "general" not in code:
        shown = len(decimals[1]) if decimals else 0
        whole, _dot, fraction = (
            f"{float(text):.{shown}f}".partition(".") if "general" not in code else text.partition(".")
        )
        fraction = fraction.rstrip("0").ljust(least, "0")
    text = f"{whole}.{fraction}" if fraction else whole
    return Cell(f"{text}%" if percent else text, number=text, counted=True)


def _said(text: Text) -> Cell:
    return Cell(text.text, lines=text.lines, doubts=(("text-struck", text.struck),) if text.struck else ())


def _text(element: etree._Element) -> Text:
    """A text of one piece, or of runs of which some may be struck out. Reading aids are no part of it."""
    said = [element.findtext(f"{S}t") or ""]
    struck: list[str] = []
    for run in element.findall(f"{S}r"):
        (struck if _strikes(run.find(f"{S}rPr/{S}strike")) else said).append(run.findtext(f"{S}t") or "")
    raw = "".join(said)
    return Text(fold(raw), fold("".join(struck)), lines_of(raw.replace("\n", LINE_END)))


def _strikes(element: etree._Element | None) -> bool:
    return element is not None and element.get("val", "1") not in _OFF


def _fills(element: etree._Element) -> bool:
    """Whether a fill is of one colour, and not of the paper's."""
    pattern = element.find(f"{S}patternFill")
    if pattern is None or pattern.get("patternType", "none") != "solid":
        return False
    colour = pattern.find(f"{S}fgColor")
    return colour is not None and colour.get("rgb", "")[-6:].upper() != _WHITE and colour.get("theme") != _PAPER


def _read_strings(archive: Archive, name: str) -> list[Text]:
    strings: list[Text] = []
    elements = archive.elements(name, f"{S}si")
    for event, element in elements:
        if event == "end":
            strings.append(_text(element))
            elements.forget(element)
            if len(strings) > CELL_LIMIT:
                raise too_large(_("its tables have more than {limit} cells").format(limit=CELL_LIMIT))
    return strings


def _read_styles(archive: Archive, name: str) -> list[Style]:
    """The styles that cells name by their place in the list."""
    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    fonts: list[bool] = []
    fills: list[bool] = []
    styles: list[Style] = []
    elements = archive.elements(name, f"{S}numFmt", f"{S}fonts", f"{S}fills", f"{S}cellXfs")
    for event, element in elements:
        if event == "start":
            continue
        if element.tag == f"{S}numFmt":
            codes[element.get("numFmtId", "")] = element.get("formatCode", "")[:_LONGEST_FORMAT]
        elif element.tag == f"{S}fonts":
            fonts = [_strikes(font.find(f"{S}strike")) for font in element]
        elif element.tag == f"{S}fills":
            fills = [_fills(fill) for fill in element]
        else:
            for one in element:
                code = codes.get(one.get("numFmtId", "0"), "General")
                styles.append(Style(code, _listed(fonts, one, "fontId"), _listed(fills, one, "fillId")))
    return styles


def _listed(known: list[bool], element: etree._Element, name: str) -> bool:
    """What a list says at the place that an element names."""
    at = natural(element.get(name, ""))
    return at is not None and at < len(known) and known[at]
