"""The measures of the page's drawings: stacked bars, the years side by side, an indicator's bar, the grid of deadlines.

Geometry only. Widths are in percent where a drawing grows with the page, else in units of the drawing; colours are the
style sheet's affair and words the markup's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mappings.plan import Section
from mappings.progress import DeadlineProgress, DeadlineState, IndicatorProgress, MeasureProgress
from sync.summary.figures import DEADLINE_STATES, DeadlineCounts, Summary

SIGNS = {  # a state is never told by colour alone
    "done": "✓",
    "submitted": "✉",
    "overdue": "!",
    "awaited": "…",
    "due_soon": "◔",
    "in_progress": "▸",
    "planned": "○",
    "cancelled": "×",
    "on_track": "▸",
    "at_risk": "▲",
    "not_reached": "✗",
    "no_data": "–",
    "not_due": "○",
    "backlog": "?",
}
MOST_ROWS = 200  # of a grid: a longer one is no picture any more

_TALLEST = 150  # the column of the year with most deadlines
_ROOM = 16  # the height in which a number can be read
_KEY, _CELL, _ROW, _HEAD = 58, 27, 20, 20  # of the grid: the keys' width, a cell, a row, the line of the years
_URGENT = (  # of two deadlines in a year the grid shows the first of these
    DeadlineState.OVERDUE,
    DeadlineState.AWAITED,
    DeadlineState.DUE_SOON,
    DeadlineState.IN_PROGRESS,
    DeadlineState.SUBMITTED,
    DeadlineState.PLANNED,
    DeadlineState.DONE,
    DeadlineState.CANCELLED,
)


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar: where it begins and how long it is, in percent of the whole or in units."""

    state: DeadlineState
    count: int
    start: float
    length: float

    @property
    def roomy(self) -> bool:
        """Whether a number can stand in it, in a column of a year."""
        return self.length >= _ROOM


@dataclass(frozen=True)
class Column:
    """A year's deadlines one above the other, in units from the drawing's top; `middle` in percent of its width."""

    year: int
    total: int
    middle: float
    parts: tuple[Part, ...]

    @property
    def top(self) -> float:
        """Where the column ends above."""
        return min((one.start for one in self.parts), default=float(_TALLEST))


@dataclass(frozen=True)
class Bullet:
    """An indicator's bar: how far fact, need and target reach, in percent of the longest of them."""

    fact: float
    need: float | None
    target: float


@dataclass(frozen=True)
class GridRow:
    """One measure's line in the grid: the signs of its deadlines with the places of their middles."""

    key: str
    middle: float
    signs: str
    places: str


@dataclass(frozen=True)
class Grid:
    """A section's measures by years. `cells` are the squares of each state as one path; `years` have their places."""

    section: Section
    width: int
    height: int
    years: tuple[tuple[int, float], ...]
    rows: tuple[GridRow, ...]
    cells: dict[str, str]
    counts: DeadlineCounts


def shown(deadline: DeadlineProgress) -> str:
    """The name under which a deadline is drawn: its state, or that nobody knows anything of it."""
    return "backlog" if deadline.backlog else deadline.state.value


def stack(counts: DeadlineCounts) -> tuple[Part, ...]:
    """The states of some deadlines side by side, in percent; those of the backlog are left out as everywhere."""
    found = [(state, counts.of(state)) for state in DEADLINE_STATES if counts.of(state)]
    return tuple(_parts(found, 100 / max(1, sum(count for _state, count in found))))


def columns(summary: Summary) -> tuple[Column, ...]:
    """The years side by side, the fullest as tall as the drawing allows."""
    tallest = max((one.deadlines.total for one in summary.by_year), default=0)
    unit, width = _TALLEST / max(1, tallest), 100 / max(1, len(summary.by_year))
    made = []
    for place, one in enumerate(summary.by_year):
        found = [(state, one.deadlines.of(state)) for state in DEADLINE_STATES if one.deadlines.of(state)]
        upwards = tuple(
            Part(part.state, part.count, round(_TALLEST - part.start - part.length, 1), part.length)
            for part in _parts(found, unit)
        )
        made.append(Column(one.year, one.deadlines.total, round((place + 0.5) * width, 2), upwards))
    return tuple(made)


def bullet(one: IndicatorProgress) -> Bullet | None:
    """The bar of an indicator; None where there is no figure, or no number to hold it against."""
    target = one.indicator.value
    if one.actual is None or target is None:
        return None
    longest = max(target, one.actual, one.need or Decimal(0), key=abs)
    if not longest:
        return None
    return Bullet(_reach(one.actual, longest), _reach(one.need, longest) if one.need else None, _reach(target, longest))


def grids(summary: Summary) -> tuple[Grid, ...]:
    """The sections' grids in their order; none where the plan has more measures than can be looked at."""
    with_dates = [one for one in summary.measures if one.deadlines]
    if len(with_dates) > MOST_ROWS:
        return ()
    years = [one.year for one in summary.by_year]
    made = []
    for figures in summary.by_section:
        inside = [one for one in with_dates if one.measure.section == figures.section.key]
        if inside:
            made.append(_grid(figures.section, figures.deadlines, inside, years))
    return tuple(made)


def in_year(measure: MeasureProgress, year: int) -> DeadlineProgress | None:
    """The deadline that a year's cell shows: the most urgent one, where the measure has several."""
    falling = [one for one in measure.deadlines if one.deadline.year == year]
    return min(falling, key=lambda one: _URGENT.index(one.state), default=None)


def _grid(section: Section, counts: DeadlineCounts, measures: Sequence[MeasureProgress], years: Sequence[int]) -> Grid:
    cells: dict[str, list[str]] = {}
    rows = []
    for place, one in enumerate(measures):
        top = _HEAD + place * _ROW
        marks = []
        for column, year in enumerate(years):
            deadline = in_year(one, year)
            if deadline is not None:
                left, state = _KEY + column * _CELL, shown(deadline)
                marks.append((SIGNS[state], left + _CELL / 2 - 1))
                cells.setdefault(state, []).append(f"M{left} {top}h{_CELL - 2}v{_ROW - 2}h{2 - _CELL}z")
        signs, places = "".join(sign for sign, _at in marks), " ".join(f"{at:g}" for _sign, at in marks)
        rows.append(GridRow(one.measure.key, top + _ROW / 2 - 1, signs, places))
    return Grid(
        section,
        _KEY + len(years) * _CELL,
        _HEAD + len(measures) * _ROW,
        tuple((year, _KEY + column * _CELL + _CELL / 2 - 1) for column, year in enumerate(years)),
        tuple(rows),
        {state: "".join(squares) for state, squares in cells.items()},
        counts,
    )


def _reach(value: Decimal, longest: Decimal) -> float:
    return round(float(max(Decimal(0), 100 * value / longest)), 1)


def _parts(found: Iterable[tuple[DeadlineState, int]], unit: float) -> Iterator[Part]:
    start = 0.0
    for state, count in found:
        yield Part(state, count, round(start, 2), round(count * unit, 2))
        start += count * unit
