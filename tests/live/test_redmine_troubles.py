"""What goes wrong between a small plan and a real Redmine, by the command line: the exit code, the words, what stands.
Nothing that Redmine refused, dropped or never heard of counts as done, and the run after the mend finishes the job.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sync.cli.exit_codes import ExitCode
from sync.transport import Transport
from tests.live.redmine_server import RedmineServer
from tests.live.redmine_town import SmallTown, fall_down
from tests.worlds.sync_world import EXPECTED_KEYS, ROWS

pytestmark = pytest.mark.live_redmine

ALL = dict.fromkeys(EXPECTED_KEYS, 1)
YEARS = ["2025", "2026", "2027", "2028"]
IN_FLIGHT = timedelta(minutes=2)  # by then no request of an earlier run can still take effect
ROLES = "Administration, Roles and permissions"
VERSIONS = "projects/plan/versions.json"


@pytest.fixture
def town(
    redmine: RedmineServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> SmallTown:
    """The town before its first sync. Nothing waits between attempts."""
    assert Transport.__init__.__kwdefaults__ is not None
    monkeypatch.setitem(Transport.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    monkeypatch.setenv("VEKHA_TEST_TOKEN", redmine.token)
    town = SmallTown(redmine, tmp_path, capsys, monkeypatch)
    town.write()
    return town


def one_problem(town: SmallTown, code: str, *words: str) -> bool:
    """Whether the last run complained of one thing in one line, with its code."""
    lines = town.err.splitlines()
    return len(lines) == 1 and f"[{code}]" in lines[0] and all(word in lines[0] for word in words)


@pytest.mark.parametrize(
    ("login", "rights", "stopped_by", "versions", "issues"),
    [
        ("reader", ["Add issues", "Edit issues", "Manage subtasks", "Manage versions"], "Manage versions", 0, 0),
        ("no-view-issues", ["View Issues"], "View Issues", 0, 0),
        ("no-manage-versions", ["Manage versions"], "Manage versions", 0, 0),
        ("no-add-issues", ["Add issues"], "Add issues", 4, 0),
        ("no-edit-issues", ["Edit issues"], "Edit issues", 4, 0),
        ("no-manage-subtasks", ["Manage subtasks"], "Manage subtasks", 4, 1),
    ],
)
def test_a_missing_right(
    town: SmallTown, login: str, rights: list[str], stopped_by: str, versions: int, issues: int
) -> None:
    """Check names just the missing rights and the role; the sync ends with 77 at the first; the mend completes it."""
    town.work_as(login)
    lines = town.checked()["right-missing"].splitlines()
    assert len(lines) == len(rights)
    for line, right in zip(lines, rights, strict=True):
        assert f"lacks the right «{right}»" in line
        assert f"ticks «{right}» in the role «Веха: {login}»: {ROLES}." in line
    code, _done = town.sync()
    assert code == ExitCode.NO_PERMISSION
    assert one_problem(town, "right-missing", f"the bot {login} lacks the right «{stopped_by}»", ROLES)
    assert (len(town.versions()), len(town.linked()), town.count().total()) == (versions, issues, issues)
    town.work_as("bot")
    assert town.sync("--force")[0] == ExitCode.DONE
    assert (town.count(), town.versions()) == (ALL, YEARS)


def test_a_right_lost_between_two_syncs(town: SmallTown) -> None:
    """Nothing to write needs no right to write; an amended plan does, and is not taken for written."""
    town.sync()
    town.work_as("reader")
    assert town.sync()[0] == ExitCode.DONE
    town.world.amend([row.replace("Создан зал", "Создан зал и сад") for row in ROWS])
    code, done = town.sync()
    assert (code, done["issues"]["updated"]) == (ExitCode.NO_PERMISSION, 0)
    assert one_problem(town, "right-missing", "«Edit issues»", ROLES)
    town.work_as("bot")
    assert town.sync()[1]["issues"]["updated"] == 1


def test_the_right_to_write_notes_is_needed_for_comments_alone(town: SmallTown) -> None:
    """Without it a sync does all its work; check warns that nothing can be imported and nobody asked."""
    town.work_as("no-add-issue-notes")
    checked = town.checked()
    assert "right-missing" not in checked
    assert "comments-unused" in checked
    assert town.sync()[0] == ExitCode.DONE
    assert town.count() == ALL


@pytest.mark.parametrize(
    ("login", "project", "code", "words", "exit_code"),
    [
        ("outsider", "plan", "project-forbidden", ["«plan»", "Settings, Members"], ExitCode.NO_PERMISSION),
        ("locked", "plan", "token-refused", [], ExitCode.NO_PERMISSION),
        ("nobody", "plan", "token-refused", [], ExitCode.NO_PERMISSION),
        ("bot", "closed", "project-closed", ["closed", "on its page"], ExitCode.NO_PERMISSION),
        ("bot", "archived", "project-forbidden", ["archived", "Administration, Projects"], ExitCode.NO_PERMISSION),
        ("bot", "nowhere", "project-unknown", ["«nowhere»", "address of the project's page"], ExitCode.WRONG_INPUT),
    ],
)
def test_a_shut_door(
    town: SmallTown, login: str, project: str, code: str, words: list[str], exit_code: ExitCode
) -> None:
    """Check and sync say the same of it in one line, and nothing is written."""
    town.work_as(login)
    town.write(project=project)
    found = town.checked()[code]
    assert all(word in found for word in words)
    if code == "token-refused":
        assert "«My account», «API access key»; Administration, Users" in found
    got, done = town.sync()
    assert got == exit_code
    assert one_problem(town, code, *words)
    assert town.run("check")[0] == exit_code
    assert done is None or done["writes"] == 0
    assert town.linked() == {}


def test_a_public_project_without_the_bot(town: SmallTown) -> None:
    """There the project is shown, and the bot is still told to become a member."""
    town.redmine.show_to_everybody()
    town.work_as("outsider")
    assert "the project: Settings, Members" in town.checked()["not-a-member"]
    assert town.sync()[0] == ExitCode.NO_PERMISSION
    assert one_problem(town, "right-missing", "Settings, Members")
    assert town.redmine.staff().issues("plan") == []


def test_rest_off(town: SmallTown) -> None:
    """With the interface off every key gets a 403; check and sync say where it is switched on."""
    town.redmine.runner("Setting.rest_api_enabled = '0'; nil")
    place = "«Enable REST web service»: Administration, Settings, API"
    assert place in town.checked()["rest-off"]
    assert town.run("sync")[0] == ExitCode.NO_PERMISSION
    assert one_problem(town, "rest-off", place)
    town.redmine.runner("Setting.rest_api_enabled = '1'; nil")
    assert (town.linked(), town.count()) == ({}, {})


def test_a_wrong_tracker_name(town: SmallTown) -> None:
    """The trackers that the project has are named, and no issue is made with another one."""
    town.write(tracker="Ошибка")
    words = ("«Ошибка»", "Поддержка, Мероприятие", "Settings, Issue tracking, Trackers")
    assert all(word in town.checked()["issue-tracker-unknown"] for word in words)
    assert town.sync() == (ExitCode.WRONG_INPUT, None)
    assert one_problem(town, "issue-tracker-unknown", *words)
    assert (town.count(), town.versions()) == ({}, [])


@pytest.mark.parametrize("which", ["key_field", "fact_field"])
def test_a_missing_field(town: SmallTown, which: str) -> None:
    """In an empty project only the first issue shows it: the run ends there, with one line; mended, all go on."""
    town.write(**{which: "Поле"})
    assert "field-unknown" not in town.checked()
    code, done = town.sync()
    assert (code, done["issues"]["created"], done["failed"]) == (ExitCode.WRONG_INPUT, 0, [])
    assert one_problem(town, "field-unknown", "«Поле»", "Administration, Custom fields, New custom field")
    assert town.count() == {"I.1.1": 1}
    assert "Administration, Custom fields, New custom field" in town.checked()["field-unknown"]
    assert town.sync() == (ExitCode.WRONG_INPUT, None)
    assert one_problem(town, "field-unknown", "«Поле»", "Administration, Custom fields")
    town.write()
    code, done = town.sync()
    assert (code, done["issues"]["adopted"], done["drift"]) == (ExitCode.DONE, 1, [])
    assert town.count() == ALL
    assert town.sync()[1]["writes"] == 0


def test_a_bot_that_sees_only_its_own_issues(town: SmallTown) -> None:
    """Check calls it an error; where another bot has made the issues, no copies are made, ledger or no ledger."""
    town.sync()
    town.work_as("own-only")
    found = town.checked()["visibility-own"]
    hint = "«Issues visibility» of the role «Веха: own-only» to «All issues»"
    assert "error" in found
    assert hint in found
    assert town.sync() == (ExitCode.REFUSED, None)
    assert one_problem(town, "unsafe-change", "7 of 7 issues")
    (town.folder / "ledger.db").unlink()
    code, done = town.sync("--force")
    assert (code, done["writes"]) == (ExitCode.NO_PERMISSION, 0)
    assert one_problem(town, "visibility-own", hint)
    assert town.count() == ALL


@pytest.mark.parametrize("login", ["bot", "not-private"])
def test_an_issue_made_private(town: SmallTown, login: str) -> None:
    """Who sees all issues sees it; to who does not it is gone, check says why, and no copy is made."""
    town.sync()
    town.redmine.staff().edit(town.number("I.1.4"), is_private=True)
    town.work_as(login)
    hint = "«Issues visibility» of the role «Веха: not-private» to «All issues»"
    assert (hint in town.checked().get("visibility-not-private", "")) == (login == "not-private")
    code, done = town.sync()
    assert (code, done["writes"]) == (ExitCode.DONE, 0)
    assert [one["key"] for one in done["missing"]] == (["I.1.4"] if login == "not-private" else [])
    assert town.err == "" if login == "bot" else one_problem(town, "missing", "I.1.4", "--recreate")
    assert town.count() == ALL


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_an_issue_taken_away(town: SmallTown, how: str) -> None:
    """It is told once and made again only on demand. Check has nothing to complain of."""
    town.sync()
    number = town.number("I.1.4")
    if how == "moved":
        library = town.redmine.staff().call("GET", "projects/library.json")["project"]["id"]
        town.redmine.staff().edit(number, project_id=library)
    else:
        town.redmine.staff().delete(number)
    assert town.checked().keys() == {"recipients-none"}
    code, done = town.sync()
    assert (code, done["writes"], [one["key"] for one in done["missing"]]) == (ExitCode.DONE, 0, ["I.1.4"])
    assert one_problem(town, "missing", "I.1.4", "--recreate")
    assert (town.sync()[0], town.err) == (ExitCode.DONE, "")
    assert town.sync("--recreate")[1]["issues"]["created"] == 1
    assert town.count() == ALL


def test_a_workflow_that_closes_nothing(town: SmallTown) -> None:
    """An issue that could not be closed is made and stands in its place, open; each run tells that it is owed."""
    town.work_as("no-workflow")
    town.world.map("past: closed")
    code, done = town.sync()
    assert (code, done["issues"]["created"]) == (ExitCode.PARTIAL, 7)
    assert one_problem(town, "status-not-allowed", "I.1.1/2025", "workflow")
    issue = town.redmine.staff().issue(town.number("I.1.1/2025"))
    assert (issue["status"]["is_closed"], issue["parent"]["id"]) == (False, town.number("I.1.1"))
    assert "Administration, Workflow" in town.checked()["workflow-closing"]
    code, done = town.sync()
    assert (code, done["drift"], done["writes"]) == (ExitCode.PARTIAL, [], 0)
    assert one_problem(town, "status-not-allowed", "I.1.1/2025", "workflow")
    assert town.count() == ALL
    town.work_as("bot")
    code, done = town.sync()
    assert (code, done["issues"]["closed"], done["drift"]) == (ExitCode.DONE, 1, [])


def test_a_version_closed_by_the_staff(town: SmallTown) -> None:
    """Redmine would make the new issue without its year: it is refused by name, all else is done."""
    town.sync()
    staff = town.redmine.staff()
    year = next(one for one in staff.call("GET", VERSIONS)["versions"] if one["name"] == "2026")
    staff.call("PUT", f"versions/{year['id']}.json", {"version": {"status": "closed"}})
    assert (town.sync()[0], town.err) == (ExitCode.DONE, "")
    new = ["1.5.\tСад\tБюджет\tБиблиотека\t2026\tСоздан сад", "1.6.\tПруд\tБюджет\tБиблиотека\t2027\tСоздан пруд"]
    town.world.amend([*ROWS, *new])
    code, done = town.sync()
    assert (code, done["issues"]["created"], [one["key"] for one in done["failed"]]) == (3, 1, ["I.1.5"])
    assert one_problem(town, "milestone-closed", "I.1.5", "version")
    assert town.count() == {**ALL, "I.1.6": 1}
    staff.call("PUT", f"versions/{year['id']}.json", {"version": {"status": "open"}})
    assert town.sync()[1]["issues"]["created"] == 1
    assert town.count() == {**ALL, "I.1.6": 1, "I.1.5": 1}


def test_a_server_that_is_down(town: SmallTown) -> None:
    """Down before the first request: 75 and one line, and the ledger knows of nothing; then it is as if nothing was."""
    town.redmine.stop()
    assert "cannot be reached" in town.checked()["tracker-away"]
    assert town.run("check")[0] == ExitCode.TRY_LATER
    assert town.run("sync")[0] == ExitCode.TRY_LATER
    assert one_problem(town, "tracker-away", "cannot be reached")
    assert town.linked() == {}
    town.redmine.start()
    assert town.sync()[0] == ExitCode.DONE
    assert (town.count(), town.versions()) == (ALL, YEARS)


@pytest.mark.parametrize(("after", "answered"), [(2, True), (2, False), (7, True), (7, False)])
def test_a_server_that_goes_down_in_the_middle(
    town: SmallTown, monkeypatch: pytest.MonkeyPatch, after: int, *, answered: bool
) -> None:
    """75; what came through is kept, what did not is not claimed, and the next sync makes the rest and no copy."""
    with monkeypatch.context() as outage:
        fall_down(town, outage, after, answered=answered)
        code, out = town.run("sync", "--format", "json")
    done = json.loads(out)
    assert code == ExitCode.TRY_LATER
    assert "[unresolved]" in town.err
    assert "[tracker-away]" in town.err
    claimed = done["milestones"]["created"] + done["issues"]["created"]
    town.redmine.start()
    stand = len(town.versions()) + town.count().total()
    assert claimed == stand - (not answered)
    town.ahead = IN_FLIGHT
    code, done = town.sync()
    assert (code, done["drift"]) == (ExitCode.DONE, [])  # a parent's dates follow the children that stand by then
    assert (town.count(), town.versions(), set(town.linked())) == (ALL, YEARS, set(ALL))
    assert town.sync()[1]["writes"] == 0
