"""Rows of a table that have lost a cell."""

from __future__ import annotations

import pytest

from mappings.plan import Place
from mappings.reading.layout.lost_cells import restored
from mappings.reading.table.rows import Cell, Grid, Line
from tests.examples.layouts import plan_in, rows
from tests.examples.plan_documents import codes

HEADER = ("№", "Мероприятие", "Срок", "Ответственный")


def _row(*texts: str) -> tuple[tuple[str, ...], int]:
    """A row under the header: its cells, and how many doubts it has."""
    lines = tuple(Line(tuple(map(Cell, cells)), Place()) for cells in (HEADER, texts))
    line = restored(Grid(lines)).lines[1]
    return tuple(cell.text for cell in line.cells), len(line.doubts)


@pytest.mark.parametrize(
    ("cells", "whole"),
    [
        (("Уборка", "2025", "ЖКХ"), ("", "Уборка", "2025", "ЖКХ")),
        (("1.", "2025", "ЖКХ"), ("1.", "", "2025", "ЖКХ")),
        (("Уборка", "2025"), ("", "Уборка", "2025")),
    ],
)
def test_cells_are_moved_to_their_columns(cells: tuple[str, ...], whole: tuple[str, ...]) -> None:
    """The timing finds its column; what stands before it is a number, or else a title."""
    assert _row(*cells) == (whole, 1)


@pytest.mark.parametrize(
    "cells",
    [
        ("1.", "Уборка", "2025"),
        ("1.", "Уборка", "2025", "ЖКХ"),
        ("1.", "Уборка", "ЖКХ"),
        ("I. РАЗДЕЛ",),
        ("2025", "2026", "ЖКХ"),
        ("1.", "Уборка 2025", "ЖКХ", "", "2025"),
    ],
)
def test_rows_that_are_left(cells: tuple[str, ...]) -> None:
    """Those in order, those that the timing tells nothing of, and those that have lost nothing."""
    assert _row(*cells) == (cells, 0)


def test_a_row_of_pipes_that_lost_its_number() -> None:
    """It is read, numbered by its place, and told of."""
    plan = plan_in(
        "|№|Мероприятие|Срок|Кто отвечает|\n|-|-|-|-|\n|1|Уборка|2025|ЖКХ|\n|Ремонт|2026|ЖКХ|\n", markdown=True
    )
    assert [row[1:3] for row in rows(plan)] == [("Уборка", ["2025-12-31"]), ("Ремонт", ["2026-12-31"])]
    assert codes(plan).count("cells-shifted") == 1
