"""A sync killed by the kernel at any system call to the disk, or at any time: the next one completes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.torture.kills import SCENES, calls, kill_bundled, kill_everywhere
from tests.torture.tracing import run_until

EVERY = 45  # of the system calls the short profile takes each so many-th


def test_call_at_which_a_process_is_killed_has_no_effect(tmp_path: Path) -> None:
    """Of a file that is made, filled and renamed, each kill leaves exactly what came before it."""
    path, final = tmp_path / "new", tmp_path / "final"

    def work() -> None:
        path.write_bytes(b"text")
        path.rename(final)

    total, killed = run_until(None, work)
    assert (killed, final.read_bytes()) == (False, b"text")
    final.unlink()
    states = []
    for point in range(1, total + 1):
        assert run_until(point, work) == (point, True)
        states.append((path.exists(), path.exists() and path.read_bytes() != b"", final.exists()))
        path.unlink(missing_ok=True)
    assert sorted(set(states)) == [(False, False, False), (True, False, False), (True, True, False)]
    assert states == sorted(states)


def test_calls_of_a_threads_database_are_counted(tmp_path: Path) -> None:
    """A commit reaches the disk in many calls, and every one of them is seen."""

    def work() -> None:
        with closing(sqlite3.connect(tmp_path / "data.db")) as connection, connection:
            connection.execute("CREATE TABLE t (x)")

    assert run_until(None, work)[0] > 20


@pytest.mark.parametrize("name", SCENES)
def test_killed_sync_is_completed_by_the_next(name: str) -> None:
    """Wherever it dies: nothing twice, nothing missing, nothing of the staff's overwritten; the next plans nothing."""
    points = range(1, calls(name) + 1, EVERY)
    assert kill_everywhere(name, points) >= len(points) - 1


def test_bundled_plan_survives_kills_at_random_times() -> None:
    """Each of its issues and milestones stands once in the end."""
    assert kill_bundled(6, 1) >= 6
