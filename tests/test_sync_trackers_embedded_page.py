"""The tracker's page shows everything, trusts nothing it shows, and is written whole."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mappings import language
from mappings.errors import FileUnwritable
from sync.trackers.embedded.page import _changed_lines, render_page, write_page
from sync.trackers.embedded.store import EmbeddedStore
from sync.trackers.embedded.words import field_word, status_word
from tests.worlds.embedded_staff import ticking

PROJECT = "library"
TODAY = date(2025, 6, 1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language.active()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    """A tracker with two milestones and four issues."""
    store = EmbeddedStore(tmp_path / "tracker.db", now=ticking())
    first = store.create_milestone(PROJECT, "2025", due=date(2025, 12, 31))
    last = store.create_milestone(PROJECT, "2026", due=date(2026, 12, 31))
    store.update_milestone(last.id, {"closed": True})
    parent = store.create_issue(PROJECT, "Parent", author="vekha", milestone_id=first.id)
    late = store.create_issue(
        PROJECT,
        "Late <b>one</b>",
        author="vekha",
        milestone_id=first.id,
        parent_id=parent.id,
        due=date(2025, 5, 1),
        assignee="ivanova",
        description="First line\nSecond line\n<script>alert(1)</script>",
    )
    store.create_issue(PROJECT, "Finished", author="vekha", milestone_id=first.id, status="done")
    store.create_issue(PROJECT, "Loose", author="petrov")
    store.comment(late.id, "Said & done </div> a word to all", author="<ivanova>")
    store.comment(late.id, "for the staff alone", author="petrov", private=True)
    return store


def card(html: str, number: int) -> str:
    """The part of the page that shows one issue."""
    found = re.search(rf'<article class="issue" id="issue-{number}">.*?</article>', html, re.DOTALL)
    assert found
    return found.group()


def test_every_issue_has_its_anchor_and_its_fields(store: EmbeddedStore) -> None:
    """Links from mails and summaries lead to a card with status, due date, assignee, milestone and parent."""
    html = render_page(store, PROJECT, today=TODAY)
    assert [int(number) for number in re.findall(r'id="issue-(\d+)"', html)] == [1, 2, 3, 4]
    late = card(html, 2)
    for expected in ("2025-05-01 · overdue", "ivanova", 'href="#milestone-1"', 'href="#issue-1"', ">new<"):
        assert expected in late
    assert "a word to all" in late
    assert "for the staff alone" not in html
    assert "overdue" not in card(html, 3)


def test_milestones_come_with_their_counts(store: EmbeddedStore) -> None:
    """Each milestone counts its issues, the closed and the overdue ones; the rest stand without one."""
    html = render_page(store, PROJECT, today=TODAY)
    rows = re.findall(r"<tr>\s*<td>.*?</tr>", html, re.DOTALL)
    cells = [[re.sub(r"<[^>]*>|\s+", " ", cell).strip() for cell in row.split("<td")[1:]] for row in rows]
    numbers = [[cell.rpartition(">")[2].strip() for cell in row[2:5]] for row in cells]
    assert numbers == [["3", "1", "1"], ["0", "0", "0"], ["1", "0", "0"]]
    assert "width:33%" in rows[0]
    assert "closed" in rows[1]
    assert 'href="#no-milestone"' in rows[2]
    assert "No issues here." in html


def test_what_people_wrote_is_shown_as_text(store: EmbeddedStore) -> None:
    """No markup of a title, a description, a comment or a name reaches the reader's browser as markup."""
    html = render_page(store, PROJECT, today=TODAY)
    for expected in (
        "Late &lt;b&gt;one&lt;/b&gt;",
        "&lt;script&gt;",
        "Said &amp; done &lt;/div&gt;",
        "&lt;ivanova&gt;",
    ):
        assert expected in html
    assert "<script" not in html


def test_the_page_needs_nothing_else(store: EmbeddedStore) -> None:
    """No script, no other file and no address is loaded: the page can be mailed or kept."""
    html = render_page(store, PROJECT, today=TODAY)
    assert not re.search(r"\bsrc=|<link|@import|url\(|https?://", html)
    assert '<html lang="en">' in html


def test_history_tells_each_change_in_words(store: EmbeddedStore) -> None:
    """Ids are shown as titles and numbers, days as days, and a changed text by its changed lines."""
    new_text = "First line\nAnother line\n<script>alert(1)</script>"
    store.update_issue(2, {"status": "done", "milestone_id": None, "parent_id": 4}, author="petrov")
    store.update_issue(2, {"due": None, "done_ratio": 50, "fact": "7"}, author="petrov")
    store.update_issue(2, {"description": new_text}, author="petrov")
    store.update_issue(2, {"description": new_text + "\r\n"}, author="petrov")
    late = card(render_page(store, PROJECT, today=TODAY), 2)
    for expected in (
        "<del>new</del> → <ins>done</ins>",
        "<del>2025</del> → <ins>—</ins>",
        "<del>#1</del> → <ins>#4</ins>",
        "<del>2025-05-01</del> → <ins>—</ins>",
        "<del>0 %</del> → <ins>50 %</ins>",
        "<del>—</del> → <ins>7</ins>",
        "<del>-Second line</del><ins>+Another line</ins>",
    ):
        assert expected in late
    assert "First line</del>" not in late
    assert late.index("percent done") < late.index("<del>new</del>"), "the newest change comes first"


def test_an_empty_tracker_has_a_page(tmp_path: Path) -> None:
    """Before the first sync the page says that there is nothing, and no file is made for the tracker."""
    store = EmbeddedStore(tmp_path / "tracker.db", now=ticking())
    assert "The tracker is empty." in render_page(store, PROJECT, today=TODAY)
    assert list(tmp_path.iterdir()) == []


def test_the_page_speaks_russian(store: EmbeddedStore) -> None:
    """In Russian the page says so and writes days as Russian readers do."""
    language.use("ru")
    html = render_page(store, PROJECT, today=TODAY)
    assert '<html lang="ru">' in html
    assert "01.05.2025" in html
    assert "2025-05-01" not in html


def test_unknown_words_are_shown_as_they_are() -> None:
    """A value that a later version may bring is shown by its own name."""
    assert (status_word("paused"), field_word("colour")) == ("paused", "colour")


def test_writing_is_whole_or_not_at_all(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writing that fails leaves the page that was there, and no draft beside it."""
    write_page(store, PROJECT, store.page, today=TODAY)
    before = store.page.read_text(encoding="utf-8")
    for number, code in ((errno.ENOSPC, "disk-full"), (errno.EACCES, "tracker-page-unwritable")):

        def refuse(*_args: Any, error: int = number) -> None:
            raise OSError(error, os.strerror(error))

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(FileUnwritable) as caught:
            write_page(store, PROJECT, store.page, today=date(2030, 1, 1))
        assert caught.value.code == code
    assert store.page.read_text(encoding="utf-8") == before
    assert sorted(path.name for path in store.path.parent.iterdir()) == ["tracker.db", "tracker.html"]


def test_the_folder_of_the_page_is_made(store: EmbeddedStore, tmp_path: Path) -> None:
    """A page can be sent to a folder that is not there yet, but not below a file."""
    page = tmp_path / "pages" / "tracker.html"
    write_page(store, PROJECT, page, today=TODAY)
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(FileUnwritable):
        write_page(store, PROJECT, store.path / "tracker.html", today=TODAY)


def test_a_long_changed_text_is_shown_in_part() -> None:
    """What both editions share is left out; of longer ones so much as can be read, without comparing line by line."""
    old = [f"a{number}" for number in range(30_000)]
    lines = _changed_lines("\n".join(["x", *old, "y"]), "\n".join(["x", *old[::-1], "y"]))
    assert (lines[0], lines[-1], len(lines)) == ("-a0", "+…", 401)
    assert _changed_lines("a\nb\nc", "a\nB\nc") == ("-b", "+B")
    assert _changed_lines("a\na", "a\na\na") == ("+a",)
    assert max(map(len, _changed_lines("a", "b" * 100_000))) <= 500
