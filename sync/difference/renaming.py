"""Carries the history over when an amended plan numbers its measures anew: the mapping's `renamed`.

Decides which key an issue has after that. An issue of the tracker still bears its old marker when the key changes, and
a new number may be another measure's old one: so the ledger, which knows the issue by its tracker id, decides; where
it knows nothing, a marker is taken at its word if the plan still has such a measure. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mappings.desired.issues import Desired
from sync.memory import Memory
from sync.tracker import Actual, ActualIssue

Renamed = Mapping[str, str]  # a measure's old key -> its new one


def new_key(key: str, renamed: Renamed) -> str:
    """The key of an issue after its measure was renamed; that of a deadline keeps its year."""
    measure, slash, deadline = key.partition("/")
    return f"{renamed.get(measure, measure)}{slash}{deadline}"


def carried_over(memory: Memory, renamed: Renamed) -> Memory:
    """What the ledger knows, under the new keys; what was carried over before is not carried over again."""
    fresh = {old: new for old, new in renamed.items() if memory.renamed.get(old) != new}
    if not fresh:
        return memory
    moved = {
        (kind, new_key(key, fresh) if kind == "issue" else key): replace(
            link, key=new_key(key, fresh) if kind == "issue" else key, base=_base(link.base, fresh)
        )
        for (kind, key), link in sorted(memory.links.items(), key=lambda one: new_key(one[0][1], fresh) != one[0][1])
    }
    intents = tuple(
        replace(intent, key=new_key(intent.key, fresh), wanted=_base(intent.wanted, fresh))
        if intent.kind == "issue"
        else intent
        for intent in memory.intents
    )
    known = memory.known_keys and tuple(new_key(key, fresh) for key in memory.known_keys)
    return replace(memory, links=moved, intents=intents, known_keys=known, renamed=dict(renamed))


def rekeyed(actual: Actual, memory: Memory, renamed: Renamed, desired: Desired) -> Actual:
    """The tracker's issues under the keys that they stand for now. `memory` is one that was carried over."""
    if not renamed:
        return actual
    linked = {link.tracker_id: key for (kind, key), link in memory.links.items() if kind == "issue"}
    wanted = {issue.key for issue in desired.issues}

    def key_of(issue: ActualIssue) -> str:
        new, known = new_key(issue.key, renamed), linked.get(issue.ref.id)
        if known is not None:
            return new if known == new else issue.key
        return issue.key if issue.key in wanted else new

    return replace(actual, issues=tuple(replace(issue, key=key_of(issue)) for issue in actual.issues))


def _base(base: Mapping[str, str | None], renamed: Renamed) -> Mapping[str, str | None]:
    parent = base.get("parent")
    return base if parent is None else {**base, "parent": new_key(parent, renamed)}
