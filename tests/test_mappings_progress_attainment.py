"""How a figure is measured against a target: comparing, percent, rounding, the target of a year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Indicator, IndicatorKind
from mappings.progress import meets, percent_of
from mappings.progress.attainment import asked_in, falls, mean, part_of
from tests.examples.plan_values import indicator


@pytest.mark.parametrize(
    ("comparator", "target", "actual", "met", "percent"),
    [
        (">=", "4", "4", True, "100"),
        (">=", "4", "5", True, "125"),
        (">=", "80", "84.5", True, "105.6"),
        (">=", "4", "3", False, "75"),
        (">=", "3", "2", False, "66.7"),
        (">=", "4", "0", False, "0"),
        (">=", "4", "-2", False, "0"),
        (">=", "80", "79.96", False, "99.9"),
        (">=", "10000", "9999", False, "99.9"),
        (">=", "0", "0", True, "100"),
        (">=", "0", "-1", False, None),
        ("=", "1", "2", True, "200"),
        ("=", "2", "1", False, "50"),
        (None, "4", "2", False, "50"),
        (">", "4", "4", False, "99.9"),
        (">", "4", "5", True, "125"),
        (">", "0", "0", False, None),
        ("<=", "5", "5", True, "100"),
        ("<=", "5", "4", True, "125"),
        ("<=", "5", "10", False, "50"),
        ("<=", "0", "3", False, "0"),
        ("<=", "5", "0", True, "100"),
        ("<", "5", "5", False, "99.9"),
        ("<", "0", "0", False, None),
    ],
)
def test_a_figure_against_a_target(
    comparator: str | None, target: str, actual: str, met: bool, percent: str | None
) -> None:
    """Fact by plan, of a limit plan by fact; above 100 is shown, short of it never rounded up, nothing by nothing."""
    asked = indicator(target, comparator=comparator)
    assert meets(asked, Decimal(actual)) is met
    assert percent_of(asked, Decimal(actual)) == (None if percent is None else Decimal(percent))


def test_a_fall_that_is_asked_is_met_by_a_greater_fall() -> None:
    """«Снижение на 10 %» is a growth of -10: less is better, and a rise is nothing reached."""
    asked = indicator("-10", kind=IndicatorKind.GROWTH, comparator="=", percent=True)
    assert falls(asked)
    assert [meets(asked, Decimal(value)) for value in ("-12", "-10", "-9.9", "3")] == [True, True, False, False]
    assert [percent_of(asked, Decimal(value)) for value in ("-12", "-5", "3")] == [120, 50, 0]


def test_a_target_without_a_number_is_met_by_any_figure() -> None:
    """Where the text leaves the number out, a figure satisfies it, and is no percent of anything."""
    assert meets(indicator(None), Decimal(0))
    assert percent_of(indicator(None), Decimal(7)) is None


def test_a_year_has_its_own_target_where_the_plan_names_them() -> None:
    """The target of a year is the newest one named by then; before the first it is the first."""
    asked = Indicator(
        IndicatorKind.LEVEL,
        "=",
        Decimal(15),
        "",
        percent=False,
        text="",
        targets=((2024, Decimal(10)), (2026, Decimal(15))),
    )
    assert [asked_in(asked, year).value for year in (2021, 2024, 2025, 2026, 2030)] == [10, 10, 10, 15, 15]
    assert asked_in(indicator(4), 2024).value == 4


def test_a_mean_is_whole_only_where_everything_is() -> None:
    """Each percent counts as 100 at most, and rounding makes no short mean a whole one."""
    assert mean([Decimal(250), Decimal(50)]) == 75
    assert mean([Decimal(100)] * 99 + [Decimal("99.9")]) == Decimal("99.9")
    assert [part_of(1, 3), part_of(9999, 10000), part_of(3, 3)] == [Decimal("33.3"), Decimal("99.9"), 100]


numbers = st.decimals(-100_000, 100_000, allow_nan=False, allow_infinity=False, places=2)
comparators = st.sampled_from([">=", "=", "<=", "<", ">", None])


@given(numbers, numbers, comparators)
def test_a_percent_is_full_exactly_where_the_target_is_met(
    target: Decimal, actual: Decimal, comparator: str | None
) -> None:
    """A percent is never below 0, has one decimal, and no short figure is a full one."""
    asked = Indicator(IndicatorKind.TOTAL, comparator, target, "", percent=False, text="")
    percent = percent_of(asked, actual)
    if percent is not None:
        assert percent >= 0
        assert percent == percent.quantize(Decimal("0.1"))
        assert (percent >= 100) == meets(asked, actual)
    else:
        assert not meets(asked, actual)


@given(numbers, numbers, numbers, comparators)
def test_a_better_figure_is_never_a_lower_percent(
    target: Decimal, one: Decimal, other: Decimal, comparator: str | None
) -> None:
    """More is better, but for an upper limit, where less is; what is above 100 counts as 100."""
    asked = Indicator(IndicatorKind.TOTAL, comparator, target, "", percent=False, text="")
    worse, better = sorted([one, other], reverse=comparator in ("<", "<="))
    low, high = percent_of(asked, worse), percent_of(asked, better)
    if low is not None and high is not None:
        assert min(low, Decimal(100)) <= min(high, Decimal(100))
