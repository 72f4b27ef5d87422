"""`check` for a Redmine: what would fail later is told beforehand, in the order in which it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mappings.plan import Severity
from sync.tracker import Diagnosis
from tests.redmine_fake import NEW, RIGHTS, TRACKER, FakeRedmine, said
from tests.redmine_world import TOKEN, make, tracker
from tests.tracker_conformance import desired


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine with an empty project, and the key to it."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        yield redmine


def codes(*severities: Severity, **changes: Any) -> list[str]:
    """The codes of what check finds, of these severities or of all."""
    return [one.code for one in tracker(**changes).check() if not severities or one.severity in severities]


def found(code: str, **changes: Any) -> Diagnosis:
    """One line of check."""
    return next(one for one in tracker(**changes).check() if one.code == code)


def test_before_the_first_sync_check_tells_of_mails_and_of_fields_that_it_cannot_see(redmine: FakeRedmine) -> None:
    """An empty project shows no field; two others are members, the group counts as one."""
    assert codes() == ["tracker-reached", "field-unseen", "field-unseen", "tracker-issues", "first-sync-mails"]
    assert "each of the 2 other members" in found("first-sync-mails").message
    redmine.odd = lambda _m, path, _s: said(403) if "memberships" in path else None
    assert found("first-sync-mails").severity is Severity.INFO


def test_after_the_first_sync_all_is_well(redmine: FakeRedmine) -> None:
    """What is there is counted."""
    make(tracker())
    redmine.make()
    lines = tracker().check()
    assert [one.code for one in lines] == ["tracker-reached", "tracker-issues"]
    assert "2 issues, 1 of them" in lines[-1].message


@pytest.mark.parametrize("right", RIGHTS)
def test_each_missing_right_is_named_with_its_role(redmine: FakeRedmine, right: str) -> None:
    """By the words of the page on which it is ticked."""
    redmine.rights = tuple(one for one in RIGHTS if one != right)
    line = found("right-missing")
    assert line.severity is Severity.ERROR
    assert "«Бот»" in line.hint


def test_no_member_and_an_administrator(redmine: FakeRedmine) -> None:
    """The one can do nothing, the other too much."""
    redmine.member = False
    assert codes(Severity.ERROR) == ["not-a-member"]
    redmine.admin = True
    assert "bot-is-admin" in codes(Severity.WARNING)


@pytest.mark.parametrize(
    ("visibility", "severity", "code"),
    [("own", Severity.ERROR, "visibility-own"), ("default", Severity.WARNING, "visibility-not-private")],
)
def test_what_the_bot_cannot_see_it_would_make_again(
    redmine: FakeRedmine, visibility: str, severity: Severity, code: str
) -> None:
    """So every issue has to be visible."""
    redmine.visibility = visibility
    assert found(code).severity is severity


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/users/current.json", 401, "token-refused"),
        ("/users/current.json", 403, "rest-off"),
        ("/projects/plan.json", 404, "project-unknown"),
        ("/projects/plan.json", 403, "project-forbidden"),
    ],
)
def test_what_keeps_the_bot_out_ends_the_check(redmine: FakeRedmine, path: str, status: int, code: str) -> None:
    """One line that says why, and no guesses about the rest."""
    redmine.odd = lambda _m, asked, _s: said(status) if asked == path else None
    assert codes(Severity.ERROR, Severity.WARNING) == [code]


def test_a_closed_project_and_a_module_that_is_off(redmine: FakeRedmine) -> None:
    """Nobody may write in the one, and the other has no issues."""
    redmine.project = {"status": 5}
    assert codes(Severity.ERROR) == ["project-closed"]
    redmine.project = {"enabled_modules": [{"id": 1, "name": "wiki"}]}
    assert codes(Severity.ERROR) == ["module-off"]


def test_a_tracker_that_lacks_a_field_is_told(redmine: FakeRedmine) -> None:
    """What it lacks would be dropped without a word; Redmine before 5.0 does not tell."""
    kind = {**TRACKER, "enabled_standard_fields": ["fixed_version_id", "start_date", "due_date", "description"]}
    redmine.odd = lambda _m, path, _s: said(200, {"trackers": [kind]}) if path == "/trackers.json" else None
    assert "parent task" in found("tracker-field-off").message
    assert codes(Severity.ERROR) == ["tracker-field-off"]


def test_fields_that_are_not_there_are_told_with_where_to_make_them(redmine: FakeRedmine) -> None:
    """From the first issue of the tracker on they can be seen."""
    make(tracker())
    assert redmine.issues[1]["tracker"] == TRACKER
    assert codes(Severity.ERROR, marker_field="Ключ", fact_field="Итог") == ["field-unknown", "field-unknown"]
    assert "New custom field" in found("field-unknown", fact_field="Итог").hint
    assert codes(Severity.ERROR, marker_field=None, fact_field=None) == []


def test_a_workflow_that_closes_nothing_is_told(redmine: FakeRedmine) -> None:
    """Only an open issue of the plan can show it."""
    make(tracker(), desired("I.1", closed=True))
    redmine.allowed = (NEW,)
    assert codes(Severity.WARNING) == []
    redmine.allowed = None
    make(tracker(), desired("I.2"))
    assert codes(Severity.WARNING) == []
    redmine.allowed = (NEW,)
    assert codes(Severity.WARNING) == ["workflow-closing"]
