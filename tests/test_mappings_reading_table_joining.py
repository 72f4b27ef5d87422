"""Several tables become one: what belongs to the plan, in which column, and what a merged cell says in each row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mappings.plan import Place
from mappings.reading.table.joining import join
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Row, Table

HEADER = ("№", "Мероприятие", "Исполнитель", "Срок")
ONE = ("1.1.", "Ремонт", "Отдел", "2025")
TWO = ("1.2.", "Закупка", "Школа", "2026")


def _grid(*rows: Sequence[str | Cell], table: int = 1, sheet: bool = False, inner: Sequence[Grid] = ()) -> Grid:
    lines = (
        Line(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row), Place(table=table, row=number))
        for number, row in enumerate(rows, start=1)
    )
    return Grid(tuple(lines), tuple(inner), sheet=sheet)


def _text(text: str) -> Paragraph:
    return Paragraph(text, Place())


def _cells(*blocks: Block) -> list[tuple[str, ...]]:
    return [row.cells for row in join(blocks).rows]


def test_one_table() -> None:
    """The texts above are the heading, the header is the first row, and places are kept."""
    table = join([_text("План"), _text("на 2025 год"), _grid(HEADER, ONE)])
    assert table.heading == ("План", "на 2025 год")
    assert table.rows == (Row(HEADER, Place(table=1, row=1)), Row(ONE, Place(table=1, row=2)))


def test_a_document_without_a_header() -> None:
    """Nothing is left out: whoever reads the rows may make more of them."""
    table = join([_text("План"), _grid(("a", Cell("b", across=2))), _text("c"), _grid(("d",))])
    assert table == Table(
        ("План",),
        (
            Row(("a", "b", ""), Place(table=1, row=1)),
            Row(("c",), Place()),
            Row(("d",), Place(table=1, row=1)),
        ),
    )
    assert join([]) == Table((), ())


def test_rows_above_the_header_are_heading() -> None:
    """In a workbook the plan's title stands in the table itself; a table above may hold the approval."""
    blocks = _grid(("УТВЕРЖДАЮ", "Глава")), _grid(("План", ""), ("", ""), HEADER, ONE)
    assert join(blocks).heading == ("УТВЕРЖДАЮ Глава", "План")
    assert _cells(*blocks) == [HEADER, ONE]


def test_a_header_repeated_on_every_page() -> None:
    """It is printed once, whether it stands within the table or begins a new one."""
    assert _cells(_grid(HEADER, ONE, HEADER, TWO)) == [HEADER, ONE, TWO]
    assert _cells(_grid(HEADER, ONE), _grid(HEADER, TWO)) == [HEADER, ONE, TWO]


def test_a_header_of_two_rows() -> None:
    """«Срок» above «начало» and «окончание»: each column has the words of both; the lower row is none of its own."""
    upper = (Cell("№", down=2), Cell("Мероприятие", down=2), Cell("Срок", across=2))
    lower = ("начало", "окончание")
    assert _cells(_grid(upper, lower, ("1.1.", "Ремонт", "2024", "2025"))) == [
        ("№", "Мероприятие", "Срок начало", "Срок окончание"),
        ("1.1.", "Ремонт", "2024", "2025"),
    ]
    again = _cells(_grid(upper, lower, ONE, upper, lower, TWO))
    assert again[1:] == [ONE, TWO]


def test_a_header_of_three_rows() -> None:
    """A word that stands above two levels is part of both."""
    first = (Cell("№", down=3), Cell("Мероприятие", down=3), Cell("Срок", across=2))
    second = (Cell("по плану", down=2), Cell("перенос"))
    rows = _cells(_grid(first, second, ("после",), ONE))
    assert rows == [("№", "Мероприятие", "Срок по плану", "Срок перенос после"), ONE]


def test_a_lower_row_of_wider_cells() -> None:
    """A cell of the lower row that stands below two of the upper one goes on with the words of both."""
    rows = _cells(
        _grid((Cell("№", down=2), "Что", "Где", Cell("Срок", down=2)), (Cell("Мероприятие", across=2),), ONE[1:])
    )
    assert rows[0] == ("№", "Что Мероприятие", "Где Мероприятие", "Срок")


def test_a_header_whose_first_row_says_too_little() -> None:
    """Where only both rows together name the columns they are the header."""
    upper = (Cell("№", down=2), Cell("Мероприятие", down=2), Cell("Реализация", across=2))
    assert _cells(_grid(upper, ("Исполнитель", "Сроки"), ONE))[1:] == [ONE]


def test_a_row_below_the_header_that_a_merged_cell_reaches_into() -> None:
    """Where the words below would spoil the header it ends above them."""
    rows = _cells(_grid((*HEADER[:3], Cell("Срок", down=2)), ("x" * 400, "y" * 400, "z" * 400), ONE))
    assert rows[0][:4] == HEADER
    assert rows[-1] == ONE


def test_a_table_that_goes_on_without_a_header() -> None:
    """As wide as the one before, or with as many cells in most rows, it goes on with it."""
    assert _cells(_grid(HEADER, ONE), _grid(TWO)) == [HEADER, ONE, TWO]
    wider = (Cell("1.2.", across=2), "Закупка", "Школа", "2026")
    assert _cells(_grid(HEADER, ONE), _grid(wider)) == [HEADER, ONE, TWO]


def test_signatures_below_the_plan() -> None:
    """A small table of another width without numbers is no part of the plan."""
    assert _cells(_grid(HEADER, ONE), _grid(("Начальник", "Иванов"))) == [HEADER, ONE]


def test_another_table_below_the_plan() -> None:
    """One with numbers, or a longer one, is not dropped in silence: its words come as one row."""
    numbered = _grid(("1.", "Всего"), table=2)
    assert _cells(_grid(HEADER, ONE), numbered)[2:] == [("1. Всего",)]
    longer = _grid(*[("a", "b")] * 4, table=2)
    assert _cells(_grid(HEADER, ONE), longer)[2:] == [("a b a b a b a b",)]
    assert join([_grid(HEADER), numbered]).rows[1].place == Place(table=2, row=1)


def test_an_empty_table_below_the_plan() -> None:
    """A table without rows or cells says nothing."""
    assert _cells(_grid(HEADER, ONE), _grid(), _grid(())) == [HEADER, ONE]


def test_texts_between_tables() -> None:
    """They may name sections and are rows of one cell; what follows the last table is no part of the plan."""
    blocks = _grid(HEADER, ONE), _text("II. РАЗВИТИЕ"), _grid(("III. ДЕЛА", "", "", ""), HEADER, TWO), _text("Глава")
    assert _cells(*blocks) == [HEADER, ONE, ("II. РАЗВИТИЕ",), ("III. ДЕЛА",), TWO]
    assert _cells(_grid(HEADER), _text(""), _grid(ONE)) == [HEADER, ONE]


@pytest.mark.parametrize("section", ["I. РАЗВИТИЕ", "Раздел 1. Развитие", "Задача: развитие"])
def test_a_section_named_above_the_header(section: str) -> None:
    """Where each section has a table of its own, its name above the first header is no part of the title."""
    table = join([_text("План"), _text(section), _grid(HEADER, ONE)])
    assert table.heading == ("План",)
    assert [row.cells for row in table.rows] == [HEADER, (section,), ONE]
    assert join([_text(section), _grid(HEADER, ONE)]).heading == (section,)


def test_columns_in_another_order() -> None:
    """A later table may order its columns as it likes: they are told by their words."""
    other = ("№", "Срок", "Примечание", "Мероприятие", "Исполнитель")
    rows = _cells(_grid(HEADER, ONE), _grid(other, ("1.2.", "2026", "важно", "Закупка", "Школа")))
    assert rows[:2] == [HEADER, ONE]
    assert rows[2][:4] == TWO
    assert "важно" in rows[2][4:]


def test_a_column_that_only_a_later_table_has() -> None:
    """It is added at the end, and nothing of it is lost."""
    rows = _cells(_grid(HEADER, ONE), _grid((*HEADER, "Результат"), (*TWO, "100 книг")))
    assert rows == [(*HEADER, "Результат"), (*ONE, ""), (*TWO, "100 книг")]


def test_a_column_that_cannot_be_told_in_the_first_table() -> None:
    """A beginning and an end in a later table, where the first has one date: the end is the date, both are kept."""
    later = (*HEADER[:3], "Дата начала", "Дата окончания")
    rows = _cells(_grid(HEADER, ONE), _grid(later, (*TWO[:3], "2024", "2026")))
    assert rows == [(*HEADER, "Дата начала"), (*ONE, ""), (*TWO, "2024")]


def test_columns_of_the_same_words() -> None:
    """A column without a known role stands below the one of the same words."""
    rows = _cells(_grid((*HEADER, "Прочее"), (*ONE, "x")), _grid(("Прочее", *HEADER), ("y", *TWO)))
    assert rows == [(*HEADER, "Прочее"), (*ONE, "x"), (*TWO, "y")]


def test_sheets() -> None:
    """A sheet goes on with no other: without a header of its own it is no part of the plan, above or below."""
    lists = _grid(("a", "b", "c", "d"), sheet=True)
    assert _cells(lists, _grid(HEADER, ONE, sheet=True), lists) == [HEADER, ONE]
    assert join([lists, _grid(HEADER, sheet=True)]).heading == ()
    assert _cells(_grid(HEADER, ONE, sheet=True), _grid(HEADER, TWO, sheet=True)) == [HEADER, ONE, TWO]


def test_edges_that_do_not_meet() -> None:
    """Rows ruled by hand: as many cells as columns go in order, else a cell goes where it covers most."""
    header = (Cell("№"), Cell("Мероприятие", across=3), Cell("Исполнитель", across=2), Cell("Срок"))
    in_order = (Cell("1.1."), Cell("Ремонт", across=2), Cell("Отдел", across=3), Cell("2025"))
    covered = (Cell("1.2."), Cell("Закупка", across=2), Cell("книг"), Cell(""), Cell("Школа"), Cell("2026"))
    assert _cells(_grid(header, in_order, covered))[1:] == [ONE, ("1.2.", "Закупка книг", "Школа", "2026")]


def test_cells_beyond_the_header() -> None:
    """A text there is kept, an empty cell is nothing."""
    assert _cells(_grid(HEADER, (*ONE, ""), (*TWO, "", "ещё")))[1:] == [ONE, (*TWO, "", "ещё")]


def test_an_executor_merged_down() -> None:
    """It counts as printed in every row it reaches into."""
    table = join([_grid(HEADER, ("1.1.", "Ремонт", Cell("Отдел", down=2), "2025"), ("1.2.", "Закупка", "2026"))])
    assert table.rows[2].cells == ("1.2.", "Закупка", "Отдел", "2026")
    assert table.rows[2].carried == frozenset({2})


def test_a_number_merged_down() -> None:
    """Such a row goes on with the one above: only what was printed in it is given."""
    first = (Cell("1.1.", down=2), Cell("Ремонт", down=2), "Отдел", "2025")
    table = join([_grid(HEADER, first, ("Школа", "2026"))])
    assert table.rows[2].cells == ("", "", "Школа", "2026")
    assert table.rows[2].carried == frozenset({0, 1})


def test_a_plan_without_numbers() -> None:
    """There the title tells rows apart."""
    header = ("Мероприятие", "Исполнитель", "Срок")
    rows = _cells(_grid(header, (Cell("Ремонт", down=2), "Отдел", "2025"), ("Школа", "2026")))
    assert rows[1:] == [("Ремонт", "Отдел", "2025"), ("", "Школа", "2026")]


def test_a_table_within_a_layout() -> None:
    """Where only a table within a cell has a header it is the plan, and the words around it are heading."""
    plan = _grid(HEADER, ONE, table=2)
    outer = _grid((Cell("План на 2025 год", within="№ Мероприятие"),), ("",), inner=[plan])
    table = join([outer])
    assert table.heading == ("План на 2025 год",)
    assert [row.cells for row in table.rows] == [HEADER, ONE]


def test_a_table_within_a_plans_cell() -> None:
    """There it is part of the cell's text."""
    cell = Cell("Куплено:", within="книг 100 дисков 5")
    rows = _cells(_grid(HEADER, ("1.1.", cell, "Отдел", "2025"), inner=[_grid(("книг", "100"), ("дисков", "5"))]))
    assert rows[1][1] == "Куплено: книг 100 дисков 5"


def test_doubts_are_kept() -> None:
    """What a format had to settle stays with its row, and with the first row of a merged cell only."""
    struck = (("text-struck", "2024"),)
    rows = join([_grid(HEADER, (*ONE[:3], Cell("2025", down=2, doubts=struck)), TWO[:3])]).rows
    assert [row.doubts for row in rows] == [(), struck, ()]


@pytest.mark.parametrize(
    ("cells", "numbers", "doubts"),
    [
        ([Cell("15 апреля", number="15.4")], ["15.4"], ["number-was-date"]),
        ([Cell("15.апр")], ["15.4"], ["number-was-date"]),
        ([Cell("01.окт")], ["1.10"], ["number-was-date"]),
        ([Cell("5-May")], ["5.5"], ["number-was-date"]),
        ([Cell("1.9", counted=True, number="1.9"), Cell("1.1", counted=True)], ["1.9", "1.10"], ["number-zero-lost"]),
        ([Cell("-"), Cell("—")], ["", ""], []),
        ([Cell("1.19."), Cell("1.2", counted=True)], ["1.19.", "1.20"], ["number-zero-lost"]),
        ([Cell("1.9.2"), Cell("1.1", counted=True)], ["1.9.2", "1.10"], ["number-zero-lost"]),
        ([Cell("1.9"), Cell("1.1")], ["1.9", "1.1"], []),
        ([Cell("1.8"), Cell("1.1", counted=True)], ["1.8", "1.1"], []),
        ([Cell("1.1", counted=True), Cell("1.2", counted=True)], ["1.1", "1.2"], []),
        ([Cell("9"), Cell("1", counted=True)], ["9", "1"], []),
        ([Cell("х"), Cell("1.1", counted=True)], ["х", "1.1"], []),
        ([Cell("1.1", counted=True, number="1.10")], ["1.10"], []),
    ],
)
def test_numbers_that_a_spreadsheet_spoilt(cells: list[Cell], numbers: list[str], doubts: list[str]) -> None:
    """Dates in the number's column are numbers again; a zero that was cut off comes back where the order shows it."""
    rows = join([_grid(HEADER, *((cell, *ONE[1:]) for cell in cells))]).rows[1:]
    assert [row.cells[0] for row in rows] == numbers
    assert [code for row in rows for code, _text in row.doubts] == doubts


def test_dates_elsewhere_stay_dates() -> None:
    """Only the number's column is mended."""
    assert _cells(_grid(HEADER, (*ONE[:3], Cell("15 апреля", number="15.4"))))[1][3] == "15 апреля"
