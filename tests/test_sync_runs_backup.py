"""A backup: what goes into it, what does not, and that it counts only once it was read back."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from mappings.causes import Cause
from mappings.errors import ConfigError, FileUnreadable, FileUnwritable
from sync.archive.databases import copy_ledger
from sync.archive.manifest import Kind, Manifest
from sync.archive.packing import pack
from sync.config.loading import load_config
from sync.errors import ArchiveRefused, LedgerBroken, LedgerLocked
from sync.ledger.store import Ledger
from sync.runs.backup import Backup, back_up
from sync.storage.copies import fault_of, opened
from tests.worlds.archives import content_of
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose issues stand."""
    folder = tmp_path / "town"
    folder.mkdir()
    made = World(folder)
    made.sync()
    return made


def backed_up(world: World, output: Path, *, with_keys: bool = False) -> Backup:
    """One backup of a town."""
    return back_up(load_config(world.config_path), output, with_keys=with_keys, now=world.clock())


def test_all_that_the_plan_consists_of_is_in_it(world: World, tmp_path: Path) -> None:
    """Config, plan, mapping, ledger and tracker; not what each run makes anew."""
    done = backed_up(world, tmp_path)
    manifest, contents = content_of(done.file)
    assert {part.path: part.kind for part in done.manifest.parts} == {
        "config.yaml": Kind.CONFIG,
        "plan.txt": Kind.PLAN,
        "mapping.yaml": Kind.MAPPING,
        "ledger.db": Kind.LEDGER,
        "tracker.db": Kind.TRACKER,
    }
    assert contents["plan.txt"] == (world.folder / "plan.txt").read_bytes()
    assert manifest == done.manifest
    assert done.size == done.file.stat().st_size
    with opened(contents["tracker.db"]) as connection:
        count = connection.execute("SELECT count(*) FROM issues").fetchone()[0]
    assert count == len(world.issues())


def test_it_is_for_the_user_alone_and_named_by_plan_and_time(world: World, tmp_path: Path) -> None:
    """Into a folder under its own name; a file that was open to all becomes the user's."""
    done = backed_up(world, tmp_path)
    assert (done.file.name, stat.S_IMODE(done.file.stat().st_mode)) == (
        f"vekha-town-{world.clock.at:%Y%m%dT%H%M%SZ}.zip",
        0o600,
    )
    done.file.chmod(0o644)
    again = backed_up(world, done.file)
    assert stat.S_IMODE(again.file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [done.file.name]


def test_a_database_is_copied_while_a_run_writes(world: World, tmp_path: Path) -> None:
    """What is committed is in it, what a run is only about to write is not, and the copy is whole."""
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()) as ledger:
        number = ledger.begin_run(EXPECTED_KEYS, now=world.clock())
        with ledger.engine.connect() as connection:
            connection.exec_driver_sql("UPDATE plans SET known_keys = '[1]'")
            _manifest, contents = content_of(backed_up(world, tmp_path).file)
            connection.rollback()
    data = contents["ledger.db"]
    assert fault_of(data) == ""
    with opened(data) as connection:
        assert connection.execute("SELECT max(id) FROM runs").fetchone() == (number,)
        assert connection.execute("SELECT count(*) FROM plans WHERE known_keys = '[1]'").fetchone() == (0,)


def test_the_ledger_is_copied_before_the_tracker(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An issue that is made in between is in the tracker's copy: the next sync finds it by its marker."""

    def while_staff_work(*asked: Any) -> str | None:
        schema = copy_ledger(*asked)
        world.edit("I.1.2", comment="in between")
        return schema

    monkeypatch.setattr("sync.runs.backup.copy_ledger", while_staff_work)
    _manifest, contents = content_of(backed_up(world, tmp_path).file)
    with opened(contents["tracker.db"]) as connection:
        assert connection.execute("SELECT text FROM comments").fetchall() == [("in between",)]


def _with_server(world: World) -> None:
    text = world.config_path.read_text(encoding="utf-8")
    text = text.replace(
        "tracker: {kind: embedded, path: tracker.db}",
        "tracker: {kind: redmine, url: https://r.example, project: t, issue_tracker: Task,\n"
        "  token_file: token.key, ca_file: ca.pem}",
    )
    world.config_path.write_text(text, encoding="utf-8")
    (world.folder / "token.key").write_text("secret-token", encoding="utf-8")
    (world.folder / "ca.pem").write_text("certificate", encoding="utf-8")


def test_keys_are_left_out_and_named(world: World, tmp_path: Path) -> None:
    """Unless they are asked for; a certificate is no key."""
    _with_server(world)
    without = backed_up(world, tmp_path / "without.zip")
    assert without.manifest.left_out == (str(world.folder / "token.key"),)
    kinds = {part.path: part.kind for part in without.manifest.parts}
    assert (kinds["ca.pem"], "token.key" in kinds, "tracker.db" in kinds) == (Kind.CERTIFICATE, False, False)
    _manifest, contents = content_of(without.file)
    assert not any(b"secret-token" in content for content in contents.values())
    with_keys = backed_up(world, tmp_path / "with.zip", with_keys=True)
    assert with_keys.manifest.left_out == ()
    assert content_of(with_keys.file)[1]["token.key"] == b"secret-token"


def test_own_templates_and_calendars_are_in_it(world: World, tmp_path: Path) -> None:
    """Those that the config or the mapping names; of the two templates of a mail one is enough."""
    (world.folder / "letters").mkdir()
    for name in ("letters/digest.txt", "days.yaml", "body.md"):
        (world.folder / name).write_text(f"own {name}", encoding="utf-8")
    world.map("template: body.md")
    world.configure("  templates: letters\n  calendar: days.yaml\n")
    kinds = {part.path: part.kind for part in backed_up(world, tmp_path).manifest.parts}
    assert (kinds["letters/digest.txt"], kinds["body.md"], kinds["days.yaml"]) == (
        *(Kind.TEMPLATE, Kind.TEMPLATE),
        Kind.CALENDAR,
    )


def test_what_stands_elsewhere_goes_below_a_folder_of_its_own(world: World, tmp_path: Path) -> None:
    """By its whole path, so that no part of an archive leads out."""
    (world.folder / "plan.txt").rename(tmp_path / "plan.txt")
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(text.replace("file: plan.txt", "file: ../plan.txt"), encoding="utf-8")
    part = next(one for one in backed_up(world, tmp_path).manifest.parts if one.kind is Kind.PLAN)
    assert (part.path, part.stood) == (f"outside{tmp_path}/plan.txt", f"{tmp_path}/plan.txt")
    assert part.is_outside


def test_before_the_first_sync_there_is_no_ledger_to_keep(tmp_path: Path) -> None:
    """And no tracker's file; neither is made."""
    world = World(tmp_path)
    done = backed_up(world, tmp_path / "b.zip")
    assert {part.kind for part in done.manifest.parts} == {Kind.CONFIG, Kind.PLAN, Kind.MAPPING}
    assert not world.ledger_path.exists()


def test_a_damaged_ledger_is_no_backup(world: World, tmp_path: Path) -> None:
    """It is told, and no archive is left."""
    content = bytearray(world.ledger_path.read_bytes())
    content[4096 : 3 * 4096] = b"\xff" * (2 * 4096)
    world.ledger_path.write_bytes(content)
    with pytest.raises(LedgerBroken) as caught:
        backed_up(world, tmp_path / "b.zip")
    assert caught.value.code == "ledger-corrupt"
    assert not (tmp_path / "b.zip").exists()


def test_a_part_that_is_missing_is_told(world: World, tmp_path: Path) -> None:
    """A backup without the plan would be none."""
    (world.folder / "plan.txt").unlink()
    with pytest.raises(FileUnreadable) as caught:
        backed_up(world, tmp_path / "b.zip")
    assert (caught.value.code, caught.value.place) == ("path-invalid", str(world.folder / "plan.txt"))


def test_a_name_is_a_folders_unless_it_ends_as_an_archives(world: World, tmp_path: Path) -> None:
    """A folder that is not there yet is made, so that the second backup does not replace the first."""
    assert backed_up(world, tmp_path / "backups").file.parent == tmp_path / "backups"
    assert backed_up(world, tmp_path / "one.ZIP").file == tmp_path / "one.ZIP"


def test_nothing_else_is_written_over(world: World, tmp_path: Path) -> None:
    """Neither the plan's own files, nor a file that is no backup, nor a device."""
    with pytest.raises(ConfigError):
        backed_up(world, world.ledger_path)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    before = other.read_bytes()
    with pytest.raises(ArchiveRefused) as caught:
        backed_up(world, other)
    assert (caught.value.code, other.read_bytes()) == ("backup-taken", before)
    with pytest.raises(FileUnwritable) as irregular:
        backed_up(world, Path(os.devnull))
    assert irregular.value.cause is Cause.IRREGULAR


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk-full"), (errno.EACCES, "backup-unwritable"), (errno.EROFS, "disk-read-only")],
)
def test_a_failing_disk_leaves_the_backup_before(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """It is told by its cause, and no half of an archive stays."""
    kept = backed_up(world, tmp_path / "b.zip").file.read_bytes()

    def failing(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(FileUnwritable) as caught:
        backed_up(world, tmp_path / "b.zip")
    assert caught.value.code == code
    assert (tmp_path / "b.zip").read_bytes() == kept
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "town"]


@contextmanager
def little_room() -> Iterator[None]:
    """No file of this process may grow beyond a few pages of a database."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_database_that_finds_no_room_is_no_fault_of_the_ledger(world: World, tmp_path: Path) -> None:
    """The line names the archive and its disk, and nothing is left there."""
    with little_room(), pytest.raises(FileUnwritable) as caught:
        backed_up(world, tmp_path / "b.zip")
    assert (caught.value.code, caught.value.place) == ("disk-full", str(tmp_path / "b.zip"))
    assert [path.name for path in tmp_path.iterdir()] == ["town"]


def test_what_does_not_read_back_is_no_backup(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that keeps other bytes than it was given is told of, and the file is not left."""

    def mispacked(manifest: Manifest, copies: Mapping[str, Path], into: BinaryIO) -> None:
        pack(manifest, copies, into)
        into.seek(-200, os.SEEK_END)
        into.write(bytes(200))

    monkeypatch.setattr("sync.runs.backup.pack", mispacked)
    with pytest.raises(FileUnwritable) as caught:
        backed_up(world, tmp_path / "b.zip")
    assert caught.value.code == "disk-failing"
    assert not (tmp_path / "b.zip").exists()


def test_a_ledger_that_a_program_holds_is_waited_for(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not without end: the error is that of a locked ledger."""
    monkeypatch.setattr("sync.storage.copies._BUSY", 0.01)
    with closing(sqlite3.connect(world.ledger_path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerLocked) as caught:
            backed_up(world, tmp_path / "b.zip")
    assert caught.value.code == "ledger-locked"
