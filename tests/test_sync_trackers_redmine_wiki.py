"""The wiki of a Redmine project, on the recorded answers of a real one: request for request what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.tracker import TrackerContext
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.redmine_wiki_rules import Keeper, RedmineWikiRules
from tests.standins import redmine_recording as recording
from tests.wiki_conformance import Hand


class TestRedmineWikiRecorded(RedmineWikiRules):
    """The inherited suite. What the staff and the administrator did is in the recording."""

    @pytest.fixture
    def wiki(
        self, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[RedmineTracker]:
        """An adapter at the time of the recording."""
        monkeypatch.setenv("VEKHA_TEST_TOKEN", "key")
        settings = RedmineSettings(
            url=recording.URL, project="plan", issue_tracker="Мероприятие", token_env="VEKHA_TEST_TOKEN"
        )
        with recording.played(recording.name_of(request.node)) as recorded:
            yield RedmineTracker(settings, TrackerContext("plan", str(tmp_path), lambda: recorded.at))

    @pytest.fixture
    def front(self) -> str:
        """Where issues are shown."""
        return f"{recording.URL}/issues/"

    @pytest.fixture
    def hand(self) -> Hand:
        """Nobody's: it was written then."""
        return lambda _title, _text: None

    @pytest.fixture
    def keeper(self) -> Keeper:
        """Nobody's: it was done then."""
        return lambda _act: None
