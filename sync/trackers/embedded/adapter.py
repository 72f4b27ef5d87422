"""The adapter of the embedded tracker: rows of its file to the values of the port, and back.

Decides which issues are the plan's (those marked for it) and under which name Vekha writes. It compares
nothing, retries nothing and deletes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from mappings.desired.issues import DesiredIssue, DesiredMilestone
from mappings.language import gettext as _
from mappings.marker import find_key, normal
from sync.errors import Purpose, Rejected, Transient
from sync.tracker import (
    Actual,
    ActualIssue,
    ActualMilestone,
    Capabilities,
    Comment,
    Diagnosis,
    FieldFact,
    IssuePatch,
    Ref,
    TrackerContext,
    Traffic,
)
from sync.trackers.embedded.check import Examination
from sync.trackers.embedded.schema import ChangeRow, CommentRow, IssueRow, LastChange, MilestoneRow
from sync.trackers.embedded.settings import TRACKER, EmbeddedSettings
from sync.trackers.embedded.store import EmbeddedStore, issue_unknown, milestone_unknown, row_id
from sync.trackers.embedded.view import EmbeddedView
from sync.trackers.embedded.words import AUTHOR, CLOSED_STATUSES
from sync.trackers.versions import staff_versions

PATCHABLE = ("title", "description", "milestone_id", "parent_id", "start", "due")


class EmbeddedTracker:
    """The port on a SQLite file. `store` and `project` serve those who work the tracker by hand."""

    Settings: type[BaseModel] = EmbeddedSettings

    def __init__(self, settings: EmbeddedSettings, context: TrackerContext) -> None:
        self.capabilities = Capabilities(fact_field=True, in_flight_seconds=0.0)
        self.traffic = Traffic()
        self.project = settings.project or context.plan_key
        path = Path(context.folder, settings.path)
        self.store = EmbeddedStore(path, now=context.now, read_only=context.read_only)
        self._plan_key = context.plan_key

    def check(self) -> list[Diagnosis]:
        """Whether the file is there or can be made, may be written, is whole, and what it holds."""
        self.traffic.requests += 1
        return list(Examination(self.store, self.project, self._plan_key).lines())

    def fetch(self) -> Actual:
        """Everything of this plan. Raises `Transient` where fewer rows came than were counted."""
        self.traffic.requests += 1
        near = f"{self._plan_key}:"
        with self.store.reading("fetch") as view:
            rows = view.issues(self.project, containing=near)
            counted = view.count(self.project, containing=near)
            comments = view.comments(self.project, containing=near)
            told = _Told(view, self.project)
            milestones = view.milestones(self.project)
        if len(rows) != counted:
            message = _("the tracker counted {counted} issues and gave {given}")
            message = message.format(counted=counted, given=len(rows))
            raise Transient("tracker-not-whole", message, Purpose(TRACKER, "fetch"))
        issues = (self._issue(row, comments.get(row.id, []), told) for row in rows)
        return Actual(
            tuple(self._milestone(row) for row in milestones),
            tuple(issue for issue in issues if issue is not None),
        )

    def find(self, marker: str) -> ActualIssue | None:
        """The oldest issue of the project that bears the marker."""
        self.traffic.requests += 1
        plan_key, _colon, key = marker.partition(":")
        with self.store.reading("find") as view:
            rows = view.marked(self.project, plan_key, key)
            if not rows:
                return None
            return self._issue(rows[0], view.issue_comments(rows[0].id), _Told(view, self.project), key)

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        """Make a milestone; a title that is taken is rejected."""
        self._count_writing()
        row = self.store.create_milestone(
            self.project,
            milestone.title,
            description=milestone.description,
            start=milestone.start,
            due=milestone.due,
        )
        return self._milestone_ref(row)

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        """Make an issue with the plan block as its description, done already if the plan says so."""
        self._count_writing()
        row = self.store.create_issue(
            self.project,
            issue.title,
            author=AUTHOR,
            description=issue.block,
            status="done" if issue.closed else "new",
            milestone_id=_id(milestone_id, "milestone_id", "create_issue"),
            parent_id=_id(parent_id, "parent_id", "create_issue"),
            start=issue.start,
            due=issue.due,
            assignee=issue.assignee,
        )
        return self._ref(row)

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        """Change the plan's fields of an issue; None clears one."""
        self._count_writing()
        return self._update(ref, _columns(patch.fields), "update_issue")

    def update_milestone(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        """Bring these fields to the plan's; a milestone without its marker gets that below its words."""
        self._count_writing()
        number = row_id(ref.id)
        if number is None:
            raise milestone_unknown(ref.id, Purpose(TRACKER, "update_milestone"))
        with self.store.reading("update_milestone") as view:
            there = view.milestone(number)
        changes: dict[str, Any] = {name: getattr(milestone, name) for name in fields}
        if there is not None and find_key(there.description, self._plan_key) != milestone.key:
            words = normal(there.description)
            changes["description"] = f"{words}\n\n{milestone.description}" if words else milestone.description
        return self._milestone_ref(self.store.update_milestone(number, changes))

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:
        """Close an issue as cancelled or as done. A closed one stays as it is."""
        self._count_writing()
        with self.store.reading("close_issue") as view:
            row = view.issue(row_id(ref.id) or 0)
        changes = {} if row is not None and row.closed else {"status": "done" if done else "cancelled"}
        return self._update(ref, changes, "close_issue")

    def reopen_issue(self, ref: Ref) -> Ref:
        """Open a closed issue again, as new. An open one stays as it is."""
        self._count_writing()
        with self.store.reading("reopen_issue") as view:
            row = view.issue(row_id(ref.id) or 0)
        changes = {"status": "new"} if row is not None and row.closed else {}
        return self._update(ref, changes, "reopen_issue")

    def comment(self, ref: Ref, text: str) -> Ref:
        """Add a comment under Vekha's name. The issue may have been changed since it was read."""
        self._count_writing()
        number = row_id(ref.id)
        if number is None:
            raise issue_unknown(ref.id, Purpose(TRACKER, "comment"))
        return self._ref(self.store.comment(number, text, author=AUTHOR))

    def refresh_pages(self, *, today: date) -> None:
        """Write the tracker's page anew where the tracker has changed since."""
        from sync.trackers.embedded.page import write_page  # noqa: PLC0415 - templates are loaded for it

        page = self.store.page
        if not self.store.path.exists():
            return
        if not page.exists() or page.stat().st_mtime_ns < self.store.path.stat().st_mtime_ns:
            write_page(self.store, self.project, page, today=today)

    def _update(self, ref: Ref, changes: Mapping[str, Any], operation: str) -> Ref:
        number = row_id(ref.id)
        if number is None:
            raise issue_unknown(ref.id, Purpose(TRACKER, operation))
        version = None if ref.version is None else int(ref.version)
        row = self.store.update_issue(number, changes, author=AUTHOR, expected_version=version, operation=operation)
        return self._ref(row)

    def _count_writing(self) -> None:
        self.traffic.requests += 1
        self.traffic.writes += 1

    def _ref(self, row: IssueRow) -> Ref:
        return Ref(str(row.id), self.store.issue_url(row.id), str(row.version))

    def _milestone_ref(self, row: MilestoneRow) -> Ref:
        return Ref(str(row.id), self.store.milestone_url(row.id))

    def _milestone(self, row: MilestoneRow) -> ActualMilestone:
        key = find_key(row.description, self._plan_key)
        return ActualMilestone(self._milestone_ref(row), key, row.title, row.start, row.due, row.closed)

    def _issue(
        self, row: IssueRow, comments: list[CommentRow], told: _Told, key: str | None = None
    ) -> ActualIssue | None:
        key = key or find_key(row.description, self._plan_key)
        if key is None:
            return None
        made = LastChange(row.author, row.created_at)
        fact = told.facts.get(row.id, made)
        described = told.descriptions.get(row.id, made)
        return ActualIssue(
            ref=self._ref(row),
            key=key,
            title=row.title,
            description=row.description,
            status=row.status,
            closed=row.closed,
            milestone_id=None if row.milestone_id is None else str(row.milestone_id),
            parent_id=None if row.parent_id is None else str(row.parent_id),
            start=row.start,
            due=row.due,
            assignee=row.assignee,
            updated_at=row.updated_at,
            comments=tuple(Comment(said.author, said.at, said.text, said.private) for said in comments),
            fact=FieldFact(row.fact, fact.author, fact.at) if row.fact else None,
            description_author=described.author,
            description_at=described.at,
            description_versions=staff_versions(told.versions(row)),
            closed_at=told.closings.get(row.id, row.created_at) if row.closed else None,
        )


class _Told:
    """Who reported the facts of a project, who wrote its descriptions, and when it was closed, by issue."""

    def __init__(self, view: EmbeddedView, project: str) -> None:
        self.facts = view.last_changes(project, "fact")
        self.descriptions = view.last_changes(project, "description", not_by=AUTHOR)
        self.closings = _closings(view.changes(project, "status"))
        self._described = view.changes(project, "description")

    def versions(self, row: IssueRow) -> Iterator[tuple[str, datetime, str]]:
        """Author, time and text of an issue's description when it was made, and after each change."""
        changes = self._described.get(row.id, [])
        yield row.author, row.created_at, (changes[0].old or "") if changes else row.description
        for change in changes:
            yield change.author, change.at, change.new or ""


def _closings(changes: Mapping[int, list[ChangeRow]]) -> dict[int, datetime]:
    """When each issue went from an open status to a closed one last."""
    return {
        number: change.at
        for number, theirs in changes.items()
        for change in theirs
        if change.new in CLOSED_STATUSES and change.old not in CLOSED_STATUSES
    }


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    changes = dict(fields)
    for field in changes:
        if field not in PATCHABLE:
            message = _("the field «{field}» is not the plan's").format(field=field)
            raise Rejected("field-unknown", message, Purpose(TRACKER, "update_issue"), field=field)
    for field in ("milestone_id", "parent_id"):
        if field in changes:
            changes[field] = _id(changes[field], field, "update_issue")
    return changes


def _id(text: str | None, field: str, operation: str) -> int | None:
    number = None if text is None else row_id(text)
    if text is not None and number is None:
        message = _("«{value}» is no number of this tracker").format(value=text)
        raise Rejected("id-unknown", message, Purpose(TRACKER, operation), field=field)
    return number
