"""When the next request may go out: limits that the tracker names are kept by all threads together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.transport.pacing import Gate, Patience, retry_after

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Time:
    """A clock that goes on by sleeping alone."""

    def __init__(self) -> None:
        self.at = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def gate(self) -> Gate:
        return Gate(clock=lambda: self.at, sleep=self.sleep)


def test_an_open_gate_costs_nothing() -> None:
    """Nothing is waited for where nothing was asked."""
    time = Time()
    assert time.gate().enter(Patience(0.0))
    assert time.slept == []


def test_a_shut_gate_is_waited_for_and_the_longest_time_counts() -> None:
    """A shorter demand does not open it sooner."""
    time = Time()
    gate = time.gate()
    gate.shut(5.0)
    gate.shut(2.0)
    assert gate.enter(Patience(10.0))
    assert time.slept == [5.0]


def test_a_wait_beyond_the_patience_is_not_begun() -> None:
    """The request does not go out, then or before its time."""
    time = Time()
    gate = time.gate()
    gate.shut(5.0)
    patience = Patience(4.0)
    assert not gate.enter(patience)
    assert time.slept == []
    assert patience.spend(4.0)


def test_a_shared_wait_is_spent_once() -> None:
    """Four threads that wait for the same five seconds make the run five seconds longer."""
    time = Time()
    gate = time.gate()
    patience = Patience(6.0)
    gate.shut(5.0)
    assert gate.enter(patience)
    assert gate.enter(patience)
    assert patience.spend(1.0)
    assert not patience.spend(0.1)


def test_threads_that_wait_together_spend_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one comes while the first still sleeps."""
    time = Time()
    gate = time.gate()
    gate.shut(5.0)
    patience = Patience(5.0)
    passed: list[str] = []

    def sleep(seconds: float) -> None:
        if not passed:
            passed.append("second")
            assert gate.enter(patience)  # another thread, as it were
        time.at += seconds

    monkeypatch.setattr(gate, "_sleep", sleep)
    assert gate.enter(patience)
    assert passed == ["second"]


@pytest.mark.parametrize(
    ("left", "under_way", "waits"),
    [("0", 1, [30.0]), ("1", 1, []), ("1", 2, [30.0]), ("3", 2, []), ("many", 1, []), (None, 1, [])],
)
def test_a_limit_that_is_used_up_is_waited_for(left: str | None, under_way: int, waits: list[float]) -> None:
    """What is under way in other threads counts as used."""
    time = Time()
    gate = time.gate()
    for _ in range(under_way):
        gate.enter(Patience(0.0))
    headers = {"RateLimit-Reset": str(int(NOW.timestamp()) + 30)}
    gate.heed(headers | ({"RateLimit-Remaining": left} if left else {}), NOW)
    gate.leave()
    assert gate.enter(Patience(60.0))
    assert time.slept == waits


def test_the_trackers_own_clock_counts() -> None:
    """Its reset is a time by its clock, and ours may go wrong by hours."""
    time = Time()
    gate = time.gate()
    gate.enter(Patience(0.0))
    headers = {
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": str(int(NOW.timestamp()) + 30),
        "Date": "Sun, 01 Mar 2026 09:00:10 GMT",
    }
    gate.heed(headers, NOW + timedelta(hours=3))
    assert gate.enter(Patience(60.0))
    assert time.slept == [20.0]


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 20.0)), max_size=30))
def test_nothing_passes_before_its_time(steps: list[tuple[bool, float]]) -> None:
    """Whatever is asked for in whatever order: no request goes out sooner than the latest demand."""
    time = Time()
    gate = time.gate()
    until = 0.0
    for shut, seconds in steps:
        if shut:
            gate.shut(seconds)
            until = max(until, time.at + seconds)
        elif gate.enter(Patience(1000.0)):
            assert time.at >= until - 1e-6
            gate.leave()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 8 ", 8.0),
        ("Sun, 01 Mar 2026 09:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(text: str | None, seconds: float | None) -> None:
    """As RFC 9110 has it; what cannot be read says nothing."""
    assert retry_after(text, NOW) == seconds
