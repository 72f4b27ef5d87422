"""What rows of an import table mean for a plan: which issue each is for, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.importing.entries import Entries, entries_of
from mappings.importing.table import ImportRow
from mappings.importing.words import withdrawal, worded, years_of
from mappings.plan import Deadline, Indicator, IndicatorKind, Measure, Place, Plan, Recurrence
from tests.examples.plan_values import extended

TODAY = date(2026, 3, 1)
_numbers = count(2)


def measure(number: str, *days: date, indicators: int = 1, start: int = 2021, section: str = "I") -> Measure:
    """A measure with these deadlines."""
    key = f"{section}.{number}"
    alone = len({day.year for day in days}) == len(days)
    return Measure(
        key=key,
        number=f"{number}.",
        section=section,
        group=None,
        parent=None,
        title=f"Мероприятие {key}",
        executors=(),
        funding=(),
        timing_text="",
        recurrence=Recurrence.YEARS,
        deadlines=tuple(Deadline(day, date(start, 1, 1), f"{key}/{day.year if alone else day}") for day in days),
        target_text="",
        indicators=tuple(
            Indicator(IndicatorKind.TOTAL, ">=", None, "", percent=False, text="") for _ in range(indicators)
        ),
        place=Place(),
    )


YEARLY = measure("1.1", *(date(year, 12, 31) for year in (2021, 2022, 2023, 2024)))
LONE = measure("1.2", date(2030, 12, 31))
DOUBLE = measure("1.3", date(2025, 12, 31), indicators=2)
HALVES = measure("1.4", date(2024, 6, 30), date(2024, 12, 31))
TEN = measure("1.10", date(2030, 12, 31))
ALWAYS = measure("1.5")
FIFTEEN = [measure("15.1", date(2025, 12, 31), section=one) for one in ("IV", "V")]
PLAN = Plan("План", 2021, 2030, (), (), (YEARLY, LONE, DOUBLE, HALVES, TEN, ALWAYS, *FIFTEEN))


def row(name: str, period: str = "", figure: str = "4", **cells: Any) -> ImportRow:
    """A row of the table, each on a line of its own."""
    return ImportRow(Place(line=next(_numbers)), name, period=period, figure=figure, **cells)


def read(*rows: ImportRow) -> Entries:
    """What the rows say of the plan."""
    return entries_of(rows, PLAN, today=TODAY, source="таблица отчёты.xlsx")


def codes(*rows: ImportRow) -> list[str]:
    """What is wrong with the rows, of which nothing is to be posted."""
    found = read(*rows)
    assert found.entries == ()
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("name", "period", "key", "year"),
    [
        ("I.1.1", "2023", "I.1.1/2023", 2023),
        ("I.1.1", "2023 год", "I.1.1/2023", 2023),
        ("I.1.1", "31.12.2023", "I.1.1/2023", 2023),
        ("I.1.1", "2023-12-31", "I.1.1/2023", 2023),
        ("I.1.1/2023", "", "I.1.1/2023", 2023),
        ("1.1.", "15.10.2023 г.", "I.1.1/2023", 2023),
        ("І.1.1", "2023", "I.1.1/2023", 2023),
        ("I.1.2", "2023", "I.1.2", 2023),
        ("I.1.2", "", "I.1.2", None),
        ("I.1.4", "30.06.2024", "I.1.4/2024-06-30", 2024),
        ("I.1.5", "2023", "I.1.5", 2023),
        ("V.15.1", "2024", "V.15.1", 2024),
    ],
)
def test_each_row_finds_its_issue(name: str, period: str, key: str, year: int | None) -> None:
    """By the measure's key or its printed number, and by the year or the day; a lone issue serves several years."""
    (entry,) = read(row(name, period)).entries
    assert (entry.key, entry.reported.year) == (key, year)


@pytest.mark.parametrize(
    ("name", "period", "code"),
    [
        ("I.9.9", "2023", "row-measure-unknown"),
        ("", "2023", "row-measure-unknown"),
        ("15.1", "2024", "row-measure-ambiguous"),
        ("1.1", "2023", "row-measure-ambiguous"),
        ("I.1.1", "", "row-period-missing"),
        ("I.1.1", "2029", "row-period-outside"),
        ("I.1.4", "2024", "row-period-outside"),
        ("I.1.2", "2019", "row-period-outside"),
        ("I.1.1", "в том году", "row-period-unread"),
        ("I.1.1", "31.02.2023", "row-period-unread"),
        ("I.1.1", "٢٠٢٣", "row-period-unread"),
    ],
)
def test_a_row_that_finds_none_is_told(name: str, period: str, code: str) -> None:
    """With its place and the mend, and nothing of it is posted. A spreadsheet may have made 1.1 of 1.10."""
    assert codes(row(name, period)) == [code]


def test_a_number_that_only_one_measure_has_needs_no_section() -> None:
    """Numbers repeat in real plans, so the section is asked for only there."""
    (entry,) = read(row("1.3", "2024", indicator="1")).entries
    assert entry.measure == "I.1.3"


@pytest.mark.parametrize("day", ["вчера", "2023", "31.13.2023", "x" * 500, "20.12.2099"])
def test_a_closing_day_that_is_none_is_told(day: str) -> None:
    """A closing without its day, or on a day to come, is no closing."""
    assert codes(row("I.1.1", "2023", closed=day)) in (["row-day-unread"], ["row-day-ahead"])


@pytest.mark.parametrize("number", ["", "3", "0", "два", "1" * 500, "²"])
def test_a_figure_of_an_indicator_that_there_is_not_is_told(number: str) -> None:
    """Where a measure has several, the number says which; nothing is guessed."""
    assert codes(row("I.1.3", "2024", indicator=number)) == ["row-indicator"]


def test_rows_of_one_period_become_one_report() -> None:
    """Two indicators of one year are one comment, and so one mail."""
    rows = (
        row("I.1.3", "2024", "50", indicator="2", source="отчёт за 2024 год", reason="Ремонт"),
        row("I.1.3", "2024", "100 %", indicator="1", source="отчёт за 2024 год", closed="20.12.2024"),
    )
    (entry,) = read(*rows).entries
    assert worded(entry.reported, "ru") == (
        "Факт 1 за 2024 год: 100 %\nФакт 2 за 2024 год: 50\nИсполнено: 20.12.2024\nПричина: Ремонт\n"
        "Источник: отчёт за 2024 год"
    )
    assert entry.place == rows[0].place


def test_a_report_is_worded_in_the_language_of_the_mapping() -> None:
    """Its origin stands on a line of its own; where the table names none it is the table."""
    (entry,) = read(row("I.1.1", "2023", closed="20.12.2023")).entries
    said = "Fact for 2023: 4\nCompleted: 2023-12-20\nSource: таблица отчёты.xlsx"
    assert worded(entry.reported, "en") == said
    assert withdrawal(said, 12, "en") == "Fact for 2023: withdrawn\nSource: the entry is withdrawn, run 12 was undone"
    assert years_of(said) == years_of(withdrawal(said, 12, "en")) == {"2023"}


def test_the_same_row_twice_counts_once() -> None:
    """The second is told with the place of the first."""
    first, second = row("I.1.1", "2023"), row("1.1.", "31.12.2023")
    second = ImportRow(second.place, "I.1.1/2023", period="31.12.2023", figure="4")
    found = read(first, second)
    assert len(found.entries) == 1
    (problem,) = found.problems
    assert problem.code == "row-twice"
    assert str(first.place.line) in problem.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"figure": "4"}, {"figure": "5"}),
        ({"figure": "4", "closed": "20.12.2023"}, {"figure": "", "closed": "21.12.2023"}),
    ],
)
def test_of_two_rows_that_contradict_each_other_neither_is_posted(one: dict[str, str], other: dict[str, str]) -> None:
    """Which is right nobody but the office knows; the rest of the table goes on."""
    found = read(row("I.1.1", "2023", **one), row("I.1.1", "2023", **other), row("I.1.1", "2024"))
    assert [problem.code for problem in found.problems] == ["row-contradicts", "row-contradicts"]
    assert [entry.key for entry in found.entries] == ["I.1.1/2024"]


@given(st.lists(st.tuples(*[st.text(max_size=30)] * 7), max_size=6))
def test_no_row_is_lost_and_none_brings_the_import_down(cells: list[tuple[str, ...]]) -> None:
    """Whatever stands in the cells, each row is either posted or told."""
    rows = [
        ImportRow(Place(line=number), name, indicator, period, figure, closed, reason, source)
        for number, (name, indicator, period, figure, closed, reason, source) in enumerate(cells, start=2)
    ]
    good = row("I.1.1", "2023")
    found = read(*rows, good)
    assert any(entry.key == "I.1.1/2023" for entry in found.entries)
    assert len(found.entries) + len(found.problems) >= 1
    assert len(found.problems) + sum(len(entry.reported.figures) or 1 for entry in found.entries) >= len(rows) + 1


@pytest.mark.parametrize(
    ("name", "period", "key", "year"),
    [
        ("1.1", "2023", "I.1.1/2023", 2023),
        ("1.1", "31.12.2023", "I.1.1/2023", 2023),
        ("1.1", "30.06.2024", "I.1.1/2023", 2023),
        ("1.1", "2024", "I.1.1/2024", 2024),
        ("1.2", "2031", "I.1.2", 2031),
        ("1.6", "2022", "I.1.6", 2022),
        ("1.6", "30.06.2024", "I.1.6", 2022),
    ],
)
def test_an_extended_deadline_is_of_the_plans_year(name: str, period: str, key: str, year: int) -> None:
    """Either of its days names it; an issue that serves several years goes on with those of the extension."""
    single = measure("1.6", date(2022, 12, 31), start=2022)
    moved = (
        extended(YEARLY, 2023, date(2024, 6, 30)),
        extended(LONE, 2030, date(2031, 6, 30)),
        extended(single, 2022, date(2024, 6, 30)),
    )
    (entry,) = entries_of([row(name, period)], replace(PLAN, measures=moved), today=TODAY, source="").entries
    assert (entry.key, entry.reported.year) == (key, year)
