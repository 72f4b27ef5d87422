"""The summary as a Word document to be printed, handed in and filed: sentences first, then tables on A4 that lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from docx.document import Document as Page

from mappings.language import gettext as _
from mappings.wording import clean, cut
from sync.office import Box, as_bytes, draw, lay, new_page, paragraph
from sync.summary.figures import Summary
from sync.summary.tables.opening import opening
from sync.summary.tables.sequence import in_order
from sync.summary.tables.values import Cell, Column, Kind, State, Table, shown

_RIGHT = (Kind.NUMBER, Kind.SHARE)
_SIZE, _CHARACTER = 9, 1.9  # points of the type in tables, and millimetres that a character of it takes
_MOST = 0.75  # of the width for what is written in one piece
_LINES = 30  # of a text in a table: a row higher than a page would be cut off where nobody sees it
_TITLE = 500  # characters
_NOTHING = "—"


def render(summary: Summary) -> bytes:
    """The document."""
    page = new_page(summary.plan.title, now=datetime.combine(summary.today, time()))
    room = lay(page)
    paragraph(page, _("Indicator summary"), bold=True, centred=True, after=6)
    paragraph(page, cut(clean(summary.plan.title), _TITLE), bold=True, centred=True, after=12)
    for sentence in opening(summary):
        paragraph(page, sentence, after=6)
    for table in in_order(summary):
        _add(page, table.filled(), room)
    return as_bytes(page)


def _add(page: Page, table: Table, room: int) -> None:
    if not table.rows and not table.none:
        return
    paragraph(page, table.title, bold=True, before=12, after=4, keep=True)
    if not table.rows:
        paragraph(page, table.none)
        return
    widths = _widths(table.columns, room)
    limits = [int(width / _CHARACTER) * _LINES for width in widths]
    cells = (zip(row, table.columns, limits, strict=True) for row in table.rows)
    rows = ([_box(cell, column, limit) for cell, column, limit in row] for row in cells)
    draw(page, [column.heading for column in table.columns], rows, widths, size=_SIZE)


def _widths(columns: Sequence[Column], room: int) -> list[float]:
    """Millimetres for each column: what is written in one piece gets what it takes, texts share the rest."""
    fixed = sum(column.width for column in columns if column.kind is not Kind.TEXT) * _CHARACTER
    texts = sum(column.width for column in columns if column.kind is Kind.TEXT)
    pressed = min(1.0, room * _MOST / fixed) if fixed else 1.0
    piece, text = _CHARACTER * pressed, (room - fixed * pressed) / texts if texts else 0
    return [column.width * (text if column.kind is Kind.TEXT else piece) for column in columns]


def _box(cell: Cell, column: Column, limit: int) -> Box:
    if isinstance(cell, State):
        return Box(cell.label, cell.tone.ground, cell.tone.ink)
    return Box(cut(shown(cell), limit) or _NOTHING, right=column.kind in _RIGHT)
