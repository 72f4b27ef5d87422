"""What is judged by closing: a thing that is there or is not, a direction, a target that leaves out its number.

A figure of the last kind is shown and is no percentage of anything.
"""

from __future__ import annotations

from decimal import Decimal

from mappings.plan import IndicatorKind
from mappings.progress.levels import level_points
from mappings.progress.periods import Case
from mappings.progress.severity import worst
from mappings.progress.shown import period_progress, shown, sources_of
from mappings.progress.standing import Standing
from mappings.progress.states import DeadlineState, IndicatorProgress, MeasureState
from mappings.progress.totals import total_of

_FULL = Decimal(100)


def judge_done(case: Case) -> IndicatorProgress:
    """Done once all is closed: then 100 percent, where a thing is asked and no direction."""
    percent = _FULL if case.closed and case.indicator.kind is IndicatorKind.DONE else None
    state = MeasureState.DONE if case.closed else worst(_open_states(case, known=case.begun))
    return IndicatorProgress(case.indicator, None, percent, state)


def judge_without_number(case: Case) -> IndicatorProgress:
    """A target that leaves its number out: what was reported is shown, and all closed with a figure is done."""
    if case.indicator.kind is IndicatorKind.TOTAL:
        total = total_of(case)
        actual, sources = total.value, total.sources
    else:
        points = level_points(case)
        key, last = (points[-1][1], points[-1][2]) if points else ("", Standing())
        actual, sources = shown(last, last.value), sources_of([(key, last)])
    if case.closed:
        state = MeasureState.NO_DATA if actual is None else MeasureState.DONE
    else:
        state = worst(_open_states(case, known=actual is not None))
    periods = tuple(period_progress(one, one.value) for one in case.judged)
    return IndicatorProgress(case.indicator, actual, None, state, periods=periods, sources=sources)


def _open_states(case: Case, *, known: bool) -> list[MeasureState]:
    found = [MeasureState.ON_TRACK if known else MeasureState.NO_DATA]
    if any(one.state is DeadlineState.OVERDUE for one in case.judged):
        found.append(MeasureState.OVERDUE)
    if any(case.near(one) for one in case.judged):
        found.append(MeasureState.AT_RISK)
    return found
