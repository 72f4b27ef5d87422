"""Rows whose first cells were lost are put back, and others are left as they are."""

from __future__ import annotations

import pytest

from mappings.plan import Place
from mappings.reading.shifted_rows import shifted_back
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import Row
from tests.examples.plan_documents import codes, plan_from

WIDE = ("№", "Мероприятие", "Механизм", "Срок", "Исполнители")
NARROW = ("№", "Мероприятие", "Срок", "Исполнители")


def _shifted(header: tuple[str, ...], *cells: str) -> tuple[str, ...] | None:
    columns = find_columns(Row(header, Place()))
    assert columns is not None
    row = shifted_back(Row(cells, Place()), columns)
    return None if row is None else row.cells


def test_a_timing_in_place_of_the_title_moves_to_its_column() -> None:
    """As many cells are put back as the timing is away from its column, whatever stands before it."""
    assert _shifted(WIDE, "2. Черновик правил", "июнь 2025 года", "", "", "") == (
        *("", "", "2. Черновик правил", "июнь 2025 года"),
        *("", "", ""),
    )
    assert _shifted(NARROW, "- открытие филиала", "июнь 2025 года", "Отдел") == (
        *("", "- открытие филиала", "июнь 2025 года", "Отдел"),
    )
    assert _shifted(NARROW, "Открытие филиала", "июнь 2025 года", "Отдел") == (
        *("", "Открытие филиала", "июнь 2025 года", "Отдел"),
    )


@pytest.mark.parametrize(
    "cells",
    [
        ("2.", "июнь 2025 года", "", "", ""),
        ("2. Черновик", "Обзор практики", "", "июнь 2025 года", ""),
        ("2. Черновик", "июнь 2025 года", "", "2025", ""),
        ("2. Черновик", "июнь 2025 года и отчет", "", "", ""),
        ("Раздел 2", "2025 год", "", "", ""),
        ("Черновик", "июнь 2025 года", "", "", ""),
        ("2. Черновик", "", "", "", ""),
    ],
)
def test_what_is_not_shifted_stays(cells: tuple[str, ...]) -> None:
    """A number, a heading, a title that is more than a timing and a row with its own timing are left."""
    assert _shifted(WIDE, *cells) is None


def test_what_stands_below_a_merged_cell_is_a_further_deadline() -> None:
    """The timing goes to the measure above, its words not into the title, and the shift is told."""
    plan = plan_from(
        "1.\tСвод правил\tПеречень\tапрель 2025 года\tАрхив",
        "2. Черновик правил\tиюнь 2025 года\t\t\t",
        header="\t".join(WIDE),
    )
    (measure,) = plan.measures
    assert (measure.title, [str(one.due) for one in measure.deadlines]) == ("Свод правил", ["2025-04-30", "2025-06-30"])
    assert "cells-shifted" in codes(plan)
    assert "row-split" not in codes(plan)
