"""Which closed issues are opened again: those that the plan asks for again, and those below which open ones come.

Redmine makes nothing open below what is closed, and nobody looks for open work there. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.difference.changeset import Change
from sync.difference.dropped import OF_CLOSING
from sync.difference.fields import Index
from sync.tracker import ActualIssue


def reopened(issue: ActualIssue) -> Change:
    """An issue is opened again; that Vekha once closed it is forgotten."""
    return Change("reopen", "issue", issue.key, {"status": "open"}, actual=issue, kept=dict.fromkeys(OF_CLOSING))


def with_parents_open(changes: Iterable[Change], index: Index) -> tuple[Change, ...]:
    """The changes, and before each that puts something open below a closed issue the opening of that.

    What is opened and hung elsewhere is hung there first: what it stands below now is no matter.
    """
    changes = tuple(changes)
    moving = {change.key for change in changes if change.action == "update" and "parent" in change.fields}
    held = {change.key: change for change in changes if change.action == "reopen" and change.key in moving}
    found: list[Change] = []
    opened: set[str] = set()
    for change in changes:
        if held.get(change.key) is change:
            continue
        above = index.issues.get(_parent_of(change, held, index) or "")
        if above is not None and above.closed and above.key not in opened:
            found.append(reopened(above))
            opened.add(above.key)
        found.append(change)
        later = held.get(change.key) if change.action == "update" else None
        found += [later] if later is not None else []
        opened |= {change.key} if change.action == "reopen" or later is not None else set()
    return tuple(found)


def _parent_of(change: Change, held: Mapping[str, Change], index: Index) -> str | None:
    """The key of the issue below which a change puts something open."""
    wanted, actual = change.wanted, change.actual
    if change.kind != "issue" or change.action not in ("create", "update", "reopen"):
        return None
    if change.action == "reopen":
        return index.issue_keys.get(getattr(actual, "parent_id", None) or "")
    stands_closed = getattr(actual, "closed", False) or getattr(wanted, "closed", False)
    stands_closed = stands_closed and change.key not in held
    return None if stands_closed else change.fields.get("parent")
