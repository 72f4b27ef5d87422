"""Kills: a sync in a process of its own, ended by the kernel wherever it stands; then one clean run.

The process is killed at every system call to the disk or the network of a small sync, and at random times in the one
of the bundled plan. What must hold afterwards is the trial's and the witness's matter.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.ledger.store import Ledger
from tests.torture.breach import Breach
from tests.torture.invariants import Witness
from tests.torture.tracing import PATIENCE, run_until
from tests.torture.trial import Trial, trial
from tests.torture.world import AN_HOUR, COUNTS, PLACE, Row
from tests.worlds.sync_world import PLAN_KEY, World, writes

BUNDLED = Path(__file__).parents[2] / "mappings" / "megion-2021-2030"
KILLS_OF_ONE = 40  # syncs of one copy of the bundled plan, which are about as many as it takes to make it whole
LONGEST = 0.3  # seconds after which a sync of the bundled plan is killed at the latest
FILES = ("tracker.db", "ledger.db")


def first_sync(_one: Trial) -> None:
    """Nothing has been synchronized yet."""


def amended_sync(one: Trial) -> None:
    """The plan was amended after the first sync, and the staff have been at work."""
    one.run(force=True)
    for action, which, how in (("words", 0, 0), ("words", 5, 1), ("title", 4, 1), ("work", 5, 3), ("dates", 6, 1)):
        one.act(action, which, how)
    one.town.rows |= {2: Row(1, 4), 3: Row(3, 5), 5: Row(3)}
    del one.town.rows[4]
    one.town.rules.removed = "close"
    one.town.write()


SCENES: dict[str, Callable[[Trial], None]] = {"first sync": first_sync, "amended sync": amended_sync}


@contextmanager
def scene(name: str) -> Iterator[tuple[Trial, Callable[[], None]]]:
    """A trial set for a scene, and the way back to its beginning."""
    with trial() as one:
        one.town.rows = {1: Row(5), 2: Row(0), 4: Row(4)}
        one.town.write()
        SCENES[name](one)
        kept = {file: (one.town.folder / file).read_bytes() for file in FILES if (one.town.folder / file).exists()}
        state = one.witness.copied()

        def again() -> None:
            for path in one.town.folder.iterdir():
                if path.name.startswith(FILES):
                    path.unlink()
            for file, content in kept.items():
                (one.town.folder / file).write_bytes(content)
            one.adopt(state.copied())

        yield one, again


def sync(one: Trial) -> None:
    """The sync that is killed: the engine as it is, on the tracker as it is."""
    one.town.sync(force=True)


def calls(name: str) -> int:
    """How many system calls the sync of a scene comes to."""
    with scene(name) as (one, again):
        again()  # as before each kill: no journal of an earlier transaction lies there,
        one.expect(forced=True)  # the document has been read and its texts are worded
        return run_until(None, lambda: sync(one))[0]


def kill_at(one: Trial, point: int) -> bool:
    """Kill the sync at a system call, then let one clean run settle it; whether it came to that call."""
    one.expect(forced=True)
    _count, killed = run_until(point, lambda: sync(one))
    COUNTS["kills at a system call"] += killed
    one.town.clock.wait(AN_HOUR)  # the next run; the killed process had a clock of its own
    one.witness.look(engine=True)
    one.settle()
    return killed


def kill_everywhere(name: str, points: range) -> int:
    """Kill the sync of a scene at each of these calls; how many kills there were."""
    with scene(name) as (one, again):
        kills = 0
        for point in points:
            again()
            kills += kill_at(one, point)
        return kills


class BundledPlan:
    """The bundled plan in a folder of its own, synchronized by processes that are killed at random times."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.world = World(folder)
        for file in ("plan.txt", "mapping.yaml"):
            shutil.copy(BUNDLED / file, folder / file)
        self.witness = Witness(folder / "tracker.db")
        self._chance = chance

    def expect(self) -> None:
        """The witness learns what the sync goes for."""
        self.witness.look(engine=False)
        self.witness.expects(self.world.inputs().desired(), (), removed="report")

    def kill(self) -> bool:
        """One sync, killed after a random time; whether it was not faster."""
        self.expect()
        child = os.fork()
        if child == 0:
            code = 1
            signal.alarm(PATIENCE)
            try:
                self.world.sync()
                code = 0
            finally:
                os._exit(code)
        time.sleep(self._chance.uniform(0.005, LONGEST))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        if not killed and status:
            raise ChildProcessError(f"the sync ended by itself: {status}")
        COUNTS["kills at a random time"] += killed
        self.witness.look(engine=True)
        return killed

    def finish(self) -> None:
        """One clean run makes what is missing, and the next writes nothing."""
        self.expect()
        result = self.world.sync(force=True)
        self.witness.look(engine=True)
        standing = self.witness.standing()
        wanted = {issue.key for issue in result.comparison.desired.issues}
        if wanted != standing.keys() or len(self.witness.seen.milestones) != len(result.comparison.desired.milestones):
            raise Breach("missing", wanted ^ standing.keys())
        again = self.world.sync()
        if writes(again) or again.comparison.changeset.drift:
            raise Breach("the next run plans something", again.comparison.changeset)
        with Ledger.copied(self.world.ledger_path, PLAN_KEY) as ledger:
            if ledger.recall().intents:
                raise Breach("intent left open", ledger.recall().intents)
        COUNTS["settled"] += 1


def kill_bundled(count: int, number: int) -> int:
    """Kill syncs of the bundled plan so many times, each beginning where the last one died; how many syncs that took.

    A plan that has become whole is begun anew.
    """
    chance = random.Random(number)
    syncs = 0
    while count > 0:
        with tempfile.TemporaryDirectory(dir=PLACE) as folder:
            bundled = BundledPlan(Path(folder), chance)
            for _attempt in range(min(count, KILLS_OF_ONE)):
                syncs += 1
                count -= bundled.kill()
            bundled.finish()
    return syncs
