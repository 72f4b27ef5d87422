"""A clock that waits by moving on: real time, and on top of it all the waiting that nobody had to sit through.

Decides when that which is put off happens: in its order, before anybody sees a later time. `now` and `sleep` belong
together, and are what a run is given for its own.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock for the engine and for the proxy; several threads may wait on it at once."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._epoch = datetime.now(UTC)
        self._ahead = 0.0
        self._lock = threading.Lock()
        self._happening = threading.RLock()
        self._numbers = itertools.count()
        self._put_off: list[tuple[float, int, Callable[[], object]]] = []
        self._watchers: list[Callable[[float], object]] = []

    def __call__(self) -> datetime:
        """The time in UTC."""
        return self._epoch + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """The time as seconds since the clock was made."""
        with self._lock:
            return time.monotonic() - self._start + self._ahead

    def sleep(self, seconds: float) -> None:
        """Let time pass. Threads that wait at once wait for the same time, not one after another."""
        target = self.seconds() + seconds
        with self._happening:
            while (due := self._next(target)) is not None:
                at, act = due
                self._move_to(at)
                act()
            self._move_to(target)

    def put_off(self, seconds: float, act: Callable[[], object]) -> None:
        """Have something done once so much time has passed, by whoever lets it pass."""
        with self._lock:
            at = time.monotonic() - self._start + self._ahead + seconds
            heapq.heappush(self._put_off, (at, next(self._numbers), act))

    def watch(self, told: Callable[[float], object]) -> None:
        """Be told of all time that was skipped, in seconds, so that another clock may keep up."""
        self._watchers.append(told)

    def _next(self, target: float) -> tuple[float, Callable[[], object]] | None:
        with self._lock:
            if not self._put_off or self._put_off[0][0] > target:
                return None
            at, _number, act = heapq.heappop(self._put_off)
            return at, act

    def _move_to(self, target: float) -> None:
        with self._lock:
            skipped = target - (time.monotonic() - self._start + self._ahead)
            if skipped <= 0:
                return
            self._ahead += skipped
        for told in self._watchers:
            told(skipped)
