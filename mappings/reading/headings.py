"""Headings of sections and groups in every dress: «II. Развитие», «Раздел 2», «ЗАДАЧА: …», «1. Организация работы».

Decides what the text of a row that holds nothing else announces. Where such a row may stand is for `entries`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

_ROMAN = "[IVXLІХѴ]{1,9}"
_LOOKALIKES = str.maketrans("ІХѴ", "IXV")  # Cyrillic letters typed for roman digits
_TYPED_FOR = {"П": ("I", "II"), "Ш": ("II", "III")}  # read as a numeral only after the section before it
_DOTTED = re.compile(rf"(?P<numeral>{_ROMAN}|[ПШ])\s*[.)]\s*(?P<title>\S.*)")
_BARE = re.compile(rf"(?P<numeral>{_ROMAN})\s+(?P<title>[«\"A-ZА-ЯЁ].*)")
_ALONE = re.compile(rf"(?P<numeral>{_ROMAN})\s*[.)]?")
_KINDS = (
    r"раздел|подраздел|подпрограмма|задач[аи]|цель|направлени[ея]|глава|часть|блок|этап|модуль|механизм"
    r"|section|subprogramme|part|objective|task|goal|chapter|priority|pillar|theme"
)
_LABEL = re.compile(
    rf"(?P<kind>{_KINDS})(?:\s*№?\s*(?P<numeral>(?-i:{_ROMAN})|[0-9]{{1,2}})(?![.]?[0-9]))?(?P<end>\s*[.:)–—-]+\s*|\s+|$)"
    r"(?P<title>.*)",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,7})(?P<dot>[.)]?)\s+(?P<title>[«\"A-ZА-ЯЁ].{2,})")


@dataclass(frozen=True)
class Heading:
    """A section's heading. `key` is its numeral, empty where none is printed; `kind` the word before it, if any."""

    key: str
    title: str
    kind: str = ""


def section_heading(text: str, before: str, *, leading: bool) -> Heading | None:
    """The section that a text announces, or None.

    `before` is the key of the section before; `leading` tells that the text stands in the row's first cell.
    """
    plain = normalize("NFKC", text) if any("\u2160" <= sign <= "\u217f" for sign in text) else text
    for pattern in (_DOTTED, _BARE) if leading else (_DOTTED,):
        titled = pattern.fullmatch(plain)
        key = _key(titled["numeral"], before) if titled else ""
        if titled and key:
            return Heading(key, titled["title"])
    return _labelled(plain, before)


def lone_numeral(text: str) -> str:
    """The numeral that is all of a text, empty where the text is something else."""
    numeral = _ALONE.fullmatch(text)
    return _key(numeral["numeral"], "") if numeral else ""


def group_heading(text: str) -> re.Match[str] | None:
    """A group's number and title in one cell: «1. Организационные мероприятия»."""
    return _GROUP.fullmatch(text)


def roman(number: int) -> str:
    """The roman numeral of a section's position, which is a small positive number."""
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _labelled(text: str, before: str) -> Heading | None:
    found = _LABEL.fullmatch(text)
    if found is None:
        return None
    numeral, title, kind = found["numeral"], found["title"].strip(), found["kind"].lower()
    if numeral is None:
        named = found["end"].strip() or title.startswith(("«", '"'))
        return Heading("", title, kind) if named and title else None
    if title and not found["end"].strip() and not title[0].isupper() and title[0] not in '«"':
        return None  # «Раздел 2 книги» goes on with a sentence
    key = roman(int(numeral)) if numeral.isdecimal() else _key(numeral, before)
    return Heading(key, title, kind) if key else None


def _key(numeral: str, before: str) -> str:
    if numeral in _TYPED_FOR:
        after, key = _TYPED_FOR[numeral]
        return key if before == after else ""
    return numeral.translate(_LOOKALIKES)
