"""How the figures of periods add up, chain or stand alone, by the kind of target."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Indicator, IndicatorKind, Measure
from mappings.progress import FigureLine, IndicatorProgress, MeasureState, Report, Status, judge
from tests.examples.plan_values import indicator, measure, plan, report, reports

DONE, CANCELLED, WORK = Status.DONE, Status.CANCELLED, Status.IN_PROGRESS
KEY = "I.3.4"
TODAY = date(2026, 6, 30)


def _line(value: str | None, day: str = "2026-03-02", **about: Any) -> FigureLine:
    at = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=UTC)
    number = None if value is None else Decimal(value)
    return FigureLine(number, str(value), "И. Петрова", at, "comment", **about)


def _said(key: str, status: Status, *lines: FigureLine) -> Report:
    return Report(key, status, lines)


def _year(year: int, status: Status, *facts: str | int | FigureLine) -> Report:
    return report(f"{KEY}/{year}", status, *facts)


def _first(one: Measure, *given_reports: Report, today: date = TODAY, **options: Any) -> IndicatorProgress:
    return judge(plan(one), reports(*given_reports), today=today, **options).measures[0].indicators[0]


def _yearly(value: str | int | None = 9, years: range = range(2021, 2031), **about: Any) -> Measure:
    return measure(KEY, years=years, indicators=[_asked(value, **about)])


def _asked(
    value: str | int | None = 9, *, kind: IndicatorKind = IndicatorKind.TOTAL, percent: bool = False, **about: Any
) -> Indicator:
    return replace(indicator(value, kind=kind, percent=percent), **about)


def _long(value: str | int | None = 9, **about: Any) -> Measure:
    """A measure of one issue that serves all years of the plan."""
    return measure(KEY, years=[2030], start=date(2021, 1, 1), indicators=[_asked(value, **about)])


# --- totals


def test_a_total_is_the_sum_of_its_periods_the_cancelled_ones_too() -> None:
    """What was done counts, whatever became of the period afterwards; so does what an amendment dropped."""
    dropped = report(f"{KEY}/2031", DONE, 3)
    result = _first(_yearly(), _year(2021, DONE, 2), _year(2022, CANCELLED, 1), dropped)
    assert result.actual == 6


def test_a_total_that_nobody_reported_is_unknown_and_not_zero() -> None:
    """Closed issues without figures give no data, unless the operator says what one counts."""
    closed = [_year(2021, DONE), _year(2022, DONE)]
    assert _first(_yearly(), *closed).actual is None
    counted = _first(_yearly(count_closed=Decimal("1.5")), *closed, _year(2023, DONE, 4))
    assert [counted.actual, counted.counted_from_closing] == [7, 3]
    withdrawn = _said(f"{KEY}/2021", DONE, _line("1"), _line(None, "2026-03-03"))
    assert _first(_yearly(count_closed=Decimal(1)), withdrawn).actual is None


def test_the_measures_own_figure_stands_for_all_that_was_due_by_then() -> None:
    """Later periods add to it; a plus on it comes on top of all periods."""
    years = [_year(year, DONE, 1) for year in range(2021, 2026)]
    assert _first(_yearly(), *years, _said(KEY, WORK, _line("3", "2023-12-31"))).actual == 5
    assert _first(_yearly(), *years, _said(KEY, WORK, _line("3", "2023-12-30"))).actual == 6
    assert _first(_yearly(), *years, _said(KEY, WORK, _line("2", adds=True))).actual == 7


def test_it_is_also_what_was_there_before_the_first_followed_year() -> None:
    """Under `from_year` it opens the total; else that is incomplete, and the pace is of the years followed."""
    opened = _first(_yearly(), _said(KEY, WORK, _line("5", "2025-12-31")), _year(2026, DONE, 1), from_year=2026)
    assert [opened.actual, opened.need, opened.incomplete] == [6, 5, False]
    alone = _first(_yearly(), _year(2026, DONE, 1), from_year=2026)
    assert [alone.actual, alone.need, alone.incomplete] == [1, 1, True]


def test_cumulative_figures_are_not_summed() -> None:
    """Of totals so far the latest period's counts, and correcting an early one changes nothing later."""
    one = _yearly(reporting="cumulative")
    years = [_year(2021, DONE, 1), _year(2022, DONE, 3), _year(2023, DONE, 5)]
    assert _first(one, *years).actual == 5
    late = _said(f"{KEY}/2021", DONE, _line("1"), _line("2", "2026-05-05"))
    assert _first(one, late, *years[1:]).actual == 5


def test_an_issue_that_serves_several_years_takes_totals_and_years() -> None:
    """A line without a year is the total so far, those with one add up; what it covers is not counted twice."""
    named = [_line("4", "2022-01-10", year=2021), _line("3", "2023-01-10", year=2022)]
    assert _first(_long(20), _said(KEY, WORK, *named)).actual == 7
    assert _first(_long(20), _said(KEY, WORK, *named, _line("8", "2023-06-01"))).actual == 8
    later = _line("2", "2024-01-10", year=2023)
    assert _first(_long(20), _said(KEY, WORK, *named, _line("8", "2023-06-01"), later)).actual == 10
    assert _first(_long(20), _said(KEY, WORK, *named, _line("1", adds=True))).actual == 8
    corrected = _line("5", "2024-01-10", year=2021)
    assert _first(_long(20), _said(KEY, WORK, *named, corrected)).actual == 8


def test_figures_of_their_period_add_up_in_one_issue_too() -> None:
    """With `reporting: period` a line that names no year is of the year in which it was written."""
    lines = [_line("1", f"{year}-12-20") for year in range(2021, 2026)]
    assert _first(_long(), _said(KEY, WORK, *lines)).actual == 1
    assert _first(_long(reporting="period"), _said(KEY, WORK, *lines)).actual == 5


def test_a_year_that_the_issue_does_not_serve_counts_nowhere() -> None:
    """The figure that stood before goes on to stand."""
    assert _first(_yearly(), _said(f"{KEY}/2025", DONE, _line("2"), _line("4", "2026-04-01", year=2024))).actual == 2
    assert _first(_yearly(), _said(f"{KEY}/2025", DONE, _line("2", year=2025))).actual == 2


@pytest.mark.parametrize(
    "newest",
    [
        _line(None, "2026-05-01"),
        _line("85", "2026-05-01", percent=True),
        _line("-5", "2026-05-01"),
        _line("7", "2026-05-01", of=Decimal(6)),
        _line("0", "2026-05-01", of=Decimal(0)),
    ],
)
def test_a_newest_line_that_cannot_count_suspends_what_stood(newest: FigureLine) -> None:
    """Nothing is guessed, and nothing goes on as if it had not been written; a good line ends it, a plus does not."""
    told = _said(KEY, WORK, _line("9"), newest)
    assert (_first(_long(), told).actual, _first(_long(), told).state) == (None, MeasureState.NO_DATA)
    assert _first(_long(), replace(told, lines=(*told.lines, _line("9", "2026-05-02")))).actual == 9
    assert _first(_long(), replace(told, lines=(*told.lines, _line("1", "2026-05-02", adds=True)))).actual is None


def test_a_figure_that_was_taken_back_was_never_there() -> None:
    """«Факт: отозвано» leaves the issue as if nothing had been written: what a closed one adds is added again."""
    taken = FigureLine(None, "отозвано", "А", _line("1", "2026-05-01").at, "comment")
    assert _first(_long(), _said(KEY, WORK, _line("5"), taken)).actual is None
    assert _first(_long(), _said(KEY, WORK, _line("5"), taken, _line("6", "2026-05-02"))).actual == 6
    assert _first(_yearly(count_closed=Decimal(1)), _said(f"{KEY}/2021", DONE, _line("5"), taken)).actual == 1


# --- levels


def test_a_level_is_its_last_value() -> None:
    """Periods that were short stay named; a level that met its target and fell is at risk."""
    one = _yearly(80, kind=IndicatorKind.LEVEL, percent=True)
    risen = _first(one, _year(2021, DONE, 75), _year(2022, DONE, 85))
    assert [risen.actual, risen.state, risen.missed_periods] == [85, "overdue", (2021,)]
    only = _yearly(80, range(2021, 2031, 4), kind=IndicatorKind.LEVEL, percent=True)
    assert _first(only, _year(2021, DONE, 85), _year(2025, DONE, 75)).state is MeasureState.AT_RISK
    assert _first(only, _year(2021, DONE, 75), _year(2025, DONE, 78)).state is MeasureState.ON_TRACK


def test_a_share_is_shown_with_its_parts() -> None:
    """«5 из 6» is 83.3 percent where a percentage is asked, and 5 where a count is."""
    line = _line("5", of=Decimal(6))
    level = _first(_long(100, kind=IndicatorKind.LEVEL, percent=True), _said(KEY, WORK, line))
    assert (level.actual, level.percent, level.numerator, level.denominator) == (*[Decimal("83.3")] * 2, 5, 6)
    assert _first(_long(6), _said(KEY, WORK, line)).actual == 5


def test_a_count_is_no_share() -> None:
    """«5 библиотек» where a share of libraries is asked counts for nothing; a bare number is the share."""
    asked = _long(100, kind=IndicatorKind.LEVEL, percent=True, unit="библиотек")
    assert _first(asked, _said(KEY, WORK, _line("5", unit="библиотек города"))).actual is None
    assert _first(asked, _said(KEY, WORK, _line("50"))).actual == 50
    assert _first(asked, _said(KEY, WORK, _line("150"))).actual is None


# --- every year


def test_a_yearly_target_shows_the_last_finished_year() -> None:
    """The running year stands beside it, and so does how many were kept; an early miss raises no alarm."""
    one = _yearly(4, kind=IndicatorKind.PER_YEAR)
    years = [_year(2021, DONE, 3), *(_year(year, DONE, 4) for year in range(2022, 2026)), _year(2026, WORK, 1)]
    result = _first(one, *years)
    assert [result.actual, result.period, result.kept, result.missed_periods] == [4, 2025, (4, 5), (2021,)]
    assert result.running is not None
    assert [result.running.year, result.running.actual, result.state] == [2026, 1, "on_track"]
    assert _first(one, *years[:4], _year(2025, DONE, 3)).state is MeasureState.AT_RISK
    assert _first(one, *years[:4], _year(2025, DONE)).state is MeasureState.NO_DATA


def test_a_missed_year_is_told_at_the_end() -> None:
    """Once all is closed a yearly target that was missed once is not reached."""
    one = _yearly(4, range(2024, 2027), kind=IndicatorKind.PER_YEAR)
    years = [_year(2024, DONE, 3), _year(2025, DONE, 4), _year(2026, DONE, 4)]
    assert _first(one, *years).state is MeasureState.NOT_REACHED
    assert _first(one, _year(2024, DONE, 4), *years[1:]).state is MeasureState.DONE


def test_the_first_year_is_shown_while_it_runs() -> None:
    """Before a year is finished the running one stands there, and none was kept or missed."""
    result = _first(_yearly(4, range(2026, 2031), kind=IndicatorKind.PER_YEAR), _year(2026, WORK, 1))
    assert [result.actual, result.period, result.kept, result.running] == [1, 2026, (0, 0), None]


def test_totals_so_far_are_differenced_before_years_are_judged() -> None:
    """8, then 15: 8 in the first year, 7 in the second."""
    one = _yearly(8, range(2024, 2027), kind=IndicatorKind.PER_YEAR, reporting="cumulative")
    result = _first(one, _year(2024, DONE, 8), _year(2025, DONE, 15))
    assert [inner.actual for inner in result.periods] == [8, 7, None]
    assert [result.actual, result.missed_periods] == [7, (2025,)]


def test_one_issue_of_several_years_is_judged_year_by_year() -> None:
    """Named years stand for themselves, totals so far for what they rose by."""
    one = _long(4, kind=IndicatorKind.PER_YEAR)
    lines = [_line("4", "2022-01-10", year=2021), _line("9", "2024-12-01"), _line("14", "2025-12-01")]
    result = _first(one, _said(KEY, WORK, *lines))
    assert [inner.actual for inner in result.periods[:6]] == [4, None, None, 9, 5, None]


# --- growth


def test_amounts_grow_from_the_baseline() -> None:
    """120, 124, 126: the growth of each year against the amount before it; without a base nothing is told."""
    years = [_year(2021, DONE, 124), _year(2022, DONE, 126)]
    based: dict[str, Any] = {"baseline": Decimal(120), "baseline_year": 2020}
    one = _yearly(3, kind=IndicatorKind.GROWTH, percent=True, **based)
    result = _first(one, *years, today=date(2023, 3, 1))
    assert [inner.actual for inner in result.periods[:2]] == [Decimal("3.3"), Decimal("1.6")]
    assert (result.percent, result.kept) == (Decimal("53.8"), (1, 2))
    bare = _first(_yearly(3, kind=IndicatorKind.GROWTH, percent=True), *years, today=date(2023, 3, 1))
    assert (bare.actual, bare.state) == (None, MeasureState.NO_DATA)


def test_what_is_added_to_a_stock_is_its_growth() -> None:
    """«Пополнение фонда на 3 %»: 300 and 309 added to 10 000 are 3 percent each, for the stock grows."""
    about: dict[str, Any] = {"baseline": Decimal(10000), "text": "Пополнение библиотечного фонда на 3 % ежегодно"}
    one = _yearly(3, kind=IndicatorKind.GROWTH, percent=True, **about)
    result = _first(one, _year(2021, DONE, 300), _year(2022, DONE, 309), today=date(2023, 3, 1))
    assert [inner.actual for inner in result.periods[:2]] == [3, 3]
    assert (result.index, result.index_required) == (Decimal("1.0609"), Decimal("1.0609"))


# --- parents


def _child(number: int, unit: str = "библиотека") -> Measure:
    return replace(measure(f"{KEY}.{number}", years=[2024], indicators=[_asked(1, unit=unit)]), parent=KEY)


def _rolled(*given_reports: Report, unit: str = "библиотека") -> IndicatorProgress:
    above = measure(KEY, years=[2024], indicators=[_asked(2, unit="библиотеки")])
    whole = plan(above, _child(1), _child(2, unit))
    return judge(whole, reports(*given_reports), today=date(2024, 6, 1)).measures[0].indicators[0]


def test_a_parent_adds_up_its_children() -> None:
    """Of the same unit, and where it has no figure of its own; a child without one leaves the sum incomplete."""
    both = _rolled(report(f"{KEY}.1", DONE, 1), report(f"{KEY}.2", DONE, 1))
    assert [both.actual, both.state, both.incomplete] == [2, MeasureState.DONE, False]
    assert both.rolled_up_from == (f"{KEY}.1", f"{KEY}.2")
    one = _rolled(report(f"{KEY}.1", DONE, 1), report(f"{KEY}.2", DONE))
    assert [one.actual, one.incomplete] == [1, True]
    assert _rolled(report(KEY, WORK, 5), report(f"{KEY}.1", DONE, 1)).actual == 5
    other = _rolled(report(f"{KEY}.1", DONE, 1), report(f"{KEY}.2", DONE, 1), unit="книга")
    assert other.rolled_up_from == (f"{KEY}.1",)


# --- properties

kinds = st.sampled_from([IndicatorKind.TOTAL, IndicatorKind.PER_YEAR, IndicatorKind.LEVEL, IndicatorKind.GROWTH])
figures = st.lists(st.tuples(st.integers(2021, 2026), st.integers(0, 30), st.integers(1, 300)), max_size=8)


def _written(told: list[tuple[int, int, int]]) -> list[Report]:
    """One issue a year, each figure written on a day of its own."""
    lines: dict[int, list[FigureLine]] = {}
    for number, (year, value, day) in enumerate(told):
        at = datetime(2025, 1, 1, number, tzinfo=UTC).replace(day=1 + day % 28)
        lines.setdefault(year, []).append(FigureLine(Decimal(value), str(value), "А", at, "comment", percent=False))
    return [Report(f"{KEY}/{year}", DONE, tuple(own)) for year, own in lines.items()]


@given(kinds, figures, st.randoms())
def test_the_order_of_reading_does_not_matter(kind: IndicatorKind, told: list[tuple[int, int, int]], any_: Any) -> None:
    """Lines stand in the order in which they were written, whatever came first from the tracker."""
    one, given_reports = _yearly(9, kind=kind), _written(told)
    moments = {line.at for each in given_reports for line in each.lines}
    shuffled = [replace(each, lines=tuple(any_.sample(each.lines, len(each.lines)))) for each in given_reports]
    any_.shuffle(shuffled)
    if len(moments) == len(told):
        assert _first(one, *given_reports) == _first(one, *shuffled)


@given(kinds, figures, st.integers(2021, 2026), st.integers(0, 30))
def test_a_figure_never_changes_another_period(
    kind: IndicatorKind, told: list[tuple[int, int, int]], year: int, value: int
) -> None:
    """What is written for one year leaves what stands for the others as it was; growth alone has the year before."""
    one = _yearly(9, kind=kind)
    more = [*told, (year, value, 1)]
    before, after = _first(one, *_written(told)), _first(one, *_written(more))
    same = [inner for inner in before.periods if inner.year != year]
    if kind is not IndicatorKind.GROWTH:
        assert [inner.actual for inner in after.periods if inner.year != year] == [inner.actual for inner in same]


@given(kinds, st.lists(st.none() | st.integers(0, 30), min_size=3, max_size=3))
def test_nothing_is_done_that_is_not_covered(kind: IndicatorKind, values: list[int | None]) -> None:
    """A measure that is done has a figure for every indicator, and every one of them is met."""
    one = _yearly(9, range(2023, 2026), kind=kind)
    years = [_year(2023 + at, DONE, *(() if value is None else (value,))) for at, value in enumerate(values)]
    result = judge(plan(one), reports(*years), today=TODAY).measures[0]
    if result.state is MeasureState.DONE:
        assert result.coverage == (1, 1)
        assert result.percent == 100
    if all(value is None for value in values):
        assert result.state is MeasureState.NO_DATA
