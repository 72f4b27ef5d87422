"""How figures are measured against targets, in one year and over several."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Indicator, IndicatorKind, Measure
from mappings.progress import (
    MeasureProgress,
    MeasureState,
    Report,
    Status,
    judge,
    meets,
    percent_of,
)
from tests.examples.plan_values import figure, indicator, measure, plan, report, reports

TODAY = date(2026, 6, 30)
DONE, CANCELLED, WORK, PLANNED = Status.DONE, Status.CANCELLED, Status.IN_PROGRESS, Status.PLANNED
KEY = "I.3.4"


def _judged(one: Measure, *given_reports: Report, today: date = TODAY, **options: Any) -> MeasureProgress:
    return judge(plan(one), reports(*given_reports), today=today, **options).measures[0]


def _yearly(*, value: int = 8, comparator: str = ">=", kind: IndicatorKind = IndicatorKind.PER_YEAR) -> Measure:
    return measure(KEY, years=range(2024, 2029), indicators=[indicator(value, kind=kind, comparator=comparator)])


def _in_year(year: int, status: Status, *facts: str | int) -> Report:
    return report(f"{KEY}/{year}", status, *facts)


# --- figures against a target


@pytest.mark.parametrize(
    ("comparator", "target", "actual", "met", "percent"),
    [
        (">=", 4, 4, True, "100"),
        (">=", 4, 5, True, "100"),
        (">=", 4, 3, False, "75"),
        (">=", 3, 2, False, "66.7"),
        (">=", 4, 0, False, "0"),
        (">=", 4, -2, False, "0"),
        (">=", 10000, 9999, False, "99.9"),
        (">=", 0, 0, True, "100"),
        (">=", 0, -1, False, "0"),
        ("=", 1, 2, True, "100"),
        ("=", 2, 1, False, "50"),
        (None, 4, 2, False, "50"),
        (None, 4, 4, True, "100"),
        (None, 4, 0, False, "0"),
        (">", 4, 4, False, "99.9"),
        (">", 4, 5, True, "100"),
        (">", 0, 0, False, "0"),
        ("<=", 5, 5, True, "100"),
        ("<=", 5, 10, False, "50"),
        ("<=", 0, 3, False, "0"),
        ("<", 5, 5, False, "99.9"),
        ("<", 5, 4, True, "100"),
        ("<", 0, 0, False, "0"),
        ("<", -1, 2, False, "0"),
    ],
)
def test_a_figure_against_a_target(comparator: str | None, target: int, actual: int, met: bool, percent: str) -> None:
    """A bare number or an equality asks for at least so much; past a limit the percent falls."""
    asked = indicator(target, comparator=comparator)
    assert meets(asked, Decimal(actual)) is met
    assert percent_of(asked, Decimal(actual)) == Decimal(percent)


def test_a_target_without_a_number_is_met_by_any_figure() -> None:
    """Where the text leaves the number out, a figure satisfies it, and is no percent of anything."""
    assert meets(indicator(None), Decimal(0))
    assert percent_of(indicator(None), Decimal(7)) is None


numbers = st.decimals(-100_000, 100_000, allow_nan=False, allow_infinity=False, places=2)
comparators = st.sampled_from([">=", "=", "<=", "<", ">", None])


@given(numbers, numbers, comparators)
def test_a_percent_is_full_exactly_where_the_target_is_met(
    target: Decimal, actual: Decimal, comparator: str | None
) -> None:
    """A percent lies between 0 and 100, with one decimal, and rounding makes no short figure a full one."""
    asked = Indicator(IndicatorKind.TOTAL, comparator, target, "", False, "")
    percent = percent_of(asked, actual)
    assert percent is not None
    assert 0 <= percent <= 100
    assert percent == percent.quantize(Decimal("0.1"))
    assert (percent == 100) == meets(asked, actual)


@given(numbers, numbers, numbers, comparators)
def test_a_better_figure_is_never_a_lower_percent(
    target: Decimal, one: Decimal, other: Decimal, comparator: str | None
) -> None:
    """More is better, but for an upper limit, where less is."""
    asked = Indicator(IndicatorKind.TOTAL, comparator, target, "", False, "")
    worse, better = sorted([one, other], reverse=comparator in ("<", "<="))
    low, high = percent_of(asked, worse), percent_of(asked, better)
    assert low is not None
    assert high is not None
    assert low <= high


# --- several deadlines


def test_a_total_is_the_sum_of_the_deadlines() -> None:
    """Counts of the years add up to the total; a cancelled year adds nothing."""
    one = _yearly(value=10, kind=IndicatorKind.TOTAL)
    result = _judged(one, _in_year(2024, DONE, 2), _in_year(2025, CANCELLED, 9), _in_year(2026, WORK, "1.5"))
    assert result.indicators[0].actual == Decimal("3.5")
    assert result.percent == 35


def test_a_total_on_the_measures_own_issue_outweighs_the_sum() -> None:
    """What the staff say of the whole measure is not added to what they say of its years."""
    one = _yearly(value=10, kind=IndicatorKind.TOTAL)
    result = _judged(one, report(KEY, WORK, 7), _in_year(2024, DONE, 2), _in_year(2025, DONE, 2))
    assert result.indicators[0].actual == 7


def test_a_total_without_figures_is_unknown_and_not_zero() -> None:
    """Closed issues without figures give no data: nobody has said that anything was counted."""
    result = _judged(_yearly(kind=IndicatorKind.TOTAL), _in_year(2024, DONE), _in_year(2025, DONE))
    assert result.indicators[0].actual is None
    assert result.indicators[0].state is MeasureState.NO_DATA
    assert result.percent is None
    assert result.state is MeasureState.ON_TRACK


YEARLY = [
    # what the years report, the indicator's state, its actual, the measure's percent
    ([(DONE, 8), (DONE, 9), (WORK, 1)], "on_track", 1, "42.5"),
    ([(DONE, 8), (DONE, 4), (WORK, 1)], "at_risk", 1, "32.5"),
    ([(DONE, 8), (DONE, None)], "at_risk", 8, "20"),
    ([(DONE, 8), (WORK, 4)], "overdue", 4, "30"),
    ([(DONE, 8), (PLANNED, None)], "overdue", 8, "20"),
    ([(DONE, 8), (WORK, 8)], "on_track", 8, "40"),
    ([(DONE, 8), (CANCELLED, None), (DONE, 8), (DONE, 8), (DONE, 8)], "done", 8, "100"),
    ([(DONE, 8), (CANCELLED, 1), (DONE, 8), (DONE, 7), (DONE, 8)], "at_risk", 8, "96.9"),
]


@pytest.mark.parametrize(("years", "state", "actual", "percent"), YEARLY)
def test_a_yearly_target_is_asked_of_every_year(
    years: list[tuple[Status, int | None]], state: str, actual: int, percent: str
) -> None:
    """A year that ended or was closed short breaks it; the running year may be behind; each is a part."""
    given_reports = [
        _in_year(2024 + offset, status, *(() if fact is None else (fact,)))
        for offset, (status, fact) in enumerate(years)
    ]
    result = _judged(_yearly(), *given_reports)
    assert result.indicators[0].state == state
    assert result.indicators[0].actual == actual
    assert result.percent == Decimal(percent)


def test_a_yearly_limit_is_broken_the_moment_it_is_passed() -> None:
    """An upper limit that is exceeded in a running year cannot be mended by the year's end."""
    result = _judged(
        _yearly(comparator="<="), _in_year(2024, DONE, 8), _in_year(2025, DONE, 0), _in_year(2026, WORK, 9)
    )
    assert result.indicators[0].state is MeasureState.AT_RISK


def test_a_yearly_figure_on_the_measures_own_issue() -> None:
    """It is shown where no year reports, but it names no year, so closed years stay unproved."""
    result = _judged(_yearly(), report(KEY, WORK, 8), _in_year(2024, DONE), _in_year(2025, DONE))
    assert result.indicators[0].actual == 8
    assert result.indicators[0].state is MeasureState.AT_RISK
    assert result.percent == 100


LEVEL = [
    ([(DONE, 75), (DONE, 85)], "on_track", 85),
    ([(DONE, 85), (DONE, 75)], "at_risk", 75),
    ([(DONE, 85), (DONE, 81), (WORK, 79)], "on_track", 79),
    ([(DONE, 75), (DONE, 85), (DONE, 85), (DONE, 85), (DONE, 85)], "done", 85),
]


@pytest.mark.parametrize(("years", "state", "actual"), LEVEL)
def test_a_level_is_what_it_was_last(years: list[tuple[Status, int]], state: str, actual: int) -> None:
    """The newest year's level counts; one that was closed short puts the target at risk."""
    given_reports = [_in_year(2024 + offset, *pair) for offset, pair in enumerate(years)]
    result = _judged(_yearly(value=80, kind=IndicatorKind.LEVEL), *given_reports)
    assert result.indicators[0].state == state
    assert result.indicators[0].actual == actual


def test_without_indicators_the_closed_deadlines_are_the_percent() -> None:
    """Where the plan prints no target, what is done is counted in deadlines, cancelled ones left out."""
    one = measure(KEY, years=range(2024, 2028))
    result = _judged(one, _in_year(2024, DONE), _in_year(2025, CANCELLED), _in_year(2026, WORK))
    assert (result.percent, result.state) == (Decimal("33.3"), MeasureState.ON_TRACK)


def test_two_indicators_are_told_apart_and_both_needed() -> None:
    """Figures name their indicator; one without a figure counts as nothing reached."""
    pair = [indicator(100, kind=IndicatorKind.LEVEL), indicator(50, kind=IndicatorKind.LEVEL)]
    one = measure(KEY, indicators=pair)
    first = _judged(one, report(KEY, DONE, figure(100)))
    assert [inner.state for inner in first.indicators] == [MeasureState.DONE, MeasureState.NO_DATA]
    assert (first.state, first.percent) == (MeasureState.NO_DATA, Decimal(50))
    both = _judged(one, report(KEY, DONE, figure(100), figure(60, indicator=2)))
    assert [inner.actual for inner in both.indicators] == [100, 60]
    assert (both.state, both.percent) == (MeasureState.DONE, Decimal(100))
