"""A document's rows become a plan: its header, its title and period, and its findings in order.

Decides what the document as a whole says. It reads no file and knows no format.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.plan import Measure, Plan
from mappings.reading.confidence import judged
from mappings.reading.cover import plan_title, span_of_timings, span_of_title, span_of_words
from mappings.reading.entries import Entry, read_entries
from mappings.reading.faults import find_faults
from mappings.reading.findings import found, in_order
from mappings.reading.layout.kinds import written_out
from mappings.reading.lost_table import recovered
from mappings.reading.measures import Classifier, check_unique
from mappings.reading.table.arranging import arranged
from mappings.reading.table.columns import Columns
from mappings.reading.table.contents import SAMPLE
from mappings.reading.table.headers import Header, first_header
from mappings.reading.table.rows import Row, Table
from mappings.reading.table.unnamed import columns_by_contents
from mappings.reading.timing.calendar_days import Span

_FEWEST = 3  # rows, and cells of each, that tell what the columns hold where no row names them


def as_read(table: Table) -> Table:
    """The rows that a plan is made from: these, or those that their texts were written out of, or had been cells of."""
    if first_header(table.rows):
        return table
    return written_out(table) or recovered(table) or table


def header_of(rows: tuple[Row, ...]) -> tuple[int, Header] | None:
    """The index of the header's first row, and the header; that of the first row where the cells alone tell it."""
    return first_header(rows) or _unnamed(rows)


def plan_of(table: Table) -> Plan:
    """Turn a document's rows into a plan; raises `DocumentError` where they hold no plan's table."""
    found_at = first_header(table.rows)
    written = None if found_at else written_out(table)
    if written is not None:
        table, found_at = written, first_header(written.rows)
    lost = None if found_at else recovered(table)
    if lost is not None:
        table, found_at = lost, first_header(lost.rows)
    found_at = found_at or _unnamed(table.rows)
    if found_at is None:
        raise DocumentError(
            "document-no-table",
            _("no table of measures was found"),
            hint=_("a row of the table must name the columns of measures and of their timing"),
        )
    at, header = found_at
    body = table.rows[at + header.height :]
    texts = (*table.heading, *(" ".join(filter(None, row.cells)) for row in table.rows[:at]))
    title = plan_title(texts)
    printed = frozenset(row.cells for row in table.rows[at : at + header.height])
    entries = read_entries(*arranged(body, header.columns, printed), printed, texts)
    span = _span(title, texts, entries.items)
    classifier = Classifier(entries.items, span)
    groups, measures = tuple(classifier.groups()), tuple(classifier.measures())
    first, last = _years(span, measures)
    plan = Plan(title, first, last, tuple(entries.sections), groups, measures)
    findings = [
        *entries.findings,
        *classifier.findings,
        *check_unique(entries.items),
        *find_faults(plan, entries.items),
    ]
    if header.height == 0:
        findings.append(found("header-missing", table.rows[at].place))
    findings += (found(code, table.rows[at].place, **details) for code, details in _doubts(header.columns))
    if lost is not None:
        findings.append(found("table-lost", table.rows[at].place))
    if not measures:
        findings.append(found("no-measures", table.rows[at].place))
    return judged(Plan(title, first, last, plan.sections, groups, measures, in_order(findings)))


def _unnamed(rows: tuple[Row, ...]) -> tuple[int, Header] | None:
    """The first row of a table that has no header, where its cells alone tell the columns."""
    table = [index for index, row in enumerate(rows) if sum(map(bool, row.cells)) >= _FEWEST]
    columns = columns_by_contents([rows[index].cells for index in table[:SAMPLE]]) if len(table) >= _FEWEST else None
    return (table[0], Header(columns, 0)) if columns is not None else None


def _doubts(columns: Columns) -> Iterator[tuple[str, dict[str, str]]]:
    """What of the columns was settled for the whole table."""
    for heading in columns.guessed:
        yield "column-by-contents", {"column": heading}
    if columns.combined:
        yield "timing-with-executor", {}
    if columns.periods and "timing" not in columns.at:
        code = "indicators-by-years" if columns.values else "timing-from-marks"
        yield code, {"periods": ", ".join(dict.fromkeys(period for period, _at in columns.periods))}


def _span(title: str, texts: tuple[str, ...], items: list[Entry]) -> Span | None:
    """The days that the plan covers: its title says so, or else another text above the table, or all its timings."""
    timings = [item.cells["timing"] for item in items]
    return span_of_title(title) or span_of_words(texts) or span_of_timings(timings)


def _years(span: Span | None, measures: tuple[Measure, ...]) -> tuple[int, int] | tuple[None, None]:
    """The plan's first and last year, from its own words or else from the measures' timings where these go beyond."""
    years = [year for measure in measures for one in measure.deadlines for year in (one.start.year, one.due.year)]
    if span is not None and (span.sure or not years or set(years) <= set(span.years)):
        return span.first.year, span.last.year
    return (min(years), max(years)) if years else (None, None)
