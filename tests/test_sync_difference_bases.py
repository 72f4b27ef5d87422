"""What the ledger remembers of one thing in the tracker, judged by whose clock tells of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.difference.bases import Remembered
from sync.memory import Intent, Memory
from sync.tracker import ActualIssue, Ref

SENT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


def closed(at: datetime) -> ActualIssue:
    """An issue that was closed then, by the tracker's clock."""
    return ActualIssue(Ref("6", "https://tracker.example/6"), "I.1", "", "", "cancelled", closed=True, closed_at=at)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=7), timedelta(hours=-3)])
def test_a_lost_closing_is_known_by_the_trackers_own_clock(ahead: timedelta) -> None:
    """What was closed soon after it was sent is ours, what was closed later the staff's, however the clocks differ."""
    memory = Memory({}, (Intent("issue", "I.1", "close", {}, SENT, lost_at=SENT),))
    remembered = Remembered(memory, in_flight=A_MINUTE, held=timedelta(0), now=SENT + 5 * A_MINUTE, ahead=ahead)
    assert remembered.has_closed(closed(SENT + ahead + timedelta(seconds=50)))
    assert not remembered.has_closed(closed(SENT + ahead + timedelta(seconds=70)))
