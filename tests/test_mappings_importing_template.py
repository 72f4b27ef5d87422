"""The table to fill in: what it asks for, and that it is read as it was written."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mappings.importing.entries import entries_of
from mappings.importing.table import read_rows
from mappings.importing.template import FORMS, template
from mappings.plan import Plan
from tests.examples.plan_documents import GROUP, plan_from, row
from tests.examples.plan_values import extended
from tests.test_mappings_importing_entries import ALWAYS, DOUBLE, HALVES, LONE, PLAN, YEARLY

TODAY = date(2023, 7, 1)


def lines(plan: Plan, *, language: str = "ru") -> list[list[str]]:
    """The rows of the table below its header."""
    text = template(plan, ".csv", today=TODAY, language=language).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))[1:]


def only(*measures: object) -> Plan:
    """A plan of these measures."""
    return replace(PLAN, measures=measures)  # type: ignore[arg-type]


def test_it_asks_for_every_period_that_has_begun() -> None:
    """Each deadline up to this year; each year of an issue that serves several; each indicator on its own row."""
    assert [line[4] for line in lines(only(YEARLY))] == ["2021", "2022", "2023"]
    assert [line[4] for line in lines(only(LONE))] == ["2021", "2022", "2023"]
    assert [(line[3], line[4]) for line in lines(only(DOUBLE))][:3] == [("1", "2021"), ("2", "2021"), ("1", "2022")]
    assert [line[4] for line in lines(only(ALWAYS))] == [""]
    halves = template(only(HALVES), ".csv", today=date(2024, 1, 1), language="ru").decode("utf-8-sig")
    assert "30.06.2024" in halves


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_it_is_read_once_it_is_filled_in(tmp_path: Path, form: str, language: str) -> None:
    """Every row of the table finds its issue; as it was left it reports nothing."""
    path = tmp_path / f"table{form}"
    path.write_bytes(template(PLAN, form, today=TODAY, language=language))
    assert read_rows(path) == ()
    if form == ".csv":
        head, *rest = path.read_text(encoding="utf-8-sig").splitlines()
        filled = [";".join([*line.split(";")[:5], "4", *line.split(";")[6:]]) for line in rest]
        path.write_text("\n".join([head, *filled]), encoding="utf-8")
    else:
        book = load_workbook(path)
        for number in range(2, book.worksheets[0].max_row + 1):
            book.worksheets[0].cell(number, 6, 4)
        data = BytesIO()
        book.save(data)
        path.write_bytes(data.getvalue())
    rows = read_rows(path)
    found = entries_of(rows, PLAN, today=TODAY, source="")
    assert found.problems == ()
    assert sum(len(entry.reported.figures) for entry in found.entries) == len(rows) == len(lines(PLAN))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_no_cell_acts_as_a_formula(tmp_path: Path, start: str) -> None:
    """A title from the plan stays words, in a workbook and in a table with separators."""
    plan = only(replace(LONE, title=f'{start}HYPERLINK("http://example.org")'))
    assert all(not line[1].startswith(("=", "+", "-", "@", "\t")) for line in lines(plan))
    path = tmp_path / "table.xlsx"
    path.write_bytes(template(plan, ".xlsx", today=TODAY, language="ru"))
    cells = [cell for row in load_workbook(path).worksheets[0].iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}


def test_an_extended_deadline_is_asked_for_by_its_own_name() -> None:
    """By the year or the day of the plan, since that is what its figures are of."""
    moved = extended(YEARLY, 2023, date(2024, 6, 30))
    assert [line[4] for line in lines(only(moved))] == ["2021", "2022", "2023"]
    half = extended(HALVES, 2024, date(2025, 3, 31))
    assert "30.06.2024" in template(only(half), ".csv", today=date(2024, 1, 1), language="ru").decode("utf-8-sig")


def test_signs_that_no_workbook_takes() -> None:
    """A sign that XML does not know is left out of the table, and does not end the program."""
    plan = plan_from(GROUP, row("1.1.", "Фонд \ufffe книг\uffff", timing="2021"))
    for form in FORMS:
        assert template(plan, form, today=date(2026, 1, 1), language="ru")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_of_separated_text_begins_as_a_formula(sign: str) -> None:
    """Nor with the wide forms of these signs, which a spreadsheet of the east takes for them."""
    plan = plan_from(GROUP, row("1.1.", f"{sign}1+1", timing="2021"))
    assert f";'{sign}1+1;" in template(plan, ".csv", today=date(2026, 1, 1), language="ru").decode()
