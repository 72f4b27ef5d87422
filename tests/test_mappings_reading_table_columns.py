"""Columns: what the words of a header mean, whatever their order, number and depth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Place
from mappings.reading.table.headers import find_columns, find_header
from mappings.reading.table.rows import Row
from tests.examples.plan_documents import GROUP, SECTION, codes, only, plan_from, row


def _roles(*cells: str) -> dict[str, str] | None:
    columns = find_columns(Row(cells, Place()))
    return None if columns is None else {role: cells[index] for role, index in columns.at.items()}


@pytest.mark.parametrize(
    ("cells", "roles"),
    [
        (
            ("№ п/п", "Мероприятие", "Источники финансирования", "Исполнитель", "Сроки", "Результат"),
            ("number", "title", "funding", "executor", "timing", "target"),
        ),
        (
            ("N п/п", "Мероприятие", "Время проведения", "Ответственный", "Сумма, тыс. руб."),
            ("number", "title", "timing", "executor", "funding"),
        ),
        (("N п/п", "Наименование мероприятий", "Сроки и место проведения", "Ответственные исполнители"),) * 2,
        (("Дела, события, мероприятия", "Классы", "Ориентировочное время проведения"), ("title", "", "timing")),
        (("Ожидаемый результат реализации мероприятия", "Действия", "Период"), ("target", "title", "timing")),
        (("п/п", "Содержание работы", "Плановая дата", "Отметка о выполнении"), ("number", "title", "timing", "")),
        (("№", "Мероприятие", "Фактическая дата", "Срок"), ("number", "title", "", "timing")),
        (("№", "Наименование раздела", "Мероприятие", "Срок"), ("number", "", "title", "timing")),
        (("No.", "Action", "Lead", "Timeframe", "Outcome"), ("number", "title", "executor", "timing", "target")),
        (
            ("Item", "Description", "Responsible", "Due date", "Cost"),
            ("number", "title", "executor", "timing", "funding"),
        ),
        (("№ п/п", "Механизм", "Срок исполнения мероприятия"), ("number", "title", "timing")),
    ],
)
def test_words_of_headers(cells: tuple[str, ...], roles: tuple[str, ...]) -> None:
    """Each role is found by its words; what the staff fill in later is none."""
    if roles == cells:
        roles = ("number", "title", "timing", "executor")
    assert _roles(*cells) == {role: cell for role, cell in zip(roles, cells, strict=True) if role}


@pytest.mark.parametrize(
    "cells",
    [
        ("1.1.", "Мероприятие по сроку", "Срок", "Ответственный"),
        ("Мероприятие", "Ответственный", "Результат"),
        ("Срок", "Ответственный", "Результат"),
        ("Мероприятие", "Срок", "Площадка", "Класс"),
        ("х" * 200, "Срок " * 60),
        ("Мероприятие " * 20, "Срок", "№"),
    ],
)
def test_rows_that_only_look_like_headers(cells: tuple[str, ...]) -> None:
    """A row with a number, without a title or a timing, or with whole sentences names no columns."""
    assert _roles(*cells) is None


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


def test_the_beginning_and_the_end_are_one_timing() -> None:
    """A timing in two columns is a range; where both say the same it is that."""
    header = "№\tМероприятие\tДата начала\tДата окончания\tИсполнитель\tРезультат"
    lines = ("1.\tУборка\t01.03.2025\t15.05.2025\tОтдел\tУбрано", "2.\tПокраска\t2026\t2026\tОтдел\tОкрашено")
    first, second = plan_from(SECTION, *lines, header=header).measures
    assert (first.timing_text, [str(one.due) for one in first.deadlines]) == ("01.03.2025 – 15.05.2025", ["2025-05-15"])
    assert str(first.deadlines[0].start) == "2025-03-01"
    assert second.timing_text == "2026"


def test_a_second_table_may_have_its_columns_in_another_order() -> None:
    """A header in the middle gives the columns of the rows below it."""
    plan = plan_from(
        SECTION,
        GROUP,
        row("1.1."),
        "Срок\tМероприятие\t№\tИсполнитель\tРезультат",
        "2027\tПокраска\t1.2.\tОтдел\tОкрашено",
    )
    assert (plan.measures[1].key, plan.measures[1].title, plan.measures[1].timing_text) == ("I.1.2", "Покраска", "2027")
    assert codes(plan) == []


def test_a_header_of_two_rows_is_repeated_on_a_page() -> None:
    """Both of its rows are passed over again."""
    upper, lower = "№\tМероприятие\tСрок\tСрок", "№\tМероприятие\tначало\tокончание"
    plan = plan_from(lower, "1.\tУборка\t2025\t2026", upper, lower, "2.\tПокраска\t2025\t2026", header=upper)
    assert [measure.number for measure in plan.measures] == ["1", "2"]
    assert "row-unread" not in codes(plan)


def test_a_plan_without_a_column_for_numbers_is_numbered_by_place() -> None:
    """Each section counts from one; that the numbers are implied is told once."""
    plan = plan_from(
        "Организационные мероприятия\t\t\t",
        "Уборка дворов\tиюнь 2025 года\tОтдел\tУбрано",
        "и скверов\t\t\t",
        "Покраска\t2026\tОтдел\tОкрашено",
        "Праздники\t\t\t",
        "Концерт\t2027\tОтдел\tПроведён",
        "Итого\t\t\t5",
        header="Мероприятие\tСрок\tИсполнитель\tРезультат",
    )
    assert [(one.key, one.title) for one in plan.measures] == [
        ("I.1", "Уборка дворов и скверов"),
        ("I.2", "Покраска"),
        ("II.1", "Концерт"),
    ]
    assert [section.title for section in plan.sections] == ["Организационные мероприятия", "Праздники"]
    assert codes(plan) == [
        *("numbers-missing", "row-unread"),
        *("section-numeral-missing", "row-split", "section-numeral-missing"),
    ]


def test_a_plan_of_two_columns() -> None:
    """A title and a timing are enough."""
    measure = only(plan_from("Уборка\tдо 20 мая 2025 года", header="Мероприятие\tСрок"))
    assert (measure.key, [str(one.due) for one in measure.deadlines]) == ("I.1", ["2025-05-20"])


@given(st.lists(st.lists(st.text(max_size=12), max_size=6).map(tuple), max_size=5))
def test_any_rows_may_be_asked_for_a_header(rows: list[tuple[str, ...]]) -> None:
    """No rows are too odd to be looked at."""
    table = tuple(Row(cells, Place()) for cells in rows)
    for index in range(len(table)):
        header = find_header(table, index)
        assert header is None or 1 <= header.height <= len(table) - index
