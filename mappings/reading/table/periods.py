"""Time in columns: headings that are years, quarters or months, and what is marked or written below them.

Decides which columns stand for a period, and what timing and what target the cells below them make together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mappings.natural import natural
from mappings.reading.table.contents import Kind, kind_of
from mappings.reading.table.header_words import NOT_ASKED_WORDS, names, says
from mappings.reading.table.weeks import without_weeks
from mappings.reading.timing.cell import is_timing

ENOUGH = 2  # columns; one period alone may head anything
_YEAR = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])(?:\s?(?:годах|годы|года|году|год|гг?|рр?|жыл\w{0,3}|ж|r)\b\.?)?",
    re.IGNORECASE,
)
_QUARTERS = re.compile(r"кварт|\bкв\b|\bquarter", re.IGNORECASE)
_NUMERALS = {"1": "I", "2": "II", "3": "III", "4": "IV", "I": "I", "II": "II", "III": "III", "IV": "IV"}
_RUSSIAN = (
    *("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь"),
    "декабрь",
)
_ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_MONTHS = {month[:length].lower(): month for month in (*_RUSSIAN, *_ENGLISH) for length in (3, 4)}  # when shortened
_OF_MONTHS = re.compile(r"месяц|month", re.IGNORECASE)
# Words that lead to a period and are none of its name.
_LEADING = re.compile(r"(?:по|за|на|в|к|до|год\w{0,2}|кварталам|месяц\w{0,2}|months?|by|in|for)", re.IGNORECASE)
_LENGTH = 60  # characters


def periods(headings: Sequence[str]) -> dict[int, str]:
    """By column, the period that its heading is, as a timing; none where fewer than `ENOUGH` are.

    A heading of money is none of a period, whatever year it names, and neither is one of where things began.
    """
    headings = without_weeks(headings)
    bare = {at: one.rpartition(" ")[2].strip(".") for at, one in enumerate(headings) if one}
    quarters = {"I", "II", "III", "IV"} <= {_NUMERALS.get(one) for one in bare.values()}
    found = {}
    for at, word in bare.items():
        heading = headings[at]
        if len(heading) > _LENGTH or names("funding", heading) or says(NOT_ASKED_WORDS, heading):
            continue
        part = _numbered(word, heading, quarters=quarters)
        period = (_with_year(f"{heading.rpartition(' ')[0]} {part}") if part else "") or _with_year(heading)
        if period:
            found[at] = period
    return found if len(found) >= ENOUGH else {}


def timing(marked: Sequence[tuple[str, str]]) -> str:
    """The timing that cells below periods make, each given with its period: a day in a cell counts for itself."""
    named = (text if kind_of(text) is Kind.TIMING else period for period, text in marked)
    return ", ".join(dict.fromkeys(named))


def targets(words: str, unit: str, values: Sequence[tuple[str, str]]) -> str:
    """The target that values by period make: «Число посещений, тыс.: 2024 – 430, 2025 – 450»; of one, its value.

    Words with figures of their own stand in square brackets: «[Смертность, на 1000 человек]: 2024 – 12, 2025 – 11».
    """
    if len(values) < ENOUGH:
        return f"{words}: {values[0][1]} {unit}".strip() if values else words
    by_period = ", ".join(f"{period} – {value}" for period, value in values)
    said = ", ".join(filter(None, (words, unit)))
    return f"[{said}]: {by_period}" if any(map(str.isdecimal, said)) else f"{said}: {by_period}"


def _numbered(word: str, heading: str, *, quarters: bool) -> str:
    """The month or the quarter that a heading names by its number alone."""
    if _OF_MONTHS.search(heading):
        month = natural(word) or 0
        return _RUSSIAN[month - 1] if 0 < month <= len(_RUSSIAN) else ""
    numeral = _NUMERALS.get(word) if quarters or _QUARTERS.search(heading) else None
    return f"{numeral} квартал" if numeral else ""


def _with_year(heading: str) -> str:
    """The timing that a heading ends with, its year last; empty where it ends with none."""
    words = [_MONTHS.get(word.lower().rstrip("."), word) for word in heading.split()]
    for start, word in enumerate(words):
        text = " ".join(words[start:])
        if not _LEADING.fullmatch(word) and is_timing(text):
            year = _YEAR.search(text)
            part = " ".join(_YEAR.sub(" ", text).split()).strip(" ,.-–—/:")
            return " ".join(filter(None, (part, year.group()[:4] if year else "")))
    return ""
