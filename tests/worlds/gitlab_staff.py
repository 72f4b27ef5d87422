"""The staff's hand in the stand-in GitLab: what they do there past the port, on its pages as it were.

It acts on the server's memory under the rules of GitLab where they matter: notes move an issue, deleting one does not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.standins.gitlab_markdown import stored, stored_title
from tests.standins.gitlab_server import Server
from tests.standins.gitlab_server.labels import add_label
from tests.standins.gitlab_server.records import Issue, Label, Milestone, Note, User


class GitLabStaff:
    """The `Staff` of tests/tracker_conformance.py, and more. Ids are those of `Ref`: numbers in the project."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._state = server.state

    def close(self, issue: str) -> None:
        """Close it."""

        def act(one: Issue) -> None:
            one.state, one.closed_at = "closed", self._state.clock.stamp()
            one.closed_by_id = self._clerk().id

        self._edit(issue, act)

    def reopen(self, issue: str) -> None:
        """Open it again."""

        def act(one: Issue) -> None:
            one.state, one.closed_at, one.closed_by_id = "opened", None, None

        self._edit(issue, act)

    def comment(self, issue: str, text: str, author: str) -> None:
        """Comment on it; an author who is unknown becomes a member."""
        self.write_note(issue, text, author)

    def write_note(self, issue: str, text: str, author: str = "clerk", *, internal: bool = False) -> Note:
        """Comment on it, and have the note."""
        with self._state.lock:
            return self._state.add_note(self._issue(issue), self._clerk(author), stored(text), internal=internal)

    def delete_note(self, note: Note) -> None:
        """Take a comment back."""
        with self._state.lock:
            self._state.delete_note(note)

    def set_due(self, issue: str, due: date | None) -> None:
        """Set its due date."""

        def act(one: Issue) -> None:
            one.due_date = due

        self._edit(issue, act)

    def set_title(self, issue: str, title: str) -> None:
        """Set its title."""

        def act(one: Issue) -> None:
            one.title = stored_title(title)

        self._edit(issue, act)

    def set_description(self, issue: str, text: str) -> None:
        """Set its whole description."""

        def act(one: Issue) -> None:
            one.description = stored(text)

        self._edit(issue, act)

    def description(self, issue: str) -> str:
        """Its whole description as GitLab has it."""
        return self._issue(issue).description or ""

    def delete(self, issue: str) -> None:
        """Remove it for good."""
        with self._state.lock:
            self._state.delete_issue(self._issue(issue))

    def create_foreign(self, title: str) -> str:
        """Make an issue of the staff's own."""
        with self._state.lock:
            state, at = self._state, self._state.clock.stamp()
            project = state.project
            issue = Issue(state.next_id(), project.next_iid, project.id, self._clerk().id, title, at, at, at)
            project.next_iid += 1
            state.issues[issue.id] = issue
            return str(issue.iid)

    def assign(self, issue: str, username: str | None) -> None:
        """Give it to somebody."""

        def act(one: Issue) -> None:
            one.assignee_ids = [self._clerk(username).id] if username else []

        self._edit(issue, act)

    def put_label(self, issue: str, name: str) -> None:
        """Put a label on it, a new one if need be."""

        def act(one: Issue) -> None:
            label = self.label(name)
            one.label_ids = list(dict.fromkeys((*one.label_ids, label.id)))

        self._edit(issue, act)

    def take_label(self, issue: str, name: str) -> None:
        """Take a label from it."""

        def act(one: Issue) -> None:
            one.label_ids = [number for number in one.label_ids if self._state.labels[number].name != name]

        self._edit(issue, act)

    def label(self, name: str) -> Label:
        """The label of the name, made where there is none."""
        return self._state.label_named(name, self._state.project) or add_label(self._state, self._state.project, name)

    def labels(self, issue: str) -> list[str]:
        """The names of the labels on it."""
        return sorted(self._state.labels[number].name for number in self._issue(issue).label_ids)

    def move_away(self, issue: str) -> str:
        """Move it to another project; returns its number there."""
        with self._state.lock:
            return str(self._state.move_issue(self._issue(issue)).iid)

    def set_confidential(self, issue: str, *, confidential: bool = True) -> None:
        """Hide it from guests."""

        def act(one: Issue) -> None:
            one.confidential = confidential

        self._edit(issue, act)

    def set_milestone(self, issue: str, milestone: str | None) -> None:
        """Put it into a milestone, by its global id."""

        def act(one: Issue) -> None:
            one.milestone_id = int(milestone) if milestone else None

        self._edit(issue, act)

    def create_milestone(self, title: str) -> Milestone:
        """Make a milestone in the project."""
        with self._state.lock:
            at = self._state.clock.stamp()
            iid = len(self._state.milestones) + 1
            made = Milestone(self._state.next_id(), iid, title, at, at, project_id=self._state.project.id)
            self._state.milestones[made.id] = made
            return made

    def close_milestone(self, milestone: str) -> None:
        """Close a milestone, by its global id."""
        with self._state.lock:
            self._state.milestones[int(milestone)].state = "closed"

    def unlink(self, issue: str) -> None:
        """Undo all its relations."""
        with self._state.lock:
            number = self._issue(issue).id
            links = self._state.links
            for link in [one for one in links.values() if number in (one.source_id, one.target_id)]:
                del links[link.id]

    def _edit(self, issue: str, act: Callable[[Issue], None]) -> None:
        with self._state.lock:
            one = self._issue(issue)
            title, description = one.title, one.description
            act(one)
            self._state.touch(one)
            self._state.note_text(one, title, description, self._clerk())

    def _issue(self, issue: str) -> Issue:
        return self._state.issue(int(issue))

    def _clerk(self, username: str = "clerk") -> User:
        return self._state.add_member(username, name=username)
