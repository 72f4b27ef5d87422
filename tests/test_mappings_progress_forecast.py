"""Where a total will stand if it goes on as it went, and when nothing may be said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from gettext import NullTranslations
from typing import Any

import pytest

from mappings import language
from mappings.plan import IndicatorKind, Measure
from mappings.progress import FigureLine, Forecast, Report, Status, judge
from mappings.progress.forecast import sentence
from tests.examples.plan_values import indicator, measure, plan, reports

DONE, WORK = Status.DONE, Status.IN_PROGRESS
KEY = "I.3.4"
TODAY = date(2026, 6, 30)


def _line(value: str | None, day: str, **about: Any) -> FigureLine:
    at = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=UTC)
    number = None if value is None else Decimal(value)
    return FigureLine(number, str(value), "А", at, "comment", **about)


def _years(*values: str | None, since: int = 2021, unit: str = "") -> list[Report]:
    return [
        Report(f"{KEY}/{since + at}", DONE, () if value is None else (_line(value, f"{since + at}-12-20", unit=unit),))
        for at, value in enumerate(values)
    ]


def _yearly(value: int = 20, **about: Any) -> Measure:
    return measure(KEY, years=range(2021, 2031), indicators=[replace(indicator(value), **about)])


def _forecast(one: Measure, *given_reports: Report, today: date = TODAY) -> Forecast | None:
    return judge(plan(one), reports(*given_reports), today=today).measures[0].indicators[0].forecast


def test_a_total_goes_on_as_it_went() -> None:
    """The mean of the finished periods for each that is left, the range by the least and the greatest."""
    found = _forecast(_yearly(), *_years("1", "2", "1", "1", "2"))
    assert found == Forecast(Decimal(14), Decimal(12), Decimal(17), 2030, 5)


def test_one_issue_of_several_years_has_a_pace_too() -> None:
    """From totals so far at the ends of years, and from figures that name their year; not from both."""
    one = measure(KEY, years=[2030], start=date(2021, 1, 1), indicators=[indicator(20)])
    so_far = [_line(str(number), f"202{number}-12-20") for number in range(1, 6)]
    assert _forecast(one, Report(KEY, WORK, tuple(so_far))) == Forecast(Decimal(10), Decimal(10), Decimal(10), 2030, 5)
    named = [_line("2", f"{year}-12-20", year=year) for year in range(2021, 2026)]
    assert _forecast(one, Report(KEY, WORK, tuple(named))) == Forecast(Decimal(20), Decimal(20), Decimal(20), 2030, 5)
    assert _forecast(one, Report(KEY, WORK, (*so_far, *named))) is None


def test_it_is_never_below_what_is_there() -> None:
    """A running year that did more than the years before it counts with what it did."""
    found = _forecast(
        _yearly(40), *_years("1", "1", "1", "1", "1"), Report(f"{KEY}/2026", WORK, (_line("30", "2026-03-01"),))
    )
    assert found is not None
    assert found.low == 35


@pytest.mark.parametrize(
    ("one", "given_reports", "today"),
    [
        pytest.param(_yearly(), _years("1", "1"), date(2023, 6, 1), id="two periods"),
        pytest.param(_yearly(), _years("1", None, "1", "1", "1"), TODAY, id="a gap"),
        pytest.param(_yearly(2), _years("0", "0", "1", "0", "0"), TODAY, id="a target of two"),
        pytest.param(_yearly(), _years("5", "5", "5", "5", "5"), TODAY, id="reached"),
        pytest.param(_yearly(), _years(*"11111"), date(2031, 1, 1), id="plan over"),
        pytest.param(_yearly(), [*_years(*"1111"), *_years("1", since=2025, unit="книг")], TODAY, id="suspended"),
        pytest.param(_yearly(kind=IndicatorKind.PER_YEAR), _years(*"11111"), TODAY, id="each year alone"),
        pytest.param(_yearly(comparator="<="), _years(*"11111"), TODAY, id="a limit"),
    ],
)
def test_rather_no_forecast_than_one_that_misleads(one: Measure, given_reports: list[Report], today: date) -> None:
    """Too few reports, a gap, a small target, one reached, a plan that is over: nothing is said."""
    if given_reports[-1].lines and given_reports[-1].lines[0].unit:
        withdrawn = (*given_reports[-1].lines, _line(None, "2026-02-01"))
        given_reports = [*given_reports[:-1], replace(given_reports[-1], lines=withdrawn)]
    assert _forecast(one, *given_reports, today=today) is None


def test_a_changed_unit_and_an_old_figure_forbid_it() -> None:
    """Units of different things do not add up to a pace; neither does what was heard a year and a half ago."""
    mixed = [*_years(*"1111", unit="справок"), *_years("1", since=2025, unit="мероприятий")]
    assert _forecast(_yearly(), *mixed) is None
    one = replace(_yearly(), deadlines=_yearly().deadlines[:3] + _yearly().deadlines[8:])
    assert _forecast(one, *_years(*"111"), today=date(2025, 6, 20)) is not None
    assert _forecast(one, *_years(*"111"), today=date(2025, 6, 21)) is None


def test_the_sentence_names_the_range_and_the_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """How sure it is stands beside it."""
    found = Forecast(Decimal(9), Decimal(8), Decimal(10), 2030, 5)
    monkeypatch.setattr(language, "_active", NullTranslations())
    assert sentence(found) == "At the present pace about 9 (8–10) by 2030, from 5 reports"
    monkeypatch.setattr(language, "_active", language.catalogue("ru"))
    assert sentence(found) == "При нынешнем темпе — около 9 (8–10) к 2030 году, по 5 отчётам"
