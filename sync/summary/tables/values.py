"""What a table of the summary is made of: columns, and cells that know what they hold.

A form decides how each kind of value looks; nothing here belongs to one form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from mappings.wording import clean, day, number


class Kind(Enum):
    """What the cells of a column hold, as far as its looks and its place on a page go."""

    TEXT = auto()
    KEY = auto()  # of a measure or a deadline
    NUMBER = auto()
    SHARE = auto()  # a percentage
    DAY = auto()
    STATE = auto()


class Tone(Enum):
    """What a state's colour says: its ground and its ink, as RRGGBB. The words say it too."""

    GOOD = ("E2F3EA", "12573A")
    LATE = ("FCE8E6", "98211C")
    NEAR = ("FDF1D7", "7A4D00")
    WORK = ("E4EFF9", "1A4E80")
    QUIET = ("EEF1F5", "4C5968")

    @property
    def ground(self) -> str:
        """The colour of the cell."""
        return self.value[0]

    @property
    def ink(self) -> str:
        """The colour of its letters."""
        return self.value[1]


@dataclass(frozen=True)
class Quantity:
    """A number, and how it is written for people; that of a `percent` is of a hundred."""

    value: Decimal
    text: str
    percent: bool = False


@dataclass(frozen=True)
class State:
    """A state in words, with its tone."""

    label: str
    tone: Tone


@dataclass(frozen=True)
class Named:
    """What an issue stands for, by its key, and the issue's address, where there is one."""

    text: str
    url: str | None = None


Cell = str | int | date | Quantity | State | Named | None  # None: nothing is known


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it holds, and how many characters it should have room for."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 12


@dataclass(frozen=True)
class Table:
    """One table; `none` is what there is to say where it has no rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    none: str = ""

    @property
    def width(self) -> int:
        """How many characters it should have room for."""
        return sum(column.width for column in self.columns)

    def filled(self) -> Table:
        """The same without the columns of texts in which nothing stands."""
        kept = [
            at
            for at, column in enumerate(self.columns)
            if column.kind is not Kind.TEXT or any(row[at] for row in self.rows)
        ]
        rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[at] for at in kept), rows=rows)


def shown(cell: Cell) -> str:
    """What a cell says, on one line and harmless; nothing where nothing is known."""
    match cell:
        case None:
            return ""
        case Quantity() | Named():
            return clean(cell.text)
        case State():
            return cell.label
        case date():
            return day(cell)
        case int():
            return number(Decimal(cell))
        case str():
            return clean(cell)
