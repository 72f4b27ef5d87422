"""Which issue stands below which in a GitLab: relations of the plan's, and what became of those that are not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from sync.errors import NotFound, Transient
from sync.tracker import ActualIssue, IssuePatch
from sync.trackers.gitlab.adapter import GitlabTracker
from tests.standins.gitlab_server import Server, running
from tests.standins.gitlab_server.links import relate
from tests.tracker_conformance import desired
from tests.worlds.gitlab_staff import GitLabStaff
from tests.worlds.gitlab_world import make, tracker

CHILD = "I.1.1/2025"


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty project."""
    with running() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def staff(server: Server) -> GitLabStaff:
    """Its staff."""
    return GitLabStaff(server)


def child(adapter: GitlabTracker, key: str = CHILD) -> ActualIssue:
    """The fetched issue with a key."""
    return next(issue for issue in adapter.fetch().issues if issue.key == key)


def test_without_a_cache_only_parents_are_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """One request for each issue that has children, whatever else there is; then none."""
    adapter = tracker(server, monkeypatch)
    parents = [make(adapter, desired(f"I.{number}")) for number in range(3)]
    for parent, key in zip(parents[:2], ("I.0", "I.1"), strict=True):
        for year in (2025, 2026):
            make(adapter, desired(f"{key}/{year}"), parent.id)
    cache: dict[str, str] = {}
    for requests in (5, 3):
        adapter = tracker(server, monkeypatch, cache=cache)
        found = {issue.key: issue.parent_id for issue in adapter.fetch().issues}
        assert adapter.traffic.requests == requests
        assert [found[f"I.{number}/2026"] for number in (0, 1)] == [parents[0].id, parents[1].id]


def test_a_relation_that_the_staff_undo_is_no_parent(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is seen where the issue moved, or when a day is over; and it stays undone."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    parent = make(adapter)
    make(adapter, desired(CHILD), parent.id)
    adapter.fetch()
    staff.unlink(parent.id)
    server.clock.advance(25 * 3600)
    for _ in range(2):
        adapter = tracker(server, monkeypatch, cache=cache)
        assert child(adapter).parent_id is None
        assert adapter.traffic.writes == 0


def test_a_child_that_was_never_hung_is_hung_by_the_next_fetch(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer that made it was lost; a run that may not write tells it as it will be."""
    adapter = tracker(server, monkeypatch)
    parent = make(adapter)
    server.fail_next("lost", "POST", "issues$")
    with pytest.raises(Transient):
        make(adapter, desired(CHILD), parent.id)
    assert server.state.links == {}
    looking = tracker(server, monkeypatch, read_only=True)
    assert child(looking).parent_id == parent.id
    assert looking.traffic.writes == 0
    adapter = tracker(server, monkeypatch)
    assert child(adapter).parent_id == parent.id
    assert adapter.traffic.writes == 1
    assert len(server.state.links) == 1
    before = adapter.traffic.requests
    assert child(adapter).parent_id == parent.id
    assert adapter.traffic.requests - before == 2


def test_a_bot_that_may_not_write_hangs_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps it from writing is told where something is to be written."""
    adapter = tracker(server, monkeypatch)
    parent = make(adapter)
    server.fail_next("lost", "POST", "issues$")
    with pytest.raises(Transient):
        make(adapter, desired(CHILD), parent.id)
    assert child(tracker(server, monkeypatch, token="read_api")).parent_id == parent.id
    assert server.state.links == {}


def test_a_relation_whose_answer_was_lost_is_found(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent is asked anew before a child counts as loose."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    parent = make(adapter)
    make(adapter, desired("I.1.1/2024"), parent.id)
    server.fail_next("lost", "POST", "links$", times=9)
    with pytest.raises(Transient):
        make(adapter, desired(CHILD), parent.id)
    assert len(server.state.links) == 2
    server.clock.advance(3600)
    server.traps.rates = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    assert child(adapter).parent_id == parent.id
    assert adapter.traffic.writes == 0


def test_relations_of_the_staff_are_no_parents_and_stay(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the issue whose key the child's goes on from is one; moving the child leaves all others."""
    adapter = tracker(server, monkeypatch)
    other, parent = make(adapter, desired("I.2")), make(adapter)
    ref = make(adapter, desired(CHILD), parent.id)
    adapter.update_issue(ref, IssuePatch({"parent_id": parent.id}))
    state = server.state

    class Call:
        """What `relate` needs of a call."""

        user = state.user_named("owner")
        traps = server.traps

    Call.state = state  # type: ignore[attr-defined]
    relate(Call, state.issue(int(ref.id)), state.issue(int(other.id)))  # type: ignore[arg-type]
    assert child(tracker(server, monkeypatch)).parent_id == parent.id
    adapter.update_issue(child(adapter).ref, IssuePatch({"parent_id": None}))
    assert child(adapter).parent_id is None
    assert len(state.links) == 1


def test_a_child_below_another_key_is_remembered(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """While keys are renamed one after the other, the parent's key and the child's do not go together."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    make(adapter)
    other = make(adapter, desired("II.5"))
    ref = make(adapter, desired(CHILD), other.id)
    assert child(tracker(server, monkeypatch, cache=cache)).parent_id == other.id
    found = tracker(server, monkeypatch, cache=cache).find(f"plan-a:{CHILD}")
    assert found is not None
    assert (found.ref.id, found.parent_id) == (ref.id, other.id)


@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
def test_a_parent_that_is_gone_is_told(server: Server, monkeypatch: pytest.MonkeyPatch, hierarchy: str) -> None:
    """The staff deleted it meanwhile."""
    adapter = tracker(server, monkeypatch, hierarchy=hierarchy)
    with pytest.raises(NotFound):
        make(adapter, desired(CHILD), "77")


def test_relations_of_another_shape_are_no_gitlab(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something answers in its place."""
    adapter = tracker(server, monkeypatch)
    parent = make(adapter)
    make(adapter, desired(CHILD), parent.id)
    url = f"{server.url}/api/v4/projects/{server.project_id}/issues"
    with responses.RequestsMock() as mock:
        mock.get(f"{url}/{parent.id}/links", json={"message": "odd"})
        mock.add_passthru(server.url)
        with pytest.raises(Transient) as caught:
            tracker(server, monkeypatch).fetch()
    assert caught.value.code == "answer-unreadable"


def test_a_parent_that_the_staff_deleted_is_none(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is remembered, and there is nothing to hang the child on."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    parent = make(adapter)
    make(adapter, desired(CHILD), parent.id)
    staff.delete(parent.id)
    assert child(tracker(server, monkeypatch, cache=cache)).parent_id is None
