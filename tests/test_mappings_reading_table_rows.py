"""Merged cells become plain ones in one place, whatever the format they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading.table.rows import (
    CELL_LIMIT,
    LINE_LIMIT,
    ROW_LIMIT,
    TEXT_LIMIT,
    WIDTH_LIMIT,
    Cell,
    Line,
    Spread,
    Spreader,
    Tally,
    check_amount,
)


def _spread(*rows: list[Cell]) -> list[Spread]:
    return list(Spreader().spread(Line(tuple(cells), Place(row=number)) for number, cells in enumerate(rows, start=1)))


def _shown(*rows: list[Cell]) -> list[list[tuple[int, int, str, int]]]:
    return [[(spot.start, spot.end, spot.cell.text, spot.carried) for spot in row.spots] for row in _spread(*rows)]


def _cells(*texts: str) -> list[Cell]:
    return [Cell(text) for text in texts]


def test_cells_stand_one_after_the_other() -> None:
    """A cell of several columns takes them all, and the next begins behind it."""
    assert _shown([Cell("a", across=2), Cell("b")]) == [[(0, 2, "a", 0), (2, 3, "b", 0)]]
    assert _spread([Cell("a", across=2), Cell("b")])[0].texts() == ("a", "", "b")


def test_a_cell_merged_down_keeps_its_column() -> None:
    """Formats that print it once leave its column out of the rows below; the others move behind it."""
    rows = _shown([Cell("a", down=3), Cell("b")], _cells("c"), _cells("d"), _cells("e", "f"))
    assert rows[1] == [(0, 1, "a", 1), (1, 2, "c", 0)]
    assert rows[2] == [(0, 1, "a", 2), (1, 2, "d", 0)]
    assert rows[3] == [(0, 1, "e", 0), (1, 2, "f", 0)]


def test_a_cell_merged_down_in_the_last_column() -> None:
    """It is there even where the row below has no cell behind it, or none at all."""
    rows = _shown([Cell("a"), Cell("b", down=3)], _cells("c"), [])
    assert rows[1] == [(0, 1, "c", 0), (1, 2, "b", 1)]
    assert rows[2] == [(1, 2, "b", 2)]


def test_a_cell_that_goes_on() -> None:
    """Formats that print the lower part of a merged cell mark it; it says what the cell above says."""
    rows = _shown([Cell("a", across=2), Cell("b")], [Cell("", across=2, continues=True), Cell("c")])
    assert rows[1] == [(0, 2, "a", 1), (2, 3, "c", 0)]


def test_a_cell_that_goes_on_with_nothing() -> None:
    """Where no cell stands above it is a cell of its own."""
    assert _shown([Cell("x", continues=True)]) == [[(0, 1, "x", 0)]]


def test_a_wide_cell_stops_at_one_merged_down() -> None:
    """Where a document is not sound, the cell that came first keeps its column."""
    rows = _shown([Cell("a"), Cell("b", down=2)], [Cell("c", across=3), Cell("d")])
    assert rows[1] == [(0, 1, "c", 0), (1, 2, "b", 1), (2, 3, "d", 0)]


def test_a_span_without_end_is_cut() -> None:
    """A cell covers no more columns than any table has; empty cells behind it are nothing."""
    assert _shown([Cell("a", across=10**9), Cell("")]) == [[(0, WIDTH_LIMIT, "a", 0)]]


def _refused(call: object) -> str:
    with pytest.raises(DocumentError) as refused:
        call()  # type: ignore[operator]
    assert refused.value.hint
    assert refused.value.code == "document-too-large"
    return refused.value.message


def test_too_many_columns() -> None:
    """A text beyond the last column that a plan can have is not dropped in silence."""
    assert "columns" in _refused(lambda: _spread([Cell("a", across=WIDTH_LIMIT), Cell("b")]))


def test_too_many_rows_and_cells() -> None:
    """Rows and cells are counted over all tables; cells merged down count in every row they reach into."""
    tally = Tally()
    tally.add(CELL_LIMIT)
    assert "cells" in _refused(lambda: tally.add(1))
    tally = Tally()
    for _number in range(ROW_LIMIT):
        tally.add(0)
    tally.add(1, rows=0)
    assert "rows" in _refused(lambda: tally.add(0))
    hanging = [Cell("a", down=10**6)] * WIDTH_LIMIT
    assert "cells" in _refused(lambda: _spread(hanging, *[[] for _row in range(CELL_LIMIT // WIDTH_LIMIT + 1)]))


def test_too_long_a_cell() -> None:
    """What is longer than any cell of a plan is not a plan's."""
    assert len(_spread(_cells("a" * TEXT_LIMIT))) == 1
    assert "characters" in _refused(lambda: _spread(_cells("a" * (TEXT_LIMIT + 1))))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("|" * (CELL_LIMIT + 1), "cells"),
        ("\n" * (LINE_LIMIT + 1), "lines"),
        ("\r" * (LINE_LIMIT + 1), "lines"),
        ("a" * (LINE_LIMIT + 1), "characters"),
    ],
)
def test_too_much_text(text: str, word: str) -> None:
    """A text is measured before it is taken apart."""
    check_amount("a|b\n" * 10, "|")
    check_amount("ab\n" * LINE_LIMIT, "|")
    assert word in _refused(lambda: check_amount(text, "|"))


_ANY_CELL = st.builds(Cell, st.text(max_size=3), st.integers(-2, 300), st.integers(-2, 5), continues=st.booleans())


@given(st.lists(st.lists(_ANY_CELL, max_size=6), max_size=8))
def test_cells_never_overlap(rows: list[list[Cell]]) -> None:
    """Whatever spans a document claims, every column of a row belongs to one cell, from left to right."""
    try:
        spreads = _spread(*rows)
    except DocumentError:
        return
    for row in spreads:
        edges = [edge for spot in row.spots for edge in (spot.start, spot.end)]
        assert edges == sorted(edges)
        assert all(spot.start < spot.end <= WIDTH_LIMIT for spot in row.spots)
        assert len(row.texts()) == (row.spots[-1].end if row.spots else 0)
