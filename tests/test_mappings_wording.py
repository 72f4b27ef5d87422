"""How texts and days are worded wherever they are shown: clean lines, cuts, dates, headings in capitals."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappings import language
from mappings.plan import Place, Section
from mappings.reading import read_plan
from mappings.wording import clean, cut, day, harmless, in_cell, known_words, moment, section_titles, unshout
from tests.examples.notify_values import measure, plan_of

MEGION = Path(__file__).parent.parent / "mappings" / "megion-2021-2030" / "plan.txt"
UNWANTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text())
def test_clean_text_is_one_line_that_steers_nothing(text: str) -> None:
    """Nothing is left that breaks a line, a header or the direction of writing, or is not seen; twice is as once."""
    result = clean(text)
    assert not UNWANTED & set(map(unicodedata.category, result))
    assert result == " ".join(result.split()) == clean(result)


def test_a_text_is_cleaned_of_what_steers() -> None:
    """Escape sequences lose their escape, direction overrides and soft hyphens vanish, lines become one."""
    assert clean("a\x1b[31mb\n\t c\u202e\u00add\ud800") == "a [31mb cd"
    assert clean(" один\u00a0 два\u2028три\u2029\x85четыре\u200b\ufeff ") == "один два три четыре"
    assert clean("\u2066\u0000\u2069") == ""


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 5, "short"),
        ("один, два, три", 11, "один, два…"),
        ("один два три", 9, "один два…"),
        ("Создание модельных библиотек", 20, "Создание модельных…"),
        ("Создание модельных библиотек", 19, "Создание модельных…"),
        ("Слово, и ещё", 8, "Слово…"),
        ("Сверхдлинноеслово", 8, "Сверхдл…"),
        ("достопримечательность", 10, "достоприм…"),
        ("и достопримечательность", 10, "и достопр…"),
        ("Слово (дополнение)", 9, "Слово…"),
        ("Слово — сверхдлинноеслово", 10, "Слово…"),
        ("слово «слово»", 8, "слово…"),
        ("два слова тут", 9, "два слов…"),
        ("1. " + "х" * 50, 20, "1. " + "х" * 16 + "…"),
        ("слово", 1, "…"),
        ("слово", 0, ""),
        ("слово", -3, ""),
        ("", -3, ""),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, limit: int, shown: str) -> None:
    """No word is torn but one too long by itself, and no comma, dash or bracket stands before the ellipsis."""
    assert cut(text, limit) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Влияние на формирование и осуществление", 30, "Влияние на формирование…"),
        ("Развитие услуг и до конца", 22, "Развитие услуг…"),
        ("Развитие услуг (в библиотеках)", 24, "Развитие услуг…"),
        ("Развитие услуг, и — да", 20, "Развитие услуг…"),
        ("а б в г д е", 8, "а б в г…"),
        ("Применение ИИ библиотекой", 20, "Применение ИИ…"),
        ("Петрова О. Н., Иванова А. Б.", 20, "Петрова О. Н…"),
        ("Не менее 12 документов", 14, "Не менее 12…"),
    ],
)
def test_no_preposition_is_left_hanging(text: str, limit: int, shown: str) -> None:
    """A small word of one or two letters goes with what it led to; initials, abbreviations and numbers stay."""
    assert cut(text, limit) == shown


@given(st.text(max_size=80) | st.text(alphabet="аб ,.(«—", max_size=80), st.integers(-3, 60))
@example("а", 0)
@example("аб", 1)
def test_a_cut_text_keeps_its_limit(text: str, limit: int) -> None:
    """Whatever the text, it is never longer than asked; what fits is unchanged, the rest begins like the whole."""
    result = cut(text, limit)
    assert len(result) <= max(limit, 0)
    if len(text) <= limit:
        assert result == text
    elif limit > 0:
        assert result.endswith("…")
        assert text.startswith(result[:-1])


@given(st.lists(st.text(alphabet="абвгд", min_size=3, max_size=8), min_size=12, max_size=20), st.integers(20, 60))
def test_a_cut_between_words_leaves_words_whole(words: list[str], limit: int) -> None:
    """What stands before the ellipsis are words of the text, as many as there is room for."""
    text = " ".join(words)
    if len(text) > limit:
        kept = cut(text, limit).removesuffix("…")
        assert kept.split() == words[: len(kept.split())]
        assert len(kept) + 1 + len(words[len(kept.split())]) + 1 > limit


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (UTC, "UTC"),
        (timezone(timedelta(hours=5)), "UTC+5"),
        (timezone(timedelta(hours=-3, minutes=-30)), "UTC−3:30"),
    ],
)
def test_a_moment_names_its_zone(zone: timezone, said: str) -> None:
    """A reader in another zone is not misled."""
    assert moment(datetime(2026, 12, 31, 7, 5, tzinfo=zone)) == f"2026-12-31 07:05 ({said})"


def test_days_and_moments_in_russian() -> None:
    """Days come first, as Russian documents write them."""
    language.use("ru")
    assert day(date(2026, 12, 31)) == "31.12.2026"
    assert moment(datetime(2026, 12, 31, 7, 5, tzinfo=timezone(timedelta(hours=5)))) == "31.12.2026, 07:05 (UTC+5)"


def test_a_day_in_english() -> None:
    """Without a translation a day is written so that no reader takes its month for its day."""
    assert day(date(2026, 12, 31)) == "2026-12-31"


def test_a_heading_in_capitals_is_written_as_a_sentence() -> None:
    """Words are written as the plan's own text writes them; unknown ones stay if short, else go small."""
    plan = plan_of(measure("I.1", title="Сохранение сети библиотек Югры, как и ЦБС. Адвокация", executors=()))
    known = known_words(plan)
    title = "АДВОКАЦИЯ ИНТЕРЕСОВ БИБЛИОТЕК ЮГРЫ КАК ЦБС И IT"
    assert unshout(title, known) == "Адвокация интересов библиотек Югры как ЦБС и IT"
    assert unshout("Развитие IT-инфраструктуры", known) == "Развитие IT-инфраструктуры"
    assert unshout("«ОЦИФРОВКА» УСЛУГ", known) == "«Оцифровка» услуг"
    assert unshout("2025: ОТЧЁТЫ", known) == "2025: отчёты"
    assert unshout("", known) == ""


def test_a_short_word_of_the_language_is_no_abbreviation() -> None:
    """Conjunctions and prepositions go small although the plan's text never uses them; numerals stay."""
    assert unshout("СОТРУДНИКИ, А НЕ ЗДАНИЯ", {}) == "Сотрудники, а не здания"
    assert unshout("LIBRARIES FOR THE TOWN", {}) == "Libraries for the town"
    assert unshout("РАЗДЕЛ V", {}) == "Раздел V"


def test_a_small_letter_anywhere_wins_over_a_capital() -> None:
    """A word that opens one sentence and stands within another is no name."""
    plan = plan_of(measure("I.1", title="Для Чтения и чтения"), measure("I.2", title="Для Чтения"))
    assert known_words(plan)["чтения"] == "чтения"


def test_section_titles_are_clean_and_quiet() -> None:
    """Each section has its title on one line, without the capitals."""
    sections = (
        Section("I", "СЕТЬ\nБИБЛИОТЕК\u202e", Place()),
        Section("II", "Кадры", Place()),
        Section("III", "", Place()),
    )
    titles = section_titles(plan_of(measure("I.1"), sections=sections))
    assert titles == {"I": "Сеть библиотек", "II": "Кадры", "III": ""}


def test_the_sections_of_the_bundled_plan_do_not_shout() -> None:
    """In the real plan only the first letter and the name of the region are capitals."""
    titles = section_titles(read_plan(MEGION))
    assert list(titles) == ["I", "II", "III", "IV", "V"]
    assert {word for title in titles.values() for word in re.findall(r"(?<!^)[A-ZА-ЯЁ]\w*", title)} == {"Югры"}


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\ufeffb", "a\ufffeb"])
def test_a_text_of_several_lines_is_harmless(text: str) -> None:
    """Signs that cannot be seen, or that turn the text, go; its lines and tabs stay, one that steers leaves a mark."""
    assert harmless(f"{text}\r\n\tc\rd\x1b[2J\ud83d") == "ab\n\tc\nd\ufffd[2J\ufffd"
    assert clean(text) == clean("a\ud83db") == "ab"


def test_what_a_cut_leaves_hanging_takes_no_longer_than_the_text() -> None:
    """Punctuation and short words are taken off one by one from the end, not looked for from every place."""
    assert cut("Создание центра, в и на (к", 25) == "Создание центра…"
    text = "слово " + "«, и (" * 20_000
    assert cut(text, len(text) - 1) == cut(text, len(text) - 1)


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-5", "@a", "\t=1", "\r=1", "＝1", "－1"])
def test_no_cell_acts(text: str) -> None:
    """What a spreadsheet would work out bears a sign before it; everything else stays as it is."""
    assert in_cell(text) == f"'{text}"
    assert in_cell(f"a{text}") == f"a{text}"
    assert in_cell("") == ""
