"""The wiki of a GitLab project, on the stand-in: its pages, and what keeps the bot out of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.errors import AuthFailed, Rejected
from sync.trackers.gitlab.adapter import GitlabTracker
from tests.standins.gitlab_server import Server, running
from tests.standins.gitlab_server.records import WikiPage
from tests.standins.gitlab_server.wikis import slug_of
from tests.wiki_conformance import PAGE, TEXT, Hand, WikiConformance
from tests.worlds.gitlab_world import tracker


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty wiki."""
    with running() as server:
        yield server
        assert server.violations == []


class TestGitlabWiki(WikiConformance):
    """The inherited suite."""

    @pytest.fixture
    def wiki(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> GitlabTracker:
        """The adapter of a bot that may write in the wiki."""
        return tracker(server, monkeypatch, token="planner")

    @pytest.fixture
    def front(self, server: Server) -> str:
        """Where issues are shown."""
        return f"{server.url}/{server.project}/-/issues/"

    @pytest.fixture
    def hand(self, server: Server) -> Hand:
        """A clerk's, who makes the page where there is none."""

        def write(title: str, text: str) -> None:
            slug = slug_of(title)
            server.state.wiki[server.project_id, slug] = WikiPage(server.project_id, slug, title, text)

        return write


def test_a_task_and_an_issue_at_peoples_address_are_referred_to(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reports name the address under which people open the tracker."""
    wiki = tracker(server, monkeypatch, token="planner", public_url="https://git.example.org/x").wiki_text()
    for url in (
        f"{server.url}/{server.project}/-/work_items/7",
        f"https://git.example.org/x/{server.project}/-/issues/7",
    ):
        assert wiki.reference(url) == "#7"
    assert wiki.reference(f"https://git.example.org/x/{server.project}2/-/issues/7") == ""


@pytest.mark.parametrize(("token", "role"), [("reporter", "Reporter"), ("guest", "Guest")])
def test_a_role_that_may_not_write_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, token: str, role: str
) -> None:
    """A Reporter may do all else that Vekha does; nothing is sent."""
    adapter = tracker(server, monkeypatch, token=token)
    for tried in (adapter.wiki_text, lambda: adapter.write_page(PAGE, TEXT, version=None)):
        with pytest.raises(AuthFailed) as caught:
            tried()
        assert caught.value.code == "right-missing"
        assert role in caught.value.message and "Planner" in caught.value.hint
    assert adapter.traffic.writes == 0


@pytest.mark.parametrize("token", ["planner", "developer", "owner"])
def test_a_role_that_may_write(server: Server, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """Planner, and Developer and above."""
    assert tracker(server, monkeypatch, token=token).write_page(PAGE, TEXT, version=None).text == TEXT


def test_a_wiki_that_is_off_and_a_project_that_is_archived(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are told before anything is tried."""
    server.state.project.wiki_enabled = False
    with pytest.raises(AuthFailed) as off:
        tracker(server, monkeypatch, token="planner").wiki_text()
    server.state.project.archived = True
    with pytest.raises(AuthFailed) as archived:
        tracker(server, monkeypatch, token="planner").wiki_text()
    assert (off.value.code, archived.value.code) == ("wiki-off", "project-archived")


def test_what_gitlab_does_not_take_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its words."""
    with pytest.raises(Rejected) as caught:
        tracker(server, monkeypatch, token="planner").write_page(PAGE, "", version=None)
    assert "can't be blank" in caught.value.message
