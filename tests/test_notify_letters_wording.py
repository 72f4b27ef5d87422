"""How mails word spans of time and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from notify.letters.wording import ahead, plain, span, web_link


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


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://t.example/1?a=1&b=2", True),
        ("http://t.example/1", True),
        ("HTTPS://t.example/1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///var/lib/x", False),
        ("//t.example/1", False),
        ("https://", False),
        ("https://[bad", False),
        ("https://t.example/a b", False),
        ("java\nscript:x", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, kept: bool) -> None:
    """Web addresses with a host; nothing that a browser would run or read from the reader's machine."""
    assert web_link(url) == (url if kept else None)


def test_plain_text_holds_no_address_to_click() -> None:
    """An address inside a title or a reason is shown without its scheme."""
    assert plain("см. https://a.example и HTTP://b.example") == "см. a.example и b.example"
