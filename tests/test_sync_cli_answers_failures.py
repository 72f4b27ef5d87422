"""What is told of writes whose outcome is not known: their keys, and the minute from which a run can tell."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.trackers.redmine.writing import RedmineWriter
from tests.worlds.redmine_town import Town, town

__all__ = ["town"]

KILLED = 130


def kill_at(town: Town, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync dies when it is about to make an issue."""
    create = RedmineWriter.create_issue

    def dying(self: RedmineWriter, issue: object, **at: str | None) -> object:
        if issue.key == key:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return create(self, issue, **at)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(RedmineWriter, "create_issue", dying)
        assert run(["-c", str(town.world.config_path), "sync"], App(now=town.world.clock)) == KILLED
    town.capsys.readouterr()


def told_minute(town: Town) -> datetime:
    """The minute that the line names, as the machine has it."""
    found = re.search(r"A run from (\d{4}-\d\d-\d\d \d\d:\d\d) \(.*\) on will find out", town.err)
    assert found is not None, town.err
    return datetime.fromisoformat(found[1]).astimezone()


def test_after_a_killed_run_the_minute_is_named_and_kept(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then nothing of those issues is written; from then on the first run makes them, once."""
    kill_at(town, "I.1.2", monkeypatch)
    died = town.world.clock.at
    done = town("sync", code=ExitCode.PARTIAL)
    assert "[unresolved]" in town.err
    assert "I.1.2" in done["unresolved"]
    from_then_on = told_minute(town)
    assert timedelta(seconds=200) < from_then_on - died < timedelta(seconds=280)
    town.world.clock.at = died + timedelta(seconds=170)
    assert "I.1.2" in town("sync", code=ExitCode.PARTIAL)["unresolved"]
    town.world.clock.at = from_then_on.astimezone(died.tzinfo)
    assert town("sync")["unresolved"] == []
    assert len(town.redmine.issues) == 7


def test_a_wrong_clock_names_no_year_to_come(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was put down far ahead counts from now."""
    town.world.clock.at += timedelta(days=3000)
    kill_at(town, "I.1.2", monkeypatch)
    town.world.clock.at -= timedelta(days=3000)
    town("sync", code=ExitCode.PARTIAL)
    assert told_minute(town) - town.world.clock.at < timedelta(seconds=280)
