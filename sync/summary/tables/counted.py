"""The tables that count: by state, by year, by section and by executor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mappings.language import gettext as _
from mappings.progress import DeadlineState
from mappings.wording import clean, section_headings
from sync.summary import words
from sync.summary.figures import DEADLINE_STATES, DeadlineCounts, Summary
from sync.summary.tables.cells import share
from sync.summary.tables.values import Cell, Column, Kind, Table

_NAME, _COUNT = 40, 14  # characters of a name and of a number's heading


def by_year(summary: Summary) -> Table:
    """Every year with its deadlines by state."""
    counted = _Counted.of(summary)
    rows = tuple((str(one.year), *counted.cells(one.deadlines)) for one in summary.by_year)
    return Table(_("By year"), (Column(_("Year"), Kind.KEY, 8), *counted.columns()), rows)


def by_section(summary: Summary) -> Table:
    """Every section with its deadlines by state, and its measures; no row where the sections tell nothing apart."""
    counted, headings = _Counted.of(summary), section_headings(summary.plan)
    rows = tuple(
        (headings[one.section.key], *counted.cells(one.deadlines), one.measures.total)
        for one in summary.by_section
        if summary.plan.is_sectioned
    )
    return Table(_("By section"), (Column(_("Section"), width=_NAME), *counted.columns(), _measures()), rows)


def by_executor(summary: Summary) -> Table:
    """Every executor with the deadlines of their measures by state, and those measures."""
    counted = _Counted.of(summary)
    rows = tuple(
        (clean(one.name) or _("no executor named"), *counted.cells(one.deadlines), one.measures.total)
        for one in summary.by_executor
    )
    return Table(_("By executor"), (Column(_("Executor"), width=_NAME), *counted.columns(), _measures()), rows)


@dataclass(frozen=True)
class _Counted:
    """Which counts there are columns for: of the states that occur, and of those that are asked for in any case."""

    states: tuple[DeadlineState, ...]
    backlog: bool

    @classmethod
    def of(cls, summary: Summary) -> _Counted:
        asked = (DeadlineState.DONE, DeadlineState.OVERDUE)
        states = (state for state in DEADLINE_STATES if state in asked or summary.deadline_counts.of(state))
        return cls(tuple(states), backlog=summary.deadline_counts.backlog > 0)

    def columns(self) -> Iterator[Column]:
        yield Column(_("Deadlines"), Kind.NUMBER, _COUNT)
        for state in self.states:
            yield Column(words.deadline_state(state), Kind.NUMBER, _COUNT)
        if self.backlog:
            yield Column(_("Before the records, nothing known"), Kind.NUMBER, _COUNT)
        yield Column(_("Done, share"), Kind.SHARE, _COUNT)

    def cells(self, counts: DeadlineCounts) -> Iterator[Cell]:
        yield counts.total
        yield from (counts.of(state) for state in self.states)
        if self.backlog:
            yield counts.backlog
        yield share(counts.percent) if counts.due or counts.done else None  # nothing could be done yet


def _measures() -> Column:
    return Column(_("Measures"), Kind.NUMBER, _COUNT)
