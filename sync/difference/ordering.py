"""The order of changes in which no two issues ever bear one marker because of Vekha.

An issue that gives its key away is marked anew before another one is made under that key: whoever looks a marker up in
between, after a lost answer above all, finds what it means. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mappings.marker import find_key
from sync.difference.changeset import Change
from sync.tracker import ActualIssue

_NEEDS = {"parent", "milestone"}  # what may have to be made before it can be written


def given_away(changes: Sequence[Change], plan_key: str) -> Mapping[str, str]:
    """The keys of new issues that still stand as markers in others, with the keys that those are known by."""
    made = {change.key for change in changes if (change.action, change.kind) == ("create", "issue")}
    bearers = {
        find_key(change.actual.description, plan_key): change.key
        for change in changes
        if isinstance(change.actual, ActualIssue) and change.action == "update" and "description" in change.fields
    }
    return {marker: key for marker, key in bearers.items() if marker in made and marker != key}


def marked_first(changes: Sequence[Change], plan_key: str) -> tuple[Change, ...]:
    """The changes with the new marks first. What such an issue needs and does not stand yet is written in its turn."""
    keys = set(given_away(changes, plan_key).values())
    first, rest = [], []
    for change in changes:
        if change.key not in keys or change.action != "update":
            rest.append(change)
            continue
        first.append(_part(change, needing=False))
        if _NEEDS & change.fields.keys():
            rest.append(_part(change, needing=True))
    return (*first, *rest)


def _part(change: Change, *, needing: bool) -> Change:
    fields = {name: value for name, value in change.fields.items() if (name in _NEEDS) == needing}
    return replace(change, fields=fields, before={name: change.before[name] for name in fields})
