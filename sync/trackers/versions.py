"""What the staff's words in a description were after each change of it, for trackers that keep its history.

Decides which changes count: those that changed the staff's own words. Who reads figures from them is no matter here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mappings.marker import staff_part
from sync.tracker import Comment


def staff_versions(changes: Iterable[tuple[str, datetime, str]]) -> tuple[Comment, ...]:
    """The versions from (author, time, whole description) of the first one and of every change, the oldest first."""
    found: list[Comment] = []
    for author, at, description in changes:
        words = staff_part(description)
        if not found or found[-1].text != words:
            found.append(Comment(author, at, words))
    return tuple(found)
