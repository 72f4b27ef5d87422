"""The vocabulary of progress: what is reported on an issue, and how deadlines, indicators and measures stand.

Values only: the judgement that fills them is in `mappings.progress.judging`, and everybody imports them from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from mappings.plan import Deadline, Indicator, Measure, Plan

_WITHDRAWN = frozenset({"отозван", "отозвано", "отозвана", "withdrawn"})


class Status(StrEnum):
    """What a tracker's status means to the plan."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"  # reported, and not yet accepted
    DONE = "done"
    CANCELLED = "cancelled"


class DeadlineState(StrEnum):
    """The state of one deadline."""

    DONE = "done"
    CANCELLED = "cancelled"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"  # it waits for the head: neither late nor done
    AWAITED = "awaited"  # due, and the day by which the report is expected has not passed
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"


class MeasureState(StrEnum):
    """The state of one measure or of one indicator."""

    DONE = "done"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    NOT_REACHED = "not_reached"  # all closed, and short for good
    NO_DATA = "no_data"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Figure:
    """One reported figure: which indicator of the measure (from 1), how much, who said so, when and where."""

    value: Decimal
    text: str
    author: str
    at: datetime
    place: str  # "comment", "description" or "field"
    indicator: int = 1


@dataclass(frozen=True)
class FigureLine:
    """One line that was meant as a figure, as it was written. `value` is None where it cannot be read in one way."""

    value: Decimal | None
    text: str  # what stands where the figure is expected
    author: str
    at: datetime  # when it was written; of one that was edited since, when the edit was first seen
    place: str  # "comment", "description" or "field"
    indicator: int = 1
    percent: bool = False  # with a percent sign
    unit: str = ""  # the words after the number
    adds: bool = False  # «+1»: it adds to what stood before
    of: Decimal | None = None  # the whole, in «5 из 6»
    year: int | None = None  # the year that the line names
    url: str | None = None
    seen_at: datetime | None = None  # when a pull first found it
    gone_at: datetime | None = None  # when a pull no longer found it

    @property
    def withdrawn(self) -> bool:
        """Whether it takes an earlier figure back, as «Факт: отозвано» does."""
        return self.value is None and self.text.casefold().rstrip(".") in _WITHDRAWN


@dataclass(frozen=True)
class Reason:
    """Why something deviates from the plan, in the staff's words."""

    text: str
    author: str
    at: datetime
    place: str


@dataclass(frozen=True)
class Acknowledgement:
    """Who has taken note of a deadline and goes on working, when, and up to which day, where one is named."""

    until: date | None
    author: str
    at: datetime


@dataclass(frozen=True)
class Wish:
    """The date that somebody asks for in place of a deadline's own, and when they did. It moves nothing."""

    day: date
    author: str
    at: datetime


@dataclass(frozen=True)
class Sighting:
    """How an issue stood at a pull. `closed_at` is the tracker's own date of its closing."""

    seen_at: datetime
    status: Status
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """What the staff report on one issue: its status, and every line that was meant as a figure or a reason.

    Lines and reasons are in the order in which they were written. `closed_at` of a closed issue is the day that a
    person names («Исполнено: 20.12.2023»), or else the tracker's. `sightings` are the pulls at which the status had
    changed, the oldest first. `acknowledged` and `wished` are the newest word of their kind, `moved_to` the date
    that the staff gave the issue in place of the plan's, `changed_at` when they last changed anything of it.
    """

    key: str
    status: Status = Status.PLANNED
    lines: tuple[FigureLine, ...] = ()
    reasons: tuple[Reason, ...] = ()
    url: str | None = None
    assignee: str | None = None
    closed_at: datetime | None = None
    sightings: tuple[Sighting, ...] = ()
    acknowledged: Acknowledgement | None = None
    wished: Wish | None = None
    moved_to: date | None = None
    changed_at: datetime | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The newest figure of each indicator, by number."""
        newest = {
            line.indicator: Figure(line.value, line.text, line.author, line.at, line.place, line.indicator)
            for line in self.lines
            if line.value is not None
        }
        return tuple(newest[number] for number in sorted(newest))

    @property
    def unread_lines(self) -> tuple[FigureLine, ...]:
        """The lines that cannot be read as a figure, and that no later one for the same indicator and year corrects."""
        newest = {(line.indicator, line.year): line for line in self.lines}
        return tuple(line for line in newest.values() if line.value is None and not line.withdrawn)

    @property
    def unread(self) -> tuple[str, ...]:
        """What stands where a figure is expected in the lines that cannot be read as one."""
        return tuple(line.text for line in self.unread_lines)

    @property
    def reason(self) -> str:
        """The newest reason."""
        return self.reasons[-1].text if self.reasons else ""


@dataclass(frozen=True)
class Doubt:
    """What somebody who reads a figure should know of it.

    The words for `code` are in `mappings.progress.quality_words`. `key` is of the issue. `text` is the line's, and
    `numbers` are what the words compare.
    """

    code: str
    key: str
    author: str = ""
    at: datetime | None = None
    url: str | None = None
    indicator: int | None = None
    text: str = ""
    numbers: tuple[Decimal, ...] = ()
    days: int | None = None


@dataclass(frozen=True)
class Forecast:
    """Where a total will stand at the end of the plan if it goes on as it went."""

    value: Decimal
    low: Decimal
    high: Decimal
    year: int
    reports: int  # how many finished periods it rests on


@dataclass(frozen=True)
class DeadlineProgress:
    """One deadline and how it stands. `days` is counted from today to the due date, negative when late.

    `facts` are the figures that stand for it, by indicator. A `backlog` was late before the plan was followed here,
    and nobody has reported on it.
    """

    deadline: Deadline
    state: DeadlineState
    days: int
    report: Report
    facts: tuple[Figure, ...] = ()
    backlog: bool = False

    @property
    def live(self) -> bool:
        """Whether the deadline still counts, that is, was not cancelled."""
        return self.state is not DeadlineState.CANCELLED


@dataclass(frozen=True)
class PeriodProgress:
    """What one period says of an indicator."""

    key: str
    year: int
    due: date
    actual: Decimal | None
    state: DeadlineState


@dataclass(frozen=True)
class Source:
    """A line that a figure rests on, and the key of the issue in which it stands."""

    key: str
    line: FigureLine


@dataclass(frozen=True)
class IndicatorProgress:
    """One indicator against what was reported. `percent` is of the target, None where none can be told.

    What does not apply to its kind is None, or empty. `kept` is how many of how many finished periods met the target;
    `running` is the period that goes on. `incomplete` says that a figure that should be part of the whole is missing.
    """

    indicator: Indicator
    actual: Decimal | None
    percent: Decimal | None
    state: MeasureState
    need: Decimal | None = None
    periods: tuple[PeriodProgress, ...] = ()
    sources: tuple[Source, ...] = ()
    forecast: Forecast | None = None
    period: int | None = None
    kept: tuple[int, int] | None = None
    running: PeriodProgress | None = None
    missed_periods: tuple[int, ...] = ()
    progress: Decimal | None = None
    index: Decimal | None = None
    index_required: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    counted_from_closing: Decimal | None = None
    rolled_up_from: tuple[str, ...] = ()
    incomplete: bool = False


@dataclass(frozen=True)
class MeasureProgress:
    """One measure with its indicators and deadlines. `report` is of the measure's own issue.

    `coverage` is how many of how many indicators are known.
    """

    measure: Measure
    state: MeasureState
    percent: Decimal | None
    indicators: tuple[IndicatorProgress, ...]
    deadlines: tuple[DeadlineProgress, ...]
    report: Report
    coverage: tuple[int, int] = (0, 0)
    quality: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Progress:
    """The state of the whole plan on one day. `quality` is of issues that stand for no measure of the plan."""

    plan: Plan
    today: date
    measures: tuple[MeasureProgress, ...]
    quality: tuple[Doubt, ...] = ()

    def deadlines(self) -> Iterable[tuple[MeasureProgress, DeadlineProgress]]:
        """Every deadline with its measure, in the order of the plan."""
        return ((measure, deadline) for measure in self.measures for deadline in measure.deadlines)
