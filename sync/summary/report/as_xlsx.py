"""The yearly report as a workbook: a sheet for each table, ready to be printed, numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from mappings.language import gettext as _
from mappings.wording import clean
from mappings.yearly_report.values import Fact, IndicatorRow, MeasureRow, YearReport
from sync.office import LINE
from sync.summary.report import words
from sync.summary.report.changes import change_cells, change_headings
from sync.summary.report.handed import Handed
from sync.summary.report.sheets import Marked, Sheet, Value

_INDICATORS = (8, 46, 16, 11, 16, 11, 13, 13, 30)  # widths in characters
_MEASURES = (8, 38, 24, 13, 13, 30, 18, 17, 26)
_DISCIPLINE = (60, 13, 12, 10, 16, 13, 13, 16)
_CHANGES = (8, 70, 26, 26, 26)
_TALLY = (62, 14, 14)
_NUMBERS = range(3, 9)  # the columns of indicators that hold figures, and their unit


def render(handed: Handed, _template: Path | None = None) -> bytes:
    """The workbook."""
    report = handed.report
    book = Workbook()
    _front(Sheet(book.worksheets[0], _("Tally"), _TALLY, (2, 3), landscape=False), handed)
    years = {"year": report.year, "before": report.year - 1}
    sheet = Sheet(book.create_sheet(), _("Indicators"), _INDICATORS, _NUMBERS)
    sheet.heading([heading.format(**years) for heading in words.indicator_headings()])
    _fill(sheet, report, [(row.section, _indicator(row, report.year)) for row in report.indicators])
    for note in words.notes_of(report):
        sheet.text(note)
    sheet = Sheet(book.create_sheet(), _("Measures"), _MEASURES, (4, 5))
    sheet.heading(words.measure_headings())
    _fill(sheet, report, [(row.section, _measure(row)) for row in report.measures])
    if report.discipline:
        sheet = Sheet(book.create_sheet(), _("Meeting deadlines"), _DISCIPLINE, range(2, 9))
        sheet.heading(words.discipline_headings())
        for one in report.discipline:
            sheet.row([words.executor_of(one), *("—" if value is None else value for value in words.numbers_of(one))])
    if handed.closing is not None and handed.closing.changes:
        sheet = Sheet(book.create_sheet(), _("Changed since"), _CHANGES)
        sheet.heading(change_headings())
        for change in handed.closing.changes:
            sheet.row(change_cells(change))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _front(sheet: Sheet, handed: Handed) -> None:
    """The approval, the title, the tally, and whoever has drawn it up."""
    report = handed.report
    for text in (_("APPROVED BY"), LINE, LINE, _("Date: {line}").format(line="_" * 18)):
        sheet.text(text, right=True)
    sheet.text("")
    sheet.text(words.title(report).upper(), bold=True)
    sheet.text(words.subject(report))
    sheet.text(words.state_day(report))
    if handed.closing is not None:
        sheet.text(words.closed(handed.closing))
    sheet.text("")
    sheet.row(words.tally_headings(), bold=True)
    for label, count, share in words.tally_lines(report.tally):
        sheet.row((label, count, "" if share is None else share))
    for text in ("", words.degree_of(report), words.rating_of(report), ""):
        sheet.text(text)
    sheet.text(_("Drawn up by") + f" {LINE}")
    sheet.text(_("Telephone: {line}").format(line=LINE))
    sheet.text(_("Date: {line}").format(line="_" * 18))


def _fill(sheet: Sheet, report: YearReport, rows: Sequence[tuple[str, Sequence[Value]]]) -> None:
    """The rows under the titles of their sections, in the order of the plan."""
    for key, title in report.sections:
        inside = [row for section, row in rows if section == key]
        if inside:
            sheet.title(f"{key}. {clean(title)}" if title else key)
        for row in inside:
            sheet.row(row)


def _indicator(row: IndicatorRow, year: int) -> tuple[Value, ...]:
    before = row.previous.value
    earlier = words.fact_of(row.previous) if before is None else Marked(before, words.previous_form(row, year))
    plan = words.plan_of(row) if row.plan is None else Marked(row.plan, words.plan_form(row))
    return (
        words.number_of(row),
        words.name_of(row),
        words.unit_of(row),
        earlier,
        plan,
        _fact(row.fact),
        words.deviation_of(row) if row.deviation is None else row.deviation,
        "—" if row.level is None else row.level,
        words.explanation_of(row, year),
    )


def _measure(row: MeasureRow) -> tuple[Value, ...]:
    return (
        row.measure_no,
        row.title,
        words.executors_of(row),
        words.due_of(row),
        words.closed_of(row),
        row.expected,
        words.achieved_of(row),
        words.performance_of(row),
        words.reasons_of(row),
    )


def _fact(fact: Fact) -> Value:
    return words.fact_of(fact) if fact.value is None else fact.value
