"""A shell completes a line of `vekha` by what the commands are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.commands.completion import SHELLS
from sync.cli.context import App

PROGRAM = Path(sys.executable).with_name("vekha")
# What bash does when one presses Tab behind these words.
PRESSED = """
source /dev/stdin
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
"$(complete -p vekha | sed 's/.*-F \\([^ ]*\\) .*/\\1/')" "$VEKHA"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints."""
    assert run(["completion", shell], App()) == 0
    return capsys.readouterr().out


def completed(words: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a real bash puts in the place of the last word."""
    command = ["bash", "--norc", "-c", PRESSED, "bash", *words]
    done = subprocess.run(
        command,
        env={"VEKHA": str(PROGRAM), "PATH": "/usr/bin:/bin", "LANGUAGE": "en"},
        input=script("bash", capsys),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """All that begin with what is typed, in the order of the list."""
    assert completed(["vekha", "s"], capsys) == ["schema", "summary", "sync"]


def test_bash_completes_what_a_command_takes(capsys: pytest.CaptureFixture[str]) -> None:
    """Names of options, the values of those that have a few, and commands below a group."""
    assert completed(["vekha", "-c", "other.yaml", "schema", ""], capsys) == ["config", "mapping"]
    assert completed(["vekha", "tracker", "re"], capsys) == ["reopen"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_asks_the_program(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A script holds no list of commands, which would grow old: it asks, by the variable that the program heeds."""
    text = script(shell, capsys)
    assert f"_VEKHA_COMPLETE={shell}_complete" in text
    assert "summary" not in text


@pytest.mark.parametrize(("shell", "help_follows"), [("zsh", True), ("fish", True), ("bash", False)])
def test_what_a_shell_is_told(
    shell: str, help_follows: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name of what fits, and for the shells that show it its help, in the language spoken."""
    monkeypatch.setenv("_VEKHA_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "vekha und")
    monkeypatch.setenv("COMP_CWORD", "und" if shell == "fish" else "1")
    monkeypatch.setenv("LANGUAGE", "ru")
    app = App()
    app.output.take_over()
    assert run([], app) == 0
    told = capsys.readouterr().out
    assert "undo" in told
    assert ("Отменить" in told) is help_follows
