"""Who holds what: a lock is the plan's, it goes with its process, and whoever waits is told by whom it is held."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mappings.errors import FileUnwritable
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.errors import LedgerLocked
from sync.ledger import database
from sync.ledger.database import lock_of
from sync.ledger.store import Ledger
from sync.memory import Link
from sync.storage import locks
from sync.storage.holders import Holder, locker_of, noted, this_process
from sync.storage.locks import Held, lock_file
from sync.trackers.embedded import store as embedded_store
from tests.worlds.sync_world import PLAN_KEY, World

NOW = datetime(2026, 3, 1, 7, tzinfo=UTC)
HOLDING = """\
import sys
from datetime import UTC, datetime
from pathlib import Path
from sync.ledger.store import Ledger
with Ledger.opened(Path(sys.argv[1]), sys.argv[2], now=datetime(2026, 3, 1, 7, tzinfo=UTC)):
    print(flush=True)
    sys.stdin.read()
"""
WRITING = """\
import sqlite3, sys
one = sqlite3.connect(sys.argv[1], isolation_level=None)
one.execute("BEGIN " + sys.argv[2])
print(flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has to wait gives up soon."""
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    monkeypatch.setattr(database, "_BUSY", 0.1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


@contextmanager
def another(program: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process, at its work until the end of the block."""
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None and process.stdout.readline()
            yield process
        finally:
            process.kill()


def ended(world: World, *arguments: str) -> int:
    """A command's exit code."""
    return run(["-q", "-c", str(world.config_path), *arguments], App(now=world.clock))


def test_the_second_run_of_a_plan_is_told_who_holds_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """75 and one line: the process, its command, the machine and since when; looking is free all the while."""
    assert ended(world, "run", "--today", "2026-03-01") == ExitCode.DONE
    with another(HOLDING, str(world.ledger_path), PLAN_KEY) as process:
        capsys.readouterr()
        assert ended(world, "sync") == ExitCode.TRY_LATER
        (line,) = capsys.readouterr().err.splitlines()
        assert "[ledger-locked]" in line
        assert f"process {process.pid} (-c" in line
        assert os.uname().nodename in line
        assert "2026-03-01" in line
        assert [ended(world, one) for one in ("summary", "diff", "log", "check")] == [ExitCode.DONE] * 4
        process.send_signal(signal.SIGSTOP)
        capsys.readouterr()
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        assert ended(world, "sync") == ExitCode.TRY_LATER
        assert f"kill -CONT {process.pid}" in capsys.readouterr().err
        assert [ended(world, one) for one in ("summary", "diff", "log", "check")] == [ExitCode.DONE] * 4
    assert process.wait() == -signal.SIGKILL
    assert ended(world, "sync") == ExitCode.DONE


def test_a_run_that_waits_a_little_comes_to_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is taken as soon as its holder lets it go."""
    monkeypatch.setattr(locks, "PATIENCE", 30.0)
    path = tmp_path / "ledger.db"
    with another(HOLDING, str(path), "town") as process:
        assert process.stdin is not None
        process.stdin.close()
        with Ledger.opened(path, "town", now=NOW) as ledger:
            assert ledger.recall().links == {}


def test_two_plans_work_in_one_ledger_at_once(tmp_path: Path) -> None:
    """Each writes while the other has the ledger open; neither is told anything, and both keep what they wrote."""
    path = tmp_path / "ledger.db"
    with Ledger.opened(path, "one", now=NOW) as one, Ledger.opened(path, "two", now=NOW) as two:
        for number in range(10):
            for ledger in (one, two):
                ledger.turn(done=[Link("issue", f"I.1.{number}", str(number), None)])
        assert len(one.recall().links) == len(two.recall().links) == 10
        with pytest.raises(LedgerLocked), Ledger.opened(path, "one", now=NOW):
            pass


def test_a_ledger_is_not_set_aside_while_another_plan_has_it_open(tmp_path: Path) -> None:
    """What is damaged waits until everybody has let go of it."""
    path = tmp_path / "ledger.db"
    with Ledger.opened(path, "one", now=NOW) as one:
        one.turn(done=[Link("issue", "I.1.1", "1", None)])
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xff" * 4096 + content[8192:])
        with pytest.raises(LedgerLocked), Ledger.opened(path, "two", now=NOW):
            pass
        assert path.exists()
    with Ledger.opened(path, "two", now=NOW) as two:
        assert two.set_aside is not None
        assert two.recall().links == {}


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_who_holds_a_database_is_told(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Another program's writing in the ledger or in the tracker's file: 75, with its process; it is never «denied»."""
    monkeypatch.setattr(embedded_store, "BUSY_MS", 100)
    monkeypatch.setattr(embedded_store.EmbeddedStore.__init__, "__kwdefaults__", {"read_only": False, "busy_ms": 100})
    assert ended(world, "run", "--today", "2026-03-01") == ExitCode.DONE
    for path, code, command in (
        (world.ledger_path, "ledger-locked", ("sync",)),
        (world.folder / "tracker.db", "tracker-locked", ("tracker", "comment", "1", "Word")),
    ):
        with another(WRITING, str(path), kind) as process:
            capsys.readouterr()
            assert ended(world, *command) == ExitCode.TRY_LATER
            (line,) = capsys.readouterr().err.splitlines()
            assert f"[{code}]" in line
            assert f"process {process.pid} (" in line
            looked = [ended(world, one) for one in ("summary", "diff", "log")]
            assert set(looked) <= ({ExitCode.DONE} if kind == "IMMEDIATE" else {ExitCode.DONE, ExitCode.TRY_LATER})


def test_a_lock_that_was_removed_is_no_lock(tmp_path: Path) -> None:
    """Whoever waits on a file that is gone from its place would hold nothing."""
    path = tmp_path / "one.lock"
    with lock_file(path, "ledger-unwritable") as first:
        first.take(now=NOW)
        path.unlink()
        with lock_file(path, "ledger-unwritable") as second:
            second.take(now=NOW)
            with lock_file(path, "ledger-unwritable") as third, pytest.raises(Held) as held:
                third.take(now=NOW)
            assert held.value.holder == this_process(NOW)
    assert path.read_bytes() == b""


def test_a_lock_is_no_link(tmp_path: Path) -> None:
    """A link in its place leads nowhere we chose."""
    (tmp_path / "theirs").write_bytes(b"theirs")
    lock_of(tmp_path / "l.db", "town").symlink_to("theirs")
    with pytest.raises(FileUnwritable) as refused, Ledger.opened(tmp_path / "l.db", "town", now=NOW):
        pass
    assert refused.value.code == "path-invalid"
    assert (tmp_path / "theirs").read_bytes() == b"theirs"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"pid": "x"}', b'{"pid": 1}', b"\xff\xfe", b"[" * 4096, b'{"pid": null}']
)
def test_a_holder_that_wrote_nonsense_is_nobody(content: bytes) -> None:
    """A line without its name is better than none."""
    assert noted(content) is None


def test_a_holder_is_shown_harmless() -> None:
    """Whatever stands in a lock or a command goes to a terminal on one line."""
    holder = noted(Holder(7, "h\x1b[1m", "never", "a\nb" + "x" * 500).note())
    assert holder is not None
    told = holder.told()
    assert told.isprintable()
    assert len(told) < 200
    assert told.startswith("process 7 (a b")


def test_a_file_that_nobody_holds_has_no_holder(tmp_path: Path) -> None:
    """Nor has one that is not there; this process does not name itself."""
    assert locker_of(tmp_path / "none") is None
    with closing(sqlite3.connect(tmp_path / "one.db", isolation_level=None)) as own:
        own.execute("BEGIN EXCLUSIVE")
        assert locker_of(tmp_path / "one.db") is None


def test_no_time_is_lost_where_nobody_holds_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting is only for those who have to."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("it waited"))
    with lock_file(tmp_path / "one.lock", "ledger-unwritable") as lock:
        lock.take(now=NOW)
