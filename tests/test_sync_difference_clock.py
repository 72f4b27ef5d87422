"""Whether the machine's clock can be right: the tracker's own decides, and the last run where that tells nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.difference.clock import DAY, YEAR, Clocks, check_clock
from sync.errors import UnsafeChange

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
distances = st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000))


def refused(
    *, since: timedelta | None = None, ahead: timedelta | None = None, allowed: timedelta | None = None
) -> bool:
    """Whether a run is refused that long after the last one, with a tracker whose clock is that far ahead."""
    last = None if since is None else NOW - since
    try:
        check_clock(Clocks(NOW, last, ahead, allowed))
    except UnsafeChange as refusal:
        assert refusal.code == "clock-wrong"
        assert "vekha sync --force" in refusal.hint
        return True
    return False


@pytest.mark.parametrize(
    ("since", "wrong"),
    [
        (timedelta(0), False),
        (timedelta(days=300), False),
        (YEAR, False),
        (YEAR + SECOND, True),
        (timedelta(days=9 * 365), True),
        (-DAY, False),
        (-DAY - SECOND, True),
        (timedelta(days=-400), True),
    ],
)
def test_without_the_trackers_clock_the_last_run_decides(since: timedelta, wrong: bool) -> None:
    """A plan may rest for a year, and a clock may be put right by a day; beyond that it is wrong."""
    assert refused(since=since) is wrong


@pytest.mark.parametrize(("ahead", "wrong"), [(DAY, False), (-DAY, False), (DAY + SECOND, True), (-DAY - SECOND, True)])
def test_the_trackers_clock_decides_where_it_is_told(ahead: timedelta, wrong: bool) -> None:
    """A day off it, either way, is what a wrong zone makes; more is a wrong clock, in the first run already."""
    assert refused(ahead=ahead) is refused(since=timedelta(days=1), ahead=ahead) is wrong


@given(ahead=st.timedeltas(min_value=-DAY, max_value=DAY), since=st.none() | distances)
def test_a_clock_that_the_tracker_confirms_is_right(ahead: timedelta, since: timedelta | None) -> None:
    """Whatever the last run's was: one run with a wrong clock must not stop the rest for ever."""
    assert not refused(since=since, ahead=ahead)


@given(ahead=distances, since=st.none() | distances, more=st.timedeltas(min_value=-DAY, max_value=DAY))
def test_a_distance_that_a_person_allowed_is_no_witness_any_more(
    ahead: timedelta, since: timedelta | None, more: timedelta
) -> None:
    """Then the last run decides, as with a tracker that tells no time."""
    if abs(ahead) > DAY:
        assert refused(since=since, ahead=ahead, allowed=ahead + more) == refused(since=since)


def test_another_distance_than_the_one_allowed_is_refused() -> None:
    """A person has said yes to two days, and to nothing else."""
    assert refused(ahead=timedelta(days=9), allowed=timedelta(days=2))
    assert refused(ahead=timedelta(days=-2), allowed=timedelta(days=2))


def test_the_line_names_both_days_in_the_plans_zone() -> None:
    """So that whoever reads it sees which of the two is wrong."""
    here = datetime(2034, 12, 31, 22, 0, tzinfo=UTC).astimezone(ZoneInfo("Asia/Yekaterinburg"))
    with pytest.raises(UnsafeChange) as refusal:
        check_clock(Clocks(here, datetime(2026, 11, 28, 20, 0, tzinfo=UTC)))
    assert str(refusal.value) == "this machine's clock says 2035-01-01, and the last run was on 2026-11-29"
    with pytest.raises(UnsafeChange) as refusal:
        check_clock(Clocks(here, None, timedelta(days=-2)))
    assert str(refusal.value) == "this machine's clock says 2035-01-01, and the tracker's says 2034-12-30"
