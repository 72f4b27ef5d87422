"""The bundled Word template of the yearly report, made in the active language: the form that offices know.

A first sheet with the approval, the title, the tally and whoever has drawn it up; then the tables on sheets that lie.
Its places are named as `sync.summary.report.context` gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mappings.language import gettext as _
from sync.office import LINE, approval, as_bytes, lay_on, new_page, paragraph, signature
from sync.summary.report import words
from sync.summary.report.changes import change_headings

if TYPE_CHECKING:
    from docx.document import Document as Page
    from docx.table import _Cell, _Row

_SIZE, _SMALL = 9, 8  # points
_UPRIGHT = 180  # mm, the text of an upright sheet
_YEARS = {"year": "{{ year }}", "before": "{{ before }}"}
_LEFT, _MIDDLE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER


@dataclass(frozen=True)
class _Column:
    """A column: its heading, the name of its value, its part of the width, and whether it stands in the middle."""

    heading: str
    value: str
    share: int
    centred: bool = False


def default_template(*, now: datetime) -> bytes:
    """The template as a .docx file; `now` is the date that stands in its properties."""
    page = new_page("{{ title }}", now=now)
    _first_sheet(page)
    width = lay_on(page)
    _heading(page, _("1. Indicators"))
    _table(page, "indicators", _indicator_columns(), width, parts=True)
    _notes(page)
    _heading(page, _("2. Measures"))
    _table(page, "measures", _measure_columns(), width, parts=True)
    paragraph(page, "{%p if discipline %}")
    _heading(page, _("3. Meeting deadlines"))
    _table(page, "discipline", _discipline_columns(), width)
    paragraph(page, "{%p endif %}")
    paragraph(page, "{%p if changes %}")
    _heading(page, _("Changed since the report was handed in"))
    _table(page, "changes", _change_columns(), width)
    paragraph(page, "{%p endif %}")
    return as_bytes(page)


def _first_sheet(page: Page) -> None:
    approval(page)
    paragraph(page, "{{ title | upper }}", bold=True, centred=True, before=36)
    paragraph(page, "{{ subject }}", centred=True, before=6, after=12)
    paragraph(page, "{{ state_day }}", centred=True, after=12)
    paragraph(page, "{%p if closed %}")
    paragraph(page, "{{ closed }}", size=_SIZE, centred=True, after=12)
    paragraph(page, "{%p endif %}")
    _heading(page, _("What was reached"))
    _table(page, "tally", _tally_columns(), _UPRIGHT)
    paragraph(page, "{{ degree }}", before=12)
    paragraph(page, "{%p if rating %}")
    paragraph(page, "{{ rating }}", before=6)
    paragraph(page, "{%p endif %}")
    signature(page)
    paragraph(page, _("Telephone: {line}").format(line=LINE), before=6)


def _notes(page: Page) -> None:
    paragraph(page, "{%p for note in notes %}")
    paragraph(page, "{{ note }}", size=_SMALL, before=2)
    paragraph(page, "{%p endfor %}")


def _heading(page: Page, text: str) -> None:
    paragraph(page, text, bold=True, before=12, after=6, keep=True)


def _indicator_columns() -> tuple[_Column, ...]:
    headings = [heading.format(**_YEARS) for heading in words.indicator_headings()]
    no, name, unit, before, plan, fact, deviation, level, why = headings
    return (
        _Column(no, "no", 14, centred=True),
        _Column(name, "name", 70),
        _Column(unit, "unit", 26, centred=True),
        _Column(before, "previous", 18, centred=True),
        _Column(plan, "plan", 25, centred=True),
        _Column(fact, "fact", 18, centred=True),
        _Column(deviation, "deviation", 24, centred=True),
        _Column(level, "level", 25, centred=True),
        _Column(why, "explanation", 38),
    )


def _measure_columns() -> tuple[_Column, ...]:
    no, name, executors, due, closed, expected, achieved, performance, why = words.measure_headings()
    return (
        _Column(no, "no", 14, centred=True),
        _Column(name, "name", 55),
        _Column(executors, "executors", 36),
        _Column(due, "due", 22, centred=True),
        _Column(closed, "closed", 26, centred=True),
        _Column(expected, "expected", 40),
        _Column(achieved, "achieved", 26),
        _Column(performance, "performance", 26),
        _Column(why, "reasons", 30),
    )


def _discipline_columns() -> tuple[_Column, ...]:
    executor, due, in_time, percent, delay, postponed, returned, silent = words.discipline_headings()
    return (
        _Column(executor, "executor", 90),
        _Column(due, "due", 24, centred=True),
        _Column(in_time, "in_time", 20, centred=True),
        _Column(percent, "percent", 18, centred=True),
        _Column(delay, "delay", 28, centred=True),
        _Column(postponed, "postponed", 26, centred=True),
        _Column(returned, "returned", 26, centred=True),
        _Column(silent, "silent", 26, centred=True),
    )


def _change_columns() -> tuple[_Column, ...]:
    no, name, what, before, now = change_headings()
    return (
        _Column(no, "no", 14, centred=True),
        _Column(name, "name", 110),
        _Column(what, "what", 45),
        _Column(before, "before", 45),
        _Column(now, "now", 45),
    )


def _tally_columns() -> tuple[_Column, ...]:
    label, count, share = words.tally_headings()
    return (
        _Column(label, "label", 110),
        _Column(count, "count", 35, centred=True),
        _Column(share, "share", 35, centred=True),
    )


def _table(page: Page, rows: str, columns: Sequence[_Column], width: int, *, parts: bool = False) -> None:
    """A table with a row for each of `rows`; in `parts`, under the title of each."""
    drawn = page.add_table(rows=0, cols=len(columns))
    drawn.style = "Table Grid"
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    head = drawn.add_row()
    for cell, column in zip(head.cells, columns, strict=True):
        _put(cell, column.heading, bold=True, place=_MIDDLE)
    _mark(head, "w:tblHeader")
    if parts:
        _say(drawn.add_row(), f"{{%tr for part in {rows} %}}")
        title = drawn.add_row()
        _put(title.cells[0].merge(title.cells[-1]), "{{ part.title }}", bold=True)
    _say(drawn.add_row(), f"{{%tr for row in {'part.rows' if parts else rows} %}}")
    for cell, column in zip(drawn.add_row().cells, columns, strict=True):
        _put(cell, f"{{{{ row.{column.value} }}}}", place=_MIDDLE if column.centred else _LEFT)
    _say(drawn.add_row(), "{%tr endfor %}")
    if parts:
        _say(drawn.add_row(), "{%tr endfor %}")
    whole = sum(column.share for column in columns)
    for column, sized in zip(columns, drawn.columns, strict=True):
        sized.width = Mm(width * column.share / whole)
    for row in drawn.rows:
        _mark(row, "w:cantSplit")


def _say(row: _Row, statement: str) -> None:
    """A row that is no row of the document: it repeats those below it."""
    row.cells[0].paragraphs[0].add_run(statement)


def _put(cell: _Cell, text: str, *, bold: bool = False, place: WD_ALIGN_PARAGRAPH = _LEFT) -> None:
    line = cell.paragraphs[0]
    line.alignment = place
    run = line.add_run(text)
    run.bold, run.font.size = bold, Pt(_SIZE)


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    properties: Any = row._tr.get_or_add_trPr()  # python-docx has no name for these marks
    properties.append(mark)
