"""The embedded tracker's store behaves as a real tracker does, and loses nothing."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from mappings.causes import Cause
from mappings.errors import FileUnreadable, FileUnwritable
from sync.errors import Conflict, Misconfigured, NotFound, Purpose, Rejected, Transient
from sync.trackers.embedded.schema import IssueRow
from sync.trackers.embedded.store import EmbeddedStore
from tests.worlds.embedded_staff import START, ticking

PROJECT = "library"
TEST = Purpose("embedded", "test")


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    """A store whose file is not there yet, and which does not wait for locks."""
    return EmbeddedStore(tmp_path / "tracker.db", now=ticking(), busy_ms=0)


def issue(store: EmbeddedStore, number: int) -> IssueRow:
    """An issue as it stands."""
    with store.reading() as view:
        row = view.issue(number)
    assert row is not None
    return row


def create(store: EmbeddedStore, title: str = "Задача", **fields: Any) -> IssueRow:
    """An issue of the staff."""
    return store.create_issue(PROJECT, title, author="ivanova", **fields)


def changes(store: EmbeddedStore, number: int) -> list[tuple[str, str, str | None, str | None]]:
    """The history of an issue: who changed which field from what to what."""
    with store.reading() as view:
        return [(row.author, row.field, row.old, row.new) for row in view.issue_history(number)]


def code_of(store: EmbeddedStore, **fields: Any) -> tuple[str, str]:
    """The code and the field with which a new issue is rejected."""
    with pytest.raises(Rejected) as caught:
        create(store, **fields)
    return caught.value.code, caught.value.field


def test_every_change_is_in_the_history_and_raises_the_version(store: EmbeddedStore) -> None:
    """One update is one version, whatever the number of fields; each field has its own line of history."""
    row = create(store)
    assert (row.version, row.status, row.author, row.created_at) == (1, "new", "ivanova", START)
    after = store.update_issue(
        row.id, {"status": "in_progress", "due": date(2025, 5, 1), "done_ratio": 30}, author="petrov"
    )
    assert (after.version, after.updated_at) == (2, START + timedelta(minutes=1))
    assert changes(store, row.id) == [
        ("petrov", "status", "new", "in_progress"),
        ("petrov", "due", None, "2025-05-01"),
        ("petrov", "done_ratio", "0", "30"),
    ]


def test_equal_values_are_no_change(store: EmbeddedStore) -> None:
    """An update to what stands there already leaves version, time and history alone."""
    row = create(store, due=date(2025, 5, 1))
    assert store.update_issue(row.id, {"title": "Задача", "due": date(2025, 5, 1)}, author="petrov") == row
    assert changes(store, row.id) == []


def test_a_stale_version_is_a_conflict_even_without_a_change(store: EmbeddedStore) -> None:
    """Who read an older version is told so before anything is written."""
    row = create(store)
    store.comment(row.id, "Начали", author="petrov")
    with pytest.raises(Conflict) as caught:
        store.update_issue(row.id, {"title": "Иначе"}, author="ivanova", expected_version=row.version)
    assert (caught.value.code, caught.value.key) == ("issue-stale", "1")
    assert issue(store, row.id).title == "Задача"
    store.update_issue(row.id, {"title": "Иначе"}, author="ivanova", expected_version=2)
    assert issue(store, row.id).title == "Иначе"


def test_a_comment_can_go_with_a_change(store: EmbeddedStore) -> None:
    """Change and comment are one writing; a comment alone is a change of the issue too."""
    row = create(store)
    after = store.update_issue(row.id, {"status": "done"}, author="petrov", comment="Готово")
    assert after.version == 2
    after = store.comment(row.id, "Спасибо", author="ivanova", private=True)
    assert after.version == 3
    with store.reading() as view:
        said = [(one.author, one.text, one.private) for one in view.issue_comments(row.id)]
    assert said == [("petrov", "Готово", False), ("ivanova", "Спасибо", True)]


def test_deleting_removes_everything_but_the_children(store: EmbeddedStore) -> None:
    """Children lose their parent, with history; comments and history go; the number is never used again."""
    parent, child = create(store), create(store)
    store.update_issue(child.id, {"parent_id": parent.id}, author="ivanova")
    last = create(store)
    for number in (parent.id, last.id):
        store.comment(number, "Слово", author="ivanova")
        store.delete_issue(number, author="petrov")
    assert issue(store, child.id).parent_id is None
    assert issue(store, child.id).version == 3
    assert changes(store, child.id)[-1] == ("petrov", "parent_id", "1", None)
    with sqlite3.connect(store.path) as raw:
        left = [raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("comments", "history")]
    raw.close()
    assert left == [0, 2]
    assert create(store).id == last.id + 1


def test_a_moved_issue_leaves_milestone_parent_and_children_behind(store: EmbeddedStore) -> None:
    """What belongs to one project cannot hang on another's milestone or issue."""
    milestone = store.create_milestone(PROJECT, "2025")
    parent = create(store)
    row = create(store, milestone_id=milestone.id, parent_id=parent.id)
    child = create(store, parent_id=row.id)
    after = store.update_issue(row.id, {"project": "archive"}, author="petrov")
    assert (after.project, after.milestone_id, after.parent_id) == ("archive", None, None)
    assert issue(store, child.id).parent_id is None
    assert {change[1] for change in changes(store, row.id)} == {"project", "milestone_id", "parent_id"}


def test_titles_have_the_limits_of_real_trackers(store: EmbeddedStore) -> None:
    """A title has 1 to 255 characters on one line."""
    assert create(store, "я" * 255).title == "я" * 255
    assert code_of(store, title="я" * 256) == ("title-too-long", "title")
    assert code_of(store, title=" ") == ("title-blank", "title")
    for wrong in ("две\nстроки", "перевод\r", "звонок\a", "таб\t", "\x9f"):
        assert code_of(store, title=wrong) == ("title-control", "title")
    with pytest.raises(Rejected):
        store.update_issue(1, {"title": ""}, author="petrov")
    with pytest.raises(Rejected):
        store.create_milestone(PROJECT, "\n")


def test_values_that_may_not_be_are_rejected_by_field(store: EmbeddedStore) -> None:
    """Each refusal names its field, and nothing is stored."""
    assert code_of(store, status="closed") == ("status-unknown", "status")
    assert code_of(store, done_ratio=101) == ("done-ratio-range", "done_ratio")
    assert code_of(store, start=date(2025, 5, 2), due=date(2025, 5, 1)) == ("dates-reversed", "start")
    assert code_of(store, description="до\0после") == ("text-invalid", "description")
    assert code_of(store, fact="\udc80") == ("text-invalid", "fact")
    assert code_of(store, colour="red") == ("field-unknown", "colour")
    assert code_of(store, milestone_id=7) == ("milestone-unknown", "milestone_id")
    assert code_of(store, parent_id=7) == ("parent-unknown", "parent_id")
    with pytest.raises(Rejected) as caught:
        store.create_issue(" ", "Задача", author="ivanova")
    assert caught.value.code == "project-blank"
    with store.reading() as view:
        assert view.issues(PROJECT) == []
    row = create(store, start=date(2025, 5, 1), due=date(2025, 5, 1))
    with pytest.raises(Rejected):
        store.update_issue(row.id, {"due": date(2025, 4, 30)}, author="petrov")
    with pytest.raises(Rejected) as caught:
        store.comment(row.id, " \n", author="petrov")
    assert caught.value.code == "comment-blank"
    assert issue(store, row.id) == row


def test_a_milestone_title_is_unique_in_its_project(store: EmbeddedStore) -> None:
    """Another project may use the same title, the same project may not, by making or by renaming."""
    store.create_milestone(PROJECT, "2025")
    store.create_milestone("archive", "2025")
    second = store.create_milestone(PROJECT, "2026")
    with pytest.raises(Rejected) as caught:
        store.create_milestone(PROJECT, "2025")
    assert (caught.value.code, caught.value.field) == ("milestone-title-taken", "title")
    with pytest.raises(Rejected) as caught:
        store.update_milestone(second.id, {"title": "2025"})
    assert caught.value.code == "milestone-title-taken"
    with pytest.raises(Rejected):
        store.update_milestone(second.id, {"start": date(2026, 2, 1), "due": date(2026, 1, 1)})
    assert store.update_milestone(second.id, {"title": "2026"}) == second
    with store.reading() as view:
        assert [row.title for row in view.milestones(PROJECT)] == ["2025", "2026"]


def test_a_closed_milestone_takes_no_new_issues(store: EmbeddedStore) -> None:
    """Its own issues stay in it and can still be changed."""
    milestone = store.create_milestone(PROJECT, "2025")
    inside, outside = create(store, milestone_id=milestone.id), create(store)
    assert store.update_milestone(milestone.id, {"closed": True}).closed
    assert code_of(store, milestone_id=milestone.id) == ("milestone-closed", "milestone_id")
    with pytest.raises(Rejected):
        store.update_issue(outside.id, {"milestone_id": milestone.id}, author="petrov")
    same = {"title": "Иначе", "milestone_id": milestone.id}
    assert store.update_issue(inside.id, same, author="petrov").milestone_id == milestone.id


def test_an_issue_never_stands_below_itself(store: EmbeddedStore) -> None:
    """Neither directly nor through its children, and not below an issue of another project."""
    top = create(store)
    middle = create(store, parent_id=top.id)
    low = create(store, parent_id=middle.id)
    for above in (top.id, low.id):
        with pytest.raises(Rejected) as caught:
            store.update_issue(top.id, {"parent_id": above}, author="petrov")
        assert caught.value.code == "parent-loop"
    foreign = store.create_issue("archive", "Чужая", author="ivanova")
    assert code_of(store, parent_id=foreign.id) == ("parent-unknown", "parent_id")
    milestone = store.create_milestone("archive", "2025")
    assert code_of(store, milestone_id=milestone.id) == ("milestone-unknown", "milestone_id")


def test_what_is_not_there_is_not_found(store: EmbeddedStore) -> None:
    """An unknown issue has its code and a hint, whatever is asked of it."""
    for ask in (
        partial(store.update_issue, 7, {"title": "Иначе"}),
        partial(store.comment, 7, "Слово"),
        partial(store.delete_issue, 7),
    ):
        with pytest.raises(NotFound) as caught:
            ask(author="petrov")
        assert caught.value.code == "issue-unknown"
        assert caught.value.hint
    with pytest.raises(NotFound) as caught:
        store.update_milestone(7, {"title": "2025"})
    assert caught.value.code == "milestone-unknown"


def test_times_are_stored_as_utc_text(tmp_path: Path) -> None:
    """Times are kept to the microsecond in UTC, so that their texts sort; one without a zone is a fault."""
    east = datetime(2025, 3, 1, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    store = EmbeddedStore(tmp_path / "tracker.db", now=lambda: east)
    row = create(store)
    assert row.created_at == east
    with sqlite3.connect(store.path) as raw:
        (text,) = raw.execute("SELECT created_at FROM issues").fetchone()
    raw.close()
    assert text == "2025-03-01T09:00:00.123456+00:00"
    naive = EmbeddedStore(tmp_path / "tracker.db", now=lambda: east.replace(tzinfo=None))
    with pytest.raises(StatementError, match="needs a zone"):
        create(naive)


def test_the_file_is_made_for_safety(store: EmbeddedStore) -> None:
    """The schema's version stands in the file, nothing is left beside it, and writings are synced in full."""
    create(store)
    with store.file.writing(TEST) as connection:
        asked = ("user_version", "synchronous", "foreign_keys")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked]
    assert values == [1, 2, 1]
    assert [path.name for path in store.path.parent.iterdir()] == ["tracker.db"]


def test_an_empty_file_is_an_empty_tracker(store: EmbeddedStore) -> None:
    """A file that was only touched reads as empty and is filled by the first writing."""
    store.path.touch()
    with store.reading() as view:
        assert (view.issues(PROJECT), view.count(PROJECT), view.milestone(1)) == ([], 0, None)
    assert store.path.stat().st_size == 0
    assert create(store).id == 1


def test_a_file_that_is_no_tracker_is_refused_and_kept(store: EmbeddedStore) -> None:
    """A text, a database of another program and a newer tracker are named as such and not touched."""
    for content, code in (
        (b"no database at all " * 100, "tracker-file-broken"),
        (_database("CREATE TABLE links (id)"), "tracker-file-broken"),
        (_database("PRAGMA user_version = 1"), "tracker-file-broken"),
        (_database("PRAGMA user_version = -1"), "tracker-file-broken"),
        (_database("PRAGMA user_version = 2"), "tracker-file-newer"),
    ):
        store.path.write_bytes(content)
        for ask in (issue, lambda store, _number: create(store)):
            with pytest.raises(Misconfigured) as caught:
                ask(store, 1)
            assert caught.value.code == code
            assert str(store.path) in caught.value.message
            assert caught.value.hint
        assert store.path.read_bytes() == content


def _database(*statements: str) -> bytes:
    raw = sqlite3.connect(":memory:")
    for statement in statements:
        raw.execute(statement)
    content = raw.serialize()
    raw.close()
    return content


def test_a_torn_file_is_refused(store: EmbeddedStore) -> None:
    """A file cut in the middle is told as broken, never read as a shorter tracker."""
    for number in range(40):
        create(store, f"Задача {number}", description="текст " * 300)
    content = store.path.read_bytes()
    store.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(Misconfigured) as caught, store.reading() as view:
        view.issues(PROJECT)
    assert caught.value.code == "tracker-file-broken"
    with pytest.raises(Misconfigured):
        store.file.probe(TEST)


def test_a_stored_date_that_is_none_is_a_broken_file(store: EmbeddedStore) -> None:
    """A date that somebody wrote into the file by hand is no reason for a traceback."""
    create(store)
    with sqlite3.connect(store.path) as raw:
        raw.execute("UPDATE issues SET due = 'завтра'")
    raw.close()
    with pytest.raises(Misconfigured) as caught:
        issue(store, 1)
    assert caught.value.code == "tracker-file-broken"


def test_a_lock_is_transient_and_readers_go_on(store: EmbeddedStore) -> None:
    """While another program writes, a writing is to be tried later and a reading sees the state before."""
    create(store)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE issues SET title = 'Чужое'")
    try:
        with pytest.raises(Transient) as caught:
            create(store)
        assert caught.value.code == "tracker-locked"
        assert issue(store, 1).title == "Задача"
        other.execute("ROLLBACK")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Transient):
            issue(store, 1)
    finally:
        other.close()
    assert create(store).id == 2


def test_a_full_disk_loses_nothing(store: EmbeddedStore) -> None:
    """SQLite's word for a full disk is passed on, and what stood in the file stands there still."""
    create(store)
    with pytest.raises(FileUnwritable) as caught, store.file.writing(TEST) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("UPDATE issues SET title = 'Иначе'")
        connection.exec_driver_sql("CREATE TABLE more AS SELECT zeroblob(100000)")
    assert (caught.value.code, caught.value.cause) == ("disk-full", Cause.FULL)
    assert issue(store, 1).title == "Задача"


def test_a_folder_that_cannot_be_made_is_told_by_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room and no right are different mends."""
    for number, code in ((errno.ENOSPC, "disk-full"), (errno.EACCES, "tracker-unwritable")):

        def refuse(*_args: Any, error: int = number, **_names: Any) -> None:
            raise OSError(error, os.strerror(error))

        monkeypatch.setattr(Path, "mkdir", refuse)
        with pytest.raises(FileUnwritable) as caught:
            create(EmbeddedStore(tmp_path / "var" / "tracker.db", now=ticking()))
        assert caught.value.code == code


def test_a_folder_in_the_files_place_can_be_neither_read_nor_written(tmp_path: Path) -> None:
    """Reading and writing have their own errors, both with the path."""
    store = EmbeddedStore(tmp_path, now=ticking())
    for path, code in ((tmp_path, "path-is-folder"), (tmp_path / ("x" * 300), "path-invalid")):
        with pytest.raises(FileUnreadable) as unreadable:
            issue(EmbeddedStore(path, now=ticking()), 1)
        assert unreadable.value.code == code
    with pytest.raises(FileUnwritable) as unwritable:
        create(store)
    assert unwritable.value.code == "path-is-folder"


def test_a_killed_writing_leaves_no_half(store: EmbeddedStore) -> None:
    """A process that dies inside a transaction leaves the state before it; the next writing goes through."""
    create(store)
    script = (
        "import os, sqlite3, sys\n"
        "raw = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "raw.execute('PRAGMA cache_size = 1')\n"
        "raw.execute('PRAGMA cache_spill = 1')\n"
        "raw.execute('BEGIN IMMEDIATE')\n"
        "raw.execute(\"UPDATE issues SET title = 'Half'\")\n"
        "raw.execute('CREATE TABLE more AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n'\n"
        "            ' WHERE i < 500) SELECT zeroblob(4000) FROM n')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(store.path)], check=False)
    journal = store.path.with_name("tracker.db-journal")
    assert journal.exists()
    reader = EmbeddedStore(store.path, now=ticking(), read_only=True)
    assert issue(reader, 1).title == "Задача"
    assert not journal.exists()
    assert create(store).id == 2


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=300))
def test_any_text_is_stored_as_it_is(text: str) -> None:
    """Descriptions, comments and facts come back character for character."""
    with TemporaryDirectory() as folder:
        store = EmbeddedStore(Path(folder, "tracker.db"), now=ticking())
        row = create(store, description=text, fact=text)
        assert (row.description, row.fact) == (text, text)
        said = f"Слово: {text}"
        store.comment(row.id, said, author="ivanova")
        with store.reading() as view:
            assert view.issue_comments(row.id)[0].text == said
