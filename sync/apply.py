"""Applies a change set: recovers what an earlier run left open, then writes one thing after another.

Before every write its intent is on the disk; once the outcome is known the intent goes, together with the next one's
coming, in one transaction. A write whose outcome is unknown is not repeated: its intent stays for the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from mappings.desired import DesiredIssue, DesiredMilestone
from mappings.errors import FileUnwritable, VekhaError
from mappings.language import gettext as _
from mappings.marker import marker, replace_block
from sync.changes import Change, Changeset
from sync.errors import AuthFailed, TrackerError, Transient
from sync.fields import Values
from sync.ledger import Intent, Ledger, Link
from sync.tracker import ActualIssue, ActualMilestone, IssuePatch, Ref, Tracker

TRANSIENT_LIMIT = 3  # unknown outcomes in a row after which the tracker counts as away


@dataclass(frozen=True)
class Failure:
    """A change that the tracker refused."""

    key: str
    code: str
    message: str
    hint: str = ""


@dataclass
class Outcome:
    """What has been done. `stopped` is why the rest was not tried."""

    done: list[Change] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    created: dict[str, tuple[Ref, DesiredIssue]] = field(default_factory=dict)
    stopped: VekhaError | None = None

    def count(self, kind: str, action: str) -> int:
        """How many changes of a kind and an action were done."""
        return sum(change.kind == kind and change.action == action for change in self.done)

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


class _Application:
    def __init__(
        self,
        changeset: Changeset,
        tracker: Tracker,
        ledger: Ledger,
        now: Callable[[], datetime],
        progress: Callable[[int], None],
    ) -> None:
        self._changeset = changeset
        self._tracker = tracker
        self._ledger = ledger
        self._now = now
        self._progress = progress
        self._outcome = Outcome(unresolved=[intent.key for intent in changeset.unresolved])
        self._links = {(link.kind, link.key): link for link in changeset.links}
        self._bases = {key: dict(link.base) for key, link in ledger.recall().links.items()}
        self._ids = dict(changeset.standing)
        self._gone = {(link.kind, link.key) for link in changeset.missing}
        self._tried = {one.key for one in changeset.settled if (one.kind, one.action) == ("issue", "create")}
        self._pending: list[Link] = []
        self._over: list[Intent] = []
        self._in_a_row = 0

    def run(self) -> Outcome:
        self._ledger.turn(done=self._changeset.links, dropped=self._changeset.settled)
        for number, change in enumerate(self._changeset.changes):
            if change.action == "adopt":
                self._outcome.done.append(change)  # the link above is all there is to an adoption
            else:
                self._try(change)
            self._progress(number + 1)
            if self._outcome.stopped is not None:
                break
        self._ledger.turn(done=self._pending, dropped=self._over)
        return self._outcome

    def _try(self, change: Change) -> None:
        missing = self._missing(change)
        if missing is not None:
            message = _("it waits until {other} stands in the tracker").format(other=missing)
            self._outcome.failed.append(Failure(change.key, "waits-for-other", message))
            return
        intent = Intent(change.kind, change.key, change.action, change.fields, self._now())
        self._ledger.turn(done=self._pending, dropped=self._over, intent=intent)
        self._pending, self._over = [], []
        try:
            ref = self._earlier(change) or self._write(change)
        except Transient as error:
            if error.not_done:
                self._over.append(intent)
            self._outcome.unresolved.append(change.key)
            self._in_a_row += 1
            if self._in_a_row >= TRANSIENT_LIMIT:
                self._outcome.stopped = error
        except (AuthFailed, FileUnwritable) as error:
            self._over.append(intent)
            self._outcome.stopped = error
        except TrackerError as error:
            self._over.append(intent)
            self._outcome.failed.append(Failure(change.key, error.code, error.message, error.hint))
            self._in_a_row = 0
        else:
            self._in_a_row = 0
            self._done(change, ref)

    def _missing(self, change: Change) -> str | None:
        """What an issue needs and what is not there: its parent or its milestone could not be made, or may yet appear.

        What the staff have deleted is not waited for.
        """
        for kind, name in (("issue", "parent"), ("milestone", "milestone")):
            key = change.fields.get(name)
            if key is not None and (kind, key) not in self._ids and (kind, key) not in self._gone:
                return key
        return None

    def _earlier(self, change: Change) -> Ref | None:
        """What an earlier, broken-off run may have made: a listing can lag behind, so the marker is looked up."""
        if change.action != "create" or change.kind != "issue" or change.key not in self._tried:
            return None
        found = self._tracker.find(marker(self._ledger.plan, change.key))
        return found.ref if found is not None else None

    def _write(self, change: Change) -> Ref:
        wanted, actual = change.wanted, change.actual
        if isinstance(actual, ActualMilestone) and isinstance(wanted, DesiredMilestone):
            return self._tracker.update_milestone(actual.ref, wanted)
        if isinstance(wanted, DesiredMilestone):
            return self._tracker.create_milestone(wanted)
        if isinstance(actual, ActualIssue):
            if change.action == "close" or not isinstance(wanted, DesiredIssue):
                return self._tracker.close_issue(actual.ref)
            return self._tracker.update_issue(actual.ref, self._patch(change.fields, actual, wanted))
        assert isinstance(wanted, DesiredIssue)  # noqa: S101 - the two branches above leave only creation
        return self._tracker.create_issue(
            wanted,
            milestone_id=self._id("milestone", wanted.milestone),
            parent_id=self._id("issue", wanted.parent),
        )

    def _patch(self, fields: Values, actual: ActualIssue, wanted: DesiredIssue) -> IssuePatch:
        patch: dict[str, str | date | None] = {}
        for name in fields:
            match name:
                case "title":
                    patch["title"] = wanted.title
                case "description":
                    patch["description"] = replace_block(actual.description, wanted.block)
                case "milestone":
                    patch["milestone_id"] = self._id("milestone", wanted.milestone)
                case "parent":
                    patch["parent_id"] = self._id("issue", wanted.parent)
                case "start":
                    patch["start"] = wanted.start
                case _:
                    patch["due"] = wanted.due
        return IssuePatch(patch)

    def _id(self, kind: str, key: str | None) -> str | None:
        return None if key is None or (kind, key) in self._gone else self._ids.get((kind, key))

    def _done(self, change: Change, ref: Ref) -> None:
        name = (change.kind, change.key)
        self._outcome.done.append(change)
        self._ids[name] = ref.id
        if change.action == "close":
            self._over.append(Intent(change.kind, change.key, change.action, change.fields, self._now()))
            return
        before = self._links[name].base if name in self._links else self._bases.get(name, {})
        base = dict(change.fields) if change.action == "create" else {**before, **change.fields}
        for field_name, kind in (("milestone", "milestone"), ("parent", "issue")):
            key = base.get(field_name)
            if change.action == "create" and key is not None and self._id(kind, key) is None:
                base[field_name] = None  # it is gone from the tracker, so the issue was made without it
        self._pending.append(Link(change.kind, change.key, ref.id, ref.url, base))
        if change.action == "create" and isinstance(change.wanted, DesiredIssue):
            self._outcome.created[change.key] = (ref, change.wanted)
