"""Writes to GitLab: what was dropped does not count as done, nothing of the staff's is lost, nothing is made twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from mappings.desired.issues import DesiredIssue, DesiredMilestone, Label, LabelKind
from mappings.marker import fence, marker
from sync.errors import Conflict, NotFound, Rejected, Transient
from sync.tracker import IssuePatch, LabelPatch, Ref
from tests.standins.gitlab_server import Server, running
from tests.tracker_conformance import PLAN, desired, year
from tests.worlds.gitlab_staff import GitLabStaff
from tests.worlds.gitlab_world import make, only, tracker

SECTION = Label(LabelKind.SECTION, "I. Сеть", "I. Сеть библиотек")
BUDGET = Label(LabelKind.FUNDING, "Бюджет", "Муниципальный бюджет")


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


def sent(server: Server, method: str) -> list[dict[str, Any]]:
    """The bodies of the requests of a method."""
    return [one.body for one in server.requests if one.method == method]


@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
def test_labels_are_made_once_with_colour_and_description(
    server: Server, monkeypatch: pytest.MonkeyPatch, hierarchy: str
) -> None:
    """Before the first issue that bears them; one of the group serves as it is."""
    group_label = server.state.group.id
    GitLabStaff(server).label("Бюджет").project_id = None
    server.state.label_named("Бюджет", server.state.project)
    next(iter(server.state.labels.values())).group_id = group_label
    adapter = tracker(server, monkeypatch, hierarchy=hierarchy)
    parent = make(adapter, desired(labels=(SECTION, BUDGET)))
    make(adapter, desired("I.1.1/2025", labels=(SECTION, BUDGET)), parent.id)
    for issue in adapter.fetch().issues:
        assert sorted(issue.labels) == ["I. Сеть", "Бюджет"]
    labels = {one.name: one for one in server.state.labels.values()}
    assert len(labels) == 3
    assert labels["I. Сеть"].description == "I. Сеть библиотек"
    assert labels["I. Сеть"].color != labels["vekha"].color


def test_labels_are_added_and_taken_beside_the_staffs(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never the whole set at once: that would replace the staff's. One that is gone already is not taken."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter, desired(labels=(SECTION,)))
    staff.put_label(ref.id, "срочно")
    adapter.update_issue(ref, IssuePatch({"labels": LabelPatch(add=(BUDGET,), remove=("I. Сеть", "Нет такого"))}))
    assert staff.labels(ref.id) == ["vekha", "Бюджет", "срочно"]
    assert sent(server, "PUT") == [{"add_labels": ["Бюджет"], "remove_labels": ["I. Сеть"]}]


def test_an_update_that_changes_nothing_sends_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody was faster, or an earlier run came through."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter, desired(due=date(2025, 12, 31)))
    adapter.update_issue(ref, IssuePatch({"due": date(2025, 12, 31), "title": "Мероприятие I.1.1"}))
    assert sent(server, "PUT") == []


def test_only_what_differs_is_sent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab has no lock: what is not sent cannot overwrite."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter, desired(due=date(2025, 12, 31)))
    ref = adapter.update_issue(ref, IssuePatch({"due": date(2026, 12, 31), "title": "Мероприятие I.1.1"}))
    assert sent(server, "PUT") == [{"due_date": "2026-12-31"}]
    adapter.update_issue(ref, IssuePatch({"milestone_id": None, "due": None}))
    assert sent(server, "PUT")[1:] == [{"due_date": None}]


def test_what_another_one_changed_elsewhere_is_no_conflict(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the fields that are to be written are compared."""
    adapter = tracker(server, monkeypatch)
    make(adapter)
    seen = only(adapter)
    staff.set_due(seen.ref.id, date(2025, 1, 1))
    ref = adapter.update_issue(seen.ref, IssuePatch({"title": "Новое"}))
    with pytest.raises(Conflict):
        adapter.update_issue(seen.ref, IssuePatch({"due": date(2026, 1, 1)}))
    adapter.update_issue(ref, IssuePatch({"due": date(2026, 1, 1)}))


def test_the_staffs_words_stay_byte_by_byte(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two spaces at the end of a line are a break in Markdown."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    staff.set_description(ref.id, f"Строка  \nдругая\n\n{staff.description(ref.id)}")
    issue = only(adapter)
    text = issue.description.replace("Полный текст", "Новый текст")
    adapter.update_issue(issue.ref, IssuePatch({"description": text}))
    assert staff.description(ref.id).startswith("Строка  \nдругая\n\n")
    assert "Новый текст" in only(adapter).description


@pytest.mark.parametrize(
    ("field", "name"),
    [("due_date", "due"), ("milestone_id", "milestone_id"), ("labels", "labels"), ("title", "title")],
)
def test_what_is_dropped_silently_is_named(monkeypatch: pytest.MonkeyPatch, field: str, name: str) -> None:
    """GitLab answers with 201 or 200 all the same; the issue stands, and is remembered."""
    with running() as server:
        adapter = tracker(server, monkeypatch)
        milestone = adapter.create_milestone(year(2025))
        wanted = desired(due=date(2025, 12, 31), labels=(SECTION,))
        ref = None
        if field != "title":
            server.traps.dropped = frozenset({field, "add_labels"} if field == "labels" else {field})
            with pytest.raises(Rejected) as caught:
                adapter.create_issue(wanted, milestone_id=milestone.id, parent_id=None)
            assert (caught.value.code, caught.value.field, caught.value.key) == ("dropped", name, "I.1.1")
            assert "Reporter" in caught.value.hint
            server.traps.dropped = frozenset()
        else:
            ref = adapter.create_issue(wanted, milestone_id=milestone.id, parent_id=None)
            server.traps.dropped = frozenset({"title"})
            with pytest.raises(Rejected) as caught:
                adapter.update_issue(ref, IssuePatch({"title": "Новое"}))
            assert caught.value.field == "title"
        assert only(adapter).key == "I.1.1"


@pytest.mark.parametrize("traps", [{"ignored": frozenset({"start_date"})}, {"shows_start_date": False}])
def test_a_server_without_start_dates_is_no_drift(monkeypatch: pytest.MonkeyPatch, traps: dict[str, Any]) -> None:
    """What was asked for is remembered, until something else is asked for."""
    with running(**traps) as server:
        cache: dict[str, str] = {}
        ref = make(tracker(server, monkeypatch, cache=cache), desired(start=date(2025, 1, 1), due=date(2025, 12, 31)))
        adapter = tracker(server, monkeypatch, cache=cache)
        assert only(adapter).start == date(2025, 1, 1)
        ref = adapter.update_issue(ref, IssuePatch({"start": date(2026, 1, 1)}))
        assert only(adapter).start == date(2026, 1, 1)
        adapter.update_issue(ref, IssuePatch({"start": None}))
        assert only(adapter).start is None


def test_a_title_that_had_to_be_cut_is_no_drift(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Harmless, it would be longer than GitLab takes; what was asked for is remembered while it stands."""
    adapter = tracker(server, monkeypatch)
    title = "＆" * 250
    ref = make(adapter, desired(title=title))
    assert only(adapter).title == title
    GitLabStaff(server).set_title(ref.id, "Название сотрудников")
    assert only(adapter).title == "Название сотрудников"


def test_too_long_a_title_is_refused_beforehand(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be cut, and be another one."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    with pytest.raises(Rejected) as caught:
        make(adapter, desired("I.2", title="я" * 256))
    assert caught.value.code == "title-too-long"
    with pytest.raises(Rejected) as caught:
        adapter.update_issue(ref, IssuePatch({"title": "я" * 256}))
    assert caught.value.code == "title-too-long"


def test_a_field_of_the_staffs_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The port knows what is the plan's."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter)
    with pytest.raises(Rejected) as caught:
        adapter.update_issue(ref, IssuePatch({"status": "closed"}))
    assert caught.value.code == "field-unknown"


def test_a_foreign_issue_is_not_touched(server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without marker and plan label, or moved away, it is not the plan's."""
    adapter = tracker(server, monkeypatch)
    foreign = Ref(staff.create_foreign("Своя задача"))
    moved = make(adapter)
    staff.move_away(moved.id)
    for ref in (foreign, moved):
        with pytest.raises(NotFound) as caught:
            adapter.update_issue(ref, IssuePatch({"title": "Чужое"}))
        assert caught.value.code == "issue-foreign"
        with pytest.raises(NotFound):
            adapter.close_issue(ref)
    with pytest.raises(NotFound):
        adapter.close_issue(Ref("нет"))


@pytest.mark.parametrize("step", ["PUT", "links"])
def test_what_was_made_is_never_taken_for_not_made(server: Server, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A 429 in a later step says that this step was not done, and the issue stands all the same."""
    adapter = tracker(server, monkeypatch)
    parent = make(adapter)
    server.fail_next("busy", "PUT" if step == "PUT" else "POST", "issues/" if step == "PUT" else "links", times=99)
    with pytest.raises(Transient) as caught:
        make(adapter, desired("I.1.1/2025", closed=step == "PUT"), parent.id)
    assert not caught.value.not_done
    assert len(server.state.issues) == 2


@pytest.mark.parametrize("event", ["close", "reopen"])
def test_a_status_that_stays_is_told(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    """An answer that says yes and shows the old state counts as dropped."""
    adapter = tracker(server, monkeypatch)
    ref = make(adapter, desired(closed=event == "reopen"))
    server.traps.dropped = frozenset({"state_event"})
    with pytest.raises(Rejected) as caught:
        adapter.close_issue(ref) if event == "close" else adapter.reopen_issue(ref)
    assert (caught.value.code, caught.value.field) == ("dropped", "status")
    with pytest.raises(Rejected):
        make(adapter, desired("I.2", closed=True))
    assert staff.labels(ref.id) == ["vekha"]


def test_closing_twice_sends_one_request(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed issue stays as it is; the ref serves on."""
    adapter = tracker(server, monkeypatch)
    ref = adapter.close_issue(make(adapter))
    ref = adapter.close_issue(ref)
    ref = adapter.reopen_issue(adapter.reopen_issue(ref))
    assert sent(server, "PUT") == [{"state_event": "close"}, {"state_event": "reopen"}]
    adapter.update_issue(ref, IssuePatch({"title": "Новое"}))


def test_issues_are_created_by_several_threads(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels are made once, every relation is remembered, and no issue is lost or doubled."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    parent = make(adapter)
    keys = [f"I.1.1/{year}" for year in range(2021, 2061)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: make(adapter, desired(key, labels=(SECTION, BUDGET)), parent.id), keys))
    adapter = tracker(server, monkeypatch, cache=cache)
    actual = adapter.fetch().issues
    assert sorted(issue.key for issue in actual) == sorted(["I.1.1", *keys])
    assert [issue.parent_id for issue in actual] == [None, *[parent.id] * 40]
    assert adapter.traffic.requests == 3
    assert len(server.state.labels) == 3


def test_a_milestone_title_that_is_taken_is_told(
    server: Server, staff: GitLabStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By one of the project or of a group above it; another refusal stays what it is."""
    staff.create_milestone("План: 2025")
    adapter = tracker(server, monkeypatch)
    with pytest.raises(Rejected) as caught:
        adapter.create_milestone(year(2025))
    assert (caught.value.code, caught.value.field) == ("milestone-taken", "title")
    assert "«План: 2025»" in caught.value.message
    backwards = DesiredMilestone("2026", "План: 2026", marker(PLAN, "2026"), date(2026, 12, 31), date(2026, 1, 1))
    with pytest.raises(Rejected) as caught:
        adapter.create_milestone(backwards)
    assert caught.value.code == "refused"


def test_a_milestone_without_marker_gets_it_below_its_words(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The staff's description stays."""
    adapter = tracker(server, monkeypatch)
    ref = adapter.create_milestone(year(2025))
    row = server.state.milestones[int(ref.id)]
    for words, begins in (("Слова сотрудников", "Слова сотрудников\n\n"), ("", "")):
        row.description = words
        adapter.update_milestone(ref, year(2025), ("title", "start", "due"))
        assert (row.description or "").startswith(begins)
        (milestone,) = adapter.fetch().milestones
        assert milestone.key == "2025"


def test_a_milestone_that_is_stored_otherwise_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab takes tags out of titles."""
    odd = DesiredMilestone("2025", "<b>2025</b>", fence(PLAN, "2025", "x"), date(2025, 1, 1), date(2025, 12, 31))
    with pytest.raises(Rejected) as caught:
        tracker(server, monkeypatch).create_milestone(odd)
    assert (caught.value.code, caught.value.field) == ("dropped", "title")


def test_an_issue_without_its_marker_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would not be found again without the cache."""
    with pytest.raises(Rejected) as caught:
        make(tracker(server, monkeypatch), DesiredIssue("I.1.1", "Мероприятие", "Текст без метки"))
    assert (caught.value.code, caught.value.field) == ("dropped", "marker")


def test_a_measure_that_is_numbered_anew_has_another_marker(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issue stays; its new key is the one that is remembered, should the marker be lost."""
    cache: dict[str, str] = {}
    adapter = tracker(server, monkeypatch, cache=cache)
    ref = make(adapter)
    adapter.update_issue(only(adapter).ref, IssuePatch({"description": fence(PLAN, "I.2.7", "Полный текст")}))
    assert (only(adapter).key, only(adapter).ref.id, cache[f"key:{ref.id}"]) == ("I.2.7", ref.id, "I.2.7")
