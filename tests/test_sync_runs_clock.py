"""A wrong clock is refused before anything is written or anybody is told, in every run that asks for the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mappings.plan import Severity
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.errors import UnsafeChange
from sync.ledger.store import Ledger
from sync.runs.alerts import Chosen, preview_alerts, send_alerts
from sync.runs.compare import preview
from sync.runs.daily import daily_round
from sync.runs.health import diagnose
from sync.runs.imports import import_reports
from sync.runs.inputs import load_inputs
from sync.runs.reconcile import SyncOptions, synchronize
from sync.runs.revert import take_back
from sync.trackers.embedded.adapter import EmbeddedTracker
from tests.worlds.sync_world import PLAN_KEY, World

A_DECADE = timedelta(days=3300)
FORCE = SyncOptions(force=True)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town after a first round on the day that its clock tells."""
    town = World(tmp_path)
    town.map("past: closed")
    for _step in daily_round(town.by_the_clock()):
        pass
    return town


def files(world: World) -> dict[Path, bytes]:
    """Everything that lies in the town's folder."""
    return {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()}


def refused(world: World) -> list[str]:
    """Which of the runs are refused, each by the clock alone; nothing is written by those."""
    found = []
    for name, work in (
        ("sync", lambda: synchronize(world.by_the_clock())),
        ("run", lambda: list(daily_round(world.by_the_clock()))),
        ("alerts", lambda: send_alerts(world.by_the_clock())),
    ):
        before = files(world)
        try:
            work()
        except UnsafeChange as refusal:
            assert (refusal.code, files(world) == before) == ("clock-wrong", True)
            found.append(name)
    return found


def codes(world: World) -> list[str]:
    """What `check` finds wrong."""
    found = diagnose(world.by_the_clock())
    return [one.code for one in found if one.severity is not Severity.INFO]


@pytest.mark.parametrize("off", [A_DECADE, timedelta(days=367), timedelta(days=-2)])
def test_a_clock_far_from_the_last_run_is_refused_everywhere(world: World, off: timedelta) -> None:
    """Each time, with nothing written and nobody told; `check` says so beforehand, `diff` and a dry run too."""
    world.clock.at += off
    assert refused(world) == refused(world) == ["sync", "run", "alerts"]
    assert codes(world) == ["clock-wrong"]
    with pytest.raises(UnsafeChange):
        preview(world.by_the_clock()).check_clock()
    assert [one.code for one in preview_alerts(world.by_the_clock()).refusals][:1] == ["clock-wrong"]


@pytest.mark.parametrize("off", [timedelta(days=300), timedelta(days=365), timedelta(hours=-20)])
def test_a_downtime_of_months_and_a_clock_put_right_by_hours_are_not(world: World, off: timedelta) -> None:
    """A plan may rest for a year; and the clocks of two zones are no fault."""
    world.clock.at += off
    assert refused(world) == []


def test_a_first_run_has_nothing_to_be_held_against(tmp_path: Path) -> None:
    """With a tracker that tells no time of its own, whatever the clock says."""
    town = World(tmp_path)
    town.clock.at += A_DECADE
    assert refused(town) == []


def test_a_day_that_a_person_named_is_their_word(world: World) -> None:
    """Whatever the clock says."""
    world.clock.at += A_DECADE
    inputs = load_inputs(world.by_the_clock().config, clock=world.clock, today=date(2026, 3, 2))
    synchronize(inputs)
    send_alerts(inputs)


def test_what_a_person_allowed_is_where_the_next_runs_go_on_from(world: World) -> None:
    """`sync --force` is recorded with the clock as it is; and once that is put right, it takes another."""
    world.clock.at += A_DECADE
    synchronize(world.by_the_clock(), FORCE)
    assert refused(world) == []
    world.clock.at -= A_DECADE
    assert refused(world) == ["sync", "run", "alerts"]
    synchronize(world.by_the_clock(), FORCE)
    assert refused(world) == []


def test_mails_alone_can_be_sent_all_the_same(world: World) -> None:
    """`alerts --force`; the sync keeps its own word."""
    world.clock.at += timedelta(days=400)
    assert send_alerts(world.by_the_clock(), chosen=Chosen(force=True)).delivered
    assert refused(world) == ["sync", "run", "alerts"]


def test_imports_and_undoing_are_not_held_back(world: World) -> None:
    """A person is at work there; what they did is a run, and the next one is held against it."""
    world.clock.at += A_DECADE
    table = world.folder / "table.csv"
    table.write_text("measure,year,figure\nI.1.1,2025,4\n", encoding="utf-8")
    import_reports(world.by_the_clock(), table)
    assert refused(world) == []
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        newest = ledger.runs(last=1)[0].number
    world.clock.at += A_DECADE
    take_back(world.by_the_clock(), newest)
    assert refused(world) == []


# --- a tracker that tells its time


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """How far the machine's clock is ahead of a tracker that tells its own time."""
    ahead = [timedelta(0)]
    fetch = EmbeddedTracker.fetch

    def telling(self: EmbeddedTracker) -> object:
        self.traffic.clock_ahead = -ahead[0]
        return fetch(self)

    monkeypatch.setattr(EmbeddedTracker, "fetch", telling)
    return ahead


def test_the_trackers_clock_finds_what_the_last_run_cannot(world: World, there: list[timedelta]) -> None:
    """A clock some days or months ahead; mails alone ask no tracker."""
    for off in (timedelta(days=2), timedelta(days=200), timedelta(days=-3)):
        there[0] = off
        assert [name for name in refused(world) if name != "alerts"] == ["sync", "run"]


def test_a_run_with_a_wrong_clock_does_not_stop_those_with_a_right_one(world: World, there: list[timedelta]) -> None:
    """The tracker's clock says which of the two was wrong."""
    world.clock.at += A_DECADE
    there[0] = A_DECADE
    synchronize(world.by_the_clock(), FORCE)
    world.clock.at -= A_DECADE
    there[0] = timedelta(0)
    assert refused(world) == []


def test_a_tracker_whose_clock_is_wrong_is_allowed_once(world: World, there: list[timedelta]) -> None:
    """What a person went on with, the next runs do; another distance is another question."""
    there[0] = timedelta(days=40)
    synchronize(world.by_the_clock(), FORCE)
    assert refused(world) == refused(world) == []
    there[0] = timedelta(days=80)
    assert refused(world)[:2] == ["sync", "run"]
    there[0] = timedelta(0)
    assert refused(world) == []


def test_the_command_line_says_it_in_a_line(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """With 4, both days, and the exact words that override it; `run` has none of its own."""
    world.clock.at = datetime(2035, 1, 1, 9, tzinfo=UTC)
    line = (
        "vekha: this machine's clock says 2035-01-01, and the last run was on 2026-03-01 [clock-wrong]. "
        "Check the machine's clock; if it is right, run `vekha sync --force`, and the next runs go on.\n"
    )
    for command in ("sync", "run", "alerts"):
        assert run(["-c", str(world.config_path), command], App(now=world.clock)) == ExitCode.REFUSED
        assert capsys.readouterr() == ("", line)
    assert run(["-c", str(world.config_path), "-q", "diff"], App(now=world.clock)) == ExitCode.DONE
    assert "a sync would refuse this: this machine's clock" in capsys.readouterr().err
    assert run(["-c", str(world.config_path), "-q", "sync", "--force"], App(now=world.clock)) == ExitCode.DONE
    assert run(["-c", str(world.config_path), "-q", "run"], App(now=world.clock)) == ExitCode.DONE
