"""When the next of many rounds is due, whatever is done to the clock meanwhile.

An interval is measured by a clock that nobody sets, a time of day is told by the clock as it is. Both are looked at
again and again while waiting: what a machine waits with stands still while it is suspended, and knows of no leap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

PATIENCE = 5.0  # seconds after which the clocks are looked at again
_SET_ANEW = timedelta(hours=12).total_seconds()  # a clock set back so far told another day before


@dataclass(frozen=True)
class Moment:
    """A look at both clocks.

    `steady` are seconds that nobody sets and that go on while the machine is suspended; `wall` is aware.
    """

    steady: float
    wall: datetime

    @property
    def ahead(self) -> float:
        """By how many seconds the clock is ahead of the steady one; only differences of it mean something."""
        return self.wall.timestamp() - self.steady


class Timetable(Protocol):
    """When rounds are due."""

    def left(self, now: Moment) -> float:
        """How many seconds are left until the next round, as it seems now; 0 where it is due."""
        ...

    def begin(self, now: Moment) -> None:
        """A round begins."""
        ...


class Interval:
    """Rounds that begin at an interval, the first at once.

    One that lasts longer than the interval, or a machine that was suspended for longer, is followed by one at once;
    what was missed before that is not made up for.
    """

    def __init__(self, length: timedelta) -> None:
        self._length = length.total_seconds()
        self._due: float | None = None

    def left(self, now: Moment) -> float:
        """See `Timetable`."""
        return 0.0 if self._due is None else max(0.0, self._due - now.steady)

    def begin(self, now: Moment) -> None:
        """See `Timetable`."""
        self._due = now.steady + self._length


class TimeOfDay:
    """A round a day, as soon as the clock of a zone shows a time or a later one; not on the day of the start after it.

    So a time that a change of hour leaves out comes with the change, and one that comes twice is used once. Where the
    clock is set back by less than half a day, a time that was used is not used again; where by more, the days are
    counted by the clock as it is now.
    """

    def __init__(self, at: time, zone: tzinfo, start: Moment) -> None:
        self._at, self._zone = at, zone
        self._used, self._ahead = self._last(start), start.ahead

    def left(self, now: Moment) -> float:
        """See `Timetable`."""
        last = self._last(now)
        if last < self._used and self._ahead - now.ahead >= _SET_ANEW:
            self._used, self._ahead = last, now.ahead
        if last > self._used:
            return 0.0
        due = datetime.combine(last + timedelta(days=1), self._at, self._zone)
        seconds = due.timestamp() - now.wall.timestamp()
        return seconds if seconds > 0 else PATIENCE  # a time that is left out lies behind before its day has come

    def begin(self, now: Moment) -> None:
        """See `Timetable`."""
        self._used, self._ahead = self._last(now), now.ahead

    def _last(self, now: Moment) -> date:
        """The last day on which the time has come."""
        local = now.wall.astimezone(self._zone)
        return local.date() if local.time() >= self._at else local.date() - timedelta(days=1)


def keep(
    timetable: Timetable,
    work: Callable[[], None],
    *,
    now: Callable[[], Moment],
    ended: Callable[[float], bool],
    patience: float = PATIENCE,
) -> None:
    """Call `work` whenever it is due. `ended` waits for so many seconds, and says whether somebody wants an end."""
    while not ended(min(timetable.left(now()), patience)):
        moment = now()
        if timetable.left(moment) <= 0:
            timetable.begin(moment)
            work()
