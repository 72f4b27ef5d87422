"""A real Redmine as a board: read in Ruby past its interface, worked by a librarian through it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mappings.marker import find_key, staff_part
from tests.faults.board import Card, Deed
from tests.live.redmine_server import FACT_FIELD, TRACKER, RedmineServer

CARDS = """
Issue.where(project_id: Project.find('%s').id).includes(:status, :assigned_to, :fixed_version, :journals).order(:id)
  .map { |i| {
    id: i.id, description: i.description.to_s, title: i.subject, due: i.due_date, start: i.start_date,
    milestone: i.fixed_version&.name, parent: i.parent_id, status: i.status.name, closed: i.closed?,
    assignee: i.assigned_to&.login, done: i.done_ratio, priority: i.priority_id, hidden: i.is_private,
    facts: i.custom_field_values.select { |v| v.custom_field.name == '%s' }.map { |v| v.value.to_s },
    notes: i.journals.select { |j| j.notes.present? }.map { |j| [j.user.login, j.notes] },
    children: i.children.count } }
"""
_DERIVED = frozenset({"due", "start", "done", "priority"})


class RedmineBoard:
    """The project of a plan in Redmine."""

    def __init__(self, server: RedmineServer, plan: str) -> None:
        self._server = server
        self._plan = plan
        self._clerk = server.staff()
        self._ruby = CARDS % (server.project, FACT_FIELD)
        admin = server.person("admin")
        statuses = admin.call("GET", "issue_statuses.json")["issue_statuses"]
        self._closing = next(one["id"] for one in statuses if one["is_closed"])
        self._opening = next(one["id"] for one in statuses if not one["is_closed"])
        self._fact = next(
            one["id"] for one in admin.call("GET", "custom_fields.json")["custom_fields"] if one["name"] == FACT_FIELD
        )
        self._me = self._clerk.call("GET", "users/current.json")["user"]["id"]
        trackers = admin.call("GET", "trackers.json")["trackers"]
        self._other = next(one["id"] for one in trackers if one["name"] != TRACKER)

    def cards(self) -> dict[str, Card]:
        """Every issue of the project."""
        return {str(row["id"]): self._card(row) for row in self._server.runner(self._ruby)}

    def comment(self, card: Card, text: str) -> Deed:
        """Comment on it."""
        self._clerk.note(int(card.id), text)
        return Deed(card.id, frozenset({"notes"}))

    def write(self, card: Card, text: str) -> Deed:
        """Add a line below the description, as it stands at this moment."""
        now = self._clerk.issue(int(card.id))["description"] or ""
        self._clerk.edit(int(card.id), description=f"{now}\n\n{text}")
        return Deed(card.id, frozenset({"words"}))

    def take(self, card: Card) -> Deed:
        """Take it over with a figure and some progress."""
        fact = {"id": self._fact, "value": "3"}
        self._clerk.edit(int(card.id), assigned_to_id=self._me, done_ratio=40, custom_fields=[fact])
        return Deed(card.id, frozenset({"assignee", "done", "facts"}))

    def close(self, card: Card) -> Deed:
        """Close it, or open it again where it is closed."""
        self._clerk.edit(int(card.id), status_id=self._opening if card.theirs["closed"] else self._closing)
        return Deed(card.id, frozenset({"status"}))

    def postpone(self, card: Card, due: date) -> Deed:
        """Set another due date than the plan's."""
        self._clerk.edit(int(card.id), due_date=due.isoformat())
        return Deed(card.id, frozenset({"due"}))

    def delete(self, card: Card) -> Deed:
        """Delete it."""
        self._clerk.delete(int(card.id))
        return Deed(card.id, frozenset(), deleted=True)

    def own(self, title: str) -> None:
        """Make an issue that is none of the plan's."""
        self._clerk.create(self._server.project, subject=title, tracker_id=self._other)

    def _card(self, row: Mapping[str, Any]) -> Card:
        theirs = {name: row[name] for name in ("status", "closed", "assignee", "done", "priority", "hidden", "facts")}
        plan = {name: row[name] for name in ("title", "start", "milestone")}
        return Card(
            str(row["id"]),
            find_key(row["description"], self._plan) or "",
            {**theirs, "notes": row["notes"], "words": staff_part(row["description"])},
            {**plan, "due": _day(row["due"]), "parent": None if row["parent"] is None else str(row["parent"])},
            derived=_DERIVED if row["children"] else frozenset(),
            has_children=bool(row["children"]),
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
