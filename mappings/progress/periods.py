"""The periods of a measure: what each deadline's issue reports on, whether it is finished, and by when it is expected.

Values, and the calendar of a period. Which figure belongs to which is decided in `mappings.progress.gathering`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal

from mappings.plan import Deadline, Indicator, IndicatorKind, Measure
from mappings.progress.standing import Account, Standing
from mappings.progress.states import DeadlineState, MeasureProgress, Report, Status

YEAR_END = (12, 31)

ReportBy = tuple[int, int]  # month and day of the next year


@dataclass(frozen=True)
class Day:
    """The day of a judgement, and what the operator says of days.

    `soon` is in days; `from_year` the first that is followed; `report_by` the month and day until which a year's report
    is awaited; `backlog_before` the first day on which the plan was followed here; `zone` is the plan's.
    """

    today: date
    soon: int
    from_year: int | None
    report_by: ReportBy | None
    backlog_before: date | None
    zone: tzinfo


@dataclass(frozen=True)
class Period:
    """What one deadline's issue reports of one indicator.

    One that is not `followed` lies before the year from which the plan is followed, or was dropped from the plan by an
    amendment (`dropped`): its figure counts to a total, and it is not judged.
    """

    deadline: Deadline
    state: DeadlineState
    finished: bool
    report: Report
    account: Account
    standing: Standing
    followed: bool = True
    dropped: bool = False

    @property
    def key(self) -> str:
        """The key of its deadline."""
        return self.deadline.key

    @property
    def year(self) -> int:
        """The year that it is of, which is not that of its date where that was extended."""
        return self.deadline.period

    @property
    def start(self) -> date:
        """The day on which work on it begins."""
        return self.deadline.start

    @property
    def due(self) -> date:
        """The day on which it is due."""
        return self.deadline.due

    @property
    def judged(self) -> bool:
        """Whether the period is one that must show a result."""
        return self.followed and self.state is not DeadlineState.CANCELLED

    @property
    def value(self) -> Decimal | None:
        """The figure of the period."""
        return self.standing.value


@dataclass(frozen=True)
class Case:
    """Everything that one indicator is judged by.

    `own` is what the measure's own issue says of the whole measure, `own_day` when it said so; where that issue is the
    only deadline's, it is the period's. `closed` says that no work is left.
    """

    measure: Measure
    indicator: Indicator
    number: int
    periods: tuple[Period, ...]
    own: Standing
    own_account: Account
    own_report: Report
    own_day: date | None
    closed: bool
    begun: bool
    day: Day
    children: tuple[MeasureProgress, ...] = ()

    @property
    def judged(self) -> tuple[Period, ...]:
        """The periods that must show a result, by date."""
        return tuple(one for one in self.periods if one.judged)

    @property
    def finished(self) -> tuple[Period, ...]:
        """Those of them that are finished."""
        return tuple(one for one in self.judged if one.finished)

    def near(self, period: Period) -> bool:
        """Whether an open period ends within the days that count as soon."""
        return not period.finished and 0 <= (period.due - self.day.today).days <= self.day.soon


def report_day(due: date, report_by: ReportBy | None) -> date:
    """The last day on which the report on a deadline is in time: for one at a year's end that of the next year."""
    if report_by is None or (due.month, due.day) != YEAR_END:
        return due
    month, day = report_by
    try:
        return date(due.year + 1, month, day)
    except ValueError:  # 29 February of a year that has none
        return date(due.year + 1, month, day - 1)


def serves(deadline: Deadline, indicator: Indicator) -> range:
    """The years that a deadline's issue serves for an indicator; what is asked of every year is asked of the plan's."""
    years = deadline.years
    return range(years.start, deadline.period + 1) if indicator.kind is IndicatorKind.PER_YEAR else years


def is_begun(report: Report) -> bool:
    """Whether the staff have set to work on an issue."""
    started = report.status in (Status.IN_PROGRESS, Status.SUBMITTED, Status.DONE)
    return started or any(line.value is not None for line in report.lines)
