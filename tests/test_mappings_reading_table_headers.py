"""Headers: which rows they are made of, in a plain table and in a ruled one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Place
from mappings.reading.table.header_words import plain, role_of
from mappings.reading.table.headers import counts_columns, find_header, first_header
from mappings.reading.table.rows import Row
from tests.examples.plan_documents import plan_from


def _header(*rows: tuple[str, ...]) -> tuple[dict[str, int], int]:
    header = find_header(tuple(Row(cells, Place()) for cells in rows))
    assert header is not None
    return header.columns.at, header.height


def test_a_header_over_two_rows() -> None:
    """The words of a column stand one below the other; a merged cell's are printed once or in both rows."""
    at, height = _header(
        ("№", "Мероприятие", "Срок", "", "Исполнитель"),
        ("", "", "начало", "окончание", ""),
        ("1.", "Уборка", "2025", "2026", "Отдел"),
    )
    assert (at, height) == ({"number": 0, "title": 1, "timing": 3, "begin": 2, "executor": 4}, 2)
    at, height = _header(
        ("№", "Мероприятие", "Срок", "Срок", "Исполнитель"),
        ("№", "Мероприятие", "начало", "окончание", "Исполнитель"),
    )
    assert (at, height) == ({"number": 0, "title": 1, "timing": 3, "begin": 2, "executor": 4}, 2)
    at, height = _header(("№", "Мероприятие", "Реализация", ""), ("", "", "Срок", "Исполнитель"))
    assert (at, height) == ({"number": 0, "title": 1, "timing": 2, "executor": 3}, 2)


def test_a_section_below_a_header_is_no_part_of_it() -> None:
    """One cell, or a title of its own, ends the header."""
    header = ("№", "Мероприятие", "Срок")
    assert _header(header, ("I. РАЗДЕЛ",))[1] == 1
    assert _header(header, ("", "Уборка", "2025"))[1] == 1
    assert _header(header, ("", "", ""))[1] == 1
    assert _header(header, ("", "", "х" * 200))[1] == 1


def test_years_may_head_columns() -> None:
    """Money by years stands beside the other columns, in the same row or below."""
    assert _header(("№", "Мероприятие", "Срок", "2025", "2026"))[1] == 1
    at, height = _header(("№", "Мероприятие", "Срок", "Финансирование", ""), ("", "", "", "2025", "2026"))
    assert (at["funding"], height) == (3, 2)


def test_a_row_that_counts_the_columns() -> None:
    """It ends a header, and is one only where it counts from one on in every column that it has."""
    header = ("№", "Мероприятие", "Срок")
    assert _header(header, ("1", "2", "3"))[1] == 1
    assert counts_columns(("1", "2", "3", ""))
    assert not any(map(counts_columns, [("1",), ("1", "3"), ("", "1", "2"), (), ("2", "3")]))


def test_the_words_of_a_number_go_on_below() -> None:
    """«№» above «п/п» is one header."""
    assert _header(("№", "Наименование", "Срок"), ("п/п", "мероприятия", "исполнения"))[1] == 2


def test_a_row_split_by_a_page_is_no_header() -> None:
    """The rest of a row below a header that is repeated parts no column in two."""
    assert _header(("№", "Мероприятие", "Исполнитель", "Срок"), ("", "", "и искусства", ""))[1] == 1


def test_a_table_of_indicators_counts_where_there_is_no_other() -> None:
    """A table of measures further down is the plan's."""
    rows = [
        ("Показатель", "Ед. изм.", "2025", "2026"),
        ("Число книг", "экз.", "5", "6"),
        ("№", "Мероприятие", "Срок"),
        ("1", "Закупка", "2026"),
    ]
    table = [Row(cells, Place()) for cells in rows]
    below, above = first_header(table), first_header(table[:2])
    assert below is not None
    assert (below[0], below[1].columns.by_years) == (2, False)
    assert above is not None
    assert (above[0], above[1].columns.by_years) == (0, True)


@pytest.mark.parametrize("above", [19, 40])
def test_a_header_below_many_rows_that_look_like_one(above: int) -> None:
    """However many they are, its words are enough."""
    rows = [Row(("Мероприятие", "о нём"), Place())] * above + [Row(("№", "Мероприятие", "Срок"), Place())]
    found = first_header(rows)
    assert found is not None
    assert found[0] == above


@given(st.lists(st.lists(st.text(max_size=12), max_size=6).map(tuple), max_size=5))
def test_any_rows_may_be_asked_for_a_header(rows: list[tuple[str, ...]]) -> None:
    """No rows are too odd to be looked at."""
    table = tuple(Row(cells, Place()) for cells in rows)
    for index in range(len(table)):
        header = find_header(table, index)
        assert header is None or 1 <= header.height <= len(table) - index


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Ожидаемый непосредственный результат", "target"),
        ("Привлечённые средства", "funding"),
        ("Номер и наименование ведомственной целевой программы, основного мероприятия", "title"),
        ("Целевая аудитория", ""),
        ("Связь с показателями государственной программы", ""),
        ("Целевой показатель", "target"),
        ("Планируемый эффект", "target"),
        ("Ф.И.О., должность", "executor"),
        ("Межведомственное взаимодействие", ""),
        ("Действия", "title"),
    ],
)
def test_words_within_words_and_beside_others(heading: str, role: str) -> None:
    """«Непосредственный» is no word of money, and what a programme is called asks for nothing."""
    assert role_of(plain(heading))[0] == role


def test_whoever_helps_comes_after_whoever_answers() -> None:
    """A column of «Соисполнители» further left is not that of the executor."""
    header = "№\tМероприятие\tСоисполнители\tСрок\tОтветственный"
    plan = plan_from("1\tРемонт\tОтдел ЖКХ\t2026\tОтдел культуры", "2\tСмотр\tШкола\t2026\tМузей", header=header)
    assert [one.executors for one in plan.measures] == [("Отдел культуры",), ("Музей",)]
