"""Sections that stand in a column beside the measures."""

from __future__ import annotations

from mappings.plan import Plan
from mappings.reading.document import plan_of
from mappings.reading.formats.separated import read_separated
from tests.examples.plan_documents import codes

HEADER = "Этап;№;Мероприятие;Срок;Исполнитель"


def _plan(*rows: str, header: str = HEADER) -> Plan:
    return plan_of(read_separated("\n".join((header, *rows)).encode()))


def test_numbers_that_begin_anew() -> None:
    """Where numbers repeat, the column that tells them apart names the sections; a blank goes on with the one above."""
    plan = _plan(
        "Подготовка;1;Опрос;1 мая 2025;Отдел", ";2;Итоги;1 июня 2025;Отдел", "Работа;1;Ремонт;1 июля 2025;Отдел"
    )
    assert [one.title for one in plan.sections] == ["Подготовка", "Работа"]
    assert [one.key for one in plan.measures] == ["I.1", "I.2", "II.1"]
    assert "key-duplicate" not in codes(plan)


def test_numbers_in_titles() -> None:
    """The numbers may stand in the titles."""
    plan = _plan(
        "Stage A;1. Survey;1 May 2025;Library",
        "Stage A;2. Report;1 June 2025;Library",
        "Stage B;1. Repair;1 July 2025;Library",
        header="Stage;Action;Due date;Owner",
    )
    assert [one.key for one in plan.measures] == ["I.1", "I.2", "II.1"]


def test_numbers_that_go_on() -> None:
    """Where numbers do not repeat, the column stays a remark and keys are as they were."""
    plan = _plan("Подготовка;1;Опрос;1 мая 2025;Отдел", "Работа;2;Ремонт;1 июля 2025;Отдел")
    assert [one.key for one in plan.measures] == ["I.1", "I.2"]
    assert plan.measures[0].remarks == (("Этап", "Подготовка"),)


def test_headings_in_rows() -> None:
    """Where rows of their own are the headings, they count."""
    plan = _plan("I. Первый;;;;", "А;1;Опрос;1 мая 2025;Отдел", "II. Второй;;;;", "Б;1;Итоги;1 июня 2025;Отдел")
    assert [one.title for one in plan.sections] == ["Первый", "Второй"]


def test_a_column_that_does_not_tell() -> None:
    """One whose sections come back, or in which a number stands twice, tells nothing apart."""
    back = ("А;1;Опрос;1 мая 2025;Отдел", "Б;1;Итоги;1 июня 2025;Отдел", "А;2;Ремонт;1 июля 2025;Отдел")
    twice = ("А;1;Опрос;1 мая 2025;Отдел", "А;1;Итоги;1 июня 2025;Отдел", "Б;1;Ремонт;1 июля 2025;Отдел")
    assert "key-duplicate" in codes(_plan(*back))
    assert "key-duplicate" in codes(_plan(*twice))
