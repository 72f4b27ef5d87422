"""Writes to Redmine, in such steps that nothing of the staff's is lost and nothing that was dropped counts as done.

Decides which requests a write takes, and reads back what has become of it. A write whose outcome is unknown it does
not repeat, and it deletes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mappings.desired.issues import DesiredIssue, DesiredMilestone
from mappings.language import gettext as _
from mappings.marker import find_key, normal
from mappings.signature import mark_of
from sync.errors import Conflict, NotFound, Rejected, Transient, Unfinished
from sync.tracker import IssuePatch, LabelPatch, Ref
from sync.trackers.fingerprints import moved_since
from sync.trackers.redmine.categories import RedmineCategories
from sync.trackers.redmine.client import RedmineClient, number_of
from sync.trackers.redmine.finishing import Finisher, MarkerField
from sync.trackers.redmine.issue import DATES, PATCHABLE, Pages, dropped, values_of, written
from sync.trackers.redmine.markers import key_of
from sync.trackers.redmine.payloads import ANSWERS, Issue, Version
from sync.trackers.redmine.project import RedmineProject
from sync.trackers.redmine.refusals import not_taken, status_not_taken
from sync.trackers.redmine.settings import TRACKER, RedmineSettings
from sync.trackers.redmine.text import still_comment
from sync.transport import Purpose


class RedmineWriter:
    """Writes what belongs to one plan."""

    def __init__(
        self,
        client: RedmineClient,
        project: RedmineProject,
        categories: RedmineCategories,
        settings: RedmineSettings,
        pages: Pages,
    ) -> None:
        self._client = client
        self._project = project
        self._categories = categories
        self._settings = settings
        self._pages = pages
        self._plan_key = pages.plan_key
        self._field = MarkerField(project, settings, self._plan_key)
        self._finisher = Finisher(client, project, self._field, self._plan_key)

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        """Make a version."""
        purpose = Purpose(TRACKER, "create_milestone", milestone.key)
        self._project.require("manage_versions", purpose=purpose)
        self._project.require_sight(purpose)  # here already: of a plan that cannot be put down nothing need stand
        values = {
            "name": milestone.title,
            "description": milestone.description,
            "due_date": milestone.due.isoformat(),
            "sharing": self._settings.version_sharing,
        }
        made = ANSWERS.parsed(Version, self._client.create("versions", "version", values, purpose=purpose), purpose)
        self._project.learn_versions([made])
        return self._checked_milestone(made, milestone, ("title", "due"), purpose)

    def update_milestone(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        """Bring name or date to the plan's, and put the marker where it is missing."""
        purpose = Purpose(TRACKER, "update_milestone", milestone.key)
        self._project.require("manage_versions", purpose=purpose)
        path = f"/versions/{number_of(ref.id, purpose)}"
        there = self._client.read(Version, "version", f"{path}.json", purpose=purpose)
        ours = {"title": ("name", milestone.title), "due": ("due_date", milestone.due.isoformat())}
        values = dict(pair for name, pair in ours.items() if name in fields)
        if find_key(there.description or "", self._plan_key) != milestone.key:
            words = normal(there.description or "")
            values["description"] = f"{words}\n\n{milestone.description}" if words else milestone.description
        self._client.change(path, "version", values, purpose=purpose)
        now = self._client.read(Version, "version", f"{path}.json", purpose=purpose)
        return self._checked_milestone(now, milestone, fields, purpose)

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        """Make an issue.

        A second request follows where it is to be closed, or where only this issue could show the id of the field
        for the marker.
        """
        purpose = Purpose(TRACKER, "create_issue", issue.key)
        # The right to edit is asked for beforehand: without it an issue could not be finished, or ever be kept up.
        rights = ["add_issues", "edit_issues", *["manage_subtasks"] * (parent_id is not None)]
        self._project.require(*rights, purpose=purpose)
        self._project.require_sight(purpose)
        if milestone_id is not None:
            self._project.require_open(milestone_id, purpose)
        if issue.closed:
            self._project.closing_name(purpose)
        fields = {
            "title": issue.title,
            "description": issue.block,
            "milestone_id": milestone_id,
            # Below a closed parent only a closed issue may stand, and none is made closed: it is hung there later.
            "parent_id": None if issue.closed else parent_id,
            "start": issue.start,  # where none is sent, Redmine takes the day on which the issue is made
            "due": issue.due,
        }
        category = self._categories.of(issue.labels, purpose)
        if category is not None:
            fields["labels"] = category
        made = self._made(issue, fields, purpose)
        if made.tracker.id != self._project.tracker(purpose).id:
            raise not_taken(["tracker"], purpose)
        self._project.learn([made])
        made, refusal = self._finisher.finished(made, issue, parent_id, purpose)
        if issue.closed:
            fields["parent_id"] = parent_id
        self._project.field(self._settings.fact_field, purpose)  # better told at the first issue than by the next run
        ref = self._checked(made, fields, purpose)
        if issue.closed and refusal is None and not self._project.is_closed(made.status, purpose):
            refusal = status_not_taken(purpose)
        if refusal is not None:
            raise Unfinished(refusal, ref, made.status.name)
        return ref

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        """Change the plan's fields of an issue; raises `Conflict` where one of them has been changed meanwhile.

        Redmine's JSON tells no version, so the issue is read and compared before it is written. What the staff write
        between the two is safe as well: the write bears the lock number that the issue's page shows, taken before the
        comparison. The page costs about three times what a JSON answer does, and updates are few.
        """
        purpose = Purpose(TRACKER, "update_issue")
        for name in patch.fields:
            if name not in PATCHABLE:
                message = _("the field «{field}» is not the plan's").format(field=name)
                raise Rejected("field-unknown", message, purpose, field=name)
        rights = ["edit_issues", *["manage_subtasks"] * ("parent_id" in patch.fields)]
        self._project.require(*rights, purpose=purpose)
        number = number_of(ref.id, purpose)
        lock = self._client.lock_version(number, purpose=purpose)
        before = self._client.issue(number, purpose=purpose)
        purpose = self._named(before, purpose)
        standing = values_of(before, self._plan_key)
        if ref.version is not None and moved_since(ref.version, standing) & patch.fields.keys():
            raise Conflict("stale", _("somebody else has changed this meanwhile"), purpose)
        fields = {name: value for name, value in patch.fields.items() if name != "marker"}
        if "labels" in fields:
            fields["labels"] = self._category(fields["labels"], before, purpose)
        values = written(fields, self._plan_key)
        # A renumbered measure's block bears its new key, and the field follows it.
        described = find_key(fields.get("description") or "", self._plan_key)
        purpose = purpose.on(patch.fields.get("marker") or described or purpose.key)
        if not self._field.holds(before, purpose.key, purpose):
            values |= self._field.values(purpose.key, purpose)
        if lock is not None:
            values["lock_version"] = lock
        self._client.change(f"/issues/{number}", "issue", values, purpose=purpose)
        after = self._client.issue(number, purpose=purpose, include=["children"])
        return self._checked(after, fields, purpose)

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:
        """Close an issue as cancelled, or as done. A closed one stays as it is."""
        return self._moved(ref, Purpose(TRACKER, "close_issue"), closed=True, cancelled=not done)

    def reopen_issue(self, ref: Ref) -> Ref:
        """Open a closed issue again, as new. An open one stays as it is."""
        return self._moved(ref, Purpose(TRACKER, "reopen_issue"), closed=False)

    def comment(self, ref: Ref, text: str) -> Ref:
        """Put a note under an issue; the issue's history shows whether Redmine took it.

        No lock number goes with it: a note takes nobody's place, whatever else has been changed meanwhile.
        """
        purpose = Purpose(TRACKER, "comment")
        self._project.require("add_issue_notes", purpose=purpose)
        number = number_of(ref.id, purpose)
        purpose = self._named(self._client.issue(number, purpose=purpose), purpose)
        self._client.change(f"/issues/{number}", "issue", {"notes": still_comment(text)}, purpose=purpose)
        try:
            after = self._client.issue(number, purpose=purpose, include=["journals"])
        except Transient as error:
            error.not_done = False  # the note stands, whatever became of this request
            raise
        if mark_of(text) not in {mark_of(entry.notes or "") for entry in after.journals}:
            raise not_taken(["comment"], purpose)
        return self._pages.ref(after)

    def _moved(self, ref: Ref, purpose: Purpose, *, closed: bool, cancelled: bool = False) -> Ref:
        self._project.require("edit_issues", purpose=purpose)
        number = number_of(ref.id, purpose)
        issue = self._client.issue(number, purpose=purpose, include=["allowed_statuses"])
        purpose = self._named(issue, purpose)
        if self._project.is_closed(issue.status, purpose) == closed:
            return self._pages.ref(issue)
        if closed:
            status = self._project.closing_status(issue.allowed_statuses, purpose, cancelled=cancelled)
        else:
            status = self._project.opening_status(issue.allowed_statuses, purpose)
        values = {"status_id": status.id}
        self._client.change(f"/issues/{number}", "issue", values, purpose=purpose, repeatable=True)
        return self._checked(self._client.issue(number, purpose=purpose), {}, purpose, closed=closed)

    def _made(self, issue: DesiredIssue, fields: Mapping[str, Any], purpose: Purpose) -> Issue:
        """The new issue as Redmine gives it back. Where it refuses one with its assignee, one without is made."""
        values = {
            "tracker_id": self._project.tracker(purpose).id,
            **written(fields, self._plan_key),
            **self._field.values(issue.key, purpose),
        }
        assignee = self._project.assignee(issue.assignee, purpose)
        if assignee is not None:
            try:
                named = {**values, "assigned_to_id": assignee}
                return ANSWERS.parsed(Issue, self._client.create("issues", "issue", named, purpose=purpose), purpose)
            except Rejected:
                pass  # nothing has been made: the member's role may not be given issues, or another value is wrong
        return ANSWERS.parsed(Issue, self._client.create("issues", "issue", values, purpose=purpose), purpose)

    def _category(self, patch: LabelPatch, before: Issue, purpose: Purpose) -> str | None:
        """The id of the category that an issue has after a patch; None where it has none."""
        category = self._categories.of(patch.add, purpose)
        if category is None and before.category is not None:
            kept = " ".join(before.category.name.split()) not in patch.remove
            return str(before.category.id) if kept else None
        return category

    def _named(self, issue: Issue, purpose: Purpose) -> Purpose:
        """The purpose with the issue's key. The number of a deleted issue may have gone to another one."""
        key = key_of(issue, self._plan_key, self._field.number(purpose))
        if key is None or issue.project.id != self._project.project(purpose).id:
            message = _("the issue #{number} is no longer this plan's").format(number=issue.id)
            raise NotFound("issue-foreign", message, purpose)
        return purpose.on(key)

    def _checked(
        self,
        issue: Issue,
        fields: Mapping[str, Any],
        purpose: Purpose,
        *,
        closed: bool | None = None,
    ) -> Ref:
        """The issue's ref, where Redmine holds all that it was asked to hold; else raises what `not_taken` says."""
        left_out = dropped(fields, issue, self._plan_key)
        if issue.children:
            left_out = [name for name in left_out if name not in DATES]  # those of a parent follow its children's
        if not self._field.holds(issue, purpose.key, purpose):
            left_out.append("marker")
        if closed is not None and self._project.is_closed(issue.status, purpose) != closed:
            left_out.append("status")
        if "labels" in left_out:
            self._categories.do_without()
        if left_out:
            raise not_taken(left_out, purpose)
        return self._pages.ref(issue)

    def _checked_milestone(
        self, version: Version, wanted: DesiredMilestone, fields: Collection[str], purpose: Purpose
    ) -> Ref:
        same = {
            "title": version.name == wanted.title,
            "due": version.due_date == wanted.due,
            "marker": find_key(version.description or "", self._plan_key) == wanted.key,
        }
        left_out = [name for name, holds in same.items() if not holds and name in {*fields, "marker"}]
        if left_out:
            raise not_taken(left_out, purpose)
        return self._pages.milestone_ref(version)
