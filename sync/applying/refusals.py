"""What was refused in a run, and which creations of issues would be refused alike and need not be sent.

A tracker that wants a field filled that Vekha does not know refuses every new issue, while a closed parent or a closed
milestone refuses only what belongs there. So what is given up has both its parent and its milestone among those of
issues refused in a row for one reason. Updates and closings are always tried: an issue's own state may be the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.difference.changeset import Change
from sync.errors import Rejected, TrackerError

ALIKE_LIMIT = 3  # creations refused in a row for one reason, after which it counts as no single issue's


@dataclass(frozen=True)
class Failure:
    """A change that the tracker refused, or that was not sent: it would be refused, or `waits_for` another one."""

    key: str
    code: str
    message: str
    hint: str = ""
    waits_for: str | None = None

    @property
    def reason(self) -> tuple[str, ...]:
        """What failures of one kind have in common; those that wait for others are one kind, whatever they wait for."""
        return (self.code,) if self.waits_for else (self.code, self.message, self.hint)


def failure_of(change: Change, error: TrackerError) -> Failure:
    """What a refusal says of the change that met it."""
    return Failure(change.key, error.code, error.message, error.hint)


class Refusals:
    """The creations that were refused in a row for one reason."""

    def __init__(self) -> None:
        self._last: Failure | None = None
        self._in_a_row = 0
        self._parents: set[str | None] = set()
        self._milestones: set[str | None] = set()

    def refused(self, change: Change, error: TrackerError) -> None:
        """Note a refusal. Only one of what was sent counts: what is stale or gone is one issue's own affair."""
        if not is_new_issue(change) or not isinstance(error, Rejected):
            return
        failure = failure_of(change, error)
        if self._last is None or failure.reason != self._last.reason:
            self._forget()
        self._last = failure
        self._in_a_row += 1
        self._parents.add(change.fields.get("parent"))
        self._milestones.add(change.fields.get("milestone"))

    def done(self, change: Change) -> None:
        """Note what came through: whatever was refused before it lay with single issues."""
        if is_new_issue(change):
            self._forget()

    def foreseen(self, change: Change) -> Failure | None:
        """How a change would fail that need not be sent; None for one that is to be tried."""
        if self._last is None or self._in_a_row < ALIKE_LIMIT or not is_new_issue(change):
            return None
        known = change.fields.get("parent") in self._parents and change.fields.get("milestone") in self._milestones
        return Failure(change.key, *self._last.reason) if known else None

    def _forget(self) -> None:
        self._last, self._in_a_row = None, 0
        self._parents.clear()
        self._milestones.clear()


def is_new_issue(change: Change) -> bool:
    """Whether a change makes an issue."""
    return (change.action, change.kind) == ("create", "issue")
