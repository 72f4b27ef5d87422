"""A backup put back: checked first, nothing written over, all of it or nothing, and the plan goes on from there."""

from __future__ import annotations

import errno
import io
import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mappings.errors import FileUnwritable
from sync.archive.manifest import Kind, Manifest, part_of
from sync.config.loading import load_config
from sync.errors import ArchiveRefused, LedgerLocked, Transient
from sync.ledger.store import Ledger
from sync.runs.backup import back_up
from sync.runs.restore import Restored, restore, standing
from sync.storage import locks
from tests.worlds.archives import content_of, packed
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY, World, writes


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose issues stand."""
    folder = tmp_path / "town"
    folder.mkdir()
    made = World(folder)
    made.sync()
    return made


@pytest.fixture
def archive(world: World, tmp_path: Path) -> Path:
    """Its backup."""
    return back_up(load_config(world.config_path), tmp_path / "b.zip", with_keys=False, now=world.clock()).file


def put_back(world: World, archive: Path, folder: Path, *, force: bool = False) -> Restored:
    """The backup put back at the town's own time."""
    return restore(archive, folder, force=force, now=world.clock())


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The same archive with other parts, as right in itself as before."""
    manifest, contents = content_of(archive)
    change(contents)
    kinds = {part.path: part.kind for part in manifest.parts}
    parts = [part_of(path, path, kinds[path], io.BytesIO(data)) for path, data in contents.items()]
    archive.write_bytes(packed(Manifest(**{**dict(manifest), "parts": parts}), contents))


def stood(folder: Path) -> dict[str, bytes]:
    """The files of a folder, locks left out."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix != ".lock"}


def test_a_plan_goes_on_elsewhere(world: World, archive: Path, tmp_path: Path) -> None:
    """In another folder the ledger knows the last run, and the next sync has nothing to do."""
    elsewhere = tmp_path / "new" / "town"
    restored = put_back(world, archive, elsewhere)
    found = standing(restored)
    assert (found.last_run is not None, found.lacking, found.embedded, restored.kept) == (True, (), True, ())
    assert {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in elsewhere.glob("*.db")} == {
        "ledger.db": 0,
        "tracker.db": 0,
    }
    moved = World.__new__(World)
    moved.folder, moved.clock, moved.today = elsewhere, world.clock, world.today
    assert (writes(moved.sync()), moved.keys()) == (0, EXPECTED_KEYS)


def test_what_stands_there_is_refused_and_stays(world: World, archive: Path) -> None:
    """Nothing is written over, and nothing is put beside it."""
    before = stood(world.folder)
    with pytest.raises(ArchiveRefused) as caught:
        put_back(world, archive, world.folder)
    assert caught.value.code == "restore-exists"
    assert stood(world.folder) == before


def test_with_force_what_stood_there_is_kept(world: World, archive: Path) -> None:
    """The tracker's work of since then is under another name, whole, with the journal that belongs to it."""
    world.edit("I.1.2", comment="since then")
    tracker = (world.folder / "tracker.db").read_bytes()
    (world.folder / "tracker.db-journal").write_bytes(b"")
    restored = put_back(world, archive, world.folder, force=True)
    ending = f"before-{world.clock.at:%Y%m%dT%H%M%SZ}"
    assert {path.name for path in restored.kept} == {
        f"{name}.{ending}" for name in ("config.yaml", "plan.txt", "mapping.yaml", "ledger.db", "tracker.db")
    }
    assert (world.folder / f"tracker.db.{ending}").read_bytes() == tracker
    assert (world.folder / f"tracker.db.{ending}-journal").exists()
    with closing(sqlite3.connect(world.folder / "tracker.db")) as connection:
        assert connection.execute("SELECT count(*) FROM comments").fetchone() == (0,)
    assert writes(world.sync()) == 0


def test_a_journal_left_alone_is_in_the_way(world: World, archive: Path, tmp_path: Path) -> None:
    """SQLite would play it into the database that is put back."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "ledger.db-journal").write_bytes(b"journal")
    with pytest.raises(ArchiveRefused) as caught:
        put_back(world, archive, tmp_path / "new")
    assert (caught.value.code, "ledger.db-journal" in caught.value.message) == ("restore-exists", True)


def test_a_run_at_work_is_waited_for(world: World, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its ledger is not taken from under it."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    with (
        Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()),
        pytest.raises(LedgerLocked) as caught,
    ):
        put_back(world, archive, world.folder, force=True)
    assert caught.value.code == "ledger-locked"
    with (
        Ledger.opened(world.ledger_path, "village", now=world.clock()),
        pytest.raises(LedgerLocked),
    ):
        put_back(world, archive, world.folder, force=True)


def test_a_clerk_at_work_is_waited_for(world: World, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tracker's file is not taken from under a writing."""
    monkeypatch.setattr("sync.storage.copies._BUSY", 0.01)
    before = stood(world.folder)
    with closing(sqlite3.connect(world.folder / "tracker.db", isolation_level=None)) as clerk:
        clerk.execute("BEGIN IMMEDIATE")
        with pytest.raises(Transient) as caught:
            put_back(world, archive, world.folder, force=True)
        clerk.execute("ROLLBACK")
    assert caught.value.code == "tracker-locked"
    assert stood(world.folder).keys() == before.keys()


def test_another_plan_is_refused_even_by_force(world: World, archive: Path, tmp_path: Path) -> None:
    """One town's backup does not come over another's plan."""
    other = tmp_path / "other"
    other.mkdir()
    village = World(other)
    text = village.config_path.read_text(encoding="utf-8")
    village.config_path.write_text(text.replace("key: town", "key: village"), encoding="utf-8")
    before = stood(other)
    with pytest.raises(ArchiveRefused) as caught:
        put_back(world, archive, other, force=True)
    assert (caught.value.code, stood(other)) == ("restore-other-plan", before)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("ledger.db", "UPDATE alembic_version SET version_num = 'r9999'"),
        ("tracker.db", "PRAGMA user_version = 99"),
    ],
)
def test_a_newer_schema_is_refused(world: World, archive: Path, tmp_path: Path, name: str, statement: str) -> None:
    """What this version could not open afterwards is not put back at all."""

    def newer(contents: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.deserialize(contents[name])
            connection.execute(statement)
            contents[name] = connection.serialize()

    rewritten(archive, newer)
    with pytest.raises(ArchiveRefused) as caught:
        put_back(world, archive, tmp_path / "new")
    assert (caught.value.code, (tmp_path / "new").exists()) == ("archive-newer", False)


@pytest.mark.parametrize("damage", [b"", b"no database at all"])
def test_a_damaged_database_is_refused(world: World, archive: Path, tmp_path: Path, damage: bytes) -> None:
    """Even where its checksum is right: it was damaged before."""
    rewritten(archive, lambda contents: contents.update({"tracker.db": contents["tracker.db"][:5000] + damage}))
    with pytest.raises(ArchiveRefused) as caught:
        put_back(world, archive, tmp_path / "new")
    assert (caught.value.code, (tmp_path / "new").exists()) == ("archive-torn", False)


def test_without_room_for_looking_at_a_database_nothing_is_there(
    archive: Path, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is not made, and the line names it."""

    def full(*_asked: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(FileUnwritable) as caught:
        put_back(world, archive, tmp_path / "new")
    assert (caught.value.code, caught.value.place) == ("disk-full", str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EACCES, "restore-unwritable")])
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_disk_that_fails_on_the_way_changes_nothing(
    world: World, archive: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    """Whether in writing or in the last renaming: what stood there stands again under its own name."""
    before = stood(world.folder)
    counted = iter(range(100))
    real_fsync, real_rename = os.fsync, Path.rename

    def fsync(handle: int) -> None:
        if call == "fsync" and next(counted) == 3:
            raise OSError(number, os.strerror(number))
        real_fsync(handle)

    def rename(path: Path, target: Path) -> Path:
        if call == "rename" and path.suffix == ".part" and next(counted) == 3:
            raise OSError(number, os.strerror(number))
        return real_rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(FileUnwritable) as caught:
        put_back(world, archive, world.folder, force=True)
    monkeypatch.undo()
    assert (caught.value.code, stood(world.folder)) == (code, before)


def test_keys_that_are_missing_afterwards_are_named(world: World, tmp_path: Path) -> None:
    """They were left out; whoever restores puts them back."""
    text = world.config_path.read_text(encoding="utf-8")
    kept = "tracker: {kind: redmine, url: https://r.example, project: t, issue_tracker: Task, token_file: token.key}"
    world.config_path.write_text(text.replace("tracker: {kind: embedded, path: tracker.db}", kept), encoding="utf-8")
    done = back_up(load_config(world.config_path), tmp_path / "b.zip", with_keys=False, now=world.clock())
    found = standing(put_back(world, done.file, tmp_path / "new"))
    assert (found.lacking, found.embedded) == ((tmp_path / "new" / "token.key",), False)


def test_what_stood_elsewhere_is_put_below_the_folder(world: World, tmp_path: Path) -> None:
    """Never to where it stood: an archive does not say where one's files go."""
    (world.folder / "plan.txt").rename(tmp_path / "plan.txt")
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(text.replace("file: plan.txt", "file: ../plan.txt"), encoding="utf-8")
    done = back_up(load_config(world.config_path), tmp_path / "b.zip", with_keys=False, now=world.clock())
    (tmp_path / "plan.txt").unlink()
    restored = put_back(world, done.file, tmp_path / "new")
    (plan,) = [part for part in restored.manifest.parts if part.kind is Kind.PLAN]
    assert restored.path_of(plan) == tmp_path / "new" / "outside" / Path(*tmp_path.parts[1:]) / "plan.txt"
    assert restored.path_of(plan).is_file()
    assert not (tmp_path / "plan.txt").exists()
