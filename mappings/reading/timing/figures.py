"""How dates are printed in figures alone: day, month and year in every order, months with their year, and hours.

Decides which figure is the day and which the month, and says where they can be read in two orders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mappings.reading.timing.calendar_days import MONTH, YEAR, day_of_year, part_of_year, whole_year
from mappings.reading.timing.calendar_forms import MONTH_WORD
from mappings.reading.timing.tokens import (
    YEAR_FIGURES,
    YEAR_TAIL,
    Form,
    Kind,
    Token,
    form,
    members,
    plain,
    stretches_of,
)

_CENTURY = 100
_DAY = r"[0-3]?[0-9]"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_TWO_DIGITS = r"(?:0[1-9]|1[0-2])"
_MIDNIGHT = r"(?:[t ]?00:00(?::00)?(?![0-9:]))?"  # what a spreadsheet adds to a date


def dates() -> Iterator[Form]:
    """Whole dates, and the days of one month."""
    day, month, short = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})", rf"(?P<year>{YEAR_FIGURES}|[0-9]{{2}})"
    yield form(
        rf"(?P<year>{YEAR_FIGURES})(?P<sign>[-./]){month}(?P=sign){day}(?![0-9]){_MIDNIGHT}",
        _date,
    )
    yield form(rf"{day}[./]{month}[./]{short}(?![0-9]|[.:][0-9]){YEAR_TAIL}{_MIDNIGHT}", _date)
    yield form(rf"{day}-{month}-{short}(?![0-9]|[.:-][0-9]|,? ?[^\W\d_]{{3}}){YEAR_TAIL}{_MIDNIGHT}", _date)
    yield form(rf"{day}(?: ?\. ?| ){month}(?: ?\. ?| )(?P<year>{YEAR_FIGURES})(?![0-9]){YEAR_TAIL}", _date)
    yield form(rf"{day}[.,]{month}[.,](?P<year>{YEAR_FIGURES})(?![0-9]){YEAR_TAIL}", _misspelt)
    yield form(
        rf"(?P<days>{_DAY}(?:(?: ?[-,] ?| по ){_DAY}){{1,12}})\.(?P<month>{_TWO_DIGITS})"
        rf"(?:\.(?P<year>{YEAR_FIGURES}|[0-9]{{2}}))?(?![0-9]|[.:][0-9]){YEAR_TAIL}",
        _days,
    )


def hours() -> Iterator[Form]:
    """The time of a day."""
    hour = r"(?:[01]?[0-9]|2[0-4])"
    ends = r"(?: ?(?:часов|часа|час|ч|hrs?|h|a\.?m|p\.?m)\b\.?)"
    yield form(
        rf"(?:(?:в|с|до|по|к|at|from) )?{hour}(?::[0-5][0-9](?: ?- ?{hour}:[0-5][0-9])?{ends}?"
        rf"|[.:-][0-5][0-9](?: ?- ?{hour}[.:-][0-5][0-9])?{ends}|[.-](?:00|30)(?![0-9.]| ?(?:{MONTH_WORD})\b)"
        rf"(?: ?- ?{hour}[.:-][0-5][0-9])?"
        rf"|{ends})(?![0-9])",
        plain(Kind.HOURS),
    )


def days_and_months() -> Iterator[Form]:
    """A day and its month without a year."""
    yield form(rf"(?P<day>{_DAY})\.(?P<month>[0-9]{{2}})(?![0-9:])\.?", _day_and_month)


def months_and_years() -> Iterator[Form]:
    """Months with their year, a few years in short, and years."""
    yield form(rf"(?P<month>{_MONTH})[./](?P<year>{YEAR_FIGURES})(?![0-9./]){YEAR_TAIL}", _month)
    yield form(rf"(?P<month>{_TWO_DIGITS})-(?P<year>{YEAR_FIGURES})(?![0-9./-]){YEAR_TAIL}", _month)
    yield form(rf"(?P<year>{YEAR_FIGURES})[-./](?P<month>{_TWO_DIGITS})(?![0-9./-])", _month)
    yield form(rf"(?P<year>{YEAR_FIGURES}) ?- ?(?P<last>[0-9]{{2}}) ?(?:гг|годы|годах|годов)\b\.?", _short_range)
    yield form(rf"(?P<year>{YEAR_FIGURES})(?![0-9]){YEAR_TAIL}", _year)


def _whole(year: str) -> int:
    return int(year) if int(year) >= _CENTURY else 20 * _CENTURY + int(year)


def _date(match: re.Match[str]) -> Token:
    day, month, year = int(match["day"]), int(match["month"]), _whole(match["year"])
    doubt = "timing-year-implied" if len(match["year"]) == len("25") else ""
    day_first = match.start("day") < match.start("month")
    if day_first and "." not in match.group() and day != month:
        if day <= YEAR < month:
            day, month, doubt = month, day, "timing-day-order"
        elif day <= YEAR:
            doubt = "timing-day-order"
    return stretches_of(match, day_of_year(day, month, year), doubt=doubt)


def _misspelt(match: re.Match[str]) -> Token:
    """«21,08.2024»: a comma typed for a dot."""
    return replace(_date(match), doubts=("timing-misspelt",))


def _days(match: re.Match[str]) -> Token:
    """«5, 12.03.2025», «1-15.03.2025»: the days of one month."""
    days, joined = members("[0-9]+", match["days"])
    month, year = int(match["month"]), _whole(match["year"]) if match["year"] else None
    doubt = "timing-year-implied" if match["year"] and len(match["year"]) == len("25") else ""
    return stretches_of(match, *(day_of_year(int(day), month, year) for day in days), joined=joined, doubt=doubt)


def _day_and_month(match: re.Match[str]) -> Token:
    return stretches_of(match, day_of_year(int(match["day"]), int(match["month"])))


def _month(match: re.Match[str]) -> Token:
    """A month of a year; a year before its number, as in «2009-10», may as well begin a range of two years."""
    year, month = int(match["year"]), int(match["month"])
    if match.start("year") < match.start("month") and month > year % _CENTURY:
        return Token(Kind.WORD, match.group())
    return stretches_of(match, part_of_year(month, MONTH, year))


def _short_range(match: re.Match[str]) -> Token:
    first = int(match["year"])
    last = first - first % _CENTURY + int(match["last"])
    return stretches_of(match, whole_year(first), whole_year(last), joined=("-",))


def _year(match: re.Match[str]) -> Token:
    return stretches_of(match, whole_year(int(match["year"])))
