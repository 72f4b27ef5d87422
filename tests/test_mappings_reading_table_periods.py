"""Time in columns: which headings are periods, and what stands below them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mappings.reading.table.periods import periods, targets
from tests.examples.plan_documents import codes, only, plan_from


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (("№", "2024", "2025 год", "2026 г."), {1: "2024", 2: "2025", 3: "2026"}),
        (("янв.", "февраль", "Mar"), {0: "январь", 1: "февраль", 2: "March"}),
        (("I", "II", "III", "IV"), {at: f"{one} квартал" for at, one in enumerate(("I", "II", "III", "IV"))}),
        (("2025 год I кв.", "2025 год 2 кв."), {0: "I кв 2025", 1: "2 кв 2025"}),
        (("Кварталы 1", "Кварталы 2"), {0: "I квартал", 1: "II квартал"}),
        (("Срок исполнения 1 полугодие", "Срок исполнения 2 полугодие"), {0: "1 полугодие", 1: "2 полугодие"}),
        (("Значение по годам 2024", "Значение по годам 2025", "Базовое значение 2023"), {0: "2024", 1: "2025"}),
        (("2025 мар", "2025 сент."), {0: "март 2025", 1: "сентябрь 2025"}),
        (("Месяц 3", "Месяц 12", "Месяц 13"), {0: "март", 1: "декабрь"}),
        (("Финансирование 2024", "Финансирование 2025"), {}),
        (("№", "2024"), {}),
        (("I", "II"), {}),
    ],
)
def test_headings_of_periods(headings: tuple[str, ...], found: dict[int, str]) -> None:
    """At least two of them; money by years is none, and a numeral alone is a quarter only among four."""
    assert {at: " ".join(one.split()) for at, one in periods(headings).items()} == found


@pytest.mark.parametrize("mark", ["+", "х", "X", "V", "●", "✓", "да"])
def test_marks_are_deadlines(mark: str) -> None:
    """Each at the end of its period; a day in a cell is that day."""
    header = "№\tМероприятие\tI кв. 2025\tII кв. 2025\tИсполнитель"
    plan = plan_from(f"1\tУборка\t{mark}\t-\tОтдел", f"2\tПокраска\t{mark}\t20.05.2025\tОтдел", header=header)
    assert [[str(day.due) for day in one.deadlines] for one in plan.measures] == [
        ["2025-03-31"],
        ["2025-03-31", "2025-05-20"],
    ]
    assert "timing-from-marks" in codes(plan)


def test_targets_by_year() -> None:
    """Figures below years are targets where a unit or an indicator says so; the timing stays the row's own."""
    header = "№\tМероприятие\tСрок\tЕд. изм.\t2025\t2026"
    measure = only(plan_from("1\tЗакупка книг\t2026\tэкз.\t100\t200", header=header))
    assert measure.target_text == "Закупка книг, экз.: 2025 – 100, 2026 – 200"
    assert [[int(value) for _year, value in one.targets] for one in measure.indicators] == [[100, 200]]
    assert [str(day.due) for day in measure.deadlines] == ["2026-12-31"]


def test_words_with_figures_are_no_target() -> None:
    """What is counted by the thousand is no number that is asked for; the values are."""
    header = "№\tПоказатель\tИсточник данных\tЕд. изм.\tОтчётный год 2023\t2024 г.\t2025 ж."
    plan = plan_from("1.\tСмертность детей до 5 лет\tСводка\tна 1000 детей\t13\t12\t11,5", header=header)
    (measure,) = plan.measures
    assert measure.title == "Смертность детей до 5 лет"
    assert [one.targets for one in measure.indicators] == [((2024, Decimal(12)), (2025, Decimal("11.5")))]
    assert [str(one.due) for one in measure.deadlines] == ["2024-12-31", "2025-12-31"]


def test_indicators_that_name_bodies() -> None:
    """«Доля модельных библиотек» sounds like a body's name, and names a row of indicators all the same."""
    header = "№\tПоказатель\tЕд. изм.\t2024\t2025\t2026"
    plan = plan_from("1\tЧисло школ\tед.\t1\t2\t3", "2\tДоля модельных библиотек\t%\t20\t40\t60", header=header)
    assert [one.title for one in plan.measures] == ["Число школ", "Доля модельных библиотек"]


def test_money_by_years_is_no_target() -> None:
    """Without a unit and an indicator nobody knows what figures are of: they stay beside the measure."""
    header = "№\tМероприятие\tСрок\tИсполнитель\t2025\t2026"
    measure = only(plan_from("1\tЗакупка\t2026\tОтдел\t100,0\t-", header=header))
    assert (measure.target_text, measure.remarks) == ("", (("2025", "100,0"),))


def test_a_target_of_one_year() -> None:
    """Its year is the deadline's, so it is not said again; without any figure only the words are left."""
    assert targets("Доля", "%", [("2025", "50")]) == "Доля: 50 %"
    assert targets("Доля", "%", []) == "Доля"
