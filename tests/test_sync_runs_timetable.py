"""When rounds are due: whole days in simulated time, with changes of hour, leaps of the clock and suspensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.runs.timetable import Interval, Moment, TimeOfDay, Timetable, keep

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnights of changes
DAY = timedelta(days=1)
START = datetime(2026, 6, 10, 6, tzinfo=UTC)
FAR = timedelta(days=40)


@dataclass
class Machine:
    """A machine in simulated time. `happens` are leaps of its clock and suspensions, by true time from the start on."""

    start: datetime
    lasts: timedelta
    leaps: dict[timedelta, timedelta] = field(default_factory=dict)  # how far the clock then is from the true time
    suspended: dict[timedelta, timedelta] = field(default_factory=dict)  # how long it then is suspended
    work: timedelta = timedelta(0)
    patience: float = 60.0
    ahead: timedelta = timedelta(0)
    true: timedelta = timedelta(0)
    rounds: list[timedelta] = field(default_factory=list)

    def moment(self) -> Moment:
        return Moment(1000 + self.true.total_seconds(), self.start + self.true + self.ahead)

    def pass_by(self, awake: timedelta) -> None:
        """Let so much time pass in which the machine is awake."""
        while True:
            ahead = sorted(at for at in {*self.leaps, *self.suspended} if at <= self.true + awake)
            if not ahead:
                self.true += awake
                return
            awake -= max(ahead[0] - self.true, timedelta(0))
            self.true = max(ahead[0], self.true)
            self.ahead = self.leaps.pop(ahead[0], self.ahead)
            self.true += self.suspended.pop(ahead[0], timedelta(0))

    def round(self) -> None:
        self.rounds.append(self.true)
        self.pass_by(self.work)

    def ended(self, seconds: float) -> bool:
        self.pass_by(timedelta(seconds=seconds))
        return self.true >= self.lasts

    def run(self, timetable: Callable[[Moment], Timetable]) -> list[timedelta]:
        """The true times at which rounds began."""
        start = timetable(self.moment())
        keep(start, self.round, now=self.moment, ended=self.ended, patience=self.patience)
        return self.rounds

    def every(self, length: timedelta) -> list[timedelta]:
        return self.run(lambda _start: Interval(length))

    def daily(self, at: time, zone: ZoneInfo | None = None) -> list[str]:
        """The true times of the rounds at a time of day, each as the zone shows it."""
        within = zone or ZoneInfo("UTC")
        begun = self.run(lambda start: TimeOfDay(at, within, start))
        return [f"{(self.start + one).astimezone(within):%d %H:%M}" for one in begun]


LEAPS = {
    timedelta(hours=5): -timedelta(hours=3),
    timedelta(hours=9): timedelta(hours=2),
    timedelta(hours=14): FAR,
    timedelta(hours=15): timedelta(0),
}


@pytest.mark.parametrize("start", [SPRING, AUTUMN, START])
def test_a_day_of_rounds_at_an_interval(start: datetime) -> None:
    """Every five minutes to the second, over both changes of hour and all leaps: nobody sets the clock it goes by."""
    assert Machine(start, DAY, dict(LEAPS)).every(timedelta(minutes=5)) == [
        number * timedelta(minutes=5) for number in range(288)
    ]


def troubled(start: datetime, lasts: timedelta) -> Machine:
    """A day whose hour changes at night; then the clock is set back, forward and right, and the machine sleeps."""
    leaps = {
        timedelta(hours=3, minutes=10): -timedelta(minutes=90),
        timedelta(hours=4, minutes=30): timedelta(minutes=30),
        timedelta(hours=12): timedelta(0),
    }
    return Machine(start, lasts, leaps, {timedelta(hours=5, minutes=17): timedelta(minutes=47)})


@pytest.mark.parametrize(("start", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_every_round_of_a_troubled_day_at_an_interval(start: datetime, hours: int) -> None:
    """Every five minutes to the minute, one at once on awaking, and every five minutes from then on; none besides."""
    begun = troubled(start, timedelta(hours=hours)).every(timedelta(minutes=5))
    assert begun == [timedelta(minutes=one) for one in (*range(0, 317, 5), *range(364, hours * 60, 5))]


@pytest.mark.parametrize(
    ("start", "begun"),
    [(SPRING, ["29 07:04", "30 07:00"]), (AUTUMN, ["25 06:30", "26 07:00"])],
    ids=["asleep at seven by a clock half an hour ahead", "half an hour ahead"],
)
def test_every_round_of_a_troubled_day_at_a_time_of_day(start: datetime, begun: list[str]) -> None:
    """One that day, when the clock as it is shows the time or the machine awakes after it, and one the day after."""
    assert troubled(start, 2 * DAY).daily(time(7, 0), BERLIN) == begun


def test_an_interval_that_runs_out_in_a_suspension_comes_at_once_and_once() -> None:
    """An hour asleep is one round late, and the next is an interval after that one."""
    minutes = [
        one / timedelta(minutes=1)
        for one in Machine(START, timedelta(hours=2), suspended={timedelta(minutes=12): timedelta(minutes=61)}).every(
            timedelta(minutes=5)
        )
    ]
    late = minutes[3]
    assert minutes[:3] == [0, 5, 10] and 73 <= late <= 74
    assert minutes[4:6] == pytest.approx([late + 5, late + 10])


def test_a_round_that_lasts_longer_than_the_interval_is_followed_by_one_at_once() -> None:
    """None is made up for: twelve minutes of work every five are rounds one after the other."""
    machine = Machine(START, timedelta(hours=1), work=timedelta(minutes=12))
    assert machine.every(timedelta(minutes=5)) == [timedelta(minutes=12) * number for number in range(5)]


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
@pytest.mark.parametrize("at", [time(7, 0), time(1, 59), time(3, 30), time(0, 0), time(23, 59)])
def test_a_time_of_day_over_a_change_of_hour(start: datetime, at: time) -> None:
    """It comes once on each of two days, when the clock of the zone shows it."""
    begun = Machine(start - timedelta(hours=12), 2 * DAY).daily(at, BERLIN)
    assert {one.split()[1] for one in begun} == {f"{at:%H:%M}"}
    assert len({one.split()[0] for one in begun}) == len(begun) == 2


def test_a_time_that_does_not_exist_comes_with_the_change_and_one_that_exists_twice_comes_once() -> None:
    """02:30 is left out in spring, where three o'clock follows two, and is shown twice in autumn."""
    assert Machine(SPRING, 2 * DAY).daily(time(2, 30), BERLIN) == ["29 03:00", "30 02:30"]
    assert Machine(AUTUMN, 2 * DAY).daily(time(2, 30), BERLIN) == ["25 02:30", "26 02:30"]


def test_a_machine_that_starts_forty_days_ahead_has_its_rounds_when_it_is_put_right() -> None:
    """The next round is by the clock as it is, whether it was put right before or after a round."""
    for hours in (0.5, 3):
        machine = Machine(START, 3 * DAY, {timedelta(hours=hours): timedelta(0)}, ahead=FAR)
        assert machine.daily(time(7, 0)) == ["10 07:00", "11 07:00", "12 07:00"]


def test_a_clock_set_back_over_a_round_does_not_bring_it_twice() -> None:
    """Nor does one that is set back to the day before at midnight."""
    for at, back, begun in (
        (time(7, 0), timedelta(minutes=10), ["10 07:00", "11 07:10"]),
        (time(0, 5), timedelta(hours=1), ["11 00:05", "12 01:05"]),
    ):
        used = datetime.strptime(f"2026-06-{begun[0]}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        assert Machine(START, 2 * DAY, {used + timedelta(minutes=1) - START: -back}).daily(at) == begun


def test_a_clock_that_leaps_over_the_time_brings_the_round_at_once_and_once() -> None:
    """Set forward by two hours at six, and right again at nine: one round that day, and the next day one."""
    leaps = {timedelta(minutes=10): timedelta(hours=2), timedelta(minutes=30): timedelta(0)}
    assert Machine(START, 2 * DAY, leaps).daily(time(7, 0)) == ["10 06:10", "11 07:00"]


def test_far_ahead_for_an_hour_costs_no_round() -> None:
    """What is told in the wrong month is one round more, and the mornings after have theirs."""
    leaps = {timedelta(hours=14): FAR, timedelta(hours=15): timedelta(0)}
    begun = Machine(START, 2 * DAY, leaps).daily(time(7, 0))
    assert begun == ["10 07:00", "10 20:00", "11 07:00"]


def test_a_day_asleep_is_one_round_when_the_machine_awakes() -> None:
    """Two mornings are slept through; the third has its own."""
    machine = Machine(START, 3 * DAY, suspended={timedelta(minutes=30): timedelta(hours=30)})
    begun = machine.daily(time(7, 0))
    assert (begun[0][:5], begun[1:]) == ("11 12", ["12 07:00", "13 07:00"][: len(begun) - 1])


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(1, 71), st.integers(-2000, 2000), max_size=4),
    st.dictionaries(st.integers(1, 71), st.integers(1, 20), max_size=2),
)
def test_once_the_clock_is_right_every_morning_has_its_round(leaps: dict[int, int], asleep: dict[int, int]) -> None:
    """Whatever was done to the clock before: from the day after the last of it on, each day has one, at its time."""
    done = {timedelta(hours=at): timedelta(hours=ahead) for at, ahead in leaps.items()}
    sleeps = {timedelta(hours=at): timedelta(hours=long) for at, long in asleep.items()}
    machine = Machine(START, 7 * DAY, {**done, timedelta(hours=72): timedelta(0)}, sleeps, patience=1200)
    begun = machine.daily(time(7, 0))
    assert [one for one in begun if one[:2] in ("15", "16")] == ["15 07:00", "16 07:00"]
