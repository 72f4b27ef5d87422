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


class Status(StrEnum):
    """What a tracker's status means to the plan."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


class DeadlineState(StrEnum):
    """The state of one deadline."""

    DONE = "done"
    CANCELLED = "cancelled"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"


class MeasureState(StrEnum):
    """The state of one measure or of one indicator."""

    DONE = "done"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
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


@dataclass(frozen=True)
class Reason:
    """Why something deviates from the plan, in the staff's words."""

    text: str
    author: str
    at: datetime
    place: str


@dataclass(frozen=True)
class Sighting:
    """How an issue stood at a pull. `closed_at` is the tracker's own date of its closing."""

    seen_at: datetime
    status: Status
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """What the staff report on one issue: its status, and every line that was meant as a figure or a reason.

    Lines and reasons are in the order in which they were written. `sightings` are the pulls at which the status had
    changed, the oldest first.
    """

    key: str
    status: Status = Status.PLANNED
    lines: tuple[FigureLine, ...] = ()
    reasons: tuple[Reason, ...] = ()
    url: str | None = None
    assignee: str | None = None
    closed_at: datetime | None = None
    sightings: tuple[Sighting, ...] = ()

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
    def unread(self) -> tuple[str, ...]:
        """The texts of the newest lines, one for an indicator, that cannot be read as a figure."""
        newest = {line.indicator: line for line in self.lines}
        return tuple(line.text for line in newest.values() if line.value is None)

    @property
    def reason(self) -> str:
        """The newest reason."""
        return self.reasons[-1].text if self.reasons else ""

    def figure(self, indicator: int) -> Decimal | None:
        """The figure reported for an indicator, counted from 1."""
        return next((figure.value for figure in self.figures if figure.indicator == indicator), None)


@dataclass(frozen=True)
class DeadlineProgress:
    """One deadline and how it stands. `days` is counted from today to the due date, negative when late."""

    deadline: Deadline
    state: DeadlineState
    days: int
    report: Report

    @property
    def live(self) -> bool:
        """Whether the deadline still counts, that is, was not cancelled."""
        return self.state is not DeadlineState.CANCELLED


@dataclass(frozen=True)
class IndicatorProgress:
    """One indicator against what was reported. `percent` is of the target, None where none can be told."""

    indicator: Indicator
    actual: Decimal | None
    percent: Decimal | None
    state: MeasureState


@dataclass(frozen=True)
class MeasureProgress:
    """One measure with its indicators and deadlines. `report` is of the measure's own issue."""

    measure: Measure
    state: MeasureState
    percent: Decimal | None
    indicators: tuple[IndicatorProgress, ...]
    deadlines: tuple[DeadlineProgress, ...]
    report: Report


@dataclass(frozen=True)
class Progress:
    """The state of the whole plan on one day."""

    plan: Plan
    today: date
    measures: tuple[MeasureProgress, ...]

    def deadlines(self) -> Iterable[tuple[MeasureProgress, DeadlineProgress]]:
        """Every deadline with its measure, in the order of the plan."""
        return ((measure, deadline) for measure in self.measures for deadline in measure.deadlines)
