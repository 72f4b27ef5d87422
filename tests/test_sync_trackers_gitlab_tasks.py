"""Children as tasks below issues, through GitLab's GraphQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import responses

from sync.errors import NotFound, Rejected, Transient
from sync.tracker import IssuePatch
from tests.standins.gitlab_server import Server, running
from tests.tracker_conformance import desired, year
from tests.worlds.gitlab_staff import GitLabStaff
from tests.worlds.gitlab_world import make, tracker

CHILD = "I.1.1/2025"


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty project."""
    with running() as server:
        yield server
        assert server.violations == []


def test_a_task_is_made_whole_in_one_request(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels, milestone, dates, assignee and parent at once, so that no half of it can be left behind."""
    server.state.add_member("anna", name="Анна")
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    milestone = adapter.create_milestone(year(2025))
    parent = make(adapter)
    wanted = desired(CHILD, start=date(2025, 1, 1), due=date(2025, 12, 31), assignee="anna")
    adapter.create_issue(wanted, milestone_id=milestone.id, parent_id=parent.id)
    issue = next(one for one in adapter.fetch().issues if one.key == CHILD)
    assert (issue.start, issue.due, issue.assignee) == (date(2025, 1, 1), date(2025, 12, 31), "Анна")
    assert (issue.milestone_id, issue.parent_id) == (milestone.id, parent.id)
    assert server.state.issue(int(issue.ref.id)).issue_type == "task"
    assert server.state.links == {}


def test_a_parent_that_is_known_is_not_read_for_its_id(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has just been made or fetched."""
    parent = make(tracker(server, monkeypatch, hierarchy="tasks"))
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    make(adapter, desired(CHILD), parent.id)
    asked = [one.path for one in server.requests if one.method == "GET" and one.path.endswith(f"issues/{parent.id}")]
    assert len(asked) == 1
    make(adapter, desired("I.1.1/2026"), parent.id)
    asked = [one.path for one in server.requests if one.method == "GET" and one.path.endswith(f"issues/{parent.id}")]
    assert len(asked) == 1


def test_a_server_without_tasks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to set instead; nothing is made."""
    with running(work_items=False) as server:
        adapter = tracker(server, monkeypatch, hierarchy="tasks")
        parent = make(adapter)
        with pytest.raises(Rejected) as caught:
            make(adapter, desired(CHILD), parent.id)
        assert caught.value.code == "hierarchy-unsupported"
        assert "hierarchy: links" in caught.value.hint
        assert len(server.state.issues) == 1


def test_what_gitlab_refuses_is_told_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent that holds as many as it may takes no more."""
    with running(children_limit=1) as server:
        adapter = tracker(server, monkeypatch, hierarchy="tasks")
        parent, other = make(adapter), make(adapter, desired("I.2"))
        make(adapter, desired(CHILD), parent.id)
        with pytest.raises(Rejected) as first:
            make(adapter, desired("I.1.1/2026"), parent.id)
        with pytest.raises(Rejected) as second:
            adapter.update_issue(other, IssuePatch({"parent_id": parent.id}))
        for caught in (first, second):
            assert caught.value.code == "refused"
            assert len(caught.value.message) > len("GitLab refuses this: ")


def kinds(server: Server) -> dict[int, str]:
    """The types of all issues by their numbers."""
    return {one.iid: one.issue_type for one in server.state.issues.values()}


def test_an_issue_that_is_hung_below_another_becomes_a_task(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a task can; what was said there, its dates and its state stay. Taken out again it is an issue."""
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    parent, other = make(adapter), make(adapter, desired("I.2", due=date(2025, 12, 31)))
    staff = GitLabStaff(server)
    staff.write_note(other.id, "Факт: 4")
    staff.close(other.id)
    adapter.update_issue(other, IssuePatch({"parent_id": parent.id}))
    assert kinds(server) == {int(parent.id): "issue", int(other.id): "task"}
    issue = next(one for one in adapter.fetch().issues if one.ref.id == other.id)
    assert (issue.parent_id, issue.closed, issue.due) == (parent.id, True, date(2025, 12, 31))
    assert [one.text for one in issue.comments] == ["Факт: 4"]
    adapter.update_issue(issue.ref, IssuePatch({"parent_id": None}))
    assert kinds(server) == {int(parent.id): "issue", int(other.id): "issue"}


def test_a_task_that_is_to_hold_others_becomes_an_issue(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that broke off may have left a task where the measure's issue is meant; it is seen where it matters."""
    parent = make(tracker(server, monkeypatch, hierarchy="tasks"))
    server.state.issue(int(parent.id)).issue_type = "task"
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    child = make(adapter, desired(CHILD), parent.id)
    assert kinds(server) == {int(parent.id): "issue", int(child.id): "task"}


def test_an_issue_above_others_is_no_task(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab refuses to convert it, and says why; nothing of its place changes."""
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    parent, other = make(adapter), make(adapter, desired("I.2"))
    child = make(adapter, desired("I.2/2025"), other.id)
    with pytest.raises(Rejected, match="cannot be changed to Task with these child item types"):
        adapter.update_issue(other, IssuePatch({"parent_id": parent.id}))
    assert kinds(server) == {int(parent.id): "issue", int(other.id): "issue", int(child.id): "task"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"data": {"workItemCreate": None}}, NotFound),
        ({"data": {"workItemCreate": {"workItem": None, "errors": []}}}, NotFound),
        ({"data": {"workItemCreate": {"workItem": {"id": "x"}, "errors": []}}}, Transient),
    ],
)
def test_an_answer_without_the_task_is_no_success(
    server: Server, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], error: type[Exception]
) -> None:
    """GraphQL answers with 200 all the same."""
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    parent = make(adapter)
    with responses.RequestsMock() as mock:
        mock.post(f"{server.url}/api/graphql", json=answer)
        mock.add_passthru(server.url)
        with pytest.raises(error):
            make(adapter, desired(CHILD), parent.id)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"project": {"workItemTypes": {"nodes": []}}}, Rejected),
        ({"project": None}, Transient),
        ({"project": {"workItemTypes": {"nodes": ["x"]}}}, Transient),
    ],
)
def test_a_project_without_tasks_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, data: dict[str, Any], error: type[Exception]
) -> None:
    """Or one that GraphQL does not show."""
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    parent = make(adapter)
    with responses.RequestsMock() as mock:
        mock.get(f"{server.url}/api/graphql", json={"data": data})
        mock.add_passthru(server.url)
        with pytest.raises(error):
            make(adapter, desired(CHILD), parent.id)


def test_labels_of_a_group_go_by_their_own_kind(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """GraphQL names things by kind and number."""
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    parent = make(adapter)
    (label,) = server.state.labels.values()
    label.project_id, label.group_id = None, server.state.group.id
    adapter = tracker(server, monkeypatch, hierarchy="tasks")
    make(adapter, desired(CHILD), parent.id)
    body = next(one.body for one in server.requests if one.path == "/api/graphql" and one.method == "POST")
    assert body["variables"]["input"]["labelsWidget"] == {"labelIds": [f"gid://gitlab/GroupLabel/{label.id}"]}
