"""Tables drawn with signs: what is one cell, one row and one heading."""

from __future__ import annotations

import pytest

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading.layout.frames import drawn_in_frames
from mappings.reading.table.rows import Paragraph
from tests.examples.layouts import plan_in, rows

BOXES = """
УТВЕРЖДАЮ

План подготовки библиотек к зиме на 2024 год

┌───┬──────────────────────┬─────────────────────┬──────────────┐
│ № │ Мероприятие          │ Срок                │ Ответственный│
│п/п│                      ├──────────┬──────────┤              │
│   │                      │ начало   │ окончание│              │
├───┼──────────────────────┼──────────┼──────────┼──────────────┤
│ 1 │ 2                    │ 3        │ 4        │ 5            │
├───┴──────────────────────┴──────────┴──────────┴──────────────┤
│ I. Ремонт зданий                                              │
├───┬──────────────────────┬──────────┬──────────┬──────────────┤
│1.1│ Провести социально-  │01.03.2024│01.06.2024│ Отдел культу-│
│   │ экономическое обосно-│          │          │ ры           │
│   │ вание ремонта        │          │          │              │
├───┼──────────────────────┼──────────┼──────────┼──────────────┤
│1.2│ Заменить окна        │01.06.2024│01.09.2024│ Сидоров С.С. │
├───┴──────────────────────┴──────────┴──────────┴──────────────┤
│ II. Отопление                                                 │
├───┬──────────────────────┬──────────┬──────────┬──────────────┤
│2.1│ Промыть систему      │01.05.2024│15.08.2024│ Сидоров С.С. │
└───┴──────────────────────┴──────────┴──────────┴──────────────┘
Начальник отдела                                     И.И. Иванов
"""


def test_boxes_with_a_header_of_two_levels() -> None:
    """A rule that crosses some columns parts only their cells; a cell across the table is a heading."""
    plan = plan_in(BOXES)
    assert plan.title == "План подготовки библиотек к зиме на 2024 год"
    assert [(one.key, one.title) for one in plan.sections] == [("I", "Ремонт зданий"), ("II", "Отопление")]
    assert rows(plan) == [
        ("1.1", "Провести социально-экономическое обоснование ремонта", ["2024-06-01"], ["Отдел культуры"]),
        ("1.2", "Заменить окна", ["2024-09-01"], ["Сидоров С.С."]),
        ("2.1", "Промыть систему", ["2024-08-15"], ["Сидоров С.С."]),
    ]
    assert [one.place.line for one in plan.measures] == [15, 19, 23]


def test_rows_that_no_rule_parts() -> None:
    """A line begins a row where its first cell is not blank."""
    plan = plan_in(
        "Action plan 2025\n\n"
        "+----+--------------------+-------------+----------------+\n"
        "| No | Action             | Due date    | Responsible    |\n"
        "+----+--------------------+-------------+----------------+\n"
        "| 1  | Repair the reading | 30 June     | Property team  |\n"
        "|    | room               | 2025        |                |\n"
        "| 2  | Count the stock    | Q4 2025     | Stock team     |\n"
        "+----+--------------------+-------------+----------------+\n"
    )
    assert rows(plan) == [
        ("1", "Repair the reading room", ["2025-06-30"], ["Property team"]),
        ("2", "Count the stock", ["2025-12-31"], ["Stock team"]),
    ]


def test_rows_without_numbers_and_rules() -> None:
    """Without numbers a title in capitals beside a timing begins a row."""
    plan = plan_in(
        "¦ Мероприятие     ¦ Срок      ¦ Ответственный ¦\n"
        "+-----------------+-----------+---------------+\n"
        "¦ Выставка книг о ¦ март 2024 ¦ Иванова И.И.  ¦\n"
        "¦ природе края    ¦ года      ¦               ¦\n"
        "¦ Встреча         ¦ май 2024  ¦ Петрова П.П.  ¦\n"
    )
    assert [row[1:3] for row in rows(plan)] == [
        ("Выставка книг о природе края", ["2024-03-31"]),
        ("Встреча", ["2024-05-31"]),
    ]


def test_a_table_open_at_its_sides() -> None:
    """As a database prints it: no upright before the first column nor after the last, one rule with joints."""
    plan = plan_in(
        " № |  Мероприятие  |    Срок    | Исполнитель\n"
        "---+---------------+------------+-------------\n"
        " 1 | Ремонт кровли | 01.06.2024 | Иванов И.И.\n"
        " 2 | Ремонт окон   | 01.07.2024 | Петров П.П.\n"
    )
    assert [row[1:] for row in rows(plan)] == [
        ("Ремонт кровли", ["2024-06-01"], ["Иванов И.И."]),
        ("Ремонт окон", ["2024-07-01"], ["Петров П.П."]),
    ]


def test_uprights_that_do_not_stand_in_line() -> None:
    """Where each line has as many, the order of the cells tells their columns."""
    plan = plan_in(
        "¦№¦Мероприятие¦Срок¦Исполнитель¦\n¦1¦Ремонт окон и¦2024¦Иванов И.И.¦\n¦ ¦дверей¦ ¦ ¦\n¦2¦Уборка¦2025¦¦\n"
    )
    assert [row[1] for row in rows(plan)] == ["Ремонт окон и дверей", "Уборка"]


def test_rows_in_one_band_with_numbers() -> None:
    """A number begins a row although no rule stands above it, in a table that has rules elsewhere."""
    band = "¦ 1 ¦ Уборка ¦ 2024 ¦\n¦ 2 ¦ Ремонт ¦ 2025 ¦\n"
    rule = "+---+--------+------+\n"
    plan = plan_in(f"{rule}¦ № ¦ Дела   ¦ Срок ¦\n{rule}{band}{rule}¦ 3 ¦ Сад    ¦ 2026 ¦\n{rule}")
    assert [row[0] for row in rows(plan)] == ["1", "2", "3"]


@pytest.mark.parametrize("text", ["", "план", "| № | Дела |\n|---|---|\n| 1 | а |", "-----\nплан\n-----", "а | б"])
def test_what_is_no_drawing(text: str) -> None:
    """A table of Markdown has one rule and no joints, and underlined words are no table."""
    assert drawn_in_frames([Paragraph(line, Place()) for line in text.split("\n")]) is None


def test_a_table_with_too_many_columns() -> None:
    """More than any plan's is refused."""
    with pytest.raises(DocumentError) as caught:
        drawn_in_frames([Paragraph("¦    " * 300, Place()) for _line in range(2)])
    assert caught.value.code == "document-too-large"
