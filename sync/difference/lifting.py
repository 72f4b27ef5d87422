"""What was left below an issue that now stands for a deadline goes below the measure's: no date stands below another.

A tracker may derive the dates of an issue from what hangs below it, or hang nothing below a deadline's issue at all.
What the staff hung somewhere stays there. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mappings.desired.issues import DesiredIssue
from sync.difference.bases import Remembered
from sync.difference.changeset import Change
from sync.difference.fields import Index, Values
from sync.difference.renaming import measure_of
from sync.tracker import ActualIssue


class Lift(NamedTuple):
    """The keys of the issue below which one stands, and of that below which it is to stand."""

    old: str
    new: str | None


def lifted(index: Index, remembered: Remembered, wanted: Mapping[str, DesiredIssue]) -> dict[str, Lift]:
    """What stands below an issue of a deadline because that was the measure's, by key."""
    found: dict[str, Lift] = {}
    for issue in index.issues.values():
        above = index.issue_keys.get(issue.parent_id or "", "")
        measure = wanted[above].parent if above in wanted else None
        if measure is None or measure_of(issue.key) != measure:
            continue
        link = remembered.link("issue", issue.key, issue.ref)
        if link is None or link.base.get("parent") == above:
            found[issue.key] = Lift(above, wanted[issue.key].parent if issue.key in wanted else measure)
    return found


def lifted_in_time(changes: Sequence[Change], lifts: Mapping[str, Lift]) -> list[Change]:
    """The changes with those that lift something as early as the measure's issue allows."""
    early = [one for one in changes if one.key in lifts and "parent" in one.fields and lifts[one.key].new is not None]
    rest = [change for change in changes if change not in early]
    for change in reversed(early):
        there = [place for place, one in enumerate(rest) if one.key == lifts[change.key].new]
        rest.insert(max(there, default=-1) + 1, change)
    return rest


def left_dates(issue: ActualIssue, lifts: Mapping[str, Lift], index: Index) -> Values:
    """The dates that an issue is left with where a tracker derives them: those of the last one lifted from below it.

    The staff did not set them, and where they stand the next sync writes the plan's.
    """
    below = [one for one in index.children.get(issue.ref.id, ()) if one.key in lifts]
    last = max(below, key=lambda one: (lifts[one.key].new is not None, one.key), default=None)
    dates = {} if last is None else {"start": last.start, "due": last.due}
    return {name: day.isoformat() for name, day in dates.items() if day is not None}
