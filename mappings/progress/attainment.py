"""How far a figure reaches what an indicator asks: comparing, percent, rounding, the target of a year.

Pure arithmetic on decimals. A figure that is missing is never taken for zero, and one that is short never for enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from mappings.plan import Indicator, IndicatorKind

_FULL = Decimal(100)
_TENTH = Decimal("0.1")


def asked_in(indicator: Indicator, year: int) -> Indicator:
    """The indicator with the target of a year, where the plan names one for each; else the indicator itself."""
    if not indicator.targets:
        return indicator
    named = sorted(indicator.targets)
    begun = [value for since, value in named if since <= year]
    return replace(indicator, value=begun[-1] if begun else named[0][1])


def falls(indicator: Indicator) -> bool:
    """Whether less is better: a limit, or growth that is to be negative."""
    return (indicator.comparator in ("<", "<=")) != _shrinks(indicator)


def is_limit(indicator: Indicator) -> bool:
    """Whether the target is a value not to be passed."""
    return indicator.comparator in ("<", "<=")


def meets(indicator: Indicator, actual: Decimal) -> bool:
    """Whether a figure satisfies an indicator; a bare number or an equality asks for at least so much."""
    if indicator.value is None:
        return True
    if indicator.comparator in ("<", ">"):
        return actual < indicator.value if falls(indicator) else actual > indicator.value
    return actual <= indicator.value if falls(indicator) else actual >= indicator.value


def percent_of(indicator: Indicator, actual: Decimal) -> Decimal | None:
    """How much of the target a figure is, in percent: of a limit, how much of the figure the limit is.

    Above 100 it is shown as it is; short of the target never as 100, and never below 0. None where the target names
    no number, and where there is nothing to divide by and the target is not met.
    """
    if indicator.value is None:
        return None
    met = meets(indicator, actual)
    part, whole = (indicator.value, actual) if is_limit(indicator) else (actual, indicator.value)
    if whole == 0:
        return _FULL if met else None
    percent = _FULL * part / whole
    if met:
        return max(_FULL, tenths(percent))
    return max(Decimal(0), min(tenths(percent), _FULL - _TENTH))


def tenths(value: Decimal) -> Decimal:
    """A number to one decimal place, a half upwards."""
    return value.quantize(_TENTH, ROUND_HALF_UP)


def mean(percents: Sequence[Decimal]) -> Decimal:
    """The mean of percents, at least one, each counted as 100 at most; what is short of the whole stays so."""
    whole = sum((min(_FULL, percent) for percent in percents), Decimal(0)) / len(percents)
    return whole if whole == _FULL else min(tenths(whole), _FULL - _TENTH)


def part_of(count: int, whole: int) -> Decimal:
    """How many of a whole, in percent; what is short of all is never shown as 100."""
    return _FULL if count == whole else min(tenths(_FULL * count / whole), _FULL - _TENTH)


def _shrinks(indicator: Indicator) -> bool:
    return indicator.kind is IndicatorKind.GROWTH and indicator.value is not None and indicator.value < 0
