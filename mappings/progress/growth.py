"""Growth by the year: as it was reported in percent, or from one year's amount to the next, and chained over the years.

Decides what the growth of a year is. Without a base nothing is told, not even from the first amount to the second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from mappings.progress.attainment import asked_in, tenths
from mappings.progress.periods import Case, Period
from mappings.progress.states import IndicatorProgress
from mappings.progress.yearly import Years, judge_years

_FULL = Decimal(100)
_INDEX = Decimal("0.0001")
# «Пополнение фонда на 3 %»: what is reported is what was added, and what it is added to is the stock.
_ADDED = re.compile(r"\bпополн\w+|\breplenish\w*|\bacqui\w+", re.IGNORECASE)


@dataclass(frozen=True)
class Growth:
    """The growth of each period, and the periods whose amount has no base to be compared with."""

    values: dict[str, Decimal | None]
    baseless: tuple[Period, ...]


def judge_growth(case: Case) -> IndicatorProgress:
    """The state of a growth that is asked of every year, and how it chains over the finished ones."""
    growth = growth_of(case)
    years = Years(case, growth.values)
    judged = judge_years(years)
    reached, required = _chained(years)
    rounded = replace(
        judged,
        actual=_shown(case, judged.actual),
        periods=tuple(replace(one, actual=_shown(case, one.actual)) for one in judged.periods),
        running=judged.running and replace(judged.running, actual=_shown(case, judged.running.actual)),
    )
    return replace(rounded, index=reached, index_required=required)


def growth_of(case: Case) -> Growth:
    """The growth of every period in percent, or in the unit of the target where that is no percentage."""
    values: dict[str, Decimal | None] = {}
    baseless = []
    stock = case.indicator.baseline
    since = case.indicator.baseline_year
    base_of = None if since is None else since + 1
    if base_of is not None and any(one.year < base_of for one in case.periods):
        stock = None
    for period in case.periods:
        if period.year == base_of:
            stock = case.indicator.baseline
        value = period.value
        if value is None:
            values[period.key], stock = None, None
            continue
        grown, stock = _step(case, period, value, stock)
        values[period.key] = grown
        if grown is None:
            baseless.append(period)
    return Growth(values, tuple(baseless))


def _step(case: Case, period: Period, value: Decimal, stock: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The growth of a period and the stock at its end, from what was reported and the stock before it."""
    indicator = case.indicator
    if not indicator.percent:
        grown = value if indicator.baseline is None else None if stock is None else value - stock
        return grown, value
    if period.standing.lines[-1].percent:
        return value, None if stock is None else stock * (1 + value / _FULL)
    added = _ADDED.search(indicator.text) is not None
    if stock is None or stock <= 0:
        return None, None if added or indicator.baseline is None else value
    after = stock + value if added else value
    return _FULL * (after / stock - 1), after


def _chained(years: Years) -> tuple[Decimal | None, Decimal | None]:
    """How many times the first it is after the finished periods, and how many times it should be."""
    case = years.case
    values = [years.value(one) for one in case.finished]
    if not case.indicator.percent or not values or any(value is None for value in values):
        return None, None
    reached = required = Decimal(1)
    for one, value in zip(case.finished, values, strict=True):
        reached *= 1 + (value or Decimal(0)) / _FULL
        required *= 1 + (asked_in(case.indicator, one.year).value or Decimal(0)) / _FULL
    return reached.quantize(_INDEX, ROUND_HALF_UP), required.quantize(_INDEX, ROUND_HALF_UP)


def _shown(case: Case, value: Decimal | None) -> Decimal | None:
    if value is None or not case.indicator.percent:
        return value
    return value if value == tenths(value) else tenths(value)
