"""What a GitLab refuses or drops is told by the command line in one line of its own, before a write and at it.

Check says it beforehand; nothing is claimed that was not done; and the run after the mend finishes the job.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sync.cli.exit_codes import ExitCode
from sync.trackers.gitlab.settings import GitlabSettings
from tests.pages.documented_codes import ROOT
from tests.worlds.gitlab_town import SmallTown, server, small
from tests.worlds.sync_world import EXPECTED_KEYS, ROWS

__all__ = ["server", "small"]

ALL = dict.fromkeys(EXPECTED_KEYS, 1)
YEARS = {"I.1.1/2025": "2025", "I.1.1/2026": "2026", "I.1.1/2027": "2027", "I.1.2": "2026", "I.1.3": "2028"}
DENIED, WRONG, LATER = (
    ExitCode.NO_PERMISSION,
    ExitCode.WRONG_INPUT,
    ExitCode.TRY_LATER,
)
AMENDED = [row.replace("Создан зал", "Созданы 2 зала") for row in ROWS]
Change = Callable[[SmallTown], None]


def with_token(name: str) -> Change:
    """A bot with that token."""
    return lambda town: town.work_as(name)


def archive(town: SmallTown) -> None:
    """The project goes to the archive."""
    town.server.state.project.archived = True


def take_issues_away(town: SmallTown) -> None:
    """The project has no issues any more."""
    town.server.state.project.issues_enabled = False


def move(town: SmallTown) -> None:
    """The project gets another path."""
    town.server.state.move_project("town/new-place")


def name_another(town: SmallTown) -> None:
    """The config names a project that is not there."""
    town.write(project="town/nowhere")


def turn_away(town: SmallTown) -> None:
    """Nobody listens at the address."""
    town.write(url="http://127.0.0.1:9")


def answer_pages(town: SmallTown) -> None:
    """Something else answers, as where a path is missing from the address."""
    town.server.traps.rates = {"page": 1.0}


def add_a_path(town: SmallTown) -> None:
    """The address goes on too far."""
    town.write(url=f"{town.server.url}/elsewhere")


REFUSALS: dict[str, tuple[Change, str, ExitCode, ExitCode, tuple[str, ...]]] = {
    "guest": (with_token("guest"), "right-missing", DENIED, DENIED, ("Guest", "Planner", "Reporter", "Members")),
    "no member": (with_token("outsider"), "project-unknown", WRONG, WRONG, ("«town/library-plan»", "project:")),
    "may only read": (with_token("read_api"), "scope-missing", DENIED, DENIED, ("«api»",)),
    "wrong": (with_token("wrong"), "token-refused", DENIED, DENIED, ("GitLab",)),
    "expired": (with_token("expired"), "token-refused", DENIED, DENIED, ("«api»",)),
    "revoked": (with_token("revoked"), "token-refused", DENIED, DENIED, ("«api»",)),
    "archived": (archive, "project-archived", DENIED, DENIED, ("Settings", "General", "Advanced")),
    "without issues": (
        take_issues_away,
        "issues-disabled",
        DENIED,
        DENIED,
        ("Settings", "General", "Visibility", "Issues"),
    ),
    "moved": (move, "project-moved", WRONG, WRONG, ("«town/new-place»", "project:")),
    "missing": (name_another, "project-unknown", WRONG, WRONG, ("«town/nowhere»", "project:")),
    "down": (turn_away, "tracker-away", LATER, LATER, ("127.0.0.1:9",)),
    "another path": (add_a_path, "tracker-not-there", WRONG, WRONG, ("/elsewhere", "url:")),
    "another server": (answer_pages, "tracker-not-there", WRONG, WRONG, ("url:",)),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_shut_door(small: SmallTown, name: str) -> None:
    """Check and sync say the same of it, in one line of each language, with their exit codes, and write nothing."""
    change, code, at_sync, at_check, words = REFUSALS[name]
    change(small)
    config = (small.folder / "config.yaml").read_text(encoding="utf-8")
    said = set()
    for spoken in ("en", "ru"):
        (small.folder / "config.yaml").write_text(config.replace("language: en", f"language: {spoken}"), "utf-8")
        found, _out = small.run("check")
        (line,) = [one for one in small.err.splitlines() if f"[{code}]" in one]
        assert found == at_check
        assert all(word in line for word in words), line
        found, _out = small.run("sync")
        assert found == at_sync
        (line,) = small.err.splitlines()
        assert f"[{code}]" in line
        assert all(word in line for word in words), line
        said.add(line)
    assert len(said) == 2
    assert not any(one.method == "POST" and one.status < 300 for one in small.server.requests)
    assert (small.linked(), small.count(), small.milestones()) == ({}, {}, [])
    assert small.run("diff")[0] in (at_sync, ExitCode.DONE)


@pytest.mark.parametrize("name", ["guest", "may only read", "archived"])
def test_a_right_lost_between_two_syncs(small: SmallTown, name: str) -> None:
    """Nothing to write needs no right to write; an amended plan does, and is not taken for written."""
    change, code, at_sync, _at_check, _words = REFUSALS[name]
    small.sync()
    before = small.standing()
    change(small)
    assert small.sync()[0] == ExitCode.DONE
    small.world.amend(AMENDED)
    got, done = small.sync()
    assert (got, done["issues"]["updated"], small.standing()) == (at_sync, 0, before)
    assert small.err.count("\n") == 1
    assert f"[{code}]" in small.err
    small.work_as("reporter")
    small.server.state.project.archived = False
    assert small.sync()[1]["issues"]["updated"] == 1
    assert small.standing() != before


@pytest.mark.parametrize(
    ("token", "words"), [("planner", "Planner"), ("reporter", "Reporter"), ("maintainer", "Maintainer")]
)
def test_a_role_that_is_large_enough(small: SmallTown, token: str, words: str) -> None:
    """Check names the role, and the sync does all."""
    small.work_as(token)
    code, out = small.run("check")
    assert (code, words in out) == (ExitCode.DONE, True)
    assert (small.sync()[0], small.count()) == (ExitCode.DONE, ALL)


@pytest.mark.parametrize(
    ("field", "word", "whole"),
    [
        ("due_date", "due date", {"I.1.4"}),
        ("milestone_id", "milestone", {"I.1.1", "I.1.4"}),
        ("labels", "labels", set()),
    ],
)
def test_what_is_dropped_without_a_word_is_named(small: SmallTown, field: str, word: str, whole: set[str]) -> None:
    """An issue that lacks a field is not claimed as made, each is told by its key; mended, no copy is made."""
    small.server.traps.dropped = frozenset({field})
    code, done = small.sync()
    assert (code, set(small.linked())) == (ExitCode.PARTIAL, whole)
    failed = {one["key"]: one["message"] for one in done["failed"] if one["code"] == "dropped"}
    assert failed
    assert all(word in message for message in failed.values())
    assert "Planner" in small.err
    small.server.traps.dropped = frozenset()
    small.pass_time()
    small.world.map("drift: {due: plan, milestone: plan, labels: plan}")
    assert small.sync("--force")[0] == ExitCode.DONE
    assert (small.count(), small.sync()[1]["writes"]) == (ALL, 0)
    standing = small.standing()
    assert {key: str(row[6])[:4] for key, row in standing.items()} == {**YEARS, "I.1.1": "2027", "I.1.4": "None"}
    assert {key: row[4] for key, row in standing.items() if row[4]} == YEARS
    assert small.breaches() == []


def test_a_milestone_title_of_the_group_serves(small: SmallTown) -> None:
    """One that the bot sees is used as it is; nothing is made beside it."""
    town = small.server.state
    made = small.staff.create_milestone("2026")
    made.project_id, made.group_id = None, town.group.id
    assert small.sync()[1]["milestones"] == {"created": 3, "updated": 0, "unchanged": 1}
    assert small.issues()["I.1.2"].milestone_id == made.id
    assert (small.milestones(), small.sync()[1]["writes"]) == (["2025", "2026", "2027", "2028"], 0)


def test_a_milestone_closed_by_the_staff_still_takes_issues(small: SmallTown) -> None:
    """GitLab puts issues into closed milestones, so nothing is refused and no second milestone is made."""
    small.sync()
    for one in small.server.state.milestones.values():
        small.staff.close_milestone(str(one.id))
    small.world.amend([*ROWS, "1.5.\tСад\tБюджет\tБиблиотека\t2026\tСоздан сад"])
    code, done = small.sync()
    assert (code, done["issues"]["created"], done["milestones"]["created"]) == (ExitCode.DONE, 1, 0)
    assert (small.milestones(), small.sync()[1]["writes"]) == (["2025", "2026", "2027", "2028"], 0)


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_an_issue_taken_away(small: SmallTown, how: str) -> None:
    """It is told once and made again only on demand. Check has nothing to complain of."""
    small.sync()
    number = small.number("I.1.4")
    small.staff.move_away(number) if how == "moved" else small.staff.delete(number)
    code, done = small.sync()
    assert (code, done["writes"], [one["key"] for one in done["missing"]]) == (ExitCode.DONE, 0, ["I.1.4"])
    assert "--recreate" in small.err
    assert "[missing]" in small.err
    assert (small.run("check")[0], small.err) == (ExitCode.DONE, "")
    assert (small.run("sync")[0], small.err) == (ExitCode.DONE, "")
    assert small.run("sync", "--recreate")[0] == ExitCode.DONE
    assert set(small.linked()) == set(ALL)
    assert small.linked()["I.1.4"] != number


def test_a_server_without_tasks(small: SmallTown) -> None:
    """Check says so, and what to set; the sync makes no child that hangs nowhere."""
    small.server.traps.work_items = False
    small.write(more="hierarchy: tasks")
    assert small.run("check")[0] == WRONG
    assert "[hierarchy-unsupported]" in small.err
    assert "hierarchy: links" in small.err
    code, done = small.sync()
    assert code == ExitCode.PARTIAL
    assert {one["code"] for one in done["failed"]} == {"hierarchy-unsupported"}
    assert not any("/" in key for key in small.count())
    small.write()
    assert (small.sync()[0], small.count()) == (ExitCode.DONE, ALL)


def test_an_old_server_without_start_dates(small: SmallTown) -> None:
    """Check warns, the issues have a due date alone, and that is neither refused nor drift."""
    small.server.state.version = "17.3.1"
    small.server.traps.ignored = frozenset({"start_date"})
    small.server.traps.shows_start_date = False
    assert small.run("check")[0] == ExitCode.DONE
    assert "[start-date-unsupported]" in small.err
    assert small.sync()[0] == ExitCode.DONE
    code, done = small.sync()
    assert (code, done["writes"], done["drift"], done["failed"]) == (0, 0, [], [])


def test_a_token_in_a_file(small: SmallTown, tmp_path: Path) -> None:
    """A missing, an empty and a broken file are told apart; the token itself is never shown."""
    text = (small.folder / "config.yaml").read_text(encoding="utf-8")
    (small.folder / "config.yaml").write_text(text.replace("token_env: VEKHA_TEST_TOKEN", "token_file: key"), "utf-8")
    for content, code, at_sync in (
        (None, "secret-unreadable", WRONG),
        ("", "token-missing", DENIED),
        ("two words", "token-invalid", DENIED),
    ):
        if content is not None:
            (tmp_path / "key").write_text(content, encoding="utf-8")
        assert small.run("sync")[0] == at_sync
        assert f"[{code}]" in small.err
        assert small.run("check")[0] == at_sync
        assert "two words" not in small.err
    (tmp_path / "key").write_text(f"{small.server.tokens['reporter']}\n", encoding="utf-8")
    assert small.sync()[0] == ExitCode.DONE


def test_a_token_that_may_read_shows_the_difference(small: SmallTown) -> None:
    """`diff` writes nothing, so that is all it needs."""
    small.work_as("read_api")
    assert small.run("diff", "--detailed-exitcode")[0] == ExitCode.PENDING
    small.work_as("reporter")
    small.sync()
    small.work_as("read_api")
    assert small.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE
    assert all(one.method == "GET" for one in small.server.requests if one.user == "maintainer")


def test_a_hierarchy_chosen_too_late_changes_nothing(small: SmallTown) -> None:
    """Issues are not turned into tasks, nor tasks into issues: where they hang is told as drift."""
    small.sync()
    before = small.standing()
    small.write(more="hierarchy: tasks")
    code, done = small.sync()
    assert (code, done["writes"], small.standing()) == (0, 0, before)
    assert {one["field"] for one in done["drift"]} == {"parent"}
    small.write()
    assert small.sync()[1]["drift"] == []


def test_the_example_of_the_config_shows_every_setting() -> None:
    """With the comments' signs taken away it is valid; the variable for the token is told beside its file."""
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    found = re.search(r"^# tracker:\n#   kind: gitlab\n(?:#.*\n)+", text, re.MULTILINE)
    assert found is not None
    plain = re.sub(r"^# ?", "", found[0], flags=re.MULTILINE)
    block = yaml.safe_load(re.sub(r"^  # (?=\w+: \S+$)", "  ", plain, flags=re.MULTILINE))["tracker"]
    assert block.pop("kind") == "gitlab"
    settings = GitlabSettings.model_validate(block)
    assert {*block, "token_env"} == set(GitlabSettings.model_fields)
    assert (settings.label, settings.hierarchy, settings.parallel) == ("vekha", "links", 4)
    assert "token_env: VEKHA_GITLAB_TOKEN" in found[0]
