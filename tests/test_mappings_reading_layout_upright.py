"""Tables written a cell a line or a paragraph."""

from __future__ import annotations

import pytest

from mappings.plan import Place
from mappings.reading.layout.upright import a_cell_a_line
from mappings.reading.table.rows import Paragraph
from tests.examples.layouts import plan_in, rows
from tests.examples.plan_documents import codes

LINES = [
    "План мероприятий на 2025 год",
    *("№ п/п", "Мероприятие", "Срок", "Ответственный"),
    *("1", "2", "3", "4"),
    *("1.", "Ремонт кровли", "до 1 июня 2025 года", "Отдел культуры"),
    *("2.", "Ремонт фасада", "до 1 июля 2025 года", "Отдел культуры"),
    *("3.", "Замена окон", "Сидоров С.С."),
    *("4.", "Покраска", "до 1 августа 2025 года", "Сидоров С.С."),
]
TITLES = ["Ремонт кровли", "Ремонт фасада", "Замена окон", "Покраска"]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_numbered_rows_and_a_lost_cell(between: str) -> None:
    """A row begins with its number; one that lost its timing is put in order and told of."""
    plan = plan_in(between.join(LINES))
    assert [row[1] for row in rows(plan)] == TITLES
    assert [row[2] for row in rows(plan)] == [["2025-06-01"], ["2025-07-01"], [], ["2025-08-01"]]
    assert [row[3] for row in rows(plan)][2:] == [["Сидоров С.С."]] * 2
    assert codes(plan).count("cells-shifted") == 1


def test_a_number_in_a_cell_begins_no_row() -> None:
    """Only one that follows the number above, or stands a whole row below it."""
    cells = ["№", "Мероприятие", "Срок", "Показатель"]
    cells += ["1", "Опрос", "2025", "100", "2", "Обучение", "2026", "20", "2.1", "Лекции", "2026", "3"]
    plan = plan_in("\n".join(cells))
    assert [(one.number, one.title, one.target_text) for one in plan.measures] == [
        ("1", "Опрос", "100"),
        ("2", "Обучение", "20"),
        ("2.1", "Лекции", "3"),
    ]


def test_an_hour_and_a_note_go_on_with_the_cell_above() -> None:
    """Where a row has more cells than the header, an hour and words in brackets are none of their own."""
    cells = ["План на апрель 2025 года", "Дата", "Мероприятие", "Место", "Ответственный"]
    cells += ["3.04.2025", "Концерт", "Дом культуры", "Отдел культуры"]
    cells += ["10.04.2025", "12:00", "Выставка", "Музей", "Отдел музеев"]
    cells += ["20.04.2025", "Лекция", "Библиотеки", "(по графику 2025 года)", "Отдел библиотек"]
    cells += ["25.04.2025", "Обход", "Парк", "Отдел парков"]
    plan = plan_in("\n\n".join(cells))
    assert [row[1:] for row in rows(plan)] == [
        ("Концерт", ["2025-04-03"], ["Отдел культуры"]),
        ("Выставка", ["2025-04-10"], ["Отдел музеев"]),
        ("Лекция", ["2025-04-20"], ["Отдел библиотек"]),
        ("Обход", ["2025-04-25"], ["Отдел парков"]),
    ]
    assert codes(plan).count("cells-shifted") == 2


def test_rows_longer_than_the_header_that_is_counted() -> None:
    """«1 2 3 4» below it tells how wide the header is; each paragraph too many is an executor of its own."""
    cells = ["№ п/п", "Мероприятие", "Срок", "Ответственный", "1", "2", "3", "4"]
    cells += ["1", "Сверка фонда", "Ноябрь 2025", "Директор Ильина Л.Н.", "Зам. директора Зуева С.А."]
    cells += ["2", "Опись", "(по актам 2024 года)", "Май 2025", "Директор Ильина Л.Н.", "Зам. директора Зуева С.А."]
    plan = plan_in("\n".join(cells))
    assert [row[1:] for row in rows(plan)] == [
        ("Сверка фонда", ["2025-11-30"], ["Директор Ильина Л.Н.", "Зам. директора Зуева С.А."]),
        ("Опись (по актам 2024 года)", ["2025-05-31"], ["Директор Ильина Л.Н.", "Зам. директора Зуева С.А."]),
    ]
    assert codes(plan).count("cells-shifted") == 2


def test_rows_without_numbers_lost_cells_and_a_heading() -> None:
    """The timing tells where a row begins, whatever it has lost after it; a heading is no cell."""
    cells = ["Action plan", "Action", "Owner", "Due date", "Measure of success"]
    cells += ["Repair the room", "Property", "30 June 2025", "Room open", "Fit ramps", "Access", "March 2025"]
    cells += ["Count the stock", "Stock team", "Q4 2025", "All counted", "SECTION 2. PEOPLE AND SERVICES"]
    cells += ["Train staff", "HR", "May 2025", "20 people trained"]
    plan = plan_in("\n\n".join(cells))
    assert [row[1:] for row in rows(plan)] == [
        ("Repair the room", ["2025-06-30"], ["Property"]),
        ("Fit ramps", ["2025-03-31"], ["Access"]),
        ("Count the stock", ["2025-12-31"], ["Stock team"]),
        ("Train staff", ["2025-05-31"], ["HR"]),
    ]
    assert [one.target_text for one in plan.measures] == ["Room open", "", "All counted", "20 people trained"]
    assert len(plan.sections) == 2
    assert codes(plan).count("cells-shifted") == 1


def test_one_cell_too_many() -> None:
    """What stands after the timing goes with the last cell, and the row is told of."""
    cells = ["Мероприятие", "Срок", "Исполнитель", "Уборка", "2025", "Отдел", "связи"]
    cells += ["Ремонт", "2026", "Отдел", "Сад", "2026", "Отдел"]
    plan = plan_in("\n".join(cells))
    assert [row[1:] for row in rows(plan)] == [
        ("Уборка", ["2025-12-31"], ["Отдел связи"]),
        ("Ремонт", ["2026-12-31"], ["Отдел"]),
        ("Сад", ["2026-12-31"], ["Отдел"]),
    ]
    assert codes(plan).count("cells-shifted") == 1


def test_lines_grouped_by_blank_lines() -> None:
    """A row may be a paragraph whose lines are its cells."""
    text = "План на 2025 год\n\nМероприятие\nСрок\nИсполнитель\n\nУборка\n2025\nЖКХ\n\nРемонт\n2025\nЖКХ\n"
    assert [row[1] for row in rows(plan_in(text))] == ["Уборка", "Ремонт"]


@pytest.mark.parametrize(
    "text", ["", "Мероприятие\nСрок\nИсполнитель", "Мероприятие\nСрок\nИсполнитель\nа\nб\nв\nг\nд\nе"]
)
def test_what_follows_no_header(text: str) -> None:
    """A header alone, and one below which timings do not come back, head no table."""
    assert a_cell_a_line([Paragraph(line, Place()) for line in text.split("\n")]) is None
