"""How spans of time are worded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from mappings.spans import ahead, on, span


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "0 days"),
        (date(2026, 11, 22), date(2026, 11, 23), "1 day"),
        (date(2026, 8, 24), date(2026, 11, 23), "91 days"),
        (date(2026, 8, 23), date(2026, 11, 23), "3 months"),
        (date(2025, 12, 31), date(2026, 11, 23), "10 months"),
        (date(2025, 11, 23), date(2026, 11, 23), "1 year"),
        (date(2021, 12, 31), date(2026, 11, 23), "4 years 10 months"),
        (date(2021, 12, 31), date(2026, 12, 31), "5 years"),
    ],
)
def test_a_span_is_told_in_the_units_people_use(start: date, end: date, said: str) -> None:
    """Days for a quarter, then whole months, then years and months."""
    assert span(start, end) == said


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(92, 4000))
def test_a_long_span_is_never_empty_nor_below_three_months(start: date, days: int) -> None:
    """From ninety-two days on there are always three whole months to tell of."""
    said = span(start, start + timedelta(days))
    assert said
    assert said not in ("1 month", "2 months")


def test_days_ahead_are_told_as_people_say_them() -> None:
    """Today and tomorrow have their own words."""
    assert [ahead(days) for days in (0, 1, 12)] == ["today", "tomorrow", "in 12 days"]


def test_a_day_is_written_as_each_language_does() -> None:
    """Where a month has a name, no reader takes it for a day."""
    assert on(date(2026, 12, 1)) == "1 Dec 2026"
    language.use("ru")
    assert on(date(2026, 12, 1)) == "01.12.2026"
