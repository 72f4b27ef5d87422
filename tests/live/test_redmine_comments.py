"""A real Redmine takes Vekha's own comments as they are, does nothing with them, and drops none without a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mappings.marker import normal
from mappings.signature import Said, mark, mark_of, signed
from sync.errors import AuthFailed
from sync.tracker import TrackerContext
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.live.redmine_people import token_of
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER, RedmineServer
from tests.tracker_conformance import PLAN, desired

pytestmark = pytest.mark.live_redmine

WORDS = (
    "Факт за 2023 год: 4\nИсполнено: 20.12.2023\nПричина: *ремонт* -снято- @код@ #1 user:bot {{toc}} h2. Заголовок\n"
    "h2. Не заголовок\n> не цитата\n|не|таблица|\n\nИсточник: отчёт за 2023 год"
)


@pytest.fixture
def adapter(redmine: RedmineServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], RedmineTracker]:
    """The adapter under the key of a login."""

    def of(login: str) -> RedmineTracker:
        monkeypatch.setenv("VEKHA_TEST_TOKEN", token_of(login))
        settings = RedmineSettings(
            url=redmine.url,
            project="plan",
            issue_tracker=TRACKER,
            token_env="VEKHA_TEST_TOKEN",
            marker_field=KEY_FIELD,
            fact_field=FACT_FIELD,
        )
        return RedmineTracker(settings, TrackerContext(PLAN, str(tmp_path), lambda: datetime.now(UTC)))

    return of


def test_a_comment_is_a_note_that_says_what_it_was_given(adapter: Callable[[str], RedmineTracker]) -> None:
    """It comes back as it was, its mark last; the issue is as it was, open or closed."""
    tracker = adapter("bot")
    ref = tracker.create_issue(desired(), milestone_id=None, parent_id=None)
    first = signed(WORDS, mark(Said.IMPORTED, PLAN, WORDS, "0"))
    tracker.comment(ref, first)
    closed = tracker.close_issue(ref, done=True)
    second = signed("Факт за 2023 год: отозвано", mark(Said.WITHDRAWN, mark_of(first)))
    tracker.comment(closed, second)
    (issue,) = adapter("bot").fetch().issues
    assert [normal(one.text) for one in issue.comments] == [first, second]
    assert issue.closed


def test_a_note_without_the_right_is_refused_and_none_is_written(adapter: Callable[[str], RedmineTracker]) -> None:
    """Redmine would take it and drop it; the right is asked for beforehand."""
    tracker = adapter("bot")
    ref = tracker.create_issue(desired(), milestone_id=None, parent_id=None)
    with pytest.raises(AuthFailed) as caught:
        adapter("no-add-issue-notes").comment(ref, signed("Слова", mark(Said.QUESTION, PLAN)))
    assert caught.value.code == "right-missing"
    (issue,) = adapter("bot").fetch().issues
    assert issue.comments == ()


@pytest.mark.parametrize("text_format", ["textile", "markdown", "common_mark"])
def test_a_note_makes_nothing_of_its_words(
    redmine: RedmineServer, adapter: Callable[[str], RedmineTracker], text_format: str
) -> None:
    """In each of Redmine's formats there is neither heading, table, quotation nor link of what stood in the table."""
    redmine.set_text_format(text_format)
    tracker = adapter("bot")
    ref = tracker.create_issue(desired(), milestone_id=None, parent_id=None)
    tracker.comment(ref, signed(WORDS, mark(Said.IMPORTED, PLAN, WORDS, "0")))
    notes = f"Issue.find({ref.id}).journals.last.notes"
    html = str(redmine.runner(f"Redmine::WikiFormatting.to_html(Setting.text_formatting, {notes})"))
    assert "2023" in html
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= {"p", "br"}
