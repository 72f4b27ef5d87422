"""What the command line says of itself, in each language, on a terminal of 80 columns."""

from __future__ import annotations

import re

import click
import pytest

from mappings import language
from sync.cli import run, vekha
from sync.cli.commands.tracker import tracker
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from tests.pages.latin import latin_words

COMMANDS = [
    [],
    *([name] for name in vekha.commands),
    *(["tracker", name] for name in tracker.commands),
]
WIDTH = 80
# What is typed: the example lines, the choices of an option, and whose name a value has.
_TYPED = re.compile(r"^    vekha .*$|\[[^]А-Я]*\]|«[^»]*»", re.MULTILINE)
_LETTERS = {"N", "m", "h", "d", "USER", "text", "eml"}


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints, on whichever stream."""
    run(words, App())
    return "".join(capsys.readouterr())


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_help_fits(
    command: list[str], spoken: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is wider than the terminal, and no help is cut short."""
    monkeypatch.setenv("LANGUAGE", spoken)
    text = said([*command, "--help"], capsys)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert not re.search(r"\w(?:\.\.\.|…)$", text, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_russian_help_is_russian(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Latin letters are those of names and of what is typed."""
    monkeypatch.setenv("LANGUAGE", "ru")
    text = _TYPED.sub(" ", said([*command, "--help"], capsys))
    listed = re.sub(r"^  [a-z]+ ", " ", text, flags=re.MULTILINE)
    assert latin_words(listed) - _LETTERS == set()


WRONG = [
    ["sycn"],
    ["sync", "--dry"],
    ["sync", "--checksum"],
    ["sync", "a", "b"],
    ["sync", "a"],
    ["sync", "--force=1"],
    ["sync", "--today", "x"],
    ["read"],
    ["read", "--format", "x"],
    ["log", "x"],
    ["alerts", "--preview", "0"],
    ["alerts", "--test", "x"],
    ["tracker", "close"],
    ["-q"],
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_wrong_line_is_told_in_russian(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, without a word of the library's English, and with the quotation marks of the language."""
    monkeypatch.setenv("LANGUAGE", "ru")
    assert run(words, App()) == ExitCode.USAGE
    (line,) = capsys.readouterr().err.splitlines()
    text = _TYPED.sub(" ", line.replace("'", " ").replace("[usage]", " "))
    found = {word for word in latin_words(text) if len(word) > 1}
    assert found - {*words} - _LETTERS - set(vekha.commands) == set()


@pytest.mark.parametrize("words", [[], ["tracker"]], ids=["vekha", "tracker"])
def test_a_bare_group_shows_its_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever names no command sees which there are, as with --help, and nothing has failed."""
    asked = said([*words, "--help"], capsys)
    assert run(words, App()) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert (out, err) == (asked, "")
    assert isinstance(vekha, click.Group)
