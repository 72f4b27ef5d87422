"""Weeks in columns below months."""

from __future__ import annotations

import pytest

from mappings.errors import DocumentError
from mappings.reading.document import plan_of
from mappings.reading.formats.separated import read_separated
from mappings.reading.table.weeks import without_weeks
from tests.examples.plan_documents import codes


@pytest.mark.parametrize(
    ("heading", "rest"),
    [
        ("Январь 1 нед.", "Январь"),
        ("Январь 2025 3-4 неделя", "Январь 2025"),
        ("January W2", "January"),
        ("Июль S 3 y 4", "Июль"),
        ("Week 1", ""),
        ("Март", "Март"),
        ("Результат 1", "Результат 1"),
        ("2025 год", "2025 год"),
    ],
)
def test_named_weeks(heading: str, rest: str) -> None:
    """What names a week is taken from its month."""
    assert without_weeks([heading]) == [rest]


def test_numbers_of_weeks_and_of_days() -> None:
    """Numbers below months are of weeks where none is above six, and of days else."""
    weeks = [f"{month} {number}" for month in ("Январь", "Февраль") for number in range(1, 6)]
    days = [f"Январь {number}" for number in range(1, 9)]
    assert without_weeks(weeks) == ["Январь"] * 5 + ["Февраль"] * 5
    assert without_weeks(days) == days
    assert without_weeks(["2025 1", "2025 2", "2025 3"]) == ["2025 1", "2025 2", "2025 3"]


def test_marks_below_weeks() -> None:
    """They make a deadline at the end of each month, told once."""
    header = "Мероприятие;Исполнитель;Январь 1 нед;Январь 2 нед;Февраль 1 нед"
    plan = plan_of(read_separated(f"План на 2025 год;;;;\n{header}\nОпрос;Отдел;x;x;\nИтоги;Отдел;;x;x\n".encode()))
    assert [[str(one.due) for one in measure.deadlines] for measure in plan.measures] == [
        ["2025-01-31"],
        ["2025-01-31", "2025-02-28"],
    ]
    assert "timing-from-marks" in codes(plan)


def test_weeks_of_no_month() -> None:
    """Four weeks are no quarters: a table that has nothing else is refused."""
    header = "Мероприятие;Исполнитель;Week 1;Week 2;Week 3;Week 4"
    with pytest.raises(DocumentError):
        plan_of(read_separated(f"{header}\nОпрос;Отдел;x;x;;\nИтоги;Отдел;;;x;x\nОтчёт;Отдел;;;;x\n".encode()))
