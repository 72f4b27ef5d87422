"""The state machine: whatever order plan, staff, line, clock, ledger and processes are disturbed in.

Every rule ends with the witness's look at the tracker; every example ends with a clean run that must settle it.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mappings.desired.issues import LabelKind
from tests.torture import steps
from tests.torture.amendments import AMENDMENTS, amend
from tests.torture.faults import Fault, Storm, none
from tests.torture.staff import ACTIONS, OF_ISSUES
from tests.torture.trial import Trial, trial
from tests.torture.world import COUNTS, Rules, days

few = st.integers(0, 11)
rates = st.sampled_from([0.1, 0.3, 0.6])
rulings = st.builds(
    Rules,
    removed=st.sampled_from(["report", "report", "close"]),
    past=st.sampled_from(["open", "closed", "skip"]),
    milestone_title=st.sampled_from(["{year}", "{year}", "{year} год"]),
    from_year=st.sampled_from([None, None, 2026, 2027]),
    plans=st.sampled_from(
        [frozenset[str](), frozenset[str](), frozenset({"due"}), frozenset({"title", "description"})]
    ),
)
deeds = st.lists(st.tuples(st.sampled_from(sorted(ACTIONS)), few, few), min_size=1, max_size=5)
amendments = st.lists(st.tuples(st.sampled_from(AMENDMENTS), few, few), min_size=1, max_size=3)


class Torture(RuleBasedStateMachine):
    """One town under trial."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.trial: Trial = self.stack.enter_context(trial())
        COUNTS["examples"] += 1

    @initialize(ruling=rulings, labels=st.sampled_from(["", "one kind", "all"]), parallel=st.sampled_from([1, 1, 4]))
    def begin(self, ruling: Rules, labels: str, parallel: int) -> None:
        """Choose what tracker the town has and what its mapping says, and synchronize for the first time."""
        town = self.trial.town
        town.rules, town.parallel = replace(ruling), parallel
        town.kinds = frozenset({"": (), "one kind": {LabelKind.EXECUTOR}, "all": LabelKind}[labels])
        town.write()
        self.trial.run(force=True)

    @rule(change=amendments)
    def amended(self, change: list[tuple[str, int, int]]) -> None:
        """The plan is amended."""
        self.plan(change)

    def plan(self, change: list[tuple[str, int, int]]) -> None:
        """Amend the plan."""
        for one in change:
            amend(self.trial.town, *one)

    @rule(ruling=rulings)
    def map(self, ruling: Rules) -> None:
        """The operator changes the mapping."""
        self.trial.town.late.clear()
        self.trial.town.rules = replace(ruling, renamed=self.trial.town.rules.renamed)
        self.trial.town.write()

    @rule(deeds=deeds)
    def staff(self, deeds: list[tuple[str, int, int]]) -> None:
        """The staff work in the tracker."""
        for one in deeds:
            self.trial.act(*one)

    @rule(force=st.booleans(), recreate=st.sampled_from([False, False, False, True]))
    def sync(self, force: bool, recreate: bool) -> None:
        """A run on a line in order."""
        self.trial.run(force=force, recreate=recreate)

    @rule(change=amendments, number=st.integers(0, 2**16), rate=rates, recreate=st.sampled_from([False, False, True]))
    def storm(self, change: list[tuple[str, int, int]], number: int, rate: float, recreate: bool) -> None:
        """A run in which any call may fail in any way."""
        self.plan(change)
        # without its memory the engine must trust a listing; and no number is given away within a minute
        blind = recreate or self.trial.witness.doubt or self.trial.town.numbers.told
        kinds = set(Fault) - ({Fault.LAGS} if blind else set())
        self.trial.run(Storm(number, rate, kinds), force=True, recreate=recreate)

    @rule(change=amendments, number=st.integers(0, 2**16), rate=rates)
    def lossy(self, change: list[tuple[str, int, int]], number: int, rate: float) -> None:
        """A run whose requests and answers get lost."""
        self.plan(change)
        self.trial.run(Storm(number, rate, {Fault.LOST, Fault.LATE, Fault.ANSWER_LOST, Fault.SLOW}), force=True)

    @rule(change=amendments, number=st.integers(0, 2**16), seconds=st.sampled_from([1, 20, 40, 61]))
    def in_haste(self, change: list[tuple[str, int, int]], number: int, seconds: int) -> None:
        """Requests are lost on the way, the next run comes soon after, and then they arrive after all."""
        self.plan(change)
        self.trial.run(Storm(number, 0.6, {Fault.LATE, Fault.SLOW}), force=True)
        self.trial.town.clock.wait(seconds)
        self.trial.run(force=True)
        self.trial.arrive()

    @rule(change=amendments, step=st.integers(1, 60))
    def die(self, change: list[tuple[str, int, int]], step: int) -> None:
        """A run whose process dies at a step of the ledger."""
        self.plan(change)
        self.trial.run(die_at=step, force=True)

    @rule(deeds=st.lists(st.tuples(st.sampled_from(OF_ISSUES), few, few), max_size=3))
    def beside(self, deeds: list[tuple[str, int, int]]) -> None:
        """The staff edit something while a run is at work; or it is another run that comes."""

        def edit() -> None:
            for one in deeds:
                self.trial.staff.act(*one)

        if deeds:
            self.trial.run(within=edit, force=True)
        else:
            self.trial.overlap()

    @rule(change=amendments, by=few, step=st.integers(0, 40), number=st.integers(0, 2**16))
    def broken_off(self, change: list[tuple[str, int, int]], by: int, step: int, number: int) -> None:
        """A renumbering that was forced breaks off, and the next run finishes it unasked; what comes then is asked."""
        self.plan([*change, ("renumber", 0, by)])
        steps.broken_off(self.trial, steps.dies(number, 0.2) if step % 2 else none, die_at=None if step % 2 else step)
        if by % 3 == 0:
            steps.worded_anew(self.trial, step)

    @rule(which=few, how=few)
    def reopened(self, which: int, how: int) -> None:
        """A measure is dropped and its issues closed, and the staff open one again: it stays theirs."""
        self.trial.town.rules.removed = "close"
        self.plan([("drop", which, how)])
        self.trial.run(force=True)
        self.trial.act("reopen", how, 0)
        self.trial.run(force=True)

    @rule(town=st.booleans())
    def another_plan(self, town: bool) -> None:
        """A config comes with another key, or another town's plan with this one's."""
        result = self.trial.run(force=True)
        if result is not None and result.outcome.whole:  # or the ledger knows half of a plan
            steps.another_town(self.trial) if town else steps.another_key(self.trial)

    @rule(count=st.sampled_from([366, -1]))
    def leap(self, count: int) -> None:
        """The machine's clock leaps for the time of a run."""
        steps.leap(self.trial, count)

    @rule(how=st.sampled_from(["copy", "copy", "lose", "corrupt", "roll back"]), which=few)
    def ledger(self, how: str, which: int) -> None:
        """The ledger is copied, lost, overwritten with something else, or set back to a copy."""
        match how:
            case "copy":
                self.trial.backup()
            case "roll back":
                self.trial.roll_back(which)
            case _:
                self.trial.lose_ledger(corrupt=how == "corrupt")

    @rule()
    def arrive(self) -> None:
        """Lost requests arrive after all."""
        self.trial.arrive()

    @rule(seconds=st.sampled_from([5, 20, 40, 55, 61, 3600, -5, -30, -90, -600]))
    def wait(self, seconds: int) -> None:
        """Time passes, or the machine's clock is set back."""
        if seconds > 0:
            self.trial.town.clock.wait(seconds)
        else:
            self.trial.town.clock.back(-seconds)

    @rule(count=st.sampled_from([-30, -1, 1, 30, 400]))
    def day(self, count: int) -> None:
        """Another day."""
        self.trial.town.today += days(count)

    @rule()
    def settle(self) -> None:
        """Everything comes to rest."""
        self.trial.settle()

    def teardown(self) -> None:
        with self.stack:
            if sys.exc_info()[0] is None:  # or a step has found something, and that is what is told
                self.trial.settle()


def examine(count: int, *, number: int, steps: int = 10, shrink: bool = True) -> None:
    """Run so many examples from a seed; raises what the first wrong one raised, its steps in the notes."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen: dict[str, Any] = {"suppress_health_check": list(HealthCheck), "deadline": None, "database": None}
    profile = settings(
        report_multiple_bugs=False,
        max_examples=count,
        stateful_step_count=steps,
        phases=phases,
        print_blob=False,
        **chosen,
    )
    run_state_machine_as_test(seed(number)(type("Torture", (Torture,), {})), settings=profile)
