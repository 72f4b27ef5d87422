"""A level: its last value against one to be reached and held.

Decides which value is the last, whether it fell, and with a baseline whether it keeps pace. Levels are never summed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mappings.progress.attainment import asked_in, is_limit, meets, percent_of
from mappings.progress.pace import is_slow, level_needed, share_gone, way_gone
from mappings.progress.periods import Case, Period
from mappings.progress.severity import worst
from mappings.progress.shown import period_progress, shown, sources_of
from mappings.progress.standing import Standing
from mappings.progress.states import DeadlineState, IndicatorProgress, MeasureState

_SHOWN = Decimal("0.0001")


def judge_level(case: Case) -> IndicatorProgress:
    """The state of a level; periods that were short stay visible as missed."""
    points = level_points(case)
    day, key, last = points[-1] if points else (None, "", Standing())
    actual = last.value
    asked = asked_in(case.indicator, day.year if day else case.day.today.year)
    share = share_gone(case.judged, case.day.today)
    way = None if actual is None else way_gone(case.indicator, actual)
    line = last.lines[0] if len(last.lines) == 1 and last.lines[0].of is not None else None
    return IndicatorProgress(
        case.indicator,
        shown(last, actual),
        None if actual is None else percent_of(asked, actual),
        worst(_states(case, points, share)),
        need=level_needed(case.indicator, share) if case.judged else None,
        periods=tuple(period_progress(one, one.value) for one in case.judged),
        sources=sources_of([(key, last)]),
        missed_periods=tuple(one.year for one in case.finished if one.value is not None and is_short(case, one)),
        progress=None if way is None else way.quantize(_SHOWN),
        numerator=line.value if line else None,
        denominator=line.of if line else None,
    )


def level_points(case: Case) -> list[tuple[date, str, Standing]]:
    """The levels that count, by the day each stands for; the measure's own figure stands for all that was due before.

    A period that was cancelled or dropped says nothing of the level. Where the newest is withdrawn nothing counts.
    """
    periods = [one for one in case.periods if one.judged or _earlier(one)]
    own = []
    if case.own_day is not None and case.own.value is not None:
        periods = [one for one in periods if one.due > case.own_day]
        own = [(case.own_day, case.own_report.key, case.own)]
    points = [*own, *((one.deadline.planned, one.report.key, one.standing) for one in periods)]
    told = [point for point in points if point[2].last is not None]
    if told and told[-1][2].value is None:
        return []
    return [point for point in told if point[2].value is not None]


def is_short(case: Case, period: Period) -> bool:
    """Whether a period does not show its target."""
    return period.value is None or not meets(asked_in(case.indicator, period.year), period.value)


def _earlier(period: Period) -> bool:
    return not period.followed and not period.dropped


def _states(case: Case, points: list[tuple[date, str, Standing]], share: Decimal) -> list[MeasureState]:
    met = [meets(asked_in(case.indicator, day.year), one.value) for day, _key, one in points if one.value is not None]
    reached = bool(met) and met[-1]
    found = [MeasureState.DONE if reached and case.closed else MeasureState.ON_TRACK]
    if not met:
        found.append(MeasureState.NO_DATA)
    elif not reached:
        actual = points[-1][2].value or Decimal(0)
        if case.closed:
            found.append(MeasureState.NOT_REACHED)
        elif any(met) or is_limit(case.indicator) or is_slow(case.indicator, actual, share):
            found.append(MeasureState.AT_RISK)
    if not reached and any(case.near(one) for one in case.judged):
        found.append(MeasureState.AT_RISK)
    if any(one.state is DeadlineState.OVERDUE and is_short(case, one) for one in case.judged):
        found.append(MeasureState.OVERDUE)
    return found
