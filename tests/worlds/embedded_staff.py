"""The staff of the embedded tracker, and a clock whose every look is a minute later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sync.tracker import TrackerContext
from sync.trackers.embedded.adapter import EmbeddedTracker
from sync.trackers.embedded.settings import EmbeddedSettings
from sync.trackers.embedded.store import EmbeddedStore

PLAN = "plan-a"
START = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)


def ticking() -> Callable[[], datetime]:
    """A clock that moves by a minute with every look at it."""
    looks = iter(range(10**9))
    return lambda: START + timedelta(minutes=next(looks))


def make_tracker(
    folder: Path, *, path: str = "tracker.db", project: str | None = None, read_only: bool = False
) -> EmbeddedTracker:
    """The adapter on a file in a folder."""
    context = TrackerContext(PLAN, str(folder), ticking(), read_only=read_only)
    return EmbeddedTracker(EmbeddedSettings(path=path, project=project), context)


class EmbeddedStaff:
    """What the staff do past the port."""

    def __init__(self, store: EmbeddedStore, project: str) -> None:
        self.store = store
        self.project = project

    def close(self, issue: str) -> None:
        """Close an issue as done."""
        self.store.update_issue(int(issue), {"status": "done"}, author="staff")

    def reopen(self, issue: str) -> None:
        """Open it again."""
        self.store.update_issue(int(issue), {"status": "in_progress"}, author="staff")

    def comment(self, issue: str, text: str, author: str) -> None:
        """Comment on it."""
        self.store.comment(int(issue), text, author=author)

    def set_due(self, issue: str, due: date | None) -> None:
        """Set its due date."""
        self.store.update_issue(int(issue), {"due": due}, author="staff")

    def set_title(self, issue: str, title: str) -> None:
        """Set its title."""
        self.store.update_issue(int(issue), {"title": title}, author="staff")

    def set_description(self, issue: str, text: str) -> None:
        """Set its description."""
        self.store.update_issue(int(issue), {"description": text}, author="staff")

    def delete(self, issue: str) -> None:
        """Remove it."""
        self.store.delete_issue(int(issue), author="staff")

    def create_foreign(self, title: str) -> str:
        """Make an issue of the staff's own."""
        return str(self.store.create_issue(self.project, title, author="staff").id)
