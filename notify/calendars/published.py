"""What a calendar has said of each deadline, and what it says of it next: its number, and when it changed.

Pure: what was said before comes in, what is said now comes out. A number never falls, so that a calendar program takes
the newer of two files, whichever it is given first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notify.calendars.entries import Entry, EntryState, Scope

KEPT = timedelta(days=90)
"""How long a deadline that was dropped is told as cancelled."""


@dataclass(frozen=True)
class Published:
    """An entry as it was published last. `changed_at` is when anything of it changed, in UTC."""

    entry: Entry
    sequence: int
    changed_at: datetime
    cancelled_at: datetime | None = None


def publish(entries: Iterable[Entry], before: Mapping[str, Published], *, now: datetime) -> dict[str, Published]:
    """What is published of every deadline, by key: those of the plan in its order, then those that it had once.

    A deadline that nobody was told of is not told as cancelled.
    """
    current = {entry.key: entry for entry in entries}
    published = {
        key: _next(before.get(key), entry, now)
        for key, entry in current.items()
        if key in before or entry.state is not EntryState.CANCELLED
    }
    for key, known in before.items():
        if key not in current:
            published[key] = _next(known, replace(known.entry, state=EntryState.CANCELLED), now)
    return published


def shown(published: Iterable[Published], scope: Scope, *, now: datetime) -> list[Published]:
    """Those of a scope that a file holds now: a cancelled one for `KEPT` from when it was found to be so."""
    return [
        one
        for one in published
        if scope.holds(one.entry) and (one.cancelled_at is None or now - one.cancelled_at < KEPT)
    ]


def _next(known: Published | None, entry: Entry, now: datetime) -> Published:
    if known is None:
        return Published(entry, 0, now)
    if known.entry == entry:
        return known
    cancelled_at = (known.cancelled_at or now) if entry.state is EntryState.CANCELLED else None
    counts = _at_a_glance(known.entry) != _at_a_glance(entry)
    return Published(entry, known.sequence + counts, max(now, known.changed_at), cancelled_at)


def _at_a_glance(entry: Entry) -> tuple[object, ...]:
    """What is seen of an entry without opening it: a change of that gives it a new number."""
    return entry.due, entry.measure, entry.title, entry.state
