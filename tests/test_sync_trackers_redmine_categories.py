"""The plan's groups as categories: only where the bot may have them, found out without a request of an idle sync."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mappings.desired.issues import DesiredIssue, Label, LabelKind
from sync.errors import AuthFailed, Conflict, Purpose, Rejected, Transient
from sync.tracker import IssuePatch, LabelPatch
from sync.trackers.redmine.adapter import RedmineTracker
from tests.standins.redmine_fake import RIGHTS, TRACKER, FakeRedmine, said
from tests.tracker_conformance import desired
from tests.worlds.redmine_world import NOW, TOKEN, make, only, tracker

LIST = "/projects/plan/issue_categories.json"
ASKING = ["GET /users/current.json", "GET /roles/7.json"]
KINDS = "GET /trackers.json"


def group(name: str = "I.1. Сеть") -> Label:
    """A group of the plan."""
    return Label(LabelKind.GROUP, name, name)


def grouped(key: str = "I.1.1", name: str = "I.1. Сеть", **fields: Any) -> DesiredIssue:
    """An issue of a group, with labels of the other kinds, which Redmine has no place for."""
    section = Label(LabelKind.SECTION, "I. Раздел", "I. Раздел")
    return desired(key, labels=(section, group(name)), **fields)


def taken(adapter: RedmineTracker) -> frozenset[LabelKind]:
    """The kinds of labels that the project takes."""
    return adapter.fetch().labels_taken(adapter.capabilities)


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine with an empty project and the key to it; the bot may have categories."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine(rights=(*RIGHTS, "manage_categories")) as redmine:
        yield redmine


def posts(redmine: FakeRedmine) -> list[str]:
    """What was made."""
    return [line for line in redmine.log if line.startswith("POST")]


def test_a_group_becomes_the_issues_category(redmine: FakeRedmine) -> None:
    """It is made where it is missing, once, and goes with the request that makes the issue."""
    redmine.categories[1] = "II. Своя"
    adapter = tracker()
    assert taken(adapter) == {LabelKind.GROUP}
    assert adapter.capabilities.one_label
    redmine.log.clear()
    for key in ("I.1.1", "I.1.2"):
        make(adapter, grouped(key))
    make(adapter, grouped("II.1", "II. Своя"))
    make(adapter, desired("III.1"))
    issue = "POST /projects/plan/issues.json"
    assert posts(redmine) == [f"POST {LIST}", issue, issue, issue, issue]
    assert redmine.log.count(f"GET {LIST}") == 1
    assert redmine.categories == {1: "II. Своя", 2: "I.1. Сеть"}
    labels = {one.key: one.labels for one in adapter.fetch().issues}
    assert labels == {"I.1.1": ("I.1. Сеть",), "I.1.2": ("I.1. Сеть",), "II.1": ("II. Своя",), "III.1": ()}


def test_the_category_is_put_on_without_a_fetch(redmine: FakeRedmine) -> None:
    """What the project takes is found out by whatever call needs it first."""
    make(tracker(), grouped())
    assert redmine.issues[1]["category"]["name"] == "I.1. Сеть"


def test_a_closed_issue_has_its_category_too(redmine: FakeRedmine) -> None:
    """Both of its requests are looked at."""
    make(tracker(), grouped(closed=True))
    assert redmine.issues[1]["category"]["name"] == "I.1. Сеть"


def test_without_the_right_there_is_no_category_and_no_word(redmine: FakeRedmine) -> None:
    """A category of the staff's is still shown."""
    redmine.rights = RIGHTS
    adapter = tracker()
    assert taken(adapter) == frozenset()
    make(adapter, grouped())
    assert not any("categories" in line for line in redmine.log)
    redmine.edit(1, category={"id": 3, "name": "Своя"})
    assert only(adapter).labels == ("Своя",)


def test_a_tracker_without_the_field_gets_no_categories(redmine: FakeRedmine) -> None:
    """Redmine before 5.0 does not tell which fields there are, and then the right decides."""
    kind = {**TRACKER, "enabled_standard_fields": ["due_date"]}
    redmine.odd = lambda _m, path, _s: said(200, {"trackers": [kind]}) if path == "/trackers.json" else None
    assert taken(tracker()) == frozenset()
    kind["enabled_standard_fields"] = ["due_date", "category_id"]
    assert taken(tracker()) == {LabelKind.GROUP}


def test_it_is_asked_once_a_day(redmine: FakeRedmine) -> None:
    """The answer is noted with its day; a note that is lost or of another day costs three requests."""
    cache: dict[str, str] = {}

    def asks(days: int = 0) -> tuple[list[str], bool]:
        redmine.log.clear()
        used = bool(taken(tracker(cache=cache, now=NOW + timedelta(days=days))))
        return [line for line in redmine.log if line in (*ASKING, KINDS)], used

    assert asks() == ([*ASKING, KINDS], True)
    redmine.rights = RIGHTS
    assert asks() == ([], True)
    assert asks(1) == (ASKING, False)
    redmine.rights = (*RIGHTS, "manage_categories")
    assert asks(1) == ([], False)
    assert asks(2) == ([*ASKING, KINDS], True)
    cache["category:used"] = "nonsense"
    assert asks(2) == ([*ASKING, KINDS], True)


def test_a_right_that_went_since_it_was_noted_stops_the_run(redmine: FakeRedmine) -> None:
    """The difference was made with categories in it; the next run makes one without."""
    cache: dict[str, str] = {}
    taken(tracker(cache=cache))
    redmine.rights = RIGHTS
    adapter = tracker(cache=cache)
    with pytest.raises(AuthFailed) as caught:
        make(adapter, grouped())
    assert (caught.value.code, redmine.issues) == ("right-missing", {})
    assert "«Manage issue categories»" in caught.value.message
    make(tracker(cache=cache), grouped())
    assert "category" not in redmine.issues[1]


def test_a_category_that_is_left_out_stops_the_run_and_the_next_goes_on_without(redmine: FakeRedmine) -> None:
    """It is read-only for the bot's role, or an old Redmine's tracker lacks it: that shows at the first issue only."""
    cache: dict[str, str] = {}
    redmine.dropped = {"category_id"}
    with pytest.raises(AuthFailed) as caught:
        make(tracker(cache=cache), grouped())
    assert (caught.value.code, caught.value.key) == ("dropped", "I.1.1")
    assert "category" in caught.value.message
    assert "Fields permissions" in caught.value.hint
    adapter = tracker(cache=cache)
    assert taken(adapter) == frozenset()
    make(adapter, grouped("I.1.2"))
    assert [one.key for one in adapter.fetch().issues] == ["I.1.1", "I.1.2"]


def test_a_category_whose_answer_was_lost_is_not_made_twice(redmine: FakeRedmine) -> None:
    """Its names are unique in a project: the request is sent again, and what it refuses then is there."""
    adapter = tracker()
    redmine.categories[7] = "I.1. Сеть"
    before = iter([said(200, {"issue_categories": [], "total_count": 0})])
    redmine.odd = lambda method, path, _s: next(before, None) if (method, path) == ("GET", LIST) else None
    make(adapter, grouped())
    make(adapter, grouped("I.1.2"))
    assert redmine.categories == {7: "I.1. Сеть"}
    assert {one["category"]["id"] for one in redmine.issues.values()} == {7}


def test_a_category_that_redmine_refuses_is_told(redmine: FakeRedmine) -> None:
    """An old Redmine takes thirty characters. The issue is not made without it."""
    refusal = said(422, {"errors": ["Имя слишком длинное"]})
    redmine.odd = lambda method, path, _s: refusal if (method, path) == ("POST", LIST) else None
    with pytest.raises(Rejected) as caught:
        make(tracker(), grouped())
    assert (caught.value.key, "слишком длинное" in caught.value.message) == ("I.1.1", True)
    assert redmine.issues == {}


def test_an_issue_whose_category_could_not_be_made_was_not_made(
    redmine: FakeRedmine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However that request ended, the one that makes the issue was not sent: nothing has to be looked for."""

    def lost(*_arguments: object, **options: Any) -> None:
        assert options["repeatable"]
        raise Transient("answer-lost", "lost", Purpose("redmine", "create_issue"))

    adapter = tracker()
    monkeypatch.setattr("sync.trackers.redmine.client.RedmineClient.create", lost)
    with pytest.raises(Transient) as caught:
        make(adapter, grouped())
    assert caught.value.not_done
    assert redmine.issues == {}


def test_a_category_is_set_changed_and_cleared(redmine: FakeRedmine) -> None:
    """A patch that takes a category which is not there, or gives none, leaves the one that is."""
    adapter = tracker()
    make(adapter)
    steps: list[tuple[LabelPatch, tuple[str, ...]]] = [
        (LabelPatch(remove=("I.9. Нет",)), ()),
        (LabelPatch(add=(group(),)), ("I.1. Сеть",)),
        (LabelPatch(add=(group("I.2. Фонд"),), remove=("I.1. Сеть",)), ("I.2. Фонд",)),
        (LabelPatch(remove=("I.1. Сеть",)), ("I.2. Фонд",)),
        (LabelPatch(remove=("I.2. Фонд",)), ()),
    ]
    for patch, labels in steps:
        adapter.update_issue(only(adapter).ref, IssuePatch({"labels": patch}))
        assert only(adapter).labels == labels
    redmine.dropped = {"category_id"}
    with pytest.raises(AuthFailed):
        adapter.update_issue(only(adapter).ref, IssuePatch({"labels": LabelPatch(add=(group(),))}))


def test_a_category_of_the_staffs_is_not_overwritten(redmine: FakeRedmine) -> None:
    """What was set since the issue was read makes the write stale; other fields are written past it."""
    adapter = tracker()
    make(adapter, grouped())
    seen = only(adapter)
    redmine.edit(1, category={"id": 3, "name": "Своя"})
    with pytest.raises(Conflict):
        adapter.update_issue(seen.ref, IssuePatch({"labels": LabelPatch(add=(group("I.2. Фонд"),))}))
    adapter.update_issue(seen.ref, IssuePatch({"title": "Название"}))
    assert only(adapter).labels == ("Своя",)
