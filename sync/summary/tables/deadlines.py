"""The tables of all deadlines: one to read and to print, and one with all that is known, for other programs."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.language import gettext as _
from mappings.progress import DeadlineProgress, DeadlineState, MeasureProgress
from mappings.wording import number, section_headings
from sync.summary.figures import Summary, main_figure
from sync.summary.tables.cells import of_deadline, of_measure, quantity, share, unit
from sync.summary.tables.values import Cell, Column, Kind, Named, Table


def deadlines(summary: Summary) -> Table:
    """Every deadline with what was reported for it, in the order of the plan."""
    moved = bool(summary.extended)
    several = any(len(inner.facts) > 1 for one in summary.measures for inner in one.deadlines)
    columns = (
        Column(_("No."), Kind.KEY, 14),
        Column(_("Measure"), width=42),
        Column(_("Executors"), width=24),
        *_due_columns(moved=moved),
        *_fact_columns(),
        *([_others_column()] if several else []),
        *_report_columns(),
    )
    rows = (
        (
            Named(inner.deadline.key, inner.report.url),
            one.measure.title,
            "; ".join(one.measure.executors),
            *_due(inner, moved=moved),
            *_fact(one, inner),
            *([_others(inner)] if several else []),
            *_report(inner),
        )
        for one in summary.measures
        for inner in one.deadlines
    )
    return Table(_("Deadlines"), columns, tuple(rows), _("The plan has no deadlines."))


def whole(summary: Summary) -> Table:
    """All that is known of every deadline and its measure; a measure without a deadline has a row too."""
    titles = section_headings(summary.plan)
    columns = (
        Column(_("No."), Kind.KEY, 14),
        Column(_("Section"), width=24),
        Column(_("Measure"), width=42),
        Column(_("Executors"), width=24),
        Column(_("Target"), width=30),
        Column(_("State of the measure"), Kind.STATE, 16),
        Column(_("Attainment"), Kind.SHARE, 13),
        *_due_columns(moved=True),
        *_fact_columns(),
        _others_column(),
        *_report_columns(),
    )
    rows = (
        _whole(one, deadline, titles, len(columns)) for one in summary.measures for deadline in one.deadlines or (None,)
    )
    return Table(_("Deadlines"), columns, tuple(rows))


def _whole(
    one: MeasureProgress, deadline: DeadlineProgress | None, titles: dict[str, str], length: int
) -> tuple[Cell, ...]:
    measure = one.measure
    key, report = (measure.key, one.report) if deadline is None else (deadline.deadline.key, deadline.report)
    cells: list[Cell] = [
        Named(key, report.url),
        titles.get(measure.section, measure.section),
        measure.title,
        "; ".join(measure.executors),
        measure.target_text,
        of_measure(one),
        share(one.percent),
    ]
    if deadline is not None:
        cells += (*_due(deadline, moved=True), *_fact(one, deadline), _others(deadline), *_report(deadline))
    return (*cells, *[None] * (length - len(cells)))


def _due_columns(*, moved: bool) -> Iterator[Column]:
    yield Column(_("Due date"), Kind.DAY, 12)
    if moved:
        yield Column(_("Date in the plan"), Kind.DAY, 12)
    yield Column(_("State"), Kind.STATE, 15)
    yield Column(_("Days late"), Kind.NUMBER, 11)


def _due(one: DeadlineProgress, *, moved: bool) -> Iterator[Cell]:
    yield one.deadline.due
    if moved:
        yield one.deadline.planned
    yield of_deadline(one.state)
    yield -one.days if one.state is DeadlineState.OVERDUE else None


def _fact_columns() -> Iterator[Column]:
    yield Column(_("Fact"), Kind.NUMBER, 9)
    yield Column(_("Unit"), width=14)
    yield Column(_("Reported by"), width=18)
    yield Column(_("Reported on"), Kind.DAY, 12)


def _fact(measure: MeasureProgress, one: DeadlineProgress) -> Iterator[Cell]:
    """The figure that stands for a deadline, its unit, who reported it and when."""
    figure = main_figure(one.facts)
    if figure is None:
        yield from (None, None, None, None)
        return
    asked = next((inner.indicator for inner in measure.indicators[figure.indicator - 1 : figure.indicator]), None)
    yield quantity(asked, figure.value)
    yield unit(asked) if asked else ""
    yield figure.author
    yield figure.at.date()


def _others_column() -> Column:
    return Column(_("Other indicators"), width=16)


def _others(one: DeadlineProgress) -> str:
    """The figures of the indicators beside the first one, each with its number."""
    main = main_figure(one.facts)
    return "; ".join(f"{other.indicator}: {number(other.value)}" for other in one.facts if other is not main)


def _report_columns() -> Iterator[Column]:
    yield Column(_("Date of closing"), Kind.DAY, 12)
    yield Column(_("Reason"), width=26)
    yield Column(_("Assignee"), width=16)


def _report(one: DeadlineProgress) -> Iterator[Cell]:
    yield one.report.closed_at.date() if one.report.closed_at else None
    yield one.report.reason
    yield one.report.assignee
