"""What is printed is not the work: real processes whose output is closed, full, cut off, or in other letters."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.json_text import json_text
from mappings.wording import harmless
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.cli.output import Output
from sync.cli.problem_lines import ProblemLine
from sync.cli.streams import Stream
from tests.worlds.sync_world import ROWS, World

VEKHA = [sys.executable, "-c", "from sync.cli import main; main()"]
NO_TEXT = {
    "archive.open",
    "formatter.write_text",
    "os.open",
    "pdfplumber.open",
    "self._zip.open",
    "self._packed.open",
    "mailbox.open",
}
STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


def in_shell(redirected: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, with its streams as a shell redirects them."""
    known = {"LANGUAGE": "en", "PATH": os.environ["PATH"], **environment}
    command = f"{shlex.join([*VEKHA, *arguments])} {redirected}"
    return subprocess.run(["/bin/sh", "-c", command], env=known, capture_output=True, check=False)


def was_whole(world: World) -> bool:
    """Whether a round has done all its steps."""
    mails, page = list((world.folder / "outbox").glob("*.eml")), world.folder / "summary.html"
    return len(world.keys()) == 7 and bool(mails) and page.read_text(encoding="utf-8").rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("redirected", "code", "lines"),
    [
        (">/dev/full", ExitCode.OUTPUT_LOST, 1),
        (">&-", ExitCode.OUTPUT_LOST, 1),
        ("1</dev/null", ExitCode.OUTPUT_LOST, 1),
        ("<&- >&- 2>&-", ExitCode.OUTPUT_LOST, 0),
        ("<&- >/dev/full 2>/dev/full", ExitCode.OUTPUT_LOST, 0),
        ("<&- 2>&-", ExitCode.DONE, 0),
    ],
)
def test_a_run_is_whole_whatever_becomes_of_its_output(
    world: World, redirected: str, code: ExitCode, lines: int
) -> None:
    """Summary and mails are there, the exit code says that output was lost, and where one can be read a line does."""
    done = in_shell(redirected, "-c", str(world.config_path), "run")
    assert was_whole(world)
    assert (done.returncode, done.stderr.count(b"\n"), done.stderr.count(b"[output-failed]")) == (code, lines, lines)


def test_a_run_whose_reader_has_gone_is_whole(world: World) -> None:
    """`vekha run | head`: the pipe breaks before the first line."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*VEKHA, "-c", str(world.config_path), "run"], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert done.returncode == ExitCode.OUTPUT_LOST
    assert was_whole(world)
    assert done.stderr.count(b"\n") == 1


def test_a_run_whose_terminal_has_gone_is_whole(world: World) -> None:
    """The terminal is cut off while it draws: EIO, with a bar under way."""
    master, slave = os.openpty()
    with subprocess.Popen([*VEKHA, "-c", str(world.config_path), "run"], stdout=slave, stderr=slave) as process:
        os.close(slave)
        os.read(master, 1)
        os.close(master)
        assert process.wait(timeout=60) == ExitCode.OUTPUT_LOST
    assert was_whole(world)


def test_quiet_with_its_output_closed_loses_nothing(world: World) -> None:
    """Where nothing is to be printed nothing is lost."""
    done = in_shell(">&-", "-q", "-c", str(world.config_path), "run")
    assert was_whole(world)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_failure_keeps_its_own_code_where_its_line_is_lost(world: World) -> None:
    """The exit code is all that is left to tell it."""
    (world.folder / "plan.txt").unlink()
    done = in_shell(">&- 2>&-", "-c", str(world.config_path), "run")
    assert done.returncode == ExitCode.WRONG_INPUT


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["nonsense"]])
def test_help_and_usage_go_the_same_way(arguments: list[str]) -> None:
    """What click prints by itself is no exception."""
    done = in_shell(">/dev/full 2>/dev/full", *arguments)
    assert done.returncode == (ExitCode.USAGE if arguments == ["nonsense"] else ExitCode.OUTPUT_LOST)


def test_a_service_lives_on_when_its_log_pipe_is_gone(world: World) -> None:
    """Rounds come one after the other; SIGTERM ends it after the one under way, with the code of lost output."""
    command = [*VEKHA, "-c", str(world.config_path), "run", "--every", "1s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.stderr.close()
        page = world.folder / "summary.html"
        written: set[int] = set()
        ticking = threading.Event()
        while len(written) < 3 and process.poll() is None:
            ticking.wait(0.05)
            with contextlib.suppress(FileNotFoundError):
                written.add(page.stat().st_mtime_ns)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == ExitCode.OUTPUT_LOST
    assert was_whole(world)


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "cp1251", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii:strict"},
    ],
    ids=lambda known: " ".join(f"{name}={value}" for name, value in known.items()),
)
def test_results_for_machines_are_utf_8_and_text_is_in_the_letters_of_the_locale(
    world: World, locale: dict[str, str]
) -> None:
    """JSON is the same whatever the locale; what its letters lack is a question mark for people, and no failure."""
    told = in_shell("", "read", str(world.folder / "plan.txt"), "--format", "json", **locale)
    assert told.returncode == 0
    assert json.loads(told.stdout.decode("utf-8"))["measures"][1]["title"] == "Читальный зал"
    shown = in_shell("", "read", str(world.folder / "plan.txt"), **locale)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert ("Читальный зал".encode("cp1251") if "cp1251" in str(locale) else b"????????? ???") in shown.stdout


def test_what_strangers_wrote_is_harmless(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Escapes, directions and breaks of lines reach no terminal, in tables, lines, JSON, pages, errors and help."""
    evil = "Зал\x1b[31m\x9b2J\u202eлог\u2028"
    world.amend([row.replace("Читальный зал", evil) for row in ROWS])
    config = ["-c", str(world.config_path)]
    run([*config, "sync"], App(now=world.clock))
    world.edit("I.1.1/2025", "Факт: \x1b]0;title\x07нет\u2066", title="Gone\u202e\u2028")
    for arguments in (
        ["read", str(world.folder / "plan.txt")],
        ["read", str(world.folder / "plan.txt"), "--format", "json"],
        ["sync"],
        ["diff", "--format", "json"],
        ["summary"],
        ["summary", "--format", "json"],
        ["summary", "--format", "html"],
        ["tracker", "show", "2"],
        ["tracker", "list"],
        ["alerts", "--dry-run"],
        ["read", "no\x1b[31m\nsuch\u202e.txt"],
        ["\x1b[31mword"],
        ["summary", "--format", "\x9b2J"],
    ):
        run([*config, *arguments], App(now=world.clock))
        out, err = capsys.readouterr()
        found = {sign for sign in out + err if unicodedata.category(sign) in STEERING} - {"\n"}
        assert not found, arguments
        assert all(one.startswith("vekha: ") for one in err.splitlines()), arguments


def test_a_name_that_the_locale_cannot_write_is_told(world: World) -> None:
    """The summary's file has a Cyrillic name, and the system's letters are ASCII: a line, and a code of its own."""
    text = world.config_path.read_text(encoding="utf-8").replace("summary.html", "сводка.html")
    world.config_path.write_text(text, encoding="utf-8")
    done = in_shell("", "-c", str(world.config_path), "run", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stderr.count(b"\n")) == (ExitCode.WRONG_INPUT, 1)
    assert b"[locale-unfit]" in done.stderr


@given(st.text())
def test_harmless_text_keeps_its_lines_and_steers_nothing(text: str) -> None:
    """Only breaks of lines and tabs are left of what is not seen; twice is as once; what is harmless stays as it is."""
    shown = harmless(text)
    assert not {sign for sign in shown if unicodedata.category(sign) in STEERING} - {"\n", "\t"}
    assert harmless(shown) == shown
    assert shown == text or not re.fullmatch(r"[\w ]*", text)


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_says_what_it_was_given_and_steers_nothing(data: object) -> None:
    """It is the same data when it is read again, in UTF-8, and on a terminal it does no harm."""
    text = json_text(data)
    assert json.loads(text.encode()) == data
    assert not {sign for sign in text if unicodedata.category(sign) in STEERING} - {"\n"}


def test_an_error_is_one_line() -> None:
    """Whatever a name or a reason holds."""
    told = ProblemLine("code", "a\n\x1b[31mb", "c\r\nd\u2028\u202e", "do\tit")
    assert told == "vekha: a [31mb: c d [code]. Do it."


def test_whoever_prints_past_the_output_prints_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library's `print` is harmless, in the letters of the stream, and lost without a word where that is closed."""
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding="cp1251"))
    monkeypatch.setattr(sys, "stderr", None)
    output = Output()
    output.take_over()
    print("Зал\x1b[31m →")  # noqa: T201 - this is what is tried
    print("lost", file=sys.stderr)  # noqa: T201
    assert (sys.stdout.encoding, sys.stdout.isatty(), sys.stdout.writable()) == ("cp1251", False, True)
    assert kept.getvalue().decode("cp1251") == "Зал?[31m ?\n"
    assert (output.out.lost, bool(output.err.lost), output.lost) == (None, True, True)
    with pytest.raises(OSError, match="descriptor"):
        sys.stderr.fileno()


def test_a_stream_that_was_closed_in_this_process_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told once, with the reason."""
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stdout", gone)
    monkeypatch.setattr(sys, "stderr", told := io.StringIO())
    output = Output()
    assert not output.terminal
    output.say("a line")
    output.tell_loss()
    output.tell_loss()
    assert told.getvalue().count("[output-failed]") == 1 and "closed file" in told.getvalue()


def test_a_pipe_that_is_set_not_to_block_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow reader gets all of it, as from any other pipe."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    got: list[bytes] = []

    def read() -> None:
        while piece := os.read(reader, 65536):
            got.append(piece)

    thread = threading.Thread(target=read)
    stream = Stream("stdout")
    with os.fdopen(writer, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        thread.start()
        stream.send(b"x" * 1_000_000)
        monkeypatch.undo()
    thread.join()
    os.close(reader)
    assert (stream.lost, sum(map(len, got))) == (None, 1_000_000)


def test_a_problem_is_told_above_a_bar_that_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands on a line of its own and steers nothing; afterwards it is printed as always."""
    master, slave = os.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        output = Output()
        with output.progress("Writing") as progress:
            progress(1, 2)
            output.problem("above\x1b[2J it")
        output.problem("after it")
        monkeypatch.undo()
        shown = b""
        while b"after it" not in shown:  # a terminal hands out what it has, and the test waits for all of it
            shown += os.read(master, 65536)
    os.close(master)
    assert "above\ufffd[2J it" in shown.decode("utf-8")


def test_every_text_file_and_process_names_its_encoding() -> None:
    """No file of the product is read or written in the letters of whatever locale there is."""
    root = Path(__file__).parent.parent
    for path in (path for room in ("mappings", "notify", "sync") for path in (root / room).rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        assert [call.lineno for call in calls if speaks_the_locale(call)] == [], path


def speaks_the_locale(call: ast.Call) -> bool:
    """Whether a call reads or writes text, and names no encoding."""
    called, named = ast.unparse(call.func), {word.arg for word in call.keywords}
    modes = [str(one.value) for one in call.args if isinstance(one, ast.Constant)]
    if called in NO_TEXT:
        return False
    opens = re.search(r"\b(fd)?open$", called) is not None
    text = opens and not any("b" in mode for mode in modes)
    text = text or re.search(r"\b(read_text|write_text|TextIOWrapper)$", called) is not None
    return (text or bool(named & {"text", "universal_newlines"} and called.startswith("subprocess."))) and (
        "encoding" not in named
    )


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@given(st.lists(st.text(alphabet="абв-", min_size=1, max_size=30), max_size=40))
def test_a_line_on_a_terminal_is_broken_between_words(words: list[str]) -> None:
    """None stands wider than the terminal but where a single word is; a program is given the line whole."""
    line, screen, pipe = " ".join(words), Terminal(), io.StringIO()
    for target in (screen, pipe):
        with contextlib.redirect_stdout(target), pytest.MonkeyPatch.context() as known:
            known.setenv("COLUMNS", "40")
            Output().say(line)
    assert pipe.getvalue() == f"{line}\n"
    assert screen.getvalue().split() == line.split()
    assert all(len(shown) <= 40 or " " not in shown for shown in screen.getvalue().splitlines())
