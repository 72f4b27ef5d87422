"""What counts as a reported figure or reason, and which of several wins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.mapping.model import Mapping
from mappings.marker import fence
from mappings.progress import Report, Status
from sync.runs.reported import Unread, parse_number, read_report
from sync.tracker import ActualIssue, Comment, FieldFact, Ref

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BLOCK = fence("town", "I.1.1", "Факт: 999\nПричина: пример")


def issue(*comments: Comment, own: str = "", fact: FieldFact | None = None) -> ActualIssue:
    """An issue with these comments and these words of the staff."""
    return ActualIssue(
        ref=Ref("1", "https://tracker.example.org/1"),
        key="I.1.1",
        title="Title",
        description=f"{BLOCK}\n\n{own}",
        status="in_progress",
        closed=False,
        comments=comments,
        fact=fact,
        description_author="olga",
        description_at=NOON,
    )


def said(text: str, hours: int = 1, *, private: bool = False) -> Comment:
    """A comment so many hours after noon."""
    return Comment("anna", NOON + timedelta(hours=hours), text, private)


def read(one: ActualIssue) -> tuple[Report, list[Unread]]:
    """What an issue reports, with no mapping."""
    return read_report(one, Mapping())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 000", "1000"),
        ("1\u00a0000,5 руб.", "1000.5"),
        ("1 234 567", "1234567"),
        ("80%", "80"),
        ("80 %", "80"),
        ("12 справок", "12"),
        ("12.", "12"),
        ("12 (двенадцать)", "12"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("+3", "3"),
        ("0", "0"),
        ("двенадцать", None),
        ("10 12", None),
        ("2026-11-01", None),
        ("01.11.2026", None),
        ("12/15", None),
        ("12-15", None),
        ("нет", None),
        ("", None),
    ],
)
def test_number_is_read_as_people_write_it(text: str, number: str | None) -> None:
    """Decimal commas, thousands apart, units after it; ranges, dates and words are no number."""
    assert parse_number(text) == (None if number is None else Decimal(number))


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_every_number_printed_in_the_russian_way_is_read_back(whole: int, cents: int) -> None:
    """Grouping by blanks and a decimal comma lose nothing."""
    text = f"{whole:,}".replace(",", " ") + f",{cents:02}"
    assert parse_number(text) == Decimal(f"{whole}.{cents:02}")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is written, a number is read or none is."""
    value = parse_number(text)
    assert value is None or value.is_finite()
    read(issue(said(f"Факт: {text}")))


@pytest.mark.parametrize(
    "line", ["Факт: 12", "факт:12", "ФАКТ : 12", "Fact: 12", "- Факт: 12", "**Факт:** 12", "> Факт: 12"]
)
def test_figure_may_be_written_in_many_ways(line: str) -> None:
    """Case, blanks and the marks of a list or of bold type do not matter."""
    report, unread = read(issue(said(f"Готово.\n{line}\nСпасибо")))
    assert (report.figure(1), unread) == (Decimal(12), [])


def test_word_inside_a_sentence_is_no_figure() -> None:
    """Only a line that begins with the word reports."""
    report, unread = read(issue(said("По факту: 12, но это не отчет. Наш факт: 3")))
    assert (report.figures, unread) == ((), [])


def test_newest_figure_wins_wherever_it_stands() -> None:
    """Comment, description and field are judged by time alone."""
    field = FieldFact("30", "boss", NOON + timedelta(hours=2))
    report, _unread = read(issue(said("Факт: 20", 1), own="Факт: 10", fact=field))
    (figure,) = report.figures
    assert (figure.value, figure.author, figure.place) == (Decimal(30), "boss", "field")
    report, _unread = read(issue(said("Факт: 20", 3), own="Факт: 10", fact=field))
    assert (report.figures[0].value, report.figures[0].place) == (Decimal(20), "comment")
    report, _unread = read(issue(own="Факт: 10"))
    assert (report.figures[0].author, report.figures[0].at, report.figures[0].place) == ("olga", NOON, "description")


def test_figures_of_several_indicators_are_kept_apart() -> None:
    """«Факт 2» is the second indicator's; «Факт» is the first's."""
    report, _unread = read(issue(said("Факт 1: 100\nФакт 2: 50"), said("Факт: 90", 2)))
    assert (report.figure(1), report.figure(2)) == (Decimal(90), Decimal(50))


def test_plan_block_and_private_comments_report_nothing() -> None:
    """The block holds the instruction, not a figure; what was said in private stays private."""
    report, unread = read(issue(said("Факт: 5", private=True)))
    assert (report.figures, report.reason, unread) == ((), "", [])


def test_reason_is_the_newest_one() -> None:
    """The reason of a deviation comes with or without a figure."""
    report, _unread = read(issue(said("Причина: ремонт"), said("Причина: нет денег", 2)))
    assert report.reason == "нет денег"


def test_unread_figure_is_forgotten_once_a_number_follows() -> None:
    """A slip that was mended is not told again; one that came after the number is."""
    _report, unread = read(issue(said("Факт: много"), said("Факт: 12", 2)))
    assert unread == []
    report, unread = read(issue(said("Факт: 12"), said("Факт: много", 2)))
    assert report.figure(1) == Decimal(12)
    assert [(one.text, one.author, one.place) for one in unread] == [("много", "anna", "comment")]


def test_status_goes_through_the_mapping() -> None:
    """What a status means is the mapping's to say."""
    report, _unread = read(issue())
    assert report.status is Status.IN_PROGRESS
