"""An issue of Redmine's as the port knows it, the values that are written into one, and what became of them.

Decides whether Redmine holds what it was asked to hold. It sends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mappings.marker import find_key
from sync.tracker import ActualIssue, ActualMilestone, Comment, FieldFact, Ref
from sync.trackers.fingerprints import differing, fingerprint
from sync.trackers.redmine.cache import Details
from sync.trackers.redmine.markers import Marked
from sync.trackers.redmine.payloads import Issue, Version
from sync.trackers.redmine.text import still_block, wake_block

PATCHABLE = ("title", "description", "milestone_id", "parent_id", "start", "due", "labels", "marker")
DATES = ("start", "due")
_PLAIN = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_NAMES = {
    "title": "subject",
    "description": "description",
    "milestone_id": "fixed_version_id",
    "parent_id": "parent_issue_id",
    "start": "start_date",
    "due": "due_date",
    "labels": "category_id",
}


@dataclass(frozen=True)
class Pages:
    """Where a plan's issues and versions are shown, and by what they are referred to."""

    url: str
    plan_key: str

    def ref(self, issue: Issue) -> Ref:
        """The ref of an issue as it was read."""
        return Ref(str(issue.id), f"{self.url}/issues/{issue.id}", version_of(issue, self.plan_key))

    def milestone_ref(self, version: Version) -> Ref:
        """The ref of a version."""
        return Ref(str(version.id), f"{self.url}/versions/{version.id}")


def values_of(issue: Issue, plan_key: str) -> dict[str, Any]:
    """What stands in the plan's fields, by the names of the port; for the labels, the id of the category."""
    return {
        "title": issue.subject,
        "description": wake_block(issue.description or "", plan_key),
        "milestone_id": str(issue.fixed_version.id) if issue.fixed_version else None,
        "parent_id": str(issue.parent.id) if issue.parent else None,
        "start": issue.start_date,
        "due": issue.due_date,
        "labels": str(issue.category.id) if issue.category else None,
    }


def written(fields: Mapping[str, Any], plan_key: str) -> dict[str, Any]:
    """The fields as Redmine takes them; an empty text clears one."""
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "description":
            values[_NAMES[name]] = still_block(value or "", plan_key)
        else:
            values[_NAMES[name]] = value.isoformat() if isinstance(value, date) else (value or "")
    return values


def version_of(issue: Issue, plan_key: str) -> str:
    """A fingerprint of each of the plan's fields.

    Redmine's own number is not in its JSON, and its time moves when a child is made or nothing has changed at all.
    """
    return fingerprint(values_of(issue, plan_key))


def dropped(fields: Mapping[str, Any], issue: Issue, plan_key: str) -> list[str]:
    """The fields that do not hold what was asked for: Redmine says yes to what it leaves out."""
    return differing(fields, values_of(issue, plan_key))


def actual_issue(one: Marked, details: Details, *, closed: bool, fact_field: int | None, pages: Pages) -> ActualIssue:
    """The issue as the port knows it."""
    issue = one.issue
    values = values_of(issue, pages.plan_key)
    fact, reported, described = issue.field(fact_field), details.fact, details.description
    return ActualIssue(
        ref=pages.ref(issue),
        key=one.key,
        marked=one.whole,
        status=issue.status.name,
        closed=closed,
        assignee=issue.assigned_to.name if issue.assigned_to else None,
        updated_at=issue.updated_on,
        comments=tuple(Comment(said.author, said.at, said.text, said.private) for said in details.comments),
        fact=FieldFact(plain_number(fact), reported.author, reported.at) if fact and reported else None,
        description_author=described.author if described else "",
        description_at=described.at if described else None,
        description_versions=tuple(Comment(said.author, said.at, said.text) for said in details.versions),
        closed_at=issue.closed_on if closed else None,
        private=issue.is_private,
        **{**values, "labels": (issue.category.name,) if issue.category else ()},
    )


def actual_milestone(version: Version, pages: Pages) -> ActualMilestone:
    """A version as the port knows it. It has no start of its own, so the year it is marked with says it."""
    key = find_key(version.description or "", pages.plan_key)
    start = date(int(key), 1, 1) if key is not None and re.fullmatch(r"[12]\d{3}", key) else None
    ref, closed = pages.milestone_ref(version), version.status != "open"
    return ActualMilestone(ref, key, version.name, start, version.due_date, closed=closed)


def plain_number(text: str) -> str:
    """A number in plain digits: a float field also takes `1e3`, `0x1F` and `1_000`, and keeps them as typed."""
    if _PLAIN.fullmatch(text):
        return text
    try:
        number = Decimal(int(text, 16)) if "x" in text.lower() else Decimal(text.replace("_", ""))
    except (InvalidOperation, ValueError):
        return text
    return f"{number:f}" if number.is_finite() else text
