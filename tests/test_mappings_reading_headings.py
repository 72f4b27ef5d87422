"""Headings: sections and groups in every dress, and rows whose number is not printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Plan
from mappings.reading.headings import group_heading, lone_numeral, section_heading
from tests.examples.plan_documents import EXECUTOR, GROUP, SECTION, codes, plan_from, row


def _sections(plan: Plan) -> list[tuple[str, str]]:
    return [(section.key, section.title) for section in plan.sections]


@pytest.mark.parametrize(
    ("text", "before", "key", "title"),
    [
        ("Раздел 2", "I", "II", ""),
        ("Раздел 2.", "I", "II", ""),
        ("Раздел № 2. Чтение", "I", "II", "Чтение"),
        ("РАЗДЕЛ II РАЗВИТИЕ", "I", "II", "РАЗВИТИЕ"),
        ("Раздел 2 «Чтение»", "I", "II", "«Чтение»"),
        ("Направление 3 – Развитие", "II", "III", "Развитие"),
        ("Цель 1: Чтение", "", "I", "Чтение"),
        ("Задача 12. Чтение", "", "XII", "Чтение"),
        ("Модуль «Основные дела»", "", "", "«Основные дела»"),
        ("Этап: подготовка", "", "", "подготовка"),
        ("Objective 2 Reading", "I", "II", "Reading"),
        ("Ⅳ. Чтение", "III", "IV", "Чтение"),
        ("ІІІ. Чтение", "II", "III", "Чтение"),
        ("П. Чтение", "I", "II", "Чтение"),
        ("Ш. Чтение", "II", "III", "Чтение"),
    ],
)
def test_sections(text: str, before: str, key: str, title: str) -> None:
    """A label or a numeral announces a section, with other signs typed for the numeral too."""
    heading = section_heading(text, before, leading=True)
    assert heading is not None
    assert (heading.key, heading.title) == (key, title)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("П. Иванов", "III"),
        ("Ш. Иванов", ""),
        ("Раздел книги", "I"),
        ("Раздел", "I"),
        ("Раздел 2 книги", "I"),
        ("Задача 1.1. Чтение", "I"),
        ("Участие", ""),
        ("", ""),
    ],
)
def test_no_sections(text: str, before: str) -> None:
    """An initial, a sentence and a number with parts announce none."""
    assert section_heading(text, before, leading=True) is None


def test_numerals_alone_and_groups() -> None:
    """A numeral may stand in the number's column, and a group's number in its title's cell."""
    assert [lone_numeral(text) for text in ("II.", "ІІ", "1.", "", "II. A")] == ["II", "II", "", "", ""]
    group = group_heading("1.2. Организация работы")
    assert group is not None
    assert (group["number"], group["dot"], group["title"]) == ("1.2", ".", "Организация работы")
    assert group_heading("2 выставок") is None


@pytest.mark.parametrize("line", ["II.\tЧтение в городе\t\t\t\t", "II\tЧтение в городе"])
def test_a_section_in_two_cells(line: str) -> None:
    """The numeral stands in the number's column, the title in its own."""
    plan = plan_from(SECTION, GROUP, row("1.1."), line, "2.\tГруппа", row("2.1."))
    assert _sections(plan)[1] == ("II", "Чтение в городе")
    assert (plan.measures[1].key, codes(plan)) == ("II.2.1", [])


@pytest.mark.parametrize("line", ["1. Сохранение сети", "1. Сохранение сети\t\t\t\t\t", "1. Сохранение сети"])
def test_a_group_in_one_merged_cell(line: str) -> None:
    """A group whose number and title were merged is a group."""
    plan = plan_from(SECTION, line, row("1.1."))
    assert [(group.key, group.title) for group in plan.groups] == [("I.1", "Сохранение сети")]
    assert (plan.measures[0].group, codes(plan)) == ("I.1", [])


def test_a_note_below_the_table_is_no_group() -> None:
    """A number that the plan has used already is a note's."""
    plan = plan_from(SECTION, GROUP, row("1.1."), "1. Сведения за год")
    assert len(plan.groups) == 1
    assert codes(plan) == ["row-unread"]


def test_a_section_whose_title_stands_in_the_next_row() -> None:
    """«Раздел 2» and its title below it are one heading."""
    plan = plan_from("Раздел 1", "Чтение в городе", GROUP, row("1.1."))
    assert _sections(plan) == [("I", "Чтение в городе")]
    assert codes(plan) == []


def test_a_heading_within_a_section_makes_no_section() -> None:
    """Where sections are «Раздел», «Задача» within them is passed over, and told."""
    plan = plan_from("Раздел 1. Чтение", "Задача 1. Книги", row("1."), "Задача 2. Журналы", row("2."))
    assert _sections(plan) == [("I", "Чтение")]
    assert [measure.key for measure in plan.measures] == ["I.1", "I.2"]
    assert codes(plan) == ["heading-passed-over"] * 2


@pytest.mark.parametrize(
    ("printed", "number"),
    [("1.1)", "1.1"), ("№ 1", "1"), ("п. 1.1.", "1.1"), ("1. 1.", "1.1"), ("1.1 .", "1.1"), ("1)", "1")],
)
def test_numbers_in_every_dress(printed: str, number: str) -> None:
    """A bracket, a sign before and a blank within change nothing."""
    assert plan_from(SECTION, row(printed)).measures[0].number == number


@pytest.mark.parametrize("mark", ["- ", "– ", "• ", "* ", ""])
def test_rows_without_a_number_stand_below_the_one_above(mark: str) -> None:
    """They take their place as a number, and the executor of the row that leads on to them."""
    plan = plan_from(
        SECTION,
        row("5.", "Участие в празднике:", timing="", target=""),
        row("", f"{mark}Открытие филиала", executor="", timing="сентябрь 2025 года"),
        row("", f"{mark}Цикл встреч", executor="Отдел", timing="2026"),
        row("6."),
    )
    assert [group.key for group in plan.groups] == ["I.5"]
    assert [(one.key, one.title, one.executors) for one in plan.measures] == [
        ("I.5.1", "Открытие филиала", (EXECUTOR,)),
        ("I.5.2", "Цикл встреч", ("Отдел",)),
        ("I.6", "Мониторинг сети", (EXECUTOR,)),
    ]
    assert codes(plan) == ["number-implied"] * 2


def test_lettered_rows_are_numbered_below_the_one_above() -> None:
    """«а)» and «б)» are parts of the measure that they stand under."""
    plan = plan_from(SECTION, row("1."), row("а)", "Уборка"), row("б)", "Покраска"))
    assert [one.key for one in plan.measures] == ["I.1", "I.1.1", "I.1.2"]


def test_an_implied_number_is_never_one_that_is_printed() -> None:
    """A number that stands above already is passed over; one printed below is told as used twice."""
    plan = plan_from(SECTION, row("1.1."), row("1."), row("", "Уборка"), row("", "Покраска"))
    assert [one.key for one in plan.measures] == ["I.1.1", "I.1", "I.1.2", "I.1.3"]
    assert "key-duplicate" not in codes(plan)


def test_a_column_of_lost_numbers() -> None:
    """Where the column for numbers is empty throughout, places number the rows, section by section."""
    plan = plan_from(SECTION, row("", "Уборка"), row("", "Покраска"), "II. ЧТЕНИЕ В ГОРОДЕ", row("", "Концерт"))
    assert [one.key for one in plan.measures] == ["I.1", "I.2", "II.1"]
    assert codes(plan) == ["numbers-missing"]


def test_keys_by_place_are_the_same_each_time() -> None:
    """Reading a document again gives the same keys, all different."""
    lines = (SECTION, row("", "Уборка"), row("", "- Сквер"), row("2."), row("", "Концерт"), row("", "Покраска"))
    keys = [one.key for one in plan_from(*lines).measures]
    assert keys == [one.key for one in plan_from(*lines).measures]
    assert len(set(keys)) == len(keys) == 5


@pytest.mark.parametrize(
    "line",
    [
        row("", "и покраска", timing="2025"),
        row("", "Покраска", timing=""),
        row("", "Покраска", timing="квартала 2027"),
    ],
)
def test_the_rest_of_a_split_row_is_no_measure(line: str) -> None:
    """A small letter, no timing, or a piece of one goes on with the row above."""
    plan = plan_from(SECTION, GROUP, row("1.1."), line)
    assert len(plan.measures) == 1
    assert "row-split" in codes(plan)


def test_a_row_below_one_without_a_timing_goes_on_with_it() -> None:
    """The timing of a split row may stand in its lower part alone."""
    plan = plan_from(SECTION, GROUP, row("1.1.", timing=""), row("", "Библиотеки", timing="2025"))
    assert [one.timing_text for one in plan.measures] == ["2025"]


def test_cells_that_were_shifted_are_moved_back() -> None:
    """A row that lost its first, empty cell is moved to its columns; a body in the timing's is the executor."""
    plan = plan_from(
        "5.\tУчастие в празднике:\tУправление культуры\t\t",
        "- открытие филиала\tсентябрь 2025 года\t\t",
        "6.\tКонцерт\tпо плану отдела культуры\t\t",
        header="№\tМероприятие\tСрок\tИсполнитель\tРезультат",
    )
    shifted, kept = plan.measures
    assert (shifted.key, shifted.title, shifted.timing_text) == ("I.5.1", "открытие филиала", "сентябрь 2025 года")
    assert (shifted.executors, kept.executors) == (("Управление культуры",), ())
    assert codes(plan).count("cells-shifted") == 2


@given(st.text(max_size=30), st.sampled_from(["", "I", "II", "V"]), st.booleans())
def test_any_text_may_be_asked_for_a_heading(text: str, before: str, leading: bool) -> None:
    """No text is too odd; a heading that is found says something."""
    heading = section_heading(text, before, leading=leading)
    assert heading is None or heading.key or heading.title
    assert isinstance(lone_numeral(text), str)
