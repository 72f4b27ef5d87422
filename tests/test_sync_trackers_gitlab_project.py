"""What keeps the bot out of a GitLab project, each told in its own way and before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from sync.errors import AuthFailed, Misconfigured, TrackerError
from sync.trackers.gitlab.project import role_name
from sync.transport import Purpose
from tests.standins.gitlab_server import Server, running
from tests.tracker_conformance import desired, year
from tests.worlds.gitlab_world import make, tracker


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty project."""
    with running() as server:
        yield server
        assert server.violations == []


@pytest.mark.parametrize("token", ["wrong", "expired", "revoked"])
def test_a_token_that_is_nobodys(server: Server, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """Reading fails already; the token itself is not shown."""
    with pytest.raises(AuthFailed) as caught:
        tracker(server, monkeypatch, token=token).fetch()
    assert caught.value.code == "token-refused"
    assert server.tokens[token] not in f"{caught.value!r}"


def test_a_token_that_may_only_read(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads; the first write is refused with the scope that is missing, whatever is written."""
    adapter = tracker(server, monkeypatch, token="read_api")
    assert adapter.fetch().issues == ()
    with pytest.raises(AuthFailed) as first:
        make(adapter)
    with pytest.raises(AuthFailed) as second:
        adapter.create_milestone(year(2025))
    for caught in (first, second):
        assert caught.value.code == "scope-missing"
        assert "«api»" in caught.value.message
    assert server.state.issues == {}


@pytest.mark.parametrize(("token", "role"), [("guest", "Guest"), ("outsider", "no role")])
def test_a_role_that_is_too_small(server: Server, monkeypatch: pytest.MonkeyPatch, token: str, role: str) -> None:
    """Nothing is written, since GitLab would leave half of it out: the role and what it would drop are named."""
    server.state.project.visibility = "public"
    adapter = tracker(server, monkeypatch, token=token)
    with pytest.raises(AuthFailed) as caught:
        make(adapter)
    assert caught.value.code == "right-missing"
    assert role in caught.value.message
    assert "milestone" in caught.value.message
    assert adapter.traffic.writes == 0


@pytest.mark.parametrize("token", ["planner", "reporter", "owner"])
def test_a_role_that_is_large_enough(server: Server, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """Planner is the smallest of them."""
    adapter = tracker(server, monkeypatch, token=token)
    ref = adapter.create_milestone(year(2025))
    adapter.create_issue(desired(due=year(2025).due), milestone_id=ref.id, parent_id=None)
    assert len(adapter.fetch().issues) == 1


def test_a_role_from_a_shared_group_is_found_among_the_members(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project does not tell of it."""
    adapter = tracker(server, monkeypatch)
    data = {"id": server.project_id, "path_with_namespace": server.project, "permissions": {}}
    with responses.RequestsMock() as mock:
        mock.get(f"{server.url}/api/v4/projects/town%2Flibrary-plan", json=data)
        mock.add_passthru(f"{server.url}/api/v4/projects/{server.project_id}")
        mock.add_passthru(f"{server.url}/api/v4/user")
        make(adapter)
    assert len(server.state.issues) == 1


def test_an_administrator_needs_no_role(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab says so to themselves alone."""
    server.state.project.visibility = "public"
    adapter = tracker(server, monkeypatch, token="outsider")
    me = {"id": server.state.user_named("outsider").id, "username": "root", "is_admin": True}
    with responses.RequestsMock() as mock:
        mock.get(f"{server.url}/api/v4/user", json=me)
        mock.add_passthru(f"{server.url}/api/v4/projects")
        with pytest.raises(TrackerError) as caught:
            make(adapter)  # the stand-in does not know of it
    assert caught.value.message.startswith("GitLab does not allow this to the bot")


def test_a_project_that_is_not_there(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing and hidden are the same to GitLab."""
    for changes in ({"project": "town/nowhere"}, {"project": 77}, {"token": "outsider"}):
        with pytest.raises(Misconfigured) as caught:
            tracker(server, monkeypatch, **changes).fetch()
        assert caught.value.code == "project-unknown"


def test_a_project_may_be_named_by_its_id(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which stays as it is when the project moves."""
    adapter = tracker(server, monkeypatch, project=server.project_id)
    make(adapter)
    server.state.move_project("town/new-place")
    assert len(tracker(server, monkeypatch, project=server.project_id).fetch().issues) == 1


@pytest.mark.parametrize("path", ["", "/gitlab"])
def test_a_moved_project_is_told_with_its_new_path(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """The redirect is not followed with the token; the id in it is asked for at the known address."""
    with running(path=path) as server:
        adapter = tracker(server, monkeypatch)
        server.state.move_project("town/new-place")
        with pytest.raises(Misconfigured) as caught:
            adapter.fetch()
        assert caught.value.code == "project-moved"
        assert "town/new-place" in caught.value.message


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("https://evil.test/api/v4/projects/5", "tracker-moved"),
        ("/elsewhere", "tracker-moved"),
        ("", "tracker-moved"),
        ("/api/v4/projects/77", "project-moved"),
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch, location: str, code: str
) -> None:
    """The token goes nowhere but to the address of the config."""
    with responses.RequestsMock() as mock:
        mock.get(f"{server.url}/api/v4/projects/town%2Flibrary-plan", status=302, headers={"Location": location})
        mock.add_passthru(f"{server.url}/api/v4/projects/77")
        with pytest.raises(Misconfigured) as caught:
            tracker(server, monkeypatch).fetch()
        assert caught.value.code == code
        assert all("evil" not in (call.request.url or "") for call in mock.calls)


@pytest.mark.parametrize(("change", "code"), [("archived", "project-archived"), ("issues", "issues-disabled")])
def test_a_project_that_takes_no_issues(
    server: Server, monkeypatch: pytest.MonkeyPatch, change: str, code: str
) -> None:
    """It is told before the first write."""
    server.state.project.archived = change == "archived"
    server.state.project.issues_enabled = change != "issues"
    adapter = tracker(server, monkeypatch)
    with pytest.raises(AuthFailed) as caught:
        make(adapter)
    assert caught.value.code == code
    assert adapter.traffic.writes == 0


def test_an_assignee_is_a_member_by_username(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letter case aside; one that nobody goes by is no hindrance, and each name is looked up once."""
    server.state.add_member("Anna.P", name="Анна Петрова")
    adapter = tracker(server, monkeypatch)
    for number, name in enumerate(["@anna.p", "nobody", "anna.p"]):
        make(adapter, desired(f"I.{number}", assignee=name))
    assert [issue.assignee for issue in adapter.fetch().issues] == ["Анна Петрова", None, "Анна Петрова"]
    asked = [one for one in server.requests if "query=" in one.query]
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("level", "name"), [(-1, "no role"), (0, "no role"), (10, "Guest"), (17, "Planner"), (60, "Owner")]
)
def test_roles_have_names(level: int, name: str) -> None:
    """Levels between two are roles of the operator's own."""
    assert role_name(level) == name


@pytest.mark.parametrize(
    ("answer", "version"),
    [({"json": {"version": "17.5.2-ee"}}, (17, 5)), ({"json": {"version": "pre"}}, ()), ({"status": 404}, ())],
)
def test_a_version_is_read_as_far_as_it_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], version: tuple[int, ...]
) -> None:
    """Some servers do not tell it."""
    with responses.RequestsMock() as mock:
        mock.get(f"{server.url}/api/v4/metadata", **answer)
        project = tracker(server, monkeypatch)._project
        assert project.version(Purpose("gitlab", "check")) == version
        assert project.version(Purpose("gitlab", "check")) == version
