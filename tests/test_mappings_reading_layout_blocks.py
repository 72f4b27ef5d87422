"""Measures said in labelled blocks: minutes, orders, cards, checklists, commitments."""

from __future__ import annotations

import pytest

from mappings.plan import Place
from mappings.reading.layout.blocks import said_in_blocks
from mappings.reading.table.rows import Paragraph
from tests.examples.layouts import plan_in, rows
from tests.examples.plan_documents import codes

ORDER = """
АДМИНИСТРАЦИЯ ГОРОДА
ПРИКАЗ от 10 января 2025 года № 5
О мерах по ремонту библиотек

ПРИКАЗЫВАЮ:

1. Отделу строительства (Сидоров С.С.) обеспечить ремонт кровли. Срок: до 1 июня 2025 года.
2. Управлению культуры в срок до 15 марта 2025 года представить перечень
зданий.
3. Директору ЦБС организовать переезд фондов. Срок исполнения – 1 сентября 2025 г. Ответственный: Иванова И.И.
4. Контроль за исполнением приказа оставляю за собой.

Глава города                         И.И. Петров
"""

MINUTES = """
Протокол № 4 от 3 марта 2025 г.

Присутствовали: Иванов И.И., Петров П.П.

ПОВЕСТКА ДНЯ:
1. О ремонте библиотек.
2. О зимнем чтении.

1. СЛУШАЛИ: Иванова И.И. о ремонте библиотек.
РЕШИЛИ:
1.1. Управлению ЖКХ (Козлов К.К.) завершить промывку системы отопления.
Срок: 15.08.2025
1.2. Директору ЦБС подготовить смету. Срок — 1 апреля 2025 г.

2. СЛУШАЛИ: Петрова П.П. о зимнем чтении.
РЕШИЛИ:
2.1. Рекомендовать школам провести конкурс чтецов.
Срок – декабрь 2025 года.
Ответственные: директора школ
"""

CARDS = """
План на 2025 год

Раздел 1. Здания

Мероприятие: Ремонт кровли
центральной библиотеки
Срок: до 1 июня 2025 года
Исполнитель: Отдел культуры
Результат: 1 здание

Мероприятие: Ремонт фасада
Срок: 2 квартал 2025 года
Исполнитель: Сидоров С.С.

Раздел 2. Люди

Мероприятие: Обучение сотрудников
Срок: ноябрь 2025 года
Исполнитель: Отдел кадров
"""

COMMITMENTS = """
Open library action plan 2025

Action 1. Open the catalogue
Publish it under an open licence.
Milestone: Catalogue published
Target date: December 31, 2025
Lead: Data team

Action 2. Train the staff
Lead: HR
Milestone: First course held
Target date: March 31, 2025
Milestone: All branches trained
Target date: September 30, 2025
Lead: Branches
"""


def test_an_order() -> None:
    """Labels or the words «в срок до» say when; who is addressed executes; the signature is told of and left out."""
    plan = plan_in(ORDER)
    assert [(row[0], row[2], row[3]) for row in rows(plan)] == [
        ("1", ["2025-06-01"], ["Отделу строительства (Сидоров С.С.)"]),
        ("2", ["2025-03-15"], ["Управлению культуры"]),
        ("3", ["2025-09-01"], ["Иванова И.И."]),
    ]
    assert plan.measures[1].title.endswith("представить перечень зданий.")
    assert codes(plan).count("executor-addressed") == 2
    assert codes(plan).count("row-unread") == 1


def test_minutes_with_an_agenda() -> None:
    """What stands above the first decision is no measure; each point heard is a group."""
    plan = plan_in(MINUTES)
    assert plan.title == "Протокол № 4 от 3 марта 2025 г."
    assert [(row[0], row[2], row[3]) for row in rows(plan)] == [
        ("1.1", ["2025-08-15"], ["Управлению ЖКХ (Козлов К.К.)"]),
        ("1.2", ["2025-04-01"], ["Директору ЦБС"]),
        ("2.1", ["2025-12-31"], ["директора школ"]),
    ]


def test_cards_below_headings() -> None:
    """A card begins with its title; a line without a label goes on with the passage above it."""
    plan = plan_in(CARDS)
    assert [one.title for one in plan.sections] == ["Здания", "Люди"]
    assert rows(plan) == [
        ("1", "Ремонт кровли центральной библиотеки", ["2025-06-01"], ["Отдел культуры"]),
        ("2", "Ремонт фасада", ["2025-06-30"], ["Сидоров С.С."]),
        ("1", "Обучение сотрудников", ["2025-11-30"], ["Отдел кадров"]),
    ]
    assert plan.measures[0].target_text == "1 здание"


def test_commitments_and_their_milestones() -> None:
    """A single milestone is what the action reaches; of several, each is a measure below it, with its executor."""
    plan = plan_in(COMMITMENTS)
    assert rows(plan) == [
        ("1", "Open the catalogue Publish it under an open licence.", ["2025-12-31"], ["Data team"]),
        ("2.1", "First course held", ["2025-03-31"], ["HR"]),
        ("2.2", "All branches trained", ["2025-09-30"], ["Branches"]),
    ]
    assert plan.measures[0].target_text == "Catalogue published"
    assert [one.title for one in plan.groups] == ["Train the staff"]


def test_checklists() -> None:
    """A box or a bullet begins a measure; labels may stand in brackets, in a list below, or be a name after @."""
    plan = plan_in(
        "# План 2025\n\n"
        "## 1. Здания\n"
        "- [ ] Отремонтировать зал @ivanov, due 2025-03-01\n"
        "- [x] Провести опрос (ответственный: Отдел чтения, срок: 1 июня 2025 г.)\n"
        "## 2. Люди\n"
        "- **Repair the roof**. Owner: Estates. Due: 2025-06-30.\n"
        "- **Fit ramps**\n"
        "  - Owner: Access\n"
        "  - Due: 2025-03-31\n"
        "- a word in passing\n",
        markdown=True,
    )
    assert [one.title for one in plan.sections] == ["Здания", "Люди"]
    assert rows(plan) == [
        ("1", "Отремонтировать зал", ["2025-03-01"], ["ivanov"]),
        ("2", "Провести опрос", ["2025-06-01"], ["Отдел чтения"]),
        ("1", "Repair the roof.", ["2025-06-30"], ["Estates"]),
        ("2", "Fit ramps", ["2025-03-31"], ["Access"]),
    ]


def test_a_checklist_without_labels() -> None:
    """A box with a timing between dashes is enough."""
    plan = plan_in("Чек-лист, 2025 год\n\n☐ Зал — до 1 марта 2025 — Иванова\n☑ Афиши — до 15 марта 2025 — Петров\n")
    assert rows(plan) == [("1", "Зал", ["2025-03-01"], ["Иванова"]), ("2", "Афиши", ["2025-03-15"], ["Петров"])]


def test_a_section_alone_above_the_first_block() -> None:
    """A heading that names a section is no title of the plan, although no other stands above it."""
    text = "## Goal 1. Spaces\n\n1. **Hall**\n   - Owner: A\n   - Due: May 2025\n2. **Yard**\n   - Due: May 2025\n"
    plan = plan_in(text, markdown=True)
    assert [one.title for one in plan.sections] == ["Spaces"]
    assert [row[:2] for row in rows(plan)] == [("1", "Hall"), ("2", "Yard")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "План",
        "1. Убрать двор\n2. Убрать сад",
        "1. Убрать двор до 1 мая 2025 года\n2. Убрать сад до 1 июня 2025 года",
        "1. Убрать двор. Срок: 1 мая 2025 года.",
        "1. Двор. Срок: 1 мая 2025 г.\n2. Сад. Срок: 1 мая 2025 г.\n3. а\n4. б\n5. в\n6. г",
    ],
)
def test_what_is_no_text_of_blocks(text: str) -> None:
    """Numbers alone are no measures, nor is a single one, nor a list of which most say nothing of when."""
    assert said_in_blocks([Paragraph(line, Place()) for line in text.split("\n")]) is None


ORDERS = """
Перечень поручений

1. Правительству области:
а) обеспечить ремонт библиотек;
б) утвердить порядок, предусмотрев:
закупку книг.
Доклад – до 15 декабря 2025 г.
Ответственные: Петров В.В., Сидорова А.А.

2. Министерству культуры:
а) представить предложения. Срок – 1 июня 2025 г.;
б) подготовить график. Доклад – до 1 августа 2025 г.
Срок исполнения: 1 июля 2025 г.
Тематика: Культура
Ответственный: Иванов И.И.
"""


def test_points_with_letters() -> None:
    """A letter is a block below its number; what only the last one says is of all, and that is told."""
    both = ["Петров В.В.", "Сидорова А.А."]
    plan = plan_in(ORDERS)
    assert rows(plan) == [
        ("1.а", "обеспечить ремонт библиотек", ["2025-12-15"], both),
        ("1.б", "утвердить порядок, предусмотрев: закупку книг.", ["2025-12-15"], both),
        ("2.а", "представить предложения.", ["2025-06-01"], ["Иванов И.И."]),
        ("2.б", "подготовить график.", ["2025-07-01"], ["Иванов И.И."]),
    ]
    assert [one.title for one in plan.groups] == ["Правительству области:", "Министерству культуры:"]
    assert codes(plan).count("timing-shared") == 1
    assert codes(plan).count("executor-shared") == 2


def test_a_report_beside_a_timing() -> None:
    """The day of a report is the timing where there is no other, and else stays as text."""
    assert dict(plan_in(ORDERS).measures[3].remarks) == {"Доклад": "до 1 августа 2025 г."}


def test_a_letter_out_of_order() -> None:
    """The first letter below a number is «а»: another one is of the text."""
    text = "1. Убрать двор:\nв) быстро. Срок: 1 мая 2025 года\n2. Покрасить забор. Срок: 1 июня 2025 года\n"
    assert [one.title for one in plan_in(text).measures] == ["Убрать двор: в) быстро.", "Покрасить забор."]


def test_a_single_step_with_a_number_of_its_own() -> None:
    """«Milestone 2.1» is a measure below «Action 2», and keeps its number, though it is the only one."""
    plan = plan_in(
        "Action 1. Open data\nLead: Ministry\nMilestone 1.1: Publish. Target date: June 2026\n"
        "Milestone 1.4: Launch. Target date: May 2027\n\n"
        "Action 2. Audit\nLead: Treasury\nMilestone 2.1: Adopt. Target date: Q1 2027\n"
    )
    assert [(number, due, executors) for number, _title, due, executors in rows(plan)] == [
        ("1.1", ["2026-06-30"], ["Ministry"]),
        ("1.4", ["2027-05-31"], ["Ministry"]),
        ("2.1", ["2027-03-31"], ["Treasury"]),
    ]


def test_a_single_block() -> None:
    """One block is enough where it says both when it is due and who executes it."""
    card = "1. Обеспечить ремонт\nСрок: 1 июня 2025 года\n"
    assert said_in_blocks([Paragraph(line, Place()) for line in card.split("\n")]) is None
    assert rows(plan_in(f"{card}Ответственный: Иванов И.И.\n")) == [
        ("1", "Обеспечить ремонт", ["2025-06-01"], ["Иванов И.И."])
    ]
