"""An issue of GitLab's as the port knows it, the values that are written into one, and what became of them.

Decides which key an issue bears, and whether GitLab holds what it was asked to hold. It sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mappings.desired.issues import Label
from sync.tracker import ActualIssue, Comment, Ref
from sync.trackers.fingerprints import differing, fingerprint
from sync.trackers.gitlab.cache import GitlabCache, Told
from sync.trackers.gitlab.labels import name_of, title_of
from sync.trackers.gitlab.payloads import Issue
from sync.trackers.gitlab.text import find_key, still_block, still_title, wake_block, wake_title, with_block

PATCHABLE = ("title", "description", "milestone_id", "parent_id", "start", "due")
_NO_MILESTONE = 0  # what takes an issue out of its milestone
_NAMES = {
    "title": "title",
    "description": "description",
    "milestone_id": "milestone_id",
    "start": "start_date",
    "due": "due_date",
}


@dataclass(frozen=True)
class Reading:
    """How issues of one plan are read. The cache tells what was asked for where GitLab cannot hold the whole of it:
    a start date on an old server, a title that had to be cut.
    """

    plan_key: str
    plan_label: str
    cache: GitlabCache

    def key(self, issue: Issue) -> str | None:
        """The key that an issue is marked with for this plan; one that has moved away is a shell without any."""
        return None if issue.moved_to_id is not None else self.marked(issue.description)

    def marked(self, description: str | None) -> str | None:
        """The key that a description is marked with for this plan."""
        return find_key(description or "", self.plan_key)

    def known_key(self, issue: Issue) -> str | None:
        """The key of an issue: what its marker says, or where it has lost that and not the plan label, the cache."""
        key = self.key(issue)
        if key is None and issue.moved_to_id is None and self.plan_label in issue.labels:
            return self.cache.key(issue.iid)
        return key

    def description(self, issue: Issue) -> str:
        """The description as the plan has it."""
        return wake_block(issue.description or "", self.plan_key)

    def values(self, issue: Issue) -> dict[str, Any]:
        """What stands in the plan's fields, by the names of the port; the parent `parents` finds."""
        start = issue.start_date
        if start is None and (noted := self.cache.start(issue.iid)) is not None:
            start = date.fromisoformat(noted)
        title, whole = wake_title(issue.title), self.cache.title(issue.iid)
        if whole is not None and issue.title == still_title(whole):
            title = whole
        return {
            "title": title,
            "description": self.description(issue),
            "milestone_id": str(issue.milestone.id) if issue.milestone else None,
            "start": start,
            "due": issue.due_date,
        }

    def ref(self, issue: Issue, parent: str | None) -> Ref:
        """The ref of an issue as it was read. GitLab tells no version, and its time moves with every link."""
        return Ref(str(issue.iid), issue.web_url, fingerprint({**self.values(issue), "parent_id": parent}))

    def actual(self, issue: Issue, key: str, told: Told, parent: str | None) -> ActualIssue:
        """The issue as the port knows it."""
        first = (issue.assignees or (None,))[0]
        described = told.description
        return ActualIssue(
            ref=self.ref(issue, parent),
            key=key,
            status=issue.state,
            closed=issue.closed,
            parent_id=parent,
            assignee=(first.name or first.username) if first is not None else None,
            updated_at=issue.updated_at,
            comments=tuple(Comment(one.author, one.at, one.text, one.private) for one in told.comments),
            labels=tuple(name_of(title) for title in issue.labels if title != self.plan_label),
            description_author=described.author if described else "",
            description_at=described.at if described else None,
            closed_at=issue.closed_at if issue.closed else None,
            private=issue.confidential,
            **self.values(issue),
        )

    def written(self, fields: Mapping[str, Any], there: Issue | None = None) -> dict[str, Any]:
        """The fields as GitLab takes them, for a new issue or for the one that is there; None clears one.

        The parent is written by `parents`.
        """
        values: dict[str, Any] = {}
        for name, value in fields.items():
            if name == "title":
                values["title"] = still_title(value)
            elif name == "description":
                text = value or ""
                stilled = with_block(there.description or "", text, self.plan_key) if there else None
                values["description"] = still_block(text, self.plan_key) if stilled is None else stilled
            elif name == "milestone_id":
                values["milestone_id"] = int(value) if value else _NO_MILESTONE
            elif name in _NAMES:
                values[_NAMES[name]] = value.isoformat() if value is not None else None
        return values

    def dropped(self, fields: Mapping[str, Any], issue: Issue) -> list[str]:
        """The fields that do not hold what was asked for: GitLab says yes to what it leaves out.

        What it could not hold whole is noted.
        """
        if "title" in fields:
            cut = wake_title(issue.title) != fields["title"] and issue.title == still_title(fields["title"])
            self.cache.note_title(issue.iid, fields["title"] if cut else None)
        if "start" in fields:
            self.cache.note_start(issue.iid, None)
        asked = {name: value for name, value in fields.items() if name in _NAMES}
        left_out = differing(asked, self.values(issue))
        if left_out == ["start"] and fields["start"] is not None:
            # A role that may set the due date may set the start as well: this server has no such field yet.
            self.cache.note_start(issue.iid, fields["start"].isoformat())
            return []
        return left_out


def unlabelled(wanted: Iterable[Label], plan_label: str, issue: Issue) -> bool:
    """Whether an issue lacks the plan label, or one of these."""
    return not {plan_label, *(title_of(label.name) for label in wanted)} <= set(issue.labels)
