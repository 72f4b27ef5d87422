"""The summary for everybody names nobody, in whatever form, and says what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Extension
from mappings.progress import FigureLine, Status, judge
from mappings.progress.comparison import Change, Compared, Difference
from sync.summary import FORMS, Summary, render, summarize
from sync.summary.public import is_person, public
from tests.examples.plan_values import indicator, measure, plan, report, reports

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
SECRETS = ("Петрова И. И.", "Заболела Сидорова", "anna.petrova", "tracker.example", "Кузнецов П. П.", "Иванович")


def _summary(author: str, reason: str, assignee: str, url: str, executor: str, by: str) -> Summary:
    """Two measures with figures, reasons, doubts, a difference and an extension, every name in its place."""
    one = measure("I.1.1", years=[2024, 2025, 2026], indicators=[indicator(4)], executors=("МБУ «ЦБС»", executor))
    extension = Extension(date(2024, 12, 31), date(2026, 12, 20), by, "№ 5")
    extended = replace(one.deadlines[0], due=date(2026, 12, 20), extensions=(extension,))
    one = replace(one, deadlines=(extended, *one.deadlines[1:]))
    line = FigureLine(Decimal(1), f"1 ({author})", author, AT, "comment", url=url)
    unread = FigureLine(None, f"нет, {author}", author, AT, "comment", url=url)
    told = (
        replace(report("I.1.1/2025", Status.DONE, url=url, assignee=assignee, reason=reason), lines=(line,)),
        replace(report("I.1.1/2026", Status.IN_PROGRESS, url=url, assignee=assignee, reason=reason), lines=(unread,)),
        replace(report("I.9.9", Status.DONE, url=url, assignee=assignee), lines=(line,)),
    )
    summary = summarize(judge(plan(one), reports(*told), today=date(2026, 12, 10)), as_of=AT)
    difference = Difference("I.1.1/2025", Change.NEW, 1, None, None, Decimal(1), line, url)
    return replace(summary, compared=Compared(date(2026, 1, 1), (difference,)))


@pytest.mark.parametrize("form", FORMS)
def test_no_form_names_anybody(form: str) -> None:
    """Neither authors, assignees and reasons, nor links and executors who are persons; the figures stay."""
    whole = _summary(SECRETS[0], SECRETS[1], SECRETS[2], f"https://{SECRETS[3]}/1", SECRETS[4], f"Пётр {SECRETS[5]}")
    shown = render(public(whole), form)
    if FORMS[form].binary:
        assert shown != render(whole, form)
        return
    text = shown.decode()
    assert not [secret for secret in SECRETS if secret in text]
    assert "МБУ «ЦБС»" in text or "МБУ &#34;" in text


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=8, max_size=20), min_size=4, max_size=4))
def test_nothing_that_was_written_in_the_tracker_is_in_the_values(words: list[str]) -> None:
    """Whatever it is: no field of the summary holds it."""
    author, reason, assignee, host = (f"{word}ъ{place}" for place, word in enumerate(words))
    values = repr(public(_summary(author, reason, assignee, f"https://{host}/1", "МБУ «ЦБС»", "Дума")))
    assert not [word for word in (author, reason, assignee, host) if word in values]


def test_it_says_what_was_left_out() -> None:
    """In one sentence that every form shows."""
    whole = _summary("a", "b", "c", "https://d/1", "МБУ «ЦБС»", "Дума")
    assert (whole.left_out, public(whole).left_out.split(":")[0]) == ("", "For everybody")


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Петрова И. И.", True),
        ("И.И. Петрова", True),
        ("Анна Ивановна Петрова", True),
        ("Smith J.", True),
        ("МБУ «Централизованная библиотечная система»", False),
        ("Отдел культуры", False),
        ("Администрация г. Мегиона", False),
        ("Библиотека им. А. С. Пушкина", False),
        ("Дума", False),
    ],
)
def test_a_person_is_told_from_an_organisation(name: str, *, person: bool) -> None:
    """By a surname with initials or by a patronymic; a library named after a poet is no person."""
    assert is_person(name) is person
