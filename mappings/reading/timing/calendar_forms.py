"""How dates, months, quarters and years are printed: every form of a place in the calendar, and what it stands for.

Decides the days of a single form. What several of them mean together is for `members`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mappings.reading.timing.calendar_days import (
    HALF,
    MONTH,
    QUARTER,
    Stretch,
    day_of_year,
    part_of_month,
    part_of_year,
    whole_year,
)
from mappings.reading.timing.numerals import LOOKALIKE_ROMAN, ORDINAL, ordinal
from mappings.reading.timing.tokens import YEAR_FIGURES, YEAR_TAIL, Form, Kind, Maker, Token, form, plain

_YEAR_AFTER = rf"(?:,? (?:of )?(?P<year>{YEAR_FIGURES})(?![0-9]){YEAR_TAIL})?"
_CENTURY = 100
_MONTH_FORMS = (
    r"январ[ьяею]|янв|january|jan",
    r"феврал[ьяею]|февр?|february|feb",
    r"март[аеу]?|march",
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
_QUARTER_WORD = r"(?:квартал(?:а|у|е|ом|ы|ов|ах)?|кв\b\.?)"
_HALF_WORD = r"(?:полугоди(?:е|я|и|ю|ем|ях|й)|пол\. ?г\.|п/г)"
_LIST = r"(?: ?, ?(?:и )?| и | по | ?- ?| ?/ ?)"
_NUMBERED = rf"{ORDINAL}(?:-?(?:ый|ой|ий|ая|ое|ого|ом|ем|му|го|м|й|я|е))?"


def full_dates() -> Iterator[Form]:
    """What must be looked for first: whole dates, school years, years run together, and hours."""
    yield form(rf"(?:{YEAR_FIGURES}){{2,50}}(?![0-9]){YEAR_TAIL}", plain(Kind.RUN_TOGETHER))
    yield form(rf"(?P<year>{YEAR_FIGURES})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9])", _date)
    yield form(
        rf"(?P<day>[0-9]{{1,2}})[./](?P<month>[0-9]{{1,2}})[./](?P<year>{YEAR_FIGURES}|[0-9]{{2}})(?![0-9]|[.:][0-9]){YEAR_TAIL}",
        _date,
    )
    yield form(
        rf"(?P<year>{YEAR_FIGURES}) ?[-/] ?(?P<second>{YEAR_FIGURES}|[0-9]{{2}})(?![0-9])"
        r"\.? ?(?:уч\.? ?год\w*|учебн\w+ год\w*|school year)",
        _school_year,
    )
    yield from _clock()


def _clock() -> Iterator[Form]:
    hour = r"(?:[01]?[0-9]|2[0-4])"
    ends = r"(?: ?(?:часов|часа|час|ч|hrs?|h|a\.?m|p\.?m)\b\.?)"
    yield form(
        rf"(?:(?:в|с|до|по|к|at|from) )?{hour}(?::[0-5][0-9](?: ?- ?{hour}:[0-5][0-9])?{ends}?"
        rf"|[.:-][0-5][0-9](?: ?- ?{hour}[.:-][0-5][0-9])?{ends}|[.-](?:00|30)(?![0-9.])(?: ?- ?{hour}[.:-][0-5][0-9])?"
        rf"|{ends})(?![0-9])",
        plain(Kind.HOURS),
    )


def parts_of_year() -> Iterator[Form]:
    """Days, months, quarters and half-years, with the year after them or without one."""
    number = r"[0-3]?[0-9](?:-?(?:го|е|ое|ого|th|st|nd|rd)\b)?"
    yield form(
        rf"(?P<days>{number}(?:{_LIST}{number}){{0,12}}) (?:of )?(?P<month>{MONTH_WORD})\b\.?{_YEAR_AFTER}", _named_days
    )
    yield form(
        rf"(?P<month>{MONTH_WORD})\b\.? (?P<days>{number}(?:{_LIST}{number}){{0,12}}),? (?P<year>{YEAR_FIGURES})\b",
        _named_days,
    )
    yield form(
        rf"(?P<number>{_NUMBERED}) (?P<unit>декад\w+|половин\w+) (?P<month>{MONTH_WORD})\b\.?{_YEAR_AFTER}",
        _part_of_month,
    )
    yield form(rf"(?P<numbers>{_NUMBERED}(?:{_LIST}{_NUMBERED}){{0,3}}) ?{_QUARTER_WORD}{_YEAR_AFTER}", _parts(QUARTER))
    yield form(rf"(?P<numbers>{_NUMBERED}(?:{_LIST}{_NUMBERED})?) ?{_HALF_WORD}{_YEAR_AFTER}", _parts(HALF))
    yield form(rf"q ?(?P<numbers>[0-9](?:{_LIST}q ?[0-9]){{0,3}})\b(?: of)?{_YEAR_AFTER}", _parts(QUARTER))
    yield form(rf"h ?(?P<numbers>[0-9])\b(?: of)?{_YEAR_AFTER}", _parts(HALF))
    yield form(rf"(?P<numbers>{_NUMBERED}) quarter(?: of)?{_YEAR_AFTER}", _parts(QUARTER))
    yield form(rf"(?P<numbers>{_NUMBERED}) half(?: of)?{_YEAR_AFTER}", _parts(HALF))
    yield form(
        rf"(?P<season>весн[аыеу]|весной|лет[оа]м?|лете|осен[ьи]|осенью|spring|summer|autumn){_YEAR_AFTER}(?!\w)",
        _season,
    )
    yield form(rf"(?P<month>{MONTH_WORD})\b\.?{_YEAR_AFTER}(?!\w)", _named_month)
    yield form(r"(?P<day>[0-3]?[0-9])\.(?P<month>[0-9]{2})(?![0-9:])\.?", _day_and_month)


def years() -> Iterator[Form]:
    """Years, and months in figures with their year."""
    yield form(rf"(?P<month>0[1-9]|1[0-2])\.(?P<year>{YEAR_FIGURES})(?![0-9.]){YEAR_TAIL}", _numbered_month)
    yield form(rf"(?P<year>{YEAR_FIGURES})(?![0-9]){YEAR_TAIL}", _years)


def _of(match: re.Match[str], *stretches: Stretch | None, joined: tuple[str, ...] = (), guessed: bool = False) -> Token:
    """A token of stretches, or one that says that the calendar lacks one of them."""
    known = tuple(one for one in stretches if one is not None)
    if len(known) < len(stretches):
        return Token(Kind.IMPOSSIBLE, match.group(), value=_year(match) or 0)
    return Token(Kind.STRETCH, match.group(), known, joined, guessed=guessed)


def _year(match: re.Match[str]) -> int | None:
    text = match.groupdict().get("year")
    return int(text) if text else None


def _month(text: str) -> int:
    return next(number for number, form in enumerate(_MONTHS, start=1) if form.fullmatch(text.rstrip(".")))


def _date(match: re.Match[str]) -> Token:
    year = int(match["year"])
    short = year < _CENTURY
    year += 20 * _CENTURY if short else 0
    return _of(match, day_of_year(int(match["day"]), int(match["month"]), year), guessed=short)


def _day_and_month(match: re.Match[str]) -> Token:
    return _of(match, day_of_year(int(match["day"]), int(match["month"])))


def _named_days(match: re.Match[str]) -> Token:
    """«2, 9 октября», «10 - 12 июня 2003 г.»: the days of one month."""
    days, joined = _members(r"[0-9]+", match["days"])
    month, year = _month(match["month"]), _year(match)
    return _of(match, *(day_of_year(int(day), month, year) for day in days), joined=joined)


def _named_month(match: re.Match[str]) -> Token:
    return _of(match, part_of_year(_month(match["month"]), MONTH, _year(match)))


def _numbered_month(match: re.Match[str]) -> Token:
    return _of(match, part_of_year(int(match["month"]), MONTH, int(match["year"])))


def _parts(months: int) -> Maker:
    """«II - III кварталы 2025 года»: parts of a year by their numbers."""

    def make(match: re.Match[str]) -> Token:
        numbers, joined = _members(ORDINAL, match["numbers"].replace("q", ""))
        slips = re.search(LOOKALIKE_ROMAN, match["numbers"]) is not None
        stretches = [part_of_year(ordinal(number), months, _year(match)) for number in numbers]
        return _of(match, *stretches, joined=joined, guessed=slips)

    return make


def _members(member: str, text: str) -> tuple[list[str], tuple[str, ...]]:
    """The members of a list, and what stands between them: «-» for a range, «,» for anything else."""
    found = list(re.finditer(member, text))
    gaps = (text[one.end() : after.start()].rstrip() for one, after in pairwise(found))
    return [one.group() for one in found], tuple("-" if gap.endswith(("-", "по")) else "," for gap in gaps)


def _part_of_month(match: re.Match[str]) -> Token:
    """«первая декада мая», «вторая половина апреля»."""
    number, by_tens = ordinal(match["number"]), match["unit"].startswith("декад")
    ends = (10, 20, 31) if by_tens else (15, 31)
    if not 1 <= number <= len(ends):
        return _of(match, None)
    first = 1 if number == 1 else ends[number - 2] + 1
    return _of(match, part_of_month(_month(match["month"]), first, ends[number - 1], _year(match)))


def _season(match: re.Match[str]) -> Token:
    word = match["season"]
    last = 5 if re.match("вес|spr", word) else 8 if re.match("лет|sum", word) else 11
    return _of(match, Stretch((last - 2, 1), (last, 31), QUARTER, _year(match)), guessed=True)


def _years(match: re.Match[str]) -> Token:
    return _of(match, whole_year(int(match["year"])))


def _school_year(match: re.Match[str]) -> Token:
    first, second = int(match["year"]), int(match["second"])
    if second % 100 != (first + 1) % 100:
        return Token(Kind.IMPOSSIBLE, match.group(), value=first)
    return Token(Kind.SCHOOL_YEAR, match.group(), value=first)
