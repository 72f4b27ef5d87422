"""A sync may die anywhere: no issue is made twice, none is missing after the next run."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from mappings.marker import find_key
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY, ROWS, World, writes

POINTS = 36  # where a small sync is killed, spread over all its statements and commits
BUNDLED = Path(__file__).parents[1] / "mappings" / "megion-2021-2030"


class Steps:
    """Counts what reaches a database in this process: every statement before and after, every commit."""

    def __init__(self, reached: Callable[[int], None]) -> None:
        self.count = 0
        self._reached = reached
        for event in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.listen(Engine, event, self._step)

    def _step(self, *_arguments: object) -> None:
        self.count += 1
        self._reached(self.count)

    def stop(self) -> None:
        for event in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.remove(Engine, event, self._step)


def killed_at(world: World, point: int) -> bool:
    """Sync in a child process that is killed at a step; whether it came to that."""
    child = os.fork()
    if child == 0:
        Steps(lambda count: os.kill(os.getpid(), signal.SIGKILL) if count == point else None)
        code = 1
        try:
            world.sync()
            code = 0
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def steps_of_a_sync(world: World) -> int:
    """How many steps an undisturbed sync of this world takes."""
    steps = Steps(lambda _count: None)
    try:
        world.sync()
    finally:
        steps.stop()
    return steps.count


def test_killed_first_sync_is_completed_by_the_next(tmp_path: Path) -> None:
    """Wherever the first sync dies, one more makes exactly what is missing, and the third writes nothing."""
    (tmp_path / "whole").mkdir()
    total = steps_of_a_sync(World(tmp_path / "whole"))
    assert total > POINTS
    for number in range(POINTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        world = World(folder)
        assert killed_at(world, 1 + number * total // POINTS)
        world.sync()
        assert world.keys() == EXPECTED_KEYS
        with world.store.reading() as view:
            assert Counter(row.title for row in view.milestones(PLAN_KEY)) == Counter(["2025", "2026", "2027", "2028"])
        assert writes(world.sync()) == 0
        assert not world.diff().changeset.drift


def test_killed_update_overwrites_nothing_and_is_completed(tmp_path: Path) -> None:
    """Wherever an update dies, the next run completes it, and the staff's own words and dates stay."""
    amended = [row.replace("Создан зал", "Созданы 2 зала").replace("\t2026\t", "\t2027\t") for row in ROWS]

    def amended_world(name: str) -> World:
        folder = tmp_path / name
        folder.mkdir()
        world = World(folder)
        world.sync()
        text = world.issue("I.1.2").description
        world.edit("I.1.2", description=f"{text}\n\nOur words.", assignee="anna")
        world.edit("I.1.3", title="Our title")
        world.amend(amended)
        return world

    total = steps_of_a_sync(amended_world("whole"))
    for point in range(1, total + 1, max(1, total // 25)):
        world = amended_world(str(point))
        assert killed_at(world, point)
        world.sync()
        row = world.issue("I.1.2")
        assert row.description.endswith("Our words.")
        assert "Созданы 2 зала" in row.description
        assert (row.assignee, row.title) == ("anna", "1.2. Читальный зал (2027)")
        assert world.issue("I.1.3").title == "Our title"
        assert not world.diff().changeset.changes


@pytest.mark.parametrize("seed", [1])
def test_fifty_kills_of_the_bundled_plan(tmp_path: Path, seed: int) -> None:
    """The whole plan, killed fifty times on its way: 167 issues and 10 milestones, each once."""
    world = World(tmp_path)
    for name in ("plan.txt", "mapping.yaml"):
        (tmp_path / name).write_bytes((BUNDLED / name).read_bytes())
    chance = random.Random(seed)
    kills = sum(killed_at(world, chance.randint(30, 70)) for _attempt in range(50))
    assert kills == 50
    world.sync()
    markers = Counter(find_key(row.description, PLAN_KEY) for row in world.issues())
    assert (len(markers), max(markers.values())) == (167, 1)
    with world.store.reading() as view:
        assert len(view.milestones(PLAN_KEY)) == 10
    assert writes(world.sync()) == 0
