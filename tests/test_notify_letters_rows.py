"""The rows of a mail: how sections are named, what is said beside a measure, and how rooms are shared out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mappings.plan import Measure, Plan, Section
from mappings.progress import FigureLine, Report, Status
from notify.alerts.memory import Known
from notify.letters.digest import Digest
from notify.letters.rows import _rooms
from tests.examples.letter_values import ANNA, Town
from tests.examples.plan_values import WHEN, because, deadline, extended, figure, indicator, measure, plan

TODAY = date(2026, 1, 12)
READER = replace(ANNA, measures=())


def told(whole: Plan, *reports: Report) -> Digest:
    """The mail of a person who follows the whole plan, which was followed before anything was late."""
    town = Town(TODAY, {one.key: one for one in reports}, (READER,), Known(followed=date(2021, 1, 1)), plan=whole)
    return town.letter(READER)


def late(key: str, **changes: object) -> Measure:
    """A measure that came late with the year."""
    return replace(measure(key, years=(2025,), group=None), **changes)  # type: ignore[arg-type]


def lines_of(digest: Digest) -> str:
    """The text of a mail, its lines joined."""
    return " ".join(digest.text.split())


def test_headings_in_capitals_do_not_shout() -> None:
    """A section is named by its numeral and a shortened title in small letters; an unknown one by its key."""
    whole = plan(late("I.1"), late("IX.1"))
    section = Section("I", "СОХРАНЕНИЕ СЕТИ БИБЛИОТЕК, " * 10, whole.sections[0].place)
    text = lines_of(told(replace(whole, sections=(section,))))
    assert "I. Сохранение сети библиотек, сохранение сети" in text
    assert "СОХРАНЕНИЕ" not in text
    assert " IX IX.1 " in text


def test_one_section_without_a_title_is_no_heading() -> None:
    """Of several each is named, if only by its key."""
    one = plan(late("I.1"))
    two = plan(late("I.1"), late("II.1"))
    for whole, heading in ((one, ""), (two, " I I.1 ")):
        bare = replace(whole, sections=tuple(replace(section, title="") for section in whole.sections))
        text = lines_of(told(bare))
        assert "I.1" in text
        assert " I. " not in text
        assert heading in text


def test_a_row_names_who_works_on_it() -> None:
    """The executors as printed, whom the tracker assigns, and that work has begun."""
    text = lines_of(
        told(plan(late("I.1", executors=("Отдел  культуры", "ЦБС"))), Report("I.1", Status.IN_PROGRESS, assignee="Ann"))
    )
    assert "Отдел культуры, ЦБС · Ann · in progress" in text


def test_a_row_says_what_the_plan_asks_for_and_what_was_reported() -> None:
    """Each target with its figure; one without a number in the words of the plan."""
    targets = (indicator(9), indicator(80, percent=True, unit=""))
    text = lines_of(told(plan(late("I.1", indicators=targets)), Report("I.1", lines=(figure(5),))))
    assert "Target: at least 9 документов; reported: 5; Target: at least 80%; no figure reported" in text
    assert "Target: Создать «центр»" in lines_of(told(plan(late("I.1", target_text="Создать «центр»"))))


def test_a_figure_that_cannot_be_read_is_named() -> None:
    """Whoever asks the executor knows that something was reported, and what of it was not understood."""
    unread = FigureLine(None, "около <9>", "anna", WHEN, "comment")
    digest = told(plan(late("I.1")), Report("I.1", lines=(unread,)))
    assert "“около <9>” could not be read as a number" in digest.text
    assert "“около &lt;9&gt;” could not be read as a number" in digest.html


def test_a_reason_names_its_years_where_it_is_not_of_all() -> None:
    """A reason that was given for one of two years is not read as that of both."""
    both = measure("I.1", years=(2024, 2025), group=None)
    one = told(plan(both), Report("I.1/2024", reasons=because("ремонт")))
    assert "Reason (2024): ремонт" in one.text
    same = told(plan(both), *(Report(f"I.1/{year}", reasons=because("ремонт")) for year in (2024, 2025)))
    assert "Reason: ремонт" in same.text
    assert same.text.count("ремонт") == 1


def test_a_row_says_that_its_deadline_was_extended() -> None:
    """From when to when and by which orders, cut where that is long; a row of the plan's own date says nothing."""
    short = extended(measure("I.1", years=(2025,), group=None), 2025, TODAY - timedelta(3))
    wordy = late("I.2", deadlines=(deadline("I.2/2025", 2025).extended(TODAY - timedelta(2), by="Щ" * 300, order="1"),))
    text = lines_of(told(plan(short, wordy, late("I.3"))))
    assert "Extended from 2025-12-31 to 2026-01-09 (Mayor, No. 1)" in text
    assert text.count("Extended from") == 2
    assert "Щ" * 200 not in text


@pytest.mark.parametrize(
    ("sizes", "rows", "rooms"),
    [
        ([200, 50], 150, [140, 10]),
        ([20, 30], 150, [20, 30]),
        ([200, 3, 40], 150, [137, 3, 10]),
        ([5, 5], 1, [1, 0]),
        ([], 150, []),
    ],
)
def test_the_first_parts_get_the_rows_but_for_a_few(sizes: list[int], rows: int, rooms: list[int]) -> None:
    """What is graver is shown first, and what comes later is not crowded out."""
    assert _rooms(sizes, rows) == rooms
