"""Storms: a line on which three calls in ten fail, run after run, while plan and staff go on.

Counts faults, and how many runs it takes until nothing is left to do. Everything comes from one seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from mappings.desired.issues import LabelKind
from sync.transport import Limits
from tests.torture.amendments import AMENDMENTS, amend
from tests.torture.faults import OF_LINE, Fault, Storm
from tests.torture.line import Line
from tests.torture.staff import ACTIONS
from tests.torture.trial import Trial, trial
from tests.torture.world import AN_HOUR, COUNTS

RATE = 0.3
LINE = OF_LINE | {Fault.SLOW}
LATE = frozenset({Fault.LATE, Fault.SLOW})
LOSSES = LATE | {Fault.LOST, Fault.ANSWER_LOST, Fault.NOT_DONE}  # what a bad line does, and no tracker
ATTEMPTS = Limits().attempts
WORSE = LINE | {Fault.AUTH, Fault.DIED, Fault.DIED_AFTER, Fault.SHORT}  # these end the run at once
MOST = 60  # runs after which a storm that never ends would be a fault of this file
ROUNDS = 5
WORSE_SHARE = 0.2  # of the runs
ARRIVING = 0.5  # of what was lost
ACTS = sorted(set(ACTIONS) - {"delete_year", "change_year"})  # closed years would stop what can never be done


@dataclass
class Gale:
    """How many runs it took until nothing was left to do, on a line that loses three calls in ten.

    `clearing`: where the line is in order again after the disturbed first one. `lasting`: where every run but the last
    is disturbed as the first.
    """

    clearing: list[int] = field(default_factory=list)
    lasting: list[int] = field(default_factory=list)


def blow(number: int, gale: Gale) -> None:
    """One town through some rounds of amendments, staff's work and storms; raises `Breach`."""
    chance = random.Random(number)
    kinds = frozenset(LabelKind) if number % 3 == 0 else frozenset()
    with trial(parallel=chance.choice([1, 1, 4]), kinds=kinds) as one:
        for round_ in range(ROUNDS):
            for _time in range(chance.randint(1, 4) if round_ else 6):
                amend(one.town, chance.choice(AMENDMENTS), chance.randrange(12), chance.randrange(12))
            for _time in range(chance.randint(0, 4)):
                one.act(chance.choice(ACTS), chance.randrange(12), chance.randrange(12))
            match chance.choice(["hasty", "clearing", "lasting"]):
                case "hasty":
                    _hasty(one, chance)
                case "clearing":
                    gale.clearing.append(_until_done(one, chance, lasts=False))
                case _:
                    gale.lasting.append(_until_done(one, chance, lasts=True))
        one.settle()
    COUNTS["storms"] += 1


def _hasty(one: Trial, chance: random.Random) -> None:
    """Runs that follow each other while lost requests may still arrive, and do; the staff work on."""
    for _run in range(4):
        kinds = WORSE if chance.random() < WORSE_SHARE else chance.choice([LINE, LATE])
        one.run(Storm(chance.randrange(2**32), RATE, kinds), force=True)
        one.town.clock.wait(chance.choice([1, 15, 30, 45, 61]))
        if chance.random() < ARRIVING:
            one.run(force=True)
        one.arrive()
        one.act(chance.choice(ACTS), chance.randrange(12), chance.randrange(12))
    one.settle()


def _until_done(one: Trial, chance: random.Random, *, lasts: bool) -> int:
    """Run every hour until nothing is left to do, what was lost arriving now and then; how many runs that took."""
    for runs in range(1, MOST):
        storm = Storm(chance.randrange(2**32), RATE if lasts or runs == 1 else 0, LOSSES)
        one.run(storm, force=True, attempts=ATTEMPTS)
        if chance.random() < ARRIVING:
            one.arrive()
        one.town.expire_late()
        one.town.clock.wait(AN_HOUR)
        left = one.town.compared(Line(one.town)).changeset
        if not left.changes and not left.unresolved:
            return runs
    raise AssertionError("the storm does not end")
