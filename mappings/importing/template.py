"""The table to fill in: each measure, each of its years so far and each of its indicators on a row of its own.

Decides which rows there are and in which of two forms they are written. No cell of it can act as a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO

from mappings.language import day_text
from mappings.plan import Measure, Plan
from mappings.wording import clean, cut, in_cell

FORMS = (".csv", ".xlsx")

_HEADINGS = {
    "ru": (
        "Мероприятие",
        "Название",
        "План",
        "Показатель №",
        "Год или дата",
        "Факт",
        "Исполнено",
        "Причина",
        "Источник",
    ),
    "en": ("Measure", "Title", "Target", "Indicator number", "Year or date", "Figure", "Closed on", "Reason", "Source"),
}
_WIDTHS = (12, 50, 40, 14, 14, 14, 14, 30, 30)  # columns, in characters
_TITLE = 120  # characters

Line = tuple[str, ...]


def template(plan: Plan, form: str, *, today: date, language: str) -> bytes:
    """The table in one of `FORMS`, for what has begun by today."""
    lines = [_HEADINGS[language], *_lines(plan, today, language)]
    return _workbook(lines) if form == ".xlsx" else _separated(lines)


def _lines(plan: Plan, today: date, language: str) -> Iterator[Line]:
    for measure in plan.measures:
        several = len(measure.indicators) > 1
        for period in _periods(measure, today, language):
            for number, indicator in enumerate(measure.indicators or (None,), start=1):
                target = clean(indicator.text) if indicator is not None else ""
                about = (measure.key, cut(clean(measure.title), _TITLE), cut(target, _TITLE))
                yield (*about, str(number) if several else "", period, "", "", "", "")


def _periods(measure: Measure, today: date, language: str) -> Iterator[str]:
    """What is reported on so far: each deadline's year, its day where two fall in one, or each year of a lone one."""
    deadlines = measure.deadlines
    if len(deadlines) == 1:
        yield from (str(year) for year in deadlines[0].years if year <= today.year)
        return
    if not deadlines:
        yield ""
    for deadline in deadlines:
        if deadline.period <= today.year:
            alone = measure.is_told_by_year(deadline)
            yield str(deadline.period) if alone else day_text(deadline.planned, language)


def _separated(lines: list[Line]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows(map(in_cell, line) for line in lines)
    return text.getvalue().encode("utf-8-sig")  # with a mark, or a spreadsheet reads Cyrillic as something else


def _workbook(lines: list[Line]) -> bytes:
    # it loads slowly, and the other form has no use for it
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            if text:
                cell = sheet.cell(row, column, text)
                cell.data_type = "s"
                cell.number_format = "@"
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    data = BytesIO()
    book.save(data)
    return data.getvalue()
