"""The table of all that a letter tells, as a workbook: a row for each deadline.

Decides what stands in which column. No cell of it can act as a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from mappings.language import gettext as _
from mappings.links import web_link
from mappings.progress import Progress
from mappings.progress.figure_words import targets, year_fact
from mappings.wording import clean, cut, day, extended, in_cell, section_headings
from notify.alerts.alert import Alert
from notify.letters.news import name_of
from notify.letters.others import Others
from notify.letters.parts import Told
from notify.letters.said import said_of

_WIDTHS = (26, 34, 12, 50, 12, 34, 44, 18, 34, 22, 34, 34, 40)  # columns, in characters
_STYLE = "Deadline"
_CELL = 4_000  # characters; a cell takes some more, and no reader

Line = tuple[str, ...]


def workbook_of(parts: Sequence[Told], progress: Progress, others: Others) -> bytes:
    """The workbook with a line for each deadline of these parts, in their order."""
    return _written([_headings(), *_lines(parts, progress, others)])


def _headings() -> Line:
    return (
        _("Why"),
        _("Section"),
        _("No."),
        _("Measure"),
        _("Due date"),
        _("What is known"),
        _("Target and figure"),
        _("Reported for this date"),
        _("Executor"),
        _("Assignee"),
        _("Reason"),
        _("Extension"),
        _("Issue"),
    )


def _lines(parts: Sequence[Told], progress: Progress, others: Others) -> Iterator[Line]:
    headings = section_headings(progress.plan)
    for part in parts:
        for alert in part.alerts:
            yield name_of(part), *_line(alert, headings, others)


def _line(alert: Alert, headings: dict[str, str], others: Others) -> Line:
    measured, deadline = alert.case.measure, alert.case.deadline
    measure, report = measured.measure, deadline.report
    return (
        headings.get(measure.section, measure.section),
        measure.key,
        measure.title,
        day(alert.due),
        said_of(alert, others),
        targets(measured, deadline.deadline),
        year_fact(deadline),
        "; ".join(measure.executors),
        report.assignee or "",
        report.reason,
        extended(deadline.deadline.extensions),
        web_link(alert.url) or "",
    )


def _written(lines: Sequence[Line]) -> bytes:
    # it loads slowly, and most letters have no use for it
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, NamedStyle  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Deadlines")
    book.add_named_style(NamedStyle(_STYLE, alignment=Alignment(vertical="top", wrap_text=True), number_format="@"))
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            if text:
                cell = sheet.cell(row, column, in_cell(cut(clean(text), _CELL)))
                cell.data_type = "s"
                cell.style = _STYLE
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    data = BytesIO()
    book.save(data)
    return data.getvalue()
