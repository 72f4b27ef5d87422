"""What an issue asks a clerk to report: each indicator that takes a figure, its target and an example that fits.

Values for a template and no words: those are the template's, in the language of the issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from mappings.counted import counted, of_all
from mappings.plan import Deadline, Indicator, IndicatorKind, Measure

_WITHOUT_FIGURE = frozenset({IndicatorKind.DONE, IndicatorKind.QUALITATIVE})
_GENITIVE = frozenset({">=", "<=", ">", "<"})  # words of comparison govern another case than a number alone
_HALF = Decimal("0.5")

Wanted = Literal["share", "level", "growth", "change", "of_year", "of_period", "so_far"]


@dataclass(frozen=True)
class AskedFigure:
    """One indicator as an issue asks for it. `value` is None where the plan names no number; `fall` of what falls."""

    number: int
    text: str
    value: Decimal | None
    comparator: str
    unit: str
    percent: bool
    by_year: tuple[tuple[int, Decimal], ...]
    wanted: Wanted
    example: Decimal

    @property
    def fall(self) -> bool:
        """Whether something is to become less by so much."""
        return self.value is not None and self.value < 0


def asked_texts(measure: Measure) -> list[tuple[int, str]]:
    """The indicators that a figure is reported for, each with the number that it is reported under."""
    return [(number, one.text) for number, one in enumerate(measure.indicators, start=1) if _takes_figure(one)]


def asked_figures(measure: Measure, deadline: Deadline | None) -> list[AskedFigure]:
    """The same with what is needed to say what is asked, for one deadline or for the measure as a whole."""
    return [
        _asked(number, indicator, measure, deadline)
        for number, indicator in enumerate(measure.indicators, start=1)
        if _takes_figure(indicator)
    ]


def _takes_figure(indicator: Indicator) -> bool:
    return indicator.kind not in _WITHOUT_FIGURE


def _asked(number: int, indicator: Indicator, measure: Measure, deadline: Deadline | None) -> AskedFigure:
    of_year = dict(indicator.targets).get(deadline.period) if deadline else None
    value = indicator.value if of_year is None else of_year
    growth = indicator.kind is IndicatorKind.GROWTH
    sign = "" if growth or indicator.comparator == "=" else indicator.comparator or ""
    wanted = _wanted(indicator, measure)
    share = len(measure.deadlines) if wanted == "of_period" else 1
    return AskedFigure(
        number=number,
        text=indicator.text,
        value=value,
        comparator=sign,
        unit=_unit(indicator, value, genitive=sign in _GENITIVE),
        percent=indicator.percent,
        by_year=indicator.targets if of_year is None else (),
        wanted=wanted,
        example=_example(indicator, value, share),
    )


def _unit(indicator: Indicator, value: Decimal | None, *, genitive: bool) -> str:
    """What is counted in the form that goes with the number; a percent is of many."""
    unit = "" if indicator.unit == "%" else indicator.unit
    if value is None or not unit:
        return unit
    return of_all(unit) if indicator.percent else counted(value, unit, genitive=genitive)


def _wanted(indicator: Indicator, measure: Measure) -> Wanted:
    match indicator.kind:
        case IndicatorKind.GROWTH:
            return "growth" if indicator.percent else "change"
        case IndicatorKind.LEVEL:
            return "share" if indicator.percent else "level"
        case IndicatorKind.PER_YEAR:
            return "of_year"
        case _:
            pass
    usual = "period" if len(measure.deadlines) > 1 else "cumulative"
    return "so_far" if (indicator.reporting or usual) == "cumulative" else "of_period"


def _example(indicator: Indicator, value: Decimal | None, periods: int) -> Decimal:
    """A figure of the right size that is not the target, where a smaller whole one can be found."""
    if indicator.kind is IndicatorKind.LEVEL:
        return Decimal(45) if indicator.percent or value is None else value
    if value is None:
        return Decimal(3)
    if indicator.kind is IndicatorKind.GROWTH:
        return value * _HALF if indicator.percent else value
    third = value // 3 if periods == 1 else value // periods
    if third < 1:
        return min(value, Decimal(1))
    return third.quantize(Decimal(1).scaleb(third.adjusted()), ROUND_DOWN)  # round: a sample, and no figure to copy
