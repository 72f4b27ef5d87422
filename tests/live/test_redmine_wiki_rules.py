"""A real Redmine's wiki keeps the rules that publishing relies on; its answers are recorded where that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.tracker import TrackerContext
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.live.redmine_server import TRACKER, RedmineServer
from tests.redmine_wiki_rules import Keeper, RedmineWikiRules
from tests.standins import redmine_recording as recording
from tests.wiki_conformance import PAGE, Hand

pytestmark = pytest.mark.live_redmine

ROLE = "Role.find_by!(name: 'Веха (бот)')"
GRANT = f"{ROLE}.add_permission!(:view_wiki_pages, :edit_wiki_pages); nil"
THE_PAGE = "Project.find('plan').wiki.find_page('{}')"
ACTS = {
    "module off": "Project.find('plan').disable_module!(:wiki); nil",
    "right away": f"{ROLE}.remove_permission!(:edit_wiki_pages); nil",
    "plain text": "Setting.text_formatting = ''; nil",
    "protected": f"{THE_PAGE.format(PAGE)}.update!(protected: true); nil",
    "renamed": f"page = {THE_PAGE.format(PAGE)}; page.redirect_existing_links = true; "
    "page.title = 'Итоги года'; page.save!; nil",
}


class TestRedmineWiki(RedmineWikiRules):
    """The inherited suite."""

    @pytest.fixture
    def wiki(
        self,
        request: pytest.FixtureRequest,
        redmine: RedmineServer,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Iterator[RedmineTracker]:
        """The plan's project, worked by a bot that may write in its wiki."""
        redmine.runner(GRANT)
        monkeypatch.setenv("VEKHA_TEST_TOKEN", redmine.token)
        settings = RedmineSettings(
            url=redmine.url, project=redmine.project, issue_tracker=TRACKER, token_env="VEKHA_TEST_TOKEN"
        )
        name = recording.name_of(request.node)
        with recording.recorded(name, []) if recording.wanted() else nullcontext():
            yield RedmineTracker(settings, TrackerContext("plan", str(tmp_path), lambda: datetime.now(UTC)))

    @pytest.fixture
    def front(self, redmine: RedmineServer) -> str:
        """Where issues are shown."""
        return f"{redmine.url}/issues/"

    @pytest.fixture
    def hand(self, redmine: RedmineServer) -> Hand:
        """A librarian's."""

        def write(title: str, text: str) -> None:
            path = f"projects/{redmine.project}/wiki/{title.replace(' ', '_')}.json"
            redmine.staff().call("PUT", path, {"wiki_page": {"text": text}})

        return write

    @pytest.fixture
    def keeper(self, redmine: RedmineServer) -> Keeper:
        """The administrator's."""

        def act(name: str) -> None:
            if name in ACTS:
                redmine.runner(ACTS[name])
            else:
                redmine.set_text_format(name)

        return act
