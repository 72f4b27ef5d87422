"""When the next request may go out: what a tracker asks for, kept by all threads together.

Decides how long to wait, never what is sent again. Limits come as `Retry-After` (RFC 9110) and as the `RateLimit-*`
headers of GitLab, whose `RateLimit-Reset` is a time in seconds since 1970.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


class Patience:
    """The seconds that a run may spend waiting, for all its requests and threads together."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._lock = threading.Lock()

    def spend(self, seconds: float) -> bool:
        """Take that much of it, or say that so much is not left."""
        with self._lock:
            if seconds > self._left:
                return False
            self._left -= seconds
            return True


class Gate:
    """A gate that every request passes, and that stays shut until the time the tracker has named.

    A wait that several threads share is spent once. `clock` and `sleep` belong together.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._shut_until = self._spent_until = clock()
        self._under_way = 0

    def enter(self, patience: Patience) -> bool:
        """Wait until the gate is open and pass it, or say that there is no patience left to wait for that."""
        while True:
            with self._lock:
                now = self._clock()
                wait = self._shut_until - now
                if wait <= 0:
                    self._under_way += 1
                    return True
                if not patience.spend(max(0.0, self._shut_until - max(now, self._spent_until))):
                    return False
                self._spent_until = max(self._spent_until, self._shut_until)
            self._sleep(wait)

    def leave(self) -> None:
        """A request that had passed has its answer, or never gets one."""
        with self._lock:
            self._under_way -= 1

    def shut(self, seconds: float) -> None:
        """Let nothing pass for so long."""
        with self._lock:
            self._shut_until = max(self._shut_until, self._clock() + seconds)

    def heed(self, headers: Mapping[str, str], now: datetime) -> None:
        """Shut where the requests under way, this answer's own among them, use up what is left until the reset.

        The tracker's own clock counts, where the answer shows it.
        """
        left, reset = _number(headers.get("RateLimit-Remaining")), _number(headers.get("RateLimit-Reset"))
        if left is not None and reset is not None and left < self._under_way:
            there = http_date(headers.get("Date")) or now
            self.shut(max(0.0, reset - there.timestamp()))


def retry_after(text: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for: a number, or a date. None where it cannot be read."""
    seconds = _number(text)
    if seconds is not None:
        return seconds
    at = http_date(text)
    return None if at is None else max(0.0, (at - now).total_seconds())


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and text.strip().isdecimal() else None


def http_date(text: str | None) -> datetime | None:
    """The moment that a header such as `Date` names; None where it cannot be read."""
    try:
        at = parsedate_to_datetime(text) if text is not None else None
    except ValueError:
        return None
    return at.replace(tzinfo=at.tzinfo or UTC) if at is not None else None
