"""What a real Redmine refuses or drops is told by its name, before a write and at it. Nothing counts as done."""

from __future__ import annotations

import json
from functools import partial

import pytest

from sync.cli.exit_codes import ExitCode
from sync.trackers import redmine
from sync.transport import Transport
from tests.live.redmine_people import token_of
from tests.live.test_redmine_sync import Town, town

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine


def as_bot(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """Work as another bot."""
    monkeypatch.setenv("VEKHA_TEST_TOKEN", token_of(login))


def problems(town: Town) -> dict[str, str]:
    """What `check` finds wrong with the tracker: messages by their codes."""
    _code, out = town.run("check", "--format", "json")
    found = json.loads(out)["checks"]
    texts: dict[str, str] = {}
    for one in found:
        if one["severity"] != "info":
            texts[one["code"]] = f"{texts.get(one['code'], '')} {one['message']} {one['hint']}"
    return texts


@pytest.mark.parametrize(
    ("login", "said", "made"),
    [
        ("no-view-issues", "View Issues", 0),
        ("no-manage-versions", "Manage versions", 0),
        ("no-add-issues", "Add issues", 0),
        ("no-edit-issues", "Edit issues", 0),
        ("no-manage-subtasks", "Manage subtasks", 1),
        ("reader", "Add issues", 0),
    ],
)
def test_a_missing_right_is_named_by_check_and_stops_a_sync(
    town: Town, monkeypatch: pytest.MonkeyPatch, login: str, said: str, made: int
) -> None:
    """Check says which right to tick in which role; a sync that needs it stops there with 77."""
    as_bot(monkeypatch, login)
    found = problems(town)
    assert said in found["right-missing"]
    assert "Roles and permissions" in found["right-missing"]
    code, _out = town.run("sync")
    assert code == ExitCode.NO_PERMISSION
    assert "right" in town.err
    assert len(town.issues()) == made


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("outsider", "project-forbidden"),
        ("locked", "token-refused"),
        ("nobody", "token-refused"),
    ],
)
def test_a_bot_that_is_kept_out_is_told_why(town: Town, monkeypatch: pytest.MonkeyPatch, login: str, code: str) -> None:
    """No member, a locked user and a wrong key are three things, each with 77."""
    as_bot(monkeypatch, login)
    assert code in problems(town)
    assert town.run("sync")[0] == ExitCode.NO_PERMISSION
    assert f"[{code}]" in town.err


@pytest.mark.parametrize(
    ("project", "code", "exit_code"),
    [
        ("closed", "project-closed", ExitCode.NO_PERMISSION),
        ("archived", "project-forbidden", ExitCode.NO_PERMISSION),
        ("nowhere", "project-unknown", ExitCode.FAILED),
    ],
)
def test_a_project_that_takes_nothing_is_told(town: Town, project: str, code: str, exit_code: ExitCode) -> None:
    """Closed, archived and unknown projects."""
    town.write(project=project)
    assert code in problems(town)
    assert town.run("sync")[0] == exit_code
    assert f"[{code}]" in town.err


def test_rest_off_is_told_apart_from_a_missing_right(town: Town) -> None:
    """With the interface off everything is 403, to every key."""
    town.redmine.runner("Setting.rest_api_enabled = '0'; nil")
    assert "Enable REST web service" in problems(town)["rest-off"]
    assert town.run("sync")[0] == ExitCode.NO_PERMISSION


def test_a_tracker_that_is_not_enabled_makes_no_issue(town: Town) -> None:
    """Redmine would take the project's first tracker instead, without a word."""
    town.write(tracker="Ошибка")
    assert "Поддержка, Мероприятие" in problems(town)["issue-tracker-unknown"]
    assert town.run("sync")[0] == ExitCode.FAILED
    assert town.redmine.staff().issues(town.redmine.project) == []


def test_a_field_that_is_not_there_is_told_as_soon_as_an_issue_shows_it(town: Town) -> None:
    """An empty project cannot show its fields; from the first issue on they are known."""
    town.write(key_field="Ключ")
    town.run("sync")
    assert "[field-unknown]" in town.err
    assert len(town.issues()) == 1
    assert "New custom field" in problems(town)["field-unknown"]
    assert town.run("sync")[0] == ExitCode.FAILED
    assert len(town.issues()) == 1


@pytest.mark.parametrize(("login", "code"), [("own-only", "visibility-own"), ("not-private", "visibility-not-private")])
def test_what_would_make_copies_is_told(town: Town, monkeypatch: pytest.MonkeyPatch, login: str, code: str) -> None:
    """A bot that does not see an issue would make it again."""
    as_bot(monkeypatch, login)
    assert "All issues" in problems(town)[code]


def test_check_counts_who_may_be_flooded_with_mail(town: Town) -> None:
    """The first sync makes all issues at once; nobody can be spared that from outside."""
    assert "each of the 14 other members" in problems(town)["first-sync-mails"]


def test_a_workflow_that_closes_nothing_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing is then refused issue by issue, and not one counts as closed."""
    as_bot(monkeypatch, "no-workflow")
    town.map("past: closed\nfrom_year: 2024\nmeasures: {}")
    synced = town.json("sync", code=ExitCode.PARTIAL)
    assert {one["code"] for one in synced["failed"]} == {"status-not-allowed"}
    assert not any(row["status"]["is_closed"] for row in town.issues().values())
    assert "workflow-closing" in problems(town)


def test_a_server_that_is_down_is_tried_again_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Down before the first request: 75, and the ledger knows of no issue."""
    monkeypatch.setattr(redmine, "Transport", partial(Transport, sleep=lambda _seconds: None))
    town.write(url="http://127.0.0.1:9")
    assert "tracker-away" in problems(town)
    assert town.run("sync")[0] == ExitCode.TRY_LATER
    assert "[tracker-away]" in town.err


def test_a_web_page_is_no_redmine(town: Town) -> None:
    """An address that leads elsewhere is a mistake in the config, not a passing trouble."""
    town.write(url=f"{town.redmine.url}/login")
    assert town.run("sync")[0] == ExitCode.FAILED
    assert "tracker-" in town.err or "[project-unknown]" in town.err
