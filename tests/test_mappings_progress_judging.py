"""The judgement of deadlines, indicators and measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import IndicatorKind, Measure
from mappings.progress import (
    DeadlineState,
    MeasureProgress,
    MeasureState,
    Report,
    Status,
    deadline_state,
    judge,
)
from tests.examples.plan_values import deadline, figure, indicator, measure, plan, report, reports

TODAY = date(2026, 6, 30)
DONE, CANCELLED, WORK, PLANNED = Status.DONE, Status.CANCELLED, Status.IN_PROGRESS, Status.PLANNED
SUBMITTED = Status.SUBMITTED
KEY = "I.3.4"


def _judged(one: Measure, *given_reports: Report, today: date = TODAY, **options: Any) -> MeasureProgress:
    return judge(plan(one), reports(*given_reports), today=today, **options).measures[0]


def _yearly(*, value: int = 8, comparator: str = ">=", kind: IndicatorKind = IndicatorKind.PER_YEAR) -> Measure:
    return measure(KEY, years=range(2024, 2029), indicators=[indicator(value, kind=kind, comparator=comparator)])


def _in_year(year: int, status: Status, *facts: str | int) -> Report:
    return report(f"{KEY}/{year}", status, *facts)


# --- deadlines


@pytest.mark.parametrize(
    ("status", "facts", "days", "state"),
    [
        (DONE, (), -400, DeadlineState.DONE),
        (DONE, (), 400, DeadlineState.DONE),
        (CANCELLED, (), -400, DeadlineState.CANCELLED),
        (CANCELLED, (5,), 0, DeadlineState.CANCELLED),
        (PLANNED, (), -1, DeadlineState.OVERDUE),
        (WORK, (5,), -1, DeadlineState.OVERDUE),
        (PLANNED, (), 0, DeadlineState.DUE_SOON),
        (WORK, (), 30, DeadlineState.DUE_SOON),
        (WORK, (), 31, DeadlineState.IN_PROGRESS),
        (PLANNED, (0,), 31, DeadlineState.IN_PROGRESS),
        (PLANNED, (), 31, DeadlineState.PLANNED),
    ],
)
def test_a_deadlines_state(status: Status, facts: tuple[int, ...], days: int, state: DeadlineState) -> None:
    """What the staff closed comes first, then the calendar (the due day is in time), then work begun."""
    asked = deadline("I.1/2026", 2026, due=TODAY + timedelta(days))
    assert deadline_state(asked, report("I.1", status, *facts), today=TODAY) is state


def test_soon_is_counted_in_days() -> None:
    """How near is soon is the caller's to say; zero days means the due day alone."""
    tomorrow = deadline("I.1/2026", 2026, due=TODAY + timedelta(1))
    assert deadline_state(tomorrow, report(), today=TODAY, soon=0) is DeadlineState.PLANNED
    assert deadline_state(tomorrow, report(), today=TODAY + timedelta(1), soon=0) is DeadlineState.DUE_SOON


@given(st.sampled_from(Status), st.integers(-500, 500), st.integers(0, 120))
def test_only_the_staff_close_a_deadline(status: Status, days: int, soon: int) -> None:
    """No date makes a deadline done or cancelled, and an open one whose day has passed is overdue."""
    state = deadline_state(
        deadline("I.1/2026", 2026, due=TODAY + timedelta(days)), report("I.1", status), today=TODAY, soon=soon
    )
    assert (state is DeadlineState.DONE) == (status is DONE)
    assert (state is DeadlineState.CANCELLED) == (status is CANCELLED)
    assert (state is DeadlineState.OVERDUE) == (status in (PLANNED, WORK) and days < 0)
    assert (state is DeadlineState.SUBMITTED) == (status is SUBMITTED)


# --- a single deadline

SINGLE = [
    # kind, comparator, target, status, fact, today, indicator's state, measure's state, percent
    ("total", ">=", 4, PLANNED, None, 2026, "no_data", "on_track", None),
    ("total", ">=", 4, WORK, None, 2026, "no_data", "on_track", None),
    ("total", ">=", 4, WORK, 3, 2026, "on_track", "on_track", "75"),
    ("total", ">=", 4, WORK, 1, 2026, "at_risk", "at_risk", "25"),
    ("total", ">=", 4, WORK, 4, 2026, "done", "on_track", "100"),
    ("total", ">=", 4, DONE, 4, 2026, "done", "done", "100"),
    ("total", ">=", 4, DONE, 3, 2026, "not_reached", "not_reached", "75"),
    ("total", ">=", 4, DONE, 3, 2031, "not_reached", "not_reached", "75"),
    ("total", ">=", 4, DONE, None, 2026, "no_data", "no_data", None),
    ("total", ">=", 4, WORK, 3, 2031, "overdue", "overdue", "75"),
    ("total", ">=", 4, WORK, 5, 2031, "done", "overdue", "125"),
    ("total", ">=", 4, PLANNED, None, 2031, "overdue", "overdue", None),
    ("total", ">=", 4, SUBMITTED, 4, 2031, "done", "on_track", "100"),
    ("total", ">=", 4, SUBMITTED, None, 2031, "no_data", "no_data", None),
    ("total", ">=", 4, CANCELLED, 3, 2031, "cancelled", "cancelled", None),
    ("total", "<=", 4, WORK, 3, 2026, "on_track", "on_track", "133.3"),
    ("total", "<=", 4, WORK, 5, 2026, "at_risk", "at_risk", "80"),
    ("total", "<=", 4, DONE, 3, 2026, "done", "done", "133.3"),
    ("level", ">=", 80, WORK, 85, 2026, "on_track", "on_track", "106.3"),
    ("level", ">=", 80, WORK, 75, 2026, "on_track", "on_track", "93.8"),
    ("level", ">=", 80, WORK, 20, 2026, "on_track", "on_track", "25"),
    ("level", ">=", 80, DONE, 85, 2026, "done", "done", "106.3"),
    ("level", "<=", 10, WORK, 12, 2026, "at_risk", "at_risk", "83.3"),
    ("growth", ">=", 3, DONE, 3, 2026, "done", "done", "100"),
    ("done", None, None, PLANNED, None, 2026, "no_data", "on_track", None),
    ("done", None, None, WORK, None, 2026, "on_track", "on_track", None),
    ("done", None, None, DONE, None, 2026, "done", "done", "100"),
    ("done", None, None, PLANNED, None, 2031, "overdue", "overdue", None),
    ("qualitative", None, None, PLANNED, 1, 2026, "on_track", "on_track", None),
    ("qualitative", None, None, DONE, None, 2026, "done", "done", None),
    ("total", None, None, DONE, 12, 2026, "done", "done", None),
    ("total", None, None, DONE, None, 2026, "no_data", "no_data", None),
    ("total", None, None, CANCELLED, 12, 2026, "cancelled", "cancelled", None),
]


@pytest.mark.parametrize(
    ("kind", "comparator", "target", "status", "fact", "year", "inner", "outer", "percent"), SINGLE
)
def test_a_measure_with_one_deadline(  # noqa: PLR0917
    kind: str,
    comparator: str | None,
    target: int | None,
    status: Status,
    fact: int | None,
    year: int,
    inner: str,
    outer: str,
    percent: str | None,
) -> None:
    """A status finishes the work, a figure reaches the number: a measure is done only by both."""
    asked = indicator(target, kind=IndicatorKind(kind), comparator=comparator)
    one = measure(KEY, years=[2030], start=date(2021, 1, 1), indicators=[asked])
    facts = () if fact is None else (fact,)
    result = _judged(one, report(KEY, status, *facts), today=date(year, 6, 30))
    assert (result.indicators[0].state, result.state) == (inner, outer)
    told = result.indicators[0].percent
    assert told == (None if percent is None else Decimal(percent))
    assert result.percent == (None if told is None else min(told, 100))


@pytest.mark.parametrize(
    ("today", "need", "state"),
    [
        (date(2020, 1, 1), 0, MeasureState.ON_TRACK),
        (date(2025, 12, 31), 4, MeasureState.ON_TRACK),
        (date(2026, 12, 31), 5, MeasureState.ON_TRACK),
        (date(2027, 12, 31), 6, MeasureState.AT_RISK),
        (date(2031, 1, 1), 10, MeasureState.OVERDUE),
    ],
)
def test_what_cannot_be_divided_is_not_due_in_part(today: date, need: int, state: MeasureState) -> None:
    """A count needs whole things of what the gone time asks for, and a tenth less is not behind."""
    one = measure(KEY, years=[2030], start=date(2021, 1, 1), indicators=[indicator(10)])
    result = _judged(one, report(KEY, WORK, 5), today=today).indicators[0]
    assert [result.need, result.state] == [need, state]


@pytest.mark.parametrize(("fact", "progress", "state"), [(70, "0.5", "on_track"), (55, "0.25", "at_risk")])
def test_a_level_keeps_pace_from_its_baseline(fact: int, progress: str, state: str) -> None:
    """From 40 to 100, half of the time gone: 70 is half of the way, 55 a quarter of it and behind."""
    asked = replace(indicator(100, kind=IndicatorKind.LEVEL, percent=True), baseline=Decimal(40))
    one = measure(KEY, years=[2030], start=date(2021, 1, 1), indicators=[asked])
    result = _judged(one, report(KEY, WORK, fact), today=date(2026, 1, 10)).indicators[0]
    assert (result.progress, result.state) == (Decimal(progress), state)


def test_half_of_a_baseline_is_no_progress() -> None:
    """45 of «с 45 до 60 %» is 75 percent of the target and nothing of the way."""
    asked = replace(indicator(60, kind=IndicatorKind.LEVEL, percent=True), baseline=Decimal(45))
    result = _judged(measure(KEY, indicators=[asked]), report(KEY, WORK, 45)).indicators[0]
    assert [result.percent, result.progress] == [75, 0]


# --- measures


def test_a_near_date_with_nothing_begun_is_a_risk() -> None:
    """A month before the date work begun is on its way; work not begun is at risk."""
    one, near = measure(KEY, years=[2026]), date(2026, 12, 10)
    assert _judged(one, today=near).state is MeasureState.AT_RISK
    assert _judged(one, report(KEY, WORK), today=near).state is MeasureState.ON_TRACK
    assert _judged(one, report(KEY, DONE), today=near).state is MeasureState.DONE
    assert _judged(one, today=near, soon=20).state is MeasureState.ON_TRACK


def test_one_overdue_deadline_makes_its_measure_overdue() -> None:
    """No figure and no other year hides an open date that has passed."""
    result = _judged(_yearly(), _in_year(2024, DONE, 8), _in_year(2025, WORK, 8), _in_year(2026, WORK, 8))
    assert result.indicators[0].state is MeasureState.ON_TRACK
    assert result.state is MeasureState.OVERDUE


def test_a_measure_is_cancelled_when_all_its_deadlines_are() -> None:
    """One live deadline keeps a measure and its indicators alive."""
    one = measure(KEY, years=[2024, 2028], indicators=[indicator(4)])
    gone = _judged(one, _in_year(2024, CANCELLED), _in_year(2028, CANCELLED))
    assert (gone.state, gone.percent) == (MeasureState.CANCELLED, None)
    assert {inner.state for inner in gone.indicators} == {MeasureState.CANCELLED}
    assert _judged(one, _in_year(2024, CANCELLED)).state is MeasureState.ON_TRACK


def test_a_report_is_awaited_until_its_day() -> None:
    """Until `report_by` the report on a year is neither late nor missing; any other date is late at once."""
    one = measure(KEY, years=[2025], indicators=[indicator(4)])
    for day in (1, 31):
        result = _judged(one, today=date(2026, 1, day), report_by=(1, 31))
        assert (result.deadlines[0].state, result.state) == (DeadlineState.AWAITED, MeasureState.ON_TRACK)
    late = _judged(one, today=date(2026, 2, 1), report_by=(1, 31))
    assert (late.deadlines[0].state, late.state) == (DeadlineState.OVERDUE, MeasureState.OVERDUE)
    june = deadline("I.1/2025", 2025, due=date(2025, 6, 30))
    assert deadline_state(june, report(), today=date(2025, 7, 1), report_by=(1, 31)) is DeadlineState.OVERDUE


def test_what_was_late_before_the_plan_was_followed_is_told_apart() -> None:
    """A deadline from before, of which nobody has said a word, stays overdue and is the backlog; a word ends that."""
    one, options = measure(KEY, years=[2024, 2025, 2026]), {"backlog_before": date(2026, 3, 1)}
    told = _judged(one, report(f"{KEY}/2025", PLANNED, reason="ремонт"), today=date(2027, 3, 1), **options)
    assert [inner.state for inner in told.deadlines] == [DeadlineState.OVERDUE] * 3
    assert [inner.backlog for inner in told.deadlines] == [True, False, False]


PERMANENT = [
    # status of the measure's own issue, fact, comparator, measure's state, indicator's state
    (PLANNED, None, ">=", "on_track", "no_data"),
    (WORK, None, ">=", "on_track", "no_data"),
    (WORK, 3, ">=", "on_track", "on_track"),
    (WORK, 85, ">=", "on_track", "on_track"),
    (WORK, 85, "<=", "at_risk", "at_risk"),
    (DONE, 85, ">=", "done", "done"),
    (DONE, 3, ">=", "not_reached", "not_reached"),
    (DONE, None, ">=", "no_data", "no_data"),
    (CANCELLED, 85, ">=", "cancelled", "cancelled"),
]


@pytest.mark.parametrize(("status", "fact", "comparator", "outer", "inner"), PERMANENT)
def test_a_permanent_measure_is_judged_by_its_own_issue(
    status: Status, fact: int | None, comparator: str, outer: str, inner: str
) -> None:
    """Without deadlines nothing is late, and nothing is done before the staff close it."""
    kind = IndicatorKind.TOTAL if comparator == "<=" else IndicatorKind.LEVEL
    one = measure(KEY, years=(), indicators=[indicator(80, kind=kind, comparator=comparator)])
    result = _judged(one, report(KEY, status, *(() if fact is None else (fact,))))
    assert (result.state, result.indicators[0].state) == (outer, inner)


def test_a_permanent_measure_without_a_target_is_done_when_closed() -> None:
    """Its own issue is all there is to say how far it has come."""
    one = measure(KEY, years=(), indicators=[indicator(None, kind=IndicatorKind.DONE)])
    assert (_judged(one).percent, _judged(one).state) == (None, MeasureState.ON_TRACK)
    closed = _judged(one, report(KEY, DONE))
    assert (closed.percent, closed.state) == (Decimal(100), MeasureState.DONE)


def test_deadlines_before_the_first_year_are_not_followed() -> None:
    """A year before `from_year` is neither late nor counted."""
    result = _judged(_yearly(), _in_year(2026, DONE, 8), from_year=2026)
    assert [inner.deadline.year for inner in result.deadlines] == [2026, 2027, 2028]
    assert result.state is MeasureState.ON_TRACK


def test_the_only_deadline_reports_on_the_measures_own_issue() -> None:
    """A lone deadline is the measure's issue, several have their own; days are counted from today."""
    lone = _judged(measure(KEY), report(KEY, WORK))
    assert lone.deadlines[0].report is lone.report
    several = _judged(measure(KEY, years=[2025, 2026]), report(KEY, WORK), _in_year(2026, DONE))
    assert [inner.report.status for inner in several.deadlines] == [PLANNED, DONE]
    assert [inner.days for inner in several.deadlines] == [-181, 184]
    assert several.report.status is WORK


def test_the_whole_plan_is_judged_in_its_order() -> None:
    """A lone deadline is the measure's issue, several have their own; days run from today to the due day."""
    whole = plan(measure("I.1.1", years=[2024, 2025]), measure("V.15.1"))
    progress = judge(whole, {}, today=TODAY)
    assert (progress.plan, progress.today) == (whole, TODAY)
    assert [(one.measure.key, inner.deadline.year) for one, inner in progress.deadlines()] == [
        ("I.1.1", 2024),
        ("I.1.1", 2025),
        ("V.15.1", 2030),
    ]


# --- properties of any measure

facts = st.none() | st.integers(-5, 30)
targets = st.builds(
    lambda kind, comparator, value: indicator(value, kind=kind, comparator=comparator),
    st.sampled_from(IndicatorKind),
    st.sampled_from([">=", "=", "<=", "<", ">", None]),
    st.none() | st.integers(0, 20),
)


@st.composite
def _situations(draw: st.DrawFn) -> MeasureProgress:
    years = draw(st.lists(st.integers(2021, 2030), unique=True, max_size=5))
    one = measure(KEY, years=years, indicators=draw(st.lists(targets, max_size=2)))
    given_reports = []
    for key in [KEY, *(asked.key for asked in one.deadlines)]:
        values = [draw(facts), draw(facts)]
        figures = [figure(value, indicator=at) for at, value in enumerate(values, 1) if value is not None]
        given_reports.append(report(key, draw(st.sampled_from(Status)), *figures))
    today = draw(st.dates(date(2020, 1, 1), date(2031, 12, 31)))
    from_year = draw(st.none() | st.integers(2021, 2031))
    return judge(plan(one), reports(*given_reports), today=today, from_year=from_year).measures[0]


@given(_situations())
def test_a_done_measure_is_closed_and_has_reached_everything(result: MeasureProgress) -> None:
    """Done is said of nothing with an open deadline, a short figure or a missing one; it is 100 percent."""
    if result.state is MeasureState.DONE:
        assert {inner.state for inner in result.deadlines} <= {DeadlineState.DONE, DeadlineState.CANCELLED}
        assert {inner.state for inner in result.indicators} <= {MeasureState.DONE}
        assert result.percent in (None, 100)
        assert result.coverage[0] == result.coverage[1]


@given(_situations())
def test_overdue_is_said_exactly_where_an_open_date_has_passed(result: MeasureProgress) -> None:
    """A measure is overdue if and only if one of its deadlines is; an indicator never without its measure."""
    late = any(inner.state is DeadlineState.OVERDUE for inner in result.deadlines)
    assert (result.state is MeasureState.OVERDUE) == late
    assert late or all(inner.state is not MeasureState.OVERDUE for inner in result.indicators)


@given(_situations())
def test_every_percent_is_one(result: MeasureProgress) -> None:
    """Percents have one decimal and none is below 0, a measure's none above 100; the unknown have none."""
    for percent in (result.percent, *(inner.percent for inner in result.indicators)):
        assert percent is None or (percent >= 0 and percent == percent.quantize(Decimal("0.1")))
    assert result.percent is None or result.percent <= 100
    for inner in result.indicators:
        if inner.state in (MeasureState.CANCELLED, MeasureState.NO_DATA) and inner.indicator.value is not None:
            plain = inner.indicator.kind in (IndicatorKind.DONE, IndicatorKind.QUALITATIVE)
            assert plain or inner.percent is None
