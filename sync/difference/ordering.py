"""The markers of issues whose keys change, and the order in which no two ever bear one marker because of Vekha.

An issue that gives its key away is marked anew before another one is made under that key: whoever looks a marker up in
between, after a lost answer above all, finds what it means. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mappings.marker import fence, find_key, remarked
from sync.difference.changeset import Change
from sync.difference.fields import Values
from sync.tracker import ActualIssue

_NEEDS = {"parent", "milestone"}  # what may have to be made before it can be written


def bearers(issues: Iterable[ActualIssue], plan_key: str) -> dict[str, str]:
    """The markers that still stand in the issues of other keys, by the keys that those issues are known by."""
    found = {}
    for issue in issues:
        marker = find_key(issue.description, plan_key)
        if marker is not None and marker != issue.key:
            found[issue.key] = marker
    return found


def marked_first(changes: Sequence[Change], plan_key: str) -> tuple[Change, ...]:
    """The changes with the new marks first. What such an issue needs and does not stand yet is written in its turn."""
    made = {change.key for change in changes if (change.action, change.kind) == ("create", "issue")}
    marked = [one.actual for one in changes if isinstance(one.actual, ActualIssue) and "description" in one.fields]
    keys = {key for key, marker in bearers(marked, plan_key).items() if marker in made}
    first, rest = [], []
    for change in changes:
        if change.key not in keys or change.action != "update":
            rest.append(change)
            continue
        first.append(_part(change, needing=False))
        if _NEEDS & change.fields.keys():
            rest.append(_part(change, needing=True))
    return (*first, *rest)


def marked_anew(issue: ActualIssue, block: str | None, base: str | None, plan_key: str) -> tuple[Values, Values]:
    """The plan block as the staff have it, with the key that the issue has now; nothing where it bears that.

    Their words stay; the marker is no word of theirs. Where they have broken the block, one of nothing but the marker
    is put above. Beside it what counts as written there from then on: the `base` with that key, and None where nothing
    is known to have been written.
    """
    if find_key(issue.description, plan_key) in (None, issue.key):
        return {}, {}
    if block is None:
        return {"description": fence(plan_key, issue.key, "")}, {"description": None}
    kept = remarked(base, plan_key, issue.key) if base is not None else None
    return {"description": remarked(block, plan_key, issue.key)}, {"description": kept}


def _part(change: Change, *, needing: bool) -> Change:
    fields = {name: value for name, value in change.fields.items() if (name in _NEEDS) == needing}
    return replace(change, fields=fields, before={name: change.before[name] for name in fields})
