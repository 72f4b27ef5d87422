"""What a Redmine project offers the bot: rights, tracker and fields, each missing one told by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mappings.marker import marker
from sync.errors import AuthFailed, Misconfigured, TrackerError
from sync.tracker import IssuePatch, Ref
from tests.standins.redmine_fake import RIGHTS, SUPPORT, FakeRedmine, said
from tests.tracker_conformance import PLAN, desired, year
from tests.worlds.redmine_world import TOKEN, make, only, tracker


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine with an empty project, and the key to it."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        yield redmine


@pytest.mark.parametrize("right", [one for one in RIGHTS if one != "add_issue_notes"])
def test_a_missing_right_stops_before_anything_is_written(redmine: FakeRedmine, right: str) -> None:
    """Redmine would drop a parent without a word, and half a plan helps nobody."""
    parent = make(tracker(), desired("I.1")).id
    redmine.log.clear()
    redmine.rights = tuple(one for one in RIGHTS if one != right)
    adapter = tracker()
    with pytest.raises(AuthFailed) as caught:
        adapter.create_milestone(year(2025))
        adapter.create_issue(desired("I.1/2025"), milestone_id=None, parent_id=parent)
    assert caught.value.code == "right-missing"
    assert not any(line.startswith("POST /projects/plan/issues") for line in redmine.log)


def test_a_bot_that_may_not_see_issues_is_told(redmine: FakeRedmine) -> None:
    """Without that right not even the trackers are shown."""
    redmine.rights = ()
    with pytest.raises(AuthFailed):
        tracker().fetch()
    redmine.project = {"trackers": [SUPPORT, {"id": 4, "name": "Мероприятие"}]}
    with pytest.raises(AuthFailed) as caught:
        tracker().fetch()
    assert caught.value.code == "right-missing"


def test_a_bot_that_is_no_member_is_told_to_be_added(redmine: FakeRedmine) -> None:
    """In a public project it can read, and no more. An administrator may do everything."""
    redmine.member = False
    with pytest.raises(AuthFailed) as caught:
        make(tracker())
    assert "Members" in caught.value.hint
    redmine.admin = True
    make(tracker())


@pytest.mark.parametrize(
    ("project", "me", "error", "code"),
    [
        (404, 200, Misconfigured, "project-unknown"),
        (403, 200, AuthFailed, "project-forbidden"),
        (403, 403, AuthFailed, "rest-off"),
        (403, 401, AuthFailed, "token-refused"),
        (401, 401, AuthFailed, "token-refused"),
    ],
)
def test_why_the_project_is_not_shown(
    redmine: FakeRedmine, project: int, me: int, error: type[TrackerError], code: str
) -> None:
    """The bodies are empty, so it takes a second request to tell."""
    statuses = {"/projects/plan.json": project, "/users/current.json": me}
    redmine.odd = lambda _m, path, _s: said(statuses[path]) if statuses.get(path, 200) != 200 else None
    with pytest.raises(error) as caught:
        tracker().fetch()
    assert caught.value.code == code


def test_a_closed_project_is_read_and_not_written(redmine: FakeRedmine) -> None:
    """Everything in it can be seen; nobody may change it."""
    redmine.project = {"status": 5}
    assert tracker().fetch().issues == ()
    with pytest.raises(AuthFailed) as caught:
        make(tracker())
    assert (caught.value.code, redmine.issues) == ("project-closed", {})


def test_a_tracker_goes_by_name_or_id_and_an_unknown_one_makes_nothing(redmine: FakeRedmine) -> None:
    """Redmine would take the first one of the project."""
    for name in ("мероприятие", 4):
        make(tracker(issue_tracker=name), desired(f"I.{name}"))
    with pytest.raises(Misconfigured) as caught:
        tracker(issue_tracker="Ошибка").fetch()
    assert (caught.value.code, len(redmine.issues)) == ("issue-tracker-unknown", 2)


def test_a_tracker_that_redmine_replaces_stops_the_run(redmine: FakeRedmine) -> None:
    """It would put every issue of the plan into a wrong one."""
    redmine.dropped = {"tracker_id"}
    with pytest.raises(AuthFailed) as caught:
        make(tracker())
    assert (caught.value.code, caught.value.key) == ("dropped", "I.1.1")
    assert "Roles and permissions" in caught.value.hint


def test_a_field_goes_by_name_or_id_and_an_unknown_one_is_told(redmine: FakeRedmine) -> None:
    """As soon as an issue of the tracker shows which fields there are; those of other trackers do not count."""
    redmine.make("Чужая")
    make(tracker(marker_field=1, fact_field=2))
    assert only(tracker(marker_field="1")).key == "I.1.1"
    for changes in ({"marker_field": "Ключ"}, {"fact_field": 77}):
        with pytest.raises(Misconfigured) as caught:
            tracker(**changes).fetch()
        assert caught.value.code == "field-unknown"
        assert "New custom field" in caught.value.hint


@pytest.mark.parametrize("changes", [{"marker_field": "Ключ"}, {"fact_field": "Итог"}])
def test_a_field_that_the_first_issue_does_not_show_stops_the_run(
    redmine: FakeRedmine, changes: dict[str, Any]
) -> None:
    """It would be so with every issue. The one that was made to see it bears its marker, for the next run to adopt."""
    with pytest.raises(Misconfigured) as caught:
        make(tracker(**changes))
    assert (caught.value.code, caught.value.key, len(redmine.issues)) == ("field-unknown", "I.1.1", 1)
    assert "New custom field" in caught.value.hint
    assert only(tracker()).key == "I.1.1"


def test_a_bot_that_sees_only_its_own_issues_makes_nothing(redmine: FakeRedmine) -> None:
    """What another user has made of the plan it would make again; what stands it may still change."""
    make(tracker())
    redmine.visibility = "own"
    writes: list[Callable[[], Ref]] = [
        lambda: tracker().create_milestone(year(2025)),
        lambda: make(tracker(), desired("I.2")),
    ]
    for write in writes:
        with pytest.raises(AuthFailed) as caught:
            write()
        assert caught.value.code == "visibility-own"
        assert "«Issues visibility» of the role «Бот» to «All issues»" in caught.value.hint
    assert (len(redmine.issues), redmine.versions) == (1, {})
    tracker().update_issue(Ref("1"), IssuePatch({"title": "Название"}))
    redmine.visibility = "default"
    make(tracker(), desired("I.2"))


def test_without_fields_the_description_alone_is_marked(redmine: FakeRedmine) -> None:
    """Both fields may be left out of the config."""
    adapter = tracker(marker_field=None, fact_field=None)
    make(adapter)
    assert only(adapter).key == "I.1.1"
    assert redmine.issues[1]["custom_fields"][0]["value"] is None
    assert not adapter.capabilities.fact_field
    assert adapter.find(marker(PLAN, "I.1.1")) is not None
