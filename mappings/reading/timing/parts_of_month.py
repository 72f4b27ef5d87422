"""How parts of a month are printed: weeks, tens of days, halves and days of the week, and days under a month's heading.

A week of a month is seven days counted from its first, so that its third Friday falls in the third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from mappings.reading.timing.calendar_days import MONTH, day_of_year, part_of_month, part_of_year
from mappings.reading.timing.calendar_forms import DAYS, MONTH_WORD, NUMBERED, WORD_ENDS, YEAR_AFTER, month_number
from mappings.reading.timing.numerals import ORDINAL, ordinal
from mappings.reading.timing.tokens import BETWEEN, Form, Maker, Token, form, members, stretches_of, year_in

_MONTH_ENDS = 31
_WEEKS = (7, 14, 21, 28, _MONTH_ENDS)
_DAYS_OF_WEEK = (
    r"понедельник\w?|вторник\w?|сред[аыу]|четверг\w?|пятниц\w|суббот\w|воскресень\w"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
# What a month is divided into: its words, the last day of each part, and the doubt that the part leaves.
_UNITS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    (r"декад\w*", (10, 20, _MONTH_ENDS), ""),
    (r"половин\w*|пол\b\.?|half", (15, _MONTH_ENDS), ""),
    (rf"недел\w*|нед\b\.?|week\b|{_DAYS_OF_WEEK}", _WEEKS, "timing-vague"),
)
_LAST = r"последн\w{2,3}|last|final"
_NUMBERS = rf"(?P<numbers>{_LAST}|{NUMBERED}(?:{BETWEEN}{NUMBERED}){{0,4}})"
_NAMED = rf"(?P<month>{MONTH_WORD}){WORD_ENDS}\.?{YEAR_AFTER}"
IMPLIED = "timing-month-implied"  # the doubt that a day or a week leaves whose month is not named


def parts_of_months() -> Iterator[Form]:
    """Parts of a month that is named with them: «3 неделя сентября», «май, вторая декада», "week 3 of May"."""
    for unit, ends, doubt in _UNITS:
        make = _named(ends, doubt)
        yield form(rf"{_NUMBERS} (?:{unit}) (?:(?:of|in) )?{_NAMED}", make)
        yield form(rf"{_NAMED}[ ,(]{{1,3}}{_NUMBERS} (?:{unit})(?! (?:{MONTH_WORD}){WORD_ENDS})\)?", make)
    yield form(rf"weeks? {_NUMBERS} (?:of|in) {_NAMED}", _named(_WEEKS, "timing-vague"))


@lru_cache(maxsize=64)
def days_of(year: int, month: int) -> tuple[Form, ...]:
    """Days and parts of the month that a plan or a heading is for: «25», «до 25 числа», «4 неделя», «конец месяца»."""
    forms = [
        form(rf"{_NUMBERS} (?:{unit})(?: месяца)?{WORD_ENDS}", _implied(ends, year, month, doubt))
        for unit, ends, doubt in _UNITS
    ]
    forms.append(form(rf"(?:неделя|week) {_NUMBERS}{WORD_ENDS}", _implied(_WEEKS, year, month, "timing-vague")))

    def days(match: re.Match[str]) -> Token:
        numbers, joined = members("[0-9]+", match["days"])
        found = (day_of_year(int(number), month, year) for number in numbers)
        return stretches_of(match, *found, joined=joined, doubt=IMPLIED)

    def whole(match: re.Match[str]) -> Token:
        return stretches_of(match, part_of_year(month, MONTH, year), doubt=IMPLIED)

    forms.append(form(rf"{DAYS}(?:-?е|-?го| ?числ\w{{1,2}})?(?! ?(?!(?:в|с)\b)[^\W\d_]|[0-9]|[.:/-] ?[0-9]|\))", days))
    forms.append(form(rf"месяц[ае]?{WORD_ENDS}", whole))
    return tuple(forms)


def _named(ends: tuple[int, ...], doubt: str) -> Maker:
    def make(match: re.Match[str]) -> Token:
        return _parts(match, ends, month_number(match["month"]), year_in(match), doubt)

    return make


def _implied(ends: tuple[int, ...], year: int, month: int, doubt: str) -> Maker:
    def make(match: re.Match[str]) -> Token:
        token = _parts(match, ends, month, year, doubt)
        return replace(token, doubts=(*token.doubts, IMPLIED))

    return make


def _parts(match: re.Match[str], ends: tuple[int, ...], month: int, year: int | None, doubt: str) -> Token:
    """The parts with these numbers; the last week has more days than the fifth."""
    if re.fullmatch(_LAST, match["numbers"]):
        first = 22 if ends == _WEEKS else ends[-2] + 1
        return stretches_of(match, part_of_month(month, first, _MONTH_ENDS, year), doubt=doubt)
    texts, joined = members(ORDINAL, match["numbers"])
    numbers = [ordinal(text) for text in texts]
    bounds = [(1, *(end + 1 for end in ends))[number - 1] if 1 <= number <= len(ends) else 0 for number in numbers]
    found = (
        part_of_month(month, first, ends[number - 1], year) if first else None
        for first, number in zip(bounds, numbers, strict=True)
    )
    return stretches_of(match, *found, joined=joined, doubt=doubt)
