"""The tables that list: measures, indicators, what is overdue, extended, different, or to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.progress import DeadlineProgress, DeadlineState, IndicatorProgress, MeasureProgress
from mappings.progress.discipline import Discipline
from mappings.progress.quality import OF_PLAN
from mappings.progress.quality_words import message_of
from mappings.wording import clean, cut, number, section_headings
from sync.summary import extensions, history, words
from sync.summary.figures import Summary
from sync.summary.tables.cells import fact, of_deadline, of_indicator, of_measure, planned, share, unit
from sync.summary.tables.values import Cell, Column, Kind, Named, Quantity, Table

_KEY, _TITLE, _NAMES = 11, 50, 30  # characters
_SECTION = 55  # characters of a section's title beside each of its measures


def measures(summary: Summary) -> Table:
    """Every measure: how it stands, and how many of its deadlines are done."""
    # They stand whole in the table of the sections.
    titles = {key: cut(heading, _SECTION) for key, heading in section_headings(summary.plan).items()}
    columns = (
        Column(_("No."), Kind.KEY, _KEY),
        Column(_("Section"), width=_NAMES),
        Column(_("Measure"), width=_TITLE),
        Column(_("Executors"), width=_NAMES),
        Column(_("State"), Kind.STATE, 16),
        Column(_("Attainment"), Kind.SHARE, 13),
        Column(_("Deadlines"), Kind.NUMBER, 10),
        Column(pgettext("deadline", "Done"), Kind.NUMBER, 11),
        Column(pgettext("deadline", "Overdue"), Kind.NUMBER, 12),
    )
    rows = tuple(tuple(_measure(one, titles)) for one in summary.measures)
    return Table(_("Measures"), columns, rows, _("The plan has no measures."))


def indicators(summary: Summary) -> Table:
    """Every indicator with plan, fact and attainment; a measure that names none has a row for itself."""
    columns = (
        Column(_("No."), Kind.KEY, _KEY),
        Column(_("Measure"), width=_TITLE),
        Column(_("Indicator"), width=36),
        Column(_("Unit"), width=28),
        Column(_("Plan"), Kind.NUMBER, 14),
        Column(_("Fact"), Kind.NUMBER, 14),
        Column(_("Attainment"), Kind.SHARE, 13),
        Column(_("State"), Kind.STATE, 16),
        Column(_("Remarks"), width=_NAMES),
    )
    rows = (row for one in summary.measures for row in _indicators(one))
    return Table(_("Indicators"), columns, tuple(rows), _("The plan has no measures."))


def overdue(summary: Summary) -> Table:
    """Every overdue deadline, the longest overdue first; those of the backlog come last."""
    columns = (
        Column(_("No."), Kind.KEY, 14),
        Column(_("Measure"), width=_TITLE),
        Column(_("Executors"), width=_NAMES),
        Column(_("Due date"), Kind.DAY, 12),
        Column(_("Days late"), Kind.NUMBER, 12),
        Column(_("Reason"), width=_NAMES),
        Column(_("Assignee"), width=22),
        Column(_("Remarks"), width=20),
    )
    late = [(one.measure, inner) for one in (*summary.late, *summary.backlog) for inner in one.deadlines]
    late.sort(key=lambda pair: (pair[1].backlog, pair[1].days))
    rows = tuple(tuple(_late(measure, deadline)) for measure, deadline in late)
    return Table(pgettext("deadline", "Overdue"), columns, rows, _("Nothing is overdue."))


def at_risk(summary: Summary) -> Table:
    """Every measure at risk, and why."""
    columns = (
        Column(_("No."), Kind.KEY, _KEY),
        Column(_("Measure"), width=_TITLE),
        Column(_("Executors"), width=_NAMES),
        Column(_("Why"), width=60),
    )
    rows = tuple(
        (Named(one.measure.measure.key, one.measure.report.url), *_named(one.measure), one.why)
        for one in summary.at_risk
    )
    return Table(pgettext("measure", "At risk"), columns, rows, _("Nothing is at risk."))


def coming(summary: Summary) -> Table:
    """The deadlines that fall due next."""
    columns = (
        Column(_("No."), Kind.KEY, 14),
        Column(_("Measure"), width=_TITLE),
        Column(_("Executors"), width=_NAMES),
        Column(_("Due date"), Kind.DAY, 12),
        Column(_("State"), Kind.STATE, 16),
    )
    rows = tuple(
        (
            Named(one.deadline.deadline.key, one.deadline.report.url),
            *_named(one.measure),
            one.deadline.deadline.due,
            of_deadline(one.deadline.state),
        )
        for one in summary.coming
    )
    return Table(_("Due next"), columns, rows)


def discipline(summary: Summary, *, by_year: bool) -> Table:
    """How every executor keeps the dates of all years, and, if asked for, of each year."""
    *heads, executor = words.discipline_headings()
    columns = (
        Column(executor, width=_TITLE),
        *([Column(_("Year"), Kind.KEY, 10)] if by_year else []),
        *(Column(head.removeprefix(">"), Kind.SHARE if head == ">%" else Kind.NUMBER, 12) for head in heads),
    )
    rows = tuple(
        (
            one.executor or _("no executor named"),
            *([str(one.year) if one.year is not None else _("all years")] if by_year else []),
            *_kept(one),
        )
        for one in summary.discipline
        if by_year or one.year is None
    )
    return Table(words.discipline(), columns, rows)


def extended(summary: Summary) -> Table:
    """Every decided extension of a deadline."""
    widths = (14, 14, 14, 40)
    columns = tuple(Column(name, width=width) for name, width in zip(extensions.headings(), widths, strict=True))
    return Table(_("Extended deadlines"), columns, tuple(extensions.rows(summary.extended)))


def differences(summary: Summary) -> Table | None:
    """What is different since the day that the summary was compared with; None where it was compared with none."""
    if summary.compared is None:
        return None
    widths = (14, 36, 12, 12, 30)
    columns = tuple(
        Column(name.removeprefix(">"), width=width) for name, width in zip(history.headings(), widths, strict=True)
    )
    heading, rows = history.heading(summary.compared), tuple(history.rows(summary.compared))
    return Table(heading if rows else _("Differences"), columns, rows, f"{heading}.")


def quality(summary: Summary) -> Table:
    """What was reported and should be looked at; what the plan itself leaves out is no report."""
    columns = (
        Column(_("No."), Kind.KEY, 14),
        Column(_("What to know"), width=70),
        Column(_("Author"), width=24),
        Column(_("Date"), Kind.DAY, 12),
    )
    doubts = [one for one in (*summary.quality, *summary.orphans) if one.code not in OF_PLAN]
    rows = tuple(
        (Named(one.key, one.url), message_of(one), clean(one.author), one.at.date() if one.at else None)
        for one in doubts
    )
    return Table(_("Worth checking"), columns, rows, "" if summary.left_out else _("Nothing needs checking."))


def _measure(one: MeasureProgress, titles: dict[str, str]) -> Iterator[Cell]:
    measure = one.measure
    yield Named(measure.key, one.report.url)
    yield titles.get(measure.section, measure.section)
    yield measure.title
    yield "; ".join(measure.executors)
    yield of_measure(one)
    yield share(one.percent)
    yield len(one.deadlines)
    yield sum(inner.state is DeadlineState.DONE for inner in one.deadlines)
    yield sum(inner.state is DeadlineState.OVERDUE for inner in one.deadlines)


def _indicators(one: MeasureProgress) -> Iterator[tuple[Cell, ...]]:
    named = (Named(one.measure.key, one.report.url), one.measure.title)
    if not one.indicators:
        yield *named, one.measure.target_text, "", None, None, None, of_measure(one), ""
    for inner in one.indicators:
        yield *named, *_indicator(inner, one)


def _indicator(one: IndicatorProgress, measure: MeasureProgress) -> Iterator[Cell]:
    asked = one.indicator
    yield asked.text
    yield unit(asked)
    yield planned(asked)
    yield fact(one, measure)
    yield share(one.percent)
    yield of_indicator(one, measure)
    yield words.course(one)


def _late(one: MeasureProgress, deadline: DeadlineProgress) -> Iterator[Cell]:
    yield Named(deadline.deadline.key, deadline.report.url)
    yield one.measure.title
    yield "; ".join(one.measure.executors)
    yield deadline.deadline.due
    yield -deadline.days
    yield deadline.report.reason
    yield deadline.report.assignee or ""
    yield _("Before the records, nothing known") if deadline.backlog else ""


def _named(one: MeasureProgress) -> tuple[Cell, Cell]:
    return one.measure.title, "; ".join(one.measure.executors)


def _kept(one: Discipline) -> Iterator[Cell]:
    yield from (one.due, one.in_time)
    yield share(one.percent)
    yield None if one.mean_delay is None else Quantity(one.mean_delay, number(one.mean_delay))
    yield from (one.postponed, one.returned, one.silent)
