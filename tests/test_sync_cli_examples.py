"""The examples that helps show: each is a line that its command understands."""

from __future__ import annotations

import shlex

import pytest

from mappings import language
from sync.cli import run, vekha
from sync.cli.commands.tracker import tracker
from sync.cli.context import App
from sync.cli.examples import EXAMPLES
from tests.pages.command_lines import parsed

LINES = [line for examples in EXAMPLES.values() for _text, line in examples]


@pytest.mark.parametrize("spoken_here", language.LANGUAGES)
@pytest.mark.parametrize("line", LINES)
def test_an_example_is_a_line_that_works(line: str, spoken_here: str) -> None:
    """Every command of it is there and takes what is given to it, in the words of each language."""
    language.use(spoken_here)
    for command in language.gettext(line).split(" && "):
        program, *words = shlex.split(command.partition(" >")[0])
        assert program == "vekha"
        assert parsed(words).command_path.startswith("vekha ")


def test_examples_are_of_commands_that_exist() -> None:
    """And every command that the list shows has some."""
    commands = {*vekha.commands, *(f"tracker {name}" for name in tracker.commands)}
    assert EXAMPLES.keys() - {""} <= commands
    assert set(vekha.commands) <= EXAMPLES.keys()


def test_the_help_shows_them(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the options, a text and the line that does it."""
    monkeypatch.setenv("LANGUAGE", "en")
    assert run(["sync", "--help"], App()) == 0
    assert capsys.readouterr().out.endswith(
        "Examples:\n  Bring the tracker in step with the plan:\n    vekha sync\n"
        "  Only what vekha diff showed with this checksum:\n    vekha sync --checksum 1f6c2d9a\n"
    )
