"""A deadline as a calendar shows it, made of how the plan stands.

Decides what of a deadline is shown, whether it is still to be done, and which entries a calendar holds. How an entry is
written in a file is for `notify.calendars.as_icalendar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mappings.links import web_link
from mappings.progress import DeadlineProgress, DeadlineState, MeasureProgress, Progress
from mappings.wording import clean, cut, extended, folded, section_headings

_TITLE, _HEADING, _TARGET, _EXTENDED = 150, 90, 1000, 300  # characters shown of each


class EntryState(StrEnum):
    """Whether an entry is still to be done."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Entry:
    """One deadline, its texts clean and of a length to be shown.

    `key` is the deadline's, `measure` and `section` are keys, `url` is its issue's.
    """

    key: str
    due: date
    measure: str
    title: str
    section: str
    heading: str
    executors: tuple[str, ...] = ()
    target: str = ""
    extended: str = ""
    url: str | None = None
    state: EntryState = EntryState.OPEN


@dataclass(frozen=True)
class Scope:
    """Which entries a calendar holds; without names all. Of several names any one counts."""

    executors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    open_only: bool = False

    def holds(self, entry: Entry) -> bool:
        """Whether an entry is among them."""
        names = set(map(folded, self.executors))
        return (
            (not names or not names.isdisjoint(map(folded, entry.executors)))
            and (not self.sections or entry.section in self.sections)
            and (not self.open_only or entry.state is EntryState.OPEN)
        )


_STATES = {DeadlineState.DONE: EntryState.DONE, DeadlineState.CANCELLED: EntryState.CANCELLED}


def entries_of(progress: Progress) -> tuple[Entry, ...]:
    """An entry for every deadline that is followed, in the order of the plan."""
    headings = section_headings(progress.plan)
    return tuple(_entry(measure, deadline, headings) for measure, deadline in progress.deadlines())


def _entry(measure: MeasureProgress, deadline: DeadlineProgress, headings: dict[str, str]) -> Entry:
    row = measure.measure
    return Entry(
        key=deadline.deadline.key,
        due=deadline.deadline.due,
        measure=row.key,
        title=cut(clean(row.short_title or row.title), _TITLE),
        section=row.section,
        heading=cut(clean(headings.get(row.section, row.section)), _HEADING),
        executors=tuple(map(clean, row.executors)),
        target=cut(clean(row.target_text), _TARGET),
        extended=cut(extended(deadline.deadline.extensions), _EXTENDED),
        url=web_link(deadline.report.url),
        state=_STATES.get(deadline.state, EntryState.OPEN),
    )
