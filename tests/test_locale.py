"""The Russian catalogue says everything that the product says, and its plural forms are right."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import click
import pytest

from mappings import language
from mappings.language import gettext, ngettext
from sync.cli.translated import CLICK_MESSAGES
from tests.pages import catalogue
from tests.pages.latin import latin_words

PLACES = re.compile(r"\{[^{}]*\}|%\(\w+\)s")


def test_every_message_is_translated() -> None:
    """Nothing is left in English, and nothing is kept that is no longer said: else run `make messages`."""
    said = {catalogue.key_of(message) for message in catalogue.messages(catalogue.collect())}
    known = {catalogue.key_of(message): message.string for message in catalogue.messages(catalogue.russian())}
    assert set(known) == said
    empty = [key for key, text in known.items() if not text or (isinstance(text, (tuple, list)) and not all(text))]
    assert not empty


def test_translations_keep_the_places() -> None:
    """What is filled in is named the same in both languages."""
    for message in catalogue.messages(catalogue.russian()):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        names = {re.sub(r"[:!].*\}", "}", place) for text in ids for place in PLACES.findall(text)}
        for text in texts:
            assert {re.sub(r"[:!].*\}", "}", place) for place in PLACES.findall(text)} <= names, message.id


def test_russian_messages_are_russian() -> None:
    """Latin letters are those of names and of what is typed."""
    for message in catalogue.messages(catalogue.russian()):
        for text in (message.string,) if isinstance(message.string, str) else message.string:
            assert latin_words(text) == set(), text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Посмотреть, что сделает sync", {"sync"}),
        ("запустите `vekha sync --force` или vekha -c other.yaml check", set()),
        ("проверьте alerts.recipients и url: в настройках GitLab", set()),
        ("Did you mean «sync»?", {"Did", "you", "mean"}),
        ("в проекте: Settings → General → Visibility", set()),
        ("embedded: No such file", {"No", "such", "file"}),
    ],
)
def test_latin_words_are_found_beside_names_and_what_is_typed(text: str, words: set[str]) -> None:
    """A command alone is typed where it stands in code or after the program's name."""
    assert latin_words(text) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 мероприятие"),
        (2, "2 мероприятия"),
        (5, "5 мероприятий"),
        (11, "11 мероприятий"),
        (21, "21 мероприятие"),
        (64, "64 мероприятия"),
        (112, "112 мероприятий"),
    ],
)
def test_russian_plural_forms(count: int, words: str) -> None:
    """One, few and many."""
    language.use("ru")
    assert ngettext("{count} measure", "{count} measures", count).format(count=count) == words


def test_the_installed_catalogue_is_the_one_of_the_sources() -> None:
    """What is compiled is what is written."""
    language.use("ru")
    for message in catalogue.messages(catalogue.russian()):
        if isinstance(message.id, str) and message.context is None:
            assert gettext(message.id) == message.string


def test_messages_of_click_are_still_its_own() -> None:
    """A message that click no longer says needs no translation."""
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    said = [text for message in CLICK_MESSAGES for text in ([message] if isinstance(message, str) else message)]
    assert [text for text in said if json.dumps(text, ensure_ascii=False) not in sources] == []


def _names_a_message(call: ast.Call) -> bool:
    spoken = isinstance(call.func, ast.Name) and call.func.id in catalogue.KEYWORDS
    return spoken and bool(call.args) and isinstance(call.args[0], ast.Constant)


def test_no_message_is_hidden_in_a_formatted_string() -> None:
    """Python 3.11 lets the extraction see nothing within one: such a message would stay in English."""
    hidden = []
    for path in (path for room in catalogue.PACKAGES for path in (catalogue.ROOT / room).rglob("*.py")):
        strings = (
            one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.JoinedStr)
        )
        calls = (one for whole in strings for one in ast.walk(whole) if isinstance(one, ast.Call))
        hidden += [f"{path.name}:{call.lineno}" for call in calls if _names_a_message(call)]
    assert hidden == []
