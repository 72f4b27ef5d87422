"""Tables of text: in colour and with bars on a terminal, plain aligned lines everywhere else.

Draws tables that are worded already. What stands in them, `sync.summary.as_text` decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mappings.progress import DeadlineState
from mappings.wording import cut

PLAIN_WIDTH = 100  # columns of the plain form
_GAP = "  "
_GAP_DRAWN = 3  # columns that a drawn table puts between two of its own
_EDGES = 2  # columns that it puts outside of them
_NARROWEST = 12  # columns that are left to titles however narrow the terminal is
_BAR = 30  # columns of the longest bar on a terminal
_SHORTEST_BAR = 10  # where there is room for less, there are no bars

LOOKS = {  # the glyph tells the states of a bar apart where there is no colour
    DeadlineState.DONE: ("█", "green"),
    DeadlineState.SUBMITTED: ("▒", "green"),
    DeadlineState.OVERDUE: ("▓", "red"),
    DeadlineState.AWAITED: ("░", "yellow"),
    DeadlineState.DUE_SOON: ("▒", "yellow"),
    DeadlineState.IN_PROGRESS: ("▒", "cyan"),
    DeadlineState.PLANNED: ("░", "bright_black"),
    DeadlineState.CANCELLED: ("·", "bright_black"),
}

Bar = tuple[tuple[DeadlineState, int], ...]  # how many of each state, from left to right


@dataclass(frozen=True)
class Cell:
    """One cell, and the style of rich in which a terminal shows it."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table as data. A heading with `>` is of a right-aligned column; the last column gives way.

    `bars` has one for each row, or none at all; they are drawn to one scale, and only on a terminal.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: tuple[Bar, ...] = ()

    def is_number(self, column: int) -> bool:
        """Whether a column is right-aligned."""
        return self.headings[column].startswith(">")

    def heading(self, column: int) -> str:
        """The heading of a column as it is shown."""
        return self.headings[column].removeprefix(">")

    def cut_to(self, room: int) -> Sheet:
        """The same with the last column cut to so many characters."""
        rows = ((*row[:-1], replace(row[-1], text=cut(row[-1].text, room))) for row in self.rows)
        return replace(self, rows=tuple(rows))

    def widths(self, *, folded: bool = False) -> list[int]:
        """How wide each column is, in cells of a terminal; at least, where the headings may be folded."""
        headings = (self.heading(at) for at in range(len(self.headings)))
        words = (max(heading.split(), key=cell_len, default="") if folded else heading for heading in headings)
        cells = ([word, *(row[at].text for row in self.rows)] for at, word in enumerate(words))
        return [max(map(cell_len, column)) for column in cells]


def _room(widths: Sequence[int], width: int, gap: int) -> int:
    """What the columns before it leave to the last one, `gap` between columns."""
    return width - sum(widths[:-1]) - gap * (len(widths) - 1)


def draw(sheet: Sheet, console: Console) -> None:
    """The table with rules, colours and bars, for a terminal; a block for each row where that is too narrow."""
    width, last = console.width - _EDGES, len(sheet.headings) - 1
    room = _room(sheet.widths(), width, _GAP_DRAWN)
    if room < _NARROWEST:
        room = _room(sheet.widths(folded=True), width, _GAP_DRAWN)
    if room < _NARROWEST:
        _draw_blocks(sheet, console)
        return
    sheet = sheet.cut_to(room * 2)  # two lines of it
    narrowest = sheet.widths(folded=True)
    table = Table(title=Text(sheet.title, "bold"), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in range(len(sheet.headings)):
        justify: Literal["left", "right"] = "right" if sheet.is_number(column) else "left"
        least = narrowest[column] if column != last else None
        table.add_column(Text(sheet.heading(column)), justify=justify, min_width=least)
    room = min(_BAR, console.width - _EDGES - sum(sheet.widths()) - _GAP_DRAWN * len(sheet.headings))
    bars = sheet.bars if room >= _SHORTEST_BAR else ()
    if bars:
        table.add_column("", no_wrap=True)
    scale = max((sum(count for _state, count in bar) for bar in bars), default=0)
    for row, bar in zip_longest(sheet.rows, bars):
        cells = [Text(cell.text, cell.style) for cell in row]
        table.add_row(*cells, *([_drawn(bar, scale, room)] if bar else []))
    console.print(table)


def _draw_blocks(sheet: Sheet, console: Console) -> None:
    """Each row as its last cell with the others below, named by their headings."""
    console.print(Text(sheet.title, "bold"))
    for row in sheet.rows:
        named = ((sheet.heading(at), cell) for at, cell in enumerate(row[:-1]))
        console.print(Text(row[-1].text, row[-1].style))
        pieces = [Text.assemble(f"{heading}: ", (cell.text, cell.style)) for heading, cell in named if cell.text]
        console.print(Padding(Text("; ").join(pieces), (0, 0, 0, len(_GAP))))


def _drawn(bar: Bar, scale: int, room: int) -> Text:
    """The bar, so long that one of the size `scale` fills the room."""
    text, passed = Text(), 0
    for state, count in bar:
        passed += count
        glyph, style = LOOKS[state]
        text.append(glyph * (round(passed * room / max(scale, 1)) - len(text)), style)
    return text


def write(sheet: Sheet, console: Console) -> None:
    """The table as aligned lines, at most `PLAIN_WIDTH` columns wide."""
    sheet = sheet.cut_to(max(_NARROWEST, _room(sheet.widths(), PLAIN_WIDTH, len(_GAP))))
    widths = sheet.widths()
    columns = range(len(widths))
    console.out(sheet.title, highlight=False)
    for line in [[sheet.heading(at) for at in columns], *([cell.text for cell in row] for row in sheet.rows)]:
        cells = [_padded(line[at], widths[at], right=sheet.is_number(at)) for at in columns]
        console.out(_GAP.join(cells).rstrip(), highlight=False)


def _padded(text: str, width: int, *, right: bool) -> str:
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)
