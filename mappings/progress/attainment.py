"""How far reported figures reach what an indicator asks: comparing, percent, and the indicator's state.

Pure judgement over values. A figure that is missing is never taken for zero, and never for a success.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from mappings.plan import Indicator, IndicatorKind
from mappings.progress.states import (
    DeadlineProgress,
    DeadlineState,
    IndicatorProgress,
    MeasureState,
    Report,
    Status,
)

_FULL = Decimal(100)
_TENTH = Decimal("0.1")
_LAG_ALLOWED = Decimal("0.9")  # a count may trail the time that has passed by a tenth before it is at risk
_EACH_DEADLINE = frozenset({IndicatorKind.PER_YEAR, IndicatorKind.GROWTH})


def meets(indicator: Indicator, actual: Decimal) -> bool:
    """Whether a figure satisfies an indicator; a bare number or an equality asks for at least so much."""
    if indicator.value is None:
        return True
    match indicator.comparator:
        case "<=":
            return actual <= indicator.value
        case "<":
            return actual < indicator.value
        case ">":
            return actual > indicator.value
        case _:
            return actual >= indicator.value


def percent_of(indicator: Indicator, actual: Decimal) -> Decimal | None:
    """How much of the target a figure is, from 0 to 100 percent; 100 exactly where it is met.

    None where the target names no number. Past an upper limit the percent falls as the figure grows.
    """
    if indicator.value is None:
        return None
    if meets(indicator, actual):
        return _FULL
    part, whole = (indicator.value, actual) if _is_limit(indicator) else (actual, indicator.value)
    return rounded(_FULL * part / whole, short=True) if part > 0 and whole > 0 else Decimal(0)


def rounded(percent: Decimal, *, short: bool = False) -> Decimal:
    """A percent of 0 to 100 to one decimal place; what is `short` of the whole is never rounded up to it."""
    ceiling = _FULL - _TENTH if short or percent < _FULL else _FULL
    return min(ceiling, max(Decimal(0), min(percent, _FULL)).quantize(_TENTH, ROUND_HALF_UP))


def mean(percents: Sequence[Decimal]) -> Decimal:
    """The mean of percents, at least one."""
    return rounded(sum(percents, Decimal(0)) / len(percents))


def closed_share(live: Sequence[DeadlineProgress], own: Report) -> Decimal | None:
    """How many of the deadlines are done, in percent; without deadlines the measure's own issue says it."""
    if not live:
        return _FULL if own.status is Status.DONE else None
    return mean([_FULL if deadline.state is DeadlineState.DONE else Decimal(0) for deadline in live])


def is_closed(live: Sequence[DeadlineProgress], own: Report) -> bool:
    """Whether no work is left: every deadline is done, or there is none and the measure's own issue is."""
    return all(deadline.state is DeadlineState.DONE for deadline in live) if live else own.status is Status.DONE


def is_begun(report: Report) -> bool:
    """Whether the staff have set to work on an issue."""
    return report.status in (Status.IN_PROGRESS, Status.DONE) or bool(report.figures)


def judge_indicator(
    indicator: Indicator, number: int, live: Sequence[DeadlineProgress], own: Report, *, today: date
) -> IndicatorProgress:
    """The state of one indicator, its `number` from 1; `live` are the deadlines that still count, by date."""
    actual = _actual(indicator, number, live, own)
    if indicator.value is None or indicator.kind in (IndicatorKind.DONE, IndicatorKind.QUALITATIVE):
        return IndicatorProgress(indicator, actual, closed_share(live, own), _by_status(live, own))
    if actual is None:
        return IndicatorProgress(indicator, None, None, MeasureState.NO_DATA)
    percent = percent_of(indicator, actual)
    if len(live) > 1 and indicator.kind in _EACH_DEADLINE:
        return IndicatorProgress(indicator, actual, percent, _each_state(indicator, number, live))
    return IndicatorProgress(indicator, actual, percent, _whole_state(indicator, number, actual, live, own, today))


def share_reached(progress: IndicatorProgress, number: int, live: Sequence[DeadlineProgress]) -> Decimal | None:
    """How much of the whole way is gone, in percent: a target asked every year counts every year."""
    values = [deadline.report.figure(number) for deadline in live]
    yearly = progress.indicator.kind in _EACH_DEADLINE and len(live) > 1
    if not yearly or progress.indicator.value is None or all(value is None for value in values):
        return progress.percent
    percents = [None if value is None else percent_of(progress.indicator, value) for value in values]
    return mean([percent or Decimal(0) for percent in percents])


def _is_limit(indicator: Indicator) -> bool:
    return indicator.comparator in ("<", "<=")


def _actual(indicator: Indicator, number: int, live: Sequence[DeadlineProgress], own: Report) -> Decimal | None:
    """A total is what the measure's own issue says, else the sum; any other is the latest deadline's."""
    reported = [value for deadline in live if (value := deadline.report.figure(number)) is not None]
    whole = own.figure(number)
    if indicator.kind is IndicatorKind.TOTAL:
        return whole if whole is not None or not reported else sum(reported, Decimal(0))
    return reported[-1] if reported else whole


def _by_status(live: Sequence[DeadlineProgress], own: Report) -> MeasureState:
    if is_closed(live, own):
        return MeasureState.DONE
    if any(deadline.state is DeadlineState.OVERDUE for deadline in live):
        return MeasureState.OVERDUE
    begun = is_begun(own) or any(is_begun(deadline.report) for deadline in live)
    return MeasureState.ON_TRACK if begun else MeasureState.NO_DATA


def _each_state(indicator: Indicator, number: int, live: Sequence[DeadlineProgress]) -> MeasureState:
    """A yearly target is kept only if no year that has ended, or was closed, fell short of it."""
    short = set()
    for deadline in live:
        value = deadline.report.figure(number)
        ended = deadline.state in (DeadlineState.DONE, DeadlineState.OVERDUE)
        missed = ended if value is None else (ended or _is_limit(indicator)) and not meets(indicator, value)
        if missed:
            short.add(deadline.state)
    if DeadlineState.OVERDUE in short:
        return MeasureState.OVERDUE
    if short:
        return MeasureState.AT_RISK
    finished = all(deadline.state is DeadlineState.DONE for deadline in live)
    return MeasureState.DONE if finished else MeasureState.ON_TRACK


def _whole_state(
    indicator: Indicator,
    number: int,
    actual: Decimal,
    live: Sequence[DeadlineProgress],
    own: Report,
    today: date,
) -> MeasureState:
    """One target for the whole measure: a count may be reached early, a level or limit is held to the end."""
    closed = is_closed(live, own)
    counted = indicator.kind is IndicatorKind.TOTAL
    if meets(indicator, actual):
        early = counted and not _is_limit(indicator)
        return MeasureState.DONE if closed or early else MeasureState.ON_TRACK
    if closed:
        return MeasureState.AT_RISK
    if not live:
        return MeasureState.AT_RISK if counted and _is_limit(indicator) else MeasureState.ON_TRACK
    if today > live[-1].deadline.due:
        return MeasureState.OVERDUE
    reported = [deadline for deadline in live if deadline.report.figure(number) is not None]
    closed_short = not counted and bool(reported) and reported[-1].state is DeadlineState.DONE
    if closed_short or (counted and _is_limit(indicator)):
        return MeasureState.AT_RISK
    return MeasureState.ON_TRACK if _keeps_pace(indicator, actual, live, today) else MeasureState.AT_RISK


def _keeps_pace(indicator: Indicator, actual: Decimal, live: Sequence[DeadlineProgress], today: date) -> bool:
    first, last = live[0].deadline.start, live[-1].deadline.due
    passed = Decimal(max(0, (today - first).days)) / max(1, (last - first).days)
    return (percent_of(indicator, actual) or Decimal(0)) / 100 >= passed * _LAG_ALLOWED
