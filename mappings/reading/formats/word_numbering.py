"""Automatic numbers of a Word document: «1.1.» that stands on the page and in no cell's text.

Decides what Word would print before a paragraph (ECMA-376 part 1, 17.9). Bullets are no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from mappings.natural import natural
from mappings.reading.formats.archive import Archive
from mappings.reading.formats.word_styles import Style, W, switched_on, value, whole_number

_PLACE = re.compile(r"%([1-9])")
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"  # as Word counts: without ё, й, ъ, ь
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True)
class _Level:
    """How one level of a list counts and prints."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str = ""
    restarts: bool = True
    all_decimal: bool = False


@dataclass
class _List:
    """One list of the document: the kind it counts with, and what it does otherwise."""

    kind: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    begun: bool = False


class Numbering:
    """Counts the numbered paragraphs of a document, which must be told in their order."""

    def __init__(self, archive: Archive, name: str, styles: Mapping[str, Style]) -> None:
        self._kinds: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        linked: dict[str, str] = {}
        elements = archive.elements(name, f"{W}abstractNum", f"{W}num")
        for event, element in elements:
            if event == "start":
                continue
            if element.tag == f"{W}num":
                self._lists[element.get(f"{W}numId", "")] = _list(element)
            else:
                key = element.get(f"{W}abstractNumId", "")
                self._kinds[key] = dict(map(_level, element.findall(f"{W}lvl")))
                linked[key] = value(element, "numStyleLink") or ""
            elements.forget(element)
        for key, style in linked.items():
            of_style = self._lists.get(styles.get(style, Style()).list_id)
            if of_style is not None and not self._kinds[key]:
                self._kinds[key] = self._kinds.get(of_style.kind, {})

    def next_number(self, properties: etree._Element | None, style: Style) -> str:
        """The number of the next paragraph as printed, empty where it has none."""
        one, levels, level = self._place(properties, style)
        if one is None or level not in levels:
            return ""
        counters = self._counters.setdefault(one.kind, {})
        if not one.begun:
            one.begun = True
            for number in one.starts:
                counters.pop(number, None)
        start = one.starts.get(level, levels[level].start)
        counters[level] = counters.get(level, start - 1) + 1
        for deeper in [number for number in counters if number > level and levels.get(number, _Level()).restarts]:
            del counters[deeper]
        return _printed(level, levels, counters, one.starts)

    def bullet_level(self, properties: etree._Element | None, style: Style) -> int | None:
        """How far the bullet of a paragraph is set in, from 0; None where it has none."""
        _one, levels, level = self._place(properties, style)
        return level if level in levels and levels[level].form == "bullet" else None

    def _place(self, properties: etree._Element | None, style: Style) -> tuple[_List | None, Mapping[int, _Level], int]:
        """The list of a paragraph, its levels, and the one that the paragraph stands on."""
        own = value(properties, "numPr/numId")
        one = self._lists.get(style.list_id if own is None else own)
        levels = {} if one is None else self._kinds.get(one.kind, {}) | one.levels
        level = whole_number(properties, "numPr/ilvl")
        return one, levels, self._level_of(properties, style, levels) if level is None else level

    def _level_of(self, properties: etree._Element | None, style: Style, levels: Mapping[int, _Level]) -> int:
        if style.level is not None:
            return style.level
        name = value(properties, "pStyle")
        return next((number for number, level in levels.items() if name and level.style == name), 0)


def _list(element: etree._Element) -> _List:
    one = _List(value(element, "abstractNumId") or "")
    for override in element.findall(f"{W}lvlOverride"):
        level = natural(override.get(f"{W}ilvl", ""))
        start = whole_number(override, "startOverride")
        if level is not None and start is not None:
            one.starts[level] = start
        one.levels |= dict(map(_level, override.findall(f"{W}lvl")))
    return one


def _level(element: etree._Element) -> tuple[int, _Level]:
    start = whole_number(element, "start")
    return natural(element.get(f"{W}ilvl", "")) or 0, _Level(
        1 if start is None else start,
        value(element, "numFmt") or "decimal",
        value(element, "lvlText") or "",
        value(element, "pStyle") or "",
        value(element, "lvlRestart") != "0",
        bool(switched_on(element, "isLgl")),
    )


def _printed(level: int, levels: Mapping[int, _Level], counters: Mapping[int, int], starts: Mapping[int, int]) -> str:
    own = levels[level]
    if own.form == "bullet":
        return ""

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        one = levels.get(index, _Level())
        count = counters.get(index, starts.get(index, one.start))
        return _written(count, "decimal" if own.all_decimal else one.form)

    return _PLACE.sub(number, own.text)


def _written(count: int, form: str) -> str:
    """A number in one of the forms that lists count in; those that are not known are written in digits."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{count:02}"
    if count > 0 and form in ("upperRoman", "lowerRoman"):
        text = _roman(count)
    elif count > 0 and form in ("upperLetter", "lowerLetter"):
        text = _lettered(count, _LATIN)
    elif count > 0 and form in ("russianUpper", "russianLower"):
        text = _lettered(count, _RUSSIAN)
    else:
        return str(count)
    return text.upper() if "pper" in form else text


def _lettered(count: int, letters: str) -> str:
    """A to z, then aa, bb and so on."""
    turns, place = divmod(count - 1, len(letters))
    return letters[place] * (turns + 1) if turns < len(letters) else str(count)


def _roman(count: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        times, count = divmod(count, worth)
        text += sign * min(times, len(_ROMAN))
    return text
