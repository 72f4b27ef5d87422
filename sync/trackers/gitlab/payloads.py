"""What GitLab's JSON holds of what Vekha reads. Whatever else comes is left aside; nothing is decided here.

GitLab's published response schemas name the fields and are no help beyond that, so what may be null is taken from
answers.
"""

from __future__ import annotations

from datetime import date, datetime

from mappings.language import N_
from sync.trackers.answers import Answers, Payload

ANSWERS = Answers(
    foreign=N_("the answer is not what GitLab answers"),
    short=N_("GitLab counted more rows than it gave"),
)


class Identified(Payload):
    """Something by its id."""

    id: int


class User(Payload):
    """A user. Only the one asking sees whether they are an administrator."""

    id: int
    username: str = ""
    name: str = ""
    bot: bool = False
    is_admin: bool = False


class Token(Payload):
    """The token of the one asking. It ends at the beginning of a day, by UTC; never, where there is none."""

    expires_at: date | None = None


class Member(User):
    """A user with a role in the project, inherited ones included."""

    state: str = "active"
    access_level: int = 0


class Milestone(Payload):
    """A milestone of the project, or of a group above it."""

    id: int
    project_id: int | None = None
    group_id: int | None = None
    title: str
    description: str | None = None
    state: str = "active"
    start_date: date | None = None
    due_date: date | None = None
    web_url: str | None = None


class Issue(Payload):
    """An issue or a task, from a list or alone. `id` is the server's own number, `iid` the project's."""

    id: int
    iid: int
    project_id: int
    title: str
    description: str | None = None
    state: str
    labels: tuple[str, ...] = ()
    milestone: Identified | None = None
    assignees: tuple[User, ...] | None = None
    author: User | None = None
    user_notes_count: int = 0
    start_date: date | None = None
    due_date: date | None = None
    issue_type: str | None = "issue"
    confidential: bool = False
    web_url: str | None = None
    moved_to_id: int | None = None
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self.state == "closed"


class Related(Issue):
    """An issue linked with another one."""

    issue_link_id: int
    link_type: str = "relates_to"


class Note(Payload):
    """A comment, or what GitLab itself noted. An internal one is for the staff; old servers call it confidential."""

    id: int
    body: str = ""
    author: User | None = None
    created_at: datetime
    system: bool = False
    internal: bool | None = None
    confidential: bool | None = None


class Label(Payload):
    """A label of the project or of a group above it."""

    id: int
    name: str
    is_project_label: bool = True


class AccessLevel(Payload):
    """A role, as GitLab numbers them."""

    access_level: int


class Permissions(Payload):
    """The roles that the one asking has in the project itself, and in the group that it belongs to."""

    project_access: AccessLevel | None = None
    group_access: AccessLevel | None = None

    @property
    def level(self) -> int:
        """The higher of the two; 0 for neither."""
        return max((one.access_level for one in (self.project_access, self.group_access) if one), default=0)


class Project(Payload):
    """A project, with what it allows."""

    id: int
    name: str = ""
    path_with_namespace: str = ""
    web_url: str = ""
    archived: bool = False
    issues_enabled: bool = True
    issues_access_level: str | None = None
    wiki_enabled: bool = True
    wiki_access_level: str | None = None
    emails_enabled: bool | None = None
    emails_disabled: bool | None = None
    permissions: Permissions | None = None


class WikiContent(Payload):
    """A page of the wiki with its text."""

    slug: str
    title: str = ""
    content: str


class Metadata(Payload):
    """The server's version."""

    version: str
