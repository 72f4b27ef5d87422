"""A total: what the periods add up to, against a count over the whole measure.

Decides which periods the measure's own figure covers and what a closed issue adds. A figure of one period changes no
other, and what nobody reported is not taken for zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mappings.plan import Indicator, IndicatorKind
from mappings.progress.attainment import is_limit, meets, percent_of
from mappings.progress.forecast import forecast_of
from mappings.progress.pace import count_needed, is_behind
from mappings.progress.periods import Case, Period
from mappings.progress.severity import worst
from mappings.progress.shown import period_progress, sources_of
from mappings.progress.states import DeadlineState, IndicatorProgress, MeasureProgress, MeasureState, Source, Status
from mappings.progress.units import same_unit


@dataclass(frozen=True)
class Total:
    """What a total amounts to, and from what."""

    value: Decimal | None
    sources: tuple[Source, ...] = ()
    counted: Decimal | None = None  # of the value: from issues that were closed without a figure
    children: tuple[str, ...] = ()
    incomplete: bool = False


def judge_total(case: Case) -> IndicatorProgress:
    """The state of a count: done when it is reached, early or not; a limit is held to the end."""
    total = total_of(case)
    indicator, actual = case.indicator, total.value
    need = None if is_limit(indicator) else count_needed(indicator, _paced(case, total), case.day.today)
    state = worst(_states(case, actual, need))
    periods = tuple(period_progress(one, one.value) for one in case.judged)
    percent = None if actual is None else percent_of(indicator, actual)
    return IndicatorProgress(
        indicator,
        actual,
        percent,
        state,
        need,
        periods,
        total.sources,
        None if state is MeasureState.DONE else forecast_of(case, actual),
        counted_from_closing=total.counted,
        rolled_up_from=total.children,
        incomplete=total.incomplete,
    )


def total_of(case: Case) -> Total:
    """The measure's own figure and the periods after it; where nothing is reported, what its child measures reached."""
    covered = case.own.value is not None and not case.own.only_adds
    after = [one for one in case.periods if not (covered and case.own_day is not None and one.due <= case.own_day)]
    parts = [(one.report.key, one.standing) for one in after if one.value is not None]
    own = [(case.own_report.key, case.own)] if case.own.value is not None else []
    parts = (parts[-1:] or own) if case.indicator.reporting == "cumulative" else [*own, *parts]
    counted = _counted(case, after)
    if not parts and not counted:
        return _rolled_up(case)
    value = sum((standing.value or Decimal(0) for _key, standing in parts), counted or Decimal(0))
    lacking = [one for one in after if one.judged and one.finished and one.value is None and not _counts(case, one)]
    opening = not covered and any(not one.followed and not one.dropped and one.value is None for one in case.periods)
    last_told = case.indicator.reporting == "cumulative" and not (after and after[-1] in lacking)
    return Total(value, sources_of(parts), counted, (), opening or bool(lacking and not last_told))


def _paced(case: Case, total: Total) -> tuple[Period, ...]:
    """The periods that the pace is taken from; those before the first followed year, where their figures are known."""
    if total.incomplete and not any(not one.followed and one.value is not None for one in case.periods):
        return case.judged
    return tuple(one for one in case.periods if one.judged or not (one.followed or one.dropped))


def _counted(case: Case, periods: Sequence[Period]) -> Decimal | None:
    """What the issues closed as done without a line add by the operator's word; nothing where he gave none."""
    each = case.indicator.count_closed
    closed = sum(_counts(case, one) for one in periods)
    return each * closed if each is not None and closed else None


def _counts(case: Case, period: Period) -> bool:
    silent = not period.account.said and period.standing.last is None
    return case.indicator.count_closed is not None and silent and period.report.status is Status.DONE


def _rolled_up(case: Case) -> Total:
    """What the child measures of the same unit add up to; nothing where the measure's own figure was withdrawn."""
    parts = rolled_up(case.indicator, case.children)
    known = [progress.actual for _child, progress in parts if progress.actual is not None]
    if not known or case.own.fault or any(one.standing.fault for one in case.periods):
        return Total(None)
    sources = tuple(source for _child, progress in parts for source in progress.sources)
    keys = tuple(child.measure.key for child, _progress in parts)
    return Total(sum(known, Decimal(0)), sources, None, keys, len(known) < len(parts))


def rolled_up(
    indicator: Indicator, children: Sequence[MeasureProgress]
) -> list[tuple[MeasureProgress, IndicatorProgress]]:
    """The totals of child measures that count the same thing as an indicator of the measure above them."""
    return [
        (child, progress)
        for child in children
        for progress in child.indicators
        if progress.indicator.kind is IndicatorKind.TOTAL is indicator.kind
        and same_unit(progress.indicator.unit, indicator.unit)
        and progress.state is not MeasureState.CANCELLED
    ]


def _states(case: Case, actual: Decimal | None, need: Decimal | None) -> list[MeasureState]:
    indicator = case.indicator
    met = actual is not None and meets(indicator, actual)
    last = max(case.judged, key=lambda one: one.due, default=None)
    late = any(one.state is DeadlineState.OVERDUE for one in case.judged)
    early = met and not is_limit(indicator)
    found = [MeasureState.DONE if early or (met and case.closed) else MeasureState.ON_TRACK]
    if met:
        return found
    if actual is None:
        found.append(MeasureState.NO_DATA)
    elif case.closed:
        found.append(MeasureState.NOT_REACHED)
    elif is_limit(indicator) or is_behind(actual, need):
        found.append(MeasureState.AT_RISK)
    if last is not None and not case.closed:
        if last.finished and late:
            found.append(MeasureState.OVERDUE)
        if case.near(last):
            found.append(MeasureState.AT_RISK)
    return found
