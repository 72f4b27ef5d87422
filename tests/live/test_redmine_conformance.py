"""The real Redmine keeps the rules that the engine relies on in every tracker, with the marker's field and without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sync.tracker import Tracker, TrackerContext
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.live.redmine_people import Person
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER, RedmineServer
from tests.standins import redmine_recording as recording
from tests.tracker_conformance import PLAN, TrackerConformance

pytestmark = pytest.mark.live_redmine

# The suite asks for comments by two names, and Redmine shows the name of whoever is logged in.
STAFF_RUBY = """
Setting.user_format = 'username'
%w[ivanova petrov].each do |login|
  user = User.new(firstname: 'Имя', lastname: 'Фамилия', mail: "#{login}@example.org", language: 'ru')
  user.login = login
  user.password = user.password_confirmation = "vekha-#{login}"
  user.mail_notification = 'none'
  user.save!
  token = Token.create!(user: user, action: 'api')
  token.update_column(:value, Digest::SHA1.hexdigest("vekha-live:#{login}"))
  Member.create!(project: Project.find('plan'), principal: user, roles: [Role.find_by!(name: 'Библиотекарь')])
end
nil
"""


@dataclass(frozen=True)
class RedmineStaff:
    """The clerk at work in Redmine, and others who comment."""

    server: RedmineServer
    said: list[str]

    @property
    def clerk(self) -> Person:
        return self.server.staff()

    def close(self, issue: str) -> None:
        self._move(issue, closed=True)

    def reopen(self, issue: str) -> None:
        self._move(issue, closed=False)

    def comment(self, issue: str, text: str, author: str) -> None:
        self.server.person(author).note(int(issue), text)

    def set_due(self, issue: str, due: date | None) -> None:
        self.clerk.edit(int(issue), due_date=due.isoformat() if due else "")

    def set_title(self, issue: str, title: str) -> None:
        self.clerk.edit(int(issue), subject=title)

    def set_description(self, issue: str, text: str) -> None:
        self.clerk.edit(int(issue), description=text)

    def delete(self, issue: str) -> None:
        self.clerk.delete(int(issue))

    def create_foreign(self, title: str) -> str:
        self.said.append(str(self.clerk.create(self.server.project, subject=title)))
        return self.said[-1]

    def _move(self, issue: str, *, closed: bool) -> None:
        statuses = self.clerk.issue(int(issue))["allowed_statuses"]
        status = next(one["id"] for one in statuses if one["is_closed"] is closed)
        self.clerk.edit(int(issue), status_id=status)


@pytest.mark.parametrize("marker_field", [KEY_FIELD, None])
class TestRedmineConformance(TrackerConformance):
    """The inherited suite."""

    @pytest.fixture
    def tracker(
        self, redmine: RedmineServer, marker_field: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Tracker:
        """The empty project of the plan, worked by a bot that has just the rights it needs."""
        monkeypatch.setenv("VEKHA_TEST_TOKEN", redmine.token)
        settings = RedmineSettings(
            url=redmine.url,
            project=redmine.project,
            issue_tracker=TRACKER,
            token_env="VEKHA_TEST_TOKEN",
            marker_field=marker_field,
            fact_field=FACT_FIELD,
        )
        context = TrackerContext(PLAN, str(tmp_path), lambda: datetime.now(UTC))
        return RedmineTracker(settings, context)

    @pytest.fixture
    def staff(self, redmine: RedmineServer, said: list[str]) -> RedmineStaff:
        """The librarians."""
        redmine.runner(STAFF_RUBY)
        return RedmineStaff(redmine, said)

    @pytest.fixture
    def said(self) -> list[str]:
        """What the staff's hand returns, for a recording."""
        return []

    @pytest.fixture(autouse=True)
    def _recorded(self, request: pytest.FixtureRequest, marker_field: str | None, said: list[str]) -> Iterator[None]:
        """Record the answers for the tests that have no server, where that is asked for."""
        name = request.node.originalname
        large = "all_of_many" in name or "awkward" in name
        if recording.wanted() and marker_field is not None and not large:
            with recording.recorded(name, said):
                yield
        else:
            yield
