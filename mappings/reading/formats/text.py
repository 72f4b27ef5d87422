"""The text form: a table copied out of a word processor, cells parted by tabs, one row a line.

Lines without a tab stand above the table as its heading; below its first row they are rows of one cell. Where no line
names columns that tabs part, the text is looked at as a drawing, a table of pipes, and in every other layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.layout.kinds import has_header, laid_out
from mappings.reading.table.rows import Paragraph, Row, Table, Tally, check_amount, check_length
from mappings.wording import fold

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
# Not `splitlines`: a vertical tab and the line separators of Unicode are breaks inside a cell, not between rows.
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_text(data: bytes) -> Table:
    """Read the bytes of a text file; raises `DocumentError` where they are no UTF-8 text."""
    text = _decode(data)
    check_amount(text, "\t")
    check_amount(text, "|")
    lines = _LINE_END.split(text)
    first = next((number for number, line in enumerate(lines) if "\t" in line), len(lines))
    table = Table(_heading("\n".join(lines[:first])), tuple(_rows(lines, first)))
    if has_header(table) and sum(sum(map(bool, row.cells)) > 1 for row in table.rows) > 1:
        return table
    laid = laid_out([Paragraph(line, Place(line=number)) for number, line in enumerate(lines, start=1)])
    return laid if laid is not None and (first == len(lines) or has_header(laid)) else table


def _rows(lines: list[str], first: int) -> Iterator[Row]:
    tally = Tally()
    for number, line in enumerate(lines[first:], start=first + 1):
        if line.strip():
            cells = tuple(map(fold, line.split("\t")))
            tally.add(len(cells))
            check_length(max(cells, key=len))
            yield Row(cells, Place(line=number))


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.split(data[: error.start].decode("utf-8", "replace")))
        raise DocumentError(
            "document-encoding",
            _("the text is not UTF-8: byte {byte:#04x} cannot be read").format(byte=data[error.start]),
            place=_("line {line}").format(line=line),
            hint=_("save the file again as text in the UTF-8 encoding"),
        ) from None
    if "\0" in text:
        raise DocumentError(
            "document-encoding",
            _("the file is not a text"),
            place=_("line {line}").format(line=len(_LINE_END.split(text[: text.index("\0")]))),
            hint=_("save the plan as tab-separated text in the UTF-8 encoding"),
        )
    return text


def _heading(text: str) -> tuple[str, ...]:
    """The paragraphs above the table: bold passages where there are any, since a title runs over several lines."""
    passages = _BOLD.findall(text) or re.split(r"\n\s*\n", text)
    return tuple(folded for passage in passages if (folded := fold(passage)))
