"""The plan's groups as categories in a real Redmine: made, set, changed with the plan; left to the staff otherwise."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.cli.exit_codes import ExitCode
from tests.live.redmine_server import RedmineServer
from tests.live.redmine_town import SmallTown
from tests.worlds.sync_world import EXPECTED_KEYS, ROWS

pytestmark = pytest.mark.live_redmine

GROUP = "I.1. Сохранение сети"
CATEGORIES = "IssueCategory.order(:id).map(&:name)"
WITHOUT_FIELD = "Tracker.find_by!(name: 'Мероприятие').tap { |one| one.core_fields -= ['category_id']; one.save! }; nil"
READ_ONLY = """
WorkflowPermission.create!(
  tracker: Tracker.find_by!(name: 'Мероприятие'), role: Role.find_by!(name: 'Веха: bot-plus'),
  old_status: IssueStatus.find_by!(name: 'Новая'), field_name: 'category_id', rule: 'readonly'
)
nil
"""
NEW = "1.5.\tСад\tБюджет\tБиблиотека\t2026\tСоздан сад"


@pytest.fixture
def town(
    redmine: RedmineServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> SmallTown:
    """The town before its first sync, with a bot that may manage categories."""
    town = SmallTown(redmine, tmp_path, capsys, monkeypatch)
    town.work_as("bot-plus")
    town.write()
    return town


def categories(town: SmallTown) -> dict[str, str | None]:
    """The category of each issue."""
    return {key: row.get("category", {}).get("name") for key, row in town.issues().items()}


def all_with(name: str | None) -> dict[str, str | None]:
    """What `categories` tells where all issues have the same."""
    return dict.fromkeys(EXPECTED_KEYS, name)


def infos(town: SmallTown) -> dict[str, dict[str, Any]]:
    """What check says, by code."""
    found = town.run("check", "--format", "json")[1]
    return {one["code"]: one for one in json.loads(found)["checks"]}


def test_issues_get_the_category_of_their_group(town: SmallTown) -> None:
    """It is made once; the second sync has nothing to do, and asks as little as without."""
    assert "categories-unused" not in infos(town)
    assert town.sync()[0] == ExitCode.DONE
    assert (categories(town), town.redmine.runner(CATEGORIES)) == (all_with(GROUP), [GROUP])
    code, done = town.sync()
    assert (code, done["writes"], done["drift"]) == (ExitCode.DONE, 0, [])
    assert done["requests"] <= 5


def test_a_group_that_is_renamed_takes_its_issues_along(town: SmallTown) -> None:
    """But for those which the staff sort otherwise: they are told of, and stay."""
    town.sync()
    clerk, number = town.redmine.staff(), town.number("I.1.2")
    own = clerk.call("POST", "projects/plan/issue_categories.json", {"issue_category": {"name": "Своя"}})
    clerk.edit(number, category_id=own["issue_category"]["id"])
    code, done = town.sync()
    assert (code, done["writes"]) == (ExitCode.DONE, 0)
    assert [(one["key"], one["field"], one["theirs"]) for one in done["drift"]] == [("I.1.2", "labels", "Своя")]
    town.world.amend([row.replace("Сохранение сети", "Развитие сети") for row in ROWS])
    assert town.sync("--force")[0] == ExitCode.DONE
    assert categories(town) == {**all_with("I.1. Развитие сети"), "I.1.2": "Своя"}
    assert town.redmine.runner(CATEGORIES) == [GROUP, "Своя", "I.1. Развитие сети"]


def test_without_the_right_nothing_is_said_but_by_check(town: SmallTown) -> None:
    """What was made without stays without when the right is given; what is made then has a category."""
    town.work_as("bot")
    line = infos(town)["categories-unused"]
    assert (line["severity"], "«Manage issue categories»" in line["hint"]) == ("info", True)
    assert (town.sync()[0], town.err) == (ExitCode.DONE, "")
    assert categories(town) == all_with(None)
    town.work_as("bot-plus")
    town.ahead = timedelta(days=1)
    town.world.amend([*ROWS, NEW])
    code, done = town.sync()
    assert (code, done["issues"]["created"], done["issues"]["updated"], done["drift"]) == (ExitCode.DONE, 1, 0, [])
    assert categories(town) == {**all_with(None), "I.1.5": GROUP}


def test_a_tracker_without_the_field(town: SmallTown) -> None:
    """Redmine would drop it without a word: it is not sent, and check names the field."""
    town.redmine.runner(WITHOUT_FIELD)
    assert "Standard fields" in infos(town)["categories-unused"]["hint"]
    assert (town.sync()[0], town.err) == (ExitCode.DONE, "")
    assert (categories(town), town.redmine.runner(CATEGORIES)) == (all_with(None), [])


def test_a_field_that_is_read_only_for_the_bot(town: SmallTown) -> None:
    """Only the first issue shows that it is left out: the run says so and ends, the next one does without."""
    town.redmine.runner(READ_ONLY)
    code, done = town.sync()
    assert (code, done["issues"]["created"]) == (ExitCode.NO_PERMISSION, 0)
    assert "[dropped]" in town.err
    assert "category" in town.err
    code, done = town.sync()
    assert (code, done["issues"]["adopted"], done["drift"], town.err) == (ExitCode.DONE, 1, [], "")
    assert categories(town) == all_with(None)
    town.ahead = timedelta(days=1)
    code, done = town.sync()
    assert (code, done["writes"], done["drift"]) == (ExitCode.DONE, 0, [])
