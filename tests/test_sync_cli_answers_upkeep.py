"""`vekha run` in a process of its own, with real listeners: it goes its way whatever becomes of its stamp and pings."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.runs.alerts import Telling
from sync.runs.upkeep import RunWatch
from tests.standins.network.listener import HOST, head_of, listening, reset, said, unused_port
from tests.standins.nobody import as_nobody
from tests.worlds.sync_world import CONFIG, World

SECRET = "0b6b2d8e-secret"
DAY = ("--today", "2025-03-01")
Serve = Callable[[socket.socket], None]


class Asked:
    """A listener that remembers what it is asked for."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.paths: list[str] = []

    def __call__(self, connection: socket.socket) -> None:
        """Answer one request."""
        self.paths.append(head_of(connection).split(b" ")[1].decode().removeprefix(f"/{SECRET}"))
        connection.sendall(said(self.status, b"OK", kind="text/plain"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


def set_up(world: World, port: int, *, stamp: str = "vekha.prom", more: str = "") -> None:
    """Name an address for each ping, and a file for the stamp."""
    pings = ", ".join(f"{name}: 'http://{HOST}:{port}/{SECRET}/{name}'" for name in ("start", "success", "failure"))
    text = f"{CONFIG}operator: {{stamp: {stamp}, ping: {{{pings}}}{more}}}\n"
    world.config_path.write_text(text, encoding="utf-8")


def vekha(world: World, *words: str) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own, which is quiet but for problems."""
    environment = {**os.environ, "LANGUAGE": "en"}
    program = [sys.executable, "-c", "from sync.cli import main; main()"]
    command = [*program, "-q", "-c", str(world.config_path), "run", *DAY, *words]
    return subprocess.run(command, text=True, env=environment, check=False, capture_output=True, timeout=60)


def exit_code_in(path: Path) -> float:
    """What a stamp says the run ended with."""
    families = parsed(path.read_text(encoding="utf-8"))
    (sample,) = next(one for one in families if one.name == "vekha_last_run_exit_code").samples
    return float(sample.value)


def test_a_run_that_goes_well(world: World) -> None:
    """The start and the success are told, the stamp says 0, and nothing is printed."""
    asked = Asked()
    with listening(asked) as port:
        set_up(world, port)
        done = vekha(world)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert asked.paths == ["/start", "/success"]
    assert exit_code_in(world.folder / "vekha.prom") == 0


def test_a_run_that_fails(world: World) -> None:
    """The failure is told instead, and the stamp has the exit code; so does a run whose document cannot be read."""
    asked = Asked()
    (world.folder / "plan.txt").unlink()
    with listening(asked) as port:
        set_up(world, port)
        done = vekha(world)
    assert done.returncode == ExitCode.WRONG_INPUT
    assert len(done.stderr.splitlines()) == 1
    assert asked.paths == ["/start", "/failure"]
    assert exit_code_in(world.folder / "vekha.prom") == ExitCode.WRONG_INPUT


@contextmanager
def _refusing() -> Iterator[int]:
    yield unused_port()


@contextmanager
def _hanging() -> Iterator[int]:
    ended = threading.Event()

    def serve(connection: socket.socket) -> None:
        head_of(connection)
        ended.wait(30)

    with listening(serve) as port:
        yield port
        ended.set()


@contextmanager
def _answering(serve: Serve) -> Iterator[int]:
    with listening(serve) as port:
        yield port


WAYS: dict[str, Callable[[], AbstractContextManager[int]]] = {
    "refused": _refusing,
    "hang": _hanging,
    "reset": lambda: _answering(reset),
    "404": lambda: _answering(Asked(404)),
}


@pytest.mark.parametrize("way", WAYS)
def test_pings_that_fail_change_nothing(world: World, way: str) -> None:
    """A line for each, without the secret; the run ends with 0, and its stamp says so."""
    with WAYS[way]() as port:
        set_up(world, port)
        done = vekha(world)
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert [line.count("[ping-failed]") for line in lines] == [1, 1]
    assert [line.split(": ")[1] for line in lines] == ["operator.ping.start", "operator.ping.success"]
    assert SECRET not in done.stderr
    assert exit_code_in(world.folder / "vekha.prom") == 0
    assert world.keys()


def test_a_stamp_that_cannot_be_written_changes_the_code_of_a_good_run_alone(world: World) -> None:
    """It is told in one line; the work is done, and the failure is what is told to those who watch."""
    asked = Asked()
    (world.folder / "stamp.d").mkdir()
    with listening(asked) as port:
        set_up(world, port, stamp="stamp.d")
        done = vekha(world)
        assert done.returncode == ExitCode.WRONG_INPUT
        assert done.stderr.count("\n") == 1 and "stamp.d" in done.stderr and "[path-is-folder]" in done.stderr
        assert world.keys() and (world.folder / "summary.html").exists()
        (world.folder / "plan.txt").write_bytes(b"\0\0\0")
        again = vekha(world)
    assert asked.paths == ["/start", "/failure"] * 2
    assert again.returncode == ExitCode.WRONG_INPUT
    assert len(again.stderr.splitlines()) == 2


def test_a_folder_that_may_only_be_read(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """77, with its own code, as `check` foretells; an older stamp stays whole."""
    set_up(world, unused_port())
    for command in ("run", "check"):  # whoever has no rights here may not load modules either
        run(["-q", "-c", str(world.config_path), command], App(now=world.clock))
    capsys.readouterr()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as nobody:  # those of the tests are closed to others
        town = World(Path(folder))
        closed = town.folder / "closed"
        closed.mkdir(mode=0o755)
        (closed / "vekha.prom").write_text("# HELP vekha_info x\n", encoding="utf-8")
        (closed / "vekha.prom").chmod(0o444)
        closed.chmod(0o555)
        town.folder.chmod(0o777)
        town.config_path.write_text(f"{CONFIG}operator: {{stamp: closed/vekha.prom}}\n", encoding="utf-8")
        nobody.enter_context(as_nobody())
        for command in ("run", "check"):
            code = run(["-q", "-c", str(town.config_path), command], App(now=town.clock))
            assert code == ExitCode.NO_PERMISSION
            assert "closed/vekha.prom" in (err := capsys.readouterr().err) and "[stamp-unwritable]" in err
        assert (closed / "vekha.prom").read_text(encoding="utf-8") == "# HELP vekha_info x\n"
        assert town.keys()


def test_every_round_of_a_service_is_told(world: World) -> None:
    """A run that stays up tells of each of its rounds."""
    asked, rounds = Asked(), threading.Event()

    def serve(connection: socket.socket) -> None:
        asked(connection)
        if asked.paths.count("/success") == 2:
            rounds.set()

    environment = {**os.environ, "LANGUAGE": "en"}
    command = [sys.executable, "-c", "from sync.cli import main; main()", "-c", str(world.config_path), "run"]
    with listening(serve) as port:
        set_up(world, port)
        with subprocess.Popen(
            [*command, *DAY, "--every", "1s"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            assert rounds.wait(60)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
    assert asked.paths[:4] == ["/start", "/success"] * 2


@pytest.mark.parametrize("step", ["start", "settle", "leave_stamp", "end"])
def test_a_fault_of_the_watch_itself_ends_no_run(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: str
) -> None:
    """It is told as a fault of ours, and the work is done."""

    def broken(*_all: object) -> None:
        raise ValueError("a fault")

    set_up(world, unused_port())
    monkeypatch.setattr(RunWatch, step, broken)
    code = run(["-q", "-c", str(world.config_path), "run", *DAY], App(now=world.clock))
    assert code == (ExitCode.FAILED if step in ("settle", "leave_stamp") else ExitCode.DONE)
    assert "[internal-error]" in capsys.readouterr().err
    assert world.keys()


def test_a_letter_that_cannot_go_shows_in_the_exit_code(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All else went well; what keeps the letter back is told, and the letter waits."""
    text = f"{CONFIG}operator: {{email: op@example.org}}\n".replace(
        "  recipients:", "  calendar: own.yaml\n  recipients:"
    )
    text = text.replace(
        "kind: outbox, path: outbox,",
        "kind: smtp, host: localhost, security: none, port: 1, username: v, password_file: none.key,",
    )
    world.config_path.write_text(text, encoding="utf-8")
    (world.folder / "own.yaml").write_text(
        "years: {2024: {days_off: [], work_days: [], source: x}}\n", encoding="utf-8"
    )
    monkeypatch.setattr("sync.runs.daily.send_alerts", lambda *_all: Telling())
    assert run(["-q", "-c", str(world.config_path), "run"], App(now=world.clock)) == ExitCode.WRONG_INPUT
    assert "none.key" in (err := capsys.readouterr().err) and "[secret-unreadable]" in err
