"""Taking a run back: field by field, what people have changed since stays, and nothing is deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sync.errors import AuthFailed, Purpose, UnsafeChange
from sync.ledger.run_log import KEPT_RUNS
from sync.ledger.store import Ledger
from sync.runs.revert import Reversion, RunUnknown, plan_reversion, revert
from sync.tracker import Actual, Tracker
from sync.trackers.embedded.schema import IssueRow
from tests.test_sync_applying_apply import Faulty, at, lost
from tests.test_sync_cli import Shell
from tests.test_sync_difference_labels import EXECUTOR, OTHER_EXECUTOR, Labelled, Town
from tests.worlds.sync_world import PLAN_KEY, ROWS, World

AMENDED = [row.replace("Создан зал", "Созданы 2 зала").replace("\t2026\t", "\t2027\t") for row in ROWS]
FESTIVAL = "1.5.\tФестиваль\tМуниципальный бюджет\tБиблиотека\t2028\tПроведён"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town after its first sync."""
    world = World(tmp_path)
    world.sync()
    return world


def undo(world: World, run: int, tracker: Tracker | None = None) -> Reversion:
    """Take a run back on the real files."""
    inputs = world.inputs()
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()) as ledger:
        return revert(inputs, tracker or inputs.tracker(read_only=False), ledger, run)


def rows(world: World) -> list[IssueRow]:
    """All issues, without the numbers that every write moves."""
    return [replace(row, version=0, updated_at=row.created_at) for row in world.issues()]


def left(result: Reversion) -> set[tuple[str, str, str]]:
    """What stays, with its field and reason."""
    return {(one.key, one.field, one.reason) for one in result.undoing.left}


def test_an_amendment_is_taken_back_to_the_letter(world: World) -> None:
    """Every field is again what it was before the run, the plan block included; the next sync would write it again."""
    before = rows(world)
    world.amend(AMENDED)
    world.sync(force=True)
    changed = rows(world)
    assert changed != before
    undo(world, 2)
    assert rows(world) == before
    changeset = world.diff().changeset
    assert {change.key for change in changeset.changes} == {"I.1.2"}
    assert changeset.drift == ()


def test_taking_back_can_be_taken_back(world: World) -> None:
    """It is a run like any other."""
    world.amend(AMENDED)
    world.sync(force=True)
    changed = rows(world)
    undo(world, 2)
    undo(world, 3)
    assert rows(world) == changed
    assert not world.diff().changeset.pending


def test_a_field_changed_since_stays_and_the_rest_goes_back(world: World) -> None:
    """The staff's later date is theirs; their words beside the block stay as well."""
    world.amend(AMENDED)
    world.sync(force=True)
    text = world.issue("I.1.2").description
    world.edit(
        "I.1.2", due=date(2027, 5, 5), description=f"{text}\n\nНаши слова", assignee="anna", status="in_progress"
    )
    result = undo(world, 2)
    row = world.issue("I.1.2")
    assert left(result) == {("I.1.2", "due", "edited")}
    assert (row.due, row.assignee, row.status) == (date(2027, 5, 5), "anna", "in_progress")
    assert row.title == "1.2. Читальный зал (2026)"
    assert row.description.endswith("Наши слова")
    assert "Создан зал" in row.description


def test_what_the_run_overruled_by_policy_comes_back(world: World) -> None:
    """What the staff had set, and the mapping let the plan write over, is theirs again."""
    world.edit("I.1.2", due=date(2026, 6, 1))
    world.map("drift: {due: plan}")
    world.sync()
    assert world.issue("I.1.2").due == date(2026, 12, 31)
    undo(world, 2)
    assert world.issue("I.1.2").due == date(2026, 6, 1)


def test_issues_that_the_run_made_are_closed_and_nothing_is_deleted(world: World) -> None:
    """Untouched ones are closed, children first; the milestone stays."""
    world.amend([*ROWS, "1.5.\tФестиваль\t\tБиблиотека\t2027, 2029\tПроведён"])
    world.sync(force=True)
    count = len(world.issues())
    result = undo(world, 2)
    closed = [change.key for change in result.undoing.changeset.changes]
    assert closed == ["I.1.5/2027", "I.1.5/2029", "I.1.5"]
    assert all(world.issue(key).closed for key in closed)
    assert len(world.issues()) == count
    assert left(result) == {("2029", "", "milestone")}
    assert left(undo(world, 2)) >= {(key, "", "already") for key in closed}


@pytest.mark.parametrize("touch", ["comment", "title", "fact"])
def test_an_issue_that_somebody_has_worked_on_is_not_closed(world: World, touch: str) -> None:
    """A comment, a figure or an edited field makes it theirs, and then its parent stays too."""
    world.amend([*ROWS, "1.5.\tФестиваль\t\tБиблиотека\t2027, 2028\tПроведён"])
    world.sync(force=True)
    match touch:
        case "comment":
            world.edit("I.1.5/2028", comment="Договор подписан")
        case "title":
            world.edit("I.1.5/2028", title="Наш фестиваль")
        case _:
            world.edit("I.1.5/2028", fact="3")
    result = undo(world, 2)
    assert left(result) == {("I.1.5/2028", "", "touched"), ("I.1.5", "", "children")}
    assert not world.issue("I.1.5").closed
    assert world.issue("I.1.5/2027").closed


def test_an_issue_that_the_run_closed_is_opened_again(world: World) -> None:
    """Its measure was dropped by mistake."""
    world.map("removed: close")
    world.amend([row for row in ROWS if "Читальный" not in row])
    world.sync(force=True)
    assert world.issue("I.1.2").closed
    undo(world, 2)
    assert not world.issue("I.1.2").closed
    assert left(undo(world, 2)) == {("I.1.2", "", "already")}
    undo(world, 3)
    assert world.issue("I.1.2").closed


def test_what_is_gone_or_not_yet_known_is_left(world: World) -> None:
    """A deleted issue is not made again; a write whose outcome is open is left to the next sync."""
    world.amend([*AMENDED[:-1], AMENDED[-1].replace("Дежурство", "Дежурства")])
    number = str(world.issue("I.1.4").id)
    world.sync(Faulty(world.tracker(), before=at("update", number, lost())), force=True)
    world.delete("I.1.2")
    result = undo(world, 2)
    assert left(result) == {("I.1.2", "", "gone"), ("I.1.4", "", "unresolved")}
    assert result.outcome is not None
    assert result.outcome.done == []


def test_a_refused_write_is_no_part_of_the_run(world: World) -> None:
    """There is nothing to take back of it."""
    world.amend(AMENDED)
    number = str(world.issue("I.1.2").id)
    refused = AuthFailed("key-refused", "no", Purpose("t", "update_issue"))
    world.sync(Faulty(world.tracker(), before=at("update", number, refused)), force=True)
    result = undo(world, 2)
    assert (result.undoing.changeset.changes, result.undoing.left) == ((), ())


def test_a_milestone_gets_its_name_back(world: World) -> None:
    """Titles of milestones are the plan's fields too."""
    world.map('milestone_title: "План {year}"')
    world.sync(force=True)
    undo(world, 2)
    with world.store.reading() as view:
        assert {row.title for row in view.milestones(PLAN_KEY)} == {"2025", "2026", "2027", "2028"}


def test_a_milestone_of_the_staffs_own_is_put_back(world: World) -> None:
    """Where the plan took an issue out of a milestone that the staff had chosen, it goes back there."""
    own = world.store.create_milestone(PLAN_KEY, "Квартал").id
    world.edit("I.1.2", milestone_id=own)
    world.map("drift: {milestone: plan}")
    world.sync()
    assert world.issue("I.1.2").milestone_id != own
    undo(world, 2)
    assert world.issue("I.1.2").milestone_id == own


def test_a_block_without_fences_cannot_be_put_back(world: World) -> None:
    """Where there was no whole block before, the new one stays; a milestone that is gone cannot be given back."""
    world.edit("I.1.2", description=f"Слова\n{PLAN_KEY}:I.1.2")
    world.map("drift: {description: plan}")
    world.sync()
    assert left(undo(world, 2)) == {("I.1.2", "description", "unknown")}


def test_labels_go_back_and_the_staffs_own_stay(tmp_path: Path) -> None:
    """The old executor's label comes back for the new one's."""
    town = Town(World(tmp_path))
    town.sync()
    town.world.amend(OTHER_EXECUTOR)
    town.sync(force=True)
    town.labels("I.1.2").append("срочно")
    undo(town.world, 2, Labelled(town.world.tracker(), worn=town.worn))
    assert {EXECUTOR, "срочно"} <= set(town.labels("I.1.2"))
    assert "Музей" not in town.labels("I.1.2")


def test_without_a_place_for_labels_they_are_left(tmp_path: Path) -> None:
    """A tracker that no longer takes labels cannot be given the old one back."""
    town = Town(World(tmp_path))
    town.sync()
    town.world.amend(OTHER_EXECUTOR)
    town.sync(force=True)
    bare = Labelled(town.world.tracker(), worn=town.worn, kinds=frozenset())
    assert ("I.1.2", "labels", "unknown") in left(undo(town.world, 2, bare))


def test_a_run_that_is_not_there_or_too_long_ago_is_refused(world: World) -> None:
    """Only the newest runs are known in full; the others keep their counts."""
    world.amend(AMENDED)
    world.sync(force=True)
    for number in range(KEPT_RUNS + 1):
        world.amend([row.replace("2 зала", f"{number + 3} зала") for row in AMENDED])
        world.sync(force=True)
    inputs = world.inputs()
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        tracker = inputs.tracker(read_only=True)
        with pytest.raises(RunUnknown, match="no longer known"):
            plan_reversion(inputs, tracker, ledger, 1)
        with pytest.raises(RunUnknown, match="there is no run 99"):
            plan_reversion(inputs, tracker, ledger, 99)
        assert len(ledger.runs()) == KEPT_RUNS + 3
        assert sum(run.writes > 0 for run in ledger.runs()) <= KEPT_RUNS + 1


def test_log_and_undo_on_the_command_line(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs and their writes are listed, a dry run writes nothing, and the result says what stays."""
    world.amend([*AMENDED, FESTIVAL])
    world.sync(force=True)
    world.edit("I.1.2", title="Наше название")
    shell = Shell(world, capsys)
    assert shell("log") == 0
    assert "1 created; 1 updated" in shell.out
    assert [run["run"] for run in shell.json("log", "--last", "1")["runs"]] == [2]
    written = shell.json("log", "2")["changes"]
    assert [(one["action"], one["key"]) for one in written] == [("update", "I.1.2"), ("create", "I.1.5")]
    assert written[0]["before"]["due"] == "2026-12-31"
    assert shell("log", "2") == 0
    assert "I.1.5" in shell.out
    assert shell("undo", "2", "--dry-run") == 0
    assert "2 changes would be made" in shell.out
    assert world.issue("I.1.2").due == date(2027, 12, 31)
    answer = shell.json("undo", "2")
    assert answer["writes"] == 2
    assert [(one["key"], one["field"], one["reason"]) for one in answer["left"]] == [("I.1.2", "title", "edited")]
    assert shell("undo", "2") == 0
    assert "Left as it is: I.1.5: already so" in shell.out
    assert shell("log") == 0
    assert "taken back: run 2" in shell.out
    assert shell("undo", "77") == 1
    assert "[run-unknown]" in shell.err


def test_a_town_without_runs_has_an_empty_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first sync there is nothing to list, and a run without writes says so."""
    world = World(tmp_path)
    shell = Shell(world, capsys)
    assert shell("log") == 0
    assert "no runs yet" in shell.out
    world.sync()
    world.sync()
    assert shell("log", "2") == 0
    assert "It wrote nothing" in shell.out


def test_a_tracker_restored_from_a_backup_is_not_written_to(world: World) -> None:
    """An issue older than it was is no staff's doing: refused, said so, and gone on from when it is accepted."""

    class Restored(Faulty):
        def fetch(self) -> Actual:
            actual = super().fetch()
            kept = [one for one in actual.issues if one.key != "I.1.3"]
            assert kept[0].updated_at is not None
            kept[0] = replace(kept[0], updated_at=kept[0].updated_at.replace(year=2020))
            return replace(actual, issues=tuple(kept))

    world.sync()
    world.delete("I.1.3")
    with pytest.raises(UnsafeChange, match="gone back in time") as caught:
        world.sync(Restored(world.tracker()), force=True)
    assert caught.value.code == "tracker-restored"
    assert "I.1.3" not in set(world.keys())
    world.sync(Restored(world.tracker()), accept_restore=True)
    assert world.keys().count("I.1.3") == 1
    world.sync()


def test_a_tracker_whose_clock_was_put_right_is_not_taken_for_a_restored_one(world: World) -> None:
    """A clock that ran ahead makes the next edit look older than the last one by minutes: no reason to stop."""
    world.sync()
    world.clock.at -= timedelta(minutes=9)
    world.store.update_issue(world.issue("I.1.3").id, {"assignee": "clerk"}, author="clerk")
    assert world.sync().outcome.whole
    world.clock.at -= timedelta(minutes=11)
    world.store.update_issue(world.issue("I.1.3").id, {"assignee": "head"}, author="clerk")
    with pytest.raises(UnsafeChange, match="gone back in time"):
        world.sync()
