"""The figures of the summary: how many deadlines and measures stand how, by section, year and executor.

Counting only. What a state is was judged before; how it is worded is the forms' affair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from mappings.plan import Deadline, Plan, Section
from mappings.progress import (
    DeadlineProgress,
    DeadlineState,
    Doubt,
    Figure,
    MeasureProgress,
    MeasureState,
    Progress,
)
from mappings.progress.attainment import part_of
from mappings.progress.comparison import Compared
from mappings.progress.discipline import Discipline, by_executor, disciplines
from mappings.progress.history import Written
from sync.summary.outlook import AtRisk, Coming, Late, at_risk, coming, is_not_due, late

DEADLINE_STATES = (  # as they are shown: from finished to dropped
    DeadlineState.DONE,
    DeadlineState.SUBMITTED,
    DeadlineState.OVERDUE,
    DeadlineState.AWAITED,
    DeadlineState.DUE_SOON,
    DeadlineState.IN_PROGRESS,
    DeadlineState.PLANNED,
    DeadlineState.CANCELLED,
)
MEASURE_STATES = tuple(MeasureState)
_LONGEST_SPAN = 50  # years; a plan said to be longer is misread, and its empty years are not listed


@dataclass(frozen=True)
class DeadlineCounts:
    """How many deadlines stand how.

    Of those overdue, `backlog` were so before the plan was followed here and nobody reported on them. `due` have fallen
    due, and of these `due_done` are done.
    """

    done: int = 0
    submitted: int = 0
    overdue: int = 0
    awaited: int = 0
    due_soon: int = 0
    in_progress: int = 0
    planned: int = 0
    cancelled: int = 0
    backlog: int = 0
    due: int = 0
    due_done: int = 0

    @property
    def total(self) -> int:
        """All deadlines, cancelled ones too."""
        return self.live + self.cancelled

    @property
    def live(self) -> int:
        """The deadlines that still count."""
        waiting = self.submitted + self.awaited
        return self.done + waiting + self.overdue + self.due_soon + self.in_progress + self.planned

    @property
    def percent(self) -> Decimal | None:
        """How many of the live deadlines are done, in percent to one place; None where there is none."""
        return part_of(self.done, self.live) if self.live else None

    def of(self, state: DeadlineState) -> int:
        """How many stand in one state, those overdue without the backlog, which is shown apart."""
        apart = self.backlog if state is DeadlineState.OVERDUE else 0
        return int(getattr(self, state.value)) - apart


@dataclass(frozen=True)
class MeasureCounts:
    """How many measures stand how. Of those on track, nothing of the `not_due` has fallen due or was begun."""

    done: int = 0
    on_track: int = 0
    at_risk: int = 0
    overdue: int = 0
    not_reached: int = 0
    no_data: int = 0
    cancelled: int = 0
    not_due: int = 0

    @property
    def total(self) -> int:
        """All measures, cancelled ones too."""
        return sum(int(getattr(self, state.value)) for state in MeasureState)

    def of(self, state: MeasureState) -> int:
        """How many stand in one state, those on track without the `not_due`, which are shown apart."""
        apart = self.not_due if state is MeasureState.ON_TRACK else 0
        return int(getattr(self, state.value)) - apart


@dataclass(frozen=True)
class SectionFigures:
    """One section of the plan."""

    section: Section
    measures: MeasureCounts
    deadlines: DeadlineCounts


@dataclass(frozen=True)
class YearFigures:
    """One year of the plan, by the deadlines that fall in it."""

    year: int
    deadlines: DeadlineCounts


@dataclass(frozen=True)
class ExecutorFigures:
    """One executor, named as first printed; the empty name stands for measures that name none.

    A measure of several executors counts for each of them, so these figures do not add up to the totals.
    """

    name: str
    measures: MeasureCounts
    deadlines: DeadlineCounts


@dataclass(frozen=True)
class Summary:
    """The whole plan on the day `today`, from what was pulled at `as_of` (None: nothing has been pulled).

    `late` are the overdue deadlines without the `backlog`, `coming` those that fall due next; `quality` is of all
    measures, `orphans` of issues whose measure the plan no longer has. `extended` are the deadlines that were extended.
    `written` and `compared` are there where they were asked for. `left_out` says what a summary for everybody lacks.
    """

    plan: Plan
    as_of: datetime | None
    today: date
    measures: tuple[MeasureProgress, ...]
    measure_counts: MeasureCounts
    deadline_counts: DeadlineCounts
    by_section: tuple[SectionFigures, ...]
    by_year: tuple[YearFigures, ...]
    by_executor: tuple[ExecutorFigures, ...]
    late: tuple[Late, ...]
    backlog: tuple[Late, ...]
    at_risk: tuple[AtRisk, ...]
    coming: tuple[Coming, ...]
    discipline: tuple[Discipline, ...]
    quality: tuple[Doubt, ...]
    orphans: tuple[Doubt, ...]
    extended: tuple[Deadline, ...] = ()
    written: Written | None = None
    compared: Compared | None = None
    left_out: str = ""


def summarize(progress: Progress, *, as_of: datetime | None) -> Summary:
    """Count the plan's state. `as_of` is the time of the last pull; one without an offset is a ValueError."""
    if as_of is not None and as_of.utcoffset() is None:
        raise ValueError("the time of a pull needs its offset from UTC")
    named = list(by_executor(progress.measures))
    return Summary(
        plan=progress.plan,
        as_of=as_of,
        today=progress.today,
        measures=progress.measures,
        measure_counts=_count_measures(progress.measures),
        deadline_counts=_count_deadlines(_deadlines(progress.measures)),
        by_section=tuple(_by_section(progress)),
        by_year=tuple(_by_year(progress)),
        by_executor=tuple(
            ExecutorFigures(name, _count_measures(inside), _count_deadlines(_deadlines(inside)))
            for name, inside in named
        ),
        late=tuple(late(progress, backlog=False)),
        backlog=tuple(late(progress, backlog=True)),
        at_risk=tuple(at_risk(progress)),
        coming=tuple(coming(progress)),
        discipline=tuple(disciplines(progress, named, (as_of and as_of.tzinfo) or UTC)),
        quality=tuple(doubt for one in progress.measures for doubt in one.quality),
        orphans=progress.quality,
        extended=tuple(one.deadline for one in _deadlines(progress.measures) if one.deadline.extensions),
    )


def main_figure(figures: tuple[Figure, ...]) -> Figure | None:
    """The figure that stands for a deadline: that of the first indicator reported on."""
    return min(figures, key=lambda figure: figure.indicator, default=None)


def _count_deadlines(deadlines: Iterable[DeadlineProgress]) -> DeadlineCounts:
    told = list(deadlines)
    due = [one for one in told if one.live and one.days <= 0]
    return DeadlineCounts(
        **Counter(one.state.value for one in told),
        backlog=sum(one.backlog for one in told),
        due=len(due),
        due_done=sum(one.state is DeadlineState.DONE for one in due),
    )


def _count_measures(measures: Iterable[MeasureProgress]) -> MeasureCounts:
    told = list(measures)
    not_due = sum(one.state is MeasureState.ON_TRACK and is_not_due(one) for one in told)
    return MeasureCounts(**Counter(measure.state.value for measure in told), not_due=not_due)


def _deadlines(measures: Iterable[MeasureProgress]) -> Iterable[DeadlineProgress]:
    return (deadline for measure in measures for deadline in measure.deadlines)


def _by_section(progress: Progress) -> Iterable[SectionFigures]:
    for section in progress.plan.sections:
        inside = [one for one in progress.measures if one.measure.section == section.key]
        yield SectionFigures(section, _count_measures(inside), _count_deadlines(_deadlines(inside)))


def _by_year(progress: Progress) -> Iterable[YearFigures]:
    """Every year of the plan's period, and every other that has a deadline."""
    falling: dict[int, list[DeadlineProgress]] = {}
    for deadline in _deadlines(progress.measures):
        falling.setdefault(deadline.deadline.year, []).append(deadline)
    first, last = progress.plan.start_year, progress.plan.end_year
    if first is not None and last is not None and last - first < _LONGEST_SPAN:
        falling = {year: [] for year in range(first, last + 1)} | falling
    for year in sorted(falling):
        yield YearFigures(year, _count_deadlines(falling[year]))
