"""Rows whose timing, executor or target is made of several cells, or of a part of one, become plain ones.

Decides which words of a row go into which of them; what they say is read later. Other tables stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from mappings.reading.bodies import begins_body, begins_person
from mappings.reading.table.columns import Columns
from mappings.reading.table.contents import Kind, kind_of
from mappings.reading.table.headers import find_columns
from mappings.reading.table.periods import targets, timing
from mappings.reading.table.rows import Row
from mappings.reading.table.section_columns import with_sections
from mappings.reading.timing.cell import is_timing

_KNOWN = 4_096  # cells remembered
_WORDS = 40  # of a cell that is parted
_TIMING_WORDS = 10  # of a timing beside an executor, and of the two days of a span
_BETWEEN = " ,;:–—-/|"
_OF_A_NAME = re.compile(r"(?:[A-ZА-ЯЁ]\.){1,2},?|и|and")  # no timing begins or ends so
_NOTE = re.compile(r"\((?P<note>[^()]{1,80})\)$")
_MADE = ("timing", "executor", "target")


def arranged(
    rows: tuple[Row, ...], columns: Columns, printed: frozenset[tuple[str, ...]] = frozenset()
) -> tuple[tuple[Row, ...], Columns]:
    """The rows below a header with what was made of several cells at their ends, and the columns of these rows.

    Sections that a column tells apart become headings.

    `printed` are the header's own rows, which a page may repeat.
    """
    rows = with_sections(rows, columns)
    if not (columns.combined or columns.spanning or columns.periods or columns.further or "revised" in columns.at):
        return rows, columns
    arranger = _Arranger(columns, max((len(row.cells) for row in rows), default=0))
    return tuple(arranger.rows(rows, printed)), arranger.plain()


class _Arranger:
    """Makes the rows of one table plain."""

    def __init__(self, columns: Columns, width: int) -> None:
        self._columns = columns
        self._width = width
        at = columns.at
        self._made = {role for role in _MADE if role in at} | {"timing"} | ({"target"} if columns.values else set())
        used = {index for role, index in at.items() if role not in ("number", "title", "funding")}
        used |= {index for _period, index in columns.periods} | set(columns.further)
        self._used = used - {at["title"]}

    def plain(self) -> Columns:
        """The columns as they are in the rows made plain."""
        at = {role: index for role, index in self._columns.at.items() if index not in self._used}
        made = {role: self._width + place for place, role in enumerate(_MADE) if role in self._made}
        return Columns(at | made, self._columns.others, guessed=self._columns.guessed)

    def rows(self, rows: tuple[Row, ...], printed: frozenset[tuple[str, ...]]) -> Iterator[Row]:
        """Every row; those below another header have other columns, and stay as they are."""
        other = False
        for row in rows:
            own = row.cells in printed
            other = other or (not own and find_columns(row) is not None)
            yield row if own or other or not self._says_more(row) else self._row(row)

    def _says_more(self, row: Row) -> bool:
        """Whether a row is more than a heading of one cell."""
        filled = [index for index, cell in enumerate(row.cells) if cell]
        return len(filled) > 1 or any(index in self._used for index in filled)

    def _row(self, row: Row) -> Row:
        columns, doubts = self._columns, []
        when, who = columns.cell(row, "timing"), columns.cell(row, "executor")
        unit = columns.cell(row, "unit")
        target = asked(columns.cell(row, "target"), [_printed(row, at) for at in columns.further], unit)
        if columns.combined:
            when, who = parted(when)
        elif columns.spanning:
            when = spanned(when)
        revised = columns.cell(row, "revised")
        if kind_of(revised) is not Kind.NOTHING:
            doubts += [("timing-revised", f"{columns.cell(row, 'timing')} → {revised}")] if when else []
            when = " – ".join(filter(None, (columns.cell(row, "begin"), revised)))
        filled = [(period, text) for period, at in columns.periods if (text := _printed(row, at))]
        if columns.values:
            target = targets(target or columns.cell(row, "title"), unit, filled)
        if columns.periods and "timing" not in columns.at:
            when = ", ".join(period for period, _text in filled) if columns.values else timing(filled)
        cells = ["" if at in self._used else cell for at, cell in enumerate(row.cells)]
        cells += [""] * (self._width - len(cells))
        return replace(row, cells=(*cells, when, who, target), doubts=(*row.doubts, *doubts))


def asked(text: str, further: Sequence[str], unit: str) -> str:
    """A target in several cells as one text: «Число книг: 100 экз.», «Отремонтировано; 1 зал»."""
    for more in filter(None, further):
        value = kind_of(more) in (Kind.FIGURE, Kind.NUMBER)
        text = f"{text}: {more} {unit}".strip() if value else "; ".join(filter(None, (text, more)))
    return text


def _printed(row: Row, at: int) -> str:
    """What stands in a cell, empty where that is only a dash."""
    text = row.cells[at] if at < len(row.cells) else ""
    return "" if kind_of(text) is Kind.NOTHING else text


@lru_cache(maxsize=_KNOWN)
def parted(text: str) -> tuple[str, str]:
    """The timing and the executor of one cell: the longest timing that it begins or else ends with, and the rest.

    A cell that neither begins nor ends with a timing is all executor.
    """
    words = text.split()
    if len(words) > _WORDS:
        return "", text
    longest = min(len(words), _TIMING_WORDS)
    cuts = [(words[:at], words[at:]) for at in range(longest, 0, -1)]
    cuts += [(words[-at:], words[:-at]) for at in range(longest, 0, -1)]
    for when, who in cuts:
        named = _OF_A_NAME.fullmatch(when[0]) or _OF_A_NAME.fullmatch(when[-1]) or _names_somebody(" ".join(when))
        if not named and is_timing(" ".join(when)):
            return " ".join(when).strip(_BETWEEN), _bare(" ".join(who).strip(_BETWEEN))
    return "", text


def _names_somebody(text: str) -> bool:
    """Whether a text ends in brackets with a body, a post or a person within: a note on a timing is none of these."""
    note = _NOTE.search(text)
    return note is not None and (begins_body(note["note"]) or begins_person(note["note"]))


def _bare(name: str) -> str:
    """A name without the brackets that it stands in."""
    return name[1:-1] if name.startswith("(") and name.endswith(")") and name.count("(") == 1 else name


@lru_cache(maxsize=_KNOWN)
def spanned(text: str) -> str:
    """The range of a cell that holds a beginning and an end: «01.02.2025 / 31.03.2025»."""
    words = text.split()
    for length in range(1, len(words)) if len(words) <= _TIMING_WORDS else ():
        begin = " ".join(words[:length]).strip(_BETWEEN)
        end = " ".join(words[length:]).strip(_BETWEEN)
        if is_timing(begin) and is_timing(end):
            return f"{begin} – {end}"
    return text
