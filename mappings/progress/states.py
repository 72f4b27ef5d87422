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
class Report:
    """What the staff report on one issue: the newest figure of each indicator and the newest reason."""

    key: str
    status: Status = Status.PLANNED
    figures: tuple[Figure, ...] = ()
    reason: str = ""
    url: str | None = None
    assignee: str | None = None
    unread: tuple[str, ...] = ()  # what was meant as a figure and is no number

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
