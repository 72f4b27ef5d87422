"""Whether the dates of an issue are those of what stands below it: some trackers derive them, whoever moved a child.

Such a date is nobody's to be told as moved. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from mappings.desired.issues import DesiredIssue
from sync.difference.bases import Remembered
from sync.difference.fields import Index
from sync.difference.lifting import Lift, left_dates
from sync.difference.verdict import Policy
from sync.tracker import ActualIssue


class Following:
    """The dates of issues beside those of their children, before a change set and after it.

    `is_new` says whether the change set makes an issue.
    """

    def __init__(
        self,
        wanted: Mapping[str, DesiredIssue],
        index: Index,
        remembered: Remembered,
        drift: Mapping[str, Policy],
        lifts: Mapping[str, Lift],
        is_new: Callable[[DesiredIssue], bool],
    ) -> None:
        self._wanted = wanted
        self._index = index
        self._remembered = remembered
        self._drift = drift
        self._lifts = lifts
        self._is_new = is_new

    def follows(self, parent: ActualIssue, name: str) -> bool:
        """Whether a date is that of the children as they will stand, or, where some are moved, as they stand."""
        children = [one for one in self._below(parent) if one.key not in self._lifts]
        below = [self._later(child, name) for child in children]
        moves = below != [getattr(child, name) for child in children] or left_dates(parent, self._lifts, self._index)
        below += [getattr(one, name) for one in self._made_below(parent)]
        return _bounded(getattr(parent, name), name, below) or (bool(moves) and self._is_derived(parent, name))

    def broke_off(self, parent: ActualIssue, name: str) -> bool:
        """Whether an earlier sync broke off among the children, and a date is still that of those which stand."""
        return bool(self._made_below(parent)) and self._is_derived(parent, name)

    def _below(self, parent: ActualIssue) -> tuple[ActualIssue, ...]:
        return self._index.children.get(parent.ref.id, ())

    def _made_below(self, parent: ActualIssue) -> list[DesiredIssue]:
        return [one for one in self._wanted.values() if one.parent == parent.key and self._is_new(one)]

    def _is_derived(self, parent: ActualIssue, name: str) -> bool:
        return _bounded(getattr(parent, name), name, [getattr(child, name) for child in self._below(parent)])

    def _later(self, actual: ActualIssue, name: str) -> date | None:
        """A date of an issue after this change set: the plan's where that is written."""
        standing: date | None = getattr(actual, name)
        wanted = self._wanted.get(actual.key)
        link = self._remembered.link("issue", actual.key, actual.ref)
        known = link is not None and link.base.get(name) == (standing.isoformat() if standing else None)
        return getattr(wanted, name) if wanted and (known or self._drift.get(name) == "plan") else standing


def _bounded(found: date | None, name: str, dates: Iterable[date | None]) -> bool:
    """Whether a date is the first or the last of some."""
    known = [day for day in dates if day is not None]
    return bool(known) and found == (min(known) if name == "start" else max(known))
