"""Rows: which are sections, groups, measures, parts of split rows, and which are none of these."""

from __future__ import annotations

import pytest

from mappings.plan import Place, Plan, Recurrence, Section
from mappings.reading.findings import message_of
from mappings.reading.headings import roman
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import Row
from mappings.wording import fold
from tests.examples.plan_documents import EXECUTOR, GROUP, HEADER, SECTION, codes, only, plan_from, row


def _sections(plan: Plan) -> list[tuple[str, str]]:
    return [(section.key, section.title) for section in plan.sections]


def test_a_plain_document_has_no_findings() -> None:
    """Section, group and measures in good order leave nothing to say."""
    plan = plan_from(SECTION, GROUP, row("1.1."), row("1.2."))
    assert [measure.key for measure in plan.measures] == ["I.1.1", "I.1.2"]
    assert plan.findings == ()
    assert plan.sections == (Section("I", "РАЗВИТИЕ БИБЛИОТЕК", Place(line=4)),)


def test_columns_are_known_by_their_words() -> None:
    """Columns may stand in any order, with others between them, in Russian or English."""
    header = "Примечание\tResult\tNo.\tDeadline\tResponsible\tActivity\tBudget\tДиректор"
    line = "нет\tDone\t1.1.\t2025\tLibrary\tOpen a reading room\tcity\tИванова"
    measure = only(plan_from(SECTION, GROUP_ENGLISH, line, header=header))
    assert (measure.number, measure.title, measure.timing_text) == ("1.1", "Open a reading room", "2025")
    assert (measure.executors, measure.funding, measure.target_text) == (("Library",), ("city",), "Done")


GROUP_ENGLISH = "\t\t1.\t\t\tReading"


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        (("№ п/п", "Мероприятие", "Срок"), True),
        (("N п/п", "Наименование мероприятия", "Время проведения"), True),
        (("#", "Measure", "Timing"), True),
        (("Номер", "Мероприятия", "Дата"), True),
        (("№ п/п.", "Мероприятие", "Сроки и место проведения"), True),
        (("Мероприятие", "Срок"), True),
        (("Мероприятие", "Срок", "Отметка"), True),
        (("Мероприятие", "Срок", "Отметка", "Класс"), False),
        (("№", "Срок"), False),
        (("№", "Мероприятие"), False),
        ((), False),
    ],
)
def test_header_rows(cells: tuple[str, ...], known: bool) -> None:
    """A header names at least number, measure and timing."""
    assert (find_columns(Row(cells, Place())) is not None) is known


def test_the_first_of_two_columns_with_one_meaning_counts() -> None:
    """A second column for the same thing changes nothing."""
    columns = find_columns(Row(("№", "Мероприятие", "Срок", "Срок (факт)"), Place()))
    assert columns is not None
    assert columns.at == {"number": 0, "title": 1, "timing": 2}


def test_repeated_headers_counted_columns_and_blank_rows_are_passed_over() -> None:
    """What a page break repeats, and a row that counts the columns, is no part of the plan."""
    plan = plan_from("1\t2\t3\t4\t5\t6", SECTION, HEADER, "1\t2\t3\t4\t5\t6\t\t", "\t\t\t", GROUP, "  ", row("1.1."))
    assert [measure.key for measure in plan.measures] == ["I.1.1"]
    assert plan.findings == ()


@pytest.mark.parametrize(
    ("line", "key", "title"),
    [
        ("II. РАЗВИТИЕ СЕТИ", "II", "РАЗВИТИЕ СЕТИ"),
        ("II.РАЗВИТИЕ СЕТИ", "II", "РАЗВИТИЕ СЕТИ"),
        ("II) Развитие сети", "II", "Развитие сети"),
        ("II Развитие сети", "II", "Развитие сети"),
        ("II «Развитие сети»", "II", "«Развитие сети»"),
        ("ІІ. Развитие сети", "II", "Развитие сети"),
        ("ХІ. Развитие сети", "XI", "Развитие сети"),
        ("Раздел II. Развитие сети", "II", "Развитие сети"),
        ("Раздел ІІ: Развитие сети", "II", "Развитие сети"),
        ("Задача 2. Развитие сети", "II", "Развитие сети"),
        ("Section 2: Reading", "II", "Reading"),
        ("II. Развитие сети\t\t\t\t\t", "II", "Развитие сети"),
        ("\tII. Развитие сети\t\t\t\t", "II", "Развитие сети"),
    ],
)
def test_section_rows(line: str, key: str, title: str) -> None:
    """A numeral, printed in any customary way, begins a section, with Cyrillic letters typed for it too."""
    plan = plan_from(SECTION, GROUP, row("1.1."), line, "2.\tГруппа", row("2.1."))
    assert _sections(plan) == [("I", "РАЗВИТИЕ БИБЛИОТЕК"), (key, title)]
    assert plan.measures[1].key == f"{key}.2.1"
    assert plan.findings == ()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("РАЗВИТИЕ СЕТИ", "РАЗВИТИЕ СЕТИ"),
        ("РАЗВИТИЕ СЕТИ\t\t\t\t\t", "РАЗВИТИЕ СЕТИ"),
        ("ЗАДАЧА: РАЗВИТИЕ СЕТИ", "РАЗВИТИЕ СЕТИ"),
        ("Цель: развитие сети", "развитие сети"),
        ("Goal: reading", "reading"),
    ],
)
def test_a_section_without_a_numeral_takes_the_one_of_its_position(line: str, title: str) -> None:
    """In the middle of the plan too; the numerals after it are not moved."""
    lines = [SECTION, GROUP, row("1.1."), line, "2.\tГруппа", row("2.1."), "III. ИТОГИ ГОДА", "3.\tГруппа", row("3.1.")]
    plan = plan_from(*lines)
    assert _sections(plan)[1:] == [("II", title), ("III", "ИТОГИ ГОДА")]
    assert [measure.key for measure in plan.measures] == ["I.1.1", "II.2.1", "III.3.1"]
    assert codes(plan) == ["section-numeral-missing"]


def test_a_plan_without_sections_is_one_section() -> None:
    """All measures belong to an implied first section without a title."""
    plan = plan_from(GROUP, row("1.1."))
    assert _sections(plan) == [("I", "")]
    assert only(plan).key == "I.1.1"
    assert plan.findings == ()


def test_a_numeral_used_twice_goes_on_with_its_section() -> None:
    """The second heading is told; measures below it keep the numeral that is printed."""
    plan = plan_from(SECTION, GROUP, row("1.1."), "I. ЕЩЁ РАЗДЕЛ", row("1.2."))
    assert _sections(plan) == [("I", "РАЗВИТИЕ БИБЛИОТЕК")]
    assert [measure.key for measure in plan.measures] == ["I.1.1", "I.1.2"]
    (finding,) = plan.findings
    assert (finding.code, finding.place.line) == ("number-duplicate", 7)
    assert message_of(finding) == "number I is used again, it already stands at line 4"


def test_a_section_heading_on_two_lines_is_joined() -> None:
    """Capitals right below a heading go on with it."""
    plan = plan_from("I. РАЗВИТИЕ БИБЛИОТЕК", "И ЧТЕНИЯ В ГОРОДЕ", GROUP, row("1.1."))
    assert _sections(plan) == [("I", "РАЗВИТИЕ БИБЛИОТЕК И ЧТЕНИЯ В ГОРОДЕ")]
    assert codes(plan) == ["row-split"]
    assert message_of(plan.findings[0]) == "the row was split and goes on at line 5; its parts were joined"


def test_the_parts_of_a_split_row_are_joined() -> None:
    """Every cell of the lower part goes on with the cell above it; several parts one after another too."""
    plan = plan_from(
        SECTION,
        GROUP,
        row("1.1.", "Проведение", target="Проведено не менее"),
        "",
        "\tвыставок в\tрегиональный бюджет\t\t\t2 выставок",
        "\tгороде\t\t\t\tежегодно",
    )
    measure = only(plan)
    assert measure.title == "Проведение выставок в городе"
    assert measure.funding == ("Муниципальный бюджет", "региональный бюджет")
    assert (measure.target_text, len(measure.deadlines)) == ("Проведено не менее 2 выставок ежегодно", 10)
    assert [(finding.code, finding.measure) for finding in plan.findings] == [("row-split", "I.1.1")] * 2


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("\tРФ", "Соблюдение ГК РФ"),
        ("\tРФ И РЕГИОНА\t\t\t\t", "Соблюдение ГК РФ И РЕГИОНА"),
        ("\tV классах", "Соблюдение ГК V классах"),
    ],
)
def test_capitals_in_a_title_cell_go_on_with_the_title(line: str, title: str) -> None:
    """Only the first cell of a row makes a section out of capitals or a bare numeral."""
    plan = plan_from(SECTION, GROUP, row("1.1.", "Соблюдение ГК"), line)
    assert only(plan).title == title
    assert len(plan.sections) == 1


def test_a_numeral_in_another_column_begins_no_section() -> None:
    """A quarter at a page's top belongs to the timing above it."""
    plan = plan_from(SECTION, GROUP, row("1.1.", timing="до конца"), "\t\t\t\tIV. квартала 2027")
    assert only(plan).timing_text == "до конца IV. квартала 2027"
    assert len(plan.sections) == 1


def test_capitals_before_any_row_are_a_section_in_any_cell() -> None:
    """Nothing stands above them that they could go on with."""
    plan = plan_from("\tРАЗВИТИЕ БИБЛИОТЕК\t\t\t\t", row("1.1."))
    assert _sections(plan) == [("I", "РАЗВИТИЕ БИБЛИОТЕК")]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ((SECTION, GROUP, row("1.1."), "Приложение к плану"), "Приложение к плану"),
        ((SECTION, GROUP, row("1.1."), "Итого\t\t\t\t\t5"), "Итого 5"),
        ((SECTION, GROUP, row("1.1."), "2"), "2"),
        ((SECTION, GROUP, row("1.1."), "2.\t\t\t\t\t"), "2."),
        ((SECTION, "\tостаток\tстроки", GROUP, row("1.1.")), "остаток строки"),
        ((SECTION, GROUP, row("1.1."), "1000.1\tСлишком большой номер"), "1000.1 Слишком большой номер"),
        ((SECTION, GROUP, row("1.1."), "Ы" * 200), "Ы" * 120),
    ],
)
def test_rows_that_are_nothing_are_told(lines: tuple[str, ...], text: str) -> None:
    """A page number, a sum or a stray line is left out with a finding, and is no part of a measure."""
    plan = plan_from(*lines)
    assert only(plan).title == "Мониторинг сети"
    assert [(finding.code, dict(finding.details)["text"]) for finding in plan.findings] == [("row-unread", text)]


def test_rows_with_too_few_cells() -> None:
    """What a short row leaves out is empty, and each thing that is missing is told."""
    plan = plan_from(SECTION, GROUP, "1.1.\tМониторинг", row("1.2."))
    measure = plan.measures[0]
    assert (measure.executors, measure.funding, measure.indicators) == ((), (), ())
    assert (measure.recurrence, measure.deadlines) == (Recurrence.NONE, ())
    assert codes(plan) == ["timing-missing", "executor-missing", "target-missing", "measure-unsure"]


def test_a_plan_without_columns_for_executor_and_target() -> None:
    """Only number, measure and timing are needed; a plan that names no executors at all has each measure told."""
    plan = plan_from("1.\tУборка\tДо 20 мая 2011 года", header="N п/п\tНаименование мероприятия\tСрок исполнения")
    assert [one.due.isoformat() for one in only(plan).deadlines] == ["2011-05-20"]
    assert only(plan).group is None
    assert codes(plan) == ["executor-missing", "target-missing"]


def test_groups_are_rows_that_only_lead_on() -> None:
    """A row with children and without timing and executor is a group; one with either is a measure and a parent."""
    plan = plan_from(
        SECTION,
        "1.\tГруппа",
        "1.1.\tДоступ к ресурсам:\tбюджет\t\t\tцель",
        row("1.1.1."),
        row("1.1.2."),
        row("1.2."),
        row("1.2.1."),
        "1.3.\tБез срока и исполнителя",
    )
    assert [(group.key, group.parent) for group in plan.groups] == [("I.1", None), ("I.1.1", "I.1")]
    assert [(one.key, one.group, one.parent) for one in plan.measures] == [
        ("I.1.1.1", "I.1.1", None),
        ("I.1.1.2", "I.1.1", None),
        ("I.1.2", "I.1", None),
        ("I.1.2.1", "I.1", "I.1.2"),
        ("I.1.3", "I.1", None),
    ]


def test_a_top_row_with_a_target_is_a_measure() -> None:
    """At the top a row that asks for something lacks its timing; one that holds a title only is a group."""
    plan = plan_from(SECTION, "1.\tУборка\t\t\t\tУбрано 5 дворов", "2.\tГруппа без строк")
    assert [measure.key for measure in plan.measures] == ["I.1"]
    assert codes(plan) == ["timing-missing", "executor-missing", "measure-unsure", "group-empty"]


def test_two_rows_of_one_key() -> None:
    """A number that stands twice in one section has no identity: an error that names the first."""
    plan = plan_from(SECTION, GROUP, row("1.1."), row("1.2."), row("1.1.", "Другое мероприятие"))
    (finding,) = plan.findings
    assert (finding.code, finding.severity.value, finding.measure, finding.place) == (
        *("key-duplicate", "error", "I.1.1"),
        Place(line=8),
    )
    assert message_of(finding) == "I.1.1 stands twice in one section, first on line 6"
    assert len(plan.measures) == 3


def test_a_group_and_a_measure_of_one_key_are_both_kept() -> None:
    """A key used twice loses no row, of whatever kind the two are."""
    plan = plan_from(SECTION, "1.\tГруппа", row("1."), row("1.1."))
    assert [group.key for group in plan.groups] == ["I.1"]
    assert [measure.key for measure in plan.measures] == ["I.1", "I.1.1"]
    assert "key-duplicate" in codes(plan)


def test_executors_are_parted_where_one_stands_alone_elsewhere() -> None:
    """Two names run together are two only if the plan names one of them by itself."""
    together = row("1.1.", executor=f"Отдел культуры {EXECUTOR}")
    assert plan_from(SECTION, GROUP, together).measures[0].executors == (f"Отдел культуры {EXECUTOR}",)
    plan = plan_from(SECTION, GROUP, together, row("1.2."))
    assert plan.measures[0].executors == ("Отдел культуры", EXECUTOR)
    assert codes(plan) == ["executors-run-together"]


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "I"),
        (4, "IV"),
        (9, "IX"),
        (14, "XIV"),
        (40, "XL"),
        (49, "XLIX"),
        (88, "LXXXVIII"),
        (99, "XCIX"),
        (140, "CXL"),
    ],
)
def test_roman_numerals(number: int, numeral: str) -> None:
    """A position as a numeral."""
    assert roman(number) == numeral


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  два\u00a0\u2009слова\t", "два слова"),
        ("строка\x0bи\u2028строка", "строка и строка"),
        ("еже\u00adгодно\u200b", "ежегодно"),
        ("\ufeffплан\x07\x9f", "план"),
        ("\u202eналп\u202c", "налп"),
        ("\ud800", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    """White space of any kind is one blank; signs that cannot be seen are gone, so that words are found again."""
    assert fold(text) == folded
    assert fold(fold(text)) == folded
