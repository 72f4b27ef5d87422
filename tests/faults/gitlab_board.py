"""The stand-in GitLab as a board: its memory, and the hand of the staff in it."""

from __future__ import annotations

import re
from datetime import date

from mappings.marker import normal
from tests.faults.board import Card, Deed
from tests.standins.gitlab_server import Server
from tests.standins.gitlab_server.records import Issue
from tests.worlds.gitlab_staff import GitLabStaff

BOT = "maintainer"
OWN = "наше"  # the staff's own label
# In GitLab the marker is hidden in a comment. The fences are read here once more, for what stands between them.
_BLOCK = re.compile(r"──── vekha ────\n.*?<!-- (?P<plan>\S+?):(?P<key>\S+) -->\n──── /vekha ────", re.DOTALL)


class GitlabBoard:
    """The project of a plan in the stand-in."""

    def __init__(self, server: Server, plan: str) -> None:
        self._state = server.state
        self._staff = GitLabStaff(server)
        self._plan = plan

    def cards(self) -> dict[str, Card]:
        """Every issue of the project."""
        with self._state.lock:
            keys = {one.id: self._key(one) for one in self._state.issues_of(self._state.project)}
            parents: dict[int, str] = {}
            for link in self._state.links.values():
                # A relation goes from the parent to the child, whose key goes on from the parent's.
                above, below = keys.get(link.source_id, ""), keys.get(link.target_id, "")
                if above and below.rpartition("/")[0] == above:
                    parents[link.target_id] = str(self._state.issues[link.source_id].iid)
            found = [self._card(one, parents) for one in self._state.issues_of(self._state.project)]
        return {card.id: card for card in found}

    def comment(self, card: Card, text: str) -> Deed:
        """Comment on it."""
        self._staff.comment(card.id, text, "clerk")
        return Deed(card.id, frozenset({"notes"}))

    def write(self, card: Card, text: str) -> Deed:
        """Add a line below the description, as it stands at this moment."""
        with self._state.lock:
            self._staff.set_description(card.id, f"{self._staff.description(card.id)}\n\n{text}")
        return Deed(card.id, frozenset({"words"}))

    def take(self, card: Card) -> Deed:
        """Take it over, and put their own label on it."""
        self._staff.assign(card.id, "clerk")
        self._staff.put_label(card.id, OWN)
        return Deed(card.id, frozenset({"assignees", "label"}))

    def close(self, card: Card) -> Deed:
        """Close it, or open it again where it is closed."""
        if card.theirs["closed"]:
            self._staff.reopen(card.id)
        else:
            self._staff.close(card.id)
        return Deed(card.id, frozenset({"status"}))

    def postpone(self, card: Card, due: date) -> Deed:
        """Set another due date than the plan's."""
        self._staff.set_due(card.id, due)
        return Deed(card.id, frozenset({"due"}))

    def delete(self, card: Card) -> Deed:
        """Delete it."""
        self._staff.delete(card.id)
        return Deed(card.id, frozenset(), deleted=True)

    def own(self, title: str) -> None:
        """Make an issue that is none of the plan's."""
        self._staff.create_foreign(title)

    def _key(self, issue: Issue) -> str:
        found = _BLOCK.search(normal(issue.description or ""))
        return found["key"] if found and found["plan"] == self._plan else ""

    def _card(self, issue: Issue, parents: dict[int, str]) -> Card:
        state = self._state
        milestone = state.milestones.get(issue.milestone_id or 0)
        bot = state.user_named(BOT).id
        notes = [(one.author_id, one.body) for one in state.notes_of(issue) if not one.system and one.author_id != bot]
        labels = {state.labels[number].name for number in issue.label_ids}
        return Card(
            str(issue.iid),
            self._key(issue),
            {
                "status": issue.state,
                "closed": issue.state == "closed",
                "assignees": tuple(issue.assignee_ids),
                "confidential": issue.confidential,
                "label": OWN in labels,
                "notes": tuple(notes),
                "words": _BLOCK.sub("", normal(issue.description or "")).strip(),
            },
            {
                "title": issue.title,
                "milestone": milestone.title if milestone else None,
                "due": issue.due_date,
                "parent": parents.get(issue.id),
            },
            has_children=issue.id in {link.source_id for link in state.links.values()},
        )
