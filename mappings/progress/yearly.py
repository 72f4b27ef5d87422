"""What is asked of every year: each period judged alone, the last finished one shown, and how many kept the target.

Judges values that come in by period, counts and growth alike. It sums nothing over the years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mappings.progress.attainment import asked_in, is_limit, meets, percent_of
from mappings.progress.periods import Case, Period
from mappings.progress.severity import worst
from mappings.progress.shown import period_progress, sources_of
from mappings.progress.states import DeadlineState, IndicatorProgress, MeasureState, PeriodProgress

Values = Mapping[str, Decimal | None]  # by the key of the period


@dataclass(frozen=True)
class Years:
    """The periods of an indicator with the value of each."""

    case: Case
    values: Values

    def value(self, period: Period) -> Decimal | None:
        """What a period comes to."""
        return self.values.get(period.key)

    def is_short(self, period: Period) -> bool:
        """Whether a period does not show its target."""
        value = self.value(period)
        return value is None or not meets(asked_in(self.case.indicator, period.year), value)

    def missed(self) -> tuple[Period, ...]:
        """The finished periods whose figure is short."""
        return tuple(one for one in self.case.finished if self.value(one) is not None and self.is_short(one))

    def kept(self) -> tuple[int, int]:
        """How many of how many finished periods met the target."""
        return sum(not self.is_short(one) for one in self.case.finished), len(self.case.finished)


def judge_per_year(case: Case) -> IndicatorProgress:
    """The state of a count that is asked of every year."""
    return judge_years(Years(case, counts_of(case)))


def judge_years(years: Years) -> IndicatorProgress:
    """The last finished period against its target; while there is none, the running one."""
    case = years.case
    running = next((one for one in case.judged if not one.finished), None)
    stands = case.finished[-1] if case.finished else running
    actual = None if stands is None else years.value(stands)
    asked = case.indicator if stands is None else asked_in(case.indicator, stands.year)
    return IndicatorProgress(
        case.indicator,
        actual,
        None if actual is None else percent_of(asked, actual),
        worst(_states(years)),
        periods=tuple(_shown(years, one) for one in case.judged),
        sources=sources_of([(one.report.key, one.standing) for one in case.judged]),
        period=None if stands is None else stands.year,
        kept=years.kept(),
        running=None if running is None or running is stands else _shown(years, running),
        missed_periods=tuple(one.year for one in years.missed()),
    )


def counts_of(case: Case) -> dict[str, Decimal | None]:
    """The count of each period; of totals so far by how much each is above the one of the period before."""
    values = {one.key: one.value for one in case.periods}
    if case.indicator.reporting != "cumulative" or len(values) != len({one.report.key for one in case.periods}):
        return values
    before: Decimal | None = Decimal(0)
    rises: dict[str, Decimal | None] = {}
    for one in case.periods:
        known = one.value is not None and before is not None
        rises[one.key] = (one.value or Decimal(0)) - (before or Decimal(0)) if known else None
        before = one.value
    return rises


def _shown(years: Years, period: Period) -> PeriodProgress:
    return period_progress(period, years.value(period))


def _states(years: Years) -> list[MeasureState]:
    case = years.case
    values = [years.value(one) for one in case.judged]
    missed = years.missed()
    complete = bool(case.judged) and not any(map(years.is_short, case.judged))
    found = [MeasureState.DONE if case.closed and complete else MeasureState.ON_TRACK]
    if all(value is None for value in values) or any(years.value(one) is None for one in case.finished):
        found.append(MeasureState.NO_DATA)
    if missed and case.closed:
        found.append(MeasureState.NOT_REACHED)
    elif missed and missed[-1] is case.finished[-1]:
        found.append(MeasureState.AT_RISK)
    if any(one.state is DeadlineState.OVERDUE and years.is_short(one) for one in case.judged):
        found.append(MeasureState.OVERDUE)
    for one in case.judged:
        passed = is_limit(case.indicator) and years.value(one) is not None and not one.finished
        if years.is_short(one) and (passed or case.near(one)):
            found.append(MeasureState.AT_RISK)
    return found
