"""Applies a document of changes to the plan that it changes: rows exchanged, added, dropped and reworded by number.

Decides where in the plan's own rows a change belongs. What cannot be placed for certain is left and told: the plan is
never changed by a guess. What the changed rows say is read as that of any plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.plan import Group, Measure, Place, Plan
from mappings.reading import Document, plan_of
from mappings.reading.amending import Asked, Instruction, instructions
from mappings.reading.document import header_of
from mappings.reading.findings import found, in_order
from mappings.reading.table.columns import Columns
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import Row, Table
from mappings.wording import cut, fold, folded

_SHOWN = 160  # characters of a sentence that a finding shows


@dataclass(frozen=True)
class Amended:
    """A plan with the changes in it; of those that could not be made there are findings."""

    document: Document
    applied: int
    left: int


class _Unplaced(Exception):
    """A change cannot be placed for certain."""


@dataclass(eq=False)
class _Entry:
    """A numbered row of the plan, with the rows that go on with it."""

    section: str
    number: str
    rows: list[Row]


def amend(plan: Document, changes: Table) -> Amended:
    """The plan as a document changes it; raises `DocumentError` where that asks for no change."""
    asked = instructions(changes)
    if all(one.asked is Asked.UNCLEAR for one in asked):
        raise DocumentError(
            "document-no-changes",
            _("no change that says what is to be done was found"),
            hint=_("check that the file holds the changes, such as «строку 1.2 изложить в следующей редакции»"),
        )
    work = _Work(plan)
    left = [one for one in asked if not work.apply(one)]
    table = replace(plan.table, rows=tuple(work.rows()))
    amended = plan_of(table)
    told = [found("change-unapplied", one.place, text=cut(one.text, _SHOWN)) for one in left]
    findings = in_order([*amended.findings, *plan.notes, *told])
    document = Document(table, replace(amended, findings=findings), plan.notes)
    return Amended(document, len(asked) - len(left), len(left))


class _Work:
    """The plan's rows while they are changed, those that are no measure's or group's among them."""

    def __init__(self, plan: Document) -> None:
        rows = plan.table.rows
        found_at = header_of(rows)
        at, height = (found_at[0], found_at[1].height) if found_at else (0, 0)
        self._columns = found_at[1].columns if found_at else Columns({})
        self._header = rows[at : at + height]
        self._width = max((len(row.cells) for row in self._header), default=0)
        self._pieces: list[_Entry] = list(_pieces(rows, plan.plan))

    def rows(self) -> Iterator[Row]:
        """The rows as they are now."""
        return (row for piece in self._pieces for row in piece.rows)

    def apply(self, one: Instruction) -> bool:
        """Make one change, wholly or not at all: every row is found before the first is changed."""
        ways = {
            Asked.EXCHANGE: self._put if one.new else self._exchange,
            Asked.ADD: self._add,
            Asked.DROP: self._drop,
            Asked.REWORD: self._reword,
        }
        stray = one.rows and not one.takes_rows  # whose they are is not certain
        if one.asked not in ways or stray or "number" not in self._columns.at:
            return False
        try:
            ways[one.asked](one)
        except _Unplaced:
            return False
        return True

    def _put(self, one: Instruction) -> None:
        """Put a text into one column of rows."""
        column = self._column(one.column)
        for entry in self._named(one):
            first, *others = entry.rows
            entry.rows = [_with(first, column, one.new), *(_with(row, column, "") for row in others)]

    def _exchange(self, one: Instruction) -> None:
        given = self._given(one)
        for entry, rows in [(self._entry(one.section, number), rows) for number, rows in given]:
            entry.rows = [replace(row, place=entry.rows[0].place) for row in rows]

    def _add(self, one: Instruction) -> None:
        given = self._given(one)
        above = self._entry(one.section, one.after) if one.after else self._above(one.section, given[0][0])
        there = {piece.number for piece in self._pieces if piece.section == above.section}
        if any(number in there for number, _rows in given):
            raise _Unplaced
        place = above.rows[-1].place
        new = [_Entry(above.section, number, [replace(row, place=place) for row in rows]) for number, rows in given]
        at = self._index(above) + 1
        self._pieces[at:at] = new

    def _drop(self, one: Instruction) -> None:
        entries = self._named(one)
        for entry in entries:
            below = [piece for piece in self._pieces if piece.number.startswith(f"{entry.number}.")]
            if any(piece.section == entry.section and piece not in entries for piece in below):
                raise _Unplaced
        for entry in entries:
            self._pieces.pop(self._index(entry))

    def _reword(self, one: Instruction) -> None:
        columns = [self._column(one.column)] if one.column else range(self._width)
        entries = self._named(one)
        for entry in entries:
            if not any(one.old in row.cells[at] for row in entry.rows for at in columns if at < len(row.cells)):
                raise _Unplaced
        for entry in entries:
            entry.rows = [_reworded(row, columns, one) for row in entry.rows]

    def _index(self, wanted: _Entry) -> int:
        return next(at for at, piece in enumerate(self._pieces) if piece is wanted)

    def _named(self, one: Instruction) -> list[_Entry]:
        """The rows that a sentence speaks of."""
        if not one.numbers:
            raise _Unplaced
        return [self._entry(one.section, number) for number in one.numbers]

    def _entry(self, section: str, number: str) -> _Entry:
        """The row of a number; of several sections that have it the one that is named."""
        entries = [piece for piece in self._pieces if piece.number == number and section in ("", piece.section)]
        if len(entries) != 1:
            raise _Unplaced
        return entries[0]

    def _above(self, section: str, number: str) -> _Entry:
        """The row below which a new one belongs: that of the nearest smaller number of its own group."""
        home, wanted = number.rpartition(".")[0], _parts(number)
        near = [
            piece
            for piece in self._pieces
            if piece.number
            and section in ("", piece.section)
            and _parts(piece.number) < wanted
            and (piece.number == home or piece.number.startswith(f"{home}." if home else ""))
        ]
        if not near or len({piece.section for piece in near}) > 1:
            raise _Unplaced
        return max(near, key=lambda piece: _parts(piece.number))

    def _given(self, one: Instruction) -> list[tuple[str, list[Row]]]:
        """The rows that a change brings, under the plan's columns, by the number that each begins with."""
        columns: Columns | None = None
        groups: list[tuple[str, list[Row]]] = []
        for row in one.rows:
            header = find_columns(row)
            if header is not None:
                columns = header
                continue
            cells = self._under_own(row, columns)
            number = cells[self._columns.at["number"]].rstrip(". )") if "number" in self._columns.at else ""
            if number:
                groups.append((number, []))
            elif not groups:
                raise _Unplaced
            groups[-1][1].append(replace(row, cells=cells))
        if not groups or (one.numbers and {number for number, _rows in groups} != set(one.numbers)):
            raise _Unplaced
        return groups

    def _under_own(self, row: Row, columns: Columns | None) -> tuple[str, ...]:
        """The cells of a row in the plan's columns, by the header above it or else in their order."""
        if columns is None:
            if len(row.cells) != self._width:
                raise _Unplaced
            return row.cells
        if any(cell for at, cell in enumerate(row.cells) if at not in columns.at.values()):
            raise _Unplaced
        cells = [""] * self._width
        for role, at in columns.at.items():
            if role not in self._columns.at:
                raise _Unplaced
            cells[self._columns.at[role]] = row.cells[at] if at < len(row.cells) else ""
        return tuple(cells)

    def _column(self, name: str) -> int:
        """A column of the plan by its heading, or by its order from 1."""
        if name.isdecimal() and 0 < int(name) <= self._width:
            return int(name) - 1
        wanted = folded(name)
        at = {
            at
            for row in self._header
            for at, cell in enumerate(row.cells)
            if wanted and cell and (folded(cell) == wanted or folded(cell).startswith(wanted))
        }
        if len(at) != 1:
            raise _Unplaced
        return at.pop()


def _reworded(row: Row, columns: Sequence[int], one: Instruction) -> Row:
    cells = (fold(cell.replace(one.old, one.new)) if at in columns else cell for at, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


def _with(row: Row, column: int, text: str) -> Row:
    cells = [*row.cells, *[""] * (column + 1 - len(row.cells))]
    cells[column] = text
    return replace(row, cells=tuple(cells))


def _pieces(rows: tuple[Row, ...], plan: Plan) -> Iterator[_Entry]:
    """The plan's rows, parted where a measure, a group or a section begins."""
    known: dict[Place, tuple[str, str]] = {one.place: (one.key, "") for one in plan.sections}
    known |= {one.place: ("", "") for one in plan.findings if one.code == "row-unread"}
    numbered: tuple[Group | Measure, ...] = (*plan.groups, *plan.measures)
    known |= {one.place: (one.key.partition(".")[0], one.number) for one in numbered}
    current = _Entry("", "", [])
    for row in rows:
        if row.place in known:
            if current.rows:
                yield current
            current = _Entry(*known[row.place], [])
        current.rows.append(row)
    yield current


def _parts(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]
