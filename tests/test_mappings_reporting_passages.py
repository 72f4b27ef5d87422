"""What several texts report together: order, dates, reasons, closing days, acknowledgements and wishes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reporting import Passage, Wish, read_passages
from tests.reported_text import NOON, read, values


def test_lines_are_in_the_order_in_which_they_were_written() -> None:
    """Whatever order texts come in; what was written at one moment keeps the order of the text."""
    later = Passage("Факт: 3", "anna", NOON + timedelta(hours=1), "comment")
    earlier = Passage("Факт: 1\nФакт: 2", "olga", NOON, "description")
    said = read_passages([later, earlier])
    assert [(line.value, line.author, line.place) for line in said.lines] == [
        (Decimal(1), "olga", "description"),
        (Decimal(2), "olga", "description"),
        (Decimal(3), "anna", "comment"),
    ]


@given(st.permutations(range(6)))
def test_the_order_of_reading_does_not_matter(order: list[int]) -> None:
    """The same texts in any order report the same."""
    texts = [Passage(f"Факт: {n}\nПричина: п{n}", "a", NOON + timedelta(hours=n), "comment") for n in range(6)]
    assert read_passages([texts[n] for n in order]) == read_passages(texts)


def test_a_line_may_date_from_another_moment_than_its_text() -> None:
    """A description's line has its own author and time; the others have the text's."""
    dated = {"Факт: 1": ("olga", NOON - timedelta(days=9))}
    said = read_passages([Passage("Факт: 1\nФакт: 2", "anna", NOON, "description", dated)])
    assert [(line.author, line.at.day) for line in said.lines] == [("olga", 20), ("anna", 1)]


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("5 из 6", 5), (" 9 справок ", 9), ("много", None), ("1.200", None)]
)
def test_a_field_holds_the_figure_alone(text: str, value: int | None) -> None:
    """The tracker's own field needs no word before the number."""
    (line,) = read_passages([Passage(text, "anna", NOON, "field")], url="https://tracker.example.org/1").lines
    assert (line.value, line.place, line.url) == (value, "field", "https://tracker.example.org/1")
    assert read_passages([Passage("  ", "anna", NOON, "field")]).lines == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Причина: нет денег, план изменён", "нет денег, план изменён"),
        ("причина - ремонт", "ремонт"),
        ("**Reason:** repairs", "repairs"),
        ("Факт: 3. Причина: ремонт", "ремонт"),
        ("Причина: ремонт. Факт: 3", "ремонт."),
        ("Причина: " + "а" * 2000, "а" * 999 + "…"),
    ],
)
def test_a_reason_goes_to_the_end_of_its_line(text: str, reason: str) -> None:
    """Or to the next figure; a very long one is cut."""
    assert [one.text for one in read(text).reasons] == [reason]


@pytest.mark.parametrize(
    "text",
    [
        *("> Причина: ремонт", "Причина: какая?", "причина неизвестна", "Причина:", "По причине: да"),
        *("Причина: …", "Причина: ...", "Причина: —"),
    ],
)
def test_what_gives_no_reason(text: str) -> None:
    """A quotation, a question and prose are none, nor is an example that nobody has filled in."""
    assert read(text).reasons == ()


@pytest.mark.parametrize(
    "text", ["Исполнено: 20.12.2023", "исполнено 20.12.2023", "Исполнено – 20 декабря 2023 г.", "Completed: 2023-12-20"]
)
def test_the_day_of_completion_is_read(text: str) -> None:
    """No tracker lets one close in the past, so a person names the day; the newest word on it counts."""
    assert read(text).done_on == date(2023, 12, 20)
    assert read(f"Исполнено: 01.01.2020\n{text}").done_on == date(2023, 12, 20)


@pytest.mark.parametrize(
    "text",
    [
        "Исполнено полностью",
        "Исполнено: 31.02.2024",
        "Исполнено: 10 вечера 2024",
        "> Исполнено: 20.12.2023",
        "Исполнено: 01.04.2026",
    ],
)
def test_what_is_no_day_of_completion(text: str) -> None:
    """Prose, a day that is none, a quotation, and a day after that on which it was written."""
    assert read(text).done_on is None


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Принято", None),
        ("Принято.", None),
        ("Принято к сведению", None),
        ("Принято до 15.02.2027", date(2027, 2, 15)),
        ("принято до 15 февраля 2027 года", date(2027, 2, 15)),
        ("Accepted until 2027-02-15", date(2027, 2, 15)),
    ],
)
def test_an_acknowledgement_is_a_line_of_its_own(text: str, until: date | None) -> None:
    """Who has taken note of a reminder says so, and may name a day."""
    (one,) = read(text).acknowledgements
    assert (one.until, one.author, one.at) == (until, "anna", datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize("text", ["Принято участие в конкурсе", "Принято 5 заявок", "Принято до завтра", "> Принято"])
def test_prose_acknowledges_nothing(text: str) -> None:
    """The word at the head of a sentence is no acknowledgement."""
    assert read(text).acknowledgements == ()


@pytest.mark.parametrize(
    "text",
    [
        "Срок: 15.02.2027",
        "срок: 15.02.2027.",
        "СРОК - 15/02/2027",
        "**Срок:** 15 февраля 2027 г.",
        "- Срок: 15.2.2027 года",
        "Срок: ~~31.12.2026~~ 15.02.2027",
        "Due: 2027-02-15",
        "Due date: 15.02.2027",
    ],
)
def test_a_wish_is_a_line_of_its_own(text: str) -> None:
    """Whoever asks for another date says so with its sign and a whole date."""
    said = read(f"Нужно время.\n{text}\nСпасибо")
    assert said.wishes == (Wish(date(2027, 2, 15), "anna", NOON),)
    assert said.wished == said.wishes[0]


@pytest.mark.parametrize(
    "text",
    [
        "Срок 15.02.2027",
        "Срок: февраль 2027",
        "Срок: 15.02",
        "Срок: 31.02.2027",
        "Срок: 15.02.2027 или 1.03.2027",
        "Срок: 15.02.2027, потом посмотрим",
        "Срок: 1.2.2027 5",
        "Срок: 15.02.2027?",
        "Новый срок: 15.02.2027",
        "Срок исполнения: 15.02.2027",
        "Причина: ремонт. Срок: 15.02.2027",
        "Прошу перенести срок на 15.02.2027",
        "> Срок: 15.02.2027",
        "~~Срок: 15.02.2027~~",
        "`Срок: 15.02.2027`",
        "```\nСрок: 15.02.2027",
        "«Срок: 15.02.2027»",
        "Срок: 15.02.2027" + " " * 4000,
        "Overdue: 2027-02-15",
        "Due to 2027-02-15",
    ],
)
def test_what_asks_for_no_date(text: str) -> None:
    """Prose, half a date, a line that says more, a question, a quotation and code."""
    assert read(text).wished is None


@pytest.mark.parametrize("place", ["description", "field"])
def test_a_wish_is_said_in_a_comment(place: Literal["description", "field"]) -> None:
    """A description names the plan's own date in the same words."""
    assert read_passages([Passage("Срок: 15.02.2027", "anna", NOON, place)]).wishes == ()


def test_the_newest_wish_counts() -> None:
    """Whatever order the comments come in."""
    said = read_passages(
        Passage(f"Срок: {day}.02.2027", "anna", NOON + timedelta(hours=day), "comment") for day in (9, 7, 8)
    )
    assert [one.day.day for one in said.wishes] == [7, 8, 9]
    assert said.wished == said.wishes[-1]


_LINES = [
    "Факт: 3",
    "Факт 2 за 2026 год: 12,5",
    "Причина: ремонт",
    "Исполнено: 20.12.2023",
    "Принято",
    "`",
    "> т",
    "",
    "Факт:",
]


@given(st.lists(st.sampled_from([*_LINES, "Срок: 15.02.2027"]), max_size=12))
def test_a_wish_changes_nothing_else(lines: list[str]) -> None:
    """Figures, reasons, closing days and acknowledgements are read as if another word stood there."""
    said, other = read("\n".join(lines)), read("\n".join(lines).replace("Срок: 15.02.2027", "Слово: 15.02.2027"))
    assert replace(said, wishes=()) == other


def _examples(page: str, part: str) -> list[tuple[str, str]]:
    """The rows of a table of examples in the documents: what is written, and what is said of it.

    On a page that says first what is meant, what is written stands in the second column.
    """
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    table = text.partition(f"<!-- {part} -->")[2].partition(f"<!-- /{part} -->")[0]
    return re.findall(r"^\|(?: [^`|]+ \|)? `+ ?(.+?) ?`+ \| (.+?) \|$", table, re.MULTILINE)


@pytest.mark.parametrize(
    ("page", "counts"),
    [
        ("reporting.md", (18, 15, 7)),
        ("reporting.ru.md", (18, 15, 7)),
        ("for-clerk.md", (7, 5, 0)),
        ("for-clerk.ru.md", (7, 5, 0)),
    ],
)
def test_the_examples_of_the_documents_are_true(page: str, counts: tuple[int, int, int]) -> None:
    """What is said to be read is, with the figure named; what is said to be told or no report is just that."""
    assert {text: values(text) for text, _figure in _examples(page, "read")} == {
        text: [figure.replace(",", ".")] for text, figure in _examples(page, "read")
    }
    assert {text: values(text) for text, _why in _examples(page, "told")} == {
        text: [None] for text, _why in _examples(page, "told")
    }
    assert [found for text, _why in _examples(page, "none") for found in values(text)] == []
    assert tuple(len(_examples(page, part)) for part in ("read", "told", "none")) == counts
