"""What `vekha tracker` says: which issues a list keeps, and an issue as a row, as text and as JSON.

Decides wording and order only. It reads no store and prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.marker import find_key
from mappings.wording import day, harmless
from sync.trackers.embedded.words import field_word, status_word, time_word, value_word

if TYPE_CHECKING:
    from sync.trackers.embedded.schema import ChangeRow, CommentRow, IssueRow, MilestoneRow


@dataclass(frozen=True)
class Wanted:
    """What a list is to keep; an empty field keeps everything. `closed` is None for open and closed alike."""

    statuses: tuple[str, ...] = ()
    milestone: str = ""
    assignee: str = ""
    overdue: bool = False
    closed: bool | None = None
    search: str = ""


@dataclass(frozen=True)
class Subject:
    """One issue with what is needed to name it: its plan key, its milestone and its address."""

    row: IssueRow
    key: str | None
    milestone: MilestoneRow | None
    url: str


def keeps(wanted: Wanted, subject: Subject, plan_key: str, *, today: date) -> bool:
    """Whether a list keeps an issue."""
    row = subject.row
    if wanted.statuses and row.status not in wanted.statuses:
        return False
    if wanted.milestone and not names_milestone(wanted.milestone, subject.milestone, plan_key):
        return False
    if wanted.assignee and wanted.assignee.casefold() != (row.assignee or "").casefold():
        return False
    if wanted.overdue and not row.overdue(today):
        return False
    if wanted.closed is not None and wanted.closed != row.closed:
        return False
    words = f"{row.title}\n{row.description}\n{row.assignee or ''}".casefold()
    return wanted.search.casefold() in words


def names_milestone(text: str, milestone: MilestoneRow | None, plan_key: str) -> bool:
    """Whether a text names a milestone: by its title, the year it is marked with, or its number as #N."""
    if milestone is None:
        return False
    key = find_key(milestone.description, plan_key)
    return text in (milestone.title, key, f"#{milestone.id}")


def table_headers() -> list[str]:
    """The headers of a list."""
    return [_("No."), _("Key"), _("Status"), _("Due"), _("Milestone"), _("Assignee"), _("Title")]


def table_row(subject: Subject, *, today: date) -> list[str]:
    """An issue as a row of a list; an overdue date is marked with an exclamation mark."""
    row = subject.row
    due = "" if row.due is None else day(row.due) + (" !" if row.overdue(today) else "")
    milestone = "" if subject.milestone is None else subject.milestone.title
    words = (str(row.id), subject.key, status_word(row.status), due, milestone, row.assignee, row.title)
    return [one_line(word or "") for word in words]


def issue_json(subject: Subject, *, today: date) -> dict[str, Any]:
    """An issue for JSON: dates and times as ISO 8601, what is not set as null."""
    row = subject.row
    return {
        "id": row.id,
        "key": subject.key,
        "project": row.project,
        "title": row.title,
        "status": row.status,
        "closed": row.closed,
        "overdue": row.overdue(today),
        "start": None if row.start is None else row.start.isoformat(),
        "due": None if row.due is None else row.due.isoformat(),
        "milestone": None if subject.milestone is None else subject.milestone.title,
        "parent": row.parent_id,
        "assignee": row.assignee,
        "fact": row.fact or None,
        "done_ratio": row.done_ratio,
        "author": row.author,
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
        "version": row.version,
        "url": subject.url,
    }


def whole_json(
    subject: Subject, comments: Sequence[CommentRow], history: Sequence[ChangeRow], *, today: date
) -> dict[str, Any]:
    """An issue for JSON with its description, comments and history."""
    return {
        **issue_json(subject, today=today),
        "description": subject.row.description,
        "comments": [
            {"author": said.author, "at": said.at.isoformat(), "text": said.text, "private": said.private}
            for said in comments
        ],
        "history": [
            {
                "author": change.author,
                "at": change.at.isoformat(),
                "field": change.field,
                "old": change.old,
                "new": change.new,
            }
            for change in history
        ],
    }


def whole_text(
    subject: Subject,
    comments: Sequence[CommentRow],
    history: Sequence[ChangeRow],
    milestones: Mapping[str, str],
    *,
    today: date,
) -> str:
    """An issue as text; `milestones` are the titles by id."""
    lines = [f"#{subject.row.id} {one_line(subject.row.title)}", ""]
    facts = _facts(subject, today)
    width = max(len(name) for name, _value in facts) + 2
    lines += [f"{name + ':':<{width}}{one_line(value)}" for name, value in facts]
    if subject.row.description:
        lines += ["", harmless(subject.row.description)]
    if comments:
        lines += ["", _("Comments") + ":"]
    for said in comments:
        private = " (" + pgettext("comment", "private") + ")" if said.private else ""
        lines.append(f"  {one_line(said.author)}, {time_word(said.at)}{private}")
        lines += [f"    {line}" for line in harmless(said.text).split("\n")]
    if history:
        lines += ["", _("History") + ":"]
    for change in history:
        words = change_words(change.field, change.old, change.new, milestones)
        lines.append(f"  {time_word(change.at)}, {one_line(change.author)}: {words}")
    return "\n".join(lines)


def change_words(field: str, old: str | None, new: str | None, milestones: Mapping[str, str]) -> str:
    """One changed field in words, on one line."""
    if field == "description":
        return _("description changed")
    before, after = (one_line(value_word(field, value, milestones)) for value in (old, new))
    return f"{field_word(field)}: {before} → {after}"


def one_line(text: str) -> str:
    """A text on one line, with nothing in it that could steer a terminal."""
    return " ".join(harmless(text).split())


def _facts(subject: Subject, today: date) -> list[tuple[str, str]]:
    row = subject.row
    late = " (" + pgettext("due date", "overdue") + ")" if row.overdue(today) else ""
    facts = [
        (_("Key"), subject.key),
        (_("Project"), row.project),
        (_("Status"), status_word(row.status)),
        (_("Start"), None if row.start is None else day(row.start)),
        (_("Due"), None if row.due is None else day(row.due) + late),
        (_("Milestone"), None if subject.milestone is None else subject.milestone.title),
        (_("Parent"), None if row.parent_id is None else f"#{row.parent_id}"),
        (_("Assignee"), row.assignee),
        (_("Reported figure"), row.fact),
        (_("Done"), f"{row.done_ratio} %" if row.done_ratio else None),
        (_("Author"), f"{row.author}, {time_word(row.created_at)}"),
        (_("Page"), subject.url),
    ]
    return [(name, value) for name, value in facts if value]
