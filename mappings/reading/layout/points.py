"""The lines of a text as what they are: headings, points of a list and plain paragraphs, wrapped lines joined.

Decides where each begins, by its mark alone. Which of them is a work and which a time is for `dated_lists`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mappings.plan import Place
from mappings.reading.layout.own_time import whole
from mappings.reading.layout.wrapping import Wrapping
from mappings.reading.table.rows import Paragraph
from mappings.wording import fold

_UNMARKED = 9  # the level of a heading without a mark of its own

_MARK = re.compile(r"\s*(?P<signs>#{1,6})\s+")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,}|_{3,})\s*")
_POINT = re.compile(r"(?P<indent>\s*)(?:[-*+•–—▪●◦·]\s+|[•▪●◦])(?:\[[ xXхХ✓✔]?\]\s+)?(?=\S)")
_COUNTED = re.compile(r"(?P<indent>\s*)(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})[.)]\s+(?=\S)")
_BOLD = re.compile(r"(?:\*\*|__)(?P<text>[^*_]+)(?:\*\*|__)[\s:.]*")
_FOOTNOTE = re.compile(r"\s*\[\^[^\]]{1,20}\]:")
_BY_HAND = re.compile(r"[«\"]?_{3,}[»\"]?\.?")  # a blank for somebody to fill in
_GUTTER = re.compile(r" {2,}")
_COLUMNS = 6  # of a line that are looked at
_FULL = 60  # characters of a line that may have been wrapped
_STOPS = ".:;!?"


@dataclass(frozen=True)
class Point:
    """A heading, a point or a paragraph. `kind` is one of `heading`, `point`, `plain`; `text` has its emphasis.

    `level` is that of a heading, 1 the highest, or how far a point is set in; `number` is printed before a point.
    """

    kind: str
    text: str
    place: Place
    level: int = 0
    number: str = ""


def points_of(lines: Sequence[Paragraph]) -> list[Point]:
    """The headings, points and paragraphs of a text, in order."""
    wrapping = Wrapping(line.text for line in lines)
    groups: list[list[Paragraph]] = []
    open_ = False
    for line in lines:
        text = line.text.expandtabs()
        if not text.strip() or _FOOTNOTE.match(text):
            open_ = False
        elif not any(map(str.isalnum, text)):
            if _UNDERLINE.fullmatch(text) and open_ and len(groups[-1]) == 1 and not _begins(groups[-1][0].text):
                signs = "#" if "=" in text else "##"
                groups[-1][0] = Paragraph(f"{signs} {fold(groups[-1][0].text)}", groups[-1][0].place)
            open_ = False
        elif open_ and _goes_on(groups[-1], text):
            groups[-1].append(Paragraph(text, line.place))
        else:
            groups.append([Paragraph(text, line.place)])
            open_ = _MARK.match(text) is None
    return [_point(group, wrapping) for group in groups]


def _begins(text: str) -> bool:
    return any(pattern.match(text) for pattern in (_MARK, _POINT, _COUNTED))


def _goes_on(above: list[Paragraph], text: str) -> bool:
    """Whether a line goes on with the one above it."""
    if _begins(text):
        return False
    first, last = above[0].text, above[-1].text.rstrip()
    begun = text.lstrip()
    if begun[0].islower():
        return True
    marked = _POINT.match(first) or _COUNTED.match(first)
    if marked is not None:
        return begun[0] == "(" or len(text) - len(begun) > len(marked["indent"])
    return len(last) >= _FULL and last[-1] not in _STOPS


def _in_columns(line: str) -> str:
    """A line with dashes for the blanks between its columns, where one of them is a time."""
    parts = _GUTTER.split(line.strip())
    return " — ".join(parts) if any(map(whole, parts[1:_COLUMNS])) else line


def _point(group: list[Paragraph], wrapping: Wrapping) -> Point:
    first, place = group[0].text, group[0].place
    mark = _MARK.match(first)
    if mark is not None:
        return Point("heading", fold(first[mark.end() :]).rstrip("# "), place, len(mark["signs"]))
    bullet, counted = _POINT.match(first), _COUNTED.match(first)
    begun = bullet or counted
    lines = [_in_columns(first[begun.end() if begun else 0 :]), *(line.text for line in group[1:])]
    text = wrapping.joined(_BY_HAND.sub("", line) for line in lines).replace(" ,", ",").replace(" )", ")")
    if begun is not None:
        number = counted["number"] if bullet is None and counted is not None else ""
        return Point("point", text, place, len(begun["indent"]), number)
    bold = _BOLD.fullmatch(text)
    return Point("heading", bold["text"].strip(), place, _UNMARKED) if bold else Point("plain", text, place, _UNMARKED)
