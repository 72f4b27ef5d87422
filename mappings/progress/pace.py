"""How much was due by now: the share of the time that is gone, and what of a target belongs to it.

Decides who is behind. What cannot be divided is not due in part, and where nobody knows the start no pace is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from mappings.plan import Indicator
from mappings.progress.attainment import asked_in, falls
from mappings.progress.periods import Period

_LAG_ALLOWED = Decimal("0.9")  # a tenth behind is not behind yet


def share_gone(periods: Sequence[Period], today: date) -> Decimal:
    """The share of the periods that are finished; of a single one the days that are gone."""
    if not periods:
        return Decimal(0)
    finished = sum(one.finished for one in periods)
    if len(periods) > 1 or finished:
        return Decimal(finished) / len(periods)
    whole = (periods[0].due - periods[0].start).days
    gone = (min(today, periods[0].due) - periods[0].start).days
    return Decimal(max(0, gone)) / max(1, whole)


def count_needed(indicator: Indicator, periods: Sequence[Period], today: date) -> Decimal | None:
    """How much of a count was due by now, in whole numbers; by the years' own targets where the plan names them."""
    if indicator.value is None or not periods:
        return None
    if indicator.targets:
        ended = [one.year for one in periods if one.finished]
        ended += [] if len(periods) > 1 else [year for year, _value in indicator.targets if year < today.year]
        begun = [year for year in ended if year >= min(indicator.targets)[0]]
        return asked_in(indicator, max(begun)).value if begun else Decimal(0)
    return (indicator.value * share_gone(periods, today)).to_integral_value(ROUND_FLOOR)


def is_behind(actual: Decimal, need: Decimal | None) -> bool:
    """Whether a count is so far below what was due that it must be told."""
    return need is not None and actual < _LAG_ALLOWED * need


def way_gone(indicator: Indicator, actual: Decimal) -> Decimal | None:
    """Which part of the way from the baseline to the target is gone; None where the plan tells no baseline."""
    base, target = indicator.baseline, indicator.value
    if base is None or target is None or base == target:
        return None
    return (actual - base) / (target - base)


def level_needed(indicator: Indicator, share: Decimal) -> Decimal | None:
    """The level that belongs to a share of the time, on a straight way from the baseline to the target."""
    base, target = indicator.baseline, indicator.value
    if base is None or target is None or base == target or _aims_back(indicator, base, target):
        return None
    return base + (target - base) * share


def is_slow(indicator: Indicator, actual: Decimal, share: Decimal) -> bool:
    """Whether a level is less of its way than the time that is gone asks for."""
    way = way_gone(indicator, actual)
    needed = level_needed(indicator, share)
    return way is not None and needed is not None and way < _LAG_ALLOWED * share


def _aims_back(indicator: Indicator, base: Decimal, target: Decimal) -> bool:
    """Whether the baseline is better than the target: then there is no way to go."""
    return target > base if falls(indicator) else target < base
