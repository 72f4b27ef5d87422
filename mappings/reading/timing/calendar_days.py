"""Stretches of the calendar: what a printed month, quarter or half-year covers, and which days end its periods.

Arithmetic over days only. It reads no text and guesses nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

YEAR, HALF, QUARTER, MONTH = 12, 6, 3, 1  # months of the periods that plans count in
_LAST = 31  # as the last day of a stretch: the month's end, however long the month is


@dataclass(frozen=True)
class Span:
    """The days that a plan, or one of its timings, covers. `sure` is False where its year was only inferred."""

    first: date
    last: date
    sure: bool = True

    @property
    def years(self) -> range:
        """Every calendar year that the span touches."""
        return range(self.first.year, self.last.year + 1)

    @property
    def months(self) -> int:
        """How many calendar months the span touches."""
        return (self.last.year - self.first.year) * YEAR + self.last.month - self.first.month + 1


@dataclass(frozen=True)
class Stretch:
    """A printed part of a year, its bounds as month and day; `year` is None where none is printed.

    `size` counts its months: 12 for a year, 0 for a day.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    size: int
    year: int | None = None

    def within(self, year: int) -> Span:
        """Its days in a year."""
        return Span(date(year, *self.first), _day(year, *self.last))

    def of(self, year: int | None) -> Stretch:
        """The same stretch in a year."""
        return replace(self, year=year)


def whole_year(year: int | None) -> Stretch:
    """A calendar year."""
    return Stretch((1, 1), (12, _LAST), YEAR, year)


def part_of_year(number: int, months: int, year: int | None = None) -> Stretch | None:
    """The quarter (3 months) or other part of a year with a number from 1, or None where the year has no such part."""
    if not 1 <= number <= YEAR // months:
        return None
    return Stretch(((number - 1) * months + 1, 1), (number * months, _LAST), months, year)


def day_of_year(day: int, month: int, year: int | None = None) -> Stretch | None:
    """A calendar day, or None where the calendar has no such day; 29 February needs a year that has it."""
    try:
        date(year or 2000, month, day)
    except ValueError:
        return None
    return Stretch((month, day), (month, day), 0, year)


def part_of_month(month: int, first: int, last: int, year: int | None = None) -> Stretch:
    """Days of a month; a last day beyond its end means the end."""
    return Stretch((month, first), (month, last), MONTH, year)


def year_of(stretch: Stretch, span: Span) -> int | None:
    """The only year in which the stretch falls in the span, or None where there is none or several."""
    years = [year for year in span.years if _touches(stretch, year, span)]
    return years[0] if len(years) == 1 else None


def period_ends(span: Span, months: int) -> Iterator[date]:
    """The last days of the periods of so many months within a span.

    Periods up to a year are counted from January; longer ones from the span's first year.
    """
    if months > YEAR:
        step = months // YEAR
        yield from (year_end(year) for year in range(span.first.year + step - 1, span.last.year + 1, step))
        return
    for year in span.years:
        for month in range(months, YEAR + 1, months):
            end = month_end(year, month)
            if span.first <= end <= span.last:
                yield end


def day_after_period(end: date, day: int, months_later: int) -> date:
    """The day with a number in a month after the one in which a period ends; clipped to that month's end."""
    month = end.month - 1 + months_later
    last = month_end(end.year + month // YEAR, month % YEAR + 1)
    return last.replace(day=min(day, last.day))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def year_end(year: int) -> date:
    """The due date in a deadline year that names no day."""
    return date(year, 12, 31)


def calendar_years(first: int, last: int, *, sure: bool = True) -> Span:
    """Whole calendar years."""
    return Span(date(first, 1, 1), year_end(last), sure)


def school_year(first: int) -> Span:
    """The school year that begins in September of a year."""
    return Span(date(first, 9, 1), date(first + 1, 8, 31))


def half_of_school_year(stretch: Stretch, span: Span) -> Stretch:
    """The first half of a school year is its autumn; the second ends with its lessons in May."""
    if stretch.first == (1, 1):
        return Stretch((9, 1), (12, _LAST), HALF, span.first.year)
    return Stretch((1, 1), (5, _LAST), HALF, span.last.year)


def runs(days: list[date]) -> list[list[date]]:
    """The days in order, those that follow each other together."""
    found: list[list[date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][-1] == timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _touches(stretch: Stretch, year: int, span: Span) -> bool:
    try:
        days = stretch.within(year)
    except ValueError:
        return False  # 29 February in a common year
    return days.first <= span.last and days.last >= span.first


def _day(year: int, month: int, day: int) -> date:
    return month_end(year, month) if day == _LAST else date(year, month, day)
