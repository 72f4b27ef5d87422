"""What the stand-in keeps: the rows of its tables. They hold no rules and no JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class User:
    """An account."""

    id: int
    username: str
    name: str


@dataclass
class Token:
    """What a request shows for itself. `scopes` are `api` or `read_api`."""

    value: str
    user_id: int
    scopes: frozenset[str] = frozenset({"api"})
    expired: bool = False
    revoked: bool = False
    expires_at: date | None = None


@dataclass
class Group:
    """A group, which may hold milestones and labels that its projects see."""

    id: int
    path: str
    name: str


@dataclass
class Project:
    """A project. `roles` are access levels by user id."""

    id: int
    path: str
    name: str
    group_id: int
    visibility: str = "private"
    archived: bool = False
    issues_enabled: bool = True
    wiki_enabled: bool = True
    emails_enabled: bool = True
    roles: dict[int, int] = field(default_factory=dict)
    watchers: set[int] = field(default_factory=set)
    next_iid: int = 1


@dataclass
class Label:
    """A label of a project, or of a group where `project_id` is None."""

    id: int
    name: str
    color: str
    description: str | None = None
    project_id: int | None = None
    group_id: int | None = None
    priority: int | None = None


@dataclass
class Milestone:
    """A milestone of a project, or of a group where `project_id` is None."""

    id: int
    iid: int
    title: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    state: str = "active"
    start_date: date | None = None
    due_date: date | None = None
    project_id: int | None = None
    group_id: int | None = None


@dataclass
class Issue:
    """An issue or a task. `old_text` is what a lagging search still goes by, until `text_at` is past."""

    id: int
    iid: int
    project_id: int
    author_id: int
    title: str
    created_at: datetime
    updated_at: datetime
    text_at: datetime
    description: str | None = None
    old_text: str = ""
    state: str = "opened"
    closed_at: datetime | None = None
    closed_by_id: int | None = None
    label_ids: list[int] = field(default_factory=list)
    milestone_id: int | None = None
    assignee_ids: list[int] = field(default_factory=list)
    start_date: date | None = None
    due_date: date | None = None
    confidential: bool = False
    discussion_locked: bool | None = None
    issue_type: str = "issue"
    moved_to_id: int | None = None
    parent_id: int | None = None


def whole_text(issue: Issue) -> str:
    """What a search looks at."""
    return f"{issue.title}\n{issue.description or ''}"


@dataclass
class Note:
    """A comment, or with `system` what GitLab itself noted."""

    id: int
    issue_id: int
    author_id: int
    body: str
    created_at: datetime
    updated_at: datetime
    system: bool = False
    internal: bool = False


@dataclass
class Link:
    """Two related issues."""

    id: int
    source_id: int
    target_id: int
    created_at: datetime
    link_type: str = "relates_to"


@dataclass
class WikiPage:
    """A page of a project's wiki. `slug` is what it is called in addresses."""

    project_id: int
    slug: str
    title: str
    content: str
    format: str = "markdown"


@dataclass(frozen=True)
class Mail:
    """A notification that GitLab would have sent."""

    to: str
    reason: str
    issue_iid: int


@dataclass(frozen=True)
class Mention:
    """A `@name` that took effect, and where."""

    name: str
    issue_iid: int
    place: str


@dataclass(frozen=True)
class Action:
    """A quick action that took effect."""

    command: str
    argument: str
    issue_iid: int
