"""A history: a plan is synced through the proxy again and again, while it is amended and the staff work beside it.

Decides the order of events by a seed. What must never happen is the witness's affair; the runs are the engine's own,
with its own ledger on the disk.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from mappings.errors import VekhaError
from sync.config.loading import load_config
from sync.config.settings import TrackerConfig
from sync.errors import UnsafeChange
from sync.ledger.store import Ledger
from sync.runs.inputs import Inputs, load_inputs
from sync.runs.reconcile import Reconciliation, SyncOptions, reconcile
from sync.tracker import Tracker
from sync.trackers.gitlab import adapter as gitlab
from sync.transport import Limits, Transport
from sync.transport.pacing import Gate
from tests.faults.board import Board, Deed, Wanted
from tests.faults.clock import Clock
from tests.faults.kinds import CALM, Kind
from tests.faults.plans import Document
from tests.faults.proxy import FaultProxy
from tests.faults.tally import Ran, Tally
from tests.faults.witness import Witness

TODAY = date(2026, 3, 1)
STORMY_RUNS = 12  # after which a stage is given up
CALM_RUNS = 6
_MANY = 6  # issues of which one may vanish; of fewer it is a change that the engine refuses, and rightly
SOON, LATER = 5.0, 90.0  # seconds between two runs: shorter and longer than a request may be under way


@contextmanager
def in_haste(clock: Clock, seconds: float) -> Iterator[None]:
    """Let every transport give up after so many real seconds, and do its waiting on the clock."""
    limits = Limits(connect=seconds, request=seconds)
    with ExitStack() as stack:
        for maker, defaults in (
            (Transport, {"limits": limits, "sleep": clock.sleep, "jitter": lambda: 0.5}),
            (Gate, {"clock": clock.seconds, "sleep": clock.sleep}),
        ):
            known = maker.__init__.__kwdefaults__
            assert known is not None
            stack.enter_context(patch.dict(known, defaults))
        longer = replace(gitlab._LIMITS, connect=seconds, request=seconds)
        stack.enter_context(patch.object(gitlab, "_LIMITS", longer))
        yield


class History:
    """One history of one plan. What it comes to is added to `tally`.

    `locks` says whether the tracker refuses a write that is based on what no longer stands. Where it does not, words of
    the staff that a late request replaced are told apart: no client can save them.
    """

    def __init__(
        self,
        folder: Path,
        document: Document,
        tracker: TrackerConfig,
        board: Board,
        proxy: FaultProxy,
        seed: int,
        tally: Tally,
        *,
        locks: bool,
    ) -> None:
        self.tally = tally
        self.log: list[str] = []
        self.witness = Witness(board)
        self._folder = folder
        self._document = document
        self._tracker = tracker
        self._board = board
        self._proxy = proxy
        self._clock = proxy.clock
        self._seed = seed
        self._locks = locks
        self._runs = 0
        self._chance = random.Random(f"history {seed}")
        self._sent = 0
        self._late = 0
        self._deleted = False

    # --- the story ---

    def play(self) -> None:
        """All stages under the weather as it is; then the sky clears, and the rest must come right by itself."""
        for stage in range(self._document.stages):
            self.amend(stage)
            self.tally.stormy[self._until_right(force=stage > 0, limit=STORMY_RUNS, edits=True)] += 1
        self._proxy.weather = CALM
        self.tally.calm[self._until_right(force=True, limit=CALM_RUNS, edits=False)] += 1
        self._judge_the_end()
        self.tally.add(self._proxy, self.witness.breaches, self._seed)

    def amend(self, stage: int) -> None:
        """Write the document of a stage."""
        self._document.write(self._folder, stage)

    def _until_right(self, *, force: bool, limit: int, edits: bool) -> int:
        """Run after run until everything stands and the engine knows it; the number of runs.

        A run that comes too soon after the last, as by hand, is none of them: it has to leave alone what may be under
        way.
        """
        counted, pause = 0, LATER
        while counted <= limit:
            counted += pause == LATER
            ran = self.run(force=force)
            if ran.whole and not self.witness.lacks(self.wanted()):
                return counted
            if edits:
                self.work()
            pause = self._chance.choice((SOON, LATER, LATER)) if edits else LATER
            self.rest(pause)
        return counted

    def _judge_the_end(self) -> None:
        breaches, wanted = self.witness.breaches, self.wanted()
        breaches.missing += self.witness.lacks(wanted)
        breaches.unfinished += self.witness.unfinished(wanted)
        self.rest(LATER)
        last = self.run(force=False)
        if last.writes or not last.whole:
            breaches.restless.append(f"{last.writes} writes, {last.code or 'whole' * last.whole}")
        copies = {key for key in self.witness.copies() if key in wanted}
        self.tally.copies += sum(self.witness.copies().values())
        breaches.unreported += sorted(copies - last.twice)
        strange = last.drift - self.witness.drifted()
        breaches.unfinished += [f"{key}: taken for an edit of the staff" for key in sorted(strange)]

    # --- one step ---

    def run(self, *, force: bool) -> Ran:
        """One sync, as cron would start it, and what it must not have done."""
        inputs = self._inputs()
        ran = self._synced(inputs, force=force)
        self._runs += 1
        self.tally.runs += 1
        self.tally.ended[ran.code or ("whole" if ran.whole else "in part")] += 1
        if ran.code == "unsafe-change":
            self.witness.breaches.refused.append(f"run {self._runs}")
        self._look(f"run {self._runs}: {ran.code or ('whole' if ran.whole else 'in part')}")
        return ran

    def rest(self, seconds: float) -> None:
        """Let time pass; what was under way arrives meanwhile."""
        self._clock.sleep(seconds)
        self._look(f"rest of {seconds} s")

    def work(self) -> None:
        """Let the staff do something; what stands then is theirs to keep."""
        self.witness.refresh()
        for _time in range(self._chance.randint(0, 2)):
            deed = self._deed()
            if deed is not None:
                self.did(deed)

    def did(self, deed: Deed) -> None:
        """Take what a person has done for theirs to keep."""
        self.tally.deeds += 1
        self.log.append(f"deed: {deed}")
        self.witness.saw(deed)
        self.witness.refresh()

    def wanted(self) -> dict[str, Wanted]:
        """What the plan asks for, by key."""
        inputs = self._inputs()
        desired = inputs.desired()
        titles = {one.key: one.title for one in desired.milestones}
        return {
            one.key: Wanted(
                one.due,
                titles.get(one.milestone or ""),
                one.parent,
                closed=inputs.mapping.past == "closed" and one.due is not None and one.due < TODAY,
            )
            for one in desired.issues
        }

    # --- inside ---

    def _inputs(self) -> Inputs:
        config = replace(load_config(self._folder / "config.yaml"), tracker=self._tracker)
        return load_inputs(config, clock=self._clock, today=TODAY)

    def _synced(self, inputs: Inputs, *, force: bool) -> Ran:
        tracker: Tracker | None = None
        try:
            with Ledger.opened(inputs.config.ledger_path, inputs.config.plan.key, now=self._clock()) as ledger:
                cache = ledger.cache()
                tracker = inputs.tracker(read_only=False, cache=cache)
                result = reconcile(inputs, tracker, ledger, SyncOptions(force=force))
                ledger.keep_cache(cache)
            return _told(result, tracker)
        except UnsafeChange as refusal:
            self.log.append(refusal.message)
            return Ran("unsafe-change")
        except VekhaError as error:
            return Ran(error.code)
        finally:
            if tracker is not None:
                self._sent += tracker.traffic.requests
            self._proxy.told(self._sent)

    def _look(self, step: str) -> None:
        self.log.append(step)
        arrived = self._proxy.counts.late[self._late :]
        self._late += len(arrived)
        late = {number for one in arrived if one.method != "GET" for number in _numbers(one.path)}
        if self._locks:
            late = set()
        twice = self._proxy.counts.met[Kind.TWICE, "POST"]
        self.witness.compare(step, wanted=self.wanted(), allowed=twice, late=late)

    def _deed(self) -> Deed | None:
        # Parents are spared, those to be too: below a closed one Redmine takes no child, and with a deleted one all go.
        parents = {one.parent for one in self.wanted().values()}
        cards = self.witness.cards.values()
        ours = [card for card in cards if card.key and card.key not in parents and not card.has_children]
        if not ours:
            return None
        card, word, board = self._chance.choice(ours), f"слово {self._chance.randint(100, 999)}", self._board
        due = date(2029, 1, 1) + timedelta(days=self._chance.randint(1, 300))
        deeds: list[tuple[int, Callable[[], Deed | None]]] = [
            (25, lambda: board.comment(card, word)),
            (25, lambda: board.write(card, word)),
            (20, lambda: board.take(card)),
            (15, lambda: board.close(card)),
            (8, lambda: board.postpone(card, due)),
            (4, lambda: board.own(word)),
        ]
        if not self._deleted and len(ours) >= _MANY:
            deeds.append((3, lambda: board.delete(card)))
        (chosen,) = self._chance.choices([deed for _weight, deed in deeds], [weight for weight, _deed in deeds])
        deed = chosen()
        self._deleted = self._deleted or (deed is not None and deed.deleted)
        return deed


def _told(result: Reconciliation, tracker: Tracker) -> Ran:
    changeset, outcome = result.comparison.changeset, result.outcome
    return Ran(
        outcome.stopped.code if outcome.stopped is not None else "",
        outcome.whole,
        tracker.traffic.writes,
        frozenset(one.key for one in changeset.orphans if one.reason == "duplicate"),
        frozenset(one.key for one in changeset.drift),
    )


def _numbers(path: str) -> set[str]:
    """The numbers in a path: that of the issue is among them."""
    words = path.partition("?")[0].replace(".", "/").split("/")
    return {word for word in words if word.isdecimal()}
