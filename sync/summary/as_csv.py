"""The summary as one table of separated values: a row for each deadline, or for a measure that has none.

A spreadsheet opens it as it is: in Russian with semicolons and decimal commas. Numbers stay numbers, and no text acts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from mappings import language
from mappings.language import gettext as _
from mappings.links import web_link
from mappings.wording import in_cell
from sync.summary.figures import Summary
from sync.summary.tables.deadlines import whole
from sync.summary.tables.values import Cell, Column, Kind, Named, Quantity, shown

_WITH_COMMA = ("ru",)  # languages whose decimal mark is a comma


def render(summary: Summary) -> bytes:
    """The table in UTF-8 with a byte order mark, by which spreadsheets know it; lines end with CR and LF."""
    table, comma = whole(summary), language.active() in _WITH_COMMA
    out = io.StringIO(newline="")
    lines = csv.writer(out, delimiter=";" if comma else ",")
    lines.writerow([*map(_heading, table.columns), _("Issue")])
    for row in table.rows:
        lines.writerow(_line(row, "," if comma else "."))
    return out.getvalue().encode("utf-8-sig")


def _heading(column: Column) -> str:
    return f"{column.heading}, %" if column.kind is Kind.SHARE else column.heading


def _line(row: tuple[Cell, ...], mark: str) -> Iterator[str]:
    for cell in row:
        match cell:
            case Quantity():
                yield _number(cell.value, mark)
            case int():
                yield str(cell)
            case _:
                yield in_cell(shown(cell))
    yield next((web_link(cell.url) or "" for cell in row if isinstance(cell, Named)), "")


def _number(value: Decimal, mark: str) -> str:
    return format(value.normalize() if value else Decimal(0), "f").replace(".", mark)
