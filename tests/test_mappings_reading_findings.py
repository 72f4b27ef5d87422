"""The catalogue of findings: each code can occur, speaks both languages, and says what to do."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter

import pytest

from mappings.language import use
from mappings.plan import Finding, Place, Plan, Severity
from mappings.reading import plan_of
from mappings.reading.confidence import SURE, taken_by
from mappings.reading.findings import FINDINGS, found, hint_of, message_of, place_of
from mappings.reading.formats.text import read_text
from tests.examples.plan_documents import EXECUTOR, GROUP, SECTION, codes, document, plan_from, row

SECOND = "II. ЧТЕНИЕ В ГОРОДЕ"
TIMED = "№\tМероприятие\t{}\tИсполнитель\tРезультат"
ROW = "1.\tУборка дворов\t{}\tОтдел культуры\tУбрано"
LISTED = tuple(f"- {day} мая 2025 – Уборка дворов. Ответственный: Отдел культуры" for day in (1, 2, 3))

# one small document for each code: it has that finding and no other
EXAMPLES: dict[str, tuple[str, ...]] = {
    "no-measures": (SECTION,),
    "key-duplicate": (SECTION, GROUP, row("1.1."), row("1.1.")),
    "row-unread": (SECTION, GROUP, row("1.1."), "Итого"),
    "indicators-by-years": ("№\tПоказатель\tЕд. изм.\tОтветственный\t2025\t2026", "1.\tКниги\tэкз.\tОтдел\t5\t6"),
    "column-by-contents": (TIMED.format("Нужно к"), ROW.format("2025"), ROW.format("2026").replace("1.", "2.")),
    "header-missing": tuple(f"{number}\tУборка дворов и скверов\t2025\tОтдел культуры" for number in range(1, 4)),
    "section-numeral-missing": ("РАЗВИТИЕ БИБЛИОТЕК", GROUP, row("1.1.")),
    "section-without-group": (SECTION, GROUP, row("1.1."), SECOND, row("2.1.")),
    "section-continues-numbering": (SECTION, GROUP, row("1.1."), SECOND, row("1.2.")),
    "group-number-missing": (SECTION, GROUP, row("1.1."), "3.\tГруппа", row("3.1.")),
    "group-single-child": (SECTION, GROUP, "1.1.\tГруппа", row("1.1.1."), row("1.2.")),
    "group-empty": (SECTION, GROUP, "2.\tГруппа", row("2.1.")),
    "number-duplicate": (SECTION, GROUP, row("1.1."), row("1.2."), SECOND, "2.\tГруппа", row("2.1."), row("1.2.")),
    "number-dot-missing": (SECTION, GROUP, row("1.1."), row("1.2")),
    "row-split": (SECTION, GROUP, row("1.1."), "\tв городе"),
    "table-lost": (
        "1.",
        "Уборка",
        "20.05.2025",
        EXECUTOR,
        "2.",
        "Покраска",
        "2026",
        EXECUTOR,
        "3.",
        "Ремонт",
        "2027",
        EXECUTOR,
    ),
    "list-read": LISTED,
    "cells-shifted": (SECTION, row("1.", executor="", timing="Отдел культуры администрации")),
    "number-implied": (SECTION, GROUP, row("1.1."), row("", "- открытие филиала")),
    "numbers-missing": (SECTION, row("", "Уборка дворов"), row("", "Уборка скверов")),
    "number-was-date": (SECTION, GROUP, row("1.1."), "doubt number-was-date 15.4"),
    "number-zero-lost": (SECTION, GROUP, row("1.1."), "doubt number-zero-lost 1.10"),
    "rows-hidden": (SECTION, GROUP, row("1.1."), "doubt rows-hidden 5"),
    "text-struck": (SECTION, GROUP, row("1.1."), "doubt text-struck 2025"),
    "heading-passed-over": ("Раздел 1. Чтение", "Задача 1. Книги", GROUP, row("1.1.")),
    "timing-missing": (SECTION, GROUP, row("1.1.", timing="")),
    "timing-unread": (SECTION, GROUP, row("1.1.", timing="отчет за 2025 год")),
    "timing-reversed": (SECTION, GROUP, row("1.1.", timing="2030 – 2021")),
    "range-without-dash": (SECTION, GROUP, row("1.1.", timing="2021 2030 годы")),
    "years-without-separators": (SECTION, GROUP, row("1.1.", timing="2022 2025 2028")),
    "timing-year-implied": (SECTION, GROUP, row("1.1.", timing="20.05.11")),
    "timing-year-unknown": (SECTION, GROUP, row("1.1.", timing="25 апреля")),
    "timing-part-impossible": (SECTION, GROUP, row("1.1.", timing="6 квартал 2026 год")),
    "timing-day-impossible": (SECTION, GROUP, row("1.1.", timing="31 апреля 2026 года")),
    "timing-misspelt": (SECTION, GROUP, row("1.1.", timing="1 полгуодие 2026 год")),
    "timing-run-together": (SECTION, GROUP, row("1.1.", timing="202620272028")),
    "timing-day-order": (SECTION, GROUP, row("1.1.", timing="05/08/2026")),
    "timing-event-days": (SECTION, GROUP, row("1.1.", timing="30.11.2027 01.12.2027")),
    "timing-with-place": (SECTION, GROUP, row("1.1.", timing="24.05.2026, школы города")),
    "timing-partly-read": (SECTION, GROUP, row("1.1.", timing="не ранее 1 марта 2026 года")),
    "timing-vague": (SECTION, GROUP, row("1.1.", timing="начало 2026 года")),
    "timing-before-year": (SECTION, GROUP, row("1.1.", timing="до 2025 года")),
    "timing-open-end": (SECTION, GROUP, row("1.1.", timing="с 2025 года")),
    "timing-goes-on": (SECTION, GROUP, row("1.1.", timing="март 2025 года, далее постоянно")),
    "timing-on-event": (SECTION, GROUP, row("1.1.", timing="в течение 30 дней после принятия закона")),
    "timing-elsewhere": (SECTION, GROUP, row("1.1.", timing="по отдельному плану")),
    "timing-too-frequent": (SECTION, GROUP, row("1.1.", timing="еженедельно")),
    "timing-from-heading": (SECTION, "Май 2026 года", row("1.", timing="")),
    "timing-counted": (SECTION, "Дата отсчёта: 1 февраля 2026 года", row("1.", timing="30 дней")),
    "timing-shared": ("Май 2025", "- Ремонт дворов. Ответственный: Отдел культуры", *LISTED[1:]),
    "timing-spread": (SECTION, GROUP, row("1.1.", timing="2 раза в год")),
    "timing-several-rhythms": (SECTION, GROUP, row("1.1.", timing="ежегодно, ежеквартально")),
    "timing-each-year": (SECTION, GROUP, row("1.1.", timing="до 1 марта 2021–2024 гг.")),
    "timing-next-year": (SECTION, GROUP, row("1.1.", timing="ежегодно до 1 марта года, следующего за отчетным")),
    "timing-day-of-period": (SECTION, GROUP, row("1.1.", timing="ежеквартально до 15 числа")),
    "timing-month-implied": ("Сентябрь 2026 года", row("1.", timing="до 25 числа")),
    "timing-condition": (SECTION, GROUP, row("1.1.", timing="2026 год (при наличии средств)")),
    "timing-moved": (SECTION, GROUP, row("1.1.", timing="перенесено на 2026 год")),
    "timing-stages": (SECTION, GROUP, row("1.1.", timing="I этап - 2025 год, II этап - 2026 год")),
    "timing-school-year": (SECTION, GROUP, row("1.1.", timing="2025/2026 учебный год")),
    "timing-revised": (TIMED.format("Срок\tНовый срок"), ROW.format("1.03.2025\t01.06.2025")),
    "timing-from-marks": (TIMED.format("2025\t2026\t2027"), ROW.format("+\t\t+")),
    "marks-coloured": (SECTION, GROUP, row("1.1."), "doubt marks-coloured 2"),
    "timing-with-executor": ("№\tМероприятие\tСрок, ответственный\tРезультат", "1.\tУборка\t2025, отдел\tУбрано"),
    "mixed-alphabets": (SECTION, GROUP, row("1.1.", "Медиакommunikации")),
    "executors-run-together": (SECTION, GROUP, row("1.1."), row("1.2.", executor=f"Отдел культуры {EXECUTOR}")),
    "executor-from-heading": (SECTION, GROUP, "Ответственный: ЦБС", row("1.1.", executor="")),
    "executor-missing": (SECTION, GROUP, row("1.1.", executor="")),
    "executor-addressed": (
        "1.",
        "1. Отделу культуры подготовить смету.\nСрок: 1 марта 2025 года.\nРезультат: смета",
        "2. Провести уборку.\nСрок: 1 мая 2025 года.\nОтветственный: отдел культуры.\nРезультат: чисто",
    ),
    "executor-shared": (
        "1. Обеспечить:",
        "а) уборку дворов. Срок: 1 мая 2025 года;",
        "б) покраску скамеек. Срок: 1 июня 2025 года. Ответственный: Отдел культуры",
    ),
    "executor-not-assignable": (SECTION, GROUP, row("1.1.", executor="Все учреждения")),
    "target-missing": (SECTION, GROUP, row("1.1.", target="")),
    "target-number-missing": (SECTION, GROUP, row("1.1.", target="Создано ресурсов")),
    "target-several-indicators": (SECTION, GROUP, row("1.1.", target="5 книг; 20% читателей")),
    "target-count-differs": (SECTION, GROUP, row("1.1.", target="Проведено 9 опросов")),
    "percent-doubled": (SECTION, GROUP, row("1.1.", target="Рост на 3% процента")),
    "preposition-doubled": (SECTION, GROUP, row("1.1.", target="Работа в 3 в библиотеках")),
    "title-short": (SECTION, GROUP, row("1.1.", "2)")),
    "title-holds-timing": (SECTION, GROUP, row("1.1.", "Опрос 20.05.2025", timing="")),
    "title-holds-name": (SECTION, GROUP, row("1.1.", EXECUTOR)),
    "executor-holds-timing": (SECTION, GROUP, row("1.1.", executor="20 мая 2025 года")),
    "timings-mostly-unread": (SECTION, GROUP, *(row(f"1.{number}.", timing="отчет за год") for number in range(1, 5))),
    "measure-unsure": (SECTION, GROUP, row("1.1.", executor="", timing="")),
}
ALSO = {
    "section-continues-numbering": ["section-without-group"],
    "header-missing": ["target-missing"] * 3,
    "cells-shifted": ["timing-missing", "measure-unsure"],
    "table-lost": ["target-missing"] * 3,
    "executor-shared": ["number-dot-missing", *["target-missing"] * 2],
    "list-read": ["numbers-missing", *["target-missing"] * 3],
    "timing-shared": ["list-read", "numbers-missing", *["target-missing"] * 3],
    "title-holds-timing": ["timing-missing", "measure-unsure"],
    "timings-mostly-unread": ["timing-unread", "measure-unsure"] * 4,
    "measure-unsure": ["timing-missing", "executor-missing"],
}
ALSO |= {code: ["measure-unsure"] for code in EXAMPLES if taken_by(code) > 100 - SURE and code not in ALSO}
OF_FILE = "document-converted"  # said of the file, whatever stands in it
OF_CHANGES = "change-unapplied"  # said of a document of changes, which is no plan


def _plan(*lines: str) -> Plan:
    """The plan of these lines; a line «doubt CODE TEXT» is what a format notes of the row above it.

    Lines that begin with a header are a table of their own.
    """
    if lines[0] == "1.":  # a cell a paragraph, without a header
        return plan_of(read_text("\n\n".join(lines).encode()))
    if lines[0].startswith("1\t") or lines[-1].startswith(("- ", "б) ")):
        return plan_of(read_text("\n".join(lines).encode()))
    if lines[0].startswith("№"):
        return plan_from(*lines[1:], header=lines[0])
    table = read_text(document(*(line for line in lines if not line.startswith("doubt "))).encode())
    noted = tuple((code, text) for _word, code, text in (line.split() for line in lines if line.startswith("doubt ")))
    return plan_of(replace(table, rows=(*table.rows[:-1], replace(table.rows[-1], doubts=noted))))


def _places(text: str) -> set[str]:
    return {name for _text, name, _form, _turn in Formatter().parse(text) if name is not None}


def test_every_code_has_an_example() -> None:
    """A code that no document can have does not belong in the catalogue."""
    assert [OF_FILE, *EXAMPLES, OF_CHANGES] == list(FINDINGS)


@pytest.mark.parametrize("code", EXAMPLES)
def test_each_code_occurs(code: str) -> None:
    """The document that has the fault is told of it, and of nothing else."""
    plan = _plan(*EXAMPLES[code])
    assert sorted(codes(plan)) == sorted([code, *ALSO.get(code, [])])
    (finding,) = (one for one in plan.findings if one.code == code)
    assert finding.severity is FINDINGS[code].severity
    assert finding.place.line > 0 or code == "table-lost"
    assert {name for name, _value in finding.details} >= _places(FINDINGS[code].message)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", EXAMPLES)
def test_messages_are_whole_in_both_languages(code: str, language: str) -> None:
    """Every message fills its places from the finding's own details, and every finding says what to do."""
    use(language)
    finding = next(one for one in _plan(*EXAMPLES[code]).findings if one.code == code)
    assert "{" not in message_of(finding)
    assert hint_of(finding)
    for _name, value in finding.details:
        assert (place_of(value) if isinstance(value, Place) else value) in message_of(finding)


def test_details_are_never_read_as_placeholders() -> None:
    """Braces in a document are text."""
    plan = plan_from(SECTION, GROUP, row("1.1.", timing="{0} {text.__class__} %s"))
    assert message_of(plan.findings[0]) == "the timing «{0} {text.__class__} %s» was not understood"


def test_places_speak_the_language_of_the_moment() -> None:
    """A finding keeps places as places; they are put in words when it is shown."""
    finding = found("row-split", Place(line=1), "I.1.1", place=Place(line=23))
    assert finding == Finding("row-split", Severity.INFO, Place(line=1), "I.1.1", (("place", Place(line=23)),))
    assert "line 23" in message_of(finding)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(), ""),
        (Place(line=5), "line 5"),
        (Place(table=2, row=7), "table 2, row 7"),
        (Place(page=3, table=1, row=4), "page 3, table 1, row 4"),
    ],
)
def test_places_in_words(place: Place, words: str) -> None:
    """What is known of a place is named, from the large to the small."""
    assert place_of(place) == words


def _messages(plan: Plan, code: str) -> list[str]:
    return [message_of(finding) for finding in plan.findings if finding.code == code]


def test_several_missing_groups_are_one_finding() -> None:
    """A gap is told once with its span; numbering that begins again with a section is no gap."""
    plan = plan_from(SECTION, GROUP, row("1.1."), "5.\tГруппа", row("5.1."), SECOND, GROUP, row("1.1."))
    assert _messages(plan, "group-number-missing") == ["group 2–4 is missing between 1 and 5"]


def test_a_section_that_counts_from_one_again_repeats_no_number() -> None:
    """Only numbers that go on from another section are odd."""
    plan = plan_from(SECTION, GROUP, row("1.1."), row("1.2."), SECOND, GROUP, row("1.1."), row("1.2."))
    assert codes(plan) == []
    flat = plan_from(SECTION, row("1."), row("2."), SECOND, row("1."), row("2."))
    assert codes(flat) == []


def test_a_section_without_measures_is_not_judged() -> None:
    """A heading that nothing follows has neither groups nor numbers to speak of."""
    assert codes(plan_from(SECTION, GROUP, row("1.1."), SECOND)) == []


def test_nested_groups_count_for_the_ones_above_them() -> None:
    """A group whose measures all stand below inner headings is not empty, in whatever order they are printed."""
    inner = ("1.1.\tГруппа", row("1.1.1."), row("1.1.2."))
    assert codes(plan_from(SECTION, GROUP, *inner)) == []
    assert codes(plan_from(SECTION, *inner, GROUP)) == []


def test_dots_are_missed_only_where_they_are_the_rule() -> None:
    """A plan that prints its numbers without final dots is as good as one with them."""
    assert codes(plan_from(SECTION, "1\tГруппа", row("1.1"), row("1.2"))) == []


def test_alphabets_are_told_once_a_row_and_in_sections_too() -> None:
    """A word in two cells is one finding; hyphens part words; a section's title is looked at as well."""
    mixed = "Медиакommunikации"
    plan = plan_from(f"I. {mixed.upper()} ГОРОДА", GROUP, row("1.1.", mixed, target=f"Создана {mixed}"))
    assert [finding.measure for finding in plan.findings] == [None, "I.1.1"]
    assert codes(plan) == ["mixed-alphabets"] * 2
    assert codes(plan_from(SECTION, GROUP, row("1.1.", "IT-инфраструктура, HTML страницы и QR-код"))) == []
    assert codes(plan_from(SECTION, GROUP, row("1.1.", "Этап ІV"))) == ["mixed-alphabets"]


@pytest.mark.parametrize(
    ("timing", "title", "target", "told"),
    [
        ("2021 – 2030", "Опрос", "Проведено 9 опросов", True),
        ("2021 – 2030", "Опрос", "Проведено 11 опросов", True),
        ("2021 – 2030", "Опрос", "Проведено 10 опросов", False),
        ("2021 – 2030", "Опрос", "Проведено 8 опросов", False),
        ("2021 – 2030", "Опрос", "Проведено опросов", False),
        ("2021 – 2023", "Опрос", "Проведено 2 опроса", False),
        ("2030", "Опрос", "Проведено 2 опроса", False),
        ("2021 – 2030", "Опрос", "9% читателей", False),
        ("2021 – 2030", "Ежегодный опрос", "Проведено 25 опросов", True),
        ("2021 – 2030", "Ежегодный опрос", "Проведено 20 опросов", False),
        ("2022, 2025, 2028", "Опрос", "Проведено 3 опроса", False),
        ("2022, 2025, 2028", "Опрос", "Проведено 4 опроса", True),
        ("постоянно", "Опрос", "Проведено 9 опросов", False),
        ("ежеквартально", "Опрос", "Проведено 9 опросов", False),
    ],
)
def test_counts_beside_years(timing: str, title: str, target: str, told: bool) -> None:
    """A count that misses a long range by one, or does not divide among several deadlines, is told; others are not."""
    plan = plan_from(SECTION, GROUP, row("1.1.", title, timing=timing, target=target))
    assert ("target-count-differs" in codes(plan)) is told
