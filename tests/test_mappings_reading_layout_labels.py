"""The words that say what follows them."""

from __future__ import annotations

import pytest

from mappings.reading.layout.labels import BARE, LABELS, Labelled, dashed, opening, passages


@pytest.mark.parametrize(
    ("text", "before", "said"),
    [
        ("Срок: до 1 марта", "", [("timing", "до 1 марта")]),
        ("Срок – до 1 марта", "", [("timing", "до 1 марта")]),
        ("Срок исполнения — май", "", [("timing", "май")]),
        ("**Срок:** май", "", [("timing", "май")]),
        ("**Due date**: May 2025", "", [("timing", "May 2025")]),
        ("Убрать. Срок: май. Отв.: Иванов", "Убрать.", [("timing", "май."), ("executor", "Иванов")]),
        ("Fit ramps — owner: Access — due: Q4", "Fit ramps", [("executor", "Access"), ("timing", "Q4")]),
        ("Опрос (ответственный: Отдел, срок: май)", "Опрос", [("executor", "Отдел"), ("timing", "май")]),
        ("Опрос (срок: 1 мая 2025 г.).", "Опрос", [("timing", "1 мая 2025 г.")]),
        ("Fit ramps [lead: Access (Mr A)]", "Fit ramps", [("executor", "Access (Mr A)")]),
        ("Зал @ivanov, due 2025-03-01", "Зал", [("executor", "ivanov"), ("timing", "2025-03-01")]),
        ("Зал, срок 1 мая", "Зал", [("timing", "1 мая")]),
        ("Count | Lead: Stock | Deadline: May", "Count", [("executor", "Stock"), ("timing", "May")]),
        ("Убрать двор Срок: май", "Убрать двор", [("timing", "май")]),
        ("Status: open. Due: May", "", [("", "open."), ("timing", "May")]),
        ("Action 3: Fit ramps", "", [("title", "Fit ramps")]),
        ("Срок : Месец май Отговорници : Учители", "", [("timing", "Месец май"), ("executor", "Учители")]),
        ("Bänke (Verantwortlich: Bauamt, Frist: Mai)", "Bänke", [("executor", "Bauamt"), ("timing", "Mai")]),
        ("Відповідальні: відділ. Термін: травень", "", [("executor", "відділ."), ("timing", "травень")]),
        ("в срок: никогда", "в срок: никогда", []),
        ("a@b.test", "a@b.test", []),
        ("Сроки важны", "Сроки важны", []),
        ("due diligence", "due diligence", []),
    ],
)
def test_what_a_text_says(text: str, before: str, said: list[tuple[str, str]]) -> None:
    """A label stands at the beginning, after a sign, or with a capital; a word within a sentence is none."""
    words, found = passages(text)
    assert (words, [(one.role, one.text) for one in found]) == (before, said)


def test_a_label_may_count() -> None:
    """Its number goes with what it says."""
    assert passages("Поручение № 4: убрать двор")[1] == [Labelled("title", "убрать двор", "4")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Action 3. Fit ramps", ("title", "3", "Fit ramps")),
        ("### Action 3.1 — Fit ramps", ("title", "3.1", "Fit ramps")),
        ("**Мероприятие № 2** Убрать", ("title", "2", "Убрать")),
        ("Milestone 1: Signed", ("step", "1", "Signed")),
        ("Due 3 May", None),
        ("Отдел 3 этажа", None),
        ("Actions", None),
    ],
)
def test_what_a_line_opens_with(text: str, found: tuple[str, str, str] | None) -> None:
    """A label of titles or steps with its number needs no colon."""
    assert opening(text) == found


@pytest.mark.parametrize(
    ("text", "before", "said"),
    [
        ("Зал — до 1 марта 2025 — Иванова", "Зал", [("timing", "до 1 марта 2025"), ("executor", "Иванова")]),
        ("Зал; ЖКХ; май 2025", "Зал", [("executor", "ЖКХ"), ("timing", "май 2025")]),
        ("Зал — для детей", "Зал — для детей", []),
        ("Зал", "Зал", []),
    ],
)
def test_parts_between_dashes(text: str, before: str, said: list[tuple[str, str]]) -> None:
    """Where one of them is a timing, the others say who; else the dashes are the title's own."""
    words, found = dashed(text)
    assert (words, [(one.role, one.text) for one in found]) == (before, said)


def test_the_table_of_words() -> None:
    """Each stands once, in small letters; those without a colon are labels of days, or begin so."""
    words = [word for group in LABELS.values() for word in group]
    assert len(words) == len(set(words))
    assert words == [word.lower() for word in words]
    assert all(word.split()[0] in LABELS["timing"] for word in BARE)
