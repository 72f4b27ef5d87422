"""An adapter on the Redmine in memory, as a run makes it, and the short ways that its tests take."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mappings.desired.issues import DesiredIssue
from sync.tracker import ActualIssue, Ref, TrackerContext
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.standins.redmine_fake import URL
from tests.tracker_conformance import PLAN, desired

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOKEN = "VEKHA_TEST_TOKEN"
SETTINGS = {
    "url": URL,
    "project": "plan",
    "issue_tracker": "Мероприятие",
    "token_env": TOKEN,
    "marker_field": "Ключ плана",
    "fact_field": "Факт",
}


def tracker(
    *,
    cache: dict[str, str] | None = None,
    now: datetime = NOW,
    first_issues: tuple[DesiredIssue, ...] = (),
    **changes: Any,
) -> RedmineTracker:
    """An adapter; `changes` are its settings. Its key comes from the environment."""
    settings = RedmineSettings.model_validate({**SETTINGS, **changes})
    notes = {} if cache is None else cache
    context = TrackerContext(PLAN, "/nowhere", lambda: now, cache=notes, first_issues=first_issues)
    return RedmineTracker(settings, context)


def asked(now: datetime) -> dict[str, str]:
    """A cache in which it stands that on this day there were no categories for the bot."""
    return {"category:used": f"{now.date()} no"}


def make(adapter: RedmineTracker, issue: DesiredIssue | None = None, parent: str | None = None) -> Ref:
    """An issue without a milestone."""
    return adapter.create_issue(issue or desired(), milestone_id=None, parent_id=parent)


def only(adapter: RedmineTracker) -> ActualIssue:
    """The one issue of the plan."""
    (issue,) = adapter.fetch().issues
    return issue
