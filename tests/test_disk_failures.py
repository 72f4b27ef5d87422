"""What a disk refuses ends in one line with the code of its cause, whichever file it is: met, not made up."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from tests.standins.nobody import as_nobody
from tests.worlds.sync_world import World

PLACES = {
    "ledger": ("sqlite:///ledger.db", "sqlite:///{}"),
    "tracker": ("path: tracker.db", "path: {}"),
    "summary": ("path: summary.html", "path: {}"),
    "outbox": ("path: outbox", "path: {}"),
}
DAY = ("--today", "2026-03-01")
SHIM = Path(__file__).parent / "standins" / "no_locks.c"
ROOT = os.geteuid() == 0


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


def put(world: World, place: str, path: Path | str) -> None:
    """Let a setting name another path."""
    old, new = PLACES[place]
    text = world.config_path.read_text(encoding="utf-8")
    assert old in text
    world.config_path.write_text(text.replace(old, new.format(path)), encoding="utf-8")


def ended(world: World, *arguments: str) -> int:
    """A command's exit code."""
    return run(["-q", "-c", str(world.config_path), *arguments], App(now=world.clock))


def expect(world: World, capsys: pytest.CaptureFixture[str], code: str, exit_code: int) -> None:
    """A run tells the code, in one line, and ends as it says; `check` tells the same beforehand."""
    capsys.readouterr()
    code_of_run = ended(world, "run", *DAY)
    err = capsys.readouterr().err
    assert f"[{code}]" in err, err
    assert len({line.partition("[")[2] for line in err.splitlines()}) == 1, err
    assert code_of_run == exit_code, err
    checked = ended(world, "check")
    err = capsys.readouterr().err
    assert f"[{code}]" in err, err
    assert checked == exit_code


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(str(path))


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _nowhere(path: Path) -> None:
    path.symlink_to("none/there.db")


WRONG = [
    ("f", _fifo, "path-irregular"),
    ("s", _socket, "path-irregular"),
    ("d", Path.mkdir, "path-is-folder"),
    ("plan.txt/x", None, "path-through-file"),
    ("x" * 300, None, "path-invalid"),
    ("loop", _loop, "path-invalid"),
    ("nowhere", _nowhere, "path-invalid"),
]


@pytest.mark.parametrize("place", ["ledger", "tracker", "summary"])
@pytest.mark.parametrize(("name", "make", "code"), WRONG, ids=[name[:8] for name, _make, _code in WRONG])
def test_a_path_that_leads_to_no_file_is_refused(
    world: World,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    name: str,
    make: Callable[[Path], None] | None,
    code: str,
) -> None:
    """A pipe is not waited for, a link is not replaced, and what stands there stays: 78."""
    monkeypatch.chdir(world.folder)  # a socket's path may be no longer than a hundred signs
    if make is not None:
        make(Path(name))
    put(world, place, name)
    expect(world, capsys, code, ExitCode.WRONG_INPUT)
    if make is not None:
        assert Path(name).is_symlink() or Path(name).exists()


READ = {
    "config.yaml": ("", ""),
    "mapping.yaml": ("", ""),
    "plan.txt": ("", ""),
    "days.yaml": ("recipients:", "calendar: days.yaml\n  recipients:"),
    "key": (
        "kind: embedded, path: tracker.db",
        "kind: redmine, url: http://127.0.0.1:9, project: x, issue_tracker: x, token_file: key",
    ),
}


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [_fifo, _socket, _device])
@pytest.mark.parametrize("name", READ)
def test_only_a_file_is_read(
    world: World,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    make: Callable[[Path], None],
) -> None:
    """A pipe that nobody writes into is not waited for, a device without end is not read: 78, in one line."""
    monkeypatch.chdir(world.folder)
    old, new = READ[name]
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(text.replace(old, new), encoding="utf-8")
    Path(name).unlink(missing_ok=True)
    make(Path(name))
    for command in ("run", "check"):
        assert ended(world, command) == ExitCode.WRONG_INPUT
        lines = capsys.readouterr().err.splitlines()
        (told,) = [line for line in lines if "[path-irregular]" in line]
        assert name in told
        assert len(lines) == 1 or command == "check"  # which goes on to look at the rest


@pytest.mark.parametrize(
    ("make", "code"), [(_fifo, "path-through-file"), (_socket, "path-through-file"), (None, "path-invalid")]
)
def test_mails_need_a_folder(
    world: World,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None] | None,
    code: str,
) -> None:
    """What stands in its place is told; the mails stay queued and the rest is done."""
    monkeypatch.chdir(world.folder)
    name = "out" if make else "o" * 300
    if make:
        make(Path(name))
    put(world, "outbox", name)
    expect(world, capsys, code, ExitCode.WRONG_INPUT)
    assert (world.folder / "summary.html").exists()


def test_a_device_without_room_is_full(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """`/dev/full` takes nothing; `/dev/null` takes all, and stays a device."""
    put(world, "summary", "/dev/full")
    assert ended(world, "run", *DAY) == ExitCode.FAILED
    assert "[disk-full]" in capsys.readouterr().err
    world.config_path.write_text(
        world.config_path.read_text(encoding="utf-8").replace("/dev/full", "/dev/null"), encoding="utf-8"
    )
    assert ended(world, "run", *DAY) == ExitCode.DONE
    assert Path("/dev/null").is_char_device()


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file may grow beyond a size, in bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 1000, 4096, 20000])
def test_no_room_is_told_as_that(world: World, capsys: pytest.CaptureFixture[str], size: int) -> None:
    """Whichever file meets the end of the room first; once there is room, the next run does it all."""
    with file_limit(size):
        assert ended(world, "run", *DAY) == ExitCode.FAILED
    err = capsys.readouterr().err
    assert "[disk-full]" in err
    assert len(err.splitlines()) == 1
    assert [one.name for one in world.folder.iterdir() if one.name.endswith(".part")] == []
    assert ended(world, "run", *DAY) == ExitCode.DONE
    assert len(world.issues()) == len({one.description for one in world.issues()})


@pytest.mark.skipif(not ROOT, reason="only root can mount")
@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_full_disk(world: World, capsys: pytest.CaptureFixture[str], place: str) -> None:
    """A real one: 1 without any doubt about what it is; for mails 75, since they stay queued."""
    with mounted(world.folder / "disk", "-t", "tmpfs", "-o", "size=48k", "tmpfs") as disk:
        with (disk / "fill").open("wb", buffering=0) as file:
            file.write(bytes(44 * 1024 if place == "ledger" else 48 * 1024))
        put(world, place, disk / "one.db")
        capsys.readouterr()
        assert ended(world, "run", *DAY) == (ExitCode.TRY_LATER if place == "outbox" else ExitCode.FAILED)
        assert "[disk-full]" in capsys.readouterr().err


@pytest.mark.skipif(not ROOT, reason="only root can mount")
@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_disk_that_can_only_be_read(world: World, capsys: pytest.CaptureFixture[str], place: str) -> None:
    """77; what is there can be looked at all the same."""
    (world.folder / "there").mkdir()
    with mounted(world.folder / "disk", "--bind", str(world.folder / "there")) as disk:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(disk)], check=True)
        put(world, place, disk / "one.db")
        expect(world, capsys, "disk-read-only", ExitCode.NO_PERMISSION)


@pytest.mark.skipif(not ROOT, reason="only root can mount")
def test_what_can_only_be_read_can_be_looked_at(world: World) -> None:
    """Summary, difference and log need no right to write."""
    for place, name in (("ledger", "ledger.db"), ("tracker", "tracker.db")):
        put(world, place, world.folder / "there" / name)
    assert ended(world, "run", *DAY) == ExitCode.DONE
    with mounted(world.folder / "there", "--bind", str(world.folder / "there")) as disk:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(disk)], check=True)
        assert [ended(world, command) for command in ("summary", "diff", "log")] == [ExitCode.DONE] * 3


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A file system mounted on a folder."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this root may not mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("ledger", "ledger-unwritable"),
        ("tracker", "tracker-unwritable"),
        ("summary", "summary-unwritable"),
        ("outbox", "mail-folder-unwritable"),
    ],
)
def test_a_right_that_is_missing(capsys: pytest.CaptureFixture[str], place: str, code: str) -> None:
    """77, with the code of the place."""
    with tempfile.TemporaryDirectory() as folder:  # those of the tests are closed to others
        world = World(Path(folder))
        closed = world.folder / "closed"
        closed.mkdir(mode=0o555)
        put(world, place, closed / "one.db")
        world.folder.chmod(0o777)
        with as_nobody():
            expect(world, capsys, code, ExitCode.NO_PERMISSION)


@contextmanager
def no_gap() -> Iterator[int]:
    """How many handles are open, once every number below the highest one is taken: a limit goes by their numbers."""
    highest = max(int(one.name) for one in Path("/proc/self/fd").iterdir())
    with ExitStack() as fillers:
        while (number := os.open(os.devnull, os.O_RDONLY)) <= highest:
            fillers.callback(os.close, number)
        fillers.callback(os.close, number)
        yield number + 1


def test_too_many_open_files(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever the last handle is taken: 75, and never a word of a full disk or a damaged ledger."""
    assert ended(world, "run", *DAY) == ExitCode.DONE
    capsys.readouterr()
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    told = []
    for spare in range(1, 14):
        with no_gap() as taken:
            resource.setrlimit(resource.RLIMIT_NOFILE, (taken + spare, before[1]))
            try:
                code = ended(world, "alerts", *DAY)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, before)
        err = capsys.readouterr().err
        if "[files-too-many]" in err:
            told.append(code)
        assert "disk-full" not in err and "corrupt" not in err and "foreign" not in err, err
    assert set(told) == {ExitCode.TRY_LATER}
    assert ended(world, "run", *DAY) == ExitCode.DONE


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that takes the locks from a process's file systems."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no compiler")
    library = tmp_path_factory.mktemp("shim") / "no_locks.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, SHIM, "-ldl"], check=True)
    return library


PROGRAM = """\
import sync.ledger.database as database, sync.storage.locks as locks, sys
database._BUSY, locks.PATIENCE = 0.1, 0.1
from sync.cli import run
from sync.cli.context import App
codes = [run(["-q", "-c", sys.argv[1], command], App()) for command in ("sync", "check")]
sys.exit(0 if codes == [78, 78] else 1)
"""


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
@pytest.mark.parametrize("call", ["FLOCK_ERRNO", "FCNTL_ERRNO"])
def test_a_file_system_without_locks_is_refused(world: World, shim: Path, call: str, number: int) -> None:
    """One code, 78, by a sync and beforehand: never a lock that is none, never «busy» or «disk full»."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(world.config_path)],
        env={**os.environ, call: str(number), "LD_PRELOAD": str(shim), "LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("[locks-unsupported]") >= 2
    assert "full" not in done.stderr and "-locked]" not in done.stderr
    assert not (world.folder / "tracker.db").exists()


def test_a_damaged_ledger_is_set_aside_for_us_alone(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """With what SQLite keeps beside it; the run goes on with a new one."""
    assert ended(world, "run", *DAY) == ExitCode.DONE
    with world.ledger_path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    assert ended(world, "run", *DAY) == ExitCode.DONE
    assert "[ledger-corrupt]" in capsys.readouterr().err
    assert {one.stat().st_mode & 0o777 for one in world.folder.iterdir() if ".corrupt-" in one.name} == {0o600}


@pytest.mark.parametrize("damaged", [False, True])
def test_a_database_of_another_program_stays_as_it_is(world: World, damaged: bool) -> None:
    """Though it has tables of names like ours, and though it is damaged: 78, and nothing is put beside it."""
    with closing(sqlite3.connect(world.ledger_path)) as other:
        other.execute("CREATE TABLE plans (id INTEGER)")
        other.execute("CREATE TABLE runs (id INTEGER)")
        other.commit()
    if damaged:
        with world.ledger_path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 4096)
    before = world.ledger_path.read_bytes(), sorted(world.folder.iterdir())
    assert [ended(world, command) for command in ("sync", "run", "check", "summary")] == [ExitCode.WRONG_INPUT] * 4
    assert (world.ledger_path.read_bytes(), sorted(world.folder.iterdir())) == before
