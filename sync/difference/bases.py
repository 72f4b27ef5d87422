"""What the ledger remembers of one thing in the tracker: what was last written there, and what may yet arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

from sync.difference.changeset import Kind
from sync.difference.fields import Values
from sync.memory import Intent, Link, Memory
from sync.tracker import ActualIssue, Ref


class Remembered:
    """The links and the open intents of earlier runs, as seen at a moment.

    `ahead` is by how much the tracker's clock is ahead of the one by which intents are dated.
    """

    def __init__(
        self,
        memory: Memory,
        *,
        in_flight: timedelta,
        held: timedelta,
        now: datetime,
        ahead: timedelta = timedelta(0),
    ) -> None:
        self._links = memory.links
        self._intents = {(intent.kind, intent.key): intent for intent in memory.intents}
        self._in_flight = in_flight
        self._held = held
        self._now = now
        self._ahead = ahead

    def intent(self, kind: Kind, key: str) -> Intent | None:
        """The write of an earlier run whose outcome is not known."""
        return self._intents.get((kind, key))

    def link(self, kind: Kind, key: str, ref: Ref) -> Link | None:
        """The ledger's link to what stands there; a link to another id is no memory of it."""
        link = self._links.get((kind, key))
        return link if link is not None and link.tracker_id == ref.id else None

    def base(self, kind: Kind, key: str, ref: Ref, theirs: Values) -> Values:
        """What was last written: the ledger's base, and what an open intent shows to have come through."""
        link = self.link(kind, key, ref)
        base: Values = dict(link.base) if link is not None else {}
        intent = self.intent(kind, key)
        if intent is not None and intent.action == "create" and link is None:
            base.update(intent.wanted)
            if theirs.get("parent") is None and "parent" in base:
                base["parent"] = None  # some trackers hang an issue in its place after it was made
        elif intent is not None:
            base.update({name: value for name, value in intent.wanted.items() if _shows(theirs, name, value)})
        return base

    def labels(self, key: str, ref: Ref) -> tuple[str | None, str | None]:
        """The plan's labels that an issue may bear: those last written, and those of an open intent."""
        link, intent = self.link("issue", key, ref), self.intent("issue", key)
        return (link.base.get("labels") if link else None), (intent.wanted.get("labels") if intent else None)

    def in_flight(self, intent: Intent) -> bool:
        """Whether a request may still take effect; where the clock went back it may, for all that is known."""
        sent_at = intent.lost_at or intent.opened_at + self._held  # a killed run does not tell when it sent
        return max(timedelta(0), self._now - sent_at) < self._in_flight

    def has_closed(self, issue: ActualIssue) -> bool:
        """Whether a closing whose answer was lost is the one that came: what is closed later the staff have closed."""
        intent = self._intents.get(("issue", issue.key))
        if intent is None or intent.action != "close" or not issue.closed or issue.closed_at is None:
            return False
        sent_at = intent.lost_at or intent.opened_at + self._held
        return issue.closed_at - self._ahead - sent_at < self._in_flight

    def may_have_been_reopened(self, issue: ActualIssue) -> bool:
        """Whether the staff may have opened an issue again after a closing whose answer was lost had come.

        Where nobody has changed it since it was sent, that has not come.
        """
        intent = self._intents.get(("issue", issue.key))
        if intent is None or intent.action != "close" or issue.closed:
            return False
        return None in (intent.changed_at, issue.updated_at) or issue.updated_at != intent.changed_at

    def may_come(self, intent: Intent, theirs: Values, *, closed: bool = False) -> bool:
        """Whether an update or a closing may yet take effect: a write that comes in between could be undone by it.

        And a closing that comes after it would be taken for the staff's, since its intent would be gone.
        """
        if intent.action == "close":
            return not closed and self.in_flight(intent)
        done = all(_shows(theirs, name, value) for name, value in intent.wanted.items())
        return intent.action == "update" and not done and self.in_flight(intent)


def _shows(theirs: Values, name: str, value: str | None) -> bool:
    """Whether what stands in a field shows that a value has come there.

    A block that the staff have broken shows nothing, nor does a field that is not looked at.
    """
    return name in theirs and theirs[name] == value and (name, value) != ("description", None)
