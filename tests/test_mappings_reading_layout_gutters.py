"""Tables set in columns with blanks between them."""

from __future__ import annotations

import pytest

from mappings.plan import Place
from mappings.reading.layout.gutters import set_in_columns
from mappings.reading.table.rows import Paragraph
from tests.examples.layouts import plan_in, rows

HEADED = """
        ПЛАН
  мероприятий на 2025 год

 №      Наименование                 Срок          Ответственный
п/п     мероприятия               исполнения        исполнитель
----------------------------------------------------------------
          Раздел I. Ремонт зданий и сооружений
1    Провести ремонт кровли        до 1 июня      Отдел капиталь-
     и фасада                      2025 года      ного ремонта
2    Заменить окна                 III квартал    Сидоров С.С.
                                   2025 г.
          Раздел II. Работа с читателями
10   Провести акцию «Библио-       апрель         Петрова П.П.,
     ночь»                         2025 г.        Иванова И.И.
"""


def test_a_header_of_several_lines_and_headings_across() -> None:
    """Its words stand in the middle of their columns; what runs across the columns is a row of one cell."""
    plan = plan_in(HEADED)
    assert [(one.key, one.title) for one in plan.sections] == [
        ("I", "Ремонт зданий и сооружений"),
        ("II", "Работа с читателями"),
    ]
    assert rows(plan) == [
        ("1", "Провести ремонт кровли и фасада", ["2025-06-01"], ["Отдел капитального ремонта"]),
        ("2", "Заменить окна", ["2025-09-30"], ["Сидоров С.С."]),
        ("10", "Провести акцию «Библионочь»", ["2025-04-30"], ["Петрова П.П.", "Иванова И.И."]),
    ]
    assert plan.measures[2].place.line == 14


@pytest.mark.parametrize("between", ["", "\n"])
def test_rows_without_numbers(between: str) -> None:
    """A blank line parts rows, and so does a title in capitals beside a timing."""
    plan = plan_in(
        "План работы на 2024 год\n\n"
        "Мероприятие                 Срок            Исполнитель\n"
        "==========================  ==============  ============\n"
        f"Выставка книг о природе     март 2024       Иванова И.И.\nродного края\n{between}"
        f"Встреча с писателем         15 мая          Петрова П.П.\n                            2024 года\n{between}"
        "Акция «Дарите книги»        ноябрь 2024     Иванова И.И.\n"
    )
    assert [row[1:3] for row in rows(plan)] == [
        ("Выставка книг о природе родного края", ["2024-03-31"]),
        ("Встреча с писателем", ["2024-05-15"]),
        ("Акция «Дарите книги»", ["2024-11-30"]),
    ]


def test_a_number_close_to_its_title() -> None:
    """One blank is enough between a number and its title."""
    plan = plan_in(
        "№   Мероприятие      Срок\n8   Уборка           2025\n9   Ремонт           2025\n100 Сад и огород     2025\n"
    )
    assert [row[:2] for row in rows(plan)] == [("8", "Уборка"), ("9", "Ремонт"), ("100", "Сад и огород")]


def test_a_bullet_below_a_number_is_a_row_of_its_own() -> None:
    """It has a timing, and the row above is whole."""
    plan = plan_in(
        "№   Мероприятие          Срок           Исполнитель\n"
        "1   Участие в днях:                     ЦБС\n"
        "    - открытие филиала   сентябрь 2025\n"
        "    - цикл встреч        октябрь 2025\n"
    )
    assert [row[:3] for row in rows(plan)] == [
        ("1.1", "открытие филиала", ["2025-09-30"]),
        ("1.2", "цикл встреч", ["2025-10-31"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "№   Мероприятие",
        "Мы  пишем  так",
        "№   Мероприятие   Срок   Ответственный\n" + "слово до слова   и ещё слово до слова и так далее\n" * 40,
    ],
)
def test_what_is_not_set_in_columns(text: str) -> None:
    """Words that no line names as columns, and columns that text runs across in many lines."""
    assert set_in_columns([Paragraph(line, Place()) for line in text.split("\n")]) is None
