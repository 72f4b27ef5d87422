"""The yearly report as plain values: what stands in its tables, in no language and for no form.

Each value is as it was on the day of the report and refers to nothing else, so that a report which was handed in can be
kept as it is, whatever becomes of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from mappings.plan import IndicatorKind
from mappings.progress import DeadlineState, MeasureState
from mappings.progress.discipline import Discipline


class PlanBasis(StrEnum):
    """Where the value comes from that a year is judged by."""

    PRINTED = "printed"  # the plan's own for this year, or one that is to be held to the end
    BY_YEAR = "by_year"  # named for this year, in the plan or in the mapping
    CALCULATED = "calculated"  # the part of a total that belongs to the years gone by
    LATER = "later"  # the target of a later year: none is named for this one
    NONE = "none"  # no number


class Outcome(StrEnum):
    """Whether an indicator reached its plan for the year."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    UNKNOWN = "unknown"


class Unknown(StrEnum):
    """Why it cannot be told whether an indicator reached its plan."""

    NO_FIGURE = "no_figure"
    NOT_DUE = "not_due"
    NO_NUMBER = "no_number"  # the target names none


@dataclass(frozen=True)
class Evidence:
    """A line that a figure rests on, with the key of its issue."""

    key: str
    author: str
    at: datetime
    text: str
    url: str | None


@dataclass(frozen=True)
class Fact:
    """What an indicator came to by the end of a year.

    `done` is told instead of a number where a thing is asked; `year` is the one that the newest figure is of.
    """

    value: Decimal | None = None
    done: bool | None = None
    year: int | None = None


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator in a year. `position` is its number among the measure's, `measure_no` what the plan prints.

    `level` is of the year's plan, in percent to one place; `degree` the same from 0 to 1, unrounded. Figures of a total
    are from the beginning of the plan to the year's end. `due` is the last year in which a result is due.
    """

    key: str
    position: int
    of: int
    measure_no: str
    section: str
    title: str
    text: str
    kind: IndicatorKind
    unit: str
    percent: bool
    limit: bool
    previous: Fact
    plan: Decimal | None
    basis: PlanBasis
    fact: Fact
    deviation: Decimal | None
    level: Decimal | None
    degree: Decimal | None
    outcome: Outcome
    unknown: Unknown | None
    at_risk: bool
    state: MeasureState
    due: int | None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def exceeded(self) -> bool:
        """Whether it came to more than was asked."""
        return self.outcome is Outcome.REACHED and self.level is not None and self.level > Decimal(100)


@dataclass(frozen=True)
class Achieved:
    """What came out for one indicator of a measure."""

    fact: Fact
    unit: str
    percent: bool


@dataclass(frozen=True)
class MeasureRow:
    """A measure in a year, by one of its deadlines; by none where it has none.

    `due` is the plan's own date, `until` the one that it was extended to; `late_days` by how much it was closed late.
    `open_before` are the years of earlier deadlines that are open still.
    """

    key: str
    deadline: str
    measure_no: str
    section: str
    title: str
    executors: tuple[str, ...]
    timing: str
    due: date | None
    until: date | None
    closed: date | None
    late_days: int | None
    expected: str
    achieved: tuple[Achieved, ...]
    state: DeadlineState
    reason: str = ""
    open_before: tuple[int, ...] = ()
    url: str | None = None


@dataclass(frozen=True)
class Tally:
    """How many indicators came to what; reached, not reached and unknown are all of them."""

    reached: int
    exceeded: int
    not_reached: int
    unknown: int
    unknown_not_due: int
    at_risk: int

    @property
    def total(self) -> int:
        """All indicators of the report."""
        return self.reached + self.not_reached + self.unknown


@dataclass(frozen=True)
class YearReport:
    """The report of one year, by what had been written by the end of the day `as_of`.

    `degree` is the mean of the indicators' degrees, None where there is none; `rating` the name that the mapping gives
    to it. `finished` are the numbers of the measures that were done before the year, and stand in no table.
    `discipline` is how each executor kept the dates of the year.
    """

    year: int
    as_of: date
    plan_title: str
    sections: tuple[tuple[str, str], ...]
    indicators: tuple[IndicatorRow, ...]
    measures: tuple[MeasureRow, ...]
    tally: Tally
    degree: Decimal | None
    rating: str | None = None
    finished: tuple[str, ...] = ()
    discipline: tuple[Discipline, ...] = ()
