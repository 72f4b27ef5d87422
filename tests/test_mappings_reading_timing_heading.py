"""Headings that name a time: which do, and what the timings below them then mean."""

from __future__ import annotations

from datetime import date

import pytest

from mappings.plan import Place, Section
from mappings.reading.timing.calendar_days import Span, calendar_years, school_year
from mappings.reading.timing.heading import names_period, periods_of
from tests.examples.plan_documents import codes, plan_from, row


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("СЕНТЯБРЬ", True),
        ("Сентябрь 2025 г.", True),
        ("Июнь – август", True),
        ("I квартал", True),
        ("2025 год", True),
        ("1 сентября", False),
        ("Сентябрь, октябрь", False),
        ("Ежегодно", False),
        ("в течение года", False),
        ("ЛЕТНИЕ ЧТЕНИЯ", False),
        ("31 сентября", False),
        ("Июнь 2025 - май - август", False),
        ("", False),
    ],
)
def test_a_heading_names_one_part_of_a_year_or_a_year(text: str, named: bool) -> None:
    """A month, a quarter or a year and nothing else is a heading of time; days, rhythms and words are none."""
    assert names_period(text) is named


@pytest.mark.parametrize(
    ("title", "span", "days"),
    [
        ("СЕНТЯБРЬ", school_year(2023), (date(2023, 9, 1), date(2023, 9, 30))),
        ("ФЕВРАЛЬ", school_year(2023), (date(2024, 2, 1), date(2024, 2, 29))),
        ("II квартал", calendar_years(2025, 2025), (date(2025, 4, 1), date(2025, 6, 30))),
        ("2025 год", calendar_years(2024, 2026), (date(2025, 1, 1), date(2025, 12, 31))),
        ("Март 2026", None, (date(2026, 3, 1), date(2026, 3, 31))),
        ("Март", calendar_years(2024, 2026), None),
        ("Март", None, None),
        ("Чтение", calendar_years(2025, 2025), None),
    ],
)
def test_the_days_of_a_heading(title: str, span: Span | None, days: tuple[date, date] | None) -> None:
    """A heading's days are its own year's or else those of the plan, where the plan has that time once."""
    found = periods_of([Section("I", title, Place())], span)
    assert found == ({} if days is None else {"I": Span(*days)})


def test_measures_below_a_month_are_due_in_it() -> None:
    """Numbers begin anew below each month; a day, a week or «в течение месяца» is of the month above."""
    plan = plan_from(
        "Октябрь 2026 года",
        row("1.", timing="25"),
        row("2.", timing="4 неделя"),
        row("3.", timing="в течение месяца"),
        "Ноябрь 2026 года",
        row("1.", timing="до 5 числа"),
        row("2.", timing="2027 год"),
    )
    due = {measure.key: str(measure.deadlines[0].due) for measure in plan.measures}
    assert due == {
        "I.1": "2026-10-25",
        "I.2": "2026-10-28",
        "I.3": "2026-10-31",
        "II.1": "2026-11-05",
        "II.2": "2027-12-31",
    }
    assert codes(plan).count("timing-month-implied") == 3


def test_a_month_within_a_section_is_no_section() -> None:
    """Where the plan has sections of its own, a month among them does not begin another."""
    plan = plan_from("I. ЧТЕНИЕ", row("1."), "Октябрь", row("2."))
    assert [section.title for section in plan.sections] == ["ЧТЕНИЕ"]
    assert "row-unread" in codes(plan)
