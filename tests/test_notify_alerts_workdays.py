"""The arithmetic of working days, for any calendar whose months all hold one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.alerts.workdays import EVERY_DAY, WorkingDays
from notify.calendars.working_days import load_working_days

DAY = timedelta(days=1)
RU = load_working_days("ru", by="the test")

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
counts = st.integers(0, 400)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingDays:
    """A country's own week and holidays with decrees on top; the 20th of each month is worked, so that one is."""
    single = draw(st.frozensets(days, max_size=12))
    off = frozenset(day for day in single if day.day != 20)
    worked = frozenset(date(year, month, 20) for year in range(2018, 2034) for month in range(1, 13))
    return WorkingDays(
        weekend=draw(st.frozensets(st.integers(1, 7), max_size=6)),
        holidays=draw(st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=30)),
        days_off=off,
        work_days=worked | draw(st.frozensets(days, max_size=6)),
        years=frozenset(),
    )


any_calendar = st.one_of(st.just(RU), st.just(EVERY_DAY), calendars())


@given(any_calendar, days)
def test_the_nearest_working_days_have_none_between(calendar: WorkingDays, day: date) -> None:
    """Backwards and forwards the first working day is found, and a working day is its own."""
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)
    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    idle = [before + number * DAY for number in range(1, (after - before).days)]
    assert not any(map(calendar.is_working, idle))
    assert (before == after == day) == calendar.is_working(day)


@given(any_calendar, days, days)
def test_the_nearest_working_day_keeps_the_order_of_days(calendar: WorkingDays, one: date, other: date) -> None:
    """What is due later has to be done no earlier."""
    first, second = min(one, other), max(one, other)
    assert calendar.on_or_before(first) <= calendar.on_or_before(second)
    assert calendar.next_after(first) <= calendar.next_after(second)


@given(any_calendar, days, days)
def test_days_between_are_those_counted_one_by_one(calendar: WorkingDays, start: date, end: date) -> None:
    """The quick count over whole years is the slow one; backwards nothing is counted."""
    every = (start + number * DAY for number in range(1, max((end - start).days, 0) + 1))
    assert calendar.between(start, end) == sum(map(calendar.is_working, every))


@given(any_calendar, days, days, days)
def test_days_between_add_up(calendar: WorkingDays, one: date, two: date, three: date) -> None:
    """A stretch is as long as its parts."""
    first, second, third = sorted((one, two, three))
    assert calendar.between(first, third) == calendar.between(first, second) + calendar.between(second, third)


@given(any_calendar, days, counts)
def test_the_nth_working_day_is_n_working_days_away(calendar: WorkingDays, day: date, count: int) -> None:
    """`nth_after` and `between` are each other's inverse, and each further day is later."""
    found = calendar.nth_after(day, count)
    assert calendar.between(day, found) == count
    assert calendar.nth_after(day, count + 1) == calendar.next_after(found) > found
    assert count == 0 or calendar.is_working(found)


@given(any_calendar, days)
def test_a_week_begins_with_its_first_working_day(calendar: WorkingDays, day: date) -> None:
    """From Monday on it is the first one of the week; none where none is left; the next week's is in a later week."""
    monday = day - (day.isoweekday() - 1) * DAY
    of_week = [one for number in range(7) if calendar.is_working(one := monday + number * DAY)]
    assert calendar.first_in_week(monday) == next(iter(of_week), None)
    assert calendar.first_in_week(day) == next((one for one in of_week if one >= day), None)
    following = calendar.first_of_next_week(day)
    assert following >= monday + 7 * DAY
    assert calendar.first_in_week(following - (following.isoweekday() - 1) * DAY) == following
    assert calendar.on_or_after(monday + 7 * DAY) == following


@pytest.mark.parametrize(
    ("year", "due", "back"),
    [(2024, 28, 9), (2025, 30, 12), (2026, 30, 11)],
)
def test_the_year_ends_before_its_last_day(year: int, due: int, back: int) -> None:
    """31 December is off: what is due then is due before, and work resumes on the day decreed."""
    assert RU.on_or_before(date(year, 12, 31)) == date(year, 12, due)
    assert RU.next_after(date(year, 12, 31)) == date(year + 1, 1, back)


def test_a_week_without_a_working_day_has_no_first_one() -> None:
    """The week from 1 to 7 January 2024 is off; the next one begins on a Tuesday."""
    assert RU.first_in_week(date(2024, 1, 1)) is None
    assert RU.first_of_next_week(date(2024, 1, 1)) == date(2024, 1, 9)
    assert RU.first_of_next_week(date(2023, 12, 27)) == date(2024, 1, 9)


def test_a_decreed_saturday_is_worked() -> None:
    """20 February 2027 is a Saturday that is worked for the Monday after."""
    assert RU.is_working(date(2027, 2, 20))
    assert not RU.is_working(date(2027, 2, 22))
    assert RU.between(date(2027, 2, 19), date(2027, 2, 24)) == 2


def test_a_year_that_is_not_known_has_its_fixed_holidays() -> None:
    """Without a decree weekends and fixed holidays are off, and nothing else."""
    assert not RU.knows(2031)
    assert not RU.is_working(date(2031, 1, 8))
    assert RU.is_working(date(2031, 1, 9))
    assert not RU.is_working(date(2031, 1, 11))


@pytest.mark.parametrize(
    ("today", "lacking"),
    [
        (date(2026, 12, 31), ()),
        (date(2027, 9, 30), ()),
        (date(2027, 10, 1), (2028,)),
        (date(2028, 1, 1), (2028,)),
        (date(2028, 10, 1), (2028, 2029)),
        (date(2021, 10, 1), (2021,)),
    ],
)
def test_the_next_year_is_asked_for_from_october(today: date, lacking: tuple[int, ...]) -> None:
    """The current year should always be known, the next one from 1 October on."""
    assert RU.lacking(today) == lacking
    assert EVERY_DAY.lacking(today) == ()
