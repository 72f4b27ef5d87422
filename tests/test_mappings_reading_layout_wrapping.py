"""Lines that a text was wrapped into, joined."""

from __future__ import annotations

import pytest

from mappings.reading.layout.wrapping import Wrapping


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Ремонт", "кровли"], "Ремонт кровли"),
        (["  Ремонт ", "", " кровли"], "Ремонт кровли"),
        (["меропри-", "ятия"], "мероприятия"),
        (["обосно-", "вание"], "обоснование"),
        (["социально-", "экономического развития"], "социально-экономического развития"),
        (["по-", "прежнему"], "по-прежнему"),
        (["кто-", "нибудь"], "кто-нибудь"),
        (["long-", "term loans"], "long-term loans"),
        (["informa-", "tion"], "information"),
        (["Санкт-", "Петербург"], "Санкт-Петербург"),
        (["2021-", "2025 годы"], "2021-2025 годы"),
        (["дети -", "участники"], "дети - участники"),
        (["дети –", "участники"], "дети – участники"),
    ],
)
def test_how_lines_are_joined(lines: list[str], joined: str) -> None:
    """A hyphen of the wrapping goes, one of the word stays, and a dash is none."""
    assert Wrapping(()).joined(lines) == joined


@pytest.mark.parametrize(("text", "joined"), [("онлайн-лекции", "онлайн-лекции"), ("онлайнлекции", "онлайнлекции")])
def test_the_text_knows_its_words(text: str, joined: str) -> None:
    """As the word is spelt elsewhere in the text, so it is here."""
    assert Wrapping([f"«{text.upper()}»"]).joined(["онлайн-", "лекции"]) == joined
