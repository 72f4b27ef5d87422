"""Processes of their own: what they see of the one that started them, and what they may use."""

from __future__ import annotations

import json
import os
import resource
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mappings.apart import limits, starting
from mappings.apart.programs import Program, run_program
from mappings.errors import ProcessFailed
from tests.standins.process_apart import MEMORY

PROBE = "tests.standins.process_apart"


def _answer(act: str, *, wait: float = 30) -> Any:
    said = starting.run(PROBE, act.encode(), wait=wait)
    return json.loads(said) if said else None


def test_what_it_sees(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable, so no secret of one; no open file but its pipes; and limits that it cannot raise again."""
    monkeypatch.setenv("VEKHA_TOKEN", "secret")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    with (tmp_path / "open").open("wb") as held:
        os.set_inheritable(held.fileno(), True)
        seen = _answer("look")
    assert seen["environment"].keys() <= {"LC_CTYPE"}  # which Python itself sets where there is no language
    assert set(seen["files"]) <= {"pipe", "/dev/null"}
    wanted = {"DATA": MEMORY, "CORE": 0, "FSIZE": 0, "NPROC": 0, "NOFILE": limits.FILES}
    assert seen["limits"] | {name: [most, most] for name, most in wanted.items()} == seen["limits"]
    assert MEMORY < seen["limits"]["AS"][0] == seen["limits"]["AS"][1] < 10 * MEMORY


@pytest.mark.parametrize(
    ("act", "answer"), [("grow", "no memory"), ("write", "File too large"), ("spin", "too slow"), ("spin on", None)]
)
def test_what_it_may_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, act: str, answer: str | None) -> None:
    """Memory and time end; a process that does not heed that its time is over is ended by the system."""
    monkeypatch.chdir(tmp_path)
    assert _answer(act) == answer


def test_one_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it does with the time, after a while it is ended, and nothing of it is left."""
    started: list[subprocess.Popen[bytes]] = []

    def start_and_see_it_ready(module: str) -> subprocess.Popen[bytes]:
        process = start(module)
        started.append(process)
        assert process.stdout is not None
        select.select([process.stdout], [], [])
        return process

    start = starting.start
    monkeypatch.setattr(starting, "start", start_and_see_it_ready)
    assert _answer("hang", wait=0.05) is None
    assert started[0].returncode == -9


def test_it_takes_no_module_from_where_it_happens_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It finds the modules that this process would find, and none in the current folder."""
    (tmp_path / "json.py").write_text("raise SystemExit('taken from the folder')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", ".", *sys.path])
    assert _answer("spin") == "too slow"


def test_one_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is told as that, and not as a fault of what it was to be given."""
    with pytest.raises(ProcessFailed) as failed:
        starting.run("tests.standins.no_such_module", b"", wait=30)
    assert (failed.value.code, failed.value.place) == ("process-failed", sys.executable)
    assert failed.value.hint
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ProcessFailed) as failed:
        starting.run(PROBE, b"", wait=30)
    assert "No such file" in failed.value.message


def _program(script: str) -> Program:
    return Program(("/bin/sh", "-c", script), {"PATH": "/bin:/usr/bin"}, MEMORY, 1_000_000, 60)


@pytest.mark.parametrize(("script", "code"), [("exit 3", 3), ("kill -9 $$", -9), ("yes | head -c 9000000", 0)])
def test_a_program_that_is_not_ours(script: str, code: int) -> None:
    """How it ended is told; what it prints goes nowhere, however much that is."""
    assert run_program(_program(script), wait=60) == code


def test_a_program_that_hangs() -> None:
    """After a while it is not waited for any longer."""
    assert run_program(_program("sleep 600"), wait=0.5) is None


def test_a_program_that_cannot_be_started() -> None:
    """The system's reason is told."""
    with pytest.raises(ProcessFailed) as failed:
        run_program(Program(("/no/such/program",), {}, MEMORY, 1, 1), wait=60)
    assert "No such file" in failed.value.message


@pytest.mark.parametrize("missing", ["RLIMIT_NPROC", "setrlimit"])
def test_a_system_without_such_a_limit(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """What the system does not know is left out; the rest holds."""
    lowered: list[object] = []
    monkeypatch.setattr(resource, "setrlimit", lambda *limit: lowered.append(limit))
    monkeypatch.delattr(resource, missing)
    limits._lower("RLIMIT_NPROC", 0)
    assert lowered == []


def test_a_lower_limit_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator may have set less for the account: a process never gives itself more."""
    lowered: list[object] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (10, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, both: lowered.append(both))
    limits._lower("RLIMIT_DATA", MEMORY)
    assert lowered == [(10, 10)]
