"""The embedded tracker as it stands at one moment: all reading, in one transaction.

Decides how rows are found and in which order they come. It writes nothing; without a file it is empty.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, select

from mappings.marker import find_key, marker
from sync.trackers.embedded.schema import (
    ChangeRow,
    CommentRow,
    IssueRow,
    LastChange,
    MilestoneRow,
    comments,
    history,
    issues,
    milestones,
)

_Row = TypeVar("_Row", CommentRow, ChangeRow)


class EmbeddedView:
    """One consistent view; what it returns does not change while the view is open."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection

    def milestones(self, project: str) -> list[MilestoneRow]:
        """The milestones of a project by due date, undated ones last."""
        found = select(milestones).where(milestones.c.project == project)
        order = (milestones.c.due.is_(None), milestones.c.due, milestones.c.id)
        return [MilestoneRow(**row) for row in self._rows(found.order_by(*order))]

    def milestone(self, milestone_id: int) -> MilestoneRow | None:
        """One milestone of any project."""
        rows = self._rows(select(milestones).where(milestones.c.id == milestone_id))
        return MilestoneRow(**rows[0]) if rows else None

    def issues(self, project: str, *, containing: str = "") -> list[IssueRow]:
        """The issues of a project by number; `containing` keeps those whose description holds that text."""
        found = select(issues).where(*_scope(project, containing)).order_by(issues.c.id)
        return [IssueRow(**row) for row in self._rows(found)]

    def count(self, project: str, *, containing: str = "") -> int:
        """How many issues `issues` must return."""
        rows = self._rows(select(func.count().label("n")).select_from(issues).where(*_scope(project, containing)))
        return int(rows[0]["n"]) if rows else 0

    def issue(self, issue_id: int) -> IssueRow | None:
        """One issue of any project."""
        rows = self._rows(select(issues).where(issues.c.id == issue_id))
        return IssueRow(**rows[0]) if rows else None

    def marked(self, project: str, plan_key: str, key: str) -> list[IssueRow]:
        """The issues of a project that bear the marker of a key; more than one where somebody made a copy."""
        near = self.issues(project, containing=marker(plan_key, key))
        return [row for row in near if find_key(row.description, plan_key) == key]

    def comments(self, project: str, *, containing: str = "") -> dict[int, list[CommentRow]]:
        """The comments of those issues by issue, in the order of their dates."""
        found = _of_project(comments, project, containing, comments.c.at)
        return _by_issue([CommentRow(**row) for row in self._rows(found)])

    def history(self, project: str) -> dict[int, list[ChangeRow]]:
        """The changes of a project's issues by issue, in the order they were made."""
        return _by_issue([ChangeRow(**row) for row in self._rows(_of_project(history, project, ""))])

    def issue_comments(self, issue_id: int) -> list[CommentRow]:
        """The comments of one issue."""
        found = select(comments).where(comments.c.issue_id == issue_id).order_by(comments.c.at, comments.c.id)
        return [CommentRow(**row) for row in self._rows(found)]

    def issue_history(self, issue_id: int) -> list[ChangeRow]:
        """The changes of one issue."""
        found = select(history).where(history.c.issue_id == issue_id).order_by(history.c.id)
        return [ChangeRow(**row) for row in self._rows(found)]

    def changes(self, project: str, field: str) -> dict[int, list[ChangeRow]]:
        """The changes of one field of a project's issues by issue, in the order they were made."""
        found = _of_project(history, project, "").where(history.c.field == field)
        return _by_issue([ChangeRow(**row) for row in self._rows(found)])

    def last_changes(self, project: str, field: str, *, not_by: str = "") -> dict[int, LastChange]:
        """Who changed a field of each issue last, leaving out what `not_by` wrote."""
        newest = (
            select(func.max(history.c.id))
            .join(issues, issues.c.id == history.c.issue_id)
            .where(issues.c.project == project, history.c.field == field, history.c.author != not_by)
            .group_by(history.c.issue_id)
        )
        found = select(history.c.issue_id, history.c.author, history.c.at).where(history.c.id.in_(newest))
        return {row["issue_id"]: LastChange(row["author"], row["at"]) for row in self._rows(found)}

    def _rows(self, found: Select[Any]) -> Sequence[Any]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(found).mappings().all()
        except ValueError as error:  # a stored date or time that is none
            raise sqlite3.DataError(str(error)) from error


def _scope(project: str, containing: str) -> list[ColumnElement[bool]]:
    scope = [issues.c.project == project]
    if containing:
        scope.append(func.instr(issues.c.description, containing) > 0)
    return scope


def _of_project(table: Table, project: str, containing: str, *order: Column[Any]) -> Select[Any]:
    joined = select(table).join(issues, issues.c.id == table.c.issue_id)
    return joined.where(*_scope(project, containing)).order_by(*order, table.c.id)


def _by_issue(rows: list[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.issue_id, []).append(row)
    return found
