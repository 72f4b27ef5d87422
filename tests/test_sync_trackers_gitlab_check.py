"""`check` for a GitLab: what would fail later is said beforehand, each with its mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from mappings.plan import Severity
from sync.tracker import Diagnosis
from sync.trackers.gitlab.adapter import GitlabTracker
from tests.standins.gitlab_server import Server, running
from tests.worlds.gitlab_staff import GitLabStaff
from tests.worlds.gitlab_world import make, tracker


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty project."""
    with running() as server:
        yield server
        assert server.violations == []


def found(adapter: GitlabTracker) -> dict[str, Diagnosis]:
    """The lines by code."""
    return {line.code: line for line in adapter.check()}


def errors(adapter: GitlabTracker) -> set[str]:
    """The codes of the errors, each of which has a mend."""
    lines = [line for line in adapter.check() if line.severity is Severity.ERROR]
    assert all(line.hint for line in lines)
    return {line.code for line in lines}


def test_a_healthy_project_is_told_as_it_is(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version, bot, role, plan label, issues; and the mails that the first sync would cause."""
    lines = found(tracker(server, monkeypatch, token="planner"))
    assert lines.keys() == {
        "tracker-reached",
        "role",
        "plan-label",
        "tracker-issues",
        "first-sync-mails",
        "due-date-mails",
    }
    assert "19.5" in lines["tracker-reached"].message
    assert "Planner" in lines["role"].message
    assert "first sync makes it" in lines["plan-label"].message
    assert lines["first-sync-mails"].severity is Severity.WARNING
    assert "5 other members" in lines["first-sync-mails"].message
    assert server.state.issues == {}


def test_after_the_first_sync_there_are_no_more_warnings(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issues are counted instead."""
    make(tracker(server, monkeypatch))
    GitLabStaff(server).put_label(GitLabStaff(server).create_foreign("Своя"), "vekha")
    lines = found(tracker(server, monkeypatch))
    assert {line.severity for line in lines.values()} == {Severity.INFO}
    assert "2 issues of the project bear the plan label, 1 of them of this plan" in lines["tracker-issues"].message
    assert "is there" in lines["plan-label"].message


def test_a_project_without_mails_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is written to, the staff neither."""
    server.state.project.emails_enabled = False
    lines = found(tracker(server, monkeypatch))
    assert lines["first-sync-mails"].severity is Severity.INFO
    assert "due-date-mails" not in lines


@pytest.mark.parametrize(
    ("token", "codes"),
    [
        ("wrong", {"token-refused"}),
        ("read_api", {"scope-missing"}),
        ("guest", {"right-missing"}),
        ("outsider", {"project-unknown"}),
    ],
)
def test_a_token_that_is_no_good_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, token: str, codes: set[str]
) -> None:
    """Each in its own way, and nothing is written to find out."""
    assert errors(tracker(server, monkeypatch, token=token)) == codes
    assert server.state.issues == {}


def test_a_token_that_may_read_less_is_told_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guest whose token may only read has two things to mend."""
    server.state.add_token("guest-read", server.state.user_named("guest"), scopes=frozenset({"read_api"}))
    assert errors(tracker(server, monkeypatch, token="guest-read")) == {"right-missing", "scope-missing"}


def test_a_project_that_takes_no_issues_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Archived, or with issues switched off."""
    server.state.project.issues_enabled = False
    assert errors(tracker(server, monkeypatch)) == {"issues-disabled"}
    server.state.project.archived = True
    assert errors(tracker(server, monkeypatch)) == {"project-archived"}


def test_a_moved_project_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an error where GitLab redirects, and as a warning where it follows its own redirect."""
    adapter = tracker(server, monkeypatch)
    data = {"id": server.project_id, "path_with_namespace": "town/new-place", "permissions": {}}
    with responses.RequestsMock() as mock:
        mock.get(f"{server.url}/api/v4/projects/town%2Flibrary-plan", json=data)
        mock.add_passthru(server.url)
        lines = found(adapter)
    assert lines["project-moved"].severity is Severity.WARNING
    server.state.move_project("town/new-place")
    assert errors(tracker(server, monkeypatch, project="town/library-plan")) == {"project-moved"}


def test_an_administrator_is_more_than_is_needed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is lost would open everything."""
    adapter = tracker(server, monkeypatch)
    me = {"id": server.state.user_named("maintainer").id, "username": "root", "is_admin": True}
    with responses.RequestsMock() as mock:
        mock.get(f"{server.url}/api/v4/user", json=me)
        mock.add_passthru(server.url)
        lines = found(adapter)
    assert lines["bot-is-admin"].severity is Severity.WARNING


def test_an_old_server_takes_no_start_date(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would vanish without an error."""
    server.state.version = "18.11.0"
    lines = found(tracker(server, monkeypatch))
    assert lines["start-date-unsupported"].severity is Severity.WARNING
    assert "19.1" in lines["start-date-unsupported"].hint


def test_tasks_are_checked_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without them is an error, with what to set instead."""
    with running() as server:
        assert "hierarchy" in found(tracker(server, monkeypatch, hierarchy="tasks"))
        with responses.RequestsMock() as mock:
            mock.get(f"{server.url}/api/graphql", status=404, json={"error": "404 Not Found"})
            mock.add_passthru(f"{server.url}/api/v4")
            assert errors(tracker(server, monkeypatch, hierarchy="tasks")) == {"hierarchy-unsupported"}


@pytest.mark.parametrize(
    ("traps", "schema", "missing"),
    [
        ({"work_items": False}, None, "workItemCreate"),
        ({}, {"writes": {"fields": [{"name": "workItemCreate"}]}, "input": None}, "hierarchyWidget, labelsWidget"),
    ],
)
def test_a_server_that_makes_no_tasks_is_told(
    monkeypatch: pytest.MonkeyPatch, traps: dict[str, Any], schema: dict[str, Any] | None, missing: str
) -> None:
    """It may know tasks, and not how to make one below an issue; check does not wait for the first sync to fail."""
    with running(**traps) as server, responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        if schema is not None:
            types = {"project": {"workItemTypes": {"nodes": [{"id": "gid://gitlab/WorkItems::Type/5"}]}}}
            for data in (types, schema):
                mock.get(f"{server.url}/api/graphql", json={"data": data})
        mock.add_passthru(server.url)
        lines = found(tracker(server, monkeypatch, hierarchy="tasks"))
    assert missing in lines["hierarchy-unsupported"].message
    assert "hierarchy" not in lines


def test_a_role_is_told_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where GitLab refuses a guest's change before it looks for the issue."""
    with responses.RequestsMock() as mock:
        mock.put(f"{server.url}/api/v4/projects/{server.project_id}/issues/0", status=403, json={"message": "403"})
        mock.add_passthru(server.url)
        lines = tracker(server, monkeypatch, token="guest").check()
    assert [line.code for line in lines].count("right-missing") == 1
