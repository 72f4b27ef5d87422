"""The summary as text: tables in colour on a terminal, plain aligned lines everywhere else.

Both show the same tables, made once as data. Nothing from the document or the tracker reaches a terminal raw.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.progress import DeadlineState, Doubt, MeasureState
from mappings.progress.discipline import Discipline
from mappings.progress.quality import OF_PLAN
from mappings.progress.quality_words import message_of
from mappings.wording import clean, cut, day, number, percent, section_titles
from sync.summary import extensions, history, words
from sync.summary.figures import DEADLINE_STATES, MEASURE_STATES, DeadlineCounts, MeasureCounts, Summary
from sync.summary.outlook import AtRisk, Coming, Late
from sync.summary.tables.opening import opening
from sync.summary.text_tables import LOOKS, PLAIN_WIDTH, Bar, Cell, Sheet, draw, write

_LOUD = 2  # of the first lines: the title and how much is done of what has fallen due
_SHORT_TITLE = 40  # characters of a title beside which more is said

_MEASURE_STYLES = {
    MeasureState.DONE: "green",
    MeasureState.ON_TRACK: "cyan",
    MeasureState.AT_RISK: "yellow",
    MeasureState.OVERDUE: "bold red",
    MeasureState.NOT_REACHED: "magenta",
    MeasureState.NO_DATA: "bright_black",
    MeasureState.CANCELLED: "bright_black",
}


def render(summary: Summary) -> bytes:
    """The plain text in UTF-8."""
    out = io.StringIO()
    to_text(summary, Console(file=out, force_terminal=False, color_system=None, width=PLAIN_WIDTH))
    return out.getvalue().encode()


def to_text(summary: Summary, console: Console) -> None:
    """Print the summary: in colour and with bars on a terminal, else plain and at most 100 columns wide."""
    show = draw if console.is_terminal else write
    for place, text in enumerate((clean(summary.plan.title), *opening(summary))):
        for line in wrap(text, min(console.width, PLAIN_WIDTH)):
            console.print(Text(line, "bold" if place < _LOUD else ""), soft_wrap=True)
    for sheet in _sheets(summary):
        console.print()
        show(sheet, console)


def _sheets(summary: Summary) -> Iterable[Sheet]:
    if summary.compared:
        rows = tuple(tuple(map(Cell, row)) for row in history.rows(summary.compared))
        yield Sheet(history.heading(summary.compared), history.headings(), rows)
    yield _totals(summary.deadline_counts)
    yield _measure_totals(summary.measure_counts)
    yield _years(summary)
    if summary.plan.is_sectioned:
        yield _sections(summary)
    yield Sheet(
        _("By executor"),
        (*_share_headings(), _("Executor")),
        tuple(
            (*_share(one.measures, one.deadlines), Cell(clean(one.name) or _("no executor named")))
            for one in summary.by_executor
        ),
    )
    if summary.late:
        yield _overdue(summary.late)
    if summary.at_risk:
        yield _at_risk(summary.at_risk)
    if summary.coming:
        yield _coming(summary.coming)
    if summary.extended:
        rows = tuple(tuple(map(Cell, row)) for row in extensions.rows(summary.extended))
        yield Sheet(_("Extended deadlines"), extensions.headings(), rows)
    if summary.discipline:
        yield _discipline(summary.discipline)
    yield _measures(summary)
    doubts = [one for one in (*summary.quality, *summary.orphans) if one.code not in OF_PLAN]
    if doubts:
        yield _quality(doubts)


def _sections(summary: Summary) -> Sheet:
    titles = section_titles(summary.plan)
    rows = (
        (Cell(one.section.key), *_share(one.measures, one.deadlines), Cell(titles[one.section.key]))
        for one in summary.by_section
    )
    return Sheet(_("By section"), (_("Section"), *_share_headings(), _("Title")), tuple(rows))


def _totals(counts: DeadlineCounts) -> Sheet:
    rows = [
        (Cell(words.deadline_state(state), LOOKS[state][1]), Cell(str(counts.of(state)))) for state in DEADLINE_STATES
    ]
    bars: list[Bar] = [((state, counts.of(state)),) for state in DEADLINE_STATES]
    if counts.backlog:
        rows.append((Cell(_("Before the records, nothing known"), "bright_black"), Cell(str(counts.backlog))))
        bars.append(())
    rows.append((Cell(_("Total"), "bold"), Cell(str(counts.total), "bold")))
    bars.append(_bar(counts))
    return Sheet(_("Deadlines"), (_("State"), ">" + _("Number")), tuple(rows), tuple(bars))


def _measure_totals(counts: MeasureCounts) -> Sheet:
    rows = [
        (Cell(words.measure_state(state), _MEASURE_STYLES[state]), Cell(str(counts.of(state))))
        for state in MEASURE_STATES
    ]
    rows.append((Cell(words.not_due(), "bright_black"), Cell(str(counts.not_due))))
    rows.append((Cell(_("Total"), "bold"), Cell(str(counts.total), "bold")))
    return Sheet(_("Measures"), (_("State"), ">" + _("Number")), tuple(rows))


def _years(summary: Summary) -> Sheet:
    seen = [state for state in DEADLINE_STATES if summary.deadline_counts.of(state)]
    rows = tuple(
        (
            Cell(str(one.year)),
            Cell(str(one.deadlines.total)),
            *(_count(one.deadlines.of(state), LOOKS[state][1]) for state in seen),
        )
        for one in summary.by_year
    )
    headings = (_("Year"), ">" + _("Total"), *(">" + words.deadline_state(state) for state in seen))
    return Sheet(_("By year"), headings, rows, tuple(_bar(one.deadlines) for one in summary.by_year))


def _share_headings() -> tuple[str, ...]:
    return (
        ">" + _("Measures"),
        ">" + _("Deadlines"),
        ">" + pgettext("deadline", "Done"),
        ">" + pgettext("deadline", "Overdue"),
        ">%",
    )


def _share(measures: MeasureCounts, deadlines: DeadlineCounts) -> tuple[Cell, ...]:
    return (
        Cell(str(measures.total)),
        Cell(str(deadlines.total)),
        _count(deadlines.done, "green"),
        _count(deadlines.of(DeadlineState.OVERDUE), "red"),
        Cell(number(deadlines.percent)),
    )


def _overdue(late: tuple[Late, ...]) -> Sheet:
    rows = tuple(
        (
            Cell(one.measure.measure.key),
            Cell(day(one.deadlines[0].deadline.due)),
            Cell(str(-one.deadlines[0].days), "red"),
            Cell(str(len(one.deadlines))),
            Cell(clean(one.measure.measure.title)),
        )
        for one in late
    )
    headings = (_("No."), _("Was due"), ">" + _("Days late"), ">" + _("Deadlines"), _("Title"))
    return Sheet(pgettext("deadline", "Overdue"), headings, rows)


def _at_risk(told: tuple[AtRisk, ...]) -> Sheet:
    rows = tuple(
        (Cell(one.measure.measure.key), Cell(cut(clean(one.measure.measure.title), _SHORT_TITLE)), Cell(one.why))
        for one in told
    )
    return Sheet(pgettext("measure", "At risk"), (_("No."), _("Title"), _("Why")), rows)


def _coming(told: tuple[Coming, ...]) -> Sheet:
    rows = tuple(
        (Cell(one.measure.measure.key), Cell(day(one.deadline.deadline.due)), Cell(clean(one.measure.measure.title)))
        for one in told
    )
    return Sheet(_("Due next"), (_("No."), _("Due"), _("Title")), rows)


def _discipline(told: tuple[Discipline, ...]) -> Sheet:
    """All years together; a year of an executor by itself stands in the other forms."""
    rows = tuple(
        (
            *map(Cell, (str(one.due), str(one.in_time), percent(one.percent), number(one.mean_delay))),
            *map(Cell, (str(one.postponed), str(one.returned), str(one.silent))),
            Cell(clean(one.executor) or _("no executor named")),
        )
        for one in told
        if one.year is None
    )
    return Sheet(words.discipline(), words.discipline_headings(), rows)


def _measures(summary: Summary) -> Sheet:
    rows = []
    for one in summary.measures:
        done = sum(inner.state is DeadlineState.DONE for inner in one.deadlines)
        rows.append(
            (
                Cell(one.measure.key),
                Cell(words.standing(one), _MEASURE_STYLES[one.state]),
                Cell(percent(one.percent)),
                Cell(f"{done}/{len(one.deadlines)}"),
                Cell(clean(one.measure.title)),
            )
        )
    headings = (_("No."), _("State"), ">" + _("Reached"), ">" + _("Deadlines"), _("Title"))
    return Sheet(_("All measures"), headings, tuple(rows))


def _quality(doubts: Iterable[Doubt]) -> Sheet:
    """What was reported and should be looked at; what the plan itself leaves out stands with its measure."""
    rows = tuple(
        (Cell(one.key), Cell(clean(one.author)), Cell(day(one.at.date()) if one.at else "—"), Cell(message_of(one)))
        for one in doubts
    )
    return Sheet(_("Worth checking"), (_("Key"), _("Author"), _("Date"), _("What to know")), rows)


def _count(count: int, style: str) -> Cell:
    return Cell(str(count), style) if count else Cell("0", "bright_black")


def _bar(counts: DeadlineCounts) -> Bar:
    return tuple((state, counts.of(state)) for state in DEADLINE_STATES)
