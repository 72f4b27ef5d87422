"""What an indicator came to by the end of a year, and what it should have come to.

Figures are taken from the summary's own judgement. Nothing is carried from one year into another but what is counted
or held from year to year.
"""

from __future__ import annotations

from decimal import Decimal

from mappings.plan import Indicator, IndicatorKind
from mappings.progress import IndicatorProgress, MeasureProgress, MeasureState, PeriodProgress
from mappings.progress.attainment import asked_in, is_limit
from mappings.yearly_report.values import Fact, PlanBasis

_BY_CLOSING = (IndicatorKind.DONE, IndicatorKind.QUALITATIVE)
_BY_YEAR = (IndicatorKind.PER_YEAR, IndicatorKind.GROWTH)


def fact_of(measured: MeasureProgress, one: IndicatorProgress, year: int) -> Fact:
    """The fact of a year, from a judgement at its end; one of nothing where nothing is known."""
    if one.indicator.kind in _BY_CLOSING:
        return Fact(done=one.state is MeasureState.DONE)
    period = next((period for period in one.periods if period.year == year), None)
    if one.indicator.kind in _BY_YEAR:
        return _of_year(one, period, year)
    if one.indicator.kind is IndicatorKind.LEVEL and period is not None and not _is_long(measured, period):
        return _level_of(measured, one, period)
    return Fact(one.actual, year=None if one.actual is None else _told_of(one, year))


def plan_of(one: IndicatorProgress, year: int) -> tuple[Decimal | None, PlanBasis]:
    """The value that the year is judged by, from a judgement at its end, and where it comes from."""
    indicator = one.indicator
    if indicator.kind in _BY_CLOSING or indicator.value is None or not one.periods:
        return None, PlanBasis.NONE
    due = any(period.year == year for period in one.periods) or one.periods[-1].year <= year
    by_year = bool(indicator.targets) and indicator.targets[0][0] <= year
    if indicator.kind is IndicatorKind.TOTAL and not is_limit(indicator):
        if one.periods[-1].year <= year:
            return indicator.value, PlanBasis.PRINTED
        return one.need, PlanBasis.BY_YEAR if by_year else PlanBasis.CALCULATED
    asked = asked_in(indicator, year).value
    if by_year:
        return asked, PlanBasis.BY_YEAR
    return asked, PlanBasis.PRINTED if due or is_limit(indicator) else PlanBasis.LATER


def asked_by(indicator: Indicator) -> bool:
    """Whether an indicator is judged by closing, and no number is told of it."""
    return indicator.kind in _BY_CLOSING


def _of_year(one: IndicatorProgress, period: PeriodProgress | None, year: int) -> Fact:
    """What is told of a year alone; of one after the last, what that came to, as long as it is open."""
    last = one.periods[-1] if one.periods else None
    told = period or (last if last is not None and (last.year < year or len(one.periods) == 1) else None)
    if told is None or told.actual is None:
        return Fact()
    return Fact(told.actual, year=min(year, told.year))


def _is_long(measured: MeasureProgress, period: PeriodProgress) -> bool:
    """Whether the issue of a period serves years before it too, so that a level told for one of them holds."""
    return any(one.deadline.key == period.key and one.deadline.start.year < period.year for one in measured.deadlines)


def _level_of(measured: MeasureProgress, one: IndicatorProgress, period: PeriodProgress) -> Fact:
    """The level of a period; where its issue tells none, what the measure's own issue tells in that year or after."""
    if period.actual is not None:
        return Fact(period.actual, year=period.year)
    source = one.sources[-1] if one.sources else None
    if source is not None and source.key == measured.measure.key and source.line.at.year >= period.year:
        return Fact(one.actual, year=period.year)
    return Fact()


def _told_of(one: IndicatorProgress, year: int) -> int:
    """The year that the newest figure is of."""
    if one.indicator.kind is IndicatorKind.TOTAL or not one.sources:
        return year
    line = one.sources[-1].line
    return min(year, line.year or line.at.year)
