"""The whole of the stand-in's memory, with what every part needs of it: look-ups, numbers, times.

It decides nothing about rights and speaks no HTTP. The staff of the tests act on it directly.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from tests.standins.gitlab_server.clock import Clock
from tests.standins.gitlab_server.records import (
    Action,
    Group,
    Issue,
    Label,
    Link,
    Mail,
    Mention,
    Milestone,
    Note,
    Project,
    Token,
    User,
    WikiPage,
)

LEVELS = {"guest": 10, "planner": 15, "reporter": 20, "developer": 30, "maintainer": 40, "owner": 50}
PROJECT_PATH = "town/library-plan"
VERSION = "19.5.0"
_Row = TypeVar("_Row", Label, Milestone)


class State:
    """One group with the project of the plan and another one; a user and a token for each role."""

    def __init__(self, at: datetime | None = None) -> None:
        self.lock = threading.RLock()
        self.clock = Clock(at)
        self.version = VERSION
        self.users: dict[int, User] = {}
        self.tokens: dict[str, Token] = {}
        self.groups: dict[int, Group] = {}
        self.projects: dict[int, Project] = {}
        self.old_paths: dict[str, int] = {}
        self.labels: dict[int, Label] = {}
        self.milestones: dict[int, Milestone] = {}
        self.issues: dict[int, Issue] = {}
        self.notes: dict[int, Note] = {}
        self.links: dict[int, Link] = {}
        self.wiki: dict[tuple[int, str], WikiPage] = {}
        self.mails: list[Mail] = []
        self.mentions: list[Mention] = []
        self.actions: list[Action] = []
        self._ids = itertools.count(1001)
        self._fill()

    def _fill(self) -> None:
        self.group = self.groups.setdefault(7, Group(7, "town", "Городская администрация"))
        self.project = self.add_project(PROJECT_PATH, "План библиотек")
        self.other_project = self.add_project("town/archive", "Архив")
        for role, level in LEVELS.items():
            user = self.add_user(role)
            self.project.roles[user.id] = level
            self.add_token(role, user)
        owner = self.user_named("owner")
        self.other_project.roles[owner.id] = LEVELS["owner"]
        self.add_token("outsider", self.add_user("outsider"))
        self.add_token("read_api", self.user_named("maintainer"), scopes=frozenset({"read_api"}))
        self.add_token("expired", self.user_named("maintainer"), expired=True)
        self.add_token("revoked", self.user_named("maintainer"), revoked=True)

    # --- making ---

    def next_id(self) -> int:
        """A number that no row has."""
        return next(self._ids)

    def add_user(self, username: str, name: str = "") -> User:
        """An account without any role."""
        user = User(self.next_id(), username, name or f"Сотрудник {username}")
        self.users[user.id] = user
        return user

    def add_member(self, username: str, role: str = "reporter", name: str = "") -> User:
        """An account with a role in the project; one that is there is kept."""
        user = self.find_user(username) or self.add_user(username, name)
        self.project.roles[user.id] = LEVELS[role]
        return user

    def add_token(
        self,
        name: str,
        user: User,
        *,
        scopes: frozenset[str] = frozenset({"api"}),
        expired: bool = False,
        revoked: bool = False,
    ) -> Token:
        """A token, by whose name it is found in `server.tokens`."""
        token = Token(f"glpat-{name}-{user.id:020}", user.id, scopes, expired, revoked)
        self.tokens[name] = token
        return token

    def add_project(self, path: str, name: str) -> Project:
        """A project of the group."""
        project = Project(self.next_id(), path, name, self.group.id)
        self.projects[project.id] = project
        return project

    def move_project(self, path: str, project: Project | None = None) -> None:
        """Give the project another path: the old one then answers GET with a redirect and the rest with 405."""
        moved = project or self.project
        self.old_paths[moved.path] = moved.id
        moved.path = path

    def remove_project(self) -> None:
        """Take the plan's project away, as its owner may."""
        del self.projects[self.project.id]

    # --- finding ---

    def user_named(self, username: str) -> User:
        """The account; raises `KeyError`."""
        user = self.find_user(username)
        if user is None:
            raise KeyError(username)
        return user

    def find_user(self, username: str) -> User | None:
        """The account, whose name is told apart without regard to case."""
        return next((user for user in self.users.values() if user.username.lower() == username.lower()), None)

    def find_project(self, name: str) -> Project | None:
        """By id or by its path of today."""
        if name.isdecimal():
            return self.projects.get(int(name))
        return next((one for one in self.projects.values() if one.path.lower() == name.lower()), None)

    def issue(self, iid: int, project: Project | None = None) -> Issue:
        """An issue of the plan's project by its number there; raises `KeyError`."""
        number = (project or self.project).id
        for issue in self.issues.values():
            if issue.iid == iid and issue.project_id == number:
                return issue
        raise KeyError(iid)

    def issues_of(self, project: Project) -> Iterator[Issue]:
        """The issues of a project, the oldest first."""
        return (issue for issue in self.issues.values() if issue.project_id == project.id)

    def notes_of(self, issue: Issue) -> list[Note]:
        """The notes of an issue, the oldest first."""
        return [note for note in self.notes.values() if note.issue_id == issue.id]

    def visible(self, rows: dict[int, _Row], project: Project, *, ancestors: bool = True) -> list[_Row]:
        """The labels or milestones that a project has, and those of its group."""
        return [
            row
            for row in rows.values()
            if row.project_id == project.id or (ancestors and row.group_id == project.group_id)
        ]

    def label_named(self, name: str, project: Project) -> Label | None:
        """The label of this very name."""
        return next((label for label in self.visible(self.labels, project) if label.name == name), None)

    # --- changing ---

    def touch(self, issue: Issue) -> None:
        """Move an issue's `updated_at`."""
        issue.updated_at = self.clock.stamp()

    def add_note(
        self, issue: Issue, author: User, body: str, *, system: bool = False, internal: bool = False, touch: bool = True
    ) -> Note:
        """Write a note; with it the issue moves."""
        at = self.clock.stamp()
        note = Note(self.next_id(), issue.id, author.id, body, at, at, system, internal)
        self.notes[note.id] = note
        if touch:
            self.touch(issue)
        return note

    def note_text(self, issue: Issue, title: str, description: str | None, author: User) -> None:
        """Note that a title or a description was another before, as GitLab does (app/services/system_notes)."""
        if (issue.title, issue.description) == (title, description):
            return
        issue.old_text, issue.text_at = f"{title}\n{description or ''}", self.clock.now()
        if issue.title != title:
            words = f"changed title from **{{-{title}-}}** to **{{+{issue.title}+}}**"
            self.add_note(issue, author, words, system=True)
        if issue.description != description:
            self.add_note(issue, author, "changed the description", system=True)

    def delete_note(self, note: Note) -> None:
        """Remove a note; the issue does not move."""
        del self.notes[note.id]

    def delete_issue(self, issue: Issue) -> None:
        """Remove an issue for good, with all that hangs on it."""
        del self.issues[issue.id]
        self.notes = {number: note for number, note in self.notes.items() if note.issue_id != issue.id}
        self.links = {
            number: link for number, link in self.links.items() if issue.id not in (link.source_id, link.target_id)
        }
        for other in self.issues.values():
            other.parent_id = None if other.parent_id == issue.id else other.parent_id

    def move_issue(self, issue: Issue, project: Project | None = None) -> Issue:
        """Move an issue to another project: a closed one stays behind, which names the new one by its global id."""
        target, at = project or self.other_project, self.clock.stamp()
        moved = Issue(
            self.next_id(), target.next_iid, target.id, issue.author_id, issue.title, issue.created_at, at, at,
            description=issue.description, due_date=issue.due_date, start_date=issue.start_date,
        )  # fmt: skip
        target.next_iid += 1
        self.issues[moved.id] = moved
        issue.moved_to_id, issue.state, issue.closed_at = moved.id, "closed", at
        self.touch(issue)
        return moved
