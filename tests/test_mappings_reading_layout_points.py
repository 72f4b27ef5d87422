"""Lines as headings, points and paragraphs."""

from __future__ import annotations

from mappings.plan import Place
from mappings.reading.layout.points import points_of
from mappings.reading.table.rows import Paragraph


def told(text: str) -> list[tuple[str, str]]:
    """The kind and the text of each."""
    return [(one.kind, one.text) for one in points_of([Paragraph(line, Place()) for line in text.split("\n")])]


def test_marks() -> None:
    """Signs before a line, a line of signs below it, and emphasis of all of it make it a heading."""
    assert told("# А\nБ\n===\n**В**\n- г\n1) д\n[^1]: е") == [
        ("heading", "А"),
        ("heading", "Б"),
        ("heading", "В"),
        ("point", "г"),
        ("point", "д"),
    ]


def test_wrapped_lines() -> None:
    """A line that is set in below a point, begins with a small letter or follows a full line goes on with it."""
    long = "Слово " * 12
    assert told(f"- Первый\n  Пункт\n- Второй\nпункт\nТретья\n{long}\nСтрока") == [
        ("point", "Первый Пункт"),
        ("point", "Второй пункт"),
        ("plain", "Третья"),
        ("plain", f"{long.strip()} Строка"),
    ]


def test_blanks_to_fill_in() -> None:
    """A bracket on a line of its own goes on with its point; what is to be filled in by hand is no text."""
    assert told("1. Убрать двор.\n(до «___».2025, дворник ____, сторож _____)") == [
        ("point", "Убрать двор. (до 2025, дворник, сторож)")
    ]


def test_columns_of_a_point() -> None:
    """Blanks between the words of a point and its time part columns; blanks of justified prose are one."""
    assert told("1. День знаний   1 сентября   Зав. библиотекой") == [
        ("point", "День знаний — 1 сентября — Зав. библиотекой")
    ]
    assert told("1. День  знаний   и   книги") == [("point", "День знаний и книги")]
