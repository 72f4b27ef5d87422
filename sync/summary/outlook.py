"""What a head asks after «how much is done»: what is late, what is at risk and why, what falls due next.

Picks and orders what was judged before. Where a measure and a part of it are at risk, or fall due on one day, the part
is told alone: nobody hears of one piece of work twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mappings.progress import DeadlineProgress, DeadlineState, MeasureProgress, MeasureState, Progress
from mappings.progress.figure_words import risk

_AHEAD = timedelta(days=30)  # what falls due within it is told together with the nearest day
_AT_STAKE = frozenset({DeadlineState.IN_PROGRESS, DeadlineState.PLANNED, DeadlineState.DUE_SOON})
_NO_NEWS = frozenset({MeasureState.ON_TRACK, MeasureState.NO_DATA})


@dataclass(frozen=True)
class Late:
    """A measure with its overdue deadlines, the oldest first."""

    measure: MeasureProgress
    deadlines: tuple[DeadlineProgress, ...]


@dataclass(frozen=True)
class AtRisk:
    """A measure that is at risk, and `why`, in one sentence without its full stop."""

    measure: MeasureProgress
    why: str


@dataclass(frozen=True)
class Coming:
    """An open deadline that falls due next."""

    measure: MeasureProgress
    deadline: DeadlineProgress


def is_not_due(one: MeasureProgress) -> bool:
    """Whether nothing of a measure has fallen due, and nothing was begun or reported: there is nothing to say of it."""
    untouched = all(inner.state is DeadlineState.PLANNED and inner.days > 0 for inner in one.deadlines if inner.live)
    silent = all(inner.actual is None for inner in one.indicators)
    return one.state in _NO_NEWS and bool(one.deadlines) and untouched and silent


def late(progress: Progress, *, backlog: bool) -> Iterator[Late]:
    """The longest overdue first, of the backlog or beside it; equally late ones in the order of the plan."""
    found = []
    for one in progress.measures:
        overdue = tuple(
            inner for inner in one.deadlines if inner.state is DeadlineState.OVERDUE and inner.backlog is backlog
        )
        if overdue:
            found.append(Late(one, overdue))
    yield from sorted(found, key=lambda told: told.deadlines[0].days)


def at_risk(progress: Progress) -> Iterator[AtRisk]:
    """The measures at risk in the order of the plan, without those of which a child is told."""
    found = [one for one in progress.measures if one.state is MeasureState.AT_RISK]
    above = _parents(found)
    yield from (AtRisk(one, risk(one)) for one in found if one.measure.key not in above)


def coming(progress: Progress) -> Iterator[Coming]:
    """The open deadlines of the nearest day and those of the month to come, the nearest first."""
    ahead = [(one, inner) for one, inner in progress.deadlines() if inner.state in _AT_STAKE and inner.days >= 0]
    if not ahead:
        return
    last = max(progress.today + _AHEAD, min(inner.deadline.due for _one, inner in ahead))
    near = sorted((pair for pair in ahead if pair[1].deadline.due <= last), key=lambda pair: pair[1].deadline.due)
    by_day: dict[date, list[tuple[MeasureProgress, DeadlineProgress]]] = {}
    for one, inner in near:
        by_day.setdefault(inner.deadline.due, []).append((one, inner))
    for pairs in by_day.values():
        above = _parents(one for one, _inner in pairs)
        yield from (Coming(one, inner) for one, inner in pairs if one.measure.key not in above)


def _parents(measures: Iterable[MeasureProgress]) -> set[str | None]:
    """The measures that stand as some of these do."""
    return {one.measure.parent for one in measures}
