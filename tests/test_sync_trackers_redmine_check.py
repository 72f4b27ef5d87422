"""`check` for a Redmine: what would fail later is told beforehand, in the order in which it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mappings.desired.issues import DesiredIssue
from mappings.plan import Severity
from sync.tracker import Diagnosis
from tests.standins.redmine_fake import BOT, NEW, RIGHTS, TRACKER, FakeRedmine, said
from tests.tracker_conformance import desired
from tests.worlds.redmine_world import TOKEN, make, tracker


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


ISSUES = (
    desired("I.1"),
    desired("I.1/2025", parent="I.1", closed=True),
    desired("I.1/2026", parent="I.1"),
    desired("I.2"),
)


def foretold(*issues: DesiredIssue, **changes: Any) -> list[Diagnosis]:
    """What check says of a first sync that makes these issues."""
    return [one for one in tracker(first_issues=issues, **changes).check() if one.code == "first-sync-mails"]


@pytest.mark.usefixtures("redmine")
def test_before_the_first_sync_check_tells_of_fields_that_it_cannot_see() -> None:
    """An empty project shows no field."""
    assert codes() == ["tracker-reached", "categories-unused", "field-unseen", "field-unseen", "tracker-issues"]


def test_the_mails_of_a_first_sync_are_counted_at_most(redmine: FakeRedmine) -> None:
    """A child is two mails, a closed one another, the first issue one more for its marker; the bot gets none."""
    clerk, group = {"id": 5, "name": "Анна"}, {"id": 20, "name": "Отдел"}
    here, rows = {"project": {"id": 1, "name": "План"}}, [{"user": BOT}, {"user": clerk}, {"group": group}]

    def members(_method: str, path: str, _sent: Any) -> Any:
        shown = [{**here, **row} for row in rows]
        return said(200, {"memberships": shown, "total_count": len(shown)}) if "memberships" in path else None

    redmine.odd = members
    (line,) = foretold(*ISSUES)
    assert (line.code, line.severity) == ("first-sync-mails", Severity.WARNING)
    assert "the 1 other member of the project at most 8 mails" in line.message
    (line,) = foretold(*ISSUES, marker_field=None)
    assert "at most 7 mails" in line.message
    rows += [{"user": {"id": 6, "name": "Ольга"}}]
    (line,) = foretold(*ISSUES)
    assert "the 2 other members of the project at most 16 mails" in line.message
    rows[:] = rows[:1]
    assert [one.severity for one in foretold(*ISSUES)] == [Severity.INFO]
    redmine.odd = lambda _m, path, _s: said(403) if "memberships" in path else None
    (line,) = foretold(*ISSUES)
    assert (line.severity, "each member of the project at most 8" in line.message) == (Severity.WARNING, True)


def test_nothing_is_said_of_a_first_sync_that_is_none(redmine: FakeRedmine) -> None:
    """Without issues, where an issue stands already, or where the bot is kept out."""
    assert foretold() == []
    make(tracker())
    assert foretold(*ISSUES) == []
    redmine.issues.clear()
    redmine.odd = lambda _m, path, _s: said(401) if path == "/users/current.json" else None
    assert foretold(*ISSUES) == []


def test_after_the_first_sync_all_is_well(redmine: FakeRedmine) -> None:
    """What is there is counted."""
    redmine.rights = (*RIGHTS, "manage_categories")
    make(tracker())
    redmine.make()
    lines = tracker().check()
    assert [one.code for one in lines] == ["tracker-reached", "tracker-issues"]
    assert "2 issues, 1 of them" in lines[-1].message


def test_what_it_takes_to_have_categories_is_told(redmine: FakeRedmine) -> None:
    """Nothing fails without, so it is no warning: the right in the role, or else the field of the tracker."""
    line = found("categories-unused")
    assert (line.severity, "«Manage issue categories»" in line.message) == (Severity.INFO, True)
    assert "ticks «Manage issue categories» in the role «Бот»" in line.hint
    redmine.rights = (*RIGHTS, "manage_categories")
    fields = ["fixed_version_id", "parent_issue_id", "start_date", "due_date", "description"]
    kind = {**TRACKER, "enabled_standard_fields": fields}
    redmine.odd = lambda _m, path, _s: said(200, {"trackers": [kind]}) if path == "/trackers.json" else None
    line = found("categories-unused")
    assert (line.severity, "the tracker «Мероприятие» lacks" in line.message) == (Severity.INFO, True)
    fields.append("category_id")
    assert "categories-unused" not in codes()


@pytest.mark.parametrize("right", [one for one in RIGHTS if one != "add_issue_notes"])
def test_each_missing_right_is_named_with_its_role(redmine: FakeRedmine, right: str) -> None:
    """By the words of the page on which it is ticked."""
    redmine.rights = tuple(one for one in RIGHTS if one != right)
    line = found("right-missing")
    assert line.severity is Severity.ERROR
    assert "«Бот»" in line.hint


def test_without_the_right_to_add_notes_check_warns(redmine: FakeRedmine) -> None:
    """A sync does all its work without it; what Vekha would say in issues it cannot."""
    assert "comments-unused" not in codes()
    redmine.rights = tuple(one for one in RIGHTS if one != "add_issue_notes")
    line = found("comments-unused")
    assert (line.severity, "Add notes" in line.message, "«Бот»" in line.hint) == (Severity.WARNING, True, True)
    assert codes(Severity.ERROR) == []


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
    """So every issue has to be visible. An administrator sees all."""
    redmine.visibility = visibility
    line = found(code)
    assert (line.severity, "«Бот» to «All issues»" in line.hint) == (severity, True)
    redmine.admin = True
    assert code not in codes()


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
