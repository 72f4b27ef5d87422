"""What is meant as a figure, in which forms it is read, and what is told instead."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reporting.passages import MOST_FIGURES
from tests.reported_text import only, read, values


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Факт: 9",
            "факт:9",
            "ФАКТ : 9",
            "Fact: 9",
            "Actual: 9",
            "Факт - 9",
            "Факт – 9",
            "Факт — 9",
            "факт 9",
            "Факт = 9",
        ),
        *("Факт：9", "Факт:\u00a09", "Факт\t9", "Факт: 9.", "Факт: 9 справок", "Факт: 9шт.", "Факт: 9 (девять)"),
        *(
            "1. Факт: 9",
            "1) Факт: 9",
            "а) Факт: 9",
            "- Факт: 9",
            "* Факт: 9",
            "• Факт: 9",
            "### Факт: 9",
            "[x] Факт: 9",
        ),
        *("**Факт:** 9", "**Факт**: 9", "_Факт: 9_", "__Факт:__ 9", "<b>Факт:</b> 9", "| Факт: 9 |", "@ivanov Факт: 9"),
        *("Готово. Факт: 9", "Готово! Факт - 9", "Готово.Факт: 9", "План: 10, факт: 9", "План 10. Факт 9."),
        *(
            "Факт: 9, план 10",
            "Факт: 9 (план 10)",
            "Факт: 9. Причина: ремонт",
            "Факт за год: 9",
            "Факт 1: 9",
            "Факт №1: 9",
        ),
        *("Факт за отчётный год – 9", "Фа\u00adкт: 9", "\u200bФакт: 9", "Факт:&nbsp;9", "Факт: 9, факт подтверждён"),
    ],
)
def test_a_form_with_one_reading_is_read(text: str) -> None:
    """Signs, dashes, lists, emphasis and words around it do not matter, as long as it can be read in one way only."""
    assert values(f"Добрый день\n{text}\nСпасибо") == ["9"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *(("Факт: около 9", "около 9"), ("факт около 9", "около 9"), ("Факт: нет", "нет"), ("Факт: —", "—")),
        *(("Факт: двенадцать", "двенадцать"), ("Факт -9", "-9"), ("Факт-9", "-9"), ("факт 2025", "2025")),
        *(
            ("Факт выполнения: 9", "выполнения: 9"),
            ("Факт за 1 полугодие: 4", "за 1 полугодие: 4"),
            ("Наш факт: 3", "3"),
        ),
        *(("Фактически: 9", "9"), ("Фактическое значение – 9", "значение – 9"), ("| Факт | 9 |", "| 9")),
        *(("Факт за 2024–2025 годы: 9", "за 2024–2025 годы: 9"), ("Факт:\n9", "9"), ("Факт: `9`", "Факт: `9`")),
        *(("Факт: 1, факт 2", "2"), ("Факт за 2024 год: 4 за 2025 год", "4 за 2025 год")),
    ],
)
def test_what_is_plainly_meant_and_has_no_such_form_is_told(text: str, told: str) -> None:
    """It keeps its words and has no value: never a guess, and never passed over."""
    last = read(text).lines[-1]
    assert (last.value, last.text) == (None, told)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "факт получения подтверждён",
            "По факту: 12, но это не отчет.",
            "Фактически выполнено 9 работ",
            "факториал: 9",
        ),
        *(
            "Факт - вещь упрямая",
            "Факт № 2 подтверждён",
            "Факт:",
            "Напишите строкой «Факт: 12».",
            'Нужно "Факт: 12" и всё',
        ),
        *("1) «Факт 1: 12» — мероприятие", "Факт: 9?", "Разве факт: 9?**", "План: 9", "Артефакт: 9"),
    ],
)
def test_prose_and_questions_report_nothing(text: str) -> None:
    """The word in a sentence, within quotation marks or in a question is no report."""
    assert read(text).lines == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(
            ("12,5", "12.5"),
            ("12.5", "12.5"),
            ("1 000", "1000"),
            ("1\u00a0000,5 руб.", "1000.5"),
            ("1 234 567", "1234567"),
        ),
        *(("80%", "80"), ("80 %", "80"), ("84,5 процента", "84.5"), ("12.", "12"), ("0", "0"), ("0,125", "0.125")),
        *(("-3", "-3"), ("−3", "-3"), ("–3", "-3"), ("1234,567", "1234.567"), ("1 200,500", "1200.500"), ("9 м2", "9")),
        *(("1,2  тыс. руб.", "1200"), ("2\tмлн", "2000000")),
        *(("1,2 тыс. руб.", "1200"), ("3 млн", "3000000"), ("2 млрд рублей", "2000000000"), ("1.5 thousand", "1500")),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, number: str) -> None:
    """Decimal commas, thousands apart, signs, scales, units after it."""
    assert only(f"Факт: {text}").value == Decimal(number)


@pytest.mark.parametrize("gap", ["", " ", "\u00a0", "  ", "\t"])
@pytest.mark.parametrize("sign", ["%", "процентов"])
def test_a_per_cent_is_one_behind_any_gap(gap: str, sign: str) -> None:
    """However wide the gap behind the number, a per cent is a per cent."""
    assert only(f"Факт: 80{gap}{sign}").percent


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1.200",
            "1,200",
            "1.200.000",
            "1,200 тыс.",
            "1'200",
            "1\t200",
            "1_200",
            "10 12",
            "12 и 15",
            "12 и более",
            "10–12",
        ),
        *(
            "12/15",
            "12-15",
            "2026-11-01",
            "01.11.2026",
            "12 мая 2025",
            "12 мая",
            "2025 год",
            "9 на 01.12.2025",
            "9 кв.",
        ),
        *(
            "1 полугодие – 4",
            "9 месяцев",
            "2024 – 10, 2025 – 12",
            "5 из 6 %",
            "5 из 0",
            "5 из 6 тыс.",
            "9k",
            "9 к",
            "1e5",
        ),
        *(
            "9+",
            "±5",
            "~9",
            ">9",
            "- 9",
            "9" * 1000,
            "NaN",
            "inf",
            "Infinity",
            "٩",
            "9٩",
            "９",
            "½",
            "9²",
            "9½",
            "0x1F",
            "IX",
            "",
        ),
    ],
)
def test_a_text_with_two_readings_or_none_is_no_number(text: str) -> None:
    """Groups or decimals, second numbers, days, ranges, parts of a year, other alphabets' digits: not guessed."""
    assert [line.value for line in read(f"Факт: {text}").lines] == [None] * bool(text)


@given(st.integers(-(10**9), 10**9), st.integers(0, 99))
def test_every_number_printed_in_the_russian_way_is_read_back(whole: int, cents: int) -> None:
    """Grouping by blanks and a decimal comma lose nothing."""
    text = f"{whole:,}".replace(",", " ") + f",{cents:02}"
    assert only(f"Факт: {text}").value == Decimal(f"{whole}.{cents:02}")


@pytest.mark.parametrize(
    ("text", "value", "of", "percent", "unit", "adds", "year"),
    [
        ("5 из 6 библиотек", "5", "6", False, "библиотек", False, None),
        ("84,5 %", "84.5", None, True, "", False, None),
        ("45 % библиотек", "45", None, True, "библиотек", False, None),
        ("+1", "1", None, False, "", True, None),
        ("9 справок за 2025 год", "9", None, False, "справок", False, 2025),
        ("4 (в 2025 году)", "4", None, False, "", False, 2025),
        ("2025 год – 4", "4", None, False, "", False, 2025),
        ("1,5 млн руб.", "1500000", None, False, "руб", False, None),
    ],
)
def test_share_unit_sign_and_year_are_kept(
    text: str, value: str, of: str | None, *, percent: bool, unit: str, adds: bool, year: int | None
) -> None:
    """What judges a figure knows how it was written, and the number is the first one."""
    line = only(f"Факт: {text}")
    assert (line.value, line.of) == (Decimal(value), None if of is None else Decimal(of))
    assert (line.percent, line.unit, line.adds, line.year) == (percent, unit, adds, year)


@pytest.mark.parametrize(
    "text",
    [
        *("Факт за 2025 год: 9", "Факт за 2025 г. – 9", "Факт в 2025 году: 9", "Факт (2025 год): 9", "Факт 2025: 9"),
        *("Факт за 2025: 9", "Факт: 9 за 2025 год", "факт 9 за 2025 год", "Fact for 2025: 9", "Факт за 2025 год 9"),
    ],
)
def test_a_year_may_stand_before_and_behind(text: str) -> None:
    """The line names the year that the figure is of."""
    line = only(text)
    assert (line.value, line.year) == (Decimal(9), 2025)


@pytest.mark.parametrize(
    "text",
    ["Факт 1: 100\nФакт 2: 50", "Факт 1: 100, Факт 2: 50", "Факт №1 - 100; факт №2 - 50", "Факт 1: 100 и факт 2: 50"],
)
def test_figures_of_several_indicators_are_kept_apart(text: str) -> None:
    """Each on a line of its own, or several on a line."""
    assert [(line.indicator, line.value) for line in read(text).lines] == [(1, Decimal(100)), (2, Decimal(50))]


def test_a_number_beyond_the_last_indicator_has_no_value() -> None:
    """A measure of two has no third figure; that is told."""
    assert [line.value for line in read("Факт 2: 1\nФакт 3: 1", indicators=2).lines] == [Decimal(1), None]


def test_a_withdrawal_has_no_value_and_is_nothing_unread() -> None:
    """«Отозвано» takes the figure back; nobody needs to be told of it."""
    line = only("Факт за 2023 год: отозвано")
    assert (line.value, line.year, line.withdrawn) == (None, 2023, True)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is written, a number is read or none is."""
    for line in read(f"Факт: {text}").lines:
        assert line.value is None or line.value.is_finite()
        assert len(line.text) <= 200


@given(st.integers(0, 1999), st.text(st.characters(categories=["L", "Zs"]), max_size=40))
def test_a_text_without_further_digits_never_changes_the_number(number: int, words: str) -> None:
    """Words around a figure leave it as it is, or take its value away."""
    assert {line.value for line in read(f"Факт: {number} {words}").lines} <= {Decimal(number), None} | {
        Decimal(number) * scale for scale in (10**3, 10**6, 10**9)
    }


def test_a_long_line_is_read_as_far_as_it_is_looked_at() -> None:
    """What the end of a very long line says is not known, so the clause that reaches it has no value."""
    assert values(f"Факт: 9. {'слово ' * 1000}") == [None]
    assert values(f"Факт 1: 9, Факт 2: 8 {'слово ' * 1000}") == ["9", None]


def test_a_pasted_table_of_figures_is_no_report() -> None:
    """After so many figures in one text the next is told, and the others are left out."""
    found = values("Факт: 9\n" * (MOST_FIGURES + 50))
    assert found == ["9"] * MOST_FIGURES + [None]
