"""How the things of a plan become cells: its sections, states, and an indicator's plan, fact and unit."""

from __future__ import annotations

from decimal import Decimal

from mappings.counted import nominative, of_all
from mappings.plan import Indicator
from mappings.progress import DeadlineState, IndicatorProgress, MeasureProgress, MeasureState
from mappings.wording import clean, number, percent
from sync.summary import words
from sync.summary.outlook import is_not_due
from sync.summary.tables.values import Quantity, State, Tone

_DEADLINES = {
    DeadlineState.DONE: Tone.GOOD,
    DeadlineState.SUBMITTED: Tone.GOOD,
    DeadlineState.OVERDUE: Tone.LATE,
    DeadlineState.AWAITED: Tone.NEAR,
    DeadlineState.DUE_SOON: Tone.NEAR,
    DeadlineState.IN_PROGRESS: Tone.WORK,
    DeadlineState.PLANNED: Tone.QUIET,
    DeadlineState.CANCELLED: Tone.QUIET,
}
_MEASURES = {
    MeasureState.DONE: Tone.GOOD,
    MeasureState.ON_TRACK: Tone.WORK,
    MeasureState.AT_RISK: Tone.NEAR,
    MeasureState.OVERDUE: Tone.LATE,
    MeasureState.NOT_REACHED: Tone.LATE,
    MeasureState.NO_DATA: Tone.QUIET,
    MeasureState.CANCELLED: Tone.QUIET,
}


def of_deadline(state: DeadlineState) -> State:
    """A deadline's state."""
    return State(words.deadline_state(state), _DEADLINES[state])


def of_measure(one: MeasureProgress) -> State:
    """How a measure stands."""
    return State(words.standing(one), Tone.QUIET if is_not_due(one) else _MEASURES[one.state])


def of_indicator(one: IndicatorProgress, measure: MeasureProgress) -> State:
    """How an indicator of a measure stands."""
    if is_not_due(measure):
        return of_measure(measure)
    return State(words.measure_state(one.state), _MEASURES[one.state])


def share(value: Decimal | None) -> Quantity | None:
    """A percentage."""
    return None if value is None else Quantity(value, percent(value), percent=True)


def planned(indicator: Indicator) -> Quantity | None:
    """What an indicator asks for, with its comparison; None where it names no number."""
    if indicator.value is None:
        return None
    return Quantity(indicator.value, words.target(indicator), indicator.percent)


def quantity(indicator: Indicator | None, value: Decimal | None) -> Quantity | None:
    """A figure in its indicator's own measure; a bare number where the plan asks for none."""
    if value is None:
        return None
    if indicator is None:
        return Quantity(value, number(value))
    return Quantity(value, words.amount(indicator, value), indicator.percent)


def unit(indicator: Indicator) -> str:
    """What it is counted in, as one names it: «справка», «% библиотек»."""
    printed = clean(indicator.unit)
    if not indicator.percent:
        return nominative(printed) if printed else ""
    return f"% {of_all(printed)}" if printed and printed != "%" else "%"


def fact(one: IndicatorProgress, measure: MeasureProgress) -> Quantity | str | None:
    """What was reported; in words that nothing was, where a number is asked for and its time has come."""
    if one.actual is None and one.indicator.value is not None and not is_not_due(measure):
        return words.no_fact()
    return quantity(one.indicator, one.actual)
