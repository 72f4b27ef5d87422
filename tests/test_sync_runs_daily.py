"""A daily round: sync, page, alerts, each handed out when it is done; what one step lacks keeps no other back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.errors import AuthFailed, Purpose, UnsafeChange
from sync.runs.daily import Page, Told, daily_round
from sync.runs.reconcile import Reconciliation
from tests.worlds.sync_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town in which nothing was synchronized yet."""
    return World(tmp_path)


def test_a_round_is_three_steps(world: World) -> None:
    """What is overdue in a fresh plan is told in the same round, and the page stands."""
    synced, page, told = daily_round(world.inputs())
    assert isinstance(synced, Reconciliation) and synced.outcome.whole
    assert isinstance(page, Page) and page.error is None and page.path.read_text(encoding="utf-8").startswith("<!")
    assert isinstance(told, Told) and {one.status.value for one in told.telling.delivered} == {"sent"}


def test_a_step_is_made_when_it_is_asked_for(world: World) -> None:
    """Whoever stops after the sync has written no page and told nobody."""
    next(daily_round(world.inputs()))
    assert not (world.folder / "summary.html").exists()
    assert not (world.folder / "outbox").exists()


def test_a_page_that_cannot_be_written_keeps_no_mail_back(world: World) -> None:
    """The step says why, and the mails go out."""
    (world.folder / "summary.html").mkdir()
    _synced, page, told = daily_round(world.inputs())
    assert isinstance(page, Page) and page.error is not None and page.error.code == "path-is-folder"
    assert isinstance(told, Told) and told.telling.delivered


def test_a_sync_that_broke_off_ends_the_round(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known may be old, and nobody is told anything of it."""

    def refused(*_all: object, **_named: object) -> None:
        raise AuthFailed("login-refused", "no", Purpose("embedded", "create_milestone"))

    monkeypatch.setattr("sync.trackers.embedded.adapter.EmbeddedTracker.create_milestone", refused)
    (synced,) = daily_round(world.inputs())
    assert isinstance(synced, Reconciliation) and synced.outcome.stopped is not None
    assert not (world.folder / "outbox").exists()


def test_mails_that_are_refused_keep_neither_sync_nor_page_back(world: World) -> None:
    """What was finished and now reads as late is synchronized and stands on the page; nobody is told of it."""
    world.clock.at = datetime(2025, 6, 1, 9, tzinfo=UTC)
    list(daily_round(world.by_the_clock()))
    world.edit("I.1.1/2025", "Fact: 4", status="done")
    world.clock.at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    list(daily_round(world.by_the_clock()))
    world.map("statuses: {done: planned}")
    mails = set((world.folder / "outbox").iterdir())
    steps = daily_round(world.by_the_clock())
    synced, page = next(steps), next(steps)
    assert isinstance(synced, Reconciliation) and synced.outcome.whole
    assert isinstance(page, Page) and page.error is None
    with pytest.raises(UnsafeChange) as refusal:
        next(steps)
    assert refusal.value.code == "mails-unsafe"
    assert set((world.folder / "outbox").iterdir()) == mails


@pytest.mark.parametrize("kind", ["a folder", "somebody's page"])
def test_a_trackers_page_that_cannot_be_written_keeps_nothing_back(
    world: World, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """The sync is done, the summary written and everybody told; the run says what is wrong with the page, with 78."""
    page = world.folder / "tracker.html"
    if kind == "a folder":
        page.mkdir()
    else:
        page.write_text("<!DOCTYPE html><html><title>The library</title>", encoding="utf-8")
    arguments = ["-q", "-c", str(world.config_path), "run", "--today", "2026-03-01"]
    assert run(arguments, App(now=world.clock)) == ExitCode.WRONG_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert ("[path-is-folder]" if kind == "a folder" else "[tracker-page-foreign]") in line
    assert (world.folder / "summary.html").exists()
    assert list((world.folder / "outbox").glob("*.eml"))
    assert page.is_dir() or "The library" in page.read_text(encoding="utf-8")
