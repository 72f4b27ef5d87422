"""The embedded tracker keeps every rule of the port, and some of its own."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from mappings.errors import FileUnwritable
from mappings.marker import fence, marker
from mappings.plan import Severity
from sync.errors import Conflict, NotFound, Rejected, Transient
from sync.tracker import IssuePatch, Ref, Tracker
from sync.trackers.embedded.adapter import EmbeddedTracker
from sync.trackers.embedded.settings import EmbeddedSettings
from sync.trackers.embedded.view import EmbeddedView
from tests.tracker_conformance import Staff, TrackerConformance, desired, year
from tests.worlds.embedded_staff import PLAN, START, EmbeddedStaff, make_tracker


@pytest.fixture
def tracker(tmp_path: Path) -> EmbeddedTracker:
    """A tracker whose file is not there yet."""
    return make_tracker(tmp_path)


class TestEmbeddedTracker(TrackerConformance):
    """The suite that every adapter inherits."""

    @pytest.fixture
    def tracker(self, tmp_path: Path) -> Tracker:
        """A tracker whose file is not there yet."""
        return make_tracker(tmp_path)

    @pytest.fixture
    def staff(self, tracker: Tracker) -> Staff:
        """Its staff."""
        assert isinstance(tracker, EmbeddedTracker)
        return EmbeddedStaff(tracker.store, tracker.project)


def create(tracker: EmbeddedTracker, key: str = "I.1.1", **fields: object) -> Ref:
    """An issue of the plan without milestone and parent."""
    return tracker.create_issue(desired(key, **fields), milestone_id=None, parent_id=None)  # type: ignore[arg-type]


def test_settings_name_a_file_and_no_unknown_key() -> None:
    """A blank path, the page's ending, a blank project and unknown keys are refused."""
    assert EmbeddedSettings(path="var/tracker.db").project is None
    for wrong in (
        {},
        {"path": " "},
        {"path": "var/tracker.HTML"},
        {"path": "a.db", "project": ""},
        {"path": "a.db", "x": 1},
    ):
        with pytest.raises(ValidationError):
            EmbeddedSettings.model_validate(wrong)


def test_the_project_is_the_plan_key_unless_it_is_named(tmp_path: Path) -> None:
    """Two plans can share a file without seeing each other's issues."""
    ours, theirs = make_tracker(tmp_path), make_tracker(tmp_path, project="library")
    assert (ours.project, theirs.project) == (PLAN, "library")
    create(ours)
    assert theirs.fetch().issues == ()
    assert theirs.find(marker(PLAN, "I.1.1")) is None


def test_a_path_is_below_the_folder_of_the_config(tmp_path: Path) -> None:
    """A relative path is the folder's, an absolute one its own; folders come with the first writing."""
    create(make_tracker(tmp_path, path="var/deep/tracker.db"))
    assert (tmp_path / "var" / "deep" / "tracker.db").is_file()
    elsewhere = tmp_path / "elsewhere.db"
    create(make_tracker(tmp_path / "not-there", path=str(elsewhere)))
    assert elsewhere.is_file()
    assert not (tmp_path / "not-there").exists()


@pytest.mark.parametrize("read_only", [True, False])
def test_reading_makes_nothing(tmp_path: Path, *, read_only: bool) -> None:
    """A tracker whose file is missing reads as empty, and neither file nor folder appears."""
    tracker = make_tracker(tmp_path, path="var/tracker.db", read_only=read_only)
    assert tracker.fetch().issues == ()
    assert tracker.fetch().milestones == ()
    assert tracker.find(marker(PLAN, "I.1.1")) is None
    assert [line.code for line in tracker.check()] == ["tracker-file"]
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_tracker_writes_nothing(tmp_path: Path) -> None:
    """A writing through a read-only context is refused before the file is touched."""
    create(make_tracker(tmp_path))
    before = (tmp_path / "tracker.db").read_bytes()
    tracker = make_tracker(tmp_path, read_only=True)
    assert len(tracker.fetch().issues) == 1
    assert [line.severity for line in tracker.check()] == [Severity.INFO, Severity.INFO]
    with pytest.raises(Rejected) as caught:
        create(tracker, "I.1.2")
    assert caught.value.code == "tracker-read-only"
    assert (tmp_path / "tracker.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["tracker.db"]


def test_capabilities_say_what_the_engine_may_count_on(tracker: EmbeddedTracker) -> None:
    """A write is over when it returns, and there is a field for the figure."""
    assert tracker.capabilities.in_flight_seconds == 0.0
    assert tracker.capabilities.fact_field


def test_traffic_counts_each_call_once(tracker: EmbeddedTracker) -> None:
    """Each call of the port is a request, each writing one is a write, whether or not it changes anything."""
    milestone = tracker.create_milestone(year(2025))
    ref = create(tracker)
    tracker.fetch()
    tracker.find(marker(PLAN, "I.1.1"))
    tracker.check()
    ref = tracker.update_issue(ref, IssuePatch({"title": "Название"}))
    tracker.update_milestone(milestone, year(2025), ("title", "start", "due"))
    tracker.close_issue(ref)
    assert (tracker.traffic.requests, tracker.traffic.writes) == (8, 5)


def test_vekha_creates_under_its_own_name(tracker: EmbeddedTracker) -> None:
    """A created issue carries Vekha as author and the proposed assignee; the description counts as its."""
    create(tracker, assignee="ivanova")
    (issue,) = tracker.fetch().issues
    assert issue.assignee == "ivanova"
    assert issue.description_author == "vekha"
    assert issue.description_at is not None
    assert issue.fact is None
    with tracker.store.reading() as view:
        (row,) = view.issues(tracker.project)
    assert row.author == "vekha"


def test_a_fact_comes_with_who_set_it_last(tracker: EmbeddedTracker) -> None:
    """The figure of the tracker's own field has the author and the time of its last change."""
    number = int(create(tracker).id)
    tracker.store.update_issue(number, {"fact": "3"}, author="ivanova")
    changed = tracker.store.update_issue(number, {"fact": "12,5"}, author="petrov")
    tracker.store.update_issue(number, {"due": date(2025, 5, 1)}, author="sidorov")
    (issue,) = tracker.fetch().issues
    assert issue.fact is not None
    assert (issue.fact.text, issue.fact.author) == ("12,5", "petrov")
    assert issue.fact.at == changed.updated_at
    assert tracker.find(marker(PLAN, "I.1.1")) == issue


def test_the_description_is_the_last_staff_writers(tracker: EmbeddedTracker) -> None:
    """Vekha's own rewriting of the block does not make it the author of the staff's words."""
    ref = create(tracker)
    block = fence(PLAN, "I.1.1", "Текст")
    changed = tracker.store.update_issue(int(ref.id), {"description": f"Факт: 3\n\n{block}"}, author="ivanova")
    now = Ref(ref.id, version=str(changed.version))
    tracker.update_issue(now, IssuePatch({"description": f"Факт: 3\n\n{fence(PLAN, 'I.1.1', 'Новый')}"}))
    (issue,) = tracker.fetch().issues
    assert (issue.description_author, issue.description_at) == ("ivanova", changed.updated_at)
    assert [(one.author, one.text) for one in issue.description_versions] == [("vekha", ""), ("ivanova", "Факт: 3")]
    assert issue.description_versions[-1].at == changed.updated_at


def test_private_comments_are_marked(tracker: EmbeddedTracker) -> None:
    """A private comment comes with its mark, so that nobody reads a figure from it."""
    ref = create(tracker)
    tracker.store.comment(int(ref.id), "Факт: 3", author="ivanova", private=True)
    (issue,) = tracker.fetch().issues
    (comment,) = issue.comments
    assert (comment.author, comment.text, comment.private) == ("ivanova", "Факт: 3", True)
    assert comment.at > START


def test_an_issue_moved_away_is_no_longer_shown(tracker: EmbeddedTracker) -> None:
    """What the staff moved to another project is out of the plan's sight."""
    ref = create(tracker)
    tracker.store.update_issue(int(ref.id), {"project": "archive"}, author="ivanova")
    assert tracker.fetch().issues == ()
    assert tracker.find(marker(PLAN, "I.1.1")) is None


def test_addresses_lead_to_the_page(tracker: EmbeddedTracker, tmp_path: Path) -> None:
    """The address of an issue is its anchor on the tracker's page, spaces and all."""
    page = (tmp_path / "tracker.html").as_uri()
    assert create(tracker).url == f"{page}#issue-1"
    assert tracker.create_milestone(year(2025)).url == f"{page}#milestone-1"
    spaced = make_tracker(tmp_path / "моя папка #1")
    assert create(spaced).url == (tmp_path / "моя папка #1" / "tracker.html").as_uri() + "#issue-1"
    assert len(spaced.fetch().issues) == 1


def test_fetch_raises_where_it_is_not_whole(tracker: EmbeddedTracker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer rows than were counted would look like deletions: fetch raises instead."""
    create(tracker)
    monkeypatch.setattr(EmbeddedView, "count", lambda *_args, **_names: 2)
    with pytest.raises(Transient) as caught:
        tracker.fetch()
    assert caught.value.code == "tracker-not-whole"


def test_a_patch_may_hold_only_the_plans_fields(tracker: EmbeddedTracker) -> None:
    """Status and assignee are the staff's: a patch that names them is refused whole."""
    ref = create(tracker)
    for field in ("status", "assignee", "colour"):
        with pytest.raises(Rejected) as caught:
            tracker.update_issue(ref, IssuePatch({"title": "Название", field: "x"}))
        assert (caught.value.code, caught.value.field) == ("field-unknown", field)
    assert tracker.fetch().issues[0].title == "Мероприятие I.1.1"


def test_an_update_without_a_version_is_not_checked(tracker: EmbeddedTracker) -> None:
    """A ref whose version is unknown updates whatever stands there; an equal value is no change."""
    ref = create(tracker)
    after = tracker.update_issue(Ref(ref.id), IssuePatch({"title": "Название"}))
    assert (after.id, after.version) == ("1", "2")
    assert tracker.update_issue(Ref(ref.id), IssuePatch({"title": "Название"})).version == "2"


def test_ids_that_are_no_numbers_are_unknown(tracker: EmbeddedTracker) -> None:
    """Nonsense for an id is an unknown issue, milestone or parent, never a crash."""
    ref = create(tracker)
    for wrong in ("", "abc", "-1", "9" * 30, "٣"):
        with pytest.raises(NotFound):
            tracker.update_issue(Ref(wrong), IssuePatch({"title": "Название"}))
        with pytest.raises(NotFound):
            tracker.close_issue(Ref(wrong))
        with pytest.raises(NotFound):
            tracker.update_milestone(Ref(wrong), year(2025), ("title", "start", "due"))
        for field in ("parent_id", "milestone_id"):
            with pytest.raises(Rejected) as caught:
                tracker.update_issue(ref, IssuePatch({field: wrong}))
            assert (caught.value.code, caught.value.field) == ("id-unknown", field)
    with pytest.raises(NotFound):
        tracker.update_milestone(Ref("7"), year(2025), ("title", "start", "due"))


def test_closing_cancels_and_checks_the_version(tracker: EmbeddedTracker) -> None:
    """A dropped measure's issue is cancelled, one that is done stays done, a stale ref is a conflict."""
    ref = create(tracker)
    tracker.store.comment(int(ref.id), "Ещё работаем", author="ivanova")
    with pytest.raises(Conflict):
        tracker.close_issue(ref)
    tracker.close_issue(tracker.fetch().issues[0].ref)
    assert tracker.fetch().issues[0].status == "cancelled"
    done = create(tracker, "I.1.2", closed=True)
    assert tracker.close_issue(done).version == "1"


def test_a_milestone_without_its_marker_gets_it_below_its_words(tracker: EmbeddedTracker) -> None:
    """Taking over the staff's milestone keeps their description and adds the plan's; ours is left alone."""
    theirs = tracker.store.create_milestone(PLAN, "2025", description="Слова сотрудников\r\n")
    bare = tracker.store.create_milestone(PLAN, "2026")
    assert [milestone.key for milestone in tracker.fetch().milestones] == [None, None]
    for row, number in ((theirs, 2025), (bare, 2026)):
        tracker.update_milestone(Ref(str(row.id)), year(number), ("title", "start", "due"))
    assert [milestone.key for milestone in tracker.fetch().milestones] == ["2025", "2026"]
    with tracker.store.reading() as view:
        first, second = view.milestones(PLAN)
    assert first.description == f"Слова сотрудников\n\n{year(2025).description}"
    assert second.description == year(2026).description
    tracker.update_milestone(Ref(str(theirs.id)), year(2025), ("title", "start", "due"))
    with tracker.store.reading() as view:
        assert view.milestones(PLAN)[0] == first


def test_check_tells_what_the_project_holds(tracker: EmbeddedTracker) -> None:
    """The last line of a healthy check counts issues, those of the plan, and milestones."""
    create(tracker)
    tracker.store.create_issue(PLAN, "Чужая", author="ivanova")
    tracker.create_milestone(year(2025))
    file, issues = tracker.check()
    assert (file.code, file.severity) == ("tracker-file", Severity.INFO)
    assert issues.message == "The project holds 2 issues, 1 of them of this plan; 1 milestone."


def test_check_reports_instead_of_raising(tmp_path: Path) -> None:
    """A broken file and a folder that cannot be made are lines of the check, each with its mend."""
    (tmp_path / "tracker.db").write_text("не база данных " * 100)
    (line,) = make_tracker(tmp_path).check()
    assert (line.code, line.severity) == ("tracker-file-broken", Severity.ERROR)
    assert line.hint
    (line,) = make_tracker(tmp_path, path="tracker.db/below/tracker.db").check()
    assert (line.code, line.severity) == ("path-through-file", Severity.ERROR)
    (line,) = make_tracker(tmp_path, path=f"{'x' * 300}.db").check()
    assert (line.code, line.severity) == ("path-invalid", Severity.ERROR)


def test_check_sees_a_folder_without_the_right_to_write(
    tracker: EmbeddedTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite needs the folder for its journal: a writable file in a closed folder is an error."""
    create(tracker)
    monkeypatch.setattr(os, "access", lambda *_args, **_names: False)
    line, _issues = tracker.check()
    assert (line.code, line.severity) == ("tracker-unwritable", Severity.ERROR)


def test_check_finds_damage_inside_the_file(tracker: EmbeddedTracker, tmp_path: Path) -> None:
    """A table and its index that disagree are found before a sync stumbles over them."""
    create(tracker)
    with sqlite3.connect(tmp_path / "tracker.db") as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(project)', '(title)') WHERE name = 'issues_by_project'"
        )
    raw.close()
    (line,) = tracker.check()
    assert line.code == "tracker-file-broken"


def test_a_writing_that_fails_is_told_apart_from_a_refusal(tmp_path: Path) -> None:
    """A file that stands where the folder should be is the operator's to mend, not the tracker's refusal."""
    (tmp_path / "var").write_text("")
    with pytest.raises(FileUnwritable) as caught:
        create(make_tracker(tmp_path, path="var/tracker.db"))
    assert caught.value.code == "path-through-file"
