"""What a difference consists of: changes to be made, drift and orphans to be told, what the ledger should hold.

Values only; `sync.difference.diff` finds the difference, `sync.applying.apply` makes the changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mappings.desired.issues import DesiredIssue, DesiredMilestone
from sync.difference.fields import Values
from sync.memory import Intent, Link
from sync.tracker import ActualIssue, ActualMilestone

Action = Literal["create", "update", "adopt", "close", "reopen", "comment"]
Kind = Literal["milestone", "issue"]
CLOSING_OWED = "closing"  # in a base: the open status of an issue that Vekha is to close as done while it has that


@dataclass(frozen=True)
class Change:
    """One thing to do. `wanted` is set where something is created, `actual` where something stands already.

    `before` is what stands in the fields that are changed; `rewords` says that it only puts a text in other words.
    `kept` is what the base holds after it beside the plan's fields; None takes it out.
    A comment is the field `comment`, its mark included; what stands before it is the earlier one that it replaces.
    """

    action: Action
    kind: Kind
    key: str
    fields: Values
    wanted: DesiredMilestone | DesiredIssue | None = None
    actual: ActualMilestone | ActualIssue | None = None
    before: Values = field(default_factory=dict)
    rewords: bool = False
    kept: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Drift:
    """A plan field that the staff changed. In a conflict the plan has changed it too."""

    key: str
    field: str
    ours: str | None
    theirs: str | None
    url: str | None
    conflict: bool = False


@dataclass(frozen=True)
class Orphan:
    """An open issue that bears our marker and stands for nothing in the plan, or for what another issue stands for."""

    key: str
    title: str
    url: str | None
    reason: Literal["dropped", "duplicate"]


@dataclass(frozen=True)
class Changeset:
    """The whole difference. `links` are what the ledger should hold beside it, without a word to the tracker.

    `standing` are the tracker's ids of what is there, by kind and key. `reworded` counts the issues whose text would
    only say the same in other words; it stays until something else of them changes.
    """

    changes: tuple[Change, ...] = ()
    drift: tuple[Drift, ...] = ()
    orphans: tuple[Orphan, ...] = ()
    missing: tuple[Link, ...] = ()
    unresolved: tuple[Intent, ...] = ()
    links: tuple[Link, ...] = ()
    settled: tuple[Intent, ...] = ()
    standing: Mapping[tuple[str, str], str] = field(default_factory=dict)
    bearers: Mapping[str, str] = field(default_factory=dict)  # keys whose issues still bear other keys as markers
    unchanged_milestones: int = 0
    unchanged_issues: int = 0
    reworded: int = 0

    @property
    def pending(self) -> bool:
        """Whether a sync would change something, or a person should look at something."""
        return bool(self.changes or self.drift)

    def count(self, kind: Kind, *actions: Action) -> int:
        """How many changes of these actions there are."""
        return sum(change.kind == kind and change.action in actions for change in self.changes)

    @property
    def checksum(self) -> str:
        """A short fingerprint of what would be done: the same difference has the same one."""
        lines = [[change.action, change.kind, change.key, dict(change.fields)] for change in self.changes]
        text = json.dumps(lines, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
