"""`vekha backup` and `vekha restore` as people call them: what they print, and their exit codes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.ledger.store import Ledger
from sync.storage import locks
from tests.test_sync_ledger_earlier import sample
from tests.worlds.sync_world import PLAN_KEY, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose issues stand."""
    folder = tmp_path / "town"
    folder.mkdir()
    made = World(folder)
    made.sync()
    return made


def vekha(world: World, *words: str, config: Path | None = None) -> int:
    """A command at this town's time."""
    path = config or world.config_path
    return run([*words, "-c", str(path)], App(config_path=path, now=world.clock))


def test_there_and_back(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is in it is listed; afterwards the last run and the next command are named, and `diff` has nothing to do."""
    assert vekha(world, "backup", "-o", str(tmp_path / "b.zip")) == ExitCode.DONE
    out = capsys.readouterr().out
    assert out.splitlines()[0] == f"The backup is in {tmp_path / 'b.zip'}: 5 files."
    assert "  ledger.db\n" in out
    new = tmp_path / "new"
    assert vekha(world, "restore", str(tmp_path / "b.zip"), "--into", str(new)) == ExitCode.DONE
    out = capsys.readouterr().out
    assert "Of the plan town 5 files of " in out
    assert "The last run in the ledger is 1, of 2026-03-01" in out
    assert out.endswith(f"Next: vekha -c {new / 'config.yaml'} check\n")
    code = vekha(world, "diff", "--detailed-exitcode", "--today", "2026-03-01", config=new / "config.yaml")
    assert code == ExitCode.DONE


def test_left_out_keys_are_named(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the backup, and after the restore as missing; a tracker on a server is no part of it."""
    text = world.config_path.read_text(encoding="utf-8")
    server = "{kind: redmine, url: https://r.example, project: t, issue_tracker: Task, token_file: token.key}"
    world.config_path.write_text(text.replace("{kind: embedded, path: tracker.db}", server), encoding="utf-8")
    (world.folder / "token.key").write_text("secret-token", encoding="utf-8")
    assert vekha(world, "backup", "-o", str(tmp_path / "b.zip")) == ExitCode.DONE
    out = capsys.readouterr().out
    assert f"with --with-keys: {world.folder / 'token.key'}" in out
    assert "The tracker itself is not in it." in out
    assert vekha(world, "restore", str(tmp_path / "b.zip"), "--into", str(tmp_path / "new")) == ExitCode.DONE
    out = capsys.readouterr().out
    assert f"The key {tmp_path / 'new' / 'token.key'} is missing: put it back." in out
    assert "--accept-restore" in out
    assert vekha(world, "backup", "-o", str(tmp_path / "b.zip"), "--with-keys") == ExitCode.DONE
    assert "keep it where nobody else can read it" in capsys.readouterr().out


def test_refusals_have_their_codes(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """78 where something stands there or the archive is torn, 75 where a run is at work, 64 for standard output."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    archive = tmp_path / "b.zip"
    assert vekha(world, "backup", "-o", str(archive)) == ExitCode.DONE
    assert vekha(world, "restore", str(archive)) == ExitCode.WRONG_INPUT
    assert "[restore-exists]" in capsys.readouterr().err
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()):
        assert vekha(world, "restore", str(archive), "--force") == ExitCode.TRY_LATER
    archive.write_bytes(archive.read_bytes()[:-100])
    assert vekha(world, "restore", str(archive), "--force") == ExitCode.WRONG_INPUT
    assert "[archive-torn]" in capsys.readouterr().err
    assert vekha(world, "backup", "-o", "-") == ExitCode.USAGE


def test_an_upgrade_is_told_in_one_line(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """With the copy from before, on the stream of problems; the next run says nothing of it."""
    world.ledger_path.unlink()
    sample("ledger-r0012", world.ledger_path)
    with closing(sqlite3.connect(world.ledger_path)) as connection, connection:
        for table in ("links", "intents", "reports", "outbox"):
            connection.execute(f"DELETE FROM {table}")
    vekha(world, "sync", "--today", "2026-03-01", "--force")
    err = capsys.readouterr().err
    assert err.count("[ledger-upgraded]") == 1
    assert str(world.ledger_path.with_name("ledger.db.r0012")) in err
    vekha(world, "sync", "--today", "2026-03-01")
    assert "[ledger-upgraded]" not in capsys.readouterr().err
