"""`vekha import` as people call it: what it prints, its JSON, its exit codes, and the table to fill in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.cli import run
from sync.cli.context import App
from tests.worlds.sync_world import World

TABLE = "Measure;Year;Figure;Closed on;Source\nI.1.1;2025;4;20.12.2025;report of 2025\nI.1.3;2025;60 %;;\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose issues stand, and whose table lies beside the plan."""
    world = World(tmp_path)
    world.sync()
    (tmp_path / "years.csv").write_text(TABLE, encoding="utf-8")
    return world


def vekha(world: World, *words: str) -> int:
    """A command on this town, at its own time."""
    app = App(config_path=world.config_path, now=world.clock)
    return run([*words, "-c", str(world.config_path)], app)


def printed(world: World, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON."""
    capsys.readouterr()
    code = vekha(world, *words, "--format", "json")
    return code, json.loads(capsys.readouterr().out)


def test_a_dry_run_counts_the_comments_closings_and_mails(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """And says of each issue what would be said there."""
    table = str(world.folder / "years.csv")
    assert vekha(world, "import", table, "--dry-run") == 0
    out = capsys.readouterr().out
    assert "Fact for 2025: 4; Completed: 2025-12-20; Source: report of 2025" in out
    assert "post comments: 2; close issues: 1" in out
    assert "3 mails" in out
    code, shown = printed(world, capsys, "import", table, "--dry-run")
    assert (code, shown["run"], shown["comments"], shown["closings"], shown["writes"]) == (0, None, 2, 1, 0)


def test_an_import_says_what_it_did_and_how_it_is_taken_back(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The run has a number in the log, by which it is undone; a second import writes nothing."""
    table = str(world.folder / "years.csv")
    code, done = printed(world, capsys, "import", table)
    assert (code, done["comments"], done["closings"], done["writes"]) == (0, 2, 1, 3)
    assert [change["action"] for change in done["changes"]] == ["comment", "close", "comment"]
    code, again = printed(world, capsys, "import", table)
    assert (code, again["changes"], again["standing"], again["writes"]) == (0, [], 2, 0)
    capsys.readouterr()
    assert vekha(world, "log", str(done["run"])) == 0
    assert "comment on" in capsys.readouterr().out
    assert vekha(world, "undo", str(done["run"])) == 0
    out = capsys.readouterr().out
    assert "3 changes made" in out
    assert "The next sync writes this again" not in out
    assert world.issue("I.1.1/2025").status == "new"


def test_what_is_wrong_is_told_with_its_row_and_the_rest_goes_on(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each row, on the standard error stream; the command ends with 3."""
    path = world.folder / "years.csv"
    path.write_text(TABLE + "I.9.9;2025;4;;\nI.1.1;2027;4;soon;\n", encoding="utf-8")
    assert vekha(world, "-q", "import", str(path)) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "line 4: the plan has no measure «I.9.9» [row-measure-unknown]." in told.err
    assert "line 5: «soon» is not a date [row-day-unread]." in told.err
    assert world.issue("I.1.1/2025").status == "done"


@pytest.mark.parametrize("name", ["years.docx", "gone.csv", "config.yaml"])
def test_what_is_no_table_is_told(world: World, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is a wrong input, 78, in one line with the mend."""
    assert vekha(world, "import", str(world.folder / name)) == 78
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("name", ["table.xlsx", "table.csv"])
def test_the_template_is_written_once(world: World, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What may be filled in already is not written over; as it is, it reports nothing."""
    path = world.folder / name
    assert vekha(world, "import", "--template", str(path)) == 0
    before = path.read_bytes()
    assert vekha(world, "import", "--template", str(path)) == 77
    assert "template-exists" in capsys.readouterr().err
    assert path.read_bytes() == before
    code, nothing = printed(world, capsys, "import", str(path))
    assert (code, nothing["changes"], nothing["problems"]) == (0, [], [])


def test_a_sync_says_whom_it_asked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """In words, in JSON, and before in the difference."""
    world.edit("I.1.3", comment="Fact: about 9")
    _code, shown = printed(world, capsys, "diff")
    assert [(one["action"], one["kind"], one["key"]) for one in shown["changes"]] == [("comment", "issue", "I.1.3")]
    assert vekha(world, "diff") == 0
    assert "comment on" in capsys.readouterr().out
    code, done = printed(world, capsys, "sync")
    assert (code, done["asked"], done["writes"]) == (0, 1, 1)
    world.edit("I.1.1/2026", comment="Fact: about 10")
    assert vekha(world, "sync") == 0
    assert "1 author was asked" in capsys.readouterr().out
