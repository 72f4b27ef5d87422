"""The summary as text: tables in colour on a terminal, plain aligned lines everywhere else.

Both show the same tables, made once as data. Nothing from the document or the tracker reaches a terminal raw.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest
from textwrap import wrap
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
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

PLAIN_WIDTH = 100  # columns of the plain form
_GAP = "  "
_GAP_DRAWN = 3  # columns that a drawn table puts between two of its own
_EDGES = 2  # columns that it puts outside of them
_NARROWEST = 12  # columns that are left to titles however narrow the terminal is
_SHORT_TITLE = 40  # characters of a title beside which more is said
_BAR = 30  # columns of the longest bar on a terminal
_SHORTEST_BAR = 10  # where there is room for less, there are no bars

_LOOKS = {  # the glyph tells the states of a bar apart where there is no colour
    DeadlineState.DONE: ("█", "green"),
    DeadlineState.SUBMITTED: ("▒", "green"),
    DeadlineState.OVERDUE: ("▓", "red"),
    DeadlineState.AWAITED: ("░", "yellow"),
    DeadlineState.DUE_SOON: ("▒", "yellow"),
    DeadlineState.IN_PROGRESS: ("▒", "cyan"),
    DeadlineState.PLANNED: ("░", "bright_black"),
    DeadlineState.CANCELLED: ("·", "bright_black"),
}
_MEASURE_STYLES = {
    MeasureState.DONE: "green",
    MeasureState.ON_TRACK: "cyan",
    MeasureState.AT_RISK: "yellow",
    MeasureState.OVERDUE: "bold red",
    MeasureState.NOT_REACHED: "magenta",
    MeasureState.NO_DATA: "bright_black",
    MeasureState.CANCELLED: "bright_black",
}


_Bar = tuple[tuple[DeadlineState, int], ...]  # how many of each state, from left to right


@dataclass(frozen=True)
class _Cell:
    text: str
    style: str = ""


@dataclass(frozen=True)
class _Sheet:
    """One table as data. A heading with `>` is of a right-aligned column; the last column gives way.

    `bars` has one for each row, or none at all; they are drawn to one scale, and only on a terminal.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[_Cell, ...], ...]
    bars: tuple[_Bar, ...] = ()

    def is_number(self, column: int) -> bool:
        return self.headings[column].startswith(">")

    def heading(self, column: int) -> str:
        return self.headings[column].removeprefix(">")

    def cut_to(self, width: int, gap: int, lines: int = 1) -> _Sheet:
        """The same with the last column cut to what `lines` of a width hold, `gap` between columns."""
        room = max(_NARROWEST, width - sum(self.widths()[:-1]) - gap * (len(self.headings) - 1)) * lines
        rows = ((*row[:-1], replace(row[-1], text=cut(row[-1].text, room))) for row in self.rows)
        return replace(self, rows=tuple(rows))

    def widths(self) -> list[int]:
        cells = [[self.heading(at), *(row[at].text for row in self.rows)] for at in range(len(self.headings))]
        return [max(map(cell_len, column)) for column in cells]


def render(summary: Summary) -> bytes:
    """The plain text in UTF-8."""
    out = io.StringIO()
    to_text(summary, Console(file=out, force_terminal=False, color_system=None, width=PLAIN_WIDTH))
    return out.getvalue().encode()


def to_text(summary: Summary, console: Console) -> None:
    """Print the summary: in colour and with bars on a terminal, else plain and at most 100 columns wide."""
    show = _show_sheet if console.is_terminal else _write_sheet
    for text, style in (
        (clean(summary.plan.title), "bold"),
        (words.headline(summary.deadline_counts), "bold"),
        (words.verdict(summary.deadline_counts), ""),
        (words.pulled(summary.as_of), "bright_black"),
        (summary.left_out, "bright_black"),
        (history.written_line(summary.written) if summary.written else "", "bright_black"),
    ):
        for line in wrap(text, min(console.width, PLAIN_WIDTH)):
            console.print(Text(line, style), soft_wrap=True)
    for sheet in _sheets(summary):
        console.print()
        show(sheet, console)


def _sheets(summary: Summary) -> Iterable[_Sheet]:
    if summary.compared:
        rows = tuple(tuple(map(_Cell, row)) for row in history.rows(summary.compared))
        yield _Sheet(history.heading(summary.compared), history.headings(), rows)
    yield _totals(summary.deadline_counts)
    yield _measure_totals(summary.measure_counts)
    yield _years(summary)
    titles = section_titles(summary.plan)
    yield _Sheet(
        _("By section"),
        (_("Section"), *_share_headings(), _("Title")),
        tuple(
            (
                _Cell(one.section.key),
                *_share(one.measures, one.deadlines),
                _Cell(titles[one.section.key]),
            )
            for one in summary.by_section
        ),
    )
    yield _Sheet(
        _("By executor"),
        (*_share_headings(), _("Executor")),
        tuple(
            (*_share(one.measures, one.deadlines), _Cell(clean(one.name) or _("no executor named")))
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
        rows = tuple(tuple(map(_Cell, row)) for row in extensions.rows(summary.extended))
        yield _Sheet(_("Extended deadlines"), extensions.headings(), rows)
    if summary.discipline:
        yield _discipline(summary.discipline)
    yield _measures(summary)
    doubts = [one for one in (*summary.quality, *summary.orphans) if one.code not in OF_PLAN]
    if doubts:
        yield _quality(doubts)


def _totals(counts: DeadlineCounts) -> _Sheet:
    rows = [
        (_Cell(words.deadline_state(state), _LOOKS[state][1]), _Cell(str(counts.of(state))))
        for state in DEADLINE_STATES
    ]
    bars: list[_Bar] = [((state, counts.of(state)),) for state in DEADLINE_STATES]
    if counts.backlog:
        rows.append((_Cell(_("Before the records, nothing known"), "bright_black"), _Cell(str(counts.backlog))))
        bars.append(())
    rows.append((_Cell(_("Total"), "bold"), _Cell(str(counts.total), "bold")))
    bars.append(_bar(counts))
    return _Sheet(_("Deadlines"), (_("State"), ">" + _("Number")), tuple(rows), tuple(bars))


def _measure_totals(counts: MeasureCounts) -> _Sheet:
    rows = [
        (_Cell(words.measure_state(state), _MEASURE_STYLES[state]), _Cell(str(counts.of(state))))
        for state in MEASURE_STATES
    ]
    rows.append((_Cell(words.not_due(), "bright_black"), _Cell(str(counts.not_due))))
    rows.append((_Cell(_("Total"), "bold"), _Cell(str(counts.total), "bold")))
    return _Sheet(_("Measures"), (_("State"), ">" + _("Number")), tuple(rows))


def _years(summary: Summary) -> _Sheet:
    seen = [state for state in DEADLINE_STATES if summary.deadline_counts.of(state)]
    rows = tuple(
        (
            _Cell(str(one.year)),
            _Cell(str(one.deadlines.total)),
            *(_count(one.deadlines.of(state), _LOOKS[state][1]) for state in seen),
        )
        for one in summary.by_year
    )
    headings = (_("Year"), ">" + _("Total"), *(">" + words.deadline_state(state) for state in seen))
    return _Sheet(_("By year"), headings, rows, tuple(_bar(one.deadlines) for one in summary.by_year))


def _share_headings() -> tuple[str, ...]:
    return (
        ">" + _("Measures"),
        ">" + _("Deadlines"),
        ">" + pgettext("deadline", "Done"),
        ">" + pgettext("deadline", "Overdue"),
        ">%",
    )


def _share(measures: MeasureCounts, deadlines: DeadlineCounts) -> tuple[_Cell, ...]:
    return (
        _Cell(str(measures.total)),
        _Cell(str(deadlines.total)),
        _count(deadlines.done, "green"),
        _count(deadlines.of(DeadlineState.OVERDUE), "red"),
        _Cell(number(deadlines.percent)),
    )


def _overdue(late: tuple[Late, ...]) -> _Sheet:
    rows = tuple(
        (
            _Cell(one.measure.measure.key),
            _Cell(day(one.deadlines[0].deadline.due)),
            _Cell(str(-one.deadlines[0].days), "red"),
            _Cell(str(len(one.deadlines))),
            _Cell(clean(one.measure.measure.title)),
        )
        for one in late
    )
    headings = (_("No."), _("Was due"), ">" + _("Days late"), ">" + _("Deadlines"), _("Title"))
    return _Sheet(pgettext("deadline", "Overdue"), headings, rows)


def _at_risk(told: tuple[AtRisk, ...]) -> _Sheet:
    rows = tuple(
        (_Cell(one.measure.measure.key), _Cell(cut(clean(one.measure.measure.title), _SHORT_TITLE)), _Cell(one.why))
        for one in told
    )
    return _Sheet(pgettext("measure", "At risk"), (_("No."), _("Title"), _("Why")), rows)


def _coming(told: tuple[Coming, ...]) -> _Sheet:
    rows = tuple(
        (_Cell(one.measure.measure.key), _Cell(day(one.deadline.deadline.due)), _Cell(clean(one.measure.measure.title)))
        for one in told
    )
    return _Sheet(_("Due next"), (_("No."), _("Due"), _("Title")), rows)


def _discipline(told: tuple[Discipline, ...]) -> _Sheet:
    """All years together; a year of an executor by itself stands in the other forms."""
    rows = tuple(
        (
            *map(_Cell, (str(one.due), str(one.in_time), percent(one.percent), number(one.mean_delay))),
            *map(_Cell, (str(one.postponed), str(one.returned), str(one.silent))),
            _Cell(clean(one.executor) or _("no executor named")),
        )
        for one in told
        if one.year is None
    )
    return _Sheet(words.discipline(), words.discipline_headings(), rows)


def _measures(summary: Summary) -> _Sheet:
    rows = []
    for one in summary.measures:
        done = sum(inner.state is DeadlineState.DONE for inner in one.deadlines)
        rows.append(
            (
                _Cell(one.measure.key),
                _Cell(words.standing(one), _MEASURE_STYLES[one.state]),
                _Cell(percent(one.percent)),
                _Cell(f"{done}/{len(one.deadlines)}"),
                _Cell(clean(one.measure.title)),
            )
        )
    headings = (_("No."), _("State"), ">" + _("Reached"), ">" + _("Deadlines"), _("Title"))
    return _Sheet(_("All measures"), headings, tuple(rows))


def _quality(doubts: Iterable[Doubt]) -> _Sheet:
    """What was reported and should be looked at; what the plan itself leaves out stands with its measure."""
    rows = tuple(
        (_Cell(one.key), _Cell(clean(one.author)), _Cell(day(one.at.date()) if one.at else "—"), _Cell(message_of(one)))
        for one in doubts
    )
    return _Sheet(_("Worth checking"), (_("Key"), _("Author"), _("Date"), _("What to know")), rows)


def _count(count: int, style: str) -> _Cell:
    return _Cell(str(count), style) if count else _Cell("0", "bright_black")


def _bar(counts: DeadlineCounts) -> _Bar:
    return tuple((state, counts.of(state)) for state in DEADLINE_STATES)


def _show_sheet(sheet: _Sheet, console: Console) -> None:
    sheet = sheet.cut_to(console.width - _EDGES, _GAP_DRAWN, lines=2)
    last = len(sheet.headings) - 1
    table = Table(title=Text(sheet.title, "bold"), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in range(len(sheet.headings)):
        justify: Literal["left", "right"] = "right" if sheet.is_number(column) else "left"
        table.add_column(Text(sheet.heading(column)), justify=justify, no_wrap=column != last)
    room = min(_BAR, console.width - _EDGES - sum(sheet.widths()) - _GAP_DRAWN * len(sheet.headings))
    bars = sheet.bars if room >= _SHORTEST_BAR else ()
    if bars:
        table.add_column("", no_wrap=True)
    scale = max((sum(count for _state, count in bar) for bar in bars), default=0)
    for row, bar in zip_longest(sheet.rows, bars):
        cells = [Text(cell.text, cell.style) for cell in row]
        table.add_row(*cells, *([_drawn(bar, scale, room)] if bar else []))
    console.print(table)


def _drawn(bar: _Bar, scale: int, room: int) -> Text:
    """The bar, so long that one of the size `scale` fills the room."""
    text, passed = Text(), 0
    for state, count in bar:
        passed += count
        glyph, style = _LOOKS[state]
        text.append(glyph * (round(passed * room / max(scale, 1)) - len(text)), style)
    return text


def _write_sheet(sheet: _Sheet, console: Console) -> None:
    sheet = sheet.cut_to(PLAIN_WIDTH, len(_GAP))
    widths = sheet.widths()
    columns = range(len(widths))
    console.out(sheet.title, highlight=False)
    for line in [[sheet.heading(at) for at in columns], *([cell.text for cell in row] for row in sheet.rows)]:
        cells = [_padded(line[at], widths[at], right=sheet.is_number(at)) for at in columns]
        console.out(_GAP.join(cells).rstrip(), highlight=False)


def _padded(text: str, width: int, *, right: bool) -> str:
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)
