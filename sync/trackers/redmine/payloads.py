"""What Redmine's JSON holds of what Vekha reads. Whatever else comes is left aside; nothing is decided here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from mappings.language import N_
from sync.trackers.answers import Answers, Payload

PROJECT_OPEN, PROJECT_CLOSED = 1, 5


ANSWERS = Answers(
    foreign=N_("the answer is not what Redmine answers"),
    short=N_("Redmine counted more rows than it gave"),
)


class Named(Payload):
    """Something by its id and its name; anonymous users and the like may lack one."""

    id: int
    name: str = ""


class Identified(Payload):
    """Something by its id."""

    id: int


class Status(Named):
    """A status. Redmine before 5.0 does not say with an issue whether it is a closed one."""

    is_closed: bool | None = None


class FieldValue(Named):
    """A custom field of an issue."""

    value: Any = None

    @property
    def text(self) -> str:
        """The value as one text; empty where there is none."""
        if isinstance(self.value, list):
            return ", ".join(str(one) for one in self.value if one not in (None, ""))
        return "" if self.value is None else str(self.value).strip()


class Detail(Payload):
    """One change in a journal: of an attribute (`attr`), or of a custom field (`cf`), whose name is its id."""

    property: str
    name: str
    old_value: Any = None
    new_value: Any = None


class Journal(Payload):
    """One entry of an issue's history."""

    id: int
    user: Named | None = None
    notes: str | None = None
    created_on: datetime
    private_notes: bool = False
    details: tuple[Detail, ...] = ()


class Issue(Payload):
    """An issue, from a list or alone; journals, children and statuses come only where they were asked for."""

    id: int
    project: Named
    tracker: Named
    status: Status
    author: Named | None = None
    assigned_to: Named | None = None
    category: Named | None = None
    fixed_version: Named | None = None
    parent: Identified | None = None
    subject: str
    description: str | None = None
    start_date: date | None = None
    due_date: date | None = None
    custom_fields: tuple[FieldValue, ...] = ()
    created_on: datetime
    updated_on: datetime
    closed_on: datetime | None = None  # of the last closing; it stays when the issue is opened again
    journals: tuple[Journal, ...] = ()
    children: tuple[Identified, ...] = ()
    is_private: bool = False
    allowed_statuses: tuple[Status, ...] | None = None  # Redmine before 5.0 does not tell

    def field(self, number: int | None) -> str:
        """The text of a custom field; empty where it is not set, not there, or not asked for."""
        return next((one.text for one in self.custom_fields if one.id == number), "")


class Version(Payload):
    """A version. It has a due date, and no start."""

    id: int
    name: str
    description: str | None = None
    status: str = "open"
    due_date: date | None = None


class Project(Payload):
    """A project, with its trackers and modules."""

    id: int
    name: str
    identifier: str = ""
    status: int = PROJECT_OPEN
    trackers: tuple[Named, ...] = ()
    enabled_modules: tuple[Named, ...] = ()
    issue_custom_fields: tuple[Named, ...] = ()


class Membership(Payload):
    """Who has which roles in which project. Groups are members too."""

    project: Named
    user: Named | None = None
    group: Named | None = None
    roles: tuple[Named, ...] = ()


class User(Payload):
    """A user; the one asking sees whether they are an administrator."""

    id: int
    login: str = ""
    admin: bool = False
    memberships: tuple[Membership, ...] = ()


class Role(Payload):
    """A role with its rights, by Redmine's own names."""

    id: int
    name: str
    issues_visibility: str = "all"
    permissions: tuple[str, ...] = ()


class TrackerKind(Payload):
    """A tracker as an administrator sees it: the standard fields it has. Redmine before 5.0 does not tell them."""

    id: int
    name: str
    enabled_standard_fields: tuple[str, ...] | None = None


class WikiContent(Payload):
    """A page of the wiki with its newest text."""

    text: str
    version: int
    author: Named | None = None
    updated_on: datetime | None = None


class Page(Payload):
    """One page of a list of issues."""

    issues: tuple[Issue, ...] = Field(default=())
    total_count: int
