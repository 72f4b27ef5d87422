"""Whose an issue of a Redmine is where its field and its description disagree, and that the field is filled again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mappings.marker import fence
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.trackers.redmine.markers import key_of, plans_own
from sync.trackers.redmine.payloads import Issue
from tests.standins.redmine_fake import KEY_FIELD, URL, FakeRedmine
from tests.worlds.redmine_world import TOKEN
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY, World

FIELD = 1  # that of `KEY_FIELD`
SETTINGS = f"{{kind: redmine, url: '{URL}', project: plan, issue_tracker: Мероприятие, token_env: {TOKEN}"


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


@dataclass
class Shell:
    """A town on the Redmine in memory, at the command line."""

    redmine: FakeRedmine
    world: World
    capsys: pytest.CaptureFixture[str]
    err: str = ""

    def write(self, more: str = ", marker_field: Ключ плана") -> None:
        """Write the config."""
        path = self.world.config_path
        text = path.read_text(encoding="utf-8").splitlines()
        text = [f"tracker: {SETTINGS}{more}}}" if line.startswith("tracker:") else line for line in text]
        path.write_text("\n".join(text), encoding="utf-8")

    def __call__(self, *arguments: str, code: int = 0) -> Any:
        dated = [] if arguments[0] in ("undo", "log") else ["--today", "2026-03-01"]
        found = run(
            ["-c", str(self.world.config_path), *arguments, "--format", "json", *dated], App(now=self.world.clock)
        )
        out, self.err = self.capsys.readouterr()
        assert found == code, self.err
        return json.loads(out)

    def fill(self, number: int, value: str) -> None:
        """Somebody writes into the field."""
        self.redmine.edit(number, custom_fields=[{**KEY_FIELD, "value": value}])

    def fields(self) -> list[str]:
        """What stands in the fields."""
        return sorted(one["custom_fields"][0]["value"] or "" for one in self.redmine.issues.values())


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A town after its first sync."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        shell = Shell(redmine, World(tmp_path), capsys)
        shell.write()
        shell("sync")
        yield shell


MARKERS = [f"town:{key}" for key in EXPECTED_KEYS]


@pytest.mark.parametrize("value", ["", "мусор", "other:I.9.9", "town:I.1.2"])
def test_a_field_that_does_not_hold_the_marker_is_filled_again(shell: Shell, value: str) -> None:
    """The difference names it, the next sync writes the field alone, once, and nothing of the staff's is touched."""
    number = next(n for n, one in shell.redmine.issues.items() if "town:I.1.3" in one["description"])
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


def test_a_field_that_cannot_be_filled_is_told_in_every_run(shell: Shell) -> None:
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


def test_a_field_that_the_config_names_only_now_is_filled_in_all_issues(shell: Shell) -> None:
    """No safety limit stops it: nothing else is written."""
    shell.write("")
    for number in shell.redmine.issues:
        shell.fill(number, "")
    assert shell("sync")["writes"] == 0
    shell.write()
    assert shell("sync")["issues"]["updated"] == len(MARKERS)
    assert shell.fields() == MARKERS


def test_a_renumbered_measure_gets_its_new_key_into_an_empty_field(shell: Shell) -> None:
    """The text and the field are written together."""
    number = next(n for n, one in shell.redmine.issues.items() if "town:I.1.2" in one["description"])
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
