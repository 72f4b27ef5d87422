"""The rows of a mail: how many there are, what they leave out, and how sections are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from mappings import language
from mappings.plan import Section
from mappings.progress import FigureLine, Report
from notify.letters.digest import HTML_BYTES, ROWS
from tests.examples.notify_values import PLACE, TODAY, digest_of, measure, plan_of
from tests.examples.plan_values import WHEN, because, extended

URL = "https://tracker.example/issues/{}"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


def words_of(html: str) -> str:
    """The visible words of an HTML part, one space between them."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_a_long_list_is_cut_and_the_totals_stay_right() -> None:
    """At most so many deadlines are shown, some room is kept for what is ahead, and the rest is counted."""
    late = [measure(f"I.{n}", TODAY - timedelta(n)) for n in range(1, ROWS + 41)]
    near = [measure(f"V.{n}", TODAY + timedelta(n % 30)) for n in range(1, 51)]
    digest = digest_of(plan_of(*late, *near))
    rows = re.findall(r'<th scope="row" align="left" style="padding-left:0', digest.html)
    assert len(rows) == ROWS
    assert len(digest.alerts) == len(late) + len(near)
    for part in (words_of(digest.html), " ".join(digest.text.split())):
        assert f"and {len(late) - 120} more deadlines, not shown here" in part
        assert "and 20 more deadlines, not shown here" in part
        assert f"{len(late)} measures overdue" in part


def test_a_mail_stays_below_the_size_at_which_it_would_be_cut() -> None:
    """Fewer rows are shown where long titles, addresses and reasons would make the mail too large."""
    reports = {
        f"I.{n}": Report(f"I.{n}", url=URL.format("Ж" * 500), reasons=because("Щ" * 500), assignee="Ш" * 90)
        for n in range(ROWS)
    }
    plan = plan_of(*(measure(f"I.{n}", TODAY - timedelta(n + 1), title="Ю" * 900) for n in range(ROWS)))
    digest = digest_of(plan, reports)
    assert len(digest.html.encode()) <= HTML_BYTES
    assert re.search(r"and \d+ more deadlines, not shown here", digest.html)
    assert f"{ROWS} measures overdue" in digest.html


def test_a_row_too_large_for_any_mail_still_goes() -> None:
    """One row is always shown, whatever its size; what is ahead is then counted below its heading."""
    huge = Report("I.1", url=URL.format("x" * HTML_BYTES))
    plan = plan_of(measure("I.1", TODAY - timedelta(1)), measure("I.2", TODAY))
    digest = digest_of(plan, {"I.1": huge})
    assert len(digest.html) > HTML_BYTES
    assert "and 1 more deadline, not shown here" in digest.html
    assert "and 1 more deadline, not shown here" in digest.text


def test_headings_in_capitals_do_not_shout() -> None:
    """A section is named by its numeral and a shortened title in small letters; an unknown one by its key."""
    title = "СОХРАНЕНИЕ СЕТИ БИБЛИОТЕК, " * 10
    plan = plan_of(measure("I.1", TODAY), measure("IX.1", TODAY), sections=(Section("I", title, PLACE),))
    html = words_of(digest_of(plan).html)
    assert "I. Сохранение сети библиотек, сохранение сети" in html
    assert "СОХРАНЕНИЕ" not in html
    assert "IX IX.1" in html


def test_a_figure_that_cannot_be_read_is_named() -> None:
    """Whoever asks the executor knows that something was reported, and what of it was not understood."""
    unread = FigureLine(None, "около <9>", "anna", WHEN, "comment")
    plan = plan_of(measure("I.1", TODAY - timedelta(1)))
    digest = digest_of(plan, {"I.1": Report("I.1", lines=(unread,))})
    assert "Figure not read: «около <9>»" in digest.text
    assert "Figure not read: «около &lt;9&gt;»" in digest.html


def test_a_row_says_that_its_deadline_was_extended() -> None:
    """From when to when and by which orders, cut where that is long; a row of the plan's own date says nothing."""
    late = extended(measure("I.1", TODAY - timedelta(300)), (TODAY - timedelta(300)).year, TODAY - timedelta(3))
    wordy = measure("I.2", TODAY - timedelta(300))
    moved = wordy.deadlines[0].extended(TODAY - timedelta(2), by="Щ" * 300, order="№ 1")
    wordy = replace(wordy, deadlines=(moved,))
    digest = digest_of(plan_of(late, wordy, measure("I.3", TODAY - timedelta(4))))
    for part in (words_of(digest.html), " ".join(digest.text.split())):
        assert "Extended from 2026-01-27 to 2026-11-20 (Mayor, No. 1)" in part
        assert part.count("Extended from") == 2
        assert "Щ" * 200 not in part
    assert {alert.key: alert.days for alert in digest.alerts}["I.1/2026"] == 3
