"""Numbers that stand in the titles: which they are, and what is left of the title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Place, Plan
from mappings.reading.numbered_titles import number_titles
from mappings.reading.table.columns import Columns
from mappings.reading.table.rows import Row
from mappings.reading.title_words import OF_HEADINGS, OF_MEASURES
from tests.examples.plan_documents import codes, plan_from

HEADER = "Мероприятие\tСрок\tИсполнитель"
COLUMNS = Columns({"title": 0, "timing": 1, "executor": 2})


def _rows(*titles: str) -> tuple[Row, ...]:
    return tuple(Row((title, "2025", "отдел"), Place(row=at)) for at, title in enumerate(titles))


def _numbered(*titles: str) -> list[tuple[str, str]]:
    rows, columns = number_titles(_rows(*titles), COLUMNS)
    return [(columns.cell(row, "number"), columns.cell(row, "title")) for row in rows]


def _plan(*lines: str) -> Plan:
    return plan_from(*lines, header=HEADER)


@pytest.mark.parametrize(
    ("typed", "number", "title"),
    [
        ("1. Издать приказ", "1", "Издать приказ"),
        ("1) издать приказ", "1", "издать приказ"),
        ("1.Издать приказ", "1", "Издать приказ"),
        ("1 Издать приказ", "1", "Издать приказ"),
        ("№ 1. Издать приказ", "1", "Издать приказ"),
        ("п. 3 Издать приказ", "3", "Издать приказ"),
        ("п.3. издать приказ", "3", "издать приказ"),
        ("Пункт 3. Издать приказ", "3", "Издать приказ"),
        ("Мероприятие 4. Издать приказ", "4", "Издать приказ"),
        ("Мероприятие № 4 – Издать приказ", "4", "Издать приказ"),
        ("Основное мероприятие 1. «Фонды»", "1", "«Фонды»"),
        ("КС 2. Договор заключён", "2", "Договор заключён"),
        ("Action 2: Print the rules", "2", "Print the rules"),
        ("2а. Издать приказ", "2а", "Издать приказ"),
    ],
)
def test_a_number_is_taken_out_of_its_title(typed: str, number: str, title: str) -> None:
    """With a dot, a bracket or a word before it, or with a capital after it."""
    expected = [("2", "Второе")] if number == "2а" else []
    titles = ["2. Второе"] * bool(expected)
    assert _numbered(*titles, typed) == [*expected, (number, title)]


@pytest.mark.parametrize(
    "title",
    [
        "100 книг детям",
        "3-5 км пробежать",
        "90-day plan",
        "3D-печать",
        "2025 год культуры",
        "01.08 Выставка",
        "12.10 Концерт",
        "1 Мая на площади",
        "5 Вечеров поэзии",
        "Пункт 3 решения исполнить",
        "Мероприятие 4.",
        "0,5 ставки ввести",
        "Концерт",
        "",
    ],
)
def test_other_figures_stay_in_the_title(title: str) -> None:
    """Dates, amounts and what is joined to its word are no numbers of measures."""
    assert _numbered(title) == [("", title)]


def test_a_number_of_several_parts_stands_below_another() -> None:
    """What it is a part of is numbered too, or the first of the parts is: dates are not."""
    titles = ("1. Кадры", "1.1 Обучить", "1.2. Принять", "3.1 Купить", "3.2 Продать", "25.4 Открыть")
    assert [number for number, _title in _numbered(*titles)] == ["1", "1.1", "1.2", "3.1", "3.2", ""]


def test_fewer_than_half_are_no_numbering() -> None:
    """A plan with numbers in a few titles is one without: its titles stay as they are typed."""
    titles = ("1. Первое", "Второе", "Третье")
    assert _numbered(*titles) == [("", title) for title in titles]


def test_numbers_in_a_column_of_their_own_count_alone() -> None:
    """What stands in the title beside them belongs to it."""
    rows = (Row(("1", "2. Второе", "2025"), Place()),)
    columns = Columns({"number": 0, "title": 1, "timing": 2})
    assert number_titles(rows, columns) == (rows, columns)
    assert number_titles((), columns) == ((), columns)


def test_an_empty_column_for_numbers_is_as_none() -> None:
    """The clerk left it empty and numbered the titles."""
    columns = Columns({"number": 0, "title": 1, "timing": 2})
    rows, found = number_titles((Row(("", "1. Первое", "2025"), Place()),), columns)
    assert (found.cell(rows[0], "number"), found.cell(rows[0], "title")) == ("1", "Первое")


def test_a_plan_numbered_in_its_titles() -> None:
    """The printed numbers are the identity; groups and headings stand above as in any plan."""
    plan = _plan("1. Кадры", "1.1. Обучить\t2025\tотдел", "Разное", "2. Принять\t2026\tотдел", "Уволить\t2026\tотдел")
    assert [(group.key, group.title) for group in plan.groups] == [("I.1", "Кадры")]
    assert [(one.key, one.title) for one in plan.measures] == [
        ("I.1.1", "Обучить"),
        ("II.2", "Принять"),
        ("II.2.1", "Уволить"),
    ]
    assert [section.title for section in plan.sections] == ["", "Разное"]
    assert codes(plan).count("number-implied") == 1
    assert "numbers-missing" not in codes(plan)


def test_rows_that_say_their_kind() -> None:
    """A programme without a timing is a heading; measures and control events keep the numbers after their words."""
    plan = _plan(
        "Подпрограмма 1 «Библиотеки»\tх\tотдел",
        "Основное мероприятие 1.1. Фонды\t2025\tотдел",
        "Контрольное событие 1.1.1. Договор\t2025\tотдел",
        "Подпрограмма 2. Музеи\t–\tотдел",
        "Основное мероприятие 2.1. Ремонт\t2025\tотдел",
    )
    assert [(section.key, section.title) for section in plan.sections] == [("I", "«Библиотеки»"), ("II", "Музеи")]
    assert [(one.key, one.title, one.parent) for one in plan.measures] == [
        ("I.1.1", "Фонды", None),
        ("I.1.1.1", "Договор", "I.1.1"),
        ("II.2.1", "Ремонт", None),
    ]


def test_a_cross_for_a_beginning() -> None:
    """An empty cell that is crossed out leaves the end alone, and nothing doubtful in it."""
    header = "Мероприятие\tСрок начала\tСрок окончания\tИсполнитель"
    plan = plan_from("КС 1. Договор\tx\t01.09.2025\tотдел", "КС 2. Акт\t–\t–\tотдел", header=header)
    assert [one.timing_text for one in plan.measures] == ["01.09.2025", ""]
    assert "timing-partly-read" not in codes(plan)


def test_headings_with_numbers_above_rows_without() -> None:
    """A numbered heading belongs to no row above it."""
    plan = _plan("Обучить\t2025\tотдел", "2. Хозяйство", "Купить\t2025\tотдел")
    assert [(one.key, one.title) for one in plan.measures] == [("I.1", "Обучить"), ("II.1", "Купить")]
    assert plan.sections[1].title == "2. Хозяйство"


def test_titles_keep_their_dashes() -> None:
    """Only a bullet at the beginning goes: «Онлайн-викторина», «90-day», «Выставка – информация» stay as typed."""
    kept = ["Онлайн-викторина", "A 90-day plan", "Забег на 3-5 км", "Интернет - ресурс", "Выставка – информация"]
    plan = _plan(*(f"{title}\t2025\tотдел" for title in (*kept, "- Выставка - досье", "• Онлайн-урок")))
    assert [one.title for one in plan.measures] == [*kept, "Выставка - досье", "Онлайн-урок"]


def test_words_are_written_as_they_are_compared() -> None:
    """In small letters, each once."""
    words = (*OF_MEASURES, *OF_HEADINGS)
    assert len(set(words)) == len(words)
    assert all(word == word.lower() for word in words)


@given(st.lists(st.text("1.2 пПмМ№)а-", max_size=12), max_size=6))
def test_no_word_of_a_title_is_lost(titles: list[str]) -> None:
    """A title is what stands after its number, whole."""
    for typed, (number, title) in zip(titles, _numbered(*titles), strict=True):
        assert typed.endswith(title)
        assert number in typed
