"""Words of time of other languages: each says the same as a timing in Russian or English, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reading.timing.calendar_days import calendar_years
from mappings.reading.timing.cell import read_timing
from mappings.reading.timing.known_words import LANGUAGES, in_known_words, unbroken
from mappings.reading.timing.language import forms_of
from mappings.reading.timing.tokens import normal

PLAN = calendar_years(2025, 2025)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Вересень 2025 року", "сентябрь 2025"),
        ("до 1 березня 2025 р.", "до 1 марта 2025 г."),
        ("з 1 січня по 31 березня 2025 року", "с 1 января по 31 марта 2025 года"),
        ("щороку до 1 грудня", "ежегодно до 1 декабря"),
        ("протягом року", "в течение года"),
        ("ІІ квартал 2025 року", "II квартал 2025 года"),
        ("постійно", "постоянно"),
        ("да 1 сакавіка 2025 г.", "да 1 марта 2025 г."),
        ("Месец септември 2025", "сентябрь 2025"),
        ("до края на 2025 г.", "до конца 2025 г."),
        ("1 тоқсан 2025 ж.", "1 квартал 2025 г."),
        ("cały rok", "весь год"),
        ("do 31 marca 2025 r.", "до 31 марта 2025 г."),
        ("II kwartał 2025", "II квартал 2025"),
        ("IV kw. 2025", "IV квартал 2025"),
        ("I kw. 2025", "I квартал 2025"),
        ("І квартал 2025 року", "I квартал 2025 года"),
        ("marzec i kwiecień 2025", "март и апрель 2025"),
        ("березень і травень 2025 року", "март и май 2025 года"),
        ("od stycznia do marca 2025", "с января по март 2025"),
        ("na bieżąco", "ongoing"),
        ("15. März 2025", "15 March 2025"),
        ("15. April 2025", "15 April 2025"),
        ("bis zum 31. März 2025", "by 31 March 2025"),
        ("vom 1. März bis 30. April 2025", "from 1 March to 30 April 2025"),
        ("1. Quartal 2025", "Q1 2025"),
        ("Ende 2025", "end of 2025"),
        ("jährlich", "annually"),
        ("du 1er mars au 15 avril 2025", "from 1 March to 15 April 2025"),
        ("1er trimestre 2025", "Q1 2025"),
        ("T1 2025", "Q1 2025"),
        ("d’ici fin 2025", "by end of 2025"),
        ("15 de marzo de 2025", "15 March 2025"),
        ("hasta el 30 de junio de 2025", "by 30 June 2025"),
        ("primer trimestre de 2025", "Q1 2025"),
        ("segundo semestre de 2025", "second half of 2025"),
        ("permanente", "ongoing"),
        ("м. април 2025 г.", "апрель 2025 г."),
        ("Herbst 2025", "autumn 2025"),
        ("восени 2025 року", "осенью 2025 года"),
        ("2024 à 2025", "2024 to 2025"),
        ("od 2024 do 2025", "from 2024 to 2025"),
        ("Entro ottobre 2025", "by October 2025"),
        ("dal 1 marzo al 15 aprile 2025", "from 1 March to 15 April 2025"),
        ("entro il primo semestre 2025", "by first half 2025"),
        ("até 30 de junho de 2025", "by 30 June 2025"),
    ],
)
def test_a_timing_in_another_language_says_what_it_says_in_a_known_one(text: str, known: str) -> None:
    """Whatever the language: the same days, and the same rhythm."""
    read, meant = (read_timing(one, annual=False, span=PLAN) for one in (text, known))
    assert read.timing == meant.timing
    assert read.timing.due or read.timing.recurrence.value == "ongoing"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Вере-сень, жовтень", "сентябрь, октябрь"),
        ("Жов-тень-березень", "октябрь-март"),
        ("сен-тябрь – декабрь", "сентябрь - декабрь"),
        ("январь-март", "январь-март"),
        ("Sep-tember 2025", "september 2025"),
    ],
)
def test_a_word_broken_for_a_narrow_column_is_whole(text: str, whole: str) -> None:
    """A hyphen within a word of time goes; one between two of them stays, and so does one in any other word."""
    assert normal(text) == whole


@pytest.mark.parametrize(
    "text", ["сентябрь – май", "ago", "by the end of 2025", "администрация края", "может быть", ""]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    """A text without a word that only another language has is not touched."""
    assert in_known_words(unbroken(text)) == text


@given(st.text(alphabet="abоеüфdо -19äśі'", max_size=60))
def test_whatever_stands_beside_them_is_kept(text: str) -> None:
    """What is no word of time stays, whatever it is made of."""
    assert "1" * text.count("1") == "".join(sign for sign in in_known_words(text) if sign == "1")


def test_no_form_stands_for_two_things_in_one_language() -> None:
    """A form has one meaning in its language."""
    for language in LANGUAGES:
        forms = [form for _known, form in (*forms_of(language.tells), *forms_of(language.beside))]
        assert len(forms) == len(set(forms))
