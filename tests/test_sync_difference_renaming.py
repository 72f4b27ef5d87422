"""A plan that is numbered anew keeps its issues, their history and their figures: the mapping's `renamed`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mappings.desired.issues import Desired
from mappings.errors import MappingError
from mappings.marker import fence
from sync.difference.renaming import as_marked, carried_over, new_key, rekeyed
from sync.ledger.store import Ledger
from sync.memory import Intent, Link, Memory
from sync.runs.alerts import send_alerts
from sync.runs.reconcile import Reconciliation
from sync.tracker import Actual, ActualIssue, Ref
from tests.test_sync_applying_apply import Faulty, at, lost
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY, ROWS, Clock, World, writes

SWAPPED = (ROWS[0], ROWS[1], ROWS[3].replace("1.3.", "1.2."), ROWS[2].replace("1.2.", "1.3."), ROWS[4])
SHIFTED = (ROWS[0], "1.1.\tНовое\t\tБиблиотека\t2026\tСделано", ROWS[1].replace("1.1.", "1.2."))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town after its first sync, with a figure reported on the reading room."""
    world = World(tmp_path)
    world.sync()
    world.edit("I.1.2", comment="Факт: 1")
    world.sync()
    return world


def ids(world: World) -> dict[str, int]:
    """Which issue stands for what, by its first word."""
    return {row.title.split(". ", 1)[1].split(" (")[0] + row.title[-7:]: row.id for row in world.issues()}


def made(result: Reconciliation) -> int:
    """How many issues were created."""
    return result.outcome.count("issue", "create")


def test_two_measures_that_change_places_keep_their_issues(world: World) -> None:
    """Titles and blocks are written anew, nothing is created, and the second run has nothing to do."""
    before = ids(world)
    world.amend(SWAPPED)
    world.map("renamed: {I.1.2: I.1.3, I.1.3: I.1.2}")
    assert {change.action for change in world.diff().changeset.changes} == {"update"}
    result = world.sync(force=True)
    assert (made(result), result.comparison.changeset.drift) == (0, ())
    assert ids(world) == before
    assert world.keys() == EXPECTED_KEYS
    assert writes(world.sync()) == 0
    assert not world.diff().changeset.pending


def test_the_history_of_figures_goes_along(world: World) -> None:
    """What was reported on the reading room is the reading room's, whatever its number."""
    world.amend(SWAPPED)
    world.map("renamed: {I.1.2: I.1.3, I.1.3: I.1.2}")
    world.sync(force=True)
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        reports = ledger.reports()
        rows = ledger.engine.connect().exec_driver_sql("SELECT DISTINCT key FROM lines").scalars().all()
        sightings = reports["I.1.3"].sightings
    assert [figure.text for figure in reports["I.1.3"].figures] == ["1"]
    assert reports["I.1.2"].figures == ()
    assert rows == ["I.1.3"]
    assert len(sightings) == 1


def test_what_was_told_goes_along(world: World) -> None:
    """The director was told of the reading room in this week: under its new number it is no news."""
    world.today = date(2027, 1, 11)
    assert [one.status for one in send_alerts(world.inputs()).delivered] == ["sent", "sent"]
    world.amend(SWAPPED)
    world.map("renamed: {I.1.2: I.1.3, I.1.3: I.1.2}")
    world.sync(force=True)
    assert send_alerts(world.inputs()).delivered == ()
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        told = ledger.engine.connect().exec_driver_sql("SELECT DISTINCT key FROM told").scalars().all()
    assert {"I.1.3/2026"} <= set(told)


def test_a_measure_that_moves_down_makes_room_for_a_new_one(world: World) -> None:
    """The number of the old measure is the new one's now: one issue is created, the parent keeps its children."""
    parent = world.issue("I.1.1").id
    world.amend([*SHIFTED, *(row.replace("1.2.", "1.5.") for row in ROWS[2:])])
    world.map("renamed: {I.1.1: I.1.2, I.1.2: I.1.5}")
    result = world.sync(force=True)
    assert [change.key for change in result.outcome.done if change.action == "create"] == ["I.1.1"]
    assert world.issue("I.1.2").id == parent
    assert world.issue("I.1.2/2026").parent_id == parent
    assert writes(world.sync()) == 0
    world.map("")
    assert writes(world.sync()) == 0


def test_a_dropped_measures_number_may_be_taken(world: World) -> None:
    """Its issue stays and is told as one that stands for nothing; its figures are kept, and are not the other's."""
    old, room = world.issue("I.1.2").id, world.issue("I.1.3").id
    world.amend([*ROWS[:2], ROWS[3].replace("1.3.", "1.2."), ROWS[4]])
    world.map("renamed: {I.1.3: I.1.2}")
    result = world.sync(force=True)
    assert made(result) == 0
    assert [(one.key, one.reason) for one in result.comparison.changeset.orphans] == [("I.1.2~1", "dropped")]
    assert world.issue("I.1.2~1").id == old
    assert {row.id for row in world.issues() if row.title.startswith("1.2.")} == {old, room}
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        assert ledger.reports()["I.1.2"].figures == ()
        rows = ledger.engine.connect().exec_driver_sql("SELECT key, line FROM lines").all()
    assert [(key, json.loads(line)["text"]) for key, line in rows] == [("I.1.2~1", "1")]
    assert writes(world.sync()) == 0
    world.map("")
    assert writes(world.sync()) == 0


def test_the_number_of_a_measure_that_a_lost_request_may_have_made_may_be_taken(world: World) -> None:
    """What it makes is told apart and told, and never stands for the other measure."""
    room = world.issue("I.1.3").id
    catalogue = ROWS[3].replace("Каталог", "Каталог фонда")
    world.amend([*ROWS[:3], catalogue, ROWS[4], "1.6.\tВыставка\t\tБиблиотека\t2026\tОткрыта"])
    lossy = Faulty(world.tracker(), before=at("update", str(room), lost()), after=at("create", "I.1.6", lost()))
    world.sync(lossy, force=True)
    world.amend([*ROWS[:3], catalogue.replace("1.3.", "1.6."), ROWS[4]])
    world.map("renamed: {I.1.3: I.1.6}")
    for _again in range(3):
        world.clock.at += timedelta(hours=1)
        result = world.sync(force=True)
        assert world.issue("I.1.6").id == room
        assert [one.key for one in result.comparison.changeset.orphans] == ["I.1.6~1"]


@pytest.mark.parametrize("order", [1, -1])
def test_where_two_open_writes_meet_under_one_key_the_one_that_was_moved_stays(order: int) -> None:
    """As their links do."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    intents = (Intent("issue", "I.1.2", "update", {}, now), Intent("issue", "I.1.3", "update", {"title": "Зал"}, now))
    after = carried_over(Memory(intents=intents[::order]), {"I.1.3": "I.1.2"})
    assert after.intents == (replace(intents[1], key="I.1.2"),)


def test_a_staff_edit_is_still_told_from_an_amendment(world: World) -> None:
    """The base goes along: what the staff had moved is drift, not a conflict, and stays."""
    world.edit("I.1.2", due=date(2026, 5, 5))
    world.amend(SWAPPED)
    world.map("renamed: {I.1.2: I.1.3, I.1.3: I.1.2}")
    drift = world.sync(force=True).comparison.changeset.drift
    assert [(one.key, one.field, one.conflict) for one in drift] == [("I.1.3", "due", False)]


def test_a_run_that_breaks_off_among_renamed_issues_is_completed(world: World) -> None:
    """One issue bears its new marker, the other the old one: the ledger still knows which is which."""
    before = ids(world)
    world.amend(SWAPPED)
    world.map("renamed: {I.1.2: I.1.3, I.1.3: I.1.2}")
    number = str(world.issue("I.1.3").id)
    world.sync(Faulty(world.tracker(), before=at("update", number, lost())), force=True)
    world.sync(force=True)
    assert ids(world) == before
    assert writes(world.sync()) == 0
    assert not world.diff().changeset.pending


def test_without_the_ledger_a_number_that_is_gone_is_enough(world: World) -> None:
    """The plan has no such measure any more, so the marker can only mean the renamed one."""
    world.ledger_path.unlink()
    room = world.issue("I.1.2").id
    world.amend([row.replace("1.2.", "1.7.") for row in ROWS])
    world.map("renamed: {I.1.2: I.1.7}\ndrift: {title: plan, description: plan}")
    result = world.sync(force=True)
    assert made(result) == 0
    assert world.issue("I.1.7").id == room


def test_without_the_ledger_what_stands_in_the_way_was_renamed_too(world: World) -> None:
    """The room was worded anew, so no title tells it; the catalogue's issue takes its number, and so it gives way."""
    world.ledger_path.unlink()
    room, hall = world.issue("I.1.2").id, world.issue("I.1.1").id
    rows = [row.replace("Читальный зал", "Помещение под литературу") for row in ROWS]
    world.amend([rows[0], rows[1].replace("1.1.", "1.2."), rows[2].replace("1.2.", "1.7."), *rows[3:]])
    world.map("renamed: {I.1.1: I.1.2, I.1.2: I.1.7}\ndrift: {title: plan, description: plan}")
    world.sync(force=True)
    assert (world.issue("I.1.2").id, world.issue("I.1.7").id) == (hall, room)
    assert writes(world.sync()) == 0


@pytest.mark.parametrize(("standing", "given"), [("I.1.1/2026", "I.1.3/2026"), ("I.1.1/2028", "I.1.1/2026")])
def test_without_the_ledger_none_takes_a_key_that_another_one_bears(standing: str, given: str) -> None:
    """It keeps its own marker, so that no other issue is made under that; where the key is free it is renamed."""
    issues = (
        ActualIssue(Ref("4"), standing, "1.1. Выставка (2026)", "", "new", closed=False),
        ActualIssue(Ref("6"), "I.1.3/2026", "1.3. Зал (2026)", "", "new", closed=False),
    )
    now = rekeyed(Actual((), issues), Memory(), {"I.1.3": "I.1.1"}, Desired(PLAN_KEY, (), ()))
    assert [issue.key for issue in now.issues] == [standing, given]


@pytest.mark.parametrize("gone", ["I.1.1", "I.1.9"])
def test_an_issue_that_the_staff_gave_another_key_is_known_by_that(gone: str) -> None:
    """What the ledger knew it by before is gone, and says nothing of it when the other key is renamed."""
    there = Link("issue", "I.1.6", "4", None, {"description": fence(PLAN_KEY, "I.1.2", "Зал")})
    before = Link("issue", gone, "4", None, {"description": fence(PLAN_KEY, gone, "Фонд")}, gone_at=Clock()())
    memory = Memory({("issue", link.key): link for link in sorted((there, before), key=lambda one: one.key)})
    standing = Actual((), (ActualIssue(Ref("4"), "I.1.2", "1.2. Зал", "", "new", closed=False),))
    now = rekeyed(standing, memory, {"I.1.2": "I.1.6"}, Desired(PLAN_KEY, (), ()))
    assert [issue.key for issue in now.issues] == ["I.1.6"]


@pytest.mark.parametrize("gone", ["I.1.1", "I.1.9"])
def test_a_marker_that_the_staff_put_back_counts_for_itself(gone: str) -> None:
    """Whatever the issue was adopted as meanwhile."""
    there = Link("issue", "I.1.6", "4", None, {})
    before = Link("issue", gone, "4", None, {"description": fence(PLAN_KEY, gone, "Фонд")}, gone_at=Clock()())
    memory = Memory({("issue", link.key): link for link in sorted((there, before), key=lambda one: one.key)})
    standing = Actual((), (ActualIssue(Ref("4"), gone, "1.9. Фонд", "", "new", closed=False),))
    assert [issue.key for issue in rekeyed(standing, memory, {}, Desired(PLAN_KEY, (), ())).issues] == [gone]


def written(key: str, number: str, marker: str, *, lost_as: str = "") -> Memory:
    """What the ledger knows of an issue: its key now, the marker written last, and one whose answer was lost."""
    base = {"description": fence(PLAN_KEY, marker, "Зал")}
    wanted = {"description": fence(PLAN_KEY, lost_as, "Зал")}
    now = datetime(2026, 3, 1, tzinfo=UTC)
    intents = (Intent("issue", key, "update", wanted, now),) if lost_as else ()
    return Memory({("issue", key): Link("issue", key, number, None, base)}, intents)


def standing(number: str, key: str) -> Actual:
    """One issue under a marker."""
    return Actual(
        (), (ActualIssue(Ref(number), key, "Зал", fence(PLAN_KEY, key, "Зал, вписано"), "new", closed=False),)
    )


def test_a_marker_of_a_lost_request_is_vekhas_own() -> None:
    """The issue has a third key by now: the marker that came unseen says nothing against it, another one does."""
    nothing = Desired(PLAN_KEY, (), ())
    memory = written("I.1.6/-", "7", "I.1.2", lost_as="I.1.6")
    for marker, key in (("I.1.2", "I.1.6/-"), ("I.1.6", "I.1.6/-"), ("I.1.6/-", "I.1.6/-"), ("I.1.8", "I.1.8")):
        assert rekeyed(standing("7", marker), memory, {}, nothing).issues[0].key == key


@pytest.mark.parametrize(("marker", "key"), [("I.1.4", "I.1.5"), ("I.1.6", "I.1.7")])
def test_an_issue_that_is_known_under_two_keys_goes_by_its_marker(marker: str, key: str) -> None:
    """The staff pasted another measure's block into it, and may have taken it out again; the order says nothing."""
    gone = replace(written("I.1.7", "1", "I.1.6").links["issue", "I.1.7"], gone_at=datetime(2026, 3, 1, tzinfo=UTC))
    adopted = Link("issue", "I.1.5", "1", None, {"due": "2026-12-31"})
    renamed = {"I.1.4": "I.1.5", "I.1.6": "I.1.7"}
    for links in ((gone, adopted), (adopted, gone)):
        memory = Memory({("issue", link.key): link for link in links}, renamed=renamed)
        now = rekeyed(standing("1", marker), memory, renamed, Desired(PLAN_KEY, (), ()))
        assert now.issues[0].key == key


def test_the_marker_that_stands_is_the_one_written_last() -> None:
    """Whatever the staff have written around it: by it the issue is known when its key changes."""
    known = as_marked(written("I.1.6", "7", "I.1.2"), standing("7", "I.1.6"), PLAN_KEY)
    assert known.links["issue", "I.1.6"].base["description"] == fence(PLAN_KEY, "I.1.6", "Зал")
    for other in (standing("8", "I.1.6"), standing("7", "I.1.3")):
        assert as_marked(written("I.1.6", "7", "I.1.2"), other, PLAN_KEY) == written("I.1.6", "7", "I.1.2")


def test_the_first_sync_may_have_renamed_lines(tmp_path: Path) -> None:
    """They are left over from elsewhere, and change nothing."""
    world = World(tmp_path)
    world.map("renamed: {I.9.9: I.1.2}")
    world.sync()
    assert world.keys() == EXPECTED_KEYS
    assert writes(world.sync()) == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [("renamed: {I.1.7: I.1.9}", "measure-unknown"), ("renamed: {I.1.7: I.1.2, I.1.8: I.1.2}", "two measures")],
)
def test_a_line_that_cannot_be_meant_is_a_fault_of_the_mapping(world: World, text: str, code: str) -> None:
    """The new key is not in the plan, or two measures would become one."""
    world.map(text)
    with pytest.raises(MappingError) as caught:
        world.sync()
    (problem,) = caught.value.problems
    assert code in f"{problem.code} {problem.message}"


def test_keys_are_renamed_by_their_measure() -> None:
    """A deadline keeps its year, a longer number is another measure, and intents follow with their parents."""
    renamed = {"I.1": "I.2"}
    assert [new_key(key, renamed) for key in ("I.1", "I.1/2026", "I.1.1", "I.10")] == [
        "I.2",
        "I.2/2026",
        "I.1.1",
        "I.10",
    ]
    link = Link("issue", "I.1/2026", "7", None, {"parent": "I.1", "title": "T"})
    year = Link("milestone", "2026", "1", None, {"title": "2026"})
    memory = Memory({("issue", "I.1/2026"): link, ("milestone", "2026"): year}, known_keys=("I.1", "I.1/2026"))
    moved = carried_over(memory, renamed)
    assert moved.links["issue", "I.2/2026"].base == {"parent": "I.2", "title": "T"}
    assert moved.links["milestone", "2026"] == year
    assert moved.known_keys == ("I.2", "I.2/2026")
    assert carried_over(moved, renamed) is moved
