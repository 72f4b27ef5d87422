"""One trial of the engine: a town, its staff and a witness, the runs in between, and the settling after them.

Runs the real reconciliation through a disturbed line, and says what has to hold once the disturbances are over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from mappings.desired.issues import Desired, DesiredIssue
from mappings.errors import VekhaError
from mappings.marker import normal
from sync.difference.changeset import Changeset
from sync.errors import LedgerLocked, TrackerError, UnsafeChange
from sync.ledger.store import Ledger
from sync.memory import Link
from sync.runs.compare import Comparison
from sync.runs.reconcile import Reconciliation, SyncOptions, reconcile
from sync.storage import locks
from tests.torture.breach import Breach
from tests.torture.faults import DELAY, LYING, Choice, Died, Fault, none
from tests.torture.invariants import Witness, own_value
from tests.torture.line import Line, make_mortal
from tests.torture.promises import Places, Run
from tests.torture.staff import Staff
from tests.torture.world import COUNTS, IN_FLIGHT, Town, quick_tracker, town
from tests.worlds.sync_world import PLAN_KEY

# Why the tracker may refuse for good: what the staff have put in the plan's way.
OBSTACLES = frozenset({"milestone-closed", "milestone-title-taken", "parent-loop", "dates-reversed"})
COLUMNS = {"title": "title", "description": "description", "start": "start", "due": "due"}


def _nothing() -> None:
    """Nothing comes in between."""


class Trial:
    """A town under trial. Every step ends with the witness's look."""

    def __init__(self, place: Town) -> None:
        self.town = place
        self.witness = Witness(place.folder / "tracker.db")
        self.staff = Staff(place, self.witness)
        self.refused: str | None = None  # the code with which the last run was refused
        self.begun = False  # whether it came so far that what a person allowed is known

    def adopt(self, witness: Witness) -> None:
        """Go on with what a witness knew at an earlier time."""
        self.witness = self.staff.witness = witness

    def act(self, action: str, which: int, how: int) -> None:
        """One action of the staff."""
        self.staff.act(action, which, how)
        self.witness.look(engine=False)

    def run(
        self,
        choice: Choice = none,
        *,
        die_at: int | None = None,
        within: Callable[[], object] = _nothing,
        attempts: int = 1,
        **options: Any,
    ) -> Reconciliation | None:
        """One sync: its result, or None where it was broken off or refused. `within` happens once it has looked."""
        line = Line(self.town, choice, fetched=within, attempts=attempts)
        COUNTS["runs"] += 1
        worn = {number: list(labels) for number, labels in self.town.worn.items()}
        beside = within is not _nothing
        self.expect(forced=options.get("force", False), beside=beside)
        standing = len(self.witness.standing())
        stood = bool(self.witness.seen.issues)  # a listing of nothing cannot be short
        result = None
        self.refused, self.begun = None, False
        try:
            with Ledger.opened(self.town.ledger_path, PLAN_KEY, now=self.town.clock()) as ledger:
                self._note_taking_up(ledger)
                make_mortal(ledger, line, die_at)
                result = reconcile(self.town.inputs(), line, ledger, SyncOptions(**options))
        except Died:
            COUNTS["deaths"] += 1
        except UnsafeChange as refusal:
            self._refused(refusal, line, **options)
        except TrackerError:
            if not line.met:
                raise
        finally:
            line.quiet()
            self._doubts(bool(LYING & line.met.keys()))
            self.witness.look(engine=True)
        self._labels_kept(worn)
        self.witness.within_limits(standing=standing)
        if result is not None and result.outcome.whole and not line.met[Fault.SHORT]:
            self._whole(quiet=not (line.met or beside))
        self.expect()
        if result is not None and line.met[Fault.SHORT] and stood:
            raise Breach("planned on a short listing", result.comparison.changeset.changes)
        self.witness.learned(all_is_known=result is not None and result.outcome.whole)
        if result is not None:
            self._told_whole(result)
        return result

    def expect(self, *, forced: bool = False, beside: bool = False) -> None:
        """The witness learns what the next run goes for, and what a person has said of it."""
        self.witness.look(engine=False)
        rules, town = self.town.rules, self.town
        run = Run(town.places, town.numbers.told, forced, beside)
        self.witness.expects(town.inputs().desired(), rules.plans, removed=rules.removed, past=rules.past, run=run)

    def _note_taking_up(self, ledger: Ledger) -> None:
        """The operator sees when a run has taken up the lines of `renamed`: at the first thing it puts down."""
        turn, measures, lines = ledger.turn, self.town.measures, dict(self.town.rules.renamed)

        def turned(**what: Any) -> None:
            self.begun = True
            self.town.numbers.take_up(measures, lines)
            turn(**what)

        ledger.turn = turned  # type: ignore[method-assign]

    def _doubts(self, lied: bool, *others: Places) -> None:
        self.witness.doubt |= lied
        if lied:
            self.witness.promises.doubts(*others)

    def _whole(self, *, quiet: bool) -> None:
        """What has to hold after a run that has done all."""
        witness = self.witness
        witness.whole(quiet=quiet)
        shared = Counter(key for numbers in witness.standing().values() for key in numbers if len(numbers) > 1)
        standing = {number: key for key, numbers in witness.standing().items() for number in numbers}
        alone = {number: key for number, key in standing.items() if number not in shared}
        if quiet and witness.promises.are_any:
            with Ledger.copied(self.town.ledger_path, PLAN_KEY) as ledger:
                inputs = replace(self.town.inputs(), today=self.town.latest)
                witness.promises.kept(inputs.progress(ledger), ledger.history(), alone)
        witness.promises.settled(alone)

    def _refused(self, refusal: UnsafeChange, line: Line, **options: Any) -> None:
        if line.traffic.writes:
            raise Breach("refused, but written", refusal)
        self.refused = refusal.code
        if options.get("force") and refusal.code != "tracker-restored":
            raise Breach("refused in spite of --force", refusal)
        COUNTS["refusals"] += 1

    def _labels_kept(self, before: dict[str, list[str]]) -> None:
        """The staff's own labels stay, whatever the plan's do."""
        for number, labels in before.items():
            lost = [name for name in labels if name.startswith("срочно") and name not in self.town.worn[number]]
            if lost:
                raise Breach("staff's label taken", lost)

    @staticmethod
    def _told_whole(result: Reconciliation) -> None:
        """A run that says it is whole has done all that was planned."""
        outcome, changes = result.outcome, result.comparison.changeset.changes
        if outcome.whole and len(outcome.done) != len(changes):
            raise Breach("change dropped in silence", (len(outcome.done), len(changes)))

    def overlap(self) -> None:
        """Another run while this one is at work: it is turned away, and the first one goes on."""

        def second() -> None:
            try:
                with patch.object(locks, "PATIENCE", 0.0):
                    self.town.sync(Line(self.town), force=True)
            except LedgerLocked:
                COUNTS["overlaps turned away"] += 1
            else:
                raise Breach("two runs at once", "the second was let in")

        self.run(within=second, force=True)

    def arrive(self) -> None:
        """What was lost on the way and may still arrive does so now."""
        now = self.town.clock.true
        late = [one for one in self.town.late if one.expires > now]
        self.town.late.clear()
        self.witness.arriving = True
        for one in late:
            COUNTS["late arrivals"] += 1
            try:
                one.arrive()
            except VekhaError:
                COUNTS["late arrivals refused"] += 1
            self.witness.look(engine=True)
        self.witness.arriving = False

    def lose_ledger(self, *, corrupt: bool = False) -> None:
        """The ledger's file is deleted, or torn behind its first bytes."""
        self.town.expire_late()
        path = self.town.ledger_path
        if path.exists():
            self._doubts(True)
            COUNTS["ledgers lost"] += 1
            if corrupt:
                path.write_bytes(b"SQLite format 3\0" + b"the rest is no database" * 500)
            else:
                path.unlink()

    def backup(self) -> None:
        """A copy of the ledger is put by."""
        if self.town.ledger_path.exists():
            self.town.backups.append((self.town.ledger_path.read_bytes(), self.witness.promises.taken_up))

    def roll_back(self, which: int) -> None:
        """An old copy of the ledger takes its place."""
        if self.town.backups:
            self.town.expire_late()
            content, places = self.town.backups[which % len(self.town.backups)]
            self._doubts(True, places)
            COUNTS["ledgers rolled back"] += 1
            self.town.ledger_path.write_bytes(content)

    # --- once it is over ---

    def settle(self) -> None:
        """No more disturbances: one clean run converges, the next plans nothing, and the ledger says what stands."""
        self.town.expire_late()
        self.town.clock.wait(IN_FLIGHT + DELAY + self.town.clock.set_back.total_seconds())
        result = self.run(force=True)
        if result is None or result.outcome.stopped is not None or result.outcome.unresolved:
            raise Breach("did not converge", result and result.outcome)
        failed = {failure.key: failure.code for failure in result.outcome.failed}
        if set(failed.values()) - OBSTACLES - {"waits-for-other"}:
            raise Breach("did not converge", result.outcome.failed)
        after = self.town.compared(Line(self.town))
        again = {change.key for change in after.changeset.changes}
        if again - failed.keys() or after.changeset.unresolved:
            raise Breach("the next run plans something", after.changeset.changes)
        self._nothing_missing(after, failed)
        self._as_the_plan_says(after, failed)
        self._ledger_is_true(after, failed)
        self._taken_up_again(after, failed)
        COUNTS["settled"] += 1

    def _wanted(self, desired: Desired) -> dict[str, DesiredIssue]:
        skipping = self.town.rules.past == "skip"
        return {
            issue.key: issue
            for issue in desired.issues
            if not (skipping and issue.due is not None and issue.due < self.town.today)
        }

    def _nothing_missing(self, after: Comparison, failed: dict[str, str]) -> None:
        standing = self.witness.standing()
        told = {link.key for link in after.changeset.missing if link.kind == "issue"}
        linked = {int(link.tracker_id): key for (kind, key), link in after.memory.links.items() if kind == "issue"}
        absent = self._wanted(after.desired).keys() - standing.keys() - failed.keys()
        if absent - told:
            raise Breach("missing and not told", absent - told)
        taken_away = {key for key, place in self.town.places.items() if place.identity in self.witness.removed_of}
        taken_away |= {key for number, key in linked.items() if self.witness.key(number) is None}  # its marker with it
        if absent - self.witness.removed - taken_away:
            raise Breach("missing", absent - self.witness.removed)

    def _as_the_plan_says(self, after: Comparison, failed: dict[str, str]) -> None:
        """Every plan field says what the plan says, or is told as drift; and drift is what the staff have done."""
        drift = _drift(after.changeset)
        linked = {key: link.tracker_id for (kind, key), link in after.memory.links.items() if kind == "issue"}
        standing = self.witness.standing()
        for key, wanted in self._wanted(after.desired).items():
            number = int(linked.get(key, 0))
            if key in failed or number not in standing.get(key, ()):
                continue
            row = self.witness.seen.issues[number]
            ours = {
                "title": wanted.title,
                "description": normal(wanted.block),
                "start": wanted.start,
                "due": wanted.due,
            }
            for name, value in ours.items():
                same = own_value(name, row[name]) == (None if value is None else str(value))
                if not same and (key, name) not in drift and not self._follows(number, name):
                    raise Breach("not as the plan says", (key, name, row[name], value))
                if (key, name) in drift and not self.witness.doubt and self._is_untouched(number, name):
                    raise Breach("drift that nobody made", (key, name, row[name], value))

    def _is_untouched(self, number: int, name: str) -> bool:
        if number in self.witness.excused or number not in self.witness.made:
            return False
        names = ("start", "due") if name in ("start", "due") else (name,)  # the one can stand in the other's way
        return all(self.witness.still_own(number, one) for one in names)

    def _follows(self, number: int, name: str) -> bool:
        rows = self.witness.seen.issues.items()
        below = [row for at, row in rows if row["parent_id"] == str(number) and self.witness.key(at) is not None]
        dates = [value for row in below if (value := row[name]) is not None]
        bound = {"start": min, "due": max}.get(name)
        return bool(dates) and bound is not None and self.witness.seen.issues[number][name] == bound(dates)

    def _ledger_is_true(self, after: Comparison, failed: dict[str, str]) -> None:
        drift = _drift(after.changeset)
        wanted = self._wanted(after.desired)
        open_still = [
            intent.key for intent in after.memory.intents if intent.key in wanted and intent.key not in failed
        ]
        if open_still:
            raise Breach("intent left open", open_still)
        standing = self.witness.standing()
        for key in wanted.keys() & standing.keys() - failed.keys():
            link: Link | None = after.memory.links.get(("issue", key))
            if link is None or int(link.tracker_id) not in (*standing[key], *self._gone(after)):
                raise Breach("ledger without what stands", (key, link))
            row = self.witness.seen.issues.get(int(link.tracker_id))
            for name in COLUMNS if row is not None else ():
                known = link.base.get(name)
                told = name not in link.base or (key, name) in drift or self._follows(int(link.tracker_id), name)
                if not told and known != own_value(name, row[name]):  # type: ignore[index]
                    raise Breach("ledger says another thing", (key, name, known, row))

    def _taken_up_again(self, after: Comparison, failed: dict[str, str]) -> None:
        """What Vekha closed as dropped, and nobody has opened or closed since, is open again where the plan has it."""
        wanted = self._wanted(after.desired).keys() - failed.keys()
        standing = self.witness.standing()
        shut = [
            key
            for key in wanted & standing.keys()
            if len(standing[key]) == 1 and standing[key][0] in self.witness.closed - self.witness.excused
        ]
        if shut and not self.witness.doubt:
            raise Breach("taken up again, and closed still", shut)

    @staticmethod
    def _gone(after: Comparison) -> set[int]:
        return {int(link.tracker_id) for link in after.changeset.missing if link.kind == "issue"}


def _drift(changeset: Changeset) -> set[tuple[str, str]]:
    return {(one.key, one.field) for one in changeset.drift}


@contextmanager
def trial(**settings: Any) -> Iterator[Trial]:
    """A trial in a town of its own."""
    with town(**settings) as place, quick_tracker():
        yield Trial(place)
