"""Applies a change set: one thing after another, and what came of each.

Before every write its intent stands in the `sync.applying.journal`. While a write is under way the next intent is put
down, so that the tracker never waits for the disk; where a tracker allows it, several issues are created at once. A
write whose outcome is unknown is not repeated: its intent stays for the next run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mappings.desired.issues import DesiredIssue
from mappings.errors import FileUnwritable, VekhaError
from sync.applying.journal import Journal
from sync.applying.refusals import Failure, Refusals, failure_of, is_new_issue
from sync.applying.sender import Sender
from sync.difference.changeset import CLOSING_OWED, Change, Changeset
from sync.errors import AuthFailed, Misconfigured, TrackerError, Transient, Unfinished
from sync.ledger.store import Ledger
from sync.memory import Intent, Link
from sync.tracker import Ref, Tracker

TRANSIENT_LIMIT = 3  # unknown outcomes in a row after which the tracker counts as away


@dataclass
class Outcome:
    """What has been done. `stopped` is why the rest was not tried.

    `settled_at` is when what is `unresolved` can be told: by then nothing that was sent can still take effect.
    """

    done: list[Change] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    created: dict[str, tuple[Ref, DesiredIssue]] = field(default_factory=dict)
    stopped: VekhaError | None = None
    settled_at: datetime | None = None

    def count(self, kind: str, action: str) -> int:
        """How many changes of a kind and an action were done; what is updated in two steps counts once."""
        keys = [change.key for change in self.done if (change.kind, change.action) == (kind, action)]
        return len(set(keys) if action == "update" else keys)

    @property
    def whole(self) -> bool:
        """Whether everything that was planned has been done."""
        return not (self.failed or self.unresolved or self.stopped)


def apply_changes(
    changeset: Changeset,
    tracker: Tracker,
    ledger: Ledger,
    *,
    now: Callable[[], datetime],
    progress: Callable[[int], None] = lambda _done: None,
) -> Outcome:
    """Apply a change set. `progress` is told how many changes lie behind. Raises only what the ledger raises."""
    return _Application(changeset, tracker, ledger, now, progress).run()


@dataclass(frozen=True)
class _Intended:
    """A change whose intent is on the disk."""

    change: Change
    intent: Intent


class _Application:
    def __init__(
        self,
        changeset: Changeset,
        tracker: Tracker,
        ledger: Ledger,
        now: Callable[[], datetime],
        progress: Callable[[int], None],
    ) -> None:
        self._journal = Journal(changeset, ledger, now)
        self._now = now
        self._in_flight = timedelta(seconds=tracker.capabilities.in_flight_seconds)
        self._progress = progress
        self._at_once = max(1, tracker.capabilities.parallel)
        self._outcome = Outcome(unresolved=[intent.key for intent in changeset.unresolved])
        self._await_all(changeset.unresolved, timedelta(seconds=tracker.capabilities.held_seconds))
        self._sender = Sender(tracker, changeset, self._journal.bases, ledger.plan)
        self._doubtful = {(intent.kind, intent.key) for intent in changeset.unresolved}
        self._refusals = Refusals()
        self._in_a_row = 0
        self._behind = 0
        self._ahead = deque(changeset.changes)
        self._intended: deque[_Intended] = deque()
        self._under_way: dict[Future[Ref], _Intended] = {}

    def run(self) -> Outcome:
        self._journal.written()
        with _workers(self._at_once) as workers:
            while self._ahead or self._intended or self._under_way:
                self._start(workers)
                self._intend()
                if self._under_way and not self._may_start():
                    for ended in wait(self._under_way, return_when=FIRST_COMPLETED).done:
                        self._end(ended)
        self._journal.written()
        return self._outcome

    def _await_all(self, intents: Collection[Intent], held: timedelta) -> None:
        """Note when the last write of earlier runs is settled: a killed run does not tell when it sent."""
        latest = self._now() + held  # whatever a clock that went wrong has put down
        for intent in intents:
            self._await(min(intent.lost_at or intent.opened_at + held, latest))

    def _await(self, sent: datetime) -> None:
        self._outcome.settled_at = max(self._outcome.settled_at or sent, sent + self._in_flight)

    # --- what is next ---

    def _intend(self) -> None:
        """Put the next intents on the disk, each before its write and while others are under way."""
        while self._ahead and self._outcome.stopped is None and len(self._intended) < self._at_once:
            name = _name(self._ahead[0])
            if name in {_name(one.change) for one in (*self._intended, *self._under_way.values())}:
                break  # an intent on the disk would take the place of the one before it
            change = self._ahead.popleft()
            if self._is_given_up(change):
                continue
            if change.action == "adopt":
                self._outcome.done.append(change)  # the link is all there is to an adoption
                self._count()
                continue
            self._intended.append(_Intended(change, self._journal.opened(change)))
        if self._outcome.stopped is not None:
            for one in self._intended:
                self._journal.dropped(one.intent)  # nothing of them has been sent
            self._intended.clear()
            self._ahead.clear()

    def _start(self, workers: ThreadPoolExecutor) -> None:
        while self._intended and self._may_start():
            one = self._intended.popleft()
            if self._is_given_up(one.change) or self._waits(one.change):
                self._journal.dropped(one.intent)
            else:
                self._under_way[workers.submit(self._sender.send, one.change)] = one

    def _is_given_up(self, change: Change) -> bool:
        """Whether a change is not sent, since it would fail or may undo another; it is counted then."""
        if _name(change) in self._doubtful:
            self._count()  # what was sent there may still arrive, so nothing is sent after it
            return True
        failure = self._refusals.foreseen(change)
        return failure is not None and self._failed(failure)

    def _waits(self, change: Change) -> bool:
        """Whether what a change needs does not stand there; it has failed then."""
        other = self._sender.missing(change)
        if other is None:
            return False
        return self._failed(Failure(change.key, "waits-for-other", self._sender.waits_for(other), waits_for=other))

    def _failed(self, failure: Failure) -> bool:
        self._outcome.failed.append(failure)
        self._count()
        return True

    def _may_start(self) -> bool:
        """Whether the next intended change can be sent now: only creations of issues go side by side."""
        if not self._intended or self._outcome.stopped is not None:
            return False
        change = self._intended[0].change
        waited_for = {one.change.key for one in self._under_way.values()}
        if {change.fields.get("parent"), change.fields.get("milestone")} & waited_for:
            return False
        alone = not all(is_new_issue(one) for one in (change, *(one.change for one in self._under_way.values())))
        return len(self._under_way) < (1 if alone else self._at_once)

    def _count(self) -> None:
        self._behind += 1
        self._progress(self._behind)

    # --- what has come of it ---

    def _end(self, ended: Future[Ref]) -> None:
        one = self._under_way.pop(ended)
        change, intent = one.change, one.intent
        self._count()
        try:
            ref = ended.result()
        except Transient as error:
            if error.not_done:
                self._journal.dropped(intent)
            else:
                self._journal.lost(intent)
                self._await(self._now())
            if not error.not_done or self._comes_first(change):
                self._doubtful.add(_name(change))
            self._outcome.unresolved.append(change.key)
            self._in_a_row += 1
            if self._in_a_row >= TRANSIENT_LIMIT:
                self._outcome.stopped = error
        except (AuthFailed, Misconfigured, FileUnwritable) as error:
            self._journal.dropped(intent)
            if change.action == "comment" and isinstance(error, AuthFailed):
                self._refused(change, error)
                self._say_no_more()
            else:
                self._outcome.stopped = self._outcome.stopped or error
        except Unfinished as error:
            self._outcome.failed.append(failure_of(change, error))
            self._done(_left_open(change, error.status), intent, error.made)
        except TrackerError as error:
            self._journal.dropped(intent)
            self._refused(change, error)
        else:
            self._done(change, intent, ref)

    def _done(self, change: Change, intent: Intent, ref: Ref) -> None:
        self._in_a_row = 0
        self._refusals.done(change)
        self._outcome.done.append(change)
        self._sender.made(change, ref)
        self._journal.done(intent, self._link(change, ref))

    def _refused(self, change: Change, error: TrackerError) -> None:
        self._outcome.failed.append(failure_of(change, error))
        self._refusals.refused(change, error)
        self._in_a_row = 0
        if self._comes_first(change):
            self._doubtful.add(_name(change))

    def _comes_first(self, change: Change) -> bool:
        """Whether nothing follows a change that failed: no issue is closed without the words that say why.

        Nor is one that still bears another one's marker.
        """
        return change.action == "comment" or self._sender.bears_another(change.key)

    def _say_no_more(self) -> None:
        """Give up all comments, and what would come after them: what forbids one forbids the others."""
        for one in (*(one.change for one in self._intended), *self._ahead):
            if one.action == "comment":
                self._doubtful.add(_name(one))

    def _link(self, change: Change, ref: Ref) -> Link | None:
        """What stands for a change's key now; None where the change leaves all that is remembered as it was."""
        if change.action in ("close", "reopen", "comment") and not change.kept:
            return None
        if change.action == "create" and isinstance(change.wanted, DesiredIssue):
            self._outcome.created[change.key] = (ref, change.wanted)
        base = self._sender.base_after(change)
        self._journal.bases[change.kind, change.key] = base  # for what comes after it in this run
        return Link(change.kind, change.key, ref.id, ref.url, base)


def _left_open(change: Change, status: str) -> Change:
    """What was made of an issue that was to be closed: it is to be closed while it has the status that it got."""
    wanted = replace(change.wanted, closed=False) if isinstance(change.wanted, DesiredIssue) else change.wanted
    return replace(change, wanted=wanted, kept={CLOSING_OWED: status})


def _name(change: Change) -> tuple[str, str]:
    return change.kind, change.key


@contextmanager
def _workers(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that send. Where the run breaks off nobody waits for what is under way: its intents are on the disk."""
    pool = ThreadPoolExecutor(count, thread_name_prefix="vekha-write")
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
