"""Problems as lines for people, and as JSON for programs that collect logs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mappings.errors import ConfigError, DocumentError, Problem
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.cli.problem_lines import ProblemLine, describe, logged
from tests.worlds.sync_world import World

NOW = datetime(2026, 3, 1, 7, 0, 5, tzinfo=UTC)


def test_a_line_keeps_its_parts() -> None:
    """What stands in the line is there apart as well, made harmless."""
    one = ProblemLine("config-missing", "a.yaml", "there is no such file.", "make one\x1b[31m")
    assert one == "vekha: a.yaml: there is no such file [config-missing]. Make one [31m."
    assert (one.code, one.place, one.message) == ("config-missing", "a.yaml", "there is no such file")
    assert one.ending_with(78) == f"{one} (exit 78)"
    assert "\x1b" not in one.hint


def test_an_error_of_many_problems_is_as_many_lines() -> None:
    """Each with its own place."""
    error = ConfigError([Problem("config-wrong", "a", "one"), Problem("config-wrong", "b", "other")])
    assert [one.place for one in describe(error)] == ["a", "b"]
    assert [one.place for one in describe(DocumentError("document-empty", "one", place="c"))] == ["c"]


def test_a_problem_in_json() -> None:
    """One object in one line: when, how grave, and its parts; of other lines the text."""
    told = logged(ProblemLine("ledger-locked", "", "busy", "wait").ending_with(75), level="warning", now=NOW)
    assert "\n" not in told
    assert json.loads(told) == {
        "time": "2026-03-01T07:00:05+00:00",
        "level": "warning",
        "code": "ledger-locked",
        "place": "",
        "message": "busy",
        "hint": "wait",
        "exit": 75,
    }
    assert json.loads(logged("two\nlines", level="debug", now=NOW))["message"] == "two\nlines"


@pytest.mark.parametrize("before", [True, False])
def test_the_log_is_json_where_that_is_asked_for(
    before: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before a command or after it; the clock is that of the run, and nothing else stands on standard error."""
    world = World(tmp_path)
    option = ["--log-format", "json"]
    command = ["-c", str(tmp_path / "no.yaml"), *(option if before else []), "check", *([] if before else option)]
    assert run(command, App(now=world.clock)) == ExitCode.WRONG_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["code"], told["level"], told["place"]) == ("config-missing", "error", str(tmp_path / "no.yaml"))
    assert told["time"].startswith(str(world.clock().year))


def test_a_traceback_in_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --debug it is a line of its own, above that of the error."""
    run(["--debug", "--log-format", "json", "-c", str(tmp_path / "no.yaml"), "check"], App())
    levels = [json.loads(line)["level"] for line in capsys.readouterr().err.splitlines()]
    assert levels == ["debug", "error"]
