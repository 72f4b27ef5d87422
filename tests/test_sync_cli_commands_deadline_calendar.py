"""`vekha calendar`: the deadlines of a real town as a file, before a sync and through what comes after."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.ledger.store import Ledger
from sync.storage import locks
from tests.worlds.sync_world import PLAN_KEY, ROWS, World

Ask = Callable[..., int]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


@pytest.fixture
def ask(world: World) -> Ask:
    """Runs the command on the town."""
    return lambda *words: run(["-c", str(world.config_path), "calendar", *words], App(now=world.clock))


@pytest.fixture
def events(world: World, ask: Ask) -> Callable[..., dict[str, Any]]:
    """The events that the command writes, by day and the key of the measure."""

    def written(*words: str) -> dict[str, Any]:
        path = world.folder / "a.ics"
        assert ask("-o", str(path), *words) == ExitCode.DONE
        found: list[Any] = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        return {f"{one['DTSTART'].dt} {one['SUMMARY'].rpartition(': ')[2].partition('. ')[0]}": one for one in found}

    return written


READING_ROOM = "2026-12-31 I.1.2"
ALL = {"2025-12-31 I.1.1", "2026-12-31 I.1.1", "2027-12-31 I.1.1", READING_ROOM, "2028-12-31 I.1.3"}


def test_before_any_pull_the_plan_alone_is_told(world: World, events: Callable[..., dict[str, Any]]) -> None:
    """Every deadline of the plan stands there, and nothing is made in the tracker."""
    found = events()
    assert found.keys() == ALL
    assert {str(one["SEQUENCE"]) for one in found.values()} == {"0"}
    assert not (world.folder / "tracker.db").exists()


def test_a_file_changes_only_with_what_it_tells(world: World, ask: Ask) -> None:
    """Written anew later it is the same byte for byte, and the ledger is left alone."""
    one, other = world.folder / "1.ics", world.folder / "2.ics"
    assert ask("-o", str(one)) == 0
    ledger = world.ledger_path.read_bytes()
    world.clock.at += timedelta(days=3)
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()):  # a sync at work does not disturb it
        assert ask("-o", str(other)) == 0
    assert one.read_bytes() == other.read_bytes()
    assert world.ledger_path.read_bytes() == ledger


def test_what_is_done_extended_and_dropped(world: World, events: Callable[..., dict[str, Any]]) -> None:
    """A closing, an extension by order and an amendment each give the event a new number under the old identity."""
    before = events()
    world.sync()
    world.edit("I.1.2", status="done")
    world.map("extensions:\n- {deadline: I.1.3, until: 2029-03-01, by: the mayor, order: No. 5}")
    world.sync()
    after = events()
    assert after.keys() == (ALL - {"2028-12-31 I.1.3"}) | {"2029-03-01 I.1.3"}
    done, moved = after[READING_ROOM], after["2029-03-01 I.1.3"]
    assert (str(done["SUMMARY"]), done["SEQUENCE"], done["STATUS"]) == ("Done: I.1.2. Читальный зал", 1, "CONFIRMED")
    assert (moved["UID"], moved["SEQUENCE"]) == (before["2028-12-31 I.1.3"]["UID"], 1)
    assert "Extended from 2028-12-31 to 2029-03-01 (the mayor, No. 5)" in moved["DESCRIPTION"]
    assert after["2027-12-31 I.1.1"]["SEQUENCE"] == 0

    world.amend([ROWS[0], ROWS[1], ROWS[3]])
    dropped = events()[READING_ROOM]
    assert (dropped["UID"], dropped["SEQUENCE"], dropped["STATUS"]) == (before[READING_ROOM]["UID"], 2, "CANCELLED")
    assert READING_ROOM not in events("--open-only")
    world.clock.at += timedelta(days=91)
    assert READING_ROOM not in events()


def test_filters(events: Callable[..., dict[str, Any]], world: World) -> None:
    """Of several names of one kind any one counts; a filter that changes takes no number along."""
    world.amend([*ROWS, "1.5.\tВыставка\tБюджет\tМузей\t2026\tПроведена"])
    assert events("--executor", "музей").keys() == {"2026-12-31 I.1.5"}
    assert events("--executor", "музей", "--executor", "Библиотека").keys() == ALL | {"2026-12-31 I.1.5"}
    assert events("--section", "I").keys() == ALL | {"2026-12-31 I.1.5"}
    assert {str(one["SEQUENCE"]) for one in events().values()} == {"0"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--executor", "Библиотеки"), "the plan has no «Библиотеки»; did you mean Библиотека?"),
        (("--section", "IX\x1b[31m"), "the plan has no «IX [31m»;"),
    ],
)
def test_a_name_that_the_plan_does_not_have(
    ask: Ask, world: World, words: tuple[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A calendar that would stay empty for ever is refused, with the nearest name; nothing is written."""
    path = world.folder / "a.ics"
    assert ask("-o", str(path), *words) == ExitCode.USAGE
    assert told in capsys.readouterr().err
    assert not path.exists()
    assert not world.ledger_path.exists()


@pytest.mark.parametrize("words", [(), ("-o", "-")])
def test_without_a_file_it_is_printed(ask: Ask, words: tuple[str, ...], capfdbinary: Any) -> None:
    """The very bytes go to the standard output, and nothing else."""
    assert ask(*words) == 0
    sys.stdout.flush()
    data = capfdbinary.readouterr().out
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert "Читальный зал".encode() in data.replace(b"\r\n ", b"")


@pytest.mark.parametrize("name", ["plan.txt", "mapping.yaml", "ledger.db", "config.yaml"])
def test_it_is_not_written_over_what_the_plan_is_made_from(ask: Ask, world: World, name: str) -> None:
    """An output that names a file of the plan's own is refused before anything is written."""
    before = {path.name: path.read_bytes() for path in world.folder.iterdir()}
    assert ask("-o", str(world.folder / name)) == ExitCode.WRONG_INPUT
    assert {path.name: path.read_bytes() for path in world.folder.iterdir()} == before


def test_a_place_that_cannot_be_written(ask: Ask, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in the way of a folder ends with 78, and the next calendar is whole."""
    (world.folder / "blocked").write_text("", encoding="utf-8")
    assert ask("-o", str(world.folder / "blocked" / "a.ics")) == ExitCode.WRONG_INPUT
    assert "[path-through-file]" in capsys.readouterr().err
    assert ask("-o", str(world.folder / "a.ics")) == 0


def test_a_change_waits_for_another_run(ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new is remembered under the plan's lock: while a run has it, the calendar ends with 75."""
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()):
        assert ask() == ExitCode.TRY_LATER
    assert ask("-o", str(world.folder / "a.ics")) == 0


def test_years_that_are_not_followed_are_left_out(events: Callable[..., dict[str, Any]], world: World) -> None:
    """What the mapping's `from_year` leaves out is in no calendar."""
    world.map("from_year: 2027")
    assert {date.fromisoformat(one[:10]).year for one in events()} == {2027, 2028}
