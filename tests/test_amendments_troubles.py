"""Every row of the table in docs/amendments.md when something breaks: a lost ledger, and each write in between."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from mappings.errors import VekhaError
from sync.tracker import Ref
from tests.examples.amendment_chains import CHAINS, Chain
from tests.examples.amendment_rows import Plan, Row
from tests.examples.amendments import ROWS
from tests.test_sync_applying_apply import Faulty, lost
from tests.worlds.amended_town import EmbeddedDesk, begin, measured, play, play_steps, write_plan
from tests.worlds.sync_world import writes

rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


class Killed(BaseException):
    """The run was killed."""


@dataclass
class Breaking(Faulty):
    """A bad line through which every write goes, closings and openings too."""

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:
        """Close an issue."""
        closed: Ref = self._through("close", ref.id, lambda: self.inner.close_issue(ref, done=done))
        return closed

    def reopen_issue(self, ref: Ref) -> Ref:
        """Open it again."""
        opened: Ref = self._through("reopen", ref.id, lambda: self.inner.reopen_issue(ref))
        return opened


@rows
def test_a_lost_ledger_is_rebuilt_from_the_markers(tmp_path: Path, row: Row) -> None:
    """The same issues under the same keys, the same states and figures; and there is nothing to be written."""
    desk = EmbeddedDesk(tmp_path)
    played = play(desk, tmp_path, row)
    desk.world.ledger_path.unlink()
    code = 4 if row.name == "dropped-reopened" else 0  # only the ledger knew that it had been closed before: it waits
    for _run in range(2):
        assert desk.vekha("sync", code=code)["writes"] == 0
        assert desk.issues() == played.after
        assert measured(desk.vekha("summary")) == measured(played.summary)


def nth(n: int, error: BaseException) -> Callable[[str, str], VekhaError | None]:
    """Fail the write of this number."""
    left = [n]

    def fail(call: str, _key: str) -> VekhaError | None:
        left[0] -= call not in ("fetch", "find")
        if left[0] == 0 and call not in ("fetch", "find"):
            left[0] = -1
            raise error
        return None

    return fail


@rows
def test_a_row_that_breaks_off_comes_to_the_same_end(tmp_path: Path, row: Row) -> None:
    """Whichever write was the last, done or not: the next run asks nobody and finishes it, the one after is idle."""
    desk = EmbeddedDesk(tmp_path / "start")
    begin(desk, tmp_path / "start", row)
    check_every_break(desk, tmp_path, Last(row.after, row.said, force=row.waits))


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_the_last_of_many_amendments_that_breaks_off_comes_to_the_same_end(tmp_path: Path, chain: Chain) -> None:
    """The same where issues change places with one another."""
    desk = EmbeddedDesk(tmp_path / "start")
    *steps, (last, _deeds) = chain.steps
    play_steps(desk, tmp_path / "start", steps)
    check_every_break(desk, tmp_path, Last(last, force=True))


@dataclass(frozen=True)
class Last:
    """The amendment at which something breaks, with what the mapping says more, and whether it needs `--force`."""

    plan: Plan
    said: str = ""
    force: bool = False


def check_every_break(desk: EmbeddedDesk, folder: Path, last: Last) -> None:
    """Break off at each write: by a kill before it, and by a lost answer to what was done."""
    clean = ended(copied(desk, folder / "clean", last), last)
    for n, when in product(range(1, clean.writes + 1), ("before", "after")):
        error = Killed() if when == "before" else lost()
        name = f"{n} {when}"
        found = ended(copied(desk, folder / name, last), last, **{when: nth(n, error)})
        assert (name, found.issues, found.summary) == (name, clean.issues, clean.summary)


@dataclass(frozen=True)
class Ended:
    """What stands in the end, what is told of it, and how many writes the first run made."""

    issues: Any
    summary: Any
    writes: int


def copied(desk: EmbeddedDesk, folder: Path, last: Last) -> EmbeddedDesk:
    """The same town in a folder of its own."""
    shutil.copytree(desk.world.folder, folder)
    copy = EmbeddedDesk(folder)
    write_plan(folder, last.plan, more=last.said)
    copy.world.clock.at = desk.world.clock.at
    return copy


def ended(desk: EmbeddedDesk, last: Last, **hooks: Any) -> Ended:
    """A first run, which may break off, a second one that nothing was allowed to, and an idle one."""
    before = desk.issues()
    tracker = Breaking(desk.world.tracker(), **hooks)
    with contextlib.suppress(Killed):
        desk.world.sync(tracker, force=last.force)
    for _run in range(2):
        desk.world.clock.at += timedelta(minutes=10)
        result = desk.world.sync()
        assert (result.outcome.failed, result.outcome.unresolved) == ([], [])
    assert writes(result) == 0
    after = desk.issues()
    stands = {
        one.key: (number if number in before else "new", one.closed, one.parent and after[one.parent].key, one.comments)
        for number, one in after.items()
    }
    made = sum(call not in ("fetch", "find") for call, _key in tracker.calls)
    return Ended(stands, measured(desk.vekha("summary")), made)
