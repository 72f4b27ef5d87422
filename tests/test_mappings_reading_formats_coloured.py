"""Workbooks that tell by colour alone when a measure is due."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from mappings.plan import Plan
from mappings.reading.document import plan_of
from mappings.reading.formats.spreadsheet import read_spreadsheet
from tests.examples.plan_documents import codes

GREEN, GREY, WHITE = (PatternFill("solid", fgColor=f"FF{colour}") for colour in ("93C47D", "CCCCCC", "FFFFFF"))
ROWS: tuple[tuple[Any, ...], ...] = (
    ("План-график на 2025 год",),
    ("№", "Мероприятие", "Исполнитель", "Январь", "", "Февраль", "", "Март", ""),
    ("", "", "", "1 нед", "2 нед", "1 нед", "2 нед", "1 нед", "2 нед"),
    ("Раздел 1. Подготовка",),
    (1, "Собрать заявки", "Отдел культуры"),
    (2, "Провести конкурс", "Отдел культуры"),
    (3, "Подвести итоги", "Отдел культуры"),
)


NAMED_BELOW = (  # the months alone in a row, all other names with the weeks
    ROWS[0],
    ("Работы", "", "", *ROWS[1][3:]),
    (*ROWS[1][:3], *ROWS[2][3:]),
    *ROWS[3:],
)


def _plan(colours: dict[str, PatternFill], rows: Sequence[tuple[Any, ...]] = ROWS, **more: str) -> Plan:
    """The plan of a workbook with coloured cells, and texts in others."""
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    for row in rows:
        sheet.append(row)
    for area in ("D2:E2", "F2:G2", "H2:I2"):
        sheet.merge_cells(area)
    for cell, fill in colours.items():
        sheet[cell].fill = fill
    for cell, text in more.items():
        sheet[cell] = text
    out = BytesIO()
    workbook.save(out)
    return plan_of(read_spreadsheet(out.getvalue()))


MARKED = {"D5": GREEN, "E5": GREEN, "F6": GREEN, "I7": GREEN, "H7": WHITE}


@pytest.mark.parametrize("rows", [ROWS, NAMED_BELOW])
def test_coloured_cells_are_marks(rows: Sequence[tuple[Any, ...]]) -> None:
    """They count for the period above them, wherever the other names stand; a white cell is no mark, a row says so."""
    plan = _plan(MARKED, rows)
    assert [[str(one.due) for one in measure.deadlines] for measure in plan.measures] == [
        ["2025-01-31"],
        ["2025-02-28"],
        ["2025-03-31"],
    ]
    assert codes(plan).count("marks-coloured") == 3


def test_a_row_of_one_colour() -> None:
    """A row that is coloured from end to end is a heading or a pattern."""
    plan = _plan(MARKED | {f"{column}4": GREY for column in "ABCDEFGHI"} | {f"{column}7": GREY for column in "DEFGHI"})
    assert [one.title for one in plan.sections] == ["Подготовка"]
    assert [len(one.deadlines) for one in plan.measures] == [1, 1, 0]


def test_signs_count_before_colours() -> None:
    """Where cells below the periods say something in words, a colour is none of it."""
    plan = _plan(MARKED, D6="x", H7="x", F5="x")
    assert [str(one.deadlines[0].due) for one in plan.measures] == ["2025-02-28", "2025-01-31", "2025-03-31"]
    assert "marks-coloured" not in codes(plan)


def test_colours_elsewhere() -> None:
    """A coloured cell beside the periods says nothing."""
    assert "marks-coloured" not in codes(_plan({"C5": GREEN, "C6": GREEN, "A7": GREEN}, F5="x", D6="x", H7="x"))
