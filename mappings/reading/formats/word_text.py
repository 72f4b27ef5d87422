"""The text of a Word paragraph: automatic number first, tracked changes accepted, struck-out text put aside.

Decides which words of a paragraph a reader of the page sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from mappings.reading.formats.word_numbering import Numbering
from mappings.reading.formats.word_styles import Style, W, struck_out, switched_on, value, whole_number
from mappings.reading.table.rows import LINE_END

_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Deleted or moved away; properties; and what stands beside the text: pictures, text boxes, notes, field codes.
_SKIPPED = {
    f"{W}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "drawing", "pict", "object", "instrText", "delText")
} | {_ALTERNATIVES}
_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": LINE_END, f"{W}cr": LINE_END, f"{W}noBreakHyphen": "-"}
_HEADINGS = 6  # levels; a deeper one is of plain text
# Signs of the font Symbol that stand in targets, by their place in the font.
_SYMBOLS = {"A3": "≤", "B3": "≥", "B1": "±", "B0": "°", "B4": "×", "2D": "−", "3C": "<", "3E": ">", "25": "%"}


@dataclass
class Said:
    """What a paragraph says, the passages that were struck out of it, and what Markdown would have before it."""

    text: str = ""
    struck: list[str] = field(default_factory=list)
    mark: str = ""

    def add(self, text: str, *, struck: bool) -> None:
        """Add a passage; struck-out passages that touch are one."""
        if not struck:
            self.text += text
            self._open = False
        elif self._open:
            self.struck[-1] += text
        else:
            self.struck.append(text)
            self._open = True

    _open: bool = False


class Texts:
    """Reads paragraphs in the order of the document, since automatic numbers go on from one to the next."""

    def __init__(self, styles: Mapping[str, Style], numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering

    def paragraph(self, paragraph: etree._Element) -> Said:
        """What a paragraph says."""
        properties = paragraph.find(f"{W}pPr")
        style = self._styles.get(value(properties, "pStyle") or "", Style())
        said = Said()
        self._walk(paragraph, said, struck=bool(style.struck))
        # The mark at a paragraph's end is a sign of its own: deleted or hidden and nothing before it, it is not there.
        mark = None if properties is None else properties.find(f"{W}rPr")
        gone = mark is not None and (mark.find(f"{W}del") is not None or bool(switched_on(mark, "vanish")))
        if gone and not said.text.strip():
            return said
        said.mark = self._mark(properties, style)
        number = self._numbering.next_number(properties, style)
        if number and not struck_out(mark):
            said.text = f"{number} {said.text}"
        return said

    def _mark(self, properties: etree._Element | None, style: Style) -> str:
        outline = whole_number(properties, "outlineLvl")
        outline = style.outline if outline is None else outline
        if outline is not None and outline < _HEADINGS:
            return "#" * (outline + 1) + " "
        level = self._numbering.bullet_level(properties, style)
        return "" if level is None else "  " * min(level, _HEADINGS) + "- "

    def _walk(self, element: etree._Element, said: Said, *, struck: bool) -> None:
        for child in element:
            if child.tag == f"{W}r":
                self._run(child, said, struck=struck)
            elif child.tag == f"{_MATHS}t":
                said.add(child.text or "", struck=struck)
            elif child.tag not in _SKIPPED:
                self._walk(child, said, struck=struck)

    def _run(self, run: etree._Element, said: Said, *, struck: bool) -> None:
        properties = run.find(f"{W}rPr")
        if switched_on(properties, "vanish"):
            return
        style = self._styles.get(value(properties, "rStyle") or "", Style())
        own = struck_out(properties)
        struck = bool(own if own is not None else style.struck if style.struck is not None else struck)
        for child in run:
            if child.tag == f"{W}t":
                said.add(child.text or "", struck=struck)
            elif child.tag == f"{W}sym":
                said.add(_SYMBOLS.get(child.get(f"{W}char", "")[-2:].upper(), " "), struck=struck)
            elif child.tag in _SIGNS:
                said.add(_SIGNS[child.tag], struck=struck)
