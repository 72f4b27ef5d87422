"""Turns plain table rows into entries: sections, and numbered rows with the parts of split rows joined.

Decides what a row is. It does not decide what its timing or target says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from mappings.plan import Finding, Place, Section
from mappings.reading.columns import Columns, find_columns
from mappings.reading.findings import found
from mappings.reading.rows import Row, fold

ROLES = ("title", "funding", "executor", "timing", "target")

_SHOWN = 120  # characters of a row that a finding shows
_NUMBER = re.compile(r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,7})(?P<dot>\.?)")
_ROMAN = "[IVXLІХ]{1,9}"
_LOOKALIKES = str.maketrans("ІХ", "IX")  # Cyrillic letters typed for roman digits
_DOTTED = re.compile(rf"(?P<numeral>{_ROMAN})\s*[.)]\s*(?P<title>\S.*)")
_BARE = re.compile(rf"(?P<numeral>{_ROMAN})\s+(?P<title>[«\"A-ZА-ЯЁ].*)")
_LABEL = re.compile(
    rf"(?:задача|раздел|цель|направление|section|objective|task|goal)"
    rf"(?:\s+(?P<numeral>(?-i:{_ROMAN})|[0-9]{{1,2}}))?\s*[.:]\s*(?P<title>\S.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entry:
    """One numbered row as printed, its parts joined. `cells` is keyed by column role."""

    section: str
    number: str
    cells: dict[str, str]
    place: Place
    dot: bool

    @property
    def key(self) -> str:
        """Section and number: the identity of the row."""
        return f"{self.section}.{self.number}"


@dataclass
class Entries:
    """All entries in the order of the document, its sections, and what was odd about the rows."""

    sections: list[Section] = field(default_factory=list)
    items: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_entries(rows: tuple[Row, ...], columns: Columns) -> Entries:
    """Read the rows below the header."""
    reader = _Reader(columns)
    for row in rows:
        reader.read(row)
    return reader.entries


def roman(number: int) -> str:
    """The roman numeral of a section's position, which is a small positive number."""
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        text += sign * count
    return text


class _Reader:
    """Reads row by row; knows the section it is in and what the row before was."""

    def __init__(self, columns: Columns) -> None:
        self.entries = Entries()
        self._columns = columns
        self._section = ""
        self._in_heading = False

    def read(self, row: Row) -> None:
        filled = [index for index, cell in enumerate(row.cells) if cell]
        if not filled or find_columns(row) is not None or _counts_columns(row):
            return
        number = self._columns.cell(row, "number")
        numbered = _NUMBER.fullmatch(number)
        if numbered and len(filled) > 1:
            self._add_entry(row, numbered)
        elif len(filled) == 1 and self._add_heading(row, filled[0]):
            self._in_heading = True
        elif number == "" and self.entries.items and not self._in_heading:
            self._continue_entry(row)
        else:
            text = fold(" ".join(row.cells))[:_SHOWN]
            self.entries.findings.append(found("row-unread", row.place, text=text))

    def _add_entry(self, row: Row, numbered: re.Match[str]) -> None:
        if not self._section:
            self._add_section("I", "", row.place)
        cells = {role: self._columns.cell(row, role) for role in ROLES}
        entry = Entry(self._section, numbered["number"], cells, row.place, bool(numbered["dot"]))
        self.entries.items.append(entry)
        self._in_heading = False

    def _continue_entry(self, row: Row) -> None:
        last = self.entries.items[-1]
        cells = {role: fold(f"{text} {self._columns.cell(row, role)}") for role, text in last.cells.items()}
        self.entries.items[-1] = replace(last, cells=cells)
        self.entries.findings.append(found("row-split", last.place, last.key, place=row.place))

    def _add_heading(self, row: Row, index: int) -> bool:
        """A row of one cell that names a section, or goes on with the name of the one just above."""
        text, columns = row.cells[index], self._columns.at
        leading = len(row.cells) == 1 or index == columns["number"]
        if not leading and self.entries.items and index not in (0, columns["title"]):
            return False
        titled = _DOTTED.fullmatch(text) or _LABEL.fullmatch(text) or (_BARE.fullmatch(text) if leading else None)
        if titled is None:
            capitals = text.isupper() and " " in text and (leading or not self.entries.items)
            return capitals and self._add_capitals(text, row.place)
        numeral = titled["numeral"]
        if numeral is None:
            self._imply_section(titled["title"], row.place)
        else:
            key = roman(int(numeral)) if numeral.isdecimal() else numeral.translate(_LOOKALIKES)
            self._add_section(key, titled["title"], row.place)
        return True

    def _add_capitals(self, text: str, place: Place) -> bool:
        if self._in_heading:
            above = self.entries.sections[-1]
            self.entries.sections[-1] = replace(above, title=f"{above.title} {text}")
            self.entries.findings.append(found("row-split", above.place, place=place))
        else:
            self._imply_section(text, place)
        return True

    def _imply_section(self, title: str, place: Place) -> None:
        key = roman(len(self.entries.sections) + 1)
        self.entries.findings.append(found("section-numeral-missing", place, section=key))
        self._add_section(key, title, place)

    def _add_section(self, key: str, title: str, place: Place) -> None:
        first = next((section for section in self.entries.sections if section.key == key), None)
        if first is None:
            self.entries.sections.append(Section(key, title, place))
        else:
            self.entries.findings.append(found("number-duplicate", place, number=key, other=first.place))
        self._section = key


def _counts_columns(row: Row) -> bool:
    """A row «1 2 3 4» under the header that only counts the columns."""
    cells = list(row.cells)
    while not cells[-1]:
        cells.pop()
    return len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]
