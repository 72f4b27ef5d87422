"""A tracker file as it stands, read past the engine and past the tracker's own code. It judges nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sync.trackers.embedded.words import ISSUE_FIELDS

Text = str | None


class Said(NamedTuple):
    """A comment."""

    at: str
    issue: int
    author: str
    text: str


class Entry(NamedTuple):
    """One change of one field of an issue."""

    number: int
    at: str
    issue: int
    author: str
    field: str
    old: Text
    new: Text


@dataclass
class Seen:
    """A tracker file as it stands: all projects, every value as text."""

    issues: dict[int, dict[str, Text]] = field(default_factory=dict)
    authors: dict[int, str] = field(default_factory=dict)
    milestones: dict[int, dict[str, Text]] = field(default_factory=dict)
    made_at: dict[int, str] = field(default_factory=dict)
    comments: dict[int, Said] = field(default_factory=dict)
    history: list[Entry] = field(default_factory=list)


def look(path: Path, since: int = 0) -> Seen:
    """Read a tracker file; of its history, what came after an entry."""
    seen = Seen()
    if not path.exists():
        return seen
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return seen
        for row in connection.execute("SELECT * FROM issues ORDER BY id"):
            seen.issues[row["id"]] = {name: as_text(row[name]) for name in ISSUE_FIELDS}
            seen.authors[row["id"]] = row["author"]
            seen.made_at[row["id"]] = row["created_at"]
        for row in connection.execute("SELECT * FROM milestones ORDER BY id"):
            names = ("project", "title", "description", "start", "due", "closed")
            seen.milestones[row["id"]] = {name: as_text(row[name]) for name in names}
        comments = connection.execute("SELECT id, at, issue_id, author, text FROM comments ORDER BY id")
        seen.comments = {row["id"]: Said(*row[1:]) for row in comments}
        changes = "SELECT id, at, issue_id, author, field, old, new FROM history WHERE id > ? ORDER BY id"
        seen.history = [Entry(*row) for row in connection.execute(changes, (since,))]
    return seen


def as_text(value: object) -> Text:
    """A value as the history tells it."""
    return None if value is None else str(value)
