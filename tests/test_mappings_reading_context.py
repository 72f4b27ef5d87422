"""What headings and lines above the rows give to the rows below: dates, executors, the day that days count from."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Plan
from mappings.reading.context import Above, Context, dated_by
from mappings.reading.counted_days import counted_from
from tests.examples.plan_documents import codes, plan_from

NUMBERED = "№\tМероприятие\tСрок\tИсполнитель\tРезультат"
BARE = "Мероприятие\tСрок\tИсполнитель\tРезультат"


def _row(number: str, timing: str = "", executor: str = "отдел") -> str:
    return f"{number}\tПровести\t{timing}\t{executor}\tПроведено"


def _plan(*lines: str, title: str = "План на 2025 – 2026 годы", header: str = NUMBERED) -> Plan:
    return plan_from(*lines, title=title, header=header)


def _due(plan: Plan) -> list[tuple[str, list[str]]]:
    return [(one.key, [str(due.due) for due in one.deadlines]) for one in plan.measures]


@pytest.mark.parametrize(
    ("headings", "due"),
    [
        (["2025 год"], "2025-12-31"),
        (["На 2025 год:"], "2025-12-31"),
        (["2025"], "2025-12-31"),
        (["2025 год", "I квартал"], "2025-03-31"),
        (["2025 год", "СЕНТЯБРЬ"], "2025-09-30"),
        (["Сентябрь 2025 г."], "2025-09-30"),
        (["2 полугодие 2025 года"], "2025-12-31"),
        (["План работы на сентябрь 2025 года"], "2025-09-30"),
        (["Мероприятия: I квартал 2026 года"], "2026-03-31"),
        (["Q1 2026"], "2026-03-31"),
        (["2026", "2025 год", "Май"], "2025-05-31"),
        (["Май 2026", "2025 год"], "2025-12-31"),
    ],
)
@pytest.mark.parametrize("shape", ["{}", "{}\t\t\t\t", "\t{}\t\t\t"])
def test_a_heading_gives_its_date_to_rows_without_one(headings: list[str], due: str, shape: str) -> None:
    """The year, and the part of it that was named last; that the row itself says nothing is told."""
    plan = _plan(*map(shape.format, headings), _row("1."), _row("2.", "–"))
    assert _due(plan) == [("I.1", [due]), ("I.2", [due])]
    assert [one.timing_text for one in plan.measures] == [plan.measures[0].timing_text] * 2
    assert codes(plan).count("timing-from-heading") == 2


def test_a_row_s_own_timing_takes_the_year_of_its_heading() -> None:
    """A month without a year is of the year above it; a date with a year stays as it is."""
    plan = _plan(
        "2025 год", _row("1.", "март"), _row("2.", "01.02.2026"), "2026 год", _row("3.", "март"), _row("4.", "до 5 мая")
    )
    assert _due(plan) == [
        ("I.1", ["2025-03-31"]),
        ("I.2", ["2026-02-01"]),
        ("I.3", ["2026-03-31"]),
        ("I.4", ["2026-05-05"]),
    ]
    assert "timing-from-heading" not in codes(plan)
    assert codes(plan).count("timing-year-implied") == 3


def test_days_below_a_month() -> None:
    """A bare number of a day belongs to the month above it."""
    plan = _plan("2025 год", "СЕНТЯБРЬ", _row("1.", "5"), _row("2.", "12 - 15"), _row("3.", "до 20 числа"))
    assert _due(plan) == [("I.1", ["2025-09-05"]), ("I.2", ["2025-09-15"]), ("I.3", ["2025-09-20"])]
    assert [one.timing_text for one in plan.measures] == ["5", "12 - 15", "до 20 числа"]
    assert codes(plan).count("timing-month-implied") == 3


def test_weeks_and_the_whole_of_a_month() -> None:
    """«4 неделя» and «в течение месяца» are of the month above them."""
    plan = _plan("Октябрь 2026 года", _row("1.", "4 неделя"), _row("2.", "в течение месяца"), _row("3.", "2027 год"))
    assert _due(plan) == [("I.1", ["2026-10-28"]), ("I.2", ["2026-10-31"]), ("I.3", ["2027-12-31"])]


def test_a_month_with_its_year_is_that_year_s() -> None:
    """For days and for parts of the year that the rows name, until another year is."""
    plan = _plan("Май 2026 г.", _row("1.", "5"), _row("2.", "до 12 мая"), "Июнь", _row("3."), "2025 год", _row("4."))
    assert _due(plan) == [
        ("I.1", ["2026-05-05"]),
        ("I.2", ["2026-05-12"]),
        ("I.3", ["2026-06-30"]),
        ("I.4", ["2025-12-31"]),
    ]


def test_rows_numbered_afresh_below_each_month() -> None:
    """Each month is a section then, and no two rows have one key; where numbers go on, dates make no section."""
    afresh = _plan("Январь", _row("1."), _row("2."), "Февраль", _row("1."), title="План на 2025 год")
    assert _due(afresh) == [("I.1", ["2025-01-31"]), ("I.2", ["2025-01-31"]), ("II.1", ["2025-02-28"])]
    assert [section.title for section in afresh.sections] == ["Январь", "Февраль"]
    on = _plan("Январь", _row("1."), "Февраль", _row("2."), title="План на 2025 год")
    assert _due(on) == [("I.1", ["2025-01-31"]), ("I.2", ["2025-02-28"])]
    assert [section.title for section in on.sections] == [""]


def test_rows_without_numbers_below_years_and_months() -> None:
    """They are counted within their date; a month right below a year makes one heading with it."""
    lines = ("2025 год", "Январь", "Провести\t\tотдел\t", "Февраль", "Учесть\t\tотдел\t", "Сдать\tмарт\tотдел\t")
    plan = _plan(*lines, header=BARE)
    assert _due(plan) == [("I.1", ["2025-01-31"]), ("II.1", ["2025-02-28"]), ("II.2", ["2025-03-31"])]
    assert [section.title for section in plan.sections] == ["2025 год, Январь", "Февраль"]


def test_quarters_in_capitals() -> None:
    """Their numeral is their section's key as it is printed, and they are dates all the same."""
    plan = _plan("I КВАРТАЛ", _row("1."), "II КВАРТАЛ", _row("2."), title="План на 2025 год")
    assert _due(plan) == [("I.1", ["2025-03-31"]), ("II.2", ["2025-06-30"])]
    assert [section.title for section in plan.sections] == ["I КВАРТАЛ", "II КВАРТАЛ"]


def test_a_date_with_the_one_who_answers() -> None:
    """One heading may name both, until the next; numbers that begin again make sections of the dates."""
    lines = (
        "Мероприятия на 2025 год (ответственный: ЦБС)",
        _row("1.", "май", ""),
        "На 2026 год",
        _row("1.", "май", ""),
    )
    plan = _plan(*lines)
    assert _due(plan) == [("I.1", ["2025-05-31"]), ("II.1", ["2026-05-31"])]
    assert [one.executors for one in plan.measures] == [("ЦБС",), ()]


def test_a_date_in_the_title_of_a_section_or_group() -> None:
    """In brackets or by itself it is for the rows of that section or group, and for no others."""
    plan = _plan(
        "I. Подготовка (I квартал 2025 года)",
        _row("1."),
        "II. Проведение",
        _row("2."),
        "3.\tАпрель 2026 года\t\t\t",
        _row("3.1"),
        "4.\tРазное\t\t\t",
        _row("4.1"),
    )
    assert _due(plan) == [("I.1", ["2025-03-31"]), ("II.2", []), ("II.3.1", ["2026-04-30"]), ("II.4.1", [])]
    assert [group.key for group in plan.groups] == ["II.3", "II.4"]


def test_a_year_above_the_sections_holds_for_all_of_them() -> None:
    """One that is named within a section ends with it."""
    plan = _plan("2025 год", "I. Кадры", _row("1."), "II. Фонды", "2026 год", _row("2."), "III. Залы", _row("3."))
    assert _due(plan) == [("I.1", ["2025-12-31"]), ("II.2", ["2026-12-31"]), ("III.3", [])]


def test_a_month_above_the_table() -> None:
    """The last text above the table may be the heading of its rows; the plan's own years are none."""
    assert _due(_plan(_row("1."), title="План на 2025 год**\n\n**I квартал")) == [("I.1", ["2025-03-31"])]
    assert _due(_plan(_row("1.", "", "отдел"), title="План работы**\n\n**на 2025 год")) == [("I.1", [])]


@pytest.mark.parametrize(
    ("line", "executors"),
    [
        ("Ответственный: отдел культуры", ("отдел культуры",)),
        ("Ответственные исполнители – отдел культуры, отдел спорта", ("отдел культуры", "отдел спорта")),
        ("(Ответственный за выполнение: ЦБС)", ("ЦБС",)),
        ("Исполнитель: Петрова О. Н., директор", ("Петрова О. Н., директор",)),
        ("Responsible officer: Library Manager", ("Library Manager",)),
    ],
)
def test_an_executor_named_above_the_rows(line: str, executors: tuple[str, ...]) -> None:
    """It is for the rows that name none, and told; above the table it is for all of them."""
    plan = _plan(_row("1.", "2025"), line, _row("2.", "2025", ""), _row("3.", "2025", "музей"))
    assert [one.executors for one in plan.measures] == [("отдел",), executors, ("музей",)]
    assert codes(plan).count("executor-from-heading") == 1
    for title in (f"План на 2025 год. {line}", f"План на 2025 год**\n\n**{line}"):
        assert _plan(_row("1.", "2025", ""), title=title).measures[0].executors == executors


def test_an_executor_in_the_heading_of_a_section() -> None:
    """It ends with the section."""
    plan = _plan("I. Кадры (ответственный: отдел кадров)", _row("1.", "2025", ""), "II. Фонды", _row("2.", "2025", ""))
    assert [one.executors for one in plan.measures] == [("отдел кадров",), ()]


def test_days_counted_from_a_day_above_the_rows() -> None:
    """The day is named once; what waits for something else has no deadline still."""
    plan = _plan(
        _row("1.", "30 дней"),
        _row("2.", "01.05.2025"),
        _row("3.", "в течение 30 дней после принятия закона"),
        title="План мероприятий (дата отсчёта 1 февраля 2025 года)",
    )
    assert _due(plan) == [("I.1", ["2025-03-03"]), ("I.2", ["2025-05-01"]), ("I.3", [])]
    assert codes(plan).count("timing-counted") == 1
    assert plan.measures[0].timing_text == "30 дней"


COUNTED = [
    ("30 дней", date(2025, 3, 2)),
    ("в течение 30 дней", date(2025, 3, 2)),
    ("30-й день", date(2025, 3, 2)),
    ("День 30", date(2025, 3, 2)),
    ("Д+30", date(2025, 3, 2)),
    ("D - 1", date(2025, 1, 30)),
    ("через 2 недели", date(2025, 2, 14)),
    ("в течение месяца", date(2025, 2, 28)),
    ("3 месяца", date(2025, 4, 30)),
    ("6 месяцев с даты отсчёта", date(2025, 7, 31)),
    ("10 - 15 календарных дней", date(2025, 2, 15)),
    ("10 (десять) рабочих дней", date(2025, 2, 14)),
    ("within 1 year", date(2026, 1, 31)),
    ("в течение года", None),
    ("10", None),
    ("Д", None),
    ("январь", None),
    ("30 дней после принятия закона", None),
    ("9999 лет", None),
]


@pytest.mark.parametrize(("text", "day"), COUNTED)
def test_days_counted(text: str, day: date | None) -> None:
    """Days, weeks, months and years from a day on; a month that is too short ends on its last day."""
    assert counted_from(date(2025, 1, 31), text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "12.1",
        "Приложение",
        "Итого",
        "Контроль: глава",
        "по отдельному плану",
        "Кадры",
        "год",
        "2025 посещений",
    ],
)
def test_other_texts_are_no_headings(text: str) -> None:
    """A date is all that such a heading says; a number by itself is none."""
    context = Context()
    assert not context.hear(text)
    assert not context.hear_line(text)
    assert context.above == Above()


def test_the_part_of_a_title_that_goes_on_is_no_heading() -> None:
    """A title broken after a preposition has its date on the next page."""
    plan = _plan("1.\tСоставить план на\t2025\tотдел\tСоставлен", "\t2026 год\t\t\t", _row("2.", "2026"))
    assert plan.measures[0].title == "Составить план на 2026 год"


@given(
    st.lists(st.sampled_from(["2025 год", "Май", "I квартал 2026", "Ответственный: ЦБС", "Отдел", "I", ""]), max_size=6)
)
def test_any_order_of_headings(texts: list[str]) -> None:
    """A row's own date is never replaced, whatever stands above it."""
    context = Context(texts)
    for text in texts:
        context.section(text)
        context.group(text)
        assert context.hear(text) is bool(text and text[0] in "2МI" and text != "I")
        assert dated_by(context.above, "01.02.2027") == ""
