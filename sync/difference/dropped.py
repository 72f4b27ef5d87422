"""What becomes of the issues that the plan no longer asks for: left as they are and told, or closed where so ruled.

One that Vekha closed and the staff opened again is theirs. Nothing is ever deleted. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from mappings.desired.issues import DesiredIssue
from mappings.marker import find_block
from sync.difference.bases import Remembered
from sync.difference.changeset import Change, Drift, Orphan
from sync.difference.fields import Values
from sync.difference.lifting import Lift
from sync.difference.ordering import marked_anew
from sync.memory import Base, Intent, Link, Memory
from sync.tracker import ActualIssue

CLOSED, LEFT_OPEN = "closed", "open"  # what the base holds of a dropped issue: Vekha closed it; the staff reopened it
CLOSED_AS = "closed as"  # and the status in which it was first seen after that: one given since is the staff's


@dataclass
class Dropped:
    """What is planned and told of them. `settled` are the keys whose earlier writes have come to an end."""

    changes: list[Change] = field(default_factory=list)
    drift: list[Drift] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    unresolved: list[Intent] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)


def closed_by_vekha(issue: ActualIssue, memory: Memory) -> bool:
    """Whether an issue is closed because the plan had dropped it, and by nobody else."""
    link = memory.links.get(("issue", issue.key))
    ours = link is not None and link.tracker_id == issue.ref.id and link.base.get("status") == CLOSED
    return ours and stands_as_closed(issue, link.base if link is not None else {})


def stands_as_closed(issue: ActualIssue, base: Base) -> bool:
    """Whether an issue is closed, and nobody has given it another status since Vekha closed it."""
    return issue.closed and base.get(CLOSED_AS) in (None, issue.status)


def left_over(
    issues: Iterable[ActualIssue],
    remembered: Remembered,
    values: Callable[[ActualIssue, Intent], Values],
    *,
    plan_key: str,
    close: bool,
    lifts: Mapping[str, Lift],
) -> Dropped:
    """What is to be done about issues that stand for nothing in the plan. `values` are what stands in one's fields.

    Only open ones are told or closed. `lifts` says below which other issue some are to be hung.
    """
    found = Dropped()
    for issue in sorted(issues, key=lambda one: one.parent_id is None):  # no tracker closes one above open children
        link = remembered.link("issue", issue.key, issue.ref)
        found.changes += set_right(issue, link, plan_key, lifts.get(issue.key))
        if issue.closed:
            found.links += _seen_closed(issue, link, by_vekha=remembered.has_closed(issue))
            continue
        status = link.base.get("status") if link is not None else None
        if close and status is None:
            _close(issue, remembered, values, found)
            continue
        if link is not None and status == CLOSED:
            found.drift.append(Drift(issue.key, "status", CLOSED, LEFT_OPEN, issue.ref.url))
            found.links.append(replace(link, base={**link.base, "status": LEFT_OPEN}))
        else:
            found.orphans.append(Orphan(issue.key, issue.title, issue.ref.url, "dropped"))
    return found


def set_right(issue: ActualIssue, link: Link | None, plan_key: str, lift: Lift | None) -> list[Change]:
    """Let an issue bear the key under which it is known now, and hang below the measure's issue where that is another.

    No other one's marker stands there then.
    """
    block = find_block(issue.description, plan_key)
    base = link.base.get("description") if link is not None else None
    fields, kept = marked_anew(issue, block, base, plan_key)
    if lift is not None:
        fields = {**fields, "parent": lift.new}
    if not fields:
        return []
    text = fields.get("description") or block or ""
    wanted = DesiredIssue(issue.key, issue.title, text, parent=fields.get("parent"))
    stands: Values = {"description": block, "parent": lift.old if lift is not None else None}
    before = {name: stands[name] for name in fields}
    return [Change("update", "issue", issue.key, fields, wanted, issue, before, kept=kept)]


def _seen_closed(issue: ActualIssue, link: Link | None, *, by_vekha: bool) -> list[Link]:
    """What is put down of an issue that Vekha has closed, once it is seen to be."""
    base = link.base if link is not None else {}
    if not by_vekha and (base.get("status") != CLOSED or CLOSED_AS in base):
        return []
    return [Link("issue", issue.key, issue.ref.id, issue.ref.url, {**base, "status": CLOSED, CLOSED_AS: issue.status})]


def _close(
    issue: ActualIssue, remembered: Remembered, values: Callable[[ActualIssue, Intent], Values], found: Dropped
) -> None:
    """Close one, once no write may reach it any more: the closing's intent replaces the open one.

    What has come through by then is put down, for the plan may ask for the issue again.
    """
    intent = remembered.intent("issue", issue.key)
    if intent is not None and intent.action in ("create", "update"):
        theirs = values(issue, intent)
        if remembered.may_come(intent, theirs):
            found.unresolved.append(intent)
            return
        found.settled.add(issue.key)
        base = remembered.base("issue", issue.key, issue.ref, theirs)
        found.links.append(Link("issue", issue.key, issue.ref.id, issue.ref.url, base))
    status: Values = {"status": CLOSED}
    found.changes.append(Change("close", "issue", issue.key, status, actual=issue, kept={"status": CLOSED}))
