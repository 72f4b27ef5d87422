"""How an extended deadline is judged: by its new date, with the figures of the plan's own year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mappings.plan import Indicator, IndicatorKind, Measure
from mappings.progress import (
    DeadlineState,
    FigureLine,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    Report,
    Status,
    judge,
)
from mappings.progress.comparison import differences
from tests.examples.plan_values import indicator, measure, plan, reports

KEY = "V.15.3"
LATER = date(2028, 6, 30)


def _asked(value: int = 10, kind: IndicatorKind = IndicatorKind.TOTAL, **more: Any) -> Indicator:
    return replace(indicator(value, kind=kind), **more)


def _extended(one: Measure, moved: dict[int, date]) -> Measure:
    """The measure with the deadlines of these years extended."""
    deadlines = [
        each.extended(moved[each.due.year], by="Глава", order="№ 1") if each.due.year in moved else each
        for each in one.deadlines
    ]
    return replace(one, deadlines=tuple(deadlines))


def _two(asked: Indicator | None = None, until: date = LATER) -> Measure:
    """A measure of 2027 and 2028 of which 2027 was extended into 2028."""
    return _extended(measure(KEY, years=(2027, 2028), indicators=[asked or _asked()]), {2027: until})


def _lone(asked: Indicator, years: tuple[int, int] = (2021, 2025), until: date = date(2027, 6, 30)) -> Measure:
    """A measure of one issue, extended beyond the plan's last year."""
    start = date(years[0], 1, 1)
    return _extended(measure(KEY, years=years[1:], start=start, indicators=[asked]), {years[1]: until})


def _line(value: int, day: str, **more: Any) -> FigureLine:
    at = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=UTC)
    return FigureLine(Decimal(value), str(value), "И. Петрова", at, "comment", **more)


def _said(year: int | None, *lines: FigureLine, status: Status = Status.PLANNED, closed: str = "") -> Report:
    at = datetime.fromisoformat(f"{closed}T10:00").replace(tzinfo=UTC) if closed else None
    return Report(f"{KEY}/{year}" if year else KEY, status, lines, closed_at=at)


def _judged(one: Measure, *given: Report, today: date, **options: Any) -> MeasureProgress:
    return judge(plan(one), reports(*given), today=today, **options).measures[0]


def _first(one: Measure, *given: Report, today: date, **options: Any) -> IndicatorProgress:
    return _judged(one, *given, today=today, **options).indicators[0]


def _codes(one: MeasureProgress) -> list[str]:
    return [doubt.code for doubt in one.quality]


# --- the new date


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        (date(2028, 2, 1), DeadlineState.PLANNED, 150),
        (date(2028, 6, 10), DeadlineState.DUE_SOON, 20),
        (date(2028, 6, 30), DeadlineState.DUE_SOON, 0),
        (date(2028, 7, 1), DeadlineState.OVERDUE, -1),
    ],
)
def test_a_deadline_is_late_after_its_new_date(today: date, state: DeadlineState, days: int) -> None:
    """The plan's own date is past in all of these, and makes nothing overdue."""
    deadline = _judged(_two(), today=today).deadlines[0]
    assert (deadline.deadline.key, deadline.state, deadline.days) == (f"{KEY}/2027", state, days)


def test_extended_to_the_end_of_a_year_its_report_is_awaited() -> None:
    """`report_by` holds for the new date where that ends a year, and for no day within one."""
    whole = _lone(_asked(), until=date(2026, 12, 31))
    within = _lone(_asked(), until=date(2026, 12, 30))
    states = [_judged(one, today=date(2027, 1, 15), report_by=(1, 31)).deadlines[0].state for one in (whole, within)]
    assert states == [DeadlineState.AWAITED, DeadlineState.OVERDUE]


@pytest.mark.parametrize(("closed", "days"), [("2028-03-01", None), ("2028-06-30", None), ("2028-07-10", 10)])
def test_closed_by_the_new_date_is_in_time(closed: str, days: int | None) -> None:
    """How late a closing was counts from the new date."""
    done = _said(2027, _line(5, closed), status=Status.DONE, closed=closed)
    told = [
        doubt.days for doubt in _judged(_two(), done, today=date(2028, 8, 1)).quality if doubt.code == "closed-late"
    ]
    assert told == ([] if days is None else [days])


def test_the_backlog_goes_by_the_new_date() -> None:
    """What was extended beyond the first day of following is no backlog once it is late."""
    before = date(2028, 3, 1)
    (extended, _next), (plain, _other) = (
        _judged(one, today=date(2028, 9, 1), backlog_before=before).deadlines
        for one in (_two(), measure(KEY, years=(2027, 2028)))
    )
    assert (extended.state, extended.backlog) == (DeadlineState.OVERDUE, False)
    assert (plain.state, plain.backlog) == (DeadlineState.OVERDUE, True)


def test_extended_into_the_first_followed_year_it_is_followed() -> None:
    """`from_year` asks for the year in which a deadline is due now."""
    followed = _judged(_two(), today=date(2028, 1, 1), from_year=2028).deadlines
    assert [one.deadline.key for one in followed] == [f"{KEY}/2027", f"{KEY}/2028"]


# --- the plan's own year


def test_figures_stay_with_the_year_of_the_plan() -> None:
    """Two deadlines are due in 2028; each holds the figures of its own issue, whenever they were written."""
    given = (
        _said(2027, _line(3, "2028-05-01"), _line(4, "2028-06-01", year=2027)),
        _said(2028, _line(2, "2028-12-01", year=2028)),
    )
    first = _first(_two(), *given, today=date(2028, 12, 10))
    assert [(one.key, one.year, one.due.year, str(one.actual)) for one in first.periods] == [
        (f"{KEY}/2027", 2027, 2028, "4"),
        (f"{KEY}/2028", 2028, 2028, "2"),
    ]
    assert first.actual == 6


def test_a_figure_for_the_year_of_the_extension_belongs_to_that_years_deadline() -> None:
    """Said in the extended issue it counts for neither, and is told."""
    told = _judged(_two(), _said(2027, _line(3, "2028-05-01", year=2028)), today=date(2028, 6, 1))
    assert told.indicators[0].actual is None
    assert "figure-other-year" in _codes(told)


def test_the_measures_own_issue_speaks_of_the_years_of_the_plan() -> None:
    """«Факт за 2027» above the deadlines is that of 2027, though both of them are due in 2028."""
    own = _said(None, _line(7, "2028-02-01", year=2027))
    first = _first(_two(_asked(kind=IndicatorKind.PER_YEAR)), own, today=date(2028, 7, 1))
    assert [(one.year, one.actual) for one in first.periods] == [(2027, 7), (2028, None)]


@pytest.mark.parametrize("kind", [IndicatorKind.PER_YEAR, IndicatorKind.LEVEL])
def test_a_period_is_held_to_the_target_of_its_year(kind: IndicatorKind) -> None:
    """80 of 2027 meets what was asked of 2027, and is not measured by what is asked of 2028."""
    asked = _asked(90, kind, targets=((2027, Decimal(80)), (2028, Decimal(90))))
    one = _two(asked)
    first = _first(one, _said(2027, _line(80, "2028-06-01")), today=date(2028, 7, 1))
    assert first.percent == 100
    assert first.missed_periods == ()


def test_a_finished_period_waits_for_the_new_date() -> None:
    """Until then the year is running, and its figure is not short yet."""
    one = _two(_asked(10, IndicatorKind.PER_YEAR))
    given = _said(2027, _line(4, "2027-12-01"))
    running = _first(one, given, today=date(2028, 6, 1))
    assert (running.kept, running.missed_periods) == ((0, 0), ())
    late = _first(one, given, today=date(2028, 7, 1))
    assert (late.kept, late.missed_periods, late.state) == ((0, 1), (2027,), MeasureState.OVERDUE)


@pytest.mark.parametrize(
    ("asked", "actual"),
    [
        (_asked(90, IndicatorKind.LEVEL), 62),
        (_asked(90, IndicatorKind.TOTAL, reporting="cumulative"), 62),
    ],
)
def test_periods_keep_the_order_of_the_plan(asked: Indicator, actual: int) -> None:
    """The year 2025, extended beyond those after it, is not the newest level nor the newest total so far."""
    one = _extended(measure(KEY, years=(2025, 2026, 2027), indicators=[asked]), {2025: date(2028, 6, 30)})
    given = (
        _said(2025, _line(50, "2028-01-10")),
        _said(2026, _line(61, "2026-12-10"), status=Status.DONE, closed="2026-12-10"),
        _said(2027, _line(62, "2027-12-10"), status=Status.DONE, closed="2027-12-10"),
    )
    first = _first(one, *given, today=date(2028, 2, 1))
    assert first.actual == actual
    assert [period.year for period in first.periods] == [2025, 2026, 2027]


def test_growth_chains_in_the_order_of_the_plan() -> None:
    """Each year grows from the one before it, whatever either was extended to."""
    asked = _asked(5, IndicatorKind.GROWTH, percent=True, baseline=Decimal(100), baseline_year=2024)
    one = _extended(measure(KEY, years=(2025, 2026), indicators=[asked]), {2025: date(2027, 6, 30)})
    given = (_said(2025, _line(110, "2027-01-10")), _said(2026, _line(121, "2026-12-10")))
    first = _first(one, *given, today=date(2027, 7, 1))
    assert [period.actual for period in first.periods] == [10, 10]


def test_the_last_date_ends_a_total() -> None:
    """A total is late when the latest of its dates has passed, in whatever order they stand in the plan."""
    one = _extended(measure(KEY, years=(2025, 2026), indicators=[_asked()]), {2025: date(2027, 6, 30)})
    done = _said(2026, _line(2, "2026-12-10"), status=Status.DONE, closed="2026-12-10")
    states = [_first(one, done, today=day).state for day in (date(2027, 3, 1), date(2027, 7, 1))]
    assert MeasureState.OVERDUE not in states[:1] and states[1] is MeasureState.OVERDUE


# --- one issue for several years


def _actual(one: Measure, lines: Sequence[FigureLine], today: date = date(2026, 11, 1)) -> Decimal | None:
    return _first(one, _said(None, *lines), today=today).actual


def test_an_issue_of_several_years_goes_on_with_the_years_of_the_extension() -> None:
    """«Факт за 2026 год» of a measure of 2021–2025 counts once that is extended, and is told before."""
    lines = [_line(4, "2025-12-01", year=2025), _line(3, "2026-10-01", year=2026)]
    assert _actual(_lone(_asked()), lines) == 7
    plain = measure(KEY, years=(2025,), start=date(2021, 1, 1), indicators=[_asked()])
    assert _actual(plain, lines) == 4
    told = [(one.year, one.after) for one in differences(plan(_lone(_asked())), {}, reports(_said(None, *lines)), UTC)]
    assert told == [(2025, Decimal(4)), (2026, Decimal(3))]


def test_what_is_asked_of_every_year_is_asked_of_those_of_the_plan() -> None:
    """An extension of 2021–2025 asks no ten of 2026; the last year may be made good until the new date."""
    one = _lone(_asked(10, IndicatorKind.PER_YEAR))
    lines = [_line(10, f"{year}-12-01", year=year) for year in range(2021, 2025)]
    running = _first(one, _said(None, *lines), today=date(2026, 11, 1))
    assert ([period.year for period in running.periods], running.kept) == ([2021, 2022, 2023, 2024, 2025], (4, 4))
    assert [period.due for period in running.periods][-1] == date(2027, 6, 30)
    late = _judged(one, _said(None, *lines, _line(9, "2027-02-01", year=2026)), today=date(2027, 7, 1))
    assert (late.indicators[0].kept, late.state) == ((4, 5), MeasureState.OVERDUE)
    assert "figure-other-year" in _codes(late)


def test_the_issue_of_one_year_stays_that_years() -> None:
    """Its lines go on correcting each other: an extension makes no sum of them, and no totals so far."""
    one = _lone(_asked(), years=(2025, 2025))
    assert _actual(one, [_line(6, "2025-12-01"), _line(5, "2026-02-01", year=2025)]) == 5
    told = _judged(one, _said(None, _line(6, "2025-12-01"), _line(5, "2026-02-01")), today=date(2026, 3, 1))
    assert told.indicators[0].actual == 5
    assert "cumulative-fell" not in _codes(told)


def test_the_forecast_looks_to_the_new_date() -> None:
    """A total that is extended by two years has two years more to grow."""
    lines = [_line(value, f"{year}-12-01") for value, year in ((2, 2021), (4, 2022), (6, 2023), (8, 2024), (10, 2025))]
    forecast = _first(_lone(_asked(20)), _said(None, *lines), today=date(2026, 1, 10)).forecast
    assert forecast is not None
    assert (forecast.value, forecast.year) == (Decimal(14), 2027)
