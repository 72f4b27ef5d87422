"""Works listed under days, months and years, or with a time of their own."""

from __future__ import annotations

import pytest

from mappings.plan import Place
from mappings.reading.document import plan_of
from mappings.reading.formats.web_page import read_web_page
from mappings.reading.layout.dated_lists import listed_by_dates
from mappings.reading.table.rows import Paragraph
from tests.examples.layouts import plan_in
from tests.examples.plan_documents import codes

MONTHS = """
ПЛАН МЕРОПРИЯТИЙ
центральной библиотеки на 2025 год

Январь
- 12 января – Рождественские встречи. Отв. Сорокина И.И.
- 25 января – «Татьянин день», литературный вечер (отв.: Иванова А.П.)
Февраль
- Неделя науки (читальный зал)
Март
- 8 марта: концерт
"""

DAYS = """
План культурных мероприятий муниципалитета на сентябрь 2025 года

1 сентября
День знаний. Торжественная линейка
Выставка «В добрый путь»
3 сентября
День солидарности
"""

BEHIND = """
Plan de acción 2024

Compromisos:
* Publicar el presupuesto (2024-03-31)
* Crear el portal de datos abiertos: 30.06.2024
* Formar al personal – 31.12.2024
"""

COMMITMENTS = """
**2025**

* **January:** Kick-off meeting. *Lead: Mayor's office*
* **February – March:** Survey of readers. *Lead: Library*

**2026**

* **January:** Final strategy adopted. *Lead: Council*
"""

PAGE = """
<h1>Schéma 2024 - 2025</h1>
<h3>Plan annuel 2024</h3>
<ul><li>Audit externe - Réalisé<ul><li>Corrections</li></ul></li><li><p>Formation</p><p>pour tous</p></li></ul>
<h3>Plan annuel 2025</h3><ul><li>Nouvel audit de 2026</li></ul>
"""


def due(text: str) -> list[tuple[str, list[str]]]:
    """The titles of a text's measures, and the days when each is due."""
    return [(one.title, [str(day.due) for day in one.deadlines]) for one in plan_in(text).measures]


def is_list(text: str) -> bool:
    """Whether a text is read as such a list."""
    return listed_by_dates([Paragraph(line, Place()) for line in text.split("\n")]) is not None


def test_months_above() -> None:
    """A work is due by its own time, or else by that of the heading above, and that is told."""
    assert due(MONTHS) == [
        ("Рождественские встречи.", ["2025-01-12"]),
        ("«Татьянин день», литературный вечер", ["2025-01-25"]),
        ("Неделя науки (читальный зал)", ["2025-02-28"]),
        ("Концерт", ["2025-03-08"]),
    ]
    plan = plan_in(MONTHS)
    assert [one.title for one in plan.sections] == ["Январь", "Февраль", "Март"]
    assert [one.executors for one in plan.measures] == [("Сорокина И.И.",), ("Иванова А.П.",), (), ()]
    assert codes(plan).count("timing-shared") == 1
    assert codes(plan).count("list-read") == 1


def test_days_above() -> None:
    """Every line below a day is a work of that day, and a day makes no section."""
    assert due(DAYS) == [
        ("День знаний. Торжественная линейка", ["2025-09-01"]),
        ("Выставка «В добрый путь»", ["2025-09-01"]),
        ("День солидарности", ["2025-09-03"]),
    ]
    assert len(plan_in(DAYS).sections) == 1


def test_times_behind() -> None:
    """A time may stand behind the words: in brackets, after a colon or a dash."""
    assert due(BEHIND) == [
        ("Publicar el presupuesto", ["2024-03-31"]),
        ("Crear el portal de datos abiertos", ["2024-06-30"]),
        ("Formar al personal", ["2024-12-31"]),
    ]


def test_times_in_bold() -> None:
    """A time in bold before the words is of the year above."""
    assert due(COMMITMENTS) == [
        ("Kick-off meeting.", ["2025-01-31"]),
        ("Survey of readers.", ["2025-03-31"]),
        ("Final strategy adopted.", ["2026-01-31"]),
    ]
    assert plan_in(COMMITMENTS).measures[2].executors == ("Council",)


def test_years_above_months() -> None:
    """A month or a day below a year is of that year; what leads on to a list within a month is of that month."""
    text = "Дорожная карта\n\n2025 год\nЯнварь\n- Уборка\n- 12 января: опрос\n2026 год\nМарт\nБиблиотека:\n- Ремонт\n"
    assert due(text) == [("Уборка", ["2025-01-31"]), ("Опрос", ["2025-01-12"]), ("Ремонт", ["2026-03-31"])]


def test_a_web_page() -> None:
    """Headings and points are told by their elements; a point within one belongs to it, and how it stands is apart."""
    plan = plan_of(read_web_page(PAGE.encode()))
    assert [(one.title, [str(day.due) for day in one.deadlines]) for one in plan.measures] == [
        ("Audit externe; Corrections", ["2024-12-31"]),
        ("Formation; Pour tous", ["2024-12-31"]),
        ("Nouvel audit de 2026", ["2025-12-31"]),
    ]
    assert [one.title for one in plan.sections] == ["Plan annuel 2024", "Plan annuel 2025"]


def test_stages_of_a_work() -> None:
    """Years in brackets behind the stages of one work are its deadlines."""
    text = "Action Plan\n\n" + "\n".join(
        f"- **{one}**: draft (2025), final text (2026)" for one in ("A law", "Maps", "Rules")
    )
    assert due(text)[0] == ("A law", ["2025-12-31", "2026-12-31"])
    assert plan_in(text).measures[0].remarks == (("Этапы", "draft (2025), final text (2026)"),)


def test_codes_behind() -> None:
    """A code behind the words of every work is its number."""
    text = "# Cosa fare\n\n" + "\n".join(
        f"- **31.12.202{one}** - Pubblicare i dati - **CAP1.PA.LA0{one}**" for one in (0, 1, 2)
    )
    assert [one.number for one in plan_in(text).measures] == ["CAP1.PA.LA00", "CAP1.PA.LA01", "CAP1.PA.LA02"]


def test_what_is_left_out_is_told() -> None:
    """A text beside the works is no work, and neither is a point below a heading without a time."""
    plan = plan_in(f"{MONTHS}\nПозже\n- Переезд\n")
    assert "Переезд" not in {one.title for one in plan.measures}
    assert codes(plan).count("row-unread") == 1


@pytest.mark.parametrize(
    "text",
    [
        "Отчёт о работе библиотеки\n\nЯнварь 2025\n- Собрание\nФевраль 2025\n- Закупка\nМарт 2025\n- Ремонт\n",
        "Наша библиотека открылась в 1905 году.\n\nРемонт: 2023\nОткрытие: 2024\nЮбилей: 2025\n",
        "План\n\n1\nУборка\n1 мая 2025\n2\nПокраска\n1 июня 2025\n3\nРемонт\n1 июля 2025\n",
        "План\n\nОсенью 2025\n- Уборка\n- Покраска\n",
        "# Plan 2025\n\n## 1 osa 2025\n- Tető\n- Fal\n\n## 2 osa 2025\n- Ajtó\n- Ablak\n",
        "# Plan 2025\n\n## Tavasz 2025\n- Tető\n- Fal\n\n## Nyár 2025\n- Ajtó\n- Ablak\n",
    ],
)
def test_what_is_no_such_list(text: str) -> None:
    """What looks back, tells a story, was a table, or has its times in words that are not known is no such list."""
    assert not is_list(text)


def test_hours_below_a_day() -> None:
    """Hours below a day, with its weekday or not, are of its time and no number."""
    monday = "Понедельник, 12 мая 2025\n10:00 – Открытие\n12:00 – Лекция\n"
    text = f"Программа недели\n\n{monday}Вторник, 13 мая 2025\n11:00 Концерт\n"
    assert due(text) == [("Открытие", ["2025-05-12"]), ("Лекция", ["2025-05-12"]), ("Концерт", ["2025-05-13"])]


def test_commitments_in_sentences() -> None:
    """A sentence may begin with its time, and a point may have it between dashes with the executor behind it."""
    assert due(
        "План на 2025 год\n\nК 1 сентября 2025 года отдел подготовит перечень.\n"
        "До 15 октября 2025 года управление завершит ремонт.\nВ IV квартале 2025 года глава проведёт конкурс.\n"
    ) == [
        ("Отдел подготовит перечень.", ["2025-09-01"]),
        ("Управление завершит ремонт.", ["2025-10-15"]),
        ("Глава проведёт конкурс.", ["2025-12-31"]),
    ]
    plan = plan_in("# Plan\n\n" + "".join(f"- Audit {one} — Q{one} 2025 — Finance\n" for one in (1, 2, 3)))
    assert next((one.title, one.executors) for one in plan.measures) == ("Audit 1", ("Finance",))


def test_cards_below_headings() -> None:
    """A heading whose points are all labels is a work itself."""
    cards = "".join(f"## Audit {one}\n- Owner: IT\n- Due: {one} June 2025\n\n" for one in (1, 2))
    plan = plan_in(f"# Action cards\n\n{cards}", markdown=True)
    assert [(one.title, one.executors, str(one.deadlines[0].due)) for one in plan.measures] == [
        ("Audit 1", ("IT",), "2025-06-01"),
        ("Audit 2", ("IT",), "2025-06-02"),
    ]
