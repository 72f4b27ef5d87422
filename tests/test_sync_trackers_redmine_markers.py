"""Whose an issue of a Redmine is where its field and its description disagree, and that the field is filled again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.marker import fence
from sync.cli.exit_codes import ExitCode
from sync.trackers.redmine.markers import key_of, plans_own
from sync.trackers.redmine.payloads import Issue
from tests.worlds.redmine_town import Town, town
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY

__all__ = ["town"]

FIELD = 1  # that of `KEY_FIELD`


def issue(number: int, field: str | None, described: str | None, *, plan: str = PLAN_KEY) -> Issue:
    """An issue with that in its field and a block of that key in its description; None where it has none."""
    fields = [] if field is None else [{"id": FIELD, "value": field}]
    text = "" if described is None else fence(plan, described, "words")
    named = {"id": 1, "name": "x"}
    return Issue.model_validate(
        {
            **dict.fromkeys(("project", "tracker", "status"), named),
            "id": number,
            "subject": "x",
            "description": text,
            "custom_fields": fields,
            "created_on": "2026-01-01T00:00:00Z",
            "updated_on": "2026-01-01T00:00:00Z",
        }
    )


@pytest.mark.parametrize(
    ("field", "described", "key", "whole"),
    [
        ("town:I.1", "I.1", "I.1", True),
        ("", "I.1", "I.1", False),
        ("что-то", "I.1", "I.1", False),
        ("other:I.7", "I.1", "I.1", False),
        ("town:I.2", "I.1", "I.1", False),  # nothing else is I.2: the text of the measure says what this is
        ("town:I.1", None, "I.1", True),  # the staff may take the whole block away
        (None, "I.1", "I.1", True),  # its tracker has no such field
        ("", None, None, True),
        ("other:I.7", None, None, True),
    ],
)
def test_the_description_says_what_an_issue_is_and_the_field_where_that_does_not(
    field: str | None, described: str | None, key: str | None, whole: bool
) -> None:
    """What does not hold the plan's marker is to be filled again, where the issue is known by the other place."""
    one = issue(1, field, described)
    assert key_of(one, PLAN_KEY, FIELD) == key
    assert [(it.key, it.whole) for it in plans_own([one], PLAN_KEY, FIELD)] == ([(key, whole)] if key else [])
    assert [it.whole for it in plans_own([one], PLAN_KEY, None)] == ([True] if described else [])


def test_many_fields_set_to_one_key_at_once_make_no_copies() -> None:
    """An edit of many issues leaves each what its description says."""
    rows = [issue(n, "town:I.1", f"I.{n}") for n in range(1, 6)]
    assert [(it.key, it.whole) for it in plans_own(rows, PLAN_KEY, FIELD)] == [
        ("I.1", True),
        *((f"I.{n}", False) for n in range(2, 6)),
    ]


def test_a_description_pasted_from_another_issue_makes_no_copy() -> None:
    """The key that another issue bears in both places was copied from there."""
    rows = [issue(1, "town:I.1", "I.1"), issue(2, "town:I.2", "I.1")]
    assert [(it.key, it.whole) for it in plans_own(rows, PLAN_KEY, FIELD)] == [("I.1", True), ("I.2", True)]


def test_two_plans_that_share_an_issue_do_not_take_the_field_from_each_other() -> None:
    """Both blocks stand in the description: whose marker the field holds stays."""
    one = issue(1, "other:I.7", "I.1")
    both = one.model_copy(update={"description": f"{one.description}\n\n{fence('other', 'I.7', 'words')}"})
    assert [it.whole for it in plans_own([both], PLAN_KEY, FIELD)] == [True]


@pytest.fixture
def shell(town: Town) -> Town:
    """The town after its first sync."""
    town("sync")
    return town


MARKERS = [f"town:{key}" for key in EXPECTED_KEYS]


@pytest.mark.parametrize("value", ["", "мусор", "other:I.9.9", "town:I.1.2"])
def test_a_field_that_does_not_hold_the_marker_is_filled_again(shell: Town, value: str) -> None:
    """The difference names it, the next sync writes the field alone, once, and nothing of the staff's is touched."""
    number = shell.number("I.1.3")
    before = shell.redmine.issues[number]
    shell.fill(number, value)
    shell.redmine.edit(number, subject="Название отдела")
    planned = shell("diff")
    assert planned["changes"] == [
        {"action": "update", "kind": "issue", "key": "I.1.3", "fields": {"marker": "town:I.1.3"}}
    ]
    assert [one["field"] for one in planned["drift"]] == ["title"]
    done = shell("sync")
    assert (done["issues"]["updated"], done["missing"], done["orphans"], done["failed"]) == (1, [], [], [])
    assert shell.fields() == MARKERS
    assert shell.redmine.issues[number]["subject"] == "Название отдела"
    assert shell.redmine.issues[number]["description"] == before["description"]
    assert shell("sync")["writes"] == 0
    assert shell("undo", "2")["changes"] == []
    assert shell.fields() == MARKERS


def test_a_field_that_cannot_be_filled_is_told_in_every_run(shell: Town) -> None:
    """One that is read-only for the bot is no reason to be silent."""
    for number in shell.redmine.issues:
        shell.fill(number, "")
    shell.redmine.dropped = {"custom_fields"}
    for _morning in range(2):
        done = shell("sync", code=ExitCode.PARTIAL)
        assert {one["code"] for one in done["failed"]} == {"dropped"}
        assert shell.err.count("\n") == 1
        assert "the plan's key" in shell.err
    shell.redmine.dropped = set()
    shell("sync")
    assert shell.fields() == MARKERS


def test_a_field_that_the_config_names_only_now_is_filled_in_all_issues(shell: Town) -> None:
    """No safety limit stops it: nothing else is written."""
    shell.write("")
    for number in shell.redmine.issues:
        shell.fill(number, "")
    assert shell("sync")["writes"] == 0
    shell.write()
    assert shell("sync")["issues"]["updated"] == len(MARKERS)
    assert shell.fields() == MARKERS


def test_a_renumbered_measure_gets_its_new_key_into_an_empty_field(shell: Town) -> None:
    """The text and the field are written together."""
    number = shell.number("I.1.2")
    shell.fill(number, "")
    rows = [
        row.replace("1.2.\t", "1.5.\t")
        for row in (Path(shell.world.folder) / "plan.txt").read_text("utf-8").split("\n")
    ]
    (Path(shell.world.folder) / "plan.txt").write_text("\n".join(rows), encoding="utf-8")
    shell.world.map("renamed: {I.1.2: I.1.5}")
    shell("sync")
    assert shell.redmine.issues[number]["custom_fields"][0]["value"] == "town:I.1.5"
    assert "town:I.1.5" in shell.redmine.issues[number]["description"]
