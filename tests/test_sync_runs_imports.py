"""Importing reports of earlier years: what is posted, that it is posted once, and how it is taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from sync.errors import Purpose
from sync.ledger.store import Ledger
from sync.runs.imports import Importation, import_reports, preview_import
from sync.runs.revert import take_back
from sync.trackers.embedded.schema import comments
from tests.worlds.sync_world import PLAN_KEY, World, writes

HEADER = "Measure;Year or date;Figure;Closed on;Reason;Source\n"
TABLE = HEADER + "I.1.1;2025;4;20.12.2025;;report of 2025\nI.1.3;2025;60 %;;repairs;report of 2025\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose issues stand, and whose table lies beside the plan."""
    world = World(tmp_path)
    world.sync()
    (tmp_path / "years.csv").write_text(TABLE, encoding="utf-8")
    return world


def post(world: World, text: str = "") -> Importation:
    """An import of the table, or of one with these rows."""
    path = world.folder / "years.csv"
    if text:
        path.write_text(HEADER + text, encoding="utf-8")
    return import_reports(world.inputs(), path)


def said(world: World, key: str) -> list[str]:
    """The comments of an issue, without the marks of Vekha's own."""
    with world.store.reading() as view:
        return [one.text.partition("\n\nvekha: ")[0] for one in view.issue_comments(world.issue(key).id)]


def figures(world: World, key: str) -> dict[tuple[int, int | None], Any]:
    """What counts in an issue after a sync: the newest value by indicator and year."""
    world.sync()
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        return {(line.indicator, line.year): line.value for line in ledger.reports()[key].lines}


def test_reports_are_posted_with_their_origin_and_what_was_done_is_closed(world: World) -> None:
    """A comment for each period, its origin on a line of its own; the next sync counts it."""
    result = post(world)
    assert (result.comments, result.closings, result.problems) == (2, 1, ())
    assert result.outcome is not None
    assert result.outcome.whole
    assert said(world, "I.1.1/2025") == ["Fact for 2025: 4\nCompleted: 2025-12-20\nSource: report of 2025"]
    assert said(world, "I.1.3") == ["Fact for 2025: 60 %\nReason: repairs\nSource: report of 2025"]
    assert world.issue("I.1.1/2025").status == "done"
    assert world.issue("I.1.3").status == "new"
    assert figures(world, "I.1.1/2025") == {(1, 2025): 4}
    assert figures(world, "I.1.3") == {(1, 2025): 60}


def test_a_dry_run_says_the_same_and_writes_nothing(world: World) -> None:
    """How many comments and closings, and so how many mails; the tracker and the ledger stay as they were."""
    before = world.ledger_path.read_bytes()
    shown = preview_import(world.inputs(), world.folder / "years.csv")
    assert (shown.comments, shown.closings, shown.outcome, shown.run) == (2, 1, None, None)
    assert world.ledger_path.read_bytes() == before
    assert said(world, "I.1.3") == []
    assert [change.fields for change in shown.changeset.changes] == [
        change.fields for change in post(world).changeset.changes
    ]


def test_the_same_table_again_writes_nothing(world: World) -> None:
    """Each report is known by its mark, also after a sync and from another copy of the table."""
    post(world)
    world.sync()
    again = post(world)
    assert (again.changeset.changes, again.standing, again.traffic.writes) == ((), 2, 0)
    assert writes(world.sync()) == 0


def test_without_the_ledger_the_marks_in_the_issues_say_what_stands(world: World) -> None:
    """The ledger can be lost; nothing is posted twice."""
    post(world)
    world.ledger_path.unlink()
    world.sync()
    assert post(world).changeset.changes == ()


def test_a_comment_that_the_staff_deleted_is_not_posted_again(world: World) -> None:
    """What people have taken out of an issue is theirs to decide."""
    post(world)
    with world.store.file.writing(Purpose("embedded", "delete")) as connection:
        connection.execute(delete(comments))
    assert post(world).changeset.changes == ()


def test_a_corrected_figure_is_posted_and_the_newest_counts(world: World) -> None:
    """And so is one that is corrected back."""
    post(world)
    for figure, standing in (("5", 5), ("4", 4)):
        result = post(world, f"I.1.1;2025;{figure};20.12.2025;;report of 2025\n")
        assert (result.comments, result.closings) == (1, 0)
        assert figures(world, "I.1.1/2025") == {(1, 2025): standing}
    assert post(world).changeset.changes == ()


def test_undo_opens_what_was_closed_and_withdraws_the_figures(world: World) -> None:
    """Nothing is deleted: another comment takes the figure back, and it counts no more. Undoing can be undone."""
    result = post(world)
    assert result.run is not None
    undone = take_back(world.inputs(), result.run)
    assert undone.undoing.left == ()
    assert world.issue("I.1.1/2025").status == "new"
    assert figures(world, "I.1.1/2025") == {(1, 2025): None}
    assert said(world, "I.1.1/2025")[-1].startswith("Fact for 2025: withdrawn\nSource: ")
    assert writes(world.sync()) == 0
    again = take_back(world.inputs(), result.run)
    assert {one.reason for one in again.undoing.left} == {"already"}
    anew = post(world)
    assert (anew.comments, anew.closings) == (2, 1)
    assert figures(world, "I.1.1/2025") == {(1, 2025): 4}


def test_undo_of_a_correction_says_again_what_was_imported_before(world: World) -> None:
    """A field gets back what stood there before; so does a figure."""
    post(world)
    second = post(world, "I.1.1;2025;5;20.12.2025;;report of 2025\n")
    assert second.run is not None
    take_back(world.inputs(), second.run)
    assert figures(world, "I.1.1/2025") == {(1, 2025): 4}
    assert post(world, TABLE.removeprefix(HEADER)).changeset.changes == ()


def test_undo_leaves_what_the_staff_have_reported_since(world: World) -> None:
    """A withdrawal would take their newer figure back as well."""
    result = post(world)
    world.edit("I.1.1/2025", comment="Fact: 6")
    assert result.run is not None
    undone = take_back(world.inputs(), result.run)
    assert [(one.key, one.reason) for one in undone.undoing.left] == [("I.1.1/2025", "edited")]
    assert figures(world, "I.1.1/2025")[1, None] == 6


def test_what_the_staff_have_reported_is_not_overruled(world: World) -> None:
    """Another figure is told, the same one passed over; an issue that serves several years is looked at by year."""
    world.edit("I.1.1/2025", comment="Fact: 6")
    world.edit("I.1.3", comment="Fact for 2025: 60 %")
    result = post(world, "I.1.1;2025;4;;;\nI.1.3;2025;60 %;;;\nI.1.3;2026;70 %;;;\n")
    assert [problem.code for problem in result.problems] == ["row-figure-there"]
    assert "clerk" in result.problems[0].message
    assert [change.key for change in result.changeset.changes] == ["I.1.3"]
    assert result.standing == 1
    assert figures(world, "I.1.3") == {(1, 2025): 60, (1, 2026): 70}


def test_an_issue_that_the_staff_opened_again_stays_open(world: World) -> None:
    """An import closes an issue once."""
    post(world)
    world.edit("I.1.1/2025", status="in_progress")
    result = post(world)
    assert [problem.code for problem in result.problems] == ["row-reopened"]
    assert world.issue("I.1.1/2025").status == "in_progress"


def test_what_cannot_be_posted_is_told_and_the_rest_goes_on(world: World) -> None:
    """A cancelled issue, one that was deleted, an unknown measure, a figure that cannot be read."""
    world.edit("I.1.1/2026", status="cancelled")
    world.delete("I.1.1/2025")
    rows = (
        "I.1.1;2026;4;;;\nI.1.1;2025;4;;;\nI.9;2025;4;;;\nI.1.3;2025;около 9;;;\nI.1.3;2026;" + "9" * 1000 + ";;;\n"
        "I.1.2;2026;;01.02.2026;;\n"
    )
    result = post(world, rows)
    assert sorted(problem.code for problem in result.problems) == [
        "row-figure-unread",
        "row-figure-unread",
        "row-issue-cancelled",
        "row-issue-missing",
        "row-measure-unknown",
    ]
    assert all(problem.place and problem.hint for problem in result.problems)
    assert [(change.action, change.key) for change in result.changeset.changes] == [
        ("comment", "I.1.2"),
        ("close", "I.1.2"),
    ]
    assert world.issue("I.1.2").status == "done"
