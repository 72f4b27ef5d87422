"""A table of earlier reports as rows: which column holds what, by the words of its header, in any order.

Decides what is a row that says something. What a cell means for the plan is decided in `mappings.importing.entries`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading import read_table
from mappings.reading.table.rows import Row
from mappings.wording import folded

SUFFIXES = (".csv", ".tsv", ".xlsx")

_MEASURE = (
    r"(?:№|номер|ключ|пункт)(?: п/п| мероприятия| пункта| плана)?|мероприятие|measure(?: key| number)?|key|number"
)
_HEADINGS: Mapping[str, re.Pattern[str]] = {
    "measure": re.compile(_MEASURE),
    "indicator": re.compile(r"(?:№|номер) показателя|показатель(?: №)?|indicator(?: number| no\.?)?"),
    "period": re.compile(
        r"год(?: или дата)?|дата|(?:отч[её]тный )?период|отч[её]тный год|срок|year(?: or date)?|date|period|deadline"
    ),
    "figure": re.compile(r"факт(?:ическое значение| за год)?|значение(?: показателя)?|figure|fact|value|actual"),
    "closed": re.compile(r"исполнено|выполнено|закрыто|дата (?:исполнения|закрытия)|(?:closed|done|completed)(?: on)?"),
    "reason": re.compile(r"причин[аы](?: отклонения| неисполнения)?|reason"),
    "source": re.compile(r"источник|основание|source|origin"),
}
_SAYS = ("figure", "closed", "reason")


@dataclass(frozen=True)
class ImportRow:
    """One row of the table, its cells as they are written; what is not there is empty."""

    place: Place
    measure: str
    indicator: str = ""
    period: str = ""
    figure: str = ""
    closed: str = ""
    reason: str = ""
    source: str = ""
    doubtful: bool = False  # its measure's number may have been another one before a spreadsheet took it for a number

    @property
    def said(self) -> tuple[str, ...]:
        """What it reports, apart from whose and when."""
        return self.figure, self.closed, self.reason, self.source


def read_rows(path: Path) -> tuple[ImportRow, ...]:
    """The rows that report something. Raises `FileUnreadable`, or `DocumentError` where there is no such table."""
    if path.suffix.lower() not in SUFFIXES:
        message = _("a table of earlier reports is a file of the kind {formats}").format(formats=", ".join(SUFFIXES))
        hint = _("`vekha import --template FILE` writes a table to fill in")
        raise DocumentError("import-format", message, place=str(path), hint=hint)
    rows = read_table(path).rows
    for number, row in enumerate(rows):
        columns = _columns(row)
        if "measure" in columns and columns.keys() & set(_SAYS):
            return tuple(one for one in (_row(below, columns) for below in rows[number + 1 :]) if one is not None)
    raise DocumentError(
        "import-no-table",
        _("no row of the table names its columns: the measure, and the figure, the closing day or the reason"),
        place=str(path),
        hint=_("`vekha import --template FILE` writes a table to fill in"),
    )


def _columns(row: Row) -> dict[str, int]:
    """Where each column stands that a header names; the first of two that are named alike counts."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        words = folded(cell[:60]).strip(" .:*")
        name = next((name for name, heading in _HEADINGS.items() if heading.fullmatch(words)), None)
        if name is not None:
            found.setdefault(name, at)
    return found


def _row(row: Row, columns: Mapping[str, int]) -> ImportRow | None:
    """A row below the header; None where it reports nothing, such as one of the template that was left as it was."""
    cells = {name: row.cells[at] for name, at in columns.items() if at < len(row.cells)}
    if not any(cells.get(name) for name in _SAYS):
        return None
    doubtful = any(code in ("number-was-date", "number-zero-lost") for code, _text in row.doubts)
    return ImportRow(row.place, cells.pop("measure", ""), **cells, doubtful=doubtful)
