"""The line to the tracker, on which a fault may meet every call; and a ledger at which the process may die.

The effect of a call is the real tracker's. It decides nothing of which fault meets which call.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mappings.desired.issues import DesiredIssue, DesiredMilestone
from mappings.errors import VekhaError
from sync.errors import AuthFailed, Conflict, Purpose, Rejected, Transient
from sync.ledger.store import Ledger
from sync.tracker import Actual, ActualIssue, Diagnosis, IssuePatch, LabelPatch, Ref, Traffic
from sync.trackers.embedded.schema import IssueRow
from sync.trackers.embedded.view import EmbeddedView
from tests.torture.faults import DELAY, PATIENCE, Choice, Died, Fault, none
from tests.torture.world import COUNTS, IN_FLIGHT, Late, Town


class Line:
    """The port, with the town's tracker behind it. `fetched` is called when a listing has been read.

    `attempts` is how often a call is made that may be repeated, as the transport repeats it: a reading one, and one
    that has certainly not been done.
    """

    def __init__(
        self,
        town: Town,
        choice: Choice = none,
        *,
        fetched: Callable[[], object] = lambda: None,
        orderly: bool = False,
        attempts: int = 1,
    ) -> None:
        self.town = town
        self.inner = town.tracker()
        self.traffic: Traffic = self.inner.traffic
        self.capabilities = replace(
            self.inner.capabilities,
            in_flight_seconds=IN_FLIGHT,
            held_seconds=float(DELAY),
            labels=town.kinds,
            one_label=town.one_label,
            parallel=1 if orderly else town.parallel,
        )
        self.dead = False
        self.met: Counter[Fault] = Counter()
        self.put_ahead = threading.Event()
        self._choice = choice
        self._attempts = attempts
        self._fetched = fetched
        self._lock = threading.Condition()
        self._under_way = 0

    def quiet(self) -> None:
        """Wait until what other threads have begun has ended."""
        with self._lock:
            self._lock.wait_for(lambda: self._under_way == 0)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                self._lock.notify_all()

    def _through(self, operation: str, key: str, work: Callable[[], Any]) -> Any:
        for _again in range(self._attempts - 1):
            try:
                return self._call(operation, key, work)
            except Transient as lost:
                if not lost.not_done and operation not in ("fetch", "find"):
                    raise
        return self._call(operation, key, work)

    def _call(self, operation: str, key: str, work: Callable[[], Any]) -> Any:
        with self._counted():
            with self._lock:
                fault = None if self.dead else self._choice(operation, key)
                if fault is not None:
                    self.met[fault] += 1
                    COUNTS[f"fault: {fault}"] += 1
            if self.dead or fault is Fault.DIED:
                self.dead = True
                raise Died
            return self._disturbed(fault, operation, key, work)

    def _disturbed(self, fault: Fault | None, operation: str, key: str, work: Callable[[], Any]) -> Any:
        sent = self.town.clock.true
        match fault:
            case None | Fault.SHORT | Fault.LAGS:
                return work()
            case Fault.SLOW:
                self.put_ahead.clear()
                self.put_ahead.wait(0.01)  # while it is under way the engine puts down what it will do next
                self.town.clock.wait(DELAY)
                return work()
            case Fault.LATE:
                self.town.late.append(Late(sent + timedelta(seconds=IN_FLIGHT), work))
            case Fault.ANSWER_LOST | Fault.DIED_AFTER | Fault.AUTH_AFTER | Fault.REJECTED_AFTER | Fault.CONFLICT_AFTER:
                work()
        if fault is Fault.DIED_AFTER:
            self.dead = True
            raise Died
        if fault in (Fault.LATE, Fault.LOST, Fault.ANSWER_LOST):
            self.town.clock.wait(PATIENCE)
        raise _error(fault, operation, key)

    # --- the port ---

    def check(self) -> list[Diagnosis]:
        return self.inner.check()

    def fetch(self) -> Actual:
        before = self.met.copy()
        actual: Actual = self._through("fetch", "", lambda: self._listing(self.met - before))
        self._fetched()
        return actual

    def _listing(self, met: Counter[Fault]) -> Actual:
        if met[Fault.SHORT]:
            return _short(self.inner.fetch, self.inner)
        actual = self.inner.fetch()
        self.traffic.clock_ahead = self.town.clock.set_back  # as trackers tell it with every answer
        fresh = self.town.clock.true - timedelta(seconds=IN_FLIGHT)
        issues = (replace(one, labels=tuple(self.town.worn.get(one.ref.id, ()))) for one in actual.issues)
        if met[Fault.LAGS]:
            with self.inner.store.reading() as view:
                young = {str(row.id) for row in view.issues(self.inner.project) if row.created_at > fresh}
            issues = (one for one in issues if one.ref.id not in young)
        return replace(actual, issues=tuple(issues))

    def find(self, marker: str) -> ActualIssue | None:
        found: ActualIssue | None = self._through("find", marker, lambda: self.inner.find(marker))
        return found

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        ref: Ref = self._through("create_milestone", milestone.key, lambda: self.inner.create_milestone(milestone))
        return ref

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        def work() -> Ref:
            ref = self.inner.create_issue(issue, milestone_id=milestone_id, parent_id=parent_id)
            self.town.worn[ref.id] = [label.name for label in issue.labels if label.kind in self.town.kinds]
            return ref

        made: Ref = self._through("create_issue", issue.key, work)
        return made

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        def work() -> Ref:
            fields = dict(patch.fields)
            change: LabelPatch = fields.pop("labels", LabelPatch())
            result = self.inner.update_issue(ref, IssuePatch(fields))
            worn = [name for name in self.town.worn.get(ref.id, []) if name not in change.remove]
            self.town.worn[ref.id] = worn + [label.name for label in change.add]
            return result

        updated: Ref = self._through("update_issue", ref.id, work)
        return updated

    def update_milestone(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        updated: Ref = self._through(
            "update_milestone", milestone.key, lambda: self.inner.update_milestone(ref, milestone, fields)
        )
        return updated

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:
        closed: Ref = self._through("close_issue", ref.id, lambda: self.inner.close_issue(ref, done=done))
        return closed

    def reopen_issue(self, ref: Ref) -> Ref:
        opened: Ref = self._through("reopen_issue", ref.id, lambda: self.inner.reopen_issue(ref))
        return opened


class _ShortView(EmbeddedView):
    """A view that leaves out the last row of every listing, and counts it."""

    def issues(self, project: str, *, containing: str = "") -> list[IssueRow]:
        return super().issues(project, containing=containing)[:-1]


def _short(fetch: Callable[[], Actual], tracker: Any) -> Actual:
    """A listing that lost its last page on the way."""
    store = tracker.store

    @contextmanager
    def reading(operation: str = "read") -> Iterator[EmbeddedView]:
        with store.file.reading(operation) as connection:
            yield _ShortView(connection)

    store.reading = reading
    try:
        return fetch()
    finally:
        del store.reading


STEPS = ("turn", "begin_run", "save_pull", "end_run", "recall", "reports")


def make_mortal(ledger: Ledger, line: Line, die_at: int | None) -> None:
    """Let the process die at the n-th step of the ledger: odd ones come before a call of it, even ones after."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        line.put_ahead.set()
        if count == die_at:
            COUNTS["deaths at the ledger"] += 1
            line.dead = True
            raise Died

    def stepping(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            step()
            result = method(*arguments, **named)
            step()
            return result

        return call

    for name in STEPS:
        setattr(ledger, name, stepping(getattr(ledger, name)))


def _error(fault: Fault, operation: str, key: str) -> VekhaError:
    purpose = Purpose("town", operation, key)
    match fault:
        case Fault.AUTH | Fault.AUTH_AFTER:
            return AuthFailed("token-refused", "the token is refused", purpose)
        case Fault.REJECTED | Fault.REJECTED_AFTER:
            return Rejected("disturbed", "the value is refused", purpose)
        case Fault.CONFLICT | Fault.CONFLICT_AFTER:
            return Conflict("disturbed", "somebody was faster", purpose)
        case _:
            lost = Transient("disturbed", "no answer came", purpose)
            lost.not_done = fault is Fault.NOT_DONE
            return lost
