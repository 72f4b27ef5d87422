"""What becomes of issues that the plan no longer asks for: told, closed where so ruled, and left once reopened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.context import App
from tests.test_sync_applying_apply import Faulty, at, lost
from tests.worlds.sync_world import ROWS, World, writes

WITHOUT = ROWS[:4]  # the plan without I.1.4


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town that closes what the plan drops, after its first sync."""
    world = World(tmp_path)
    world.map("removed: close")
    world.sync()
    return world


def drop(world: World) -> None:
    """The plan drops I.1.4, and a person allows its closing."""
    world.amend(WITHOUT)
    world.sync(force=True)
    assert world.issue("I.1.4").status == "cancelled"


def test_what_the_staff_opened_again_is_theirs(world: World) -> None:
    """It is said once, as a change of the staff's; then it is one of those left as they are, even for a forced run."""
    drop(world)
    world.edit("I.1.4", status="in_progress")
    first = world.sync()
    assert [(one.key, one.field, one.theirs) for one in first.comparison.changeset.drift] == [
        ("I.1.4", "status", "open")
    ]
    assert (first.waiting, first.comparison.changeset.orphans) == (None, ())
    for force in (False, True):
        later = world.sync(force=force)
        assert (later.comparison.changeset.drift, later.waiting, writes(later)) == ((), None, 0)
        assert [(one.key, one.reason) for one in later.comparison.changeset.orphans] == [("I.1.4", "dropped")]
    assert world.issue("I.1.4").status == "in_progress"


def test_a_reopened_issue_stops_nobodys_mails(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The round goes on to the summary and the mails, and ends well."""
    drop(world)
    world.edit("I.1.4", status="new")
    world.map("removed: close")
    arguments = ["-c", str(world.config_path), "run", "--today", "2027-02-01"]
    assert run(arguments, App(now=world.clock)) == 0
    assert (world.folder / "summary.html").exists()
    assert list((world.folder / "outbox").glob("*.eml"))
    capsys.readouterr()


def test_a_closing_that_waits_stops_nobodys_mails(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said with the way on, the round ends with 4, and everybody has been told."""
    world.amend(WITHOUT)
    arguments = ["-c", str(world.config_path), "run", "--today", "2027-02-01"]
    assert run(arguments, App(now=world.clock)) == 4
    told = capsys.readouterr().err
    assert "1 issue would be closed, the limit is 0" in told
    assert "vekha sync --force" in told
    assert list((world.folder / "outbox").glob("*.eml"))
    assert run(["-c", str(world.config_path), "diff"], App(now=world.clock)) == 0
    assert "a sync would refuse this: 1 issue would be closed" in capsys.readouterr().err


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "answer lost"])
def test_what_vekha_closed_is_opened_when_the_plan_asks_for_it_again(world: World, answered: bool) -> None:
    """Whether the answer to the closing came or not; and once the staff close it, it stays closed."""
    world.amend(WITHOUT)
    number = str(world.issue("I.1.4").id)
    tracker = world.tracker()
    world.sync(tracker if answered else Faulty(tracker, after=at("close", number, lost())), force=True)
    world.sync(force=True)
    world.amend(ROWS)
    again = world.sync()
    assert [(one.action, one.key) for one in again.outcome.done] == [("reopen", "I.1.4")]
    assert (world.issue("I.1.4").id, world.issue("I.1.4").status) == (int(number), "new")
    assert writes(world.sync()) == 0
    world.edit("I.1.4", status="cancelled")
    assert writes(world.sync()) == 0
    world.amend(WITHOUT)
    world.sync(force=True)
    world.amend(ROWS)
    assert writes(world.sync()) == 0
    assert world.issue("I.1.4").status == "cancelled"


def test_what_the_staff_closed_stays_closed(world: World) -> None:
    """They closed it before the plan dropped it: Vekha has nothing to open."""
    world.edit("I.1.4", status="done")
    world.amend(WITHOUT)
    assert world.sync().waiting is None
    world.amend(ROWS)
    assert writes(world.sync()) == 0
    assert world.issue("I.1.4").status == "done"


@pytest.mark.parametrize("rules", ["renamed: {I.1.2: null}", "from_year: 2027\nrenamed: {I.1.2: I.1.5}"])
def test_an_issue_is_not_marked_anew_while_a_write_may_reach_it(world: World, rules: str) -> None:
    """Dropped or not followed: the lost write could put the old marker back, and nobody would know whose that is."""
    number = str(world.issue("I.1.2").id)
    world.amend([row.replace("Создан зал", "Открыт зал") for row in ROWS])
    world.sync(Faulty(world.tracker(), before=at("update", number, lost())), force=True)
    is_dropped = "null" in rules
    now = "1.2.\tМедиатека\tБюджет\tБиблиотека\t2027\tДа" if is_dropped else ROWS[2].replace("1.2.", "1.5.")
    key = "I.1.2~1" if is_dropped else "I.1.5"
    world.amend([*ROWS[:2], *ROWS[3:], now] if not is_dropped else [*ROWS[:2], now, *ROWS[3:]])
    world.map(rules)
    tracker = Faulty(world.tracker())
    result = world.sync(tracker, force=True)
    assert result.outcome.unresolved == [key]
    assert ("update", number) not in tracker.calls
    world.clock.at += timedelta(hours=1)
    assert world.sync(force=True).outcome.whole
    assert (str(world.issue(key).id), writes(world.sync())) == (number, 0)


def test_open_work_comes_below_an_open_issue(world: World) -> None:
    """A year is added below a measure that the staff have closed: that is opened first, and only this once."""
    for key in ("I.1.1/2025", "I.1.1/2026", "I.1.1/2027", "I.1.1"):
        world.edit(key, status="done")
    world.sync()
    world.amend([row.replace("2025 - 2027", "2025 - 2028") for row in ROWS])
    result = world.sync(force=True)
    order = [(one.action, one.key) for one in result.outcome.done if one.action in ("create", "reopen")]
    assert order == [("reopen", "I.1.1"), ("create", "I.1.1/2028")]
    assert [world.issue(key).status for key in ("I.1.1/2025", "I.1.1")] == ["done", "new"]
    assert writes(world.sync()) == 0
    world.edit("I.1.1", status="done")
    assert writes(world.sync()) == 0
