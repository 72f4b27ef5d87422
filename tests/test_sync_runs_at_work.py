"""Being at work on a plan: the ledger held, the adapter made when it is wanted, its notes kept where all went well."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sync.errors import LedgerLocked
from sync.ledger.store import Ledger
from sync.runs.at_work import SetAside, Watch, at_work, looking
from sync.storage import locks
from tests.worlds.sync_world import PLAN_KEY, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town in which nothing was synchronized yet."""
    return World(tmp_path)


def cache(world: World) -> dict[str, str]:
    """What the ledger keeps of the adapter's notes."""
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        return ledger.cache()


def note(world: World, *, fail: bool = False) -> None:
    """Be at work, let the adapter note something, and end well or not."""
    with at_work(world.inputs()) as work:
        assert work.tracker is work.tracker
        work._cache["issue:1"] = "seen"
        if fail:
            raise InterruptedError


@pytest.mark.parametrize("way", [at_work, looking])
@pytest.mark.parametrize("fail", [False, True])
def test_connections_are_let_go(world: World, monkeypatch: pytest.MonkeyPatch, way: Any, fail: bool) -> None:
    """An adapter that holds any is told once the work is done, well or not."""
    closed: list[str] = []
    with suppress(InterruptedError), way(world.inputs()) as work:
        monkeypatch.setattr(work.tracker, "close", lambda: closed.append("once"), raising=False)
        assert closed == []
        if fail:
            raise InterruptedError
    assert closed == ["once"]


def test_what_the_adapter_noted_is_kept(world: World) -> None:
    """The next run finds it again."""
    note(world)
    assert cache(world) == {"issue:1": "seen"}


def test_what_was_noted_in_a_run_that_failed_is_not_kept(world: World) -> None:
    """It may belong to what never came about; it costs requests and nothing else."""
    with pytest.raises(InterruptedError):
        note(world, fail=True)
    assert cache(world) == {}


def test_without_an_adapter_nothing_is_made(world: World) -> None:
    """What only asks the ledger leaves no tracker and no page behind."""
    with at_work(world.inputs()):
        pass
    assert sorted(path.name for path in world.folder.glob("tracker*")) == []


def test_looking_leaves_no_trace(world: World) -> None:
    """Neither the ledger nor the tracker's file is made by a look."""
    before = sorted(world.folder.iterdir())
    with looking(world.inputs()) as work:
        assert work.tracker.fetch().issues == ()
        assert work.ledger.recall().links == {}
    assert sorted(world.folder.iterdir()) == before


def test_two_cannot_be_at_work_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told so, and one who looks is not kept away."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    with at_work(world.inputs()), looking(world.inputs()), pytest.raises(LedgerLocked), at_work(world.inputs()):
        pass


@pytest.mark.parametrize("writes", [True, False])
def test_a_corrupt_ledger_is_told_before_the_work_begins(world: World, writes: bool) -> None:
    """Whoever watches hears of it at once, since what comes after may fail; only a run that writes sets it aside."""
    with at_work(world.inputs()):
        pass
    world.ledger_path.write_bytes(b"SQLite format 3\0" + b"no database " * 500)
    told: list[SetAside] = []
    opened = at_work if writes else looking
    with pytest.raises(InterruptedError), opened(world.inputs(), Watch(set_aside=told.append)):
        assert len(told) == 1
        raise InterruptedError
    (aside,) = told
    assert aside.path == world.ledger_path
    assert (aside.kept_as is not None and aside.kept_as.exists()) is writes
