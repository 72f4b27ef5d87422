"""The day of a round: whether anybody is told anything, and whether it is the first of its week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.alerts.terms import Today
from notify.alerts.workdays import EVERY_DAY, WorkingDays
from tests.alerts.town import RU

MONDAY = date(2027, 1, 18)


@pytest.mark.parametrize(
    ("day", "last", "weekly"),
    [
        (MONDAY, None, True),
        (MONDAY, date(2027, 1, 11), True),
        (MONDAY, MONDAY, True),  # the day is the week's first, whichever of its rounds this is
        (date(2027, 1, 19), MONDAY, False),
        (date(2027, 1, 19), date(2027, 1, 11), True),  # Monday's round failed
        (date(2027, 1, 23), date(2027, 1, 11), False),  # a Saturday
        (date(2027, 1, 11), date(2026, 12, 28), True),  # New Year's weeks are off
        (date(2027, 1, 4), date(2026, 12, 28), False),
        (date(2026, 12, 28), date(2025, 12, 29), True),  # the same week of another year
        (MONDAY, date(2035, 1, 15), True),  # a clock that was ahead
    ],
)
def test_a_week_begins_with_the_first_working_day_on_which_a_round_gets_through(
    day: date, last: date | None, *, weekly: bool
) -> None:
    """By the ISO week."""
    assert Today(day, RU, last).is_weekly is weekly


def test_before_the_hour_of_mails_no_week_begins() -> None:
    """Nobody is told anything yet."""
    today = Today(MONDAY, RU, None, quiet=True)
    assert (today.is_quiet, today.is_weekly) == (True, False)


def test_without_a_calendar_every_day_is_worked() -> None:
    """Sundays and New Year's Day too."""
    assert not Today(date(2027, 1, 1)).is_quiet
    assert Today(date(2027, 1, 3)).next_weekly == date(2027, 1, 4)


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from([RU, EVERY_DAY]))
def test_the_next_weekly_day_is_the_first_worked_one_of_a_later_week(day: date, calendar: WorkingDays) -> None:
    """However many weeks are off."""
    found = Today(day, calendar).next_weekly
    assert found.isocalendar()[:2] > day.isocalendar()[:2]
    assert Today(found, calendar, day).is_weekly
    sunday = day + timedelta(days=7 - day.isoweekday())
    between = [sunday + timedelta(days=number) for number in range(1, (found - sunday).days)]
    assert not any(calendar.is_working(one) for one in between)
