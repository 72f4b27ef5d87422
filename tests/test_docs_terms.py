"""The terms: what the pages of terms rule out is said in no message of the program and on no page of the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.pages import catalogue
from tests.pages.documented_codes import ROOT
from tests.pages.markdown import Page

TERMS = {"en": ROOT / "docs" / "terms.md", "ru": ROOT / "docs" / "terms.ru.md"}
_ENDING = re.compile(r"(?<=[а-яё]{3})[аеёиоуыэюяьй]{1,3}$")


def rows(language: str) -> list[list[str]]:
    """The rows of the table of terms, its head left out."""
    ((_head, *body),) = Page(TERMS[language]).tables
    return body


def not_said(language: str) -> list[str]:
    """The words of the last column."""
    return sorted({word for row in rows(language) for word in row[-1].split(", ")})


def pattern(term: str) -> re.Pattern[str]:
    """A term in any case and number of its words; in English a plural, too."""
    words = [re.escape(_ENDING.sub("", word)) for word in term.split()]
    ending = r"\w*" if re.search("[а-яё]", term) else "s?"
    return re.compile(r"\b" + rf"{ending}\s+".join(words) + rf"{ending}\b", re.IGNORECASE)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every message in a language and every page, each with what it is called."""
    for message in catalogue.messages(catalogue.russian()):
        said = message.string if language == "ru" else message.id
        for text in [said] if isinstance(said, str) else said:
            yield str(message.id), text
    for path in sorted((ROOT / "docs").glob("*.md")):
        if path.name.endswith(".ru.md") is (language == "ru") and path not in TERMS.values():
            yield path.name, path.read_text(encoding="utf-8")
    if language == "ru":
        yield "config.example.yaml", (ROOT / "config.example.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", TERMS)
def test_nothing_says_what_the_terms_rule_out(language: str) -> None:
    """No message and no page has a word of the column «not said»."""
    words = {term: pattern(term) for term in not_said(language)}
    assert [(where, term) for where, text in texts(language) for term, one in words.items() if one.search(text)] == []


@pytest.mark.parametrize(
    ("term", "text", "said"),
    [
        ("настройки плана", "в настройках\nплана", True),
        ("личная задача", "личных задач", True),
        ("тикет", "практикет", False),
        ("ticket", "two Tickets", True),
        ("KPI", "KPIs", True),
        ("due day", "overdue days", False),
    ],
)
def test_a_term_is_known_in_every_form(term: str, text: str, said: bool) -> None:
    """Case, number and a line's end do not hide it, and a part of another word is not taken for it."""
    assert bool(pattern(term).search(text)) is said


@pytest.mark.parametrize("language", TERMS)
def test_every_term_rules_something_out(language: str) -> None:
    """Each row names a word that is not said."""
    assert [row for row in rows(language) if row[-1] in ("", "—")] == []
