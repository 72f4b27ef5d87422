"""How months, quarters, half-years, seasons and school years are printed in words, and what each stands for.

Decides the days of a single form. What several of them mean together is for `members`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.reading.timing.calendar_days import HALF, MONTH, QUARTER, YEAR, Stretch, day_of_year, part_of_year
from mappings.reading.timing.numerals import LOOKALIKE_ROMAN, ORDINAL, ordinal
from mappings.reading.timing.tokens import (
    BETWEEN,
    YEAR_FIGURES,
    YEAR_TAIL,
    Form,
    Kind,
    Maker,
    Token,
    form,
    members,
    plain,
    stretches_of,
    year_in,
)

_OF_SCHOOL = r"(?! ?[-/] ?(?:20)?[0-9]{2}\.? ?(?:уч|school|academic))"  # the first of the two years of a school year
YEAR_AFTER = rf"(?:(?:,? ?(?:of )?|[-/])(?P<year>{YEAR_FIGURES})(?![0-9]){_OF_SCHOOL}{YEAR_TAIL})?"
WORD_ENDS = r"(?![^\W\d_])"
_CENTURY = 100
_MONTH_FORMS = (
    r"январ[ьяею]|янв|january|jan",
    r"феврал[ьяею]|февр?|february|feb",
    r"март[аеу]?|мар|march|mar",
    r"апрел[ьяею]|апр|april|apr",
    r"ма[йяею]|may",
    r"июн[ьяею]|june|jun",
    r"июл[ьяею]|july|jul",
    r"август[аеу]?|авг|august|aug",
    r"сентябр[ьяею]|сент?|september|sept?",
    r"октябр[ьяею]|окт|october|oct",
    r"ноябр[ьяею]|нояб?|november|nov",
    r"декабр[ьяею]|дек|december|dec",
)
MONTH_WORD = "|".join(_MONTH_FORMS)
_MONTHS = [re.compile(form) for form in _MONTH_FORMS]
# The last month of each; winter is none of one year, and stands with both of its years or is not read.
_SEASONS = {5: r"весн\w{1,2}|spring", 8: r"лет(?:о|а|ом|у|е)|summer", 11: r"осен\w{1,2}|autumn|fall(?= (?:of )?20)"}
_PARTS_OF_ANY_YEAR = {3: r"начал\w{1,2}", 6: r"середин\w"}
_SEASON_PERIODS = {5: r"весенн", 8: r"летн", 11: r"осенн"}
_QUARTER_WORD = r"(?:квартал(?:а|у|е|ом|ы|ов|ах)?|кварт\b\.?|кв-?л?\b\.?|quarters?)"
_HALF_WORD = (
    r"(?:полугоди(?:е|я|и|ю|ем|ях|й)|полуг\b\.?|пол\b\. ?г\.|пол\b\.|п/г|half"
    rf"|половин\w+(?= (?:кален\w+ )?(?:{YEAR_FIGURES}|года)))"
)
NUMBERED = rf"{ORDINAL}(?:-?(?:ый|ой|ий|ая|ое|ого|ом|ем|му|го|м|й|я|е))?"
_LAST = r"последн\w{2,3}|last|final"
_SCHOOL = r"(?:уч\.? ?г(?:од\w*)?\b\.?|учебн\w+ год\w*|(?:school|academic) year)"
_DAY = rf"[0-3]?[0-9](?:-?(?:го|му|ое|ого|е|th|st|nd|rd)\b|\.(?= (?:{MONTH_WORD})))?"
_SHORT_YEAR = (  # «Mar-25», «март 25 г.», and no range such as «май-15 июня»
    r"(?:-| ?['’]| ?(?=[0-9]{2} ?г))(?P<short>[0-9]{2})(?![0-9]|[.:-][0-9])(?: ?г(?:ода?)?\b\.?)?(?! ?[^\W\d_])"
)
DAYS = rf"(?P<days>{_DAY}(?:{BETWEEN}{_DAY}){{0,12}})"


def school_years() -> Iterator[Form]:
    """School years, and years run together."""
    yield form(rf"(?:{YEAR_FIGURES}){{2,50}}(?![0-9]){YEAR_TAIL}", plain(Kind.RUN_TOGETHER))
    years = rf"(?P<year>{YEAR_FIGURES}) ?[-/] ?(?P<second>{YEAR_FIGURES}|[0-9]{{2}})(?![0-9])"
    yield form(rf"{years}\.? ?{_SCHOOL}", _school_year)
    yield form(rf"{_SCHOOL} {years}", _school_year)
    yield form(rf"(?:зим\w{{1,2}}|winter)(?: of)? {years}{YEAR_TAIL}", _winter)


def parts_of_year() -> Iterator[Form]:
    """Days, months, quarters and half-years, with the year after them or without one."""
    month = rf"(?P<month>{MONTH_WORD}){WORD_ENDS}\.?"
    yield form(rf"{DAYS}(?:-| ?){month}{_SHORT_YEAR}", _named_days)
    yield form(rf"{DAYS}(?:-| ?(?:of )?){month}{YEAR_AFTER}", _named_days)
    yield form(rf"{month} {DAYS},? (?P<year>{YEAR_FIGURES})\b", _named_days)
    yield form(rf"(?=[a-z]){month} {DAYS}(?![0-9:]| ?[^\W\d_])", _named_days)
    yield from _parts(QUARTER, _QUARTER_WORD, "q")
    yield form(rf"t(?P<numbers>[1-4]) (?P<year>{YEAR_FIGURES})(?![0-9])", _part(QUARTER))  # French; alone, a number
    yield from _parts(HALF, _HALF_WORD, "h")
    for last, words in _PARTS_OF_ANY_YEAR.items():
        yield form(rf"{words} (?:кален\w+ |текущ\w+ )?года(?! ?[0-9])", _season(last))
    yield form(r"начал\w{1,2} (?:учебн\w+ |уч\.? ?)года(?! ?[0-9])", _first_month_of_school)
    for last, words in _SEASONS.items():
        yield form(rf"(?:{words}){YEAR_AFTER}(?!\w)", _season(last))
    for last, words in _SEASON_PERIODS.items():
        yield form(rf"{words}\w+ (?:период|сезон|время)\w*{YEAR_AFTER}(?!\w)", _season(last))
    yield form(rf"{month}{_SHORT_YEAR}", _named_month)
    yield form(rf"{month}{YEAR_AFTER}(?!\w)", _named_month)


def month_number(text: str) -> int:
    """The number of a month by its name."""
    return next(number for number, form in enumerate(_MONTHS, start=1) if form.fullmatch(text.rstrip(".")))


def _parts(months: int, word: str, sign: str) -> Iterator[Form]:
    """Parts of a year: «II - III кварталы», «последний квартал», "Q1 – Q3 2025", "2025-Q3", "3Q 2025"."""
    numbers = rf"(?P<numbers>{NUMBERED}(?:{BETWEEN}{NUMBERED}){{0,3}})"
    make = _part(months)
    yield form(rf"{numbers}\.? ?{word}{WORD_ENDS}(?: of)?{YEAR_AFTER}", make)
    yield form(rf"(?P<last>{_LAST}) {word}{WORD_ENDS}(?: of)?{YEAR_AFTER}", make)
    yield form(rf"(?P<numbers>{sign} ?[0-9](?:{BETWEEN}{sign}? ?[0-9](?![0-9])){{0,3}})\b(?: of)?{YEAR_AFTER}", make)
    yield form(rf"(?P<year>{YEAR_FIGURES})[-/ ]?{sign}(?P<numbers>[0-9])\b", make)
    yield form(rf"(?P<numbers>[0-9]){sign}{WORD_ENDS}(?: of)?{YEAR_AFTER}", make)


def _part(months: int) -> Maker:
    def make(match: re.Match[str]) -> Token:
        named = match.groupdict()
        if named.get("last"):
            return stretches_of(match, part_of_year(YEAR // months, months, year_in(match)))
        numbers, joined = members(ORDINAL, re.sub("[qh]", "", match["numbers"]))
        slips = re.search(LOOKALIKE_ROMAN, match["numbers"]) is not None
        stretches = [part_of_year(ordinal(number), months, year_in(match)) for number in numbers]
        return stretches_of(match, *stretches, joined=joined, doubt="timing-misspelt" if slips else "")

    return make


def _year(match: re.Match[str]) -> tuple[int | None, str]:
    """The year of a day or a month, and the doubt that one of two figures leaves."""
    short = match.groupdict().get("short")
    return (20 * _CENTURY + int(short), "timing-year-implied") if short else (year_in(match), "")


def _named_days(match: re.Match[str]) -> Token:
    """«2, 9 октября», «10 - 12 июня 2003 г.»: the days of one month."""
    days, joined = members(r"[0-9]+", match["days"])
    (year, doubt), month = _year(match), month_number(match["month"])
    return stretches_of(match, *(day_of_year(int(day), month, year) for day in days), joined=joined, doubt=doubt)


def _named_month(match: re.Match[str]) -> Token:
    year, doubt = _year(match)
    return stretches_of(match, part_of_year(month_number(match["month"]), MONTH, year), doubt=doubt)


def _season(last: int) -> Maker:
    def make(match: re.Match[str]) -> Token:
        return stretches_of(match, Stretch((last - 2, 1), (last, 31), QUARTER, year_in(match)), doubt="timing-vague")

    return make


def _first_month_of_school(match: re.Match[str]) -> Token:
    return stretches_of(match, part_of_year(9, MONTH), doubt="timing-vague")


def _winter(match: re.Match[str]) -> Token:
    """«Зима 2025-2026»: it ends in the second of its years."""
    first, second = int(match["year"]), int(match["second"])
    follows = second % _CENTURY == (first + 1) % _CENTURY
    stretch = Stretch((1, 1), (2, 31), QUARTER, first + 1) if follows else None
    return stretches_of(match, stretch, doubt="timing-vague")


def _school_year(match: re.Match[str]) -> Token:
    first, second = int(match["year"]), int(match["second"])
    if second % _CENTURY != (first + 1) % _CENTURY:
        return Token(Kind.IMPOSSIBLE, match.group(), value=first)
    return Token(Kind.SCHOOL_YEAR, match.group(), value=first)
