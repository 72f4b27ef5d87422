"""The embedded tracker's store: every operation on its milestones, issues and comments.

Each writing is one transaction with its history, and raises the issue's version by one. It knows no plan
and no marker: staff and adapter alike write through it. Nothing here prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mappings.language import gettext as _
from sync.errors import Conflict, NotFound, Purpose, Rejected
from sync.trackers.embedded.file import BUSY_MS, EmbeddedFile
from sync.trackers.embedded.limits import check_dates, check_values
from sync.trackers.embedded.schema import IssueRow, MilestoneRow, comments, history, issues, milestones
from sync.trackers.embedded.settings import TRACKER, page_of
from sync.trackers.embedded.view import EmbeddedView
from sync.trackers.embedded.words import ISSUE_FIELDS

MILESTONE_FIELDS = ("title", "description", "start", "due", "closed")


class EmbeddedStore:
    """One tracker file; it may hold several projects. `now` gives the time of each writing, with its zone."""

    def __init__(
        self, path: Path, *, now: Callable[[], datetime], read_only: bool = False, busy_ms: int = BUSY_MS
    ) -> None:
        self.path = path.absolute()
        self.file = EmbeddedFile(self.path, read_only=read_only, busy_ms=busy_ms)
        self._now = now

    @property
    def page(self) -> Path:
        """Where the tracker's page stands: beside the file."""
        return page_of(self.path)

    def issue_url(self, issue_id: int) -> str:
        """The address of an issue on the tracker's page."""
        return f"{self.page.as_uri()}#issue-{issue_id}"

    def milestone_url(self, milestone_id: int) -> str:
        """The address of a milestone on the tracker's page."""
        return f"{self.page.as_uri()}#milestone-{milestone_id}"

    @contextmanager
    def reading(self, operation: str = "read") -> Iterator[EmbeddedView]:
        """A consistent view of the tracker as it stands now."""
        with self.file.reading(Purpose(TRACKER, operation)) as connection:
            yield EmbeddedView(connection)

    def create_milestone(
        self,
        project: str,
        title: str,
        *,
        description: str = "",
        start: date | None = None,
        due: date | None = None,
    ) -> MilestoneRow:
        """Make a milestone; its title is the only one of that name in the project."""
        purpose, now = Purpose(TRACKER, "create_milestone"), self._now()
        values = {"title": title, "description": description, "start": start, "due": due, "closed": False}
        check_values({"project": project, **values}, purpose)
        check_dates(start, due, purpose)
        with self.file.writing(purpose) as connection, _unique_title(title, purpose):
            row = insert(milestones).values(project=project, created_at=now, updated_at=now, **values)
            new_id = connection.execute(row).inserted_primary_key[0]  # type: ignore[index]
            return _milestone(connection, new_id, purpose)

    def update_milestone(self, milestone_id: int, changes: Mapping[str, Any]) -> MilestoneRow:
        """Change fields of a milestone; absent ones stay."""
        purpose = Purpose(TRACKER, "update_milestone")
        check_values(_known(changes, MILESTONE_FIELDS, purpose), purpose)
        with self.file.writing(purpose) as connection:
            row = _milestone(connection, milestone_id, purpose)
            changed = {field: value for field, value in changes.items() if value != getattr(row, field)}
            if not changed:
                return row
            check_dates(changed.get("start", row.start), changed.get("due", row.due), purpose)
            with _unique_title(str(changes.get("title")), purpose):
                there = update(milestones).where(milestones.c.id == milestone_id)
                connection.execute(there.values(updated_at=self._now(), **changed))
            return _milestone(connection, milestone_id, purpose)

    def create_issue(self, project: str, title: str, *, author: str, **fields: Any) -> IssueRow:
        """Make an issue; `fields` are those of `ISSUE_FIELDS`, each empty where it is not given."""
        purpose, now = Purpose(TRACKER, "create_issue"), self._now()
        empty = {"description": "", "status": "new", "fact": "", "done_ratio": 0}
        values = {**empty, **_known(fields, ISSUE_FIELDS, purpose), "project": project, "title": title}
        check_values({**values, "author": author}, purpose)
        check_dates(values.get("start"), values.get("due"), purpose)
        with self.file.writing(purpose) as connection:
            _check_milestone(connection, values.get("milestone_id"), project, purpose)
            _check_parent(connection, values.get("parent_id"), project, None, purpose)
            row = insert(issues).values(author=author, created_at=now, updated_at=now, version=1, **values)
            new_id = connection.execute(row).inserted_primary_key[0]  # type: ignore[index]
            return _issue(connection, new_id, purpose)

    def update_issue(
        self,
        issue_id: int,
        changes: Mapping[str, Any],
        *,
        author: str,
        expected_version: int | None = None,
        comment: str = "",
        operation: str = "update_issue",
        at: datetime | None = None,
    ) -> IssueRow:
        """Change fields of an issue, with a comment if given; absent fields stay, equal ones are no change.

        The change is dated `at`, or else this moment. Raises `Conflict` where the issue is not at `expected_version`,
        `Rejected` for a forbidden value.
        """
        purpose = Purpose(TRACKER, operation)
        words = {"author": author, "comment": comment}
        check_values({**_known(changes, ISSUE_FIELDS, purpose), **words}, purpose)
        with self.file.writing(purpose) as connection:
            row = _issue(connection, issue_id, purpose)
            if expected_version not in (None, row.version):
                message = _("issue {issue} was changed by somebody else meanwhile").format(issue=issue_id)
                raise Conflict("issue-stale", message, purpose.on(str(issue_id)))
            changed = _changed(row, changes)
            _check_changed(connection, row, changed, purpose)
            if changed.get("project"):
                self._orphan(connection, issue_id, author)
            return self._write(connection, row, changed, author=author, comment=comment, at=at)

    def comment(
        self, issue_id: int, text: str, *, author: str, private: bool = False, at: datetime | None = None
    ) -> IssueRow:
        """Add a comment, dated `at` or else this moment, to an issue; it counts as a change of the issue."""
        purpose = Purpose(TRACKER, "comment")
        check_values({"text": text, "author": author}, purpose)
        if not text.strip():
            raise Rejected("comment-blank", _("a comment may not be empty"), purpose, field="text")
        with self.file.writing(purpose) as connection:
            row = _issue(connection, issue_id, purpose)
            return self._write(connection, row, {}, author=author, comment=text, private=private, at=at)

    def delete_issue(self, issue_id: int, *, author: str) -> IssueRow:
        """Remove an issue with its comments and history; its children lose their parent."""
        purpose = Purpose(TRACKER, "delete_issue")
        check_values({"author": author}, purpose)
        with self.file.writing(purpose) as connection:
            row = _issue(connection, issue_id, purpose)
            self._orphan(connection, issue_id, author)
            connection.execute(delete(issues).where(issues.c.id == issue_id))
            return row

    def _orphan(self, connection: Connection, parent_id: int, author: str) -> None:
        children = connection.execute(select(issues).where(issues.c.parent_id == parent_id)).mappings().all()
        for child in children:
            self._write(connection, IssueRow(**child), {"parent_id": None}, author=author)

    def _write(
        self,
        connection: Connection,
        row: IssueRow,
        changed: Mapping[str, Any],
        *,
        author: str,
        comment: str = "",
        private: bool = False,
        at: datetime | None = None,
    ) -> IssueRow:
        if not changed and not comment:
            return row
        now = self._now()
        entry = {"issue_id": row.id, "at": at or now, "author": author}
        for field, value in changed.items():
            words = {"field": field, "old": _as_text(getattr(row, field)), "new": _as_text(value)}
            connection.execute(insert(history).values(**entry, **words))
        if comment:
            connection.execute(insert(comments).values(**entry, text=comment, private=private))
        there = update(issues).where(issues.c.id == row.id)
        connection.execute(there.values(**changed, version=row.version + 1, updated_at=now))
        return _issue(connection, row.id, Purpose(TRACKER, "update_issue"))


def row_id(text: str) -> int | None:
    """The number that a text names, or None for what can be no number of an issue or a milestone."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def issue_unknown(issue: str, purpose: Purpose) -> NotFound:
    """The error for an issue that is not there."""
    message = _("there is no issue {issue} in the tracker").format(issue=issue)
    hint = _("`vekha tracker list` shows the issues with their numbers and keys")
    return NotFound("issue-unknown", message, purpose.on(issue), hint=hint)


def milestone_unknown(milestone: str, purpose: Purpose) -> NotFound:
    """The error for a milestone that is not there."""
    message = _("there is no milestone «{milestone}» in the project").format(milestone=milestone)
    return NotFound("milestone-unknown", message, purpose.on(milestone))


def _known(changes: Mapping[str, Any], fields: tuple[str, ...], purpose: Purpose) -> Mapping[str, Any]:
    for field in changes:
        if field not in fields:
            message = _("the tracker has no field «{field}»").format(field=field)
            raise Rejected("field-unknown", message, purpose, field=field)
    return changes


def _issue(connection: Connection, issue_id: int, purpose: Purpose) -> IssueRow:
    row = EmbeddedView(connection).issue(issue_id)
    if row is None:
        raise issue_unknown(str(issue_id), purpose)
    return row


def _milestone(connection: Connection, milestone_id: int, purpose: Purpose) -> MilestoneRow:
    row = EmbeddedView(connection).milestone(milestone_id)
    if row is None:
        raise milestone_unknown(str(milestone_id), purpose)
    return row


def _changed(row: IssueRow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the row; an issue leaves its milestone and its parent behind with its project."""
    wanted = dict(changes)
    if wanted.get("project", row.project) != row.project:
        wanted = {"milestone_id": None, "parent_id": None, **wanted}
    return {field: value for field, value in wanted.items() if value != getattr(row, field)}


def _check_changed(connection: Connection, row: IssueRow, changed: Mapping[str, Any], purpose: Purpose) -> None:
    if "start" in changed or "due" in changed:
        check_dates(changed.get("start", row.start), changed.get("due", row.due), purpose)
    project = changed.get("project", row.project)
    _check_milestone(connection, changed.get("milestone_id"), project, purpose)
    _check_parent(connection, changed.get("parent_id"), project, row.id, purpose)


def _check_milestone(connection: Connection, milestone_id: int | None, project: str, purpose: Purpose) -> None:
    if milestone_id is None:
        return
    row = EmbeddedView(connection).milestone(milestone_id)
    if row is None or row.project != project:
        message = _("there is no milestone «{milestone}» in the project").format(milestone=milestone_id)
        raise Rejected("milestone-unknown", message, purpose, field="milestone_id")
    if row.closed:
        message = _("the milestone «{milestone}» is closed and takes no more issues").format(milestone=row.title)
        raise Rejected("milestone-closed", message, purpose, field="milestone_id")


def _check_parent(
    connection: Connection, parent_id: int | None, project: str, child_id: int | None, purpose: Purpose
) -> None:
    passed = {child_id}
    above = parent_id
    while above is not None:
        if above in passed:
            message = _("an issue may not stand below itself")
            raise Rejected("parent-loop", message, purpose, field="parent_id")
        row = EmbeddedView(connection).issue(above)
        if row is None or row.project != project:
            message = _("there is no parent issue {issue} in the project").format(issue=above)
            raise Rejected("parent-unknown", message, purpose, field="parent_id")
        passed.add(above)
        above = row.parent_id


@contextmanager
def _unique_title(title: str, purpose: Purpose) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        message = _("the project already has a milestone «{milestone}»").format(milestone=title)
        raise Rejected("milestone-title-taken", message, purpose, field="title") from error


def _as_text(value: Any) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)
