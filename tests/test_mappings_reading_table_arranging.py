"""Cells that hold two things, and things that stand in several cells."""

from __future__ import annotations

import pytest

from mappings.reading.table.arranging import parted, spanned
from tests.examples.plan_documents import codes, only, plan_from


@pytest.mark.parametrize(
    ("text", "when", "who"),
    [
        ("до 1 марта, бухгалтерия", "до 1 марта", "бухгалтерия"),
        ("до 15 апреля 2025 г., юрист Беляев П.П.", "до 15 апреля 2025 г.", "юрист Беляев П.П."),
        ("Иванов И.И., до 01.03.2025", "до 01.03.2025", "Иванов И.И."),
        ("Отдел комплектования — II квартал", "II квартал", "Отдел комплектования"),
        ("декабрь 2025 г. (директор)", "декабрь 2025 г.", "директор"),
        ("2025", "2025", ""),
        ("ЦБС", "", "ЦБС"),
        ("", "", ""),
        ("отдел " * 50, "", "отдел " * 50),
    ],
)
def test_a_timing_and_an_executor_in_one_cell(text: str, when: str, who: str) -> None:
    """The timing stands first or last; what is neither is all executor."""
    assert parted(text) == (when, who)


def test_a_column_of_both() -> None:
    """Told once for the table; a column that only speaks of its executor's duties is none."""
    plan = plan_from(
        "1\tСмета\tдо 1 марта 2025 г., отдел", "2\tДоговор\tюрист", header="№\tМероприятие\tОтветственный и срок"
    )
    assert [(one.timing_text, one.executors) for one in plan.measures] == [
        ("до 1 марта 2025 г.", ("отдел",)),
        ("", ("юрист",)),
    ]
    assert codes(plan).count("timing-with-executor") == 1


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("01.02.2025 / 31.03.2025", "01.02.2025 – 31.03.2025"),
        ("01.03.2025 30.04.2025", "01.03.2025 – 30.04.2025"),
        ("II квартал", "II квартал"),
        ("по плану отдела", "по плану отдела"),
    ],
)
def test_a_beginning_and_an_end_in_one_cell(text: str, span: str) -> None:
    """Two days become a range; one timing stays what it is."""
    assert spanned(text) == span
    measure = only(plan_from(f"1\tУборка\t{text}", header="№\tМероприятие\tСрок начала / окончания"))
    assert measure.timing_text == span


def test_a_revised_date() -> None:
    """It counts where it is filled in, and the measure's row is told of it; the beginning is kept."""
    header = "№\tМероприятие\tНачало\tПервоначальный срок\tНовый срок"
    plan = plan_from(
        "1\tКрыша\t01.01.2025\t01.03.2025\t01.06.2025", "2\tОкна\t01.01.2025\t01.04.2025\t-", header=header
    )
    assert [one.timing_text for one in plan.measures] == ["01.01.2025 – 01.06.2025", "01.01.2025 – 01.04.2025"]
    assert codes(plan).count("timing-revised") == 1


def test_a_heading_between_the_rows_stays_one() -> None:
    """A row of one cell is no measure's, and a header that a page repeats is no row."""
    header = "№\tМероприятие\tСрок, ответственный"
    plan = plan_from(
        "I. Ремонт", "1\tКрыша\t2025, отдел", header, "II. Закупки", "2\tКниги\t2026, отдел", header=header
    )
    assert [(one.key, one.timing_text) for one in plan.measures] == [("I.1", "2025"), ("II.2", "2026")]


def test_another_header_below_has_columns_of_its_own() -> None:
    """Rows below it are read as it says."""
    plan = plan_from(
        "1\tКрыша\t2025, отдел",
        "Срок\tМероприятие\t№\tИсполнитель",
        "2026\tКниги\t2\tЦБС",
        header="№\tМероприятие\tСрок, ответственный",
    )
    assert [(one.number, one.timing_text, one.executors) for one in plan.measures] == [
        ("1", "2025", ("отдел",)),
        ("2", "2026", ("ЦБС",)),
    ]
