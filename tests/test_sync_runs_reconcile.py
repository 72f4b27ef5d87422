"""One whole reconciliation on real files: what is made, what is left alone, what is pulled."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from mappings.desired.body import EARLIER
from mappings.errors import DocumentError
from mappings.progress import Status
from sync.errors import UnsafeChange
from sync.ledger.store import Ledger
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY, ROWS, World, writes


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


@pytest.fixture
def synced(world: World) -> World:
    """A town after its first sync."""
    world.sync()
    return world


def test_first_sync_makes_every_issue_and_milestone(world: World) -> None:
    """One issue for each lone deadline, a parent and children for several, one milestone a year."""
    result = world.sync()
    assert world.keys() == EXPECTED_KEYS
    assert result.outcome.count("milestone", "create") == 4
    parent = world.issue("I.1.1")
    assert world.issue("I.1.1/2026").parent_id == parent.id
    assert parent.milestone_id is None
    assert (parent.start, parent.due) == (date(2025, 1, 1), date(2027, 12, 31))
    assert world.issue("I.1.4").due is None


def test_second_sync_writes_nothing(synced: World) -> None:
    """What stands as the plan says is not touched again."""
    tracker = synced.tracker()
    result = synced.sync(tracker)
    assert (tracker.traffic.writes, tracker.traffic.requests) == (0, 1)
    assert (result.comparison.changeset.unchanged_issues, result.comparison.changeset.unchanged_milestones) == (7, 4)
    assert not synced.diff().changeset.pending


def test_diff_writes_nothing_anywhere(world: World) -> None:
    """Not even an empty file appears."""
    before = sorted(path.name for path in world.folder.iterdir())
    assert len(world.diff().changeset.changes) == 11
    assert sorted(path.name for path in world.folder.iterdir()) == before


def test_lost_ledger_is_rebuilt_from_the_markers(synced: World) -> None:
    """Without its ledger a sync adopts what bears its markers and creates nothing."""
    synced.ledger_path.unlink()
    result = synced.sync()
    assert (result.outcome.count("issue", "adopt"), writes(result)) == (7, 0)
    assert writes(synced.sync()) == 0
    assert synced.sync().outcome.count("issue", "adopt") == 0


def test_corrupt_ledger_is_set_aside_and_rebuilt(synced: World) -> None:
    """A corrupt file is kept under another name, never overwritten, and nothing is made twice."""
    synced.ledger_path.write_bytes(b"SQLite format 3\0" + b"this is no database, it only stands where one was" * 100)
    damaged = synced.ledger_path.read_bytes()
    assert writes(synced.sync()) == 0
    (aside,) = synced.folder.glob("ledger.db.corrupt-*Z")
    assert aside.read_bytes() == damaged
    assert synced.keys() == EXPECTED_KEYS


def test_staff_words_survive_an_amended_plan(synced: World) -> None:
    """An update exchanges the plan block and keeps every word around it, and all that is the staff's."""
    description = synced.issue("I.1.2").description
    synced.edit("I.1.2", description=f"Above.\n\n{description}\n\nBelow.", status="in_progress", assignee="anna")
    synced.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS])
    assert writes(synced.sync()) == 1
    row = synced.issue("I.1.2")
    assert row.description.startswith("Above.\n\n")
    assert row.description.endswith("\n\nBelow.")
    assert "Созданы 2 зала" in row.description
    assert (row.status, row.assignee) == ("in_progress", "anna")


def test_update_sends_only_what_differs(synced: World) -> None:
    """A reworded target changes the block and nothing else."""
    synced.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS])
    (change,) = synced.diff().changeset.changes
    assert (change.action, change.key, list(change.fields)) == ("update", "I.1.2", ["description"])


def test_drift_is_reported_and_theirs_is_kept(synced: World) -> None:
    """A plan field that the staff changed is told at every sync and never written."""
    synced.edit("I.1.3", due=date(2028, 6, 1), title="Our own title")
    for _round in range(2):
        result = synced.sync()
        assert writes(result) == 0
        drift = {(one.key, one.field, one.ours, one.theirs, one.conflict) for one in result.comparison.changeset.drift}
        assert drift == {
            ("I.1.3", "title", "1.3. Каталог (2028)", "Our own title", False),
            ("I.1.3", "due", "2028-12-31", "2028-06-01", False),
        }
    assert synced.issue("I.1.3").due == date(2028, 6, 1)


def test_conflict_is_reported_and_theirs_is_kept(synced: World) -> None:
    """Where plan and staff both changed a field, the staff's stays and the conflict is named."""
    synced.edit("I.1.2", due=date(2026, 6, 1))
    synced.amend([row.replace("\t2026\t", "\t2027\t") for row in ROWS])
    result = synced.sync()
    due, start = result.comparison.changeset.drift
    assert (due.field, due.ours, due.theirs, due.conflict) == ("due", "2027-12-31", "2026-06-01", True)
    assert (start.field, start.ours, start.theirs) == ("start", "2027-01-01", "2026-01-01")
    assert not result.outcome.failed
    row = synced.issue("I.1.2")
    assert row.due == date(2026, 6, 1)
    assert row.title == "1.2. Читальный зал (2027)"


def test_policy_plan_takes_a_field_back(synced: World) -> None:
    """With `drift: {due: plan}` the plan wins that field, and only that one."""
    synced.edit("I.1.3", due=date(2028, 6, 1), title="Our own title")
    synced.map("drift: {due: plan}")
    assert writes(synced.sync()) == 1
    row = synced.issue("I.1.3")
    assert (row.due, row.title) == (date(2028, 12, 31), "Our own title")


def test_lone_deadline_that_moves_keeps_its_issue(synced: World) -> None:
    """The measure's own key stays with its issue when the year changes; the milestone and the dates follow."""
    before = synced.issue("I.1.2").id
    synced.amend([row.replace("\t2026\t", "\t2027\t") for row in ROWS])
    result = synced.sync()
    assert result.outcome.count("issue", "create") == 0
    row = synced.issue("I.1.2")
    assert (row.id, row.due, row.start) == (before, date(2027, 12, 31), date(2027, 1, 1))
    assert not synced.diff().changeset.pending


def test_measure_that_gains_deadlines_keeps_its_issue_as_the_parent(synced: World) -> None:
    """The lone issue becomes the parent; children are made below it."""
    before = synced.issue("I.1.2").id
    synced.amend([row.replace("\t2026\t", "\t2026, 2028\t") for row in ROWS])
    result = synced.sync()
    assert result.outcome.count("issue", "create") == 2
    parent = synced.issue("I.1.2")
    assert (parent.id, parent.milestone_id) == (before, None)
    assert synced.issue("I.1.2/2028").parent_id == before
    assert not synced.diff().changeset.pending


def test_deleted_issue_is_reported_and_made_again_only_on_request(synced: World) -> None:
    """What the staff deleted stays deleted until `--recreate`; its siblings are untouched."""
    synced.delete("I.1.3")
    result = synced.sync()
    assert [link.key for link in result.comparison.changeset.missing] == ["I.1.3"]
    assert writes(result) == 0
    assert writes(synced.sync(recreate=True)) == 1
    assert synced.keys() == EXPECTED_KEYS
    assert not synced.diff().changeset.missing


def test_missing_issue_is_new_only_once(synced: World) -> None:
    """The ledger remembers since when an issue is gone, so that a person is told once."""
    synced.delete("I.1.3")
    assert synced.sync().comparison.changeset.missing[0].gone_at is None
    assert synced.sync().comparison.changeset.missing[0].gone_at is not None


def test_deleted_parent_leaves_its_children_in_peace(synced: World) -> None:
    """Children of a deleted parent are no drift, and new ones are made without it."""
    synced.delete("I.1.1")
    assert writes(synced.sync()) == 0
    assert not synced.diff().changeset.drift
    synced.amend([row.replace("2025 - 2027", "2025 - 2028") for row in ROWS])
    assert synced.sync(force=True).outcome.count("issue", "create") == 1
    assert synced.issue("I.1.1/2028").parent_id is None
    assert not synced.diff().changeset.pending


def test_cleared_marker_means_hands_off(synced: World) -> None:
    """An issue whose marker the staff removed is not touched, and no second one is made."""
    synced.edit("I.1.2", description="All mine now.")
    result = synced.sync()
    assert writes(result) == 0
    assert [link.key for link in result.comparison.changeset.missing] == ["I.1.2"]
    assert len(synced.issues()) == 7


def test_lost_fence_is_drift(synced: World) -> None:
    """Where a fence is gone the block cannot be found, so it is told and nothing is written."""
    text = synced.issue("I.1.2").description
    synced.edit("I.1.2", description="\n".join(text.split("\n")[1:]))
    result = synced.sync()
    assert [(one.field, one.theirs) for one in result.comparison.changeset.drift] == [("description", None)]
    assert writes(result) == 0


def test_dropped_measure_is_an_orphan(synced: World) -> None:
    """An issue whose measure left the plan is reported, not closed."""
    synced.amend(ROWS[:4])
    result = synced.sync()
    assert [(one.key, one.reason) for one in result.comparison.changeset.orphans] == [("I.1.4", "dropped")]
    assert writes(result) == 0
    synced.edit("I.1.4", status="cancelled")
    assert not synced.diff().changeset.orphans


def test_dropped_measure_is_closed_only_with_policy_and_force(synced: World) -> None:
    """`removed: close` plans a close, and any close needs `--force`; what else there is to do does not wait for it."""
    synced.map("removed: close")
    synced.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS[:4]])
    result = synced.sync()
    assert result.waiting is not None
    assert result.waiting.message == "1 issue would be closed, the limit is 0"
    assert (result.outcome.count("issue", "close"), result.outcome.count("issue", "update")) == (0, 1)
    assert synced.sync(force=True).outcome.count("issue", "close") == 1
    assert synced.issue("I.1.4").status == "cancelled"
    assert not synced.diff().changeset.pending


def test_copied_issue_is_told_and_left(synced: World) -> None:
    """Of two issues with one marker the ledger's own counts; the other is named a duplicate."""
    row = synced.issue("I.1.2")
    copy = synced.store.create_issue(PLAN_KEY, "Copy", author="clerk", description=row.description)
    result = synced.sync()
    assert [(one.title, one.reason) for one in result.comparison.changeset.orphans] == [("Copy", "duplicate")]
    assert writes(result) == 0
    synced.store.update_issue(row.id, {"status": "done"}, author="clerk")
    assert synced.sync().comparison.changeset.orphans[0].title == "Copy"
    assert copy.version == 1


def test_foreign_issue_is_never_touched(synced: World) -> None:
    """Issues without this plan's marker are neither listed nor changed."""
    foreign = synced.store.create_issue(PLAN_KEY, "Mine", author="clerk", description="other-plan:I.1.1")
    synced.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS])
    synced.sync()
    with synced.store.reading() as view:
        assert view.issue(foreign.id) == foreign


def test_milestone_of_the_staff_serves_as_it_is(world: World) -> None:
    """A milestone that bears the year's title already is used and never changed."""
    own = world.store.create_milestone(PLAN_KEY, "2026")
    result = world.sync()
    assert result.outcome.count("milestone", "create") == 3
    assert world.issue("I.1.2").milestone_id == own.id
    assert writes(world.sync()) == 0


@pytest.mark.parametrize("dates", [{"due": None}, {"start": None}, {"due": date(2026, 6, 30)}])
def test_date_of_a_milestone_that_the_staff_changed_stays_when_its_title_is_written(
    synced: World, dates: dict[str, date | None]
) -> None:
    """Only the fields that the plan has changed are sent, so one that the staff have cleared stays clear."""
    with synced.store.reading() as view:
        (before,) = [row for row in view.milestones(PLAN_KEY) if row.title == "2026"]
    synced.store.update_milestone(before.id, dates)
    synced.map('milestone_title: "Срок {year}"')
    synced.sync(force=True)
    with synced.store.reading() as view:
        after = view.milestone(before.id)
    assert after is not None
    expected = {"start": before.start, "due": before.due, **dates, "title": "Срок 2026"}
    assert {name: getattr(after, name) for name in expected} == expected


@pytest.mark.parametrize(("past", "count", "closed"), [("open", 7, 0), ("closed", 7, 1), ("skip", 6, 0)])
def test_past_deadlines_as_the_mapping_says(world: World, past: str, count: int, closed: int) -> None:
    """A deadline that had passed before its first sync is made open, made closed, or not made."""
    world.map(f"past: {past}")
    world.sync()
    assert (len(world.issues()), sum(row.closed for row in world.issues())) == (count, closed)
    assert not world.diff().changeset.pending


def test_deadline_that_passes_later_stays(world: World) -> None:
    """`past: skip` is about what was never made: an issue that stands does not vanish with its date."""
    world.map("past: skip")
    world.sync()
    world.today = date(2027, 3, 1)
    assert not world.diff().changeset.pending
    assert not world.diff().changeset.orphans


def test_years_before_the_start_are_not_made(world: World) -> None:
    """`from_year` leaves earlier deadlines out, and does not call their issues orphans."""
    world.map("from_year: 2027")
    world.sync()
    assert world.keys() == ["I.1.1", "I.1.1/2027", "I.1.3", "I.1.4"]
    world.map("from_year: 2028")
    assert not world.diff().changeset.orphans


def test_figures_and_status_arrive_in_the_ledger(synced: World) -> None:
    """The pull keeps status, the newest figure with author, time and place, and the reason."""
    synced.edit("I.1.1/2025", "Факт: 3\nПричина: болезнь", status="done")
    synced.edit("I.1.1/2025", "Факт: 4,5")
    synced.edit("I.1.3", fact="80")
    result = synced.sync()
    assert result.new_figures == 3  # each line that was ever written, and not the newest alone
    with Ledger.copied(synced.ledger_path, PLAN_KEY) as ledger:
        reports = ledger.reports()
    report = reports["I.1.1/2025"]
    assert (report.status, report.reason) == (Status.DONE, "болезнь")
    (figure,) = report.figures
    assert (str(figure.value), figure.author, figure.place) == ("4.5", "clerk", "comment")
    assert reports["I.1.3"].figures[0].place == "field"
    assert synced.sync().new_figures == 0


def test_figures_over_time_are_kept(synced: World) -> None:
    """A figure that is reported anew does not erase the one before."""
    for text in ("Факт: 1", "Факт: 2"):
        synced.edit("I.1.2", text)
        assert synced.sync().new_figures == 1


def test_unread_figure_is_told(synced: World) -> None:
    """Words where a number should stand are reported with author, never guessed."""
    synced.edit("I.1.2", "Факт: двенадцать")
    (unread,) = synced.sync().unread
    assert (unread.key, unread.text, unread.author) == ("I.1.2", "двенадцать", "clerk")


def test_shrunken_document_is_refused(synced: World) -> None:
    """A document that lost most of its measures changes nothing without `--force`."""
    synced.amend(ROWS[:1])
    with pytest.raises(UnsafeChange, match="0 issues where the last run knew 7"):
        synced.sync()
    assert synced.keys() == EXPECTED_KEYS


def test_empty_document_is_an_error_on_the_first_run(world: World) -> None:
    """A table without measures is a faulty document where nothing was known before."""
    world.amend(ROWS[:1])
    with pytest.raises(DocumentError, match="no measure"):
        world.sync()


def test_many_updates_are_refused(synced: World) -> None:
    """More than a fifth of the standing issues is not updated without `--force`; with it, all are."""
    synced.amend([row.replace("Библиотека", "Центральная библиотека") for row in ROWS])
    with pytest.raises(UnsafeChange, match="7 of 7 issues would be updated, the limit is 20%") as refused:
        synced.sync()
    assert "--force" in refused.value.hint
    assert synced.sync(force=True).outcome.count("issue", "update") == 7


def test_many_new_issues_are_refused(synced: World) -> None:
    """Creations far beyond what the last run knew need `--force`."""
    synced.amend([*ROWS, *(f"1.{n}.\tНовое {n}\tБюджет\tБиблиотека\t2027\tСоздано" for n in range(5, 10))])
    with pytest.raises(UnsafeChange, match="5 new issues would be created where the last run knew 7"):
        synced.sync()
    assert synced.sync(force=True).outcome.count("issue", "create") == 5


def test_checksum_applies_only_what_was_reviewed(world: World) -> None:
    """A difference other than the reviewed one is refused; the reviewed one is applied."""
    checksum = world.diff().changeset.checksum
    with pytest.raises(UnsafeChange, match="no longer the one"):
        world.sync(checksum="0" * 16)
    assert writes(world.sync(checksum=checksum)) == 11


def test_measure_and_its_duplicate_number_in_one_section_forbid_a_sync(world: World) -> None:
    """Two rows with one key have no identity: the document must be mended first."""
    world.amend([*ROWS, ROWS[2]])
    with pytest.raises(DocumentError, match="stands twice"):
        world.sync()


def test_lost_tracker_is_refused_and_what_was_reported_is_kept(synced: World) -> None:
    """When most issues are gone at once nothing is pulled: absence says nothing about the work."""
    synced.edit("I.1.2", "Факт: 3", status="done")
    synced.sync()
    (synced.folder / "tracker.db").unlink()
    with pytest.raises(UnsafeChange, match="7 of 7 issues are no longer in the tracker"):
        synced.sync()
    with Ledger.copied(synced.ledger_path, PLAN_KEY) as ledger:
        assert ledger.reports()["I.1.2"].status is Status.DONE
    assert writes(synced.sync(recreate=True)) == 11


def test_report_of_a_deleted_issue_stays_as_it_was(synced: World) -> None:
    """A single deleted issue keeps what it had reported."""
    synced.edit("I.1.3", "Факт: 70", status="done")
    synced.sync()
    synced.delete("I.1.3")
    for _round in range(2):
        synced.sync()
    with Ledger.copied(synced.ledger_path, PLAN_KEY) as ledger:
        assert ledger.reports()["I.1.3"].status is Status.DONE


@pytest.mark.parametrize("lost", [True, False])
def test_children_hang_on_a_parent_that_was_made_anew(synced: World, lost: bool) -> None:
    """When the deleted parent is created again, its children are put below it, with the ledger or without."""
    synced.delete("I.1.1")
    if lost:
        synced.ledger_path.unlink()
    synced.sync(recreate=not lost, force=True)
    parent = synced.issue("I.1.1")
    assert {synced.issue(f"I.1.1/{year}").parent_id for year in (2025, 2026, 2027)} == {parent.id}
    assert not synced.diff().changeset.pending


def test_figure_of_an_indicator_that_is_not_there(synced: World) -> None:
    """«Факт 5» of a measure with one indicator is told, not counted."""
    synced.edit("I.1.2", "Факт 5: 3")
    result = synced.sync()
    assert (result.new_figures, [one.text for one in result.unread]) == (0, ["3"])


def _without_stamps(world: World) -> None:
    """Make the ledger one of a version that knew no stamps."""
    with sqlite3.connect(world.ledger_path) as connection:
        for row, base in connection.execute("select rowid, base from links").fetchall():
            bare = {name: value for name, value in json.loads(base).items() if name != "stamp"}
            connection.execute("update links set base = ? where rowid = ?", (json.dumps(bare), row))


def test_an_upgrade_that_only_rewords_stops_nothing(world: World) -> None:
    """Every text would be another: nothing is written, nothing refused, and one line counts them."""
    shutil.copy(EARLIER, world.folder / "then.txt")
    world.map("template: then.txt")
    world.sync()
    _without_stamps(world)
    world.map("")
    for _run in range(2):
        result = world.sync()
        assert writes(result) == 0
        assert result.comparison.changeset.reworded == 4
        assert not result.comparison.changeset.drift
        assert not world.diff().changeset.pending
    assert "To be reached" not in world.issue("I.1.3").description


def test_reworded_texts_are_written_with_the_next_change_or_when_asked(world: World) -> None:
    """An amended measure takes its new text; `--reword` writes the rest, past the safety limits, once."""
    shutil.copy(EARLIER, world.folder / "then.txt")
    world.map("template: then.txt")
    world.sync()
    world.map("")
    world.amend([row.replace("2025 - 2028", "2025 - 2027") for row in ROWS])
    result = world.sync()
    assert sorted(change.key for change in result.outcome.done) == ["I.1.3"]
    assert "To be reached: 100 % каталога" in world.issue("I.1.3").description
    waiting = result.comparison.changeset.reworded
    assert waiting == 3
    asked = world.sync(reword=True)
    assert writes(asked) == waiting
    assert all(list(change.fields) == ["description"] for change in asked.outcome.done)
    assert (writes(world.sync(reword=True)), world.diff().changeset.reworded) == (0, 0)


def test_a_template_of_ones_own_is_words_too(world: World) -> None:
    """Another template, or another language, is written when it is asked for; another plan at once."""
    own = world.folder / "own.txt"
    own.write_text("First: {{ measure.title }} {{ measure.target_text }}", encoding="utf-8")
    world.map("template: own.txt")
    world.sync()
    own.write_text("Second: {{ measure.title }} {{ measure.target_text }}", encoding="utf-8")
    assert (writes(world.sync()), world.diff().changeset.reworded) == (0, 7)
    world.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS])
    assert [change.key for change in world.sync().outcome.done] == ["I.1.2"]
    assert "Second: Читальный зал Созданы 2 зала" in world.issue("I.1.2").description


def test_an_idle_sync_words_nothing(synced: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither the facts nor the words have changed no text is rendered again, and no dictionary loaded."""
    assert writes(synced.sync()) == 0

    def refuse(*_values: object) -> str:
        raise AssertionError

    monkeypatch.setattr("sync.runs.inputs.body_of", lambda *_arguments: nullcontext(refuse))
    assert writes(synced.sync()) == 0


def test_a_unit_of_the_operators_is_a_fact(synced: World) -> None:
    """What the operator says of a unit is a fact of the plan's, and is written at once."""
    synced.map("measures: {I.1.3: {unit: section}}")
    (change,) = synced.diff().changeset.changes
    assert (change.key, list(change.fields), change.rewords) == ("I.1.3", ["description"], False)
