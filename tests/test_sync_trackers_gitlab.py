"""The adapter of GitLab: what it reads is whole, costs few requests, and bears the marker or is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from mappings.desired.issues import Label, LabelKind
from mappings.marker import fence, marker
from sync.tracker import IssuePatch
from sync.trackers.gitlab.adapter import GitlabTracker
from tests.standins.gitlab_server import Server, running
from tests.tracker_conformance import PLAN, TrackerConformance, desired, year
from tests.worlds.gitlab_staff import GitLabStaff
from tests.worlds.gitlab_world import make, only, tracker

MARK = marker(PLAN, "I.1.1")


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty project; it is never asked for what its contract does not hold."""
    with running() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def staff(server: Server) -> GitLabStaff:
    """Its staff."""
    return GitLabStaff(server)


class TestGitlab(TrackerConformance):
    """The rules of every tracker, with relations for parents."""

    @pytest.fixture
    def tracker(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> GitlabTracker:
        """An adapter of it."""
        return tracker(server, monkeypatch)

    @pytest.fixture
    def staff(self, server: Server) -> GitLabStaff:
        """Its staff."""
        return GitLabStaff(server)


class TestGitlabWithTasks(TestGitlab):
    """The rules of every tracker, with GitLab's own hierarchy for parents."""

    @pytest.fixture
    def tracker(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> GitlabTracker:
        """An adapter of it."""
        return tracker(server, monkeypatch, hierarchy="tasks")


def test_an_idle_fetch_takes_four_requests(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Project, milestones and two pages of issues, whether the cache is there or lost; and none of them writes."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    for number in range(150):
        make(adapter, desired(f"I.{number}"))
    for notes in (cache, {}):
        adapter = tracker(server, monkeypatch, cache=notes)
        assert len(adapter.fetch().issues) == 150
        assert (adapter.traffic.requests, adapter.traffic.writes) == (4, 0)


def test_a_fetch_reads_the_notes_of_what_moved_alone(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an earlier run has read is remembered, until the issue moves or a day is over."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    refs = [make(adapter, desired(f"I.{number}")) for number in range(6)]
    for ref in refs[:3]:
        staff.comment(ref.id, "Факт: 3", "ivanova")
    server.clock.advance(3600)
    for comments, requests in ((3, 6), (3, 3)):
        adapter = tracker(server, monkeypatch, cache=cache)
        assert sum(len(issue.comments) for issue in adapter.fetch().issues) == comments
        assert adapter.traffic.requests == requests
    staff.comment(refs[0].id, "Факт: 4", "ivanova")
    staff.put_label(refs[1].id, "в работе")
    staff.close(refs[5].id)
    server.clock.advance(3600)
    adapter = tracker(server, monkeypatch, cache=cache)
    assert [one.text for one in adapter.fetch().issues[0].comments] == ["Факт: 3", "Факт: 4"]
    assert adapter.traffic.requests == 5
    server.clock.advance(24 * 3600)
    adapter = tracker(server, monkeypatch, cache=cache)
    adapter.fetch()
    assert adapter.traffic.requests == 6


def test_many_issues_are_pulled_by_what_moved(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above two hundred: one listing of what moved and one count; all of them where the count differs.

    What moved within five minutes of the newest change that was seen is listed once more.
    """
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    refs = [make(adapter, desired(f"I.{number}")) for number in range(205)]
    adapter.fetch()
    for title, requests in (("Название сотрудников", 6), ("Другое название", 4)):
        server.clock.advance(3600)
        staff.set_title(refs[7].id, title)
        adapter = tracker(server, monkeypatch, cache=cache)
        issues = adapter.fetch().issues
        assert (len(issues), issues[7].title, adapter.traffic.requests) == (205, title, requests)
    staff.delete(refs[0].id)
    adapter = tracker(server, monkeypatch, cache=cache)
    assert len(adapter.fetch().issues) == 204
    assert adapter.traffic.requests == 8
    server.clock.advance(25 * 3600)
    adapter = tracker(server, monkeypatch, cache=cache)
    adapter.fetch()
    assert adapter.traffic.requests == 5


def test_issues_of_one_moment_are_all_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages go by the time of creation; where that stands still, by their number."""
    with running() as server:
        adapter = tracker(server, monkeypatch)
        for number in range(230):
            make(adapter, desired(f"I.{number}"))
        first = server.state.issue(1).created_at
        for issue in server.state.issues.values():
            issue.created_at = first
        assert len(adapter.fetch().issues) == 230


def test_the_plan_label_may_be_lost(server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issue is asked for by its number, and gets the label back with the next change."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    staff.take_label(ref.id, "vekha")
    issue = only(adapter)
    assert issue.key == "I.1.1"
    adapter.update_issue(issue.ref, IssuePatch({"title": "Новое название"}))
    assert staff.labels(ref.id) == ["vekha"]


def test_the_marker_may_be_lost(server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the plan label the key is remembered; a change of other fields is still possible."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    staff.set_description(ref.id, "Своими словами")
    issue = only(adapter)
    assert (issue.key, issue.description) == ("I.1.1", "Своими словами")
    adapter.update_issue(issue.ref, IssuePatch({"title": "Новое название"}))
    assert only(adapter).title == "Новое название"
    found = adapter.find(MARK)
    assert found is not None
    assert found.ref.id == ref.id
    staff.take_label(ref.id, "vekha")
    assert adapter.find(MARK) is None


def test_without_label_and_marker_an_issue_is_the_staffs(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They took it out of the plan; an update of it is refused."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    ref = make(adapter)
    staff.set_description(ref.id, "Своими словами")
    staff.take_label(ref.id, "vekha")
    assert adapter.fetch().issues == ()
    assert "key:1" not in cache


def test_a_remembered_key_yields_to_a_marker(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The staff moved the block to another issue: the marker is the truth."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    block = staff.description(ref.id)
    staff.set_description(ref.id, "Было здесь")
    other = staff.create_foreign("Новая задача")
    staff.set_description(other, block)
    staff.put_label(other, "vekha")
    assert only(adapter).ref.id == other


def test_a_moved_issue_is_gone(server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays behind is a shell."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    staff.move_away(ref.id)
    assert adapter.fetch().issues == ()
    assert adapter.find(MARK) is None


def test_labels_come_without_the_plan_label(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan's and the staff's, by their names; GitLab's titles cannot hold all characters."""
    adapter = tracker(server, monkeypatch)
    names = ("I. <Сеть> & кадры::свои", "Бюджет")
    labels = (Label(LabelKind.SECTION, names[0], names[0]), Label(LabelKind.FUNDING, names[1], "Местный бюджет"))
    ref = make(adapter, desired(labels=labels))
    staff.put_label(ref.id, "срочно")
    assert sorted(only(adapter).labels) == sorted([*names, "срочно"])


def test_find_sees_what_the_listing_does_not(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An issue without the plan label: by its remembered number, or else by a search, which may lag."""
    cache: dict[str, str] = {}
    ref = make(tracker(server, monkeypatch, cache=cache))
    staff.take_label(ref.id, "vekha")
    for notes in (cache, {}):
        found = tracker(server, monkeypatch, cache=notes).find(MARK)
        assert found is not None
        assert (found.ref.id, found.key) == (ref.id, "I.1.1")
    staff.delete(ref.id)
    assert tracker(server, monkeypatch, cache=cache).find(MARK) is None


def test_find_lists_only_what_came_since(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recovery looks up many keys in one run."""
    adapter = tracker(server, monkeypatch)
    for number in range(150):
        make(adapter, desired(f"I.{number}"))
    server.clock.advance(3600)
    make(tracker(server, monkeypatch), desired("II.1"))
    adapter.fetch()
    server.clock.advance(3600)
    ref = make(tracker(server, monkeypatch))
    before = adapter.traffic.requests
    found = adapter.find(MARK)
    assert found is not None
    assert found.ref.id == ref.id
    assert adapter.traffic.requests - before == 3  # what moved, the issue, what it is related to


def test_find_returns_the_oldest_that_bears_the_marker(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that somebody made comes later; one whose marker is gone meanwhile is none."""
    adapter = tracker(server, monkeypatch)
    first = make(adapter)
    copy = staff.create_foreign("Копия")
    staff.set_description(copy, fence(PLAN, "I.1.1", "Текст"))
    staff.put_label(copy, "vekha")
    found = adapter.find(MARK)
    assert found is not None
    assert found.ref.id == first.id
    staff.set_description(first.id, "Пусто")
    found = adapter.find(MARK)
    assert found is not None
    assert found.ref.id == copy


def test_the_staffs_words_have_author_and_time(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitLab's own note tells who changed the description; Vekha's changes do not count."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    staff.set_description(ref.id, f"Факт: 7\n\n{staff.description(ref.id)}")
    changed = server.state.issue(1).updated_at
    server.clock.advance(600)
    adapter.update_issue(only(adapter).ref, IssuePatch({"description": f"Факт: 7\n\n{fence(PLAN, 'I.1.1', 'Другой')}"}))
    issue = only(adapter)
    assert issue.description_author == "clerk"
    assert issue.description_at is not None
    assert abs(issue.description_at - changed) < timedelta(seconds=1)
    adopted = staff.create_foreign("Своя задача")
    staff.set_description(adopted, f"Факт: 8\n\n{fence(PLAN, 'I.1.2', 'Текст')}")
    staff.put_label(adopted, "vekha")
    server.state.notes.clear()
    by_key = {issue.key: issue for issue in adapter.fetch().issues}
    assert by_key["I.1.2"].description_author == "clerk"


def test_private_comments_are_marked_and_not_kept(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache is a file; what is for the staff alone stays out of it."""
    cache: dict[str, str] = {}
    ref = make(tracker(server, monkeypatch, cache=cache))
    staff.write_note(ref.id, "Секретно", internal=True)
    staff.write_note(ref.id, "   ")
    server.clock.advance(3600)
    (comment,) = only(tracker(server, monkeypatch, cache=cache)).comments
    assert (comment.text, comment.private) == ("Секретно", True)
    assert "Секретно" not in "".join(cache.values())


def test_an_issue_that_vanishes_while_it_is_read_has_no_comments(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The staff were faster than the run: the next one is without it."""
    adapter = tracker(server, monkeypatch)
    parent = make(adapter)
    make(adapter, desired("I.1.1/2025"), parent.id)
    staff.comment(parent.id, "Факт: 3", "ivanova")
    with pytest.MonkeyPatch.context() as patch:
        rows = tracker(server, monkeypatch)
        listed = rows._listing.pull

        def pull(purpose: object) -> object:
            found = listed(purpose)  # type: ignore[arg-type]
            staff.delete(parent.id)
            return found

        patch.setattr(rows._listing, "pull", pull)
        actual = {issue.key: issue for issue in rows.fetch().issues}
    assert actual["I.1.1"].comments == ()
    assert actual["I.1.1/2025"].parent_id is None


def test_a_group_milestone_serves_as_the_staffs(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where it bears the marker, since the project may not change it; a closed one is told as closed."""
    adapter = tracker(server, monkeypatch)
    ref = adapter.create_milestone(year(2025))
    staff.close_milestone(ref.id)
    own = staff.create_milestone("План: 2026")
    above = staff.create_milestone("План: 2027")
    above.project_id, above.group_id, above.description = None, server.state.group.id, marker(PLAN, "2027")
    found = {one.title: one for one in adapter.fetch().milestones}
    assert (found["План: 2025"].key, found["План: 2025"].closed) == ("2025", True)
    assert (found["План: 2025"].start, found["План: 2025"].due) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (found["План: 2026"].key, found["План: 2026"].ref.id) == (None, str(own.id))
    assert found["План: 2027"].key is None


@pytest.mark.parametrize(
    ("hierarchy", "traps"),
    [
        ("links", {"per_minute": 10}),
        ("links", {"per_minute": 10, "limit_headers": True}),
        ("links", {"issues_per_minute": 5}),
        ("links", {"issues_per_minute": 5, "retry_after": False}),
        ("tasks", {"per_minute": 10}),
        ("tasks", {"issues_per_minute": 5, "retry_after": False}),
    ],
)
def test_limits_are_waited_for(monkeypatch: pytest.MonkeyPatch, hierarchy: str, traps: dict[str, Any]) -> None:
    """Of requests and of new issues, whether GitLab says for how long or not: all are made, none comes early."""
    with running(**traps) as server:
        adapter = tracker(server, monkeypatch, hierarchy=hierarchy)
        parent = make(adapter)
        for number in range(2021, 2033):
            make(adapter, desired(f"I.1.1/{number}"), parent.id)
        assert len(adapter.fetch().issues) == 13
        assert len(server.state.issues) == 13
        assert server.too_early == [] or hierarchy == "tasks"  # GraphQL does not say how long to wait
        assert server.clock.slept


def test_a_lock_is_tried_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """409 «Resource lock» says that nothing was done, for a relation too."""
    adapter = tracker(server, monkeypatch)
    parent = make(adapter)
    server.fail_next("locked", "POST", "links", times=2)
    server.fail_next("locked", "POST", "issues$", times=2)
    ref = make(adapter, desired("I.1.1/2025"), parent.id)
    issue = next(one for one in adapter.fetch().issues if one.ref.id == ref.id)
    assert issue.parent_id == parent.id
    assert len(server.state.links) == 1
