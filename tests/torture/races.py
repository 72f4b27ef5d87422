"""Races between real processes: two syncs at once, and a sync beside a person's edits.

Both sides are processes of their own that start at the same moment. What must hold afterwards is the witness's matter;
here it is seen that the loser is turned away, and at once, and that no edit that was taken is lost.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.cli.output import Output
from sync.ledger.store import Ledger
from sync.storage import locks
from tests.torture.amendments import AMENDMENTS, amend
from tests.torture.breach import Breach
from tests.torture.staff import OF_ISSUES
from tests.torture.tracing import PATIENCE
from tests.torture.trial import Trial, trial
from tests.torture.world import AN_HOUR, COUNTS, TownClock
from tests.worlds.sync_world import PLAN_KEY

AT_ONCE = 1.0  # seconds within which the loser has to end
EDITS = 12


@dataclass
class RealClock(TownClock):
    """The clock of this machine, which all processes share; what was waited for comes on top."""

    waited: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        self.at = datetime.now(UTC) + self.waited
        return self.at

    def wait(self, seconds: float) -> None:
        self.waited += timedelta(seconds=seconds)
        self()


@dataclass(frozen=True)
class Told:
    """What a process said of itself: its exit code, how long it took in seconds, and what else it has to tell."""

    code: int
    seconds: float
    what: Any = None


def together(*works: Callable[[], tuple[int, Any]]) -> list[Told]:
    """Do several things at the same moment, each in a process of its own."""
    gate_out, gate_in = os.pipe()
    answers = []
    for work in works:
        told_out, told_in = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(gate_in)
            _play(work, gate_out, told_in)
        os.close(told_in)
        answers.append((child, told_out))
    os.close(gate_out)
    os.close(gate_in)  # the gate is open: all read the end of it at once
    return [_heard(child, told) for child, told in answers]


def _play(work: Callable[[], tuple[int, Any]], gate: int, told: int) -> None:
    try:
        signal.alarm(PATIENCE)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.read(gate, 1)
        began = time.monotonic()
        code, what = work()
        with os.fdopen(told, "w") as answer:
            json.dump([code, time.monotonic() - began, what], answer)
    finally:
        os._exit(0)


def _heard(child: int, told: int) -> Told:
    with os.fdopen(told) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    if not text:
        raise ChildProcessError("a process of the race died")
    return Told(*json.loads(text))


def command(one: Trial) -> Callable[[], tuple[int, Any]]:
    """`vekha sync --force`, as it is run from the command line."""
    day = one.town.today.isoformat()
    arguments = ["-c", str(one.town.config_path), "sync", "--force", "--today", day]

    def work() -> tuple[int, Any]:
        locks.PATIENCE = 0.0  # of this process: who waits for the other is no loser
        return int(run(arguments, App(output=Output(), now=one.town.clock.tick))), None

    return work


def two_syncs(number: int) -> Told | None:
    """Two syncs of one plan at once: the loser, or None where the one had ended before the other began."""
    chance = random.Random(number)
    with trial(clock=RealClock()) as one:
        if number % 2:
            one.run(force=True)
            _amended(one, chance)
        one.expect(forced=True)
        told = together(command(one), command(one))
        COUNTS["races of two syncs"] += 1
        codes = sorted(answer.code for answer in told)
        if codes not in ([ExitCode.DONE, ExitCode.TRY_LATER], [ExitCode.DONE, ExitCode.DONE]):
            raise Breach("the loser did not end with 75", told)
        loser = max(told, key=lambda answer: answer.code)
        if loser.code and loser.seconds > AT_ONCE:
            raise Breach("the loser waited", loser)
        _afterwards(one)
        if not loser.code:
            return None
        COUNTS["losers turned away"] += 1
        COUNTS["longest wait of a loser, ms"] = max(COUNTS["longest wait of a loser, ms"], int(1000 * loser.seconds))
        return loser


def beside_a_person(number: int) -> int:
    """A sync while a person edits in another process: how many edits the tracker took, all of which have to stay."""
    chance = random.Random(number)
    with trial(clock=RealClock()) as one:
        one.run(force=True)
        _amended(one, chance)
        one.expect(forced=True, beside=True)
        deeds = [(chance.choice(OF_ISSUES), chance.randrange(12), chance.randrange(12)) for _edit in range(EDITS)]
        sync, person = together(command(one), lambda: (0, _edited(one, deeds, chance)))
        COUNTS["races with a person"] += 1
        if sync.code not in (ExitCode.DONE, ExitCode.PARTIAL):
            raise Breach("the sync failed beside a person", sync)
        taken, deleted, removed = person.what
        one.witness.deleted |= set(deleted)
        one.witness.removed |= set(removed) | _keys_of(one, deleted)
        _afterwards(one)
        lost = [edit for edit in map(tuple, taken) if edit not in one.witness.by_staff and edit[0] not in deleted]
        # The sync may have set the same value an instant before: then the person's edit changed nothing.
        lost = [edit for edit in lost if one.witness.wrote.get(edit[:2]) != edit[2]]
        if lost:
            raise Breach("a person's edit was lost", lost)
        COUNTS["edits beside a sync"] += len(taken)
        return len(taken)


def _keys_of(one: Trial, deleted: list[int]) -> set[str]:
    """The keys of deleted issues that the sync made beside the person: only the ledger still knows them."""
    with Ledger.copied(one.town.ledger_path, PLAN_KEY) as ledger:
        links = ledger.recall().links
    return {key for (kind, key), link in links.items() if kind == "issue" and int(link.tracker_id) in deleted}


def _amended(one: Trial, chance: random.Random) -> None:
    for _time in range(5):
        amend(one.town, chance.choice(AMENDMENTS), chance.randrange(12), chance.randrange(12))


def _edited(one: Trial, deeds: list[tuple[str, int, int]], chance: random.Random) -> tuple[list[Any], ...]:
    """Work through the deeds; what the tracker took, which issues were deleted, and the keys that they had."""
    for action, which, how in deeds:
        one.staff.act(action, which, how)
        time.sleep(chance.uniform(0, 0.01))
    return one.staff.taken, sorted(one.witness.deleted), sorted(one.witness.removed)


def _afterwards(one: Trial) -> None:
    one.town.clock.wait(AN_HOUR)
    one.witness.look(engine=True)
    one.settle()
