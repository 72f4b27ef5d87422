"""The journal of a run's writes: each intent on the disk before its request, taken up once its outcome is known.

What has become of earlier writes goes down together with the next intent, in one transaction of the ledger. Which
write comes next, and what a failure means, is for `sync.applying.apply`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sync.difference.changeset import Change, Changeset
from sync.ledger.store import Ledger
from sync.memory import Intent, Link
from sync.tracker import ActualIssue

CLOCK_WRONG = timedelta(days=1)  # an intent this far ahead was opened while the clock went wrong


class Journal:
    """The writes of one run. `bases` are what was last written before it, by kind and key."""

    def __init__(self, changeset: Changeset, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._now = now
        links = {**ledger.recall().links, **{(link.kind, link.key): link for link in changeset.links}}
        self.bases = {name: dict(link.base) for name, link in links.items()}
        self._done = list(changeset.links)
        self._dropped = list(changeset.settled)
        self._written: set[tuple[str, str]] = set()
        self._lost = [self._from_a_wrong_clock(intent) for intent in changeset.unresolved if self._is_ahead(intent)]

    def _is_ahead(self, intent: Intent) -> bool:
        return (intent.lost_at or intent.opened_at) - self._now() > CLOCK_WRONG

    def _from_a_wrong_clock(self, intent: Intent) -> Intent:
        """An open intent whose time lies far ahead: it counts from now on, or it would stay open for years."""
        return replace(intent, opened_at=self._now(), lost_at=None)

    def opened(self, change: Change) -> Intent:
        """Put the intent of a change on the disk, and with it what has become of earlier ones."""
        kind = "comment" if change.action == "comment" else change.kind  # it leaves the issue's own intent alone
        kept = {
            name: value for name, value in change.kept.items() if name in change.fields and change.action == "update"
        }
        wanted = {**change.fields, **kept}  # words of the staff's that were marked anew are none of Vekha's
        intent = Intent(
            kind, change.key, change.action, wanted, self._now(), change.before, changed_at=self._changed(change)
        )
        self._written.add((change.kind, change.key))
        self.written(intent)
        return intent

    def _changed(self, change: Change) -> datetime | None:
        """When the issue of a change was last changed before it, where no write of this run came in between."""
        if not isinstance(change.actual, ActualIssue) or (change.kind, change.key) in self._written:
            return None
        return change.actual.updated_at

    def done(self, intent: Intent, link: Link | None) -> None:
        """A write has come through. `link` is what stands for its key now, None where it leaves none behind."""
        if link is not None:
            self._done.append(link)
        else:
            self._dropped.append(replace(intent, done=True))

    def dropped(self, intent: Intent) -> None:
        """A write has certainly not been done: it was refused, or never sent."""
        self._dropped.append(intent)

    def lost(self, intent: Intent) -> None:
        """The answer to a write did not come. Its time counts from now: it may have waited for long to be sent."""
        self._lost.append(replace(intent, lost_at=self._now()))

    def written(self, intent: Intent | None = None) -> None:
        """One transaction: what has become of earlier writes, and the next one's intent."""
        self._ledger.turn(done=self._done, dropped=self._dropped, lost=self._lost, intent=intent)
        self._done, self._dropped, self._lost = [], [], []
