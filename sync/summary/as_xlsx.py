"""The summary as a workbook: what to know at a glance on the first sheet, then a sheet for each list.

Decides which sheets there are. Numbers and dates are such, so that they can be sorted, filtered and reckoned with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from itertools import zip_longest

from mappings.language import gettext as _
from mappings.wording import clean
from sync.summary.figures import Summary
from sync.summary.spreadsheet import Book
from sync.summary.tables import listed
from sync.summary.tables.counted import by_executor, by_section, by_year
from sync.summary.tables.deadlines import deadlines
from sync.summary.tables.opening import opening
from sync.summary.tables.values import Table

_TITLE_SIZE, _PART_SIZE = 14, 12  # points
_ALONE = 100  # characters of a sheet without tables
_ONE_PAGE = 40  # rows that can still be read on one page


def render(summary: Summary) -> bytes:
    """The workbook."""
    book = Book(summary.plan.title, datetime.combine(summary.today, time()))
    _first_sheet(book, summary)
    for table in _lists(summary):
        if table.rows or table.none:
            book.listed(table)
    return book.as_bytes()


def _first_sheet(book: Book, summary: Summary) -> None:
    """The sentences on how the plan stands and the tables that count, one below the other."""
    sheet = book.sheet(_("Summary"))
    tables = [table for table in (by_year(summary), by_section(summary), by_executor(summary)) if table.rows]
    columns = zip_longest(*([one.width for one in table.columns] for table in tables), fillvalue=0)
    sheet.set_widths([max(widths) for widths in columns] or [_ALONE])
    if sum(len(table.rows) for table in tables) <= _ONE_PAGE:
        sheet.on_one_page()
    sheet.paragraph(clean(summary.plan.title), size=_TITLE_SIZE, bold=True)
    for sentence in opening(summary):
        sheet.paragraph(sentence)
    for table in tables:
        sheet.gap()
        sheet.paragraph(table.title, size=_PART_SIZE, bold=True)
        sheet.table(table)


def _lists(summary: Summary) -> Iterator[Table]:
    """One after the other, so that only one of them is held at a time."""
    yield listed.indicators(summary)
    yield listed.measures(summary)
    yield deadlines(summary)
    yield listed.overdue(summary)
    yield listed.at_risk(summary)
    yield listed.coming(summary)
    yield listed.discipline(summary, by_year=True)
    yield listed.quality(summary)
    yield listed.extended(summary)
    different = listed.differences(summary)
    if different is not None:
        yield different
