"""The server's time: real, or standing still, and moved on at will. No test has to sleep for it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

_TICK = timedelta(milliseconds=1)  # GitLab shows milliseconds; no two stamps are equal here


class Clock:
    """`now`, `monotonic` and `sleep` may be given to the adapter: its waits then move the server's time and take none.

    With `at` the time stands still but for `sleep` and a millisecond for each stamp; without, it is the real one.
    """

    def __init__(self, at: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._at = at
        self._ahead = timedelta()
        self._last = datetime.min.replace(tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The time in UTC."""
        with self._lock:
            return self._time()

    def monotonic(self) -> float:
        """The time in seconds, for what measures how long it waits."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Let time pass at once; each wait is noted in `slept`."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass, unnoted."""
        with self._lock:
            self._ahead += timedelta(seconds=seconds)

    def stamp(self) -> datetime:
        """A time later than all stamps before it, in whole milliseconds."""
        with self._lock:
            now = self._time()
            now = now.replace(microsecond=now.microsecond // 1000 * 1000)
            self._last = max(now, self._last + _TICK)
            return self._last

    def _time(self) -> datetime:
        return max((self._at or datetime.now(UTC)) + self._ahead, self._last)


def shown(at: datetime) -> str:
    """A time as GitLab shows it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
