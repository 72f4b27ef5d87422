"""Tables as text with separators (.csv, .tsv): the encoding and the separator are found, not asked for.

Decides what a record and a field are. Breaks within quotation marks belong to their field.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from mappings.plan import Place
from mappings.reading.formats.charsets import readings
from mappings.reading.refusals import broken
from mappings.reading.table.headers import find_columns
from mappings.reading.table.joining import join
from mappings.reading.table.rows import LINE_END, Cell, Grid, Line, Row, Table, Tally, check_amount, lines_of
from mappings.wording import fold

SEPARATORS = ";\t,|"

_SAMPLE = 50_000  # characters
_SAMPLE_ROWS = 100
_DECLARED = "sep="  # the first line with which Excel is told the separator


def read_separated(data: bytes) -> Table:
    """Read the bytes of a table with separators; raises `DocumentError` where they are no text, or too much of it."""
    text, separator = _choice(data)
    check_amount(text, separator)
    return join([Grid(tuple(_lines(text, separator)))])


def _lines(text: str, separator: str) -> Iterator[Line]:
    tally = Tally()
    for line, fields in _records(text, separator):
        if any(fields):
            tally.add(len(fields))
            yield Line(
                tuple(Cell(fold(one), lines=lines_of(one.replace("\n", LINE_END))) for one in fields), Place(line=line)
            )


def _cell(text: str) -> Cell:
    return Cell(fold(text), lines=lines_of(text.replace("\n", LINE_END)))


def _choice(data: bytes) -> tuple[str, str]:
    """The text and the separator with which a row names the most columns; else those of the most even rows."""
    fallback: tuple[str, str] | None = None
    for text in readings(data):
        declared = text[len(_DECLARED) : len(_DECLARED) + 1] if text.startswith(_DECLARED) else ""
        sample = text[:_SAMPLE]
        named = {one: _columns_named(sample, one) for one in declared or SEPARATORS}
        best = max(named, key=lambda one: named[one])
        if named[best]:
            return text, best
        fallback = fallback or (text, max(SEPARATORS, key=lambda one: _evenness(sample, one)))
    return fallback or ("", SEPARATORS[0])


def _sample(text: str, separator: str) -> Iterator[list[str]]:
    return (fields for _line, fields in islice(_records(text, separator), _SAMPLE_ROWS))


def _columns_named(text: str, separator: str) -> int:
    found = (find_columns(Row(tuple(map(fold, fields)), Place())) for fields in _sample(text, separator))
    return max((len(columns.at) for columns in found if columns is not None), default=0)


def _evenness(text: str, separator: str) -> int:
    """How many rows have the width that most have, times that width; one column is no table."""
    widths = [len(fields) for fields in _sample(text, separator) if any(fields)]
    return max((widths.count(width) * (width - 1) for width in set(widths)), default=0)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the number of the line that it begins in."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for fields in reader:
            if line > 1 or fields[:1] != [_DECLARED]:
                yield line, fields
            line = reader.line_num + 1
    except csv.Error:
        raise broken() from None
