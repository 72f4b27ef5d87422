"""The embedded tracker's words: its statuses and fields, and how they and times are told to people.

Decides names only, stored ones and those in the active language. It opens nothing and loads no library.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.wording import day

STATUSES = ("new", "in_progress", "done", "cancelled")
CLOSED_STATUSES = ("done", "cancelled")
ISSUE_FIELDS = (
    "project",
    "title",
    "description",
    "status",
    "milestone_id",
    "start",
    "due",
    "parent_id",
    "assignee",
    "fact",
    "done_ratio",
)
AUTHOR = "vekha"  # under this name the adapter writes; nobody else may


def status_word(status: str) -> str:
    """A status by its name for people."""
    words = {
        "new": pgettext("issue status", "new"),
        "in_progress": pgettext("issue status", "in progress"),
        "done": pgettext("issue status", "done"),
        "cancelled": pgettext("issue status", "cancelled"),
    }
    return words.get(status, status)


def field_word(field: str) -> str:
    """A field of an issue by its name for people."""
    words = {
        "project": _("project"),
        "title": _("title"),
        "description": _("description"),
        "status": _("status"),
        "milestone_id": _("milestone"),
        "start": _("start"),
        "due": _("due date"),
        "parent_id": _("parent issue"),
        "assignee": _("assignee"),
        "fact": _("reported figure"),
        "done_ratio": _("percent done"),
    }
    return words.get(field, field)


def value_word(field: str, value: str | None, milestones: Mapping[str, str]) -> str:
    """A value of an issue's history for people; `milestones` are the titles by id."""
    if not value:
        return "—"
    match field:
        case "status":
            word = status_word(value)
        case "milestone_id":
            word = milestones.get(value, f"#{value}")
        case "parent_id":
            word = f"#{value}"
        case "start" | "due":
            word = day(date.fromisoformat(value))
        case "done_ratio":
            word = f"{value} %"
        case _:
            word = value
    return word


def time_word(moment: datetime) -> str:
    """A time to the minute, in the zone of this machine."""
    local = moment.astimezone()
    return f"{day(local.date())} {local:%H:%M}"
