"""What a new issue of Redmine's still needs after it was made: the plan's key in its field, its place, its closing.

Decides which of it can be done, and says why an issue could not be closed. It makes none, and repeats nothing blindly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mappings.desired.issues import DesiredIssue
from mappings.marker import marker
from sync.errors import Conflict, Rejected, Transient
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.issue import written
from sync.trackers.redmine.markers import is_whole
from sync.trackers.redmine.payloads import Issue, Status
from sync.trackers.redmine.project import RedmineProject
from sync.trackers.redmine.settings import RedmineSettings
from sync.transport import Purpose


class MarkerField:
    """The custom field that the config names for the marker, if it names one."""

    def __init__(self, project: RedmineProject, settings: RedmineSettings, plan_key: str) -> None:
        self._project = project
        self._settings = settings
        self._plan_key = plan_key

    def number(self, purpose: Purpose) -> int | None:
        """Its id; None where none is named, or no issue has shown it yet."""
        return self._project.field(self._settings.marker_field, purpose)

    def holds(self, issue: Issue, key: str, purpose: Purpose) -> bool:
        """Whether it holds the marker, where there is such a field."""
        return is_whole(issue, key, self._plan_key, self.number(purpose))

    def values(self, key: str, purpose: Purpose) -> dict[str, Any]:
        """What is written to have it hold the marker."""
        field = self.number(purpose)
        return {} if field is None else {"custom_fields": [{"id": field, "value": marker(self._plan_key, key)}]}


class Finisher:
    """Finishes new issues. What the workflow allows is asked once for each status."""

    def __init__(self, client: RedmineClient, project: RedmineProject, field: MarkerField, plan_key: str) -> None:
        self._client = client
        self._project = project
        self._field = field
        self._plan_key = plan_key
        self._transitions: dict[tuple[int, int], tuple[Status, ...] | None] = {}

    def finished(
        self, made: Issue, issue: DesiredIssue, parent_id: str | None, purpose: Purpose
    ) -> tuple[Issue, Rejected | None]:
        """The issue after what could not be done at once: its marker put into the field, itself closed in its place.

        And why it could not be closed, if so.
        """
        after: dict[str, Any] = {}
        if not self._field.holds(made, issue.key, purpose):
            after |= self._field.values(issue.key, purpose)
        refusal: Rejected | None = None
        if issue.closed:
            try:
                after["status_id"] = self._closing(made, purpose)
            except Rejected as error:
                refusal = error  # it is hung in its place all the same, or the staff would seem to have taken it out
            after |= written({"parent_id": parent_id}, self._plan_key)
        if after:
            try:
                refusal = self._finish(made, after, purpose) or refusal
            except Transient as error:
                error.not_done = False  # the issue stands already, whatever became of this request
                raise
            made = self._client.issue(made.id, purpose=purpose)
        return made, refusal

    def _finish(self, made: Issue, values: Mapping[str, Any], purpose: Purpose) -> Rejected | None:
        """Write all of it, or all but the closing: then returns why that is refused."""
        try:
            self._change(made, values, purpose)
        except Rejected as error:
            rest = {name: value for name, value in values.items() if name != "status_id"}
            if len(rest) == len(values):
                raise
            self._change(made, rest, purpose)
            return error
        return None

    def _change(self, made: Issue, values: Mapping[str, Any], purpose: Purpose) -> None:
        """Change an issue that was just made. If this comes late, it must not undo what the staff have done since.

        Making an issue that is its own root counts as a change of it; one below another is still at its first version.
        """
        path, lock = f"/issues/{made.id}", "1" if made.parent is None else "0"
        for _attempt in range(2):
            try:
                self._client.change(path, "issue", {**values, "lock_version": lock}, purpose=purpose, repeatable=True)
            except Conflict:  # it came through before its answer was lost, or somebody was faster
                lock = self._client.lock_version(made.id, purpose=purpose) or lock
            else:
                return

    def _closing(self, issue: Issue, purpose: Purpose) -> int:
        place = (issue.tracker.id, issue.status.id)
        if place not in self._transitions:
            seen = self._client.issue(issue.id, purpose=purpose, include=["allowed_statuses"])
            self._transitions[place] = seen.allowed_statuses
        return self._project.closing_status(self._transitions[place], purpose).id
