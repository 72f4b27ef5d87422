"""The tables of the embedded tracker's file, and their rows as values.

Decides what the file holds and how times are written. It opens nothing and checks no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from sync.trackers.embedded.words import CLOSED_STATUSES

SCHEMA_VERSION = 1


class Moment(TypeDecorator[datetime]):
    """A time as ISO 8601 text in UTC with microseconds, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str:  # noqa: ARG002
        """The text of a time; a time without a zone is a fault of the caller."""
        if value is None or value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Any) -> datetime:  # noqa: ARG002
        """The time that a text names."""
        return datetime.fromisoformat(value)


metadata = MetaData()

milestones = Table(
    "milestones",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("start", Date),
    Column("due", Date),
    Column("closed", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("project", "title"),
    sqlite_autoincrement=True,
)

issues = Table(
    "issues",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("milestone_id", ForeignKey("milestones.id", ondelete="SET NULL")),
    Column("start", Date),
    Column("due", Date),
    Column("parent_id", ForeignKey("issues.id", ondelete="SET NULL")),
    Column("assignee", Text),
    Column("fact", Text, nullable=False),
    Column("done_ratio", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Index("issues_by_project", "project"),
    Index("issues_by_parent", "parent_id"),
    sqlite_autoincrement=True,
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue_id", ForeignKey("issues.id", ondelete="CASCADE"), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Index("comments_by_issue", "issue_id"),
    sqlite_autoincrement=True,
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue_id", ForeignKey("issues.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("author", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Index("history_by_issue", "issue_id", "field"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone as stored. `closed` milestones take no more issues."""

    id: int
    project: str
    title: str
    description: str
    start: date | None
    due: date | None
    closed: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class IssueRow:
    """An issue as stored. `version` grows by one with every change, `done_ratio` is in percent."""

    id: int
    project: str
    title: str
    description: str
    status: str
    milestone_id: int | None
    start: date | None
    due: date | None
    parent_id: int | None
    assignee: str | None
    fact: str
    done_ratio: int
    created_at: datetime
    updated_at: datetime
    version: int
    author: str

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be done."""
        return self.status in CLOSED_STATUSES

    def overdue(self, today: date) -> bool:
        """Whether the issue is open past its due date."""
        return not self.closed and self.due is not None and self.due < today


@dataclass(frozen=True)
class CommentRow:
    """A comment as stored."""

    id: int
    issue_id: int
    author: str
    at: datetime
    text: str
    private: bool


@dataclass(frozen=True)
class ChangeRow:
    """One changed field: `old` and `new` as text, None where there was or is no value."""

    id: int
    issue_id: int
    at: datetime
    author: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class LastChange:
    """Who changed a field last, and when."""

    author: str
    at: datetime
