"""Columns: what the words of a header mean, whatever their order, number and depth."""

from __future__ import annotations

import pytest

from mappings.errors import DocumentError
from mappings.plan import Place
from mappings.reading import plan_of
from mappings.reading.formats.text import read_text
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import Row
from tests.examples.plan_documents import GROUP, SECTION, codes, only, plan_from, row


def _roles(*cells: str) -> dict[str, str] | None:
    columns = find_columns(Row(cells, Place()))
    return None if columns is None else {role: cells[index] for role, index in columns.at.items()}


@pytest.mark.parametrize(
    ("cells", "roles"),
    [
        (
            ("№ п/п", "Мероприятие", "Источники финансирования", "Исполнитель", "Сроки", "Результат"),
            ("number", "title", "funding", "executor", "timing", "target"),
        ),
        (
            ("N п/п", "Мероприятие", "Время проведения", "Ответственный", "Сумма, тыс. руб."),
            ("number", "title", "timing", "executor", "funding"),
        ),
        (("N п/п", "Наименование мероприятий", "Сроки и место проведения", "Ответственные исполнители"),) * 2,
        (("Дела, события, мероприятия", "Классы", "Ориентировочное время проведения"), ("title", "", "timing")),
        (("Ожидаемый результат реализации мероприятия", "Действия", "Период"), ("target", "title", "timing")),
        (("п/п", "Содержание работы", "Плановая дата", "Отметка о выполнении"), ("number", "title", "timing", "")),
        (("№", "Мероприятие", "Фактическая дата", "Срок"), ("number", "title", "", "timing")),
        (("№", "Наименование раздела", "Мероприятие", "Срок"), ("number", "", "title", "timing")),
        (("No.", "Action", "Lead", "Timeframe", "Outcome"), ("number", "title", "executor", "timing", "target")),
        (
            ("Item", "Description", "Responsible", "Due date", "Cost"),
            ("number", "title", "executor", "timing", "funding"),
        ),
        (("№", "Мероприятие", "Дата утверждения", "Срок исполнения"), ("number", "title", "", "timing")),
        (("Objective", "Action", "By whom", "By when", "Progress"), ("", "title", "executor", "timing", "")),
        (
            ("Priority", "What we will do", "Who will lead", "Timescale", "How we will know"),
            ("", "title", "executor", "timing", "target"),
        ),
        (("Что делать", "Кто", "К какому сроку"), ("title", "executor", "timing")),
        (("Дата и время", "Событие", "Место проведения", "Организатор"), ("timing", "title", "", "executor")),
        (("№", "Рассматриваемые вопросы", "Дата заседания", "Докладчик"), ("number", "title", "timing", "executor")),
        (("Etap", "Zakres działań", "Termin realizacji"), ("", "title", "timing")),
        (("Azione", "Responsabile", "Scadenza"), ("title", "executor", "timing")),
        (("Ação", "Responsável", "Prazo"), ("title", "executor", "timing")),
        (("Milestone", "Measurement", "Target Date"), ("title", "target", "timing")),
        (("№ п/п", "Механизм", "Срок исполнения мероприятия"), ("number", "title", "timing")),
        (
            ("№ з/п", "Зміст заходу", "Термін виконання", "Відповідальні", "Примітка"),
            ("number", "title", "timing", "executor", ""),
        ),
        (("Дата", "Вид спорт", "Участници", "Организация и контрол"), ("timing", "title", "", "executor")),
        (("№", "Дейност", "Срок", "Отговорник"), ("number", "title", "timing", "executor")),
        (("Р/с №", "Іс-шара", "Мерзімі", "Жауаптылар"), ("number", "title", "timing", "executor")),
        (
            ("Lp.", "Zadanie", "Osoby odpowiedzialne", "Termin realizacji", "Uwagi"),
            ("number", "title", "executor", "timing", ""),
        ),
        (
            ("Nr.", "Maßnahme", "Verantwortlich", "Zeitraum", "Ergebnis", "Kosten"),
            ("number", "title", "executor", "timing", "target", "funding"),
        ),
        (("N°", "Mesure", "Pilote", "Échéance", "Indicateur"), ("number", "title", "executor", "timing", "target")),
        (
            ("N.º", "Actividad", "Responsable", "Plazo", "Meta", "Presupuesto"),
            ("number", "title", "executor", "timing", "target", "funding"),
        ),
    ],
)
def test_words_of_headers(cells: tuple[str, ...], roles: tuple[str, ...]) -> None:
    """Each role is found by its words; what the staff fill in later is none."""
    if roles == cells:
        roles = ("number", "title", "timing", "executor")
    assert _roles(*cells) == {role: cell for role, cell in zip(roles, cells, strict=True) if role}


@pytest.mark.parametrize(
    "cells",
    [
        ("1.1.", "Мероприятие по сроку", "Срок", "Ответственный"),
        ("Мероприятие", "Ответственный", "Результат"),
        ("Срок", "Ответственный", "Результат"),
        ("Мероприятие", "Срок", "Площадка", "Класс"),
        ("х" * 200, "Срок " * 60),
        ("Мероприятие " * 20, "Срок", "№"),
    ],
)
def test_rows_that_only_look_like_headers(cells: tuple[str, ...]) -> None:
    """A row with a number, without a title or a timing, or with whole sentences names no columns."""
    assert _roles(*cells) is None


def test_the_beginning_and_the_end_are_one_timing() -> None:
    """A timing in two columns is a range; where both say the same it is that."""
    header = "№\tМероприятие\tДата начала\tДата окончания\tИсполнитель\tРезультат"
    lines = ("1.\tУборка\t01.03.2025\t15.05.2025\tОтдел\tУбрано", "2.\tПокраска\t2026\t2026\tОтдел\tОкрашено")
    first, second = plan_from(SECTION, *lines, header=header).measures
    assert (first.timing_text, [str(one.due) for one in first.deadlines]) == ("01.03.2025 – 15.05.2025", ["2025-05-15"])
    assert str(first.deadlines[0].start) == "2025-03-01"
    assert second.timing_text == "2026"


def test_a_second_table_may_have_its_columns_in_another_order() -> None:
    """A header in the middle gives the columns of the rows below it."""
    plan = plan_from(
        SECTION,
        GROUP,
        row("1.1."),
        "Срок\tМероприятие\t№\tИсполнитель\tРезультат",
        "2027\tПокраска\t1.2.\tОтдел\tОкрашено",
    )
    assert (plan.measures[1].key, plan.measures[1].title, plan.measures[1].timing_text) == ("I.1.2", "Покраска", "2027")
    assert codes(plan) == []


def test_a_header_of_two_rows_is_repeated_on_a_page() -> None:
    """Both of its rows are passed over again."""
    upper, lower = "№\tМероприятие\tСрок\tСрок", "№\tМероприятие\tначало\tокончание"
    plan = plan_from(lower, "1.\tУборка\t2025\t2026", upper, lower, "2.\tПокраска\t2025\t2026", header=upper)
    assert [measure.number for measure in plan.measures] == ["1", "2"]
    assert "row-unread" not in codes(plan)


def test_a_plan_without_a_column_for_numbers_is_numbered_by_place() -> None:
    """Each section counts from one; that the numbers are implied is told once."""
    plan = plan_from(
        "Организационные мероприятия\t\t\t",
        "Уборка дворов\tиюнь 2025 года\tОтдел\tУбрано",
        "и скверов\t\t\t",
        "Покраска\t2026\tОтдел\tОкрашено",
        "Праздники\t\t\t",
        "Концерт\t2027\tОтдел\tПроведён",
        "Итого\t\t\t5",
        header="Мероприятие\tСрок\tИсполнитель\tРезультат",
    )
    assert [(one.key, one.title) for one in plan.measures] == [
        ("I.1", "Уборка дворов и скверов"),
        ("I.2", "Покраска"),
        ("II.1", "Концерт"),
    ]
    assert [section.title for section in plan.sections] == ["Организационные мероприятия", "Праздники"]
    assert codes(plan) == [
        *("numbers-missing", "row-unread"),
        *("section-numeral-missing", "row-split", "section-numeral-missing"),
    ]


def test_a_plan_of_two_columns() -> None:
    """A title and a timing are enough."""
    measure = only(plan_from("Уборка\tдо 20 мая 2025 года", header="Мероприятие\tСрок"))
    assert (measure.key, [str(one.due) for one in measure.deadlines]) == ("I.1", ["2025-05-20"])


def test_columns_are_told_by_what_they_hold() -> None:
    """Below a heading that says nothing the cells tell, which is a doubt; where they contradict it they count."""
    rows = ("1\tРемонт крыши здания\tдо 01.03.2025\tИванов И.И.", "2\tЗакупка новых книг\tII квартал 2025\tОтдел")
    plan = plan_from(*rows, header="№\tПредмет заботы\tНужно к\tКуратор")
    first = plan.measures[0]
    assert (first.title, first.executors, str(first.deadlines[0].due)) == (
        "Ремонт крыши здания",
        ("Иванов И.И.",),
        "2025-03-01",
    )
    assert codes(plan).count("column-by-contents") == 2
    swapped = plan_from(*rows, header="№\tМероприятие\tИсполнитель\tСрок").measures[0]
    assert (swapped.executors, swapped.timing_text) == (("Иванов И.И.",), "до 01.03.2025")


def test_a_milestone_is_a_title_or_a_timing() -> None:
    """A word of two meanings is read by its column."""
    plan = plan_from(
        "Крыша\tКрыша готова\t31.03.2025", "Крыша\tОкрашена\t2026", header="Project\tMilestone\tTarget Date"
    )
    assert [(one.title, one.timing_text) for one in plan.measures] == [
        ("Крыша готова", "31.03.2025"),
        ("Окрашена", "2026"),
    ]
    dates = plan_from("1\tКрыша\t31.03.2025", "2\tОкна\t2026", header="ID\tTaskName\tMilestone")
    assert [one.timing_text for one in dates.measures] == ["31.03.2025", "2026"]


def test_numbers_in_a_column_without_a_heading() -> None:
    """What counts up below a blank is the number of the row."""
    plan = plan_from("1.1\tУборка\t2025", "1.2\tПокраска\t2026", header="\tМероприятие\tСрок")
    assert [one.key for one in plan.measures] == ["I.1.1", "I.1.2"]


def test_columns_without_a_role_are_kept() -> None:
    """Their text stands with the measure, a blank or a dash is nothing; what the staff fill in later is left out."""
    plan = plan_from(
        "1\tУборка\t2025\tгородской парк\t–\tвыполнено",
        "\t\t\tи сквер\t\t",
        header="№\tМероприятие\tСрок\tМесто\tПримечание\tСтатус",
    )
    assert only(plan).remarks == (("Место", "городской парк и сквер"),)


def test_a_result_in_several_columns_is_one_target() -> None:
    """A figure goes with its unit behind what it is of; a second result is one more."""
    header = "№\tМероприятие\tСрок\tПоказатель\tЕд. изм.\tЗначение показателя"
    assert (
        only(plan_from("1\tЗакупка\t2025\tЧисло книг\tэкз.\t100", header=header)).target_text == "Число книг: 100 экз."
    )
    header = "№\tМероприятие\tСрок\tОжидаемый результат\tИндикатор"
    assert only(plan_from("1\tЗакупка\t2025\tКуплено\t100 книг", header=header)).target_text == "Куплено; 100 книг"


def test_a_table_that_no_row_names() -> None:
    """Its columns are told by their cells, which is a doubt; where these do not tell, it is no plan."""
    rows = [f"{number}\tУборка дворов и скверов\tдо {number} марта 2025 г.\tотдел культуры" for number in (1, 2, 3)]
    plan = plan_of(read_text("\n".join(rows).encode()))
    assert [one.executors for one in plan.measures] == [("отдел культуры",)] * 3
    assert "header-missing" in codes(plan)
    with pytest.raises(DocumentError):
        plan_of(read_text("\n".join(row.rpartition("\t")[0].rpartition("\t")[0] for row in rows).encode()))


def test_cells_out_of_place_do_not_outdo_a_surer_heading() -> None:
    """Where rows are shifted the words of the header tell which column is meant."""
    plan = plan_from(
        "1.\tСвод правил\tПеречень правил\tапрель 2025 года\tАрхив",
        "Черновик правил\tиюнь 2025 года\t\t\t",
        header="№\tНаименование мероприятий\tМеханизм реализации\tСрок\tИсполнители",
    )
    assert plan.measures[0].title.startswith("Свод правил")


@pytest.mark.parametrize("title", ["Ежегодный обход", "Ежемесячная сверка"])
def test_titles_that_begin_with_a_rhythm_are_no_timings(title: str) -> None:
    """What stands under a title's heading is a title, as long as another column holds the timings."""
    rows = [f"1.{n}.\t{title}\tБюджет\tБиблиотека\t2025 - 2028\tНе менее 4 отчетов" for n in (1, 2, 3, 4)]
    read = plan_from(*rows).measures
    assert [(one.title, one.target_text) for one in read] == [(title, "Не менее 4 отчетов")] * 4
    assert {one.timing_text for one in read} == {"2025 - 2028"}


@pytest.mark.parametrize("heading", ["Перенос срока", "Уточнённый срок", "Перенесено на", "Extended to", "Rescheduled"])
def test_a_day_that_was_put_off(heading: str) -> None:
    """Where the column of the new day is filled in it counts, whether or not its heading names a timing; it is told."""
    header = f"№\tМероприятие\tСрок\t{heading}\tИсполнитель"
    plan = plan_from("1\tЗакупка\t01.04.2026\t01.06.2026\tОтдел", "2\tСмотр\t01.05.2026\t\tВрач", header=header)
    assert [str(one.deadlines[0].due) for one in plan.measures] == ["2026-06-01", "2026-05-01"]
    assert "timing-revised" in codes(plan)
