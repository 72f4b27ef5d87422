"""A table written upright: each cell a line or a paragraph, in the order of the header.

Decides where the rows begin, by their numbers or else by their timings. A row that has lost a cell, or has one too
many, is put in order as far as its timing tells, and said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mappings.reading.headings import section_heading
from mappings.reading.layout.wrapping import Wrapping
from mappings.reading.table.columns import LONGEST, Columns
from mappings.reading.table.headers import find_columns
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Row, Tally
from mappings.reading.timing.cell import is_timing, stands_alone
from mappings.wording import fold

_NUMBER = re.compile(r"(?:№\s?)?[0-9]{1,3}(?:\.[0-9]{1,3})*+[.)]?")
_GOES_ON = re.compile(r"\(|(?:в |с |at )?[0-2]?[0-9][:.-][0-5][0-9](?![0-9.])")
_WIDEST = 10  # columns
_NARROWEST = 3
_REACH = 1_000  # cells above the table
_TRIED = 40  # places at which a header is looked for
_ROWS_TRIED = 50
_SHOWN = 120  # characters of a row that a finding shows
_FEWEST = 2  # rows


@dataclass(frozen=True)
class _Found:
    """A header: where it begins, its cells, their roles, and how many of the rows below have a timing in its place."""

    at: int
    width: int
    columns: Columns
    fitting: int


def a_cell_a_line(lines: Sequence[Paragraph]) -> list[Block] | None:
    """The table whose cells are paragraphs, or else lines, or None where they follow no header."""
    wrapping = Wrapping(line.text for line in lines)
    paragraphs = [
        Paragraph(wrapping.joined(line.text for line in group), group[0].place)
        for blank, grouped in groupby(lines, lambda line: not line.text.strip())
        if not blank
        for group in [list(grouped)]
    ]
    single = [Paragraph(fold(line.text), line.place) for line in lines if line.text.strip()]
    for cells in (paragraphs, single):
        found = _header(cells)
        if found is not None:
            return _table(cells, found)
    return None


def _header(cells: Sequence[Paragraph]) -> _Found | None:
    """The header below which the most rows are whole, of those that begin near the first that fits any."""
    found: list[_Found] = []
    tried = 0
    for at in range(min(len(cells), _REACH)):
        if tried == _TRIED or (found and at > found[0].at + _WIDEST):
            break
        widths = [width for width in range(_NARROWEST, _WIDEST + 1) if _names(cells[at : at + width], width)]
        found += filter(None, (_tried(cells, at, width) for width in widths))
        tried += bool(widths)
    return max(found, key=lambda one: (one.fitting, len(one.columns.at), -one.width), default=None)


def _names(cells: Sequence[Paragraph], width: int) -> bool:
    texts = [cell.text for cell in cells]
    if len(texts) < width or any(len(text) > LONGEST for text in texts):
        return False
    named = find_columns(Row(tuple(texts), cells[0].place)) is not None
    return named and not any(map(is_timing, texts))


def _tried(cells: Sequence[Paragraph], at: int, width: int) -> _Found | None:
    columns = find_columns(Row(tuple(cell.text for cell in cells[at : at + width]), cells[at].place))
    if columns is None:
        return None
    sample = cells[at + width : at + width * _ROWS_TRIED]
    below = _below(sample, width)
    whole = [row for row in _rows(below, width, columns) if len(row) > 1]
    timing, counted = columns.at["timing"], len(below) < len(sample)
    fitting = sum(_fits(row, width, timing, counted=counted) for row in whole)
    return _Found(at, width, columns, fitting) if fitting >= _FEWEST and fitting * 2 >= len(whole) else None


def _fits(row: list[Paragraph], width: int, timing: int, *, counted: bool) -> bool:
    """Whether a row is whole and has a timing in its place; below a row that counts the columns it may have more."""
    parts = _whole([[cell.text] for cell in row], width)
    if len(parts) != width:
        return counted and len(parts) > width and any(_is_time(lines[0]) for lines in parts[timing:])
    return stands_alone(" ".join(parts[timing]))


def _table(cells: Sequence[Paragraph], found: _Found) -> list[Block]:
    header, below = cells[found.at : found.at + found.width], _below(cells[found.at + found.width :], found.width)
    tally = Tally()
    lines = [Line(tuple(Cell(cell.text) for cell in header), header[0].place)]
    for row in _rows(below, found.width, found.columns):
        tally.add(len(row))
        lines.append(_line(row, found))
    return [*cells[: found.at], Grid(tuple(lines))]


def _below(cells: Sequence[Paragraph], width: int) -> Sequence[Paragraph]:
    """The cells below the header without those that only count the columns."""
    counted = [cell.text for cell in cells[:width]] == [str(number) for number in range(1, width + 1)]
    return cells[width:] if counted else cells


def _rows(cells: Sequence[Paragraph], width: int, columns: Columns) -> Iterator[list[Paragraph]]:
    """The rows, each the cells it has; a heading between them is a row of its own."""
    numbered = columns.at.get("number") == 0
    starts = _numbered(cells, width) if numbered else _timed(cells, width, columns.at["timing"])
    row: list[Paragraph] = []
    for at, cell in enumerate(cells):
        heading = at not in starts and len(row) in (0, width - 1, width) and _is_heading(cell.text)
        if row and (heading or at in starts):
            yield row
            row = []
        if heading:
            yield [cell]
        else:
            row.append(cell)
    if row:
        yield row


def _is_heading(text: str) -> bool:
    return (text.isupper() and " " in text) or section_heading(text, "", leading=True) is not None


def _numbered(cells: Sequence[Paragraph], width: int) -> frozenset[int]:
    """Where rows begin that have numbers: at one that follows the number before, or a whole row below it."""
    numbers = [at for at, cell in enumerate(cells) if _NUMBER.fullmatch(cell.text)]
    known = frozenset(numbers)
    starts: list[int] = []
    before: list[int] = []
    for at in numbers:
        number = [int(part) for part in cells[at].text.strip("№ .)").split(".")]
        whole = starts[-1] + width if starts else at
        within = at < whole and (whole == len(cells) or whole in known)
        if at == whole or (_follows(number, before) and not within):
            starts.append(at)
            before = number
    return frozenset(starts)


def _follows(number: list[int], before: list[int]) -> bool:
    depth = len(number) - 1
    if depth == len(before):
        return number == [*before, 1]
    return depth < len(before) and number == [*before[:depth], before[depth] + 1]


def _timed(cells: Sequence[Paragraph], width: int, timing: int) -> frozenset[int]:
    """Where rows begin that have no numbers: a whole row below the last, or as far above a timing as the header has it.

    A timing too near to the one before belongs to the same row.
    """
    timed = [at for at, cell in enumerate(cells) if _is_time(cell.text)]
    known = frozenset(timed)
    starts: list[int] = []
    for at in timed:
        start = at - timing
        if start < 0 or (starts and start <= starts[-1] + timing):
            continue
        if starts and start < starts[-1] + width and starts[-1] + width + timing in known:
            continue
        starts.append(start)
    return frozenset(starts)


def _is_time(text: str) -> bool:
    """Whether a cell is a timing; words in brackets are a note on the cell above."""
    return stands_alone(text) and not text.startswith("(")


def _line(row: list[Paragraph], found: _Found) -> Line:
    """A row under its header; of one that has not as many cells, the timing finds its column and the rest follows."""
    place, printed = row[0].place, [[cell.text] for cell in row]
    timing = found.columns.at["timing"]
    parts = _whole(printed, found.width)
    if len(parts) in (1, found.width):
        return Line(tuple(map(_cell, parts)), place, doubts=_moved(row) if len(parts) < len(printed) else ())
    first = min(timing, 1)
    at = next((index for index, lines in enumerate(parts) if index >= first and _is_time(lines[0])), None)
    cells: list[list[str]] = [[] for _column in range(found.width)]
    before, after = (parts[:timing], parts[timing:]) if at is None else (parts[:at], parts[at + 1 :])
    cells[timing] = parts[at] if at is not None else []
    shifted = at is not None or len(parts) > 2  # noqa: PLR2004 - a group's number and title
    _fill(cells, before, range(timing))
    _fill(cells, after, range(timing + 1, found.width))
    return Line(tuple(map(_cell, cells)), place, doubts=_moved(row) if shifted else ())


def _moved(row: list[Paragraph]) -> tuple[tuple[str, str], ...]:
    return (("cells-shifted", " ".join(cell.text for cell in row)[:_SHOWN]),)


def _cell(lines: list[str]) -> Cell:
    return Cell(" ".join(lines), lines=tuple(lines) if len(lines) > 1 else ())


def _whole(parts: list[list[str]], width: int) -> list[list[str]]:
    """The cells, of which so many as are too many go on with the one above: an hour, a note in brackets."""
    whole: list[list[str]] = []
    spare = len(parts) - width
    for lines in parts:
        if spare > 0 and whole and _GOES_ON.match(lines[0]):
            whole[-1] = whole[-1] + lines
            spare -= 1
        else:
            whole.append(lines)
    return whole


def _fill(cells: list[list[str]], parts: list[list[str]], places: range) -> None:
    """Put cells in their places from left to right, what is too much into the last of them."""
    for index, lines in enumerate(parts):
        at = places[min(index, len(places) - 1)] if places else 0
        cells[at] = cells[at] + lines
