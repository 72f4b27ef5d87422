"""What is handed on of one plan says the same everywhere: the page, the workbook and the yearly report, read back.

The plan is Megion's with five years of figures, on the first day after the year of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from mappings import language
from mappings.yearly_report import report_of
from sync.summary import render
from sync.summary.report import Handed, render_report
from tests.worlds.megion_reports import AFTER, basis, five_years, summary_of_2025

Figures = dict[tuple[str, int], Decimal]


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    """As towns read them."""
    spoken = language.active()
    language.use("ru")
    yield
    language.use(spoken)


def number(text: str) -> Decimal | None:
    """A number as the page words it: «84,5 %»; None for words."""
    bare = text.split("\u00a0", maxsplit=1)[0].replace("\u202f", "").replace("−", "-").replace(",", ".")
    return Decimal(bare) if bare.lstrip("-").replace(".", "").isdigit() else None


def value(cell: Any) -> Decimal | None:
    """A number of a workbook as it is shown: a share in a cell of percent is a hundredth of it."""
    if not isinstance(cell, Cell) or not isinstance(cell.value, int | float):
        return None
    shown = Decimal(str(cell.value))
    return shown * 100 if "%" in cell.number_format else shown


def page() -> tuple[Figures, Figures, dict[str, Decimal]]:
    """Of the page: each indicator's fact and attainment, and each deadline's fact by measure and year."""
    facts: Figures = {}
    reached: Figures = {}
    dated: dict[str, Decimal] = {}
    for measure in html.fromstring(render(summary_of_2025(), "html").decode()).iter("article"):
        key = measure.get("id", "")
        for place, goal in enumerate(measure.xpath("ul[@class='goals']/li"), start=1):
            for told in goal.xpath("span[starts-with(., 'факт')]/b"):
                _put(facts, (key, place), number(told.text_content()))
            for told in goal.xpath("span[@class='reach']/b"):
                _put(reached, (key, place), number(told.text_content()))
        for year in measure.xpath("ul[@class='years']/li"):
            name, *rest = year.text_content().split()
            if rest and (figure := number(rest[0].rstrip(";"))) is not None:
                dated[f"{key}/{name}"] = figure
    return facts, reached, dated


def _put(found: Figures, name: tuple[str, int], figure: Decimal | None) -> None:
    if figure is not None:
        found[name] = figure


def workbook() -> tuple[Figures, Figures, dict[str, Decimal]]:
    """The same of the workbook."""
    book = load_workbook(BytesIO(render(summary_of_2025(), "xlsx")))
    facts: Figures = {}
    reached: Figures = {}
    places: dict[str, int] = {}
    for row in book["Показатели"].iter_rows(min_row=2):
        key = str(row[0].value)
        places[key] = places.get(key, 0) + 1
        _put(facts, (key, places[key]), value(row[5]))
        _put(reached, (key, places[key]), value(row[6]))
    rows = list(book["Сроки"].iter_rows(min_row=2))
    dated = {str(row[0].value): figure for row in rows if (figure := value(row[6])) is not None}
    return facts, reached, dated


def report() -> Figures:
    """The facts of the yearly report of 2025, from its workbook."""
    values = report_of(basis(five_years(), 2025, today=AFTER))
    sheet = load_workbook(BytesIO(render_report(Handed(values), "xlsx")))["Показатели"]
    rows = [row for row in sheet.iter_rows(min_row=2) if row[1].value is not None]
    found: Figures = {}
    for row, one in zip(rows, values.indicators, strict=True):
        _put(found, (one.key, one.position), value(row[5]))
    return found


def test_the_page_the_workbook_and_the_report_agree_figure_by_figure() -> None:
    """Every fact and every attainment that is a number, and the figure of every deadline that has one."""
    facts, reached, dated = page()
    assert (len(facts), len(reached)) == (24, 25)
    assert workbook() == (facts, reached, dated)
    told = report()
    assert len(told) == 19
    assert told == {name: facts[name] for name in told}
