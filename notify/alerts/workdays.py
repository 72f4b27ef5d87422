"""Working days and the arithmetic over them: the last one before a due date, the first of a week, how many have passed.

Pure: which days a country works comes in as a value; the files that say so are read in `notify.calendars`. What is
reminded of on which day is not decided here.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

_DAY = timedelta(days=1)
_DECREED_BY = 10  # from October on the next year's decree is out


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked. Every month must hold a working day, or a search may find none.

    `weekend` are ISO weekdays (1 is Monday), `holidays` the months and days that are off in every year. `days_off` and
    `work_days` are what was decreed for single years and go before these; `years` are those of which that is known,
    None where no year needs a decree.
    """

    weekend: frozenset[int] = frozenset()
    holidays: frozenset[tuple[int, int]] = frozenset()
    days_off: frozenset[date] = frozenset()
    work_days: frozenset[date] = frozenset()
    years: frozenset[int] | None = None

    def is_working(self, day: date) -> bool:
        """Whether a day is worked; in a year that is not known by the weekend and the fixed holidays alone."""
        if day in self.work_days:
            return True
        off = day in self.days_off or day.isoweekday() in self.weekend or (day.month, day.day) in self.holidays
        return not off

    def knows(self, year: int) -> bool:
        """Whether it is known what was decreed for a year."""
        return self.years is None or year in self.years

    def lacking(self, today: date) -> tuple[int, ...]:
        """The years that should be known by a day and are not: its own, and from October on the next."""
        needed = (today.year, today.year + 1) if today.month >= _DECREED_BY else (today.year,)
        return tuple(year for year in needed if not self.knows(year))

    def on_or_before(self, day: date) -> date:
        """The last working day not later than a day: the day by which something due then has to be done."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day not earlier than a day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def next_after(self, day: date) -> date:
        """The first working day after a day."""
        return self.on_or_after(day + _DAY)

    def first_in_week(self, day: date) -> date | None:
        """The first working day from a day on to the end of its ISO week; None where none is left."""
        found = self.on_or_after(day)
        return found if found.isocalendar()[:2] == day.isocalendar()[:2] else None

    def first_of_next_week(self, day: date) -> date:
        """The first working day of the next ISO week that has one."""
        return self.on_or_after(day + (8 - day.isoweekday()) * _DAY)

    def nth_after(self, day: date, count: int) -> date:
        """The working day that is `count` working days after a day; the day itself for 0, whether worked or not."""
        for _step in range(count):
            day = self.next_after(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days there are after `start` and not after `end`; 0 where `end` is not later."""
        if end <= start:
            return 0
        whole_years = sum(_worked(self, year)[-1] for year in range(start.year, end.year))
        return whole_years + _worked_until(self, end) - _worked_until(self, start)


EVERY_DAY = WorkingDays()
"""No calendar: every day is a working day."""


@cache
def _worked(days: WorkingDays, year: int) -> tuple[int, ...]:
    """How many days of a year are worked until each of its days, that day included."""
    first = date(year, 1, 1)
    length = 366 if calendar.isleap(year) else 365
    return tuple(accumulate(days.is_working(first + number * _DAY) for number in range(length)))


def _worked_until(days: WorkingDays, day: date) -> int:
    return _worked(days, day.year)[day.timetuple().tm_yday - 1]
