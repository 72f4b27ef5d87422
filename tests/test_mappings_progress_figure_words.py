"""What the plan asks for beside what was reported, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mappings import language
from mappings.plan import Indicator, IndicatorKind
from mappings.progress import MeasureProgress, MeasureState, Report, Status, judge
from mappings.progress.figure_words import risk, shortfall, targets, year_fact
from tests.examples.plan_values import figure, indicator, measure, plan, report, reports

TODAY = date(2026, 11, 30)
YEARLY = indicator(4, kind=IndicatorKind.PER_YEAR)


def judged(
    *given: Report, asks: tuple[Indicator, ...], years: tuple[int, ...] = (2026,), today: date = TODAY
) -> MeasureProgress:
    """A measure with these indicators and reports."""
    row = measure("I.1", years=years, indicators=asks, group=None)
    return judge(plan(row), reports(*given), today=today).measures[0]


def done(key: str, *values: str) -> Report:
    """A closed issue with figures, by indicator."""
    lines = [figure(value, indicator=number) for number, value in enumerate(values, start=1)]
    closed = datetime(2026, 11, 20, tzinfo=UTC)
    return replace(report(key, Status.DONE, *lines), closed_at=closed)


@pytest.mark.parametrize(
    ("asked", "english", "russian"),
    [
        (indicator(4), "at least 4 документов", "не менее 4 документов"),
        (indicator(1, comparator="=", unit="услуги"), "1 услуга", "1 услуга"),
        (indicator(5, comparator="<=", unit="жалоб"), "at most 5 жалоб", "не более 5 жалоб"),
        (indicator("1234.5", comparator=">", unit=""), "more than 1\u202f234.5", "более 1\u202f234,5"),
        (indicator(80, kind=IndicatorKind.LEVEL, percent=True, unit="%"), "at least 80%", "не менее 80\u00a0%"),
        (indicator(3, kind=IndicatorKind.GROWTH, percent=True, unit=""), "growth by 3%", "рост на 3\u00a0%"),
        (indicator(-3, kind=IndicatorKind.GROWTH, percent=True, unit=""), "a fall by 3%", "снижение на 3\u00a0%"),
        (YEARLY, "at least 4 документов a year", "не менее 4 документов в год"),
    ],
)
def test_a_target_is_told_as_people_say_it(asked: Indicator, english: str, russian: str) -> None:
    """With its comparison in words and its unit in the form that the number asks for."""
    assert targets(judged(asks=(asked,))) == f"Target: {english}; no figure reported"
    language.use("ru")
    assert targets(judged(asks=(asked,))) == f"План: {russian}; факт не представлен"


def test_a_target_without_a_number_is_told_as_printed() -> None:
    """In the plan's own words, with a figure only where one is asked for."""
    named = indicator(None, kind=IndicatorKind.TOTAL, text="Оснащено библиотек")
    quality = indicator(None, kind=IndicatorKind.QUALITATIVE, text="Доступность  выросла")
    assert targets(judged(asks=(named, quality))) == (
        "Target: Оснащено библиотек; no figure reported; Target: Доступность выросла"
    )
    by_year = replace(indicator(9), targets=((2025, Decimal(5)), (2026, Decimal(9))))
    whole = judged(asks=(by_year,), years=(2025, 2026))
    assert targets(whole).startswith("Target: at least 9 документов")
    assert targets(whole, whole.deadlines[0].deadline).startswith("Target: at least 5 документов")


def test_a_figure_names_its_year_where_it_is_of_one() -> None:
    """Nobody takes last year's figure for this year's."""
    whole = judged(done("I.1/2025", "12"), report("I.1/2026"), asks=(YEARLY,), years=(2025, 2026))
    assert targets(whole) == "Target: at least 4 документов a year; reported for 2025: 12"
    assert [year_fact(one) for one in whole.deadlines] == ["reported: 12", ""]


def test_what_falls_short_is_told_with_what_it_falls_short_of() -> None:
    """A year by its own figure, a total by that of the whole measure; what was reached is left out."""
    year = judged(done("I.1/2025", "5"), done("I.1/2026", "3"), asks=(YEARLY,), years=(2025, 2026))
    assert shortfall(year, year.deadlines[1]) == "3 of 4 документов reported"
    total = judged(done("I.1/2025", "3"), done("I.1/2026", "2"), asks=(indicator(8),), years=(2025, 2026))
    assert shortfall(total, total.deadlines[1]) == "5 of 8 документов reported"
    level = indicator(50, kind=IndicatorKind.LEVEL, unit="библиотек")
    two = judged(done("I.1", "12", "30"), asks=(indicator(8), level))
    assert shortfall(two, two.deadlines[0]) == "30 of 50 библиотек reported"
    bare = judged(done("I.1"), asks=(indicator(8),))
    assert shortfall(bare, bare.deadlines[0]) == "closed below the target"


def test_a_risk_is_told_with_need_and_fact() -> None:
    """By the indicators that are behind; where none is, the date alone is the risk."""
    behind = judged(done("I.1/2025", "1"), asks=(indicator(8),), years=(2025, 2026, 2027, 2028))
    assert risk(behind).startswith("needed by now: ")
    near = judged(asks=(indicator(None, kind=IndicatorKind.DONE),))
    assert risk(near) == "the due date is near and no work has begun"


def test_a_risk_of_the_running_year_is_told_with_its_figure() -> None:
    """However good the years before were; and where nothing was reported, that and no more is said."""
    before = done("I.1/2025", "4")
    begun = report("I.1/2026", Status.IN_PROGRESS, figure(1))
    years = (2025, 2026, 2027)
    near = judged(before, begun, asks=(YEARLY,), years=years, today=date(2026, 12, 10))
    assert (near.state, risk(near)) == (MeasureState.AT_RISK, "1 for 2026, 4 needed")
    silent = judged(before, asks=(YEARLY,), years=years, today=date(2026, 12, 10))
    assert (silent.state, risk(silent)) == (MeasureState.AT_RISK, "the due date is near and no figure is reported")


def test_a_risk_is_told_with_the_year_that_fell_short() -> None:
    """A yearly target by its last finished year, a level by its last value, each beside what was asked."""
    year = judged(done("I.1/2025", "3"), asks=(YEARLY,), years=(2025, 2026))
    assert (year.state, risk(year)) == (MeasureState.AT_RISK, "3 for 2025, 4 needed")
    level = indicator(80, kind=IndicatorKind.LEVEL, percent=True, unit="%")
    fell = judged(done("I.1/2024", "84"), done("I.1/2025", "78"), asks=(level,), years=(2024, 2025, 2028))
    assert (fell.state, risk(fell)) == (MeasureState.AT_RISK, "78% reported, 80% needed")
