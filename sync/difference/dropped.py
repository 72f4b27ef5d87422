"""What becomes of the issues that the plan no longer asks for: left as they are and told, or closed where so ruled.

One that Vekha closed and the staff opened again is theirs. Nothing is ever deleted. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

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
CLOSED_AT = "closed at"  # and when it was closed: one closed later the staff have opened in between
OF_CLOSING = ("status", CLOSED_AS, CLOSED_AT)  # what of a base is forgotten once the issue is open again


@dataclass
class Dropped:
    """What is planned and told of them. `settled` are the keys whose earlier writes have come to an end."""

    changes: list[Change] = field(default_factory=list)
    drift: list[Drift] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)
    unresolved: list[Intent] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)


def closed_by_vekha(issue: ActualIssue, memory: Memory) -> bool:
    """Whether an issue is closed because the plan had dropped it, and by nobody else."""
    link = memory.links.get(("issue", issue.key))
    ours = link is not None and link.tracker_id == issue.ref.id and link.base.get("status") == CLOSED
    return ours and stands_as_closed(issue, link.base if link is not None else {})


def stands_as_closed(issue: ActualIssue, base: Base) -> bool:
    """Whether an issue is closed, and nobody has given it another status or opened it since Vekha closed it."""
    same = base.get(CLOSED_AS) in (None, issue.status) and base.get(CLOSED_AT) in (None, _closed_at(issue))
    return issue.closed and same


def left_over(
    issues: Iterable[ActualIssue],
    remembered: Remembered,
    values: Callable[[ActualIssue, Intent], Values],
    *,
    plan_key: str,
    close: bool,
    lifts: Mapping[str, Lift],
    unfollowed: Iterable[ActualIssue] = (),
) -> Dropped:
    """What is to be done about issues that stand for nothing in the plan. `values` are what stands in one's fields.

    Only open ones are told or closed; those `unfollowed` are set right at most. `lifts` says below which other issue
    some are to be hung.
    """
    found = Dropped()
    for issue in unfollowed:
        awaited, link = _earlier(issue, remembered, values, found)
        _plan(_set_right(issue, link, plan_key, lifts.get(issue.key)), awaited, found)
    for issue in sorted(issues, key=lambda one: one.parent_id is None):  # no tracker closes one above open children
        awaited, link = _earlier(issue, remembered, values, found)
        status = link.base.get("status") if link is not None else None
        unanswered = status is None and awaited is None  # and can come no more
        opened_again = status == CLOSED or (unanswered and remembered.may_have_been_reopened(issue))
        closes = close and status is None and not (issue.closed or opened_again)
        changes = _set_right(issue, link, plan_key, lifts.get(issue.key))
        _plan([*changes, closing(issue)] if closes else changes, awaited, found)
        if issue.closed:
            seen = _seen_closed(issue, link, by_vekha=remembered.has_closed(issue))
        elif opened_again:
            found.drift.append(Drift(issue.key, "status", CLOSED, LEFT_OPEN, issue.ref.url))
            seen = _put_down(issue, link, {"status": LEFT_OPEN})
        else:
            seen = None
            found.orphans += [] if closes else [Orphan(issue.key, issue.title, issue.ref.url, "dropped")]
        if seen is not None and awaited is None:
            found.links[issue.key] = seen
    return found


def closing(issue: ActualIssue) -> Change:
    """A dropped issue is closed."""
    status: Values = {"status": CLOSED}
    return Change("close", "issue", issue.key, status, actual=issue, kept={"status": CLOSED})


def _earlier(
    issue: ActualIssue, remembered: Remembered, values: Callable[[ActualIssue, Intent], Values], found: Dropped
) -> tuple[Intent | None, Link | None]:
    """The earlier write that may reach an issue yet, and its link.

    What has come through of one that cannot is put down: the next write's intent takes the place of the open one, and
    the plan may ask for the issue again.
    """
    intent, link = remembered.intent("issue", issue.key), remembered.link("issue", issue.key, issue.ref)
    if intent is None:
        return None, link
    theirs = values(issue, intent)
    if remembered.may_come(intent, theirs, closed=issue.closed):
        return intent, link
    if intent.action in ("create", "update"):
        base = remembered.base("issue", issue.key, issue.ref, theirs)
        link = found.links[issue.key] = Link("issue", issue.key, issue.ref.id, issue.ref.url, base)
        found.settled.add(issue.key)
    return None, link


def _plan(changes: list[Change], awaited: Intent | None, found: Dropped) -> None:
    """Changes to one issue, where no earlier write may come in between."""
    if awaited is None:
        found.changes += changes
    elif changes:
        found.unresolved.append(awaited)


def _set_right(issue: ActualIssue, link: Link | None, plan_key: str, lift: Lift | None) -> list[Change]:
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


def _seen_closed(issue: ActualIssue, link: Link | None, *, by_vekha: bool) -> Link | None:
    """What is put down of an issue that Vekha has closed, once it is seen to be."""
    base = link.base if link is not None else {}
    if not by_vekha and (base.get("status") != CLOSED or CLOSED_AS in base):
        return None
    return _put_down(issue, link, {"status": CLOSED, CLOSED_AS: issue.status, CLOSED_AT: _closed_at(issue)})


def _put_down(issue: ActualIssue, link: Link | None, how: Base) -> Link:
    """The link of an issue with how it was closed or opened."""
    base = link.base if link is not None else {}
    return Link("issue", issue.key, issue.ref.id, issue.ref.url, {**base, **how})


def _closed_at(issue: ActualIssue) -> str | None:
    return issue.closed_at.isoformat() if issue.closed_at is not None else None
