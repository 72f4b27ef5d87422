"""The kinds of layout, in the order in which they are tried.

Each kind is one module with a function from the lines of a text to blocks, a table among them, or to None where the
text is not of that kind. A kind is added by such a module and a line in one of the two tables here. Lines come as
printed, blanks and all. What a cell says is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mappings.plan import Place
from mappings.reading.layout.blocks import said_in_blocks
from mappings.reading.layout.dated_lists import listed_by_dates
from mappings.reading.layout.frames import drawn_in_frames
from mappings.reading.layout.gutters import set_in_columns
from mappings.reading.layout.piped import parted_by_pipes
from mappings.reading.layout.upright import a_cell_a_line
from mappings.reading.table.headers import find_header
from mappings.reading.table.joining import join
from mappings.reading.table.rows import Block, Paragraph, Table

Kind = Callable[[Sequence[Paragraph]], list[Block] | None]

# By the place of the signs in their lines, and by the order of the paragraphs and their words.
DRAWN: tuple[Kind, ...] = (drawn_in_frames, parted_by_pipes, set_in_columns)
WRITTEN: tuple[Kind, ...] = (a_cell_a_line, said_in_blocks)
# By the marks of headings and lists, and the times in their words.
LISTED: tuple[Kind, ...] = (listed_by_dates,)

_PAIR = 2  # cells of a row: a label, and what it says


def laid_out(lines: Sequence[Paragraph]) -> Table | None:
    """The table that the lines of a text hold, or None where they are of no known kind.

    One that names its columns counts before one that is only drawn. Raises `DocumentError` where there is more of it
    than of any plan.
    """
    return _first((*DRAWN, *WRITTEN, *LISTED), lines)


def written_out(table: Table) -> Table | None:
    """The table that the paragraphs of a document without one hold, or None where they are of no known kind.

    A row of two cells is a label and what it says.
    """
    lines = [Paragraph(text, Place()) for text in table.heading]
    for row in table.rows:
        cells = list(filter(None, row.cells))
        if len(cells) > _PAIR:
            return None
        lines.append(Paragraph(": ".join(cells), row.place))
    marked = (Paragraph(f"{one.mark}{one.text}", one.place) for one in table.written or lines)
    return _first(WRITTEN, _apart(lines)) or _first(LISTED, _apart(marked))


def has_header(table: Table) -> bool:
    """Whether a table names its columns."""
    return any(find_header(table.rows, index) is not None for index in range(len(table.rows)))


def _apart(lines: Iterable[Paragraph]) -> list[Paragraph]:
    """Paragraphs with a blank line below each."""
    return [line for one in lines for line in (one, Paragraph("", one.place))]


def _first(kinds: Iterable[Kind], lines: Sequence[Paragraph]) -> Table | None:
    found = (join(blocks) for kind in kinds if (blocks := kind(lines)) is not None)
    fallback: Table | None = None
    for table in found:
        if has_header(table):
            return table
        fallback = fallback or table
    return fallback
