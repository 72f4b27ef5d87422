"""The figures of the yearly report, worked by hand: the plan of Megion after five years of reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mappings.plan import Deadline, Indicator, IndicatorKind, Measure, Place, Plan, Recurrence, Section
from mappings.progress import DeadlineState, FigureLine, MeasureState, Report, Status, judge
from mappings.yearly_report import YearReport, report_of
from mappings.yearly_report.values import Fact, IndicatorRow, MeasureRow, Outcome, PlanBasis, Tally, Unknown
from tests.worlds.megion_reports import TODAY, ZONE, basis, five_years, line, megion

REACHED, NOT_REACHED, UNKNOWN = Outcome.REACHED, Outcome.NOT_REACHED, Outcome.UNKNOWN
PRINTED, CALCULATED, LATER, NONE = PlanBasis.PRINTED, PlanBasis.CALCULATED, PlanBasis.LATER, PlanBasis.NONE

# Of 2025, by measure and number: the fact of 2024, plan, its basis, fact, deviation, level, outcome.
EXPECTED: dict[tuple[str, int], tuple[Any, ...] | None] = {
    ("I.1.1", 1): (4, 4, CALCULATED, 5, 1, 125, REACHED),  # 1 a year; of 9 in ten years 4 whole ones are due after five
    ("I.1.2", 1): (4, 4, CALCULATED, 5, 1, 125, REACHED),  # each closing counts 1
    ("I.2.1", 1): (4, 4, CALCULATED, 5, 1, 125, REACHED),  # one issue for ten years, a line for each year
    ("I.2.2", 1): (78, 80, PRINTED, "84.5", "4.5", "105.6", REACHED),  # a level: 78 is of 2022, the last before
    ("I.3.1", 1): None,  # its work begins in 2030
    ("I.3.3", 1): (None, 0, CALCULATED, None, None, None, UNKNOWN),  # of 1 in ten years nothing is due after five
    ("I.3.4", 1): (3, 4, PRINTED, 4, 0, 100, REACHED),  # 4 a year
    ("I.5.1", 1): None,  # done in 2024
    ("I.5.2", 1): (False, None, NONE, False, None, None, UNKNOWN),  # a direction
    ("I.5.3", 1): (None, None, NONE, None, None, None, UNKNOWN),  # a target without a number
    ("I.6.1", 1): ("83.3", 100, LATER, "83.3", None, "83.3", UNKNOWN),  # 5 of 6 libraries, all of them by 2030
    ("I.7.1", 1): (-2, 3, PRINTED, 3, 0, 100, REACHED),  # growth by 3 % a year
    ("I.7.2", 1): (False, None, NONE, False, None, None, UNKNOWN),  # a thing by 2030
    ("I.7.4.2", 1): (None, 100, LATER, 100, None, 100, REACHED),  # what is met early is met
    ("I.7.4.2", 2): (None, 50, LATER, "33.3", None, "66.6", UNKNOWN),
    ("II.8.2", 1): (2, 1, CALCULATED, 2, 1, 200, REACHED),  # 1 in 2022, 1 in 2024; of 3 one whole is due after five
    ("III.11.1", 1): (None, None, NONE, 5, None, None, UNKNOWN),
    ("III.11.4", 1): (9, 8, PRINTED, 8, 0, 100, REACHED),
    ("V.15.2", 1): (2, 2, PRINTED, 1, -1, 50, NOT_REACHED),
    ("V.15.5", 1): (7, 7, PRINTED, 6, -1, "85.7", NOT_REACHED),
}


def told(row: IndicatorRow) -> tuple[Any, ...]:
    """A row in the shape of what is expected."""
    facts = [one.value if one.done is None else one.done for one in (row.previous, row.fact)]
    return facts[0], row.plan, row.basis, facts[1], row.deviation, row.level, row.outcome


def as_expected(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers as the report has them."""
    return tuple(
        Decimal(one) if isinstance(one, str) and not isinstance(one, (Outcome, PlanBasis)) else one for one in values
    )


def rows(report: YearReport) -> dict[tuple[str, int], IndicatorRow]:
    """The rows of indicators, by measure and number."""
    return {(row.key, row.position): row for row in report.indicators}


def row_of(report: YearReport, key: str) -> MeasureRow:
    """The one row of a measure."""
    (row,) = (row for row in report.measures if row.key == key)
    return row


@pytest.fixture(scope="module")
def of_2025() -> YearReport:
    """The report of 2025, as of November 2026."""
    return report_of(basis(five_years(), 2025))


@pytest.mark.parametrize("key", EXPECTED, ids=lambda key: f"{key[0]}-{key[1]}")
def test_an_indicator_of_each_kind_comes_to_what_it_does_on_paper(of_2025: YearReport, key: tuple[str, int]) -> None:
    """Fact, plan, deviation and level of 2025 are those worked by hand; what is not of the year is left out."""
    expected, row = EXPECTED[key], rows(of_2025).get(key)
    assert (row and told(row)) == (expected and as_expected(expected))


def test_the_tally_adds_up(of_2025: YearReport) -> None:
    """13 of 56 are reached, 5 of them exceeded; 2 are not; of 41 nothing can be said, of 38 since it is not due."""
    assert of_2025.tally == Tally(13, 5, 2, 41, 38, 2)
    assert of_2025.tally.total == len(of_2025.indicators) == 56


def test_the_degree_is_the_mean_of_what_can_be_judged(of_2025: YearReport) -> None:
    """(13 + 1/2 + 6/7) / 15 = 0.957; what cannot be judged is left out, and what is exceeded counts as 1."""
    assert of_2025.degree == Decimal("0.957")


def test_what_was_done_before_the_year_is_named_and_not_listed(of_2025: YearReport) -> None:
    """Measures that were closed before the year stand in no table."""
    assert of_2025.finished == ("5.1", "5.1.1", "5.1.2", "7.4.3", "7.5", "8.1", "15.2")
    assert not {"I.5.1", "I.7.5", "IV.15.2"} & {row.key for row in of_2025.measures}


def test_the_report_of_an_earlier_year_knows_that_year_alone() -> None:
    """2024: 4 of 3 due certificates, the digitization fell short and says why, the model library and 7.5 are done."""
    report = report_of(basis(five_years(), 2024))
    found = rows(report)
    assert told(found["I.1.1", 1]) == as_expected((3, 3, CALCULATED, 4, 1, "133.3", REACHED))
    assert told(found["I.3.4", 1]) == as_expected((4, 4, PRINTED, 3, -1, 75, NOT_REACHED))
    assert found["I.3.4", 1].reason == "Сканер в ремонте"
    assert told(found["I.5.1", 1]) == as_expected((1, 2, PRINTED, 2, 0, 100, REACHED))
    assert told(found["I.7.5", 1]) == (False, None, NONE, True, None, Decimal(100), REACHED)
    assert "I.2.2" not in {row.key for row in report.measures}  # it is asked of 2022, 2025 and 2028


def test_a_measure_shows_its_dates_and_what_came_out(of_2025: YearReport) -> None:
    """Planned and actual date, the figure beside what was expected; one that goes on is not due yet."""
    row = row_of(of_2025, "I.3.4")
    assert (row.due, row.closed, row.late_days) == (date(2025, 12, 31), date(2025, 12, 20), None)
    assert (row.state, row.achieved[0].fact.value) == (DeadlineState.DONE, Decimal(4))
    running = row_of(of_2025, "I.6.1")
    assert (running.due, running.closed, running.state) == (date(2030, 12, 31), None, DeadlineState.IN_PROGRESS)


def test_the_figures_are_those_of_the_summary_on_the_last_evening_of_the_year(of_2025: YearReport) -> None:
    """Where a summary of the first day after the year shows a figure for it, the report shows the same."""
    summary = judge(megion(), five_years(), today=date(2026, 1, 1), zone=ZONE)
    shown = {
        (one.measure.key, number): indicator.actual
        for one in summary.measures
        for number, indicator in enumerate(one.indicators, start=1)
    }
    own = {key: row.fact.value for key, row in rows(of_2025).items()}
    assert own == {key: shown[key] for key in own}


def test_a_figure_counts_for_its_year_whenever_it_was_written() -> None:
    """A report of January is for last year, in the issue of that year; the year it was written in does not count."""
    late = line("6", at=datetime(2027, 2, 3, 9, 0, tzinfo=UTC))
    reports = {"I.3.4/2026": Report("I.3.4/2026", lines=(late,))}
    of_2026 = rows(report_of(basis(reports, 2026, today=date(2027, 2, 10))))["I.3.4", 1]
    assert (of_2026.fact.value, of_2026.outcome) == (Decimal(6), REACHED)
    of_2027 = rows(report_of(basis(reports, 2027, today=date(2027, 2, 10))))["I.3.4", 1]
    assert (of_2027.previous.value, of_2027.fact.value) == (Decimal(6), None)


@pytest.mark.parametrize(
    ("written", "year", "fact"),
    [
        (datetime(2026, 1, 20, tzinfo=UTC), None, 5),  # in time for the report of 2025
        (datetime(2026, 2, 20, tzinfo=UTC), None, None),  # a total so far, of later than 2025
        (datetime(2026, 11, 2, tzinfo=UTC), 2025, 5),
        (datetime(2025, 11, 2, tzinfo=UTC), 2026, None),
    ],
)
def test_an_issue_of_several_years_is_cut_at_the_end_of_the_year(
    written: datetime, year: int | None, fact: int | None
) -> None:
    """What names its year is of that year; of the rest counts what was written until the report was due."""
    reports = {"I.2.1": Report("I.2.1", lines=(line("5", year=year, at=written),))}
    row = rows(report_of(basis(reports, 2025)))["I.2.1", 1]
    assert row.fact.value == (None if fact is None else Decimal(fact))


def test_what_was_closed_after_the_year_was_open_in_it() -> None:
    """A measure due in 2030 and closed in 2026 is not done in the report of 2025, whenever that is made."""
    closed = Report("I.7.2", Status.DONE, closed_at=datetime(2026, 3, 1, tzinfo=UTC))
    before = rows(report_of(basis({"I.7.2": closed}, 2025)))["I.7.2", 1]
    assert (before.fact, before.unknown) == (Fact(done=False), Unknown.NOT_DUE)
    after = rows(report_of(basis({"I.7.2": closed}, 2026)))["I.7.2", 1]
    assert (after.fact, after.outcome, after.level) == (Fact(done=True), REACHED, Decimal(100))


def test_what_was_closed_late_says_by_how_much() -> None:
    """Days are counted from the planned date, and only where the day for reports has passed."""
    late = Report("I.3.4/2025", Status.DONE, closed_at=datetime(2026, 2, 10, tzinfo=UTC))
    assert row_of(report_of(basis({"I.3.4/2025": late}, 2025)), "I.3.4").late_days == 41
    in_time = replace(late, closed_at=datetime(2026, 1, 30, tzinfo=UTC))
    assert row_of(report_of(basis({"I.3.4/2025": in_time}, 2025)), "I.3.4").late_days is None


def test_dates_of_earlier_years_that_are_open_stand_beside_the_years_own() -> None:
    """A yearly measure has one row, which names the years before that nobody closed."""
    row = row_of(report_of(basis({}, 2023)), "I.3.4")
    assert (row.due, row.state, row.open_before) == (date(2023, 12, 31), DeadlineState.OVERDUE, (2021, 2022))


def test_a_cancelled_measure_has_no_indicator() -> None:
    """It stands among the measures as cancelled, and counts in no tally."""
    report = report_of(basis({"I.7.2": Report("I.7.2", Status.CANCELLED)}, 2025))
    assert ("I.7.2", 1) not in rows(report)
    assert row_of(report, "I.7.2").state is DeadlineState.CANCELLED


def test_a_year_with_nothing_reported_has_no_degree() -> None:
    """No figure is no figure, never 0: nothing was reached, nothing was missed, and there is no mean."""
    report = report_of(basis({}, 2025, plan=yearly(LESS)))
    assert {row.fact.value for row in report.indicators} == {None}
    assert (report.degree, report.rating, report.tally.reached, report.tally.not_reached) == (None, None, 0, 0)


LESS = Indicator(IndicatorKind.LEVEL, "<=", Decimal(5), "дней", percent=False, text="Срок не более 5 дней ежегодно")
FALLS = Indicator(IndicatorKind.GROWTH, "=", Decimal(-3), "%", percent=True, text="Снижение на 3 % ежегодно")
ONE = Indicator(IndicatorKind.DONE, None, None, "", percent=False, text="Создан сайт")
STEPS = replace(
    Indicator(IndicatorKind.TOTAL, ">=", Decimal(9), "зал", percent=False, text="9 залов"),
    targets=((2024, Decimal(2)), (2025, Decimal(6)), (2026, Decimal(9))),
)


def yearly(indicator: Indicator, first: int = 2024, last: int = 2026) -> Plan:
    """A plan of one measure that is due at the end of each year."""
    deadlines = tuple(Deadline(date(year, 12, 31), date(year, 1, 1), f"I.1/{year}") for year in range(first, last + 1))
    measure = Measure(
        "I.1", "1", "I", None, None, "Работа", ("ЦБС",), (), "ежегодно", Recurrence.ANNUAL, deadlines,
        indicator.text, (indicator,), Place(),
    )  # fmt: skip
    return Plan("План", first, last, (Section("I", "Раздел", Place()),), (), (measure,))


def reported(*values: str | None, first: int = 2024) -> dict[str, Report]:
    """A closed issue for each year, with its figure."""
    found = {}
    for year, value in enumerate(values, start=first):
        lines: tuple[FigureLine, ...] = () if value is None else (line(value),)
        at = datetime(year, 12, 20, tzinfo=UTC)
        found[f"I.1/{year}"] = Report(f"I.1/{year}", Status.DONE, lines, closed_at=at)
    return found


@pytest.mark.parametrize(
    ("indicator", "values", "expected"),
    [
        (LESS, ("6", "4"), (6, 5, PRINTED, 4, -1, 125, REACHED)),  # less is better: plan / fact
        (LESS, ("4", "8"), (4, 5, PRINTED, 8, 3, "62.5", NOT_REACHED)),
        (LESS, ("4", None), (4, 5, PRINTED, None, None, None, UNKNOWN)),
        (FALLS, ("-3 %", "-6 %"), (-3, -3, PRINTED, -6, -3, 200, REACHED)),
        (FALLS, ("-3 %", "-1,5 %"), (-3, -3, PRINTED, "-1.5", "1.5", 50, NOT_REACHED)),
        (FALLS, ("-3 %", "2 %"), (-3, -3, PRINTED, 2, 5, 0, NOT_REACHED)),
        (STEPS, ("2", "3"), (2, 6, PlanBasis.BY_YEAR, 5, -1, "83.3", NOT_REACHED)),  # a total by the plan's own years
    ],
)
def test_less_can_be_better_and_a_plan_can_name_its_years(
    indicator: Indicator, values: tuple[str | None, ...], expected: tuple[Any, ...]
) -> None:
    """Limits, falling growth and targets by year give what they give on paper in 2025."""
    (row,) = report_of(basis(reported(*values), 2025, plan=yearly(indicator))).indicators
    assert told(row) == as_expected(expected)


EACH = Indicator(IndicatorKind.PER_YEAR, ">=", Decimal(4), "отчёт", percent=False, text="4 отчёта ежегодно")


def test_an_issue_of_several_years_tells_each_of_them() -> None:
    """A yearly count in one issue: the lines that name a year are that year's, the year before stands beside it."""
    plan = yearly(EACH, 2026, 2026)
    (measure,) = plan.measures
    long = replace(measure, deadlines=(replace(measure.deadlines[0], start=date(2024, 1, 1)),))
    lines = (line("3", year=2024), line("5", year=2025), line("9", year=2026))
    reports = {"I.1": Report("I.1", lines=lines)}
    (row,) = report_of(basis(reports, 2025, plan=replace(plan, measures=(long,)))).indicators
    assert told(row) == as_expected((3, 4, PRINTED, 5, 1, 125, REACHED))


def test_what_was_left_open_goes_on_with_what_it_came_to() -> None:
    """A yearly count of 2024 that nobody closed is in the report of 2025 too, with the year that its figure is of."""
    reports = {"I.1": Report("I.1", lines=(line("3"),))}
    (row,) = report_of(basis(reports, 2025, plan=yearly(EACH, 2024, 2024))).indicators
    assert (row.fact, row.plan, row.outcome) == (Fact(Decimal(3), year=2024), Decimal(4), NOT_REACHED)


def test_the_degree_of_what_should_be_less_is_plan_by_fact() -> None:
    """5 days at most, 8 in fact: 5/8; growth the wrong way is 0 and never less."""
    assert report_of(basis(reported("4", "8"), 2025, plan=yearly(LESS))).degree == Decimal("0.625")
    assert report_of(basis(reported("-3 %", "2 %"), 2025, plan=yearly(FALLS))).degree == 0


def test_a_thing_that_is_due_and_not_there_was_not_reached() -> None:
    """It has no level, and its degree is 0; done, it has 100 and 1."""
    late = report_of(basis({}, 2025, plan=yearly(ONE, 2025, 2025)))
    assert (late.indicators[0].outcome, late.indicators[0].level) == (NOT_REACHED, None)
    assert late.degree == 0
    closed = Report("I.1", Status.DONE, closed_at=datetime(2025, 12, 20, tzinfo=UTC))
    done = report_of(basis({"I.1": closed}, 2025, plan=yearly(ONE, 2025, 2025)))
    assert (done.indicators[0].outcome, done.indicators[0].level) == (REACHED, Decimal(100))
    assert done.degree == 1


def test_an_unread_figure_is_no_figure_of_the_year() -> None:
    """A line that cannot be read suspends the older one; the year before is not touched."""
    reports = reported("4", "4")
    reports["I.1/2025"] = replace(reports["I.1/2025"], lines=(line("4"), line(None)))
    (row,) = report_of(basis(reports, 2025, plan=yearly(LESS))).indicators
    assert (row.previous.value, row.fact.value, row.unknown) == (Decimal(4), None, Unknown.NO_FIGURE)


def test_the_rating_is_the_highest_threshold_reached() -> None:
    """Without thresholds there is none; below all of them its name is empty."""
    made = basis(reported("4", "8"), 2025, plan=yearly(LESS))  # 0.625
    thresholds = {"высокая": Decimal("0.9"), "удовлетворительная": Decimal("0.6"), "средняя": Decimal("0.8")}
    assert report_of(made, thresholds=thresholds).rating == "удовлетворительная"
    assert report_of(made, thresholds={"высокая": Decimal("0.9")}).rating == ""
    assert report_of(made).rating is None


def test_the_state_and_the_risk_are_those_of_the_day() -> None:
    """A state is the summary's on the day of the report, while the year lasts."""
    report = report_of(basis(five_years(), 2026))
    summary = {one.measure.key: one for one in judge(megion(), five_years(), today=TODAY, report_by=(1, 31)).measures}
    for row in report.indicators:
        state = summary[row.key].indicators[row.position - 1].state
        assert (row.key, row.state, row.at_risk) == (row.key, state, state is MeasureState.AT_RISK)
