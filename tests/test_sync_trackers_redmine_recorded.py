"""The rules of every tracker, kept on the recorded answers of a real Redmine: request for request what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sync.tracker import Tracker, TrackerContext
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.standins import redmine_recording as recording
from tests.tracker_conformance import PLAN, TrackerConformance


class MuteStaff:
    """What the staff did is in the recording; only what their hand returned is needed again."""

    def __init__(self, said: list[Any]) -> None:
        self._said = list(said)

    def close(self, issue: str) -> None:
        """Closed then."""

    def reopen(self, issue: str) -> None:
        """Opened again then."""

    def comment(self, issue: str, text: str, author: str) -> None:
        """Commented then."""

    def set_due(self, issue: str, due: date | None) -> None:
        """Set then."""

    def set_title(self, issue: str, title: str) -> None:
        """Set then."""

    def set_description(self, issue: str, text: str) -> None:
        """Set then."""

    def delete(self, issue: str) -> None:
        """Removed then."""

    def create_foreign(self, title: str) -> str:  # noqa: ARG002
        """The number it was given then."""
        return str(self._said.pop(0))


class TestRedmineRecorded(TrackerConformance):
    """The inherited suite, but for what takes hundreds of kilobytes to record."""

    test_all_of_many_issues_come_back = None  # type: ignore[assignment]
    test_awkward_text_survives = None  # type: ignore[assignment]

    @pytest.fixture
    def recorded(self, request: pytest.FixtureRequest) -> Iterator[recording.Recording]:
        """The recording, played while the test runs."""
        with recording.played(request.node.originalname) as recorded:
            yield recorded

    @pytest.fixture
    def tracker(self, recorded: recording.Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tracker:
        """An adapter at the time of the recording."""
        monkeypatch.setenv("VEKHA_TEST_TOKEN", "key")
        settings = RedmineSettings(
            url=recording.URL,
            project="plan",
            issue_tracker="Мероприятие",
            token_env="VEKHA_TEST_TOKEN",
            marker_field="Ключ плана",
            fact_field="Факт",
        )
        return RedmineTracker(settings, TrackerContext(PLAN, str(tmp_path), lambda: recorded.at))

    @pytest.fixture
    def staff(self, recorded: recording.Recording) -> MuteStaff:
        """Nobody."""
        return MuteStaff(recorded.staff)
