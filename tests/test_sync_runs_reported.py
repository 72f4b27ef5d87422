"""What counts as a reported figure or reason, and which of several wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mappings.mapping.model import Mapping
from mappings.marker import fence
from mappings.progress import Report, Status, Wish
from mappings.signature import Said, mark, signed
from sync.runs.reported import Unread, read_report
from sync.tracker import ActualIssue, Comment, FieldFact, Ref

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BLOCK = fence("town", "I.1.1", "Факт: 999\nПричина: пример")


def figure(report: Report, indicator: int) -> Decimal | None:
    """The newest figure of an indicator, counted from 1."""
    return next((one.value for one in report.figures if one.indicator == indicator), None)


def issue(*comments: Comment, own: str = "", fact: FieldFact | None = None, **more: Any) -> ActualIssue:
    """An issue with these comments and these words of the staff."""
    return ActualIssue(
        ref=Ref("1", "https://tracker.example.org/1"),
        key="I.1.1",
        title="Title",
        description=f"{BLOCK}\n\n{own}",
        status="in_progress",
        comments=comments,
        fact=fact,
        description_author="olga",
        description_at=NOON,
        **{"closed": False, **more},
    )


def said(text: str, hours: int = 1, *, private: bool = False) -> Comment:
    """A comment so many hours after noon."""
    return Comment("anna", NOON + timedelta(hours=hours), text, private)


def read(one: ActualIssue) -> tuple[Report, list[Unread]]:
    """What an issue reports, with no mapping."""
    return read_report(one, Mapping())


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
    assert (figure(report, 1), figure(report, 2)) == (Decimal(90), Decimal(50))


def test_plan_block_and_private_comments_report_nothing() -> None:
    """The block holds the instruction, not a figure; what was said in private stays private."""
    report, unread = read(issue(said("Факт: 5", private=True)))
    assert (report.figures, report.reason, unread) == ((), "", [])


def test_of_a_private_issue_only_how_it_stands_is_told() -> None:
    """Its closing counts; no figure, reason, name or address leaves it, and what cannot be read is asked of nobody."""
    words = (said("Факт: 5\nПричина: ремонт"), said("Факт: много", 2))
    report, unread = read(issue(*words, own="Факт: 7", assignee="olga", closed=True, closed_at=NOON, private=True))
    assert (report, unread) == (Report("I.1.1", Status.DONE, closed_at=NOON), [])


def test_reason_is_the_newest_one() -> None:
    """The reason of a deviation comes with or without a figure."""
    report, _unread = read(issue(said("Причина: ремонт"), said("Причина: нет денег", 2)))
    assert report.reason == "нет денег"


def test_a_wish_is_what_the_newest_comment_asks_for() -> None:
    """The plan prints its own date in the same words, and a description is no place to ask for another."""
    block = fence("town", "I.1.1", "Срок: 31.12.2026")
    asked = issue(said("Срок: 15.02.2027", 1), said("Срок: 1.03.2027", 2), said("Срок: 1.04.2027", 3, private=True))
    report, _unread = read(replace(asked, description=f"{block}\n\nСрок: 15.05.2027"))
    assert report.wished == Wish(date(2027, 3, 1), "anna", NOON + timedelta(hours=2))
    report, _unread = read(issue(own="Срок: 15.05.2027"))
    assert report.wished is None


def test_a_quotation_never_overwrites_the_newer_figure() -> None:
    """A manager who quotes the clerk's first figure reports nothing."""
    report, unread = read(issue(said("Факт: 5"), said("Факт: 9", 2), said("Иванова wrote:\n> Факт: 5\n\nСпасибо", 3)))
    assert (figure(report, 1), unread) == (Decimal(9), [])


def test_a_line_of_the_description_dates_from_its_own_change() -> None:
    """Who adds a link years later brings no old figure forward; a line that was away dates from its return."""
    versions = (
        Comment("olga", NOON - timedelta(days=900), "Факт: 3"),
        Comment("boss", NOON - timedelta(days=800), "Факт: 3\r\nФакт 2: 7"),
        Comment("boss", NOON - timedelta(days=700), "Факт: 3"),
        Comment("boss", NOON, "Факт: 3\nсм. ссылку\nФакт 2: 7"),
    )
    one = issue(said("Факт: 9", -500 * 24), own=versions[-1].text, description_versions=versions)
    report, _unread = read(one)
    assert [(line.value, line.author, line.at) for line in report.lines] == [
        (Decimal(3), "olga", NOON - timedelta(days=900)),
        (Decimal(9), "anna", NOON - timedelta(days=500)),
        (Decimal(7), "boss", NOON),
    ]
    assert figure(report, 1) == Decimal(9)


def test_vekhas_own_comments_report_nothing_but_what_they_pass_on() -> None:
    """A question with an example in it is no report; an imported figure and its withdrawal are."""
    asked = signed("Напишите строкой:\nФакт: 9", mark(Said.QUESTION, "a"))
    passed_on = signed("Факт за 2023 год: 4\nИсточник: отчёт за 2023 год", mark(Said.IMPORTED, "b"))
    report, unread = read(issue(said(asked), said(passed_on, 2)))
    assert [(line.value, line.year) for line in report.lines] == [(Decimal(4), 2023)]
    taken_back = signed("Факт за 2023 год: отозвано", mark(Said.WITHDRAWN, "c"))
    report, unread = read(issue(said(passed_on), said(taken_back, 2)))
    assert ([line.value for line in report.lines], report.unread, unread) == ([Decimal(4), None], (), [])


def test_what_was_answered_by_mail_is_reported_by_whoever_answered() -> None:
    """The bot posts it; a comment of another kind, or one that names nobody, is its author's."""
    answer = "Факт: 4\nПричина: ремонт\nПринято\nСрок: 15.02.2027\nПо почте: Мария Образцова, 12.01.2027"
    report, _unread = read(issue(said(signed(answer, mark(Said.REPLY, "a")))))
    assert report.acknowledged is not None
    assert report.wished is not None
    authors = {one.author for one in report.lines} | {one.author for one in report.reasons}
    assert authors | {report.acknowledged.author, report.wished.author} == {"Мария Образцова"}
    for text in (answer, signed(answer, mark(Said.IMPORTED, "b")), signed("Факт: 4", mark(Said.REPLY, "c"))):
        report, _unread = read(issue(said(text)))
        assert [line.author for line in report.lines] == ["anna"]


def test_a_person_may_name_the_day_of_completion() -> None:
    """It is the closing date of a closed issue, on the same day in every zone of the country; an open one has none."""
    closed_at = NOON + timedelta(days=9)
    report, _unread = read(issue(said("Исполнено: 20.12.2023"), closed=True, closed_at=closed_at))
    assert report.closed_at is not None
    zones = ("Europe/Kaliningrad", "Asia/Kamchatka")
    assert {report.closed_at.astimezone(ZoneInfo(zone)).date() for zone in zones} == {date(2023, 12, 20)}
    report, _unread = read(issue(closed=True, closed_at=closed_at))
    assert report.closed_at == closed_at
    report, _unread = read(issue(said("Исполнено: 20.12.2023")))
    assert report.closed_at is None


def test_unread_lines_of_different_years_are_all_told() -> None:
    """A later figure of another year mends nothing; one of the same year does."""
    _report, unread = read(issue(said("Факт за 2024 год: много"), said("Факт за 2025 год: 8", 2)))
    assert [one.text for one in unread] == ["много"]
    _report, unread = read(issue(said("Факт за 2024 год: много"), said("Факт за 2024 год: 8", 2)))
    assert unread == []


def test_unread_figure_is_forgotten_once_a_number_follows() -> None:
    """A slip that was mended is not told again; one that came after the number is."""
    _report, unread = read(issue(said("Факт: много"), said("Факт: 12", 2)))
    assert unread == []
    report, unread = read(issue(said("Факт: 12"), said("Факт: много", 2)))
    assert figure(report, 1) == Decimal(12)
    assert [(one.text, one.author, one.place) for one in unread] == [("много", "anna", "comment")]


def test_status_goes_through_the_mapping() -> None:
    """What a status means is the mapping's to say."""
    report, _unread = read(issue())
    assert report.status is Status.IN_PROGRESS
