"""Turns plain table rows into entries: sections, and rows of measures and groups with the parts of split rows joined.

Decides what a row is and which number it has. It does not decide what its timing or target says.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from mappings.plan import Finding, Place, Section
from mappings.reading.context import NOTHING_ABOVE, Above, Context, date_in
from mappings.reading.findings import found
from mappings.reading.headings import group_heading, lone_numeral, section_heading
from mappings.reading.numbered_titles import has_bullet, number_titles, without_bullet
from mappings.reading.sections import Sections
from mappings.reading.shifted_rows import is_name, shifted_back
from mappings.reading.table.columns import Columns
from mappings.reading.table.headers import counts_columns, find_columns
from mappings.reading.table.references import in_key, lettered
from mappings.reading.table.rows import Row
from mappings.reading.timing.cell import stands_alone
from mappings.wording import fold

ROLES = ("title", "funding", "executor", "timing", "target")

_SHOWN = 120  # characters of a row that a finding shows
_NUMBER = re.compile(r"(?:№\s?|п\.\s?)?(?P<number>[0-9]{1,3}(?:\.\s?[0-9]{1,3}){0,7})\s?(?P<dot>[.)]?)")
_LETTERED = re.compile(r"[а-яёa-z]\s?[.)]", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:[,(–—-]|\b(?:на|в|до|за|с|к|по|и|from|to|in|for|by))$")
_SUM = re.compile(r"(?:итого|всего|в том числе|total|subtotal)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One row as printed, its parts joined. `cells` is keyed by column role.

    `implied` tells that its number is not printed but follows from its place; `above` is what stands above the row and
    is meant for it. `remarks` is what stands in columns of no role, by their headings.
    """

    section: str
    number: str
    cells: dict[str, str]
    place: Place
    dot: bool
    implied: bool = False
    above: Above = NOTHING_ABOVE
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


def read_entries(
    rows: tuple[Row, ...],
    columns: Columns,
    printed: frozenset[tuple[str, ...]] = frozenset(),
    texts: tuple[str, ...] = (),
) -> Entries:
    """Read the rows below the header; `printed` are the header's own rows, which a page may repeat.

    `texts` stand above the table.
    """
    in_titles = "number" not in columns.at
    rows, columns = number_titles(rows, columns)
    numbers = filter(None, (_NUMBER.fullmatch(columns.cell(row, "number")) for row in rows))
    counted = Counter(number["number"] for number in numbers)
    reader = _Reader(columns, printed, counted, Context(texts), in_titles=in_titles)
    for row in rows:
        reader.read(row)
    return reader.whole()


class _Reader:
    """Reads row by row; knows the section it is in and what the row before was."""

    def __init__(
        self,
        columns: Columns,
        printed: frozenset[tuple[str, ...]],
        numbers: Counter[str],
        context: Context,
        *,
        in_titles: bool,
    ) -> None:
        self.entries = Entries()
        self._columns = columns
        self._printed = printed
        self._numbers = numbers  # all that are printed anywhere in the plan
        self._context = context
        self._in_titles = in_titles  # where there is no column for them
        self._sections = Sections(context)
        self._keys: set[str] = set()
        self._below: Counter[str] = Counter()  # rows without a number, by the key of what they stand under

    def read(self, row: Row) -> None:
        self.entries.findings += [found(code, row.place, text=text[:_SHOWN]) for code, text in row.doubts]
        filled = [index for index, cell in enumerate(row.cells) if cell]
        if not filled or row.cells in self._printed or counts_columns(row.cells):
            return
        shifted = shifted_back(row, self._columns)
        if shifted is not None:
            self.entries.findings.append(found("cells-shifted", row.place, text=fold(" ".join(row.cells))[:_SHOWN]))
            row = shifted
        number = self._columns.cell(row, "number")
        numbered = _NUMBER.fullmatch(number)
        reference = lettered(number) if numbered is None and number and len(filled) > 1 else ""
        if numbered and len(filled) > 1:
            self._add_numbered(row, numbered)
        elif reference and section_heading(number, self._sections.key, leading=True) is None:
            self._add_entry(row, reference, dot=True)
        elif numbered is None and (columns := find_columns(row)) is not None:
            self._columns = columns
        elif not (self._is_heading(row, filled, number) or self._is_unnumbered(row, number)):
            if number == "" and self.entries.items and not self._sections.open and not self._is_sum(row):
                self._continue_entry(row)
            else:
                self._leave_out(row)

    def whole(self) -> Entries:
        """All that was read."""
        findings = [*self.entries.findings, *self._sections.findings]
        return replace(self.entries, sections=self._sections.items, findings=findings)

    def _add_numbered(self, row: Row, numbered: re.Match[str]) -> None:
        self._add_entry(row, numbered["number"].replace(" ", ""), dot=bool(numbered["dot"]))

    def _add_entry(self, row: Row, number: str, *, dot: bool, implied: bool = False) -> None:
        self._sections.ensure(row.place)
        cells = {role: self._columns.cell(row, role) for role in ROLES}
        if "executor" in self._columns.at and not cells["executor"] and is_name(cells["timing"]):
            cells |= {"executor": cells["timing"], "timing": ""}
            self.entries.findings.append(found("cells-shifted", row.place, text=cells["executor"][:_SHOWN]))
        if implied:
            cells["title"] = without_bullet(cells["title"])
        remarks = self._columns.remarks(row)
        entry = Entry(self._sections.key, number, cells, row.place, dot, implied, self._context.above, remarks)
        if not any(cells[role] for role in ROLES[1:]):
            self._context.group(cells["title"])
        self.entries.items.append(entry)
        self._keys.add(entry.key)
        self._sections.open = False

    def _is_unnumbered(self, row: Row, number: str) -> bool:
        """Take a row without a number for a measure where it says when it is due; its number follows from its place."""
        title = self._columns.cell(row, "title")
        marked = has_bullet(title) or _LETTERED.fullmatch(number) is not None
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
            not items
            or self._sections.open
            or bool(items[-1].cells["timing"])
            or items[-1].cells["title"].endswith(":")
        )

    def _add_implied(self, row: Row) -> None:
        """Number a row by its place: below the printed number above it, or else within its section."""
        self._sections.ensure(row.place)
        items = self.entries.items
        above = next((item for item in reversed(items) if not item.implied), None)
        if above is None or above.section != self._sections.key:
            above = None
        home = above.key if above else self._sections.key
        while True:
            self._below[home] += 1
            number = f"{above.number}." if above else ""
            number += str(self._below[home])
            if number not in self._numbers and f"{self._sections.key}.{number}" not in self._keys:
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
            self._sections.add(numeral, title, row.place)
            taken = True
        else:
            taken = len(filled) == 1 and (self._hears(row, filled[0]) or self._add_heading(row, filled[0]))
        self._sections.open = self._sections.open or taken
        return taken

    def _hears(self, row: Row, index: int) -> bool:
        """Take a row of one cell for a date or a name that is meant for the rows below it."""
        text = row.cells[index]
        leading = len(row.cells) == 1 or index in (0, self._columns.at.get("number"))
        unfinished = self.entries.items and _UNFINISHED.search(self.entries.items[-1].cells["title"][-_SHOWN:])
        if not leading and (index != self._columns.at["title"] or unfinished):
            return False
        heading = section_heading(text, self._sections.key, leading=leading)
        if heading is not None and date_in(text):
            self._sections.add(heading.key, text, row.place)
            return True
        if heading is not None:
            return False
        if self._context.hear(text):
            if self._in_titles or (leading and text.isupper() and " " in text) or self._numbered_afresh():
                self._sections.add_dated(text, row.place)
            return True
        return self._context.hear_line(text)

    def _numbered_afresh(self) -> bool:
        """Whether the plan's numbers begin again below each date, which is then a section."""
        repeated = any(count > 1 for count in self._numbers.values())
        return repeated and (self._sections.dated or not self._sections.titled)

    def _add_heading(self, row: Row, index: int) -> bool:
        """A row of one cell that names a section or a group, or goes on with the name of the section just above."""
        text, columns = row.cells[index], self._columns.at
        leading = len(row.cells) == 1 or index == (0 if self._in_titles else columns.get("number", 0))
        if not leading and self.entries.items and index not in (0, columns["title"]):
            return False
        heading = section_heading(text, self._sections.key, leading=leading)
        if heading is not None:
            self._sections.add_titled(heading, text, row.place)
            return True
        if leading and self._add_group(text, row):
            return True
        if self._sections.untitled:
            self._sections.go_on(text, row.place)
            return True
        unnumbered = self._in_titles and (text[0].isupper() or group_heading(text) is not None) and not _SUM.match(text)
        capitals = text.isupper() and " " in text and (leading or not self.entries.items)
        if capitals or unnumbered:
            self._sections.add_bare(text, row.place)
        return capitals or unnumbered

    def _add_group(self, text: str, row: Row) -> bool:
        """A group whose number and title stand in one cell; a number already used is rather a note's."""
        group = group_heading(text)
        if (
            group is None
            or "number" not in self._columns.at
            or f"{self._sections.key or 'I'}.{group['number']}" in self._keys
        ):
            return False
        cells = [""] * (max(self._columns.at.values()) + 1)
        cells[self._columns.at["title"]] = group["title"]
        self._add_entry(Row(tuple(cells), row.place), group["number"], dot=bool(group["dot"]))
        return True
