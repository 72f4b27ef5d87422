"""Turns plain table rows into entries: sections, and rows of measures and groups with the parts of split rows joined.

Decides what a row is and which number it has. It does not decide what its timing or target says.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from mappings.plan import Finding, Place, Section
from mappings.reading.findings import found
from mappings.reading.headings import Heading, group_heading, lone_numeral, roman, section_heading
from mappings.reading.numbered_titles import number_titles
from mappings.reading.shifted_rows import BULLET, shifted_back
from mappings.reading.table.columns import Columns
from mappings.reading.table.headers import counts_columns, find_columns
from mappings.reading.table.references import in_key, lettered
from mappings.reading.table.rows import Row
from mappings.reading.timing.cell import stands_alone
from mappings.reading.timing.heading import names_period
from mappings.wording import fold

ROLES = ("title", "funding", "executor", "timing", "target")

_SHOWN = 120  # characters of a row that a finding shows
_NUMBER = re.compile(r"(?:№\s?|п\.\s?)?(?P<number>[0-9]{1,3}(?:\.\s?[0-9]{1,3}){0,7})\s?(?P<dot>[.)]?)")
_LETTERED = re.compile(r"[а-яёa-z]\s?[.)]", re.IGNORECASE)
_NAME = re.compile(
    r"(?=(?-i:[А-ЯЁA-Z]))[^0-9]*(?:управлени|отдел|комитет|департамент|администраци|учрежден|библиотек|систем|школ)",
    re.IGNORECASE,
)
_SUM = re.compile(r"(?:итого|всего|в том числе|total|subtotal)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One row as printed, its parts joined. `cells` is keyed by column role.

    `implied` tells that its number is not printed but follows from its place. `remarks` is what stands in columns of no
    role, by their headings.
    """

    section: str
    number: str
    cells: dict[str, str]
    place: Place
    dot: bool
    implied: bool = False
    remarks: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Section and number: the identity of the row."""
        return f"{self.section}.{in_key(self.number)}"


@dataclass
class Entries:
    """All entries in the order of the document, its sections, and what was odd about the rows."""

    sections: list[Section] = field(default_factory=list)
    items: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_entries(rows: tuple[Row, ...], columns: Columns, printed: frozenset[tuple[str, ...]] = frozenset()) -> Entries:
    """Read the rows below the header; `printed` are the header's own rows, which a page may repeat."""
    in_titles = "number" not in columns.at
    rows, columns = number_titles(rows, columns)
    numbers = filter(None, (_NUMBER.fullmatch(columns.cell(row, "number")) for row in rows))
    reader = _Reader(columns, printed, frozenset(number["number"] for number in numbers), in_titles=in_titles)
    for row in rows:
        reader.read(row)
    return reader.entries


class _Reader:
    """Reads row by row; knows the section it is in and what the row before was."""

    def __init__(
        self, columns: Columns, printed: frozenset[tuple[str, ...]], numbers: frozenset[str], *, in_titles: bool
    ) -> None:
        self.entries = Entries()
        self._columns = columns
        self._printed = printed
        self._numbers = numbers  # all that are printed anywhere in the plan
        self._in_titles = in_titles  # where there is no column for them
        self._section = ""
        self._kind = ""  # the word that the plan's sections begin with
        self._in_heading = False
        self._known: dict[str, Section] = {}
        self._keys: set[str] = set()
        self._below: Counter[str] = Counter()  # rows without a number, by the key of what they stand under

    def read(self, row: Row) -> None:
        self.entries.findings += [found(code, row.place, text=text[:_SHOWN]) for code, text in row.doubts]
        filled = [index for index, cell in enumerate(row.cells) if cell]
        if not filled or row.cells in self._printed or counts_columns(row.cells):
            return
        row = self._shifted_back(row)
        number = self._columns.cell(row, "number")
        numbered = _NUMBER.fullmatch(number)
        reference = lettered(number) if numbered is None and number and len(filled) > 1 else ""
        if numbered and len(filled) > 1:
            self._add_numbered(row, numbered)
        elif reference and section_heading(number, self._section, leading=True) is None:
            self._add_entry(row, reference, dot=True)
        elif numbered is None and (columns := find_columns(row)) is not None:
            self._columns = columns
        elif not (self._is_heading(row, filled, number) or self._is_unnumbered(row, number)):
            if number == "" and self.entries.items and not self._in_heading and not self._is_sum(row):
                self._continue_entry(row)
            else:
                self._leave_out(row)

    def _shifted_back(self, row: Row) -> Row:
        whole = shifted_back(row, self._columns)
        if whole is None:
            return row
        self.entries.findings.append(found("cells-shifted", row.place, text=fold(" ".join(row.cells))[:_SHOWN]))
        return whole

    def _add_numbered(self, row: Row, numbered: re.Match[str]) -> None:
        self._add_entry(row, numbered["number"].replace(" ", ""), dot=bool(numbered["dot"]))

    def _add_entry(self, row: Row, number: str, *, dot: bool, implied: bool = False) -> None:
        if not self._section:
            self._add_section("I", "", row.place)
        cells = {role: self._columns.cell(row, role) for role in ROLES}
        if "executor" in self._columns.at and not cells["executor"] and _is_name(cells["timing"]):
            cells |= {"executor": cells["timing"], "timing": ""}
            self.entries.findings.append(found("cells-shifted", row.place, text=cells["executor"][:_SHOWN]))
        if implied:
            cells["title"] = _without_bullet(cells["title"])
        entry = Entry(self._section, number, cells, row.place, dot, implied, self._columns.remarks(row))
        self.entries.items.append(entry)
        self._keys.add(entry.key)
        self._in_heading = False

    def _is_unnumbered(self, row: Row, number: str) -> bool:
        """Take a row without a number for a measure where it says when it is due; its number follows from its place."""
        title = self._columns.cell(row, "title")
        marked = BULLET.match(title) is not None or _LETTERED.fullmatch(number) is not None
        if not title or (number and not marked) or _SUM.match(title):
            return False
        if "number" in self._columns.at:
            timing = self._columns.cell(row, "timing")
            begins = marked or not title[0].islower()
            if not timing or not begins or not stands_alone(timing) or not self._is_whole():
                return False
        elif title[0].islower() or not any(self._columns.cell(row, role) for role in ROLES[1:]):
            return False
        self._add_implied(row)
        return True

    def _is_whole(self) -> bool:
        """Whether the row above is no part of one: it has its own timing, or it leads on to the rows below."""
        items = self.entries.items
        return (
            not items or self._in_heading or bool(items[-1].cells["timing"]) or items[-1].cells["title"].endswith(":")
        )

    def _add_implied(self, row: Row) -> None:
        """Number a row by its place: below the printed number above it, or else within its section."""
        if not self._section:
            self._add_section("I", "", row.place)
        items = self.entries.items
        above = next((item for item in reversed(items) if not item.implied), None)
        if above is None or above.section != self._section:
            above = None
        home = above.key if above else self._section
        while True:
            self._below[home] += 1
            number = f"{above.number}." if above else ""
            number += str(self._below[home])
            if number not in self._numbers and f"{self._section}.{number}" not in self._keys:
                break
        self._add_entry(row, number, dot=True, implied=True)
        if above is not None:
            self._inherit(above)
            self.entries.findings.append(found("number-implied", row.place, items[-1].key, number=number))
        elif len(items) == 1 or not any(item.implied for item in items[:-1]):
            self.entries.findings.append(found("numbers-missing", row.place))

    def _inherit(self, above: Entry) -> None:
        """Give a row without a number the executor and the funding that stand beside the one it belongs to."""
        last = self.entries.items[-1]
        shared = {role: last.cells[role] or above.cells[role] for role in ("executor", "funding")}
        self.entries.items[-1] = replace(last, cells=last.cells | shared)

    def _continue_entry(self, row: Row) -> None:
        last = self.entries.items[-1]
        between = "; " if row.carried else " "  # a row beside a merged cell says one more thing, and does not go on
        more = {role: self._columns.cell(row, role) for role in last.cells}
        cells = {role: between.join(filter(None, (text, more[role]))) for role, text in last.cells.items()}
        remarks = self._columns.remarks(row)
        joined = {one: fold(f"{last.remarks.get(one, '')} {text}") for one, text in remarks.items()}
        self.entries.items[-1] = replace(last, cells=cells, remarks=last.remarks | joined)
        if not row.carried:
            self.entries.findings.append(found("row-split", last.place, last.key, place=row.place))

    def _leave_out(self, row: Row) -> None:
        text = fold(" ".join(row.cells))[:_SHOWN]
        self.entries.findings.append(found("row-unread", row.place, text=text))

    def _is_sum(self, row: Row) -> bool:
        return any(_SUM.match(cell) for cell in row.cells)

    def _is_heading(self, row: Row, filled: list[int], number: str) -> bool:
        """Take a row for a heading: one cell that names a section or a group, or a numeral beside a title."""
        title = self._columns.cell(row, "title")
        numeral = lone_numeral(number) if title and len(filled) == 2 else ""  # noqa: PLR2004 - the two of them
        if numeral:
            self._add_section(numeral, title, row.place)
            taken = True
        else:
            taken = len(filled) == 1 and self._add_heading(row, filled[0])
        self._in_heading = self._in_heading or taken
        return taken

    def _add_heading(self, row: Row, index: int) -> bool:
        """A row of one cell that names a section or a group, or goes on with the name of the section just above."""
        text, columns = row.cells[index], self._columns.at
        leading = len(row.cells) == 1 or index == (0 if self._in_titles else columns.get("number", 0))
        if not leading and self.entries.items and index not in (0, columns["title"]):
            return False
        heading = section_heading(text, self._section, leading=leading)
        if heading is not None:
            return self._add_titled(heading, text, row.place)
        if leading and self._add_group(text, row):
            return True
        if leading and names_period(text) and all(names_period(one.title) for one in self.entries.sections):
            self._imply_section(text, row.place)
            return True
        if self._in_heading and self.entries.sections and not self.entries.sections[-1].title:
            self._go_on(text, row.place)
            return True
        unnumbered = self._in_titles and (text[0].isupper() or group_heading(text) is not None) and not _SUM.match(text)
        capitals = text.isupper() and " " in text and (leading or not self.entries.items)
        return (capitals or unnumbered) and self._add_capitals(text, row.place)

    def _add_titled(self, heading: Heading, text: str, place: Place) -> bool:
        """A section with a numeral or a label; a label of another kind than the sections' stands within one."""
        if self._kind and heading.kind and heading.kind != self._kind:
            self.entries.findings.append(found("heading-passed-over", place, text=text[:_SHOWN]))
            return True
        self._kind = self._kind or heading.kind
        if heading.key:
            self._add_section(heading.key, heading.title, place)
        else:
            self._imply_section(heading.title, place)
        return True

    def _add_group(self, text: str, row: Row) -> bool:
        """A group whose number and title stand in one cell; a number already used is rather a note's."""
        group = group_heading(text)
        if (
            group is None
            or "number" not in self._columns.at
            or f"{self._section or 'I'}.{group['number']}" in self._keys
        ):
            return False
        cells = [""] * (max(self._columns.at.values()) + 1)
        cells[self._columns.at["title"]] = group["title"]
        self._add_entry(Row(tuple(cells), row.place), group["number"], dot=bool(group["dot"]))
        return True

    def _add_capitals(self, text: str, place: Place) -> bool:
        if self._in_heading and self.entries.sections and text.isupper():
            self._go_on(text, place)
        else:
            self._imply_section(text, place)
        return True

    def _go_on(self, text: str, place: Place) -> None:
        above = self.entries.sections[-1]
        self.entries.sections[-1] = replace(above, title=fold(f"{above.title} {text}"))
        if above.title:
            self.entries.findings.append(found("row-split", above.place, place=place))

    def _imply_section(self, title: str, place: Place) -> None:
        key = roman(len(self.entries.sections) + 1)
        self.entries.findings.append(found("section-numeral-missing", place, section=key))
        self._add_section(key, title, place)

    def _add_section(self, key: str, title: str, place: Place) -> None:
        first = self._known.get(key)
        if first is None:
            self._known[key] = Section(key, title, place)
            self.entries.sections.append(self._known[key])
        else:
            self.entries.findings.append(found("number-duplicate", place, number=key, other=first.place))
        self._section = key


def _is_name(timing: str) -> bool:
    """Whether what stands for a timing is the name of a body."""
    return _NAME.match(timing) is not None and not stands_alone(timing)


def _without_bullet(title: str) -> str:
    bullet = BULLET.match(title)
    return title[bullet.end() :] if bullet else title
