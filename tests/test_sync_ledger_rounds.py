"""The ledger keeps the last round of alerts, when the last run was, and which distance of clocks a person allowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sync.ledger.run_log import CLOCK_AHEAD
from sync.ledger.store import Ledger
from sync.memory import Stood, ToldRound

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which nothing was put down."""
    with Ledger.opened(tmp_path / "ledger.db", "town", now=NOW) as opened:
        yield opened


def test_a_round_comes_back_as_it_was(ledger: Ledger) -> None:
    """Moment, day and every deadline; the next one takes its place, and another plan's stays apart."""
    ledger.begin_run([], now=NOW)
    assert ledger.told_round() is None
    changed = datetime(2026, 2, 1, 12, tzinfo=timezone(3 * HOUR))
    stood = {"I.1/2025": Stood(date(2025, 12, 31), "done", changed), "Ж.1": Stood(date(2026, 6, 30), "overdue")}
    first, second = ToldRound(NOW, date(2026, 3, 1), stood), ToldRound(NOW + HOUR, date(2026, 3, 2), {})
    for told in (first, second):
        ledger.keep_told_round(told)
        assert ledger.told_round() == told
    assert Ledger(ledger.engine, ledger.path, "other").told_round() is None


def test_the_last_run_is_the_newest_whatever_its_clock_said(ledger: Ledger) -> None:
    """Its end where it has one, else its beginning."""
    assert ledger.last_run_at() is None
    first = ledger.begin_run([], now=NOW + timedelta(days=4000))
    ledger.end_run(first, {}, now=NOW + timedelta(days=4001))
    assert ledger.last_run_at() == NOW + timedelta(days=4001)
    second = ledger.begin_run([], now=NOW)
    assert ledger.last_run_at() == NOW
    ledger.end_run(second, {}, now=NOW + HOUR)
    assert ledger.last_run_at() == NOW + HOUR


def test_the_newest_distance_that_was_allowed_counts(ledger: Ledger) -> None:
    """Runs that had nothing to allow say nothing of it."""
    assert ledger.clock_allowed() is None
    for result in ({CLOCK_AHEAD: 7200.0}, {CLOCK_AHEAD: -86400.5, "failed": 0}, {"failed": 0}):
        ledger.end_run(ledger.begin_run([], now=NOW), result, now=NOW)
    assert ledger.clock_allowed() == -timedelta(seconds=86400.5)
    assert Ledger(ledger.engine, ledger.path, "other").clock_allowed() is None
