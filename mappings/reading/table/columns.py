"""Finds the header row and what each column means, by its words and not by its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from mappings.reading.table.rows import Row
from mappings.wording import folded


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_NUMBER = _words(
    r"(?:№|#|n|no\.?|nr\.?|номер|number|item|пункт|п\s*[/.]\s*п)\s*(?:п\s*[/.]?\s*п|пункта|мероприятия)?\.?"
)
_FACT = _words(r"факт|\bотметк|примечан|статус|\bactual|\bremark|\bnote|\bstatus|\bcomment")  # what the staff fill in
_FUNDING = _words(
    r"финансир|бюджет|источник|стоимост|затрат|\bсумма|средств|тыс\.?\s*руб|\bfunding\b|\bbudget\b|\bcosts?\b"
)
_EXECUTOR = _words(r"исполнител|ответствен|\bexecutor|\bresponsib|\bowner\b|\blead\b|\bassigned")
_BEGIN = _words(r"начал|\bstart|\bbegin")
_END = _words(r"оконч|заверш|\bend\b|\bfinish|\bcompletion|\bdue\b")
_TIMING = _words(
    r"^(?:планов\w+\s+|ориентировочн\w+\s+|место\s+и\s+)*(?:срок|дата|даты|время|период|месяц\b|день\b|год\b|годы\b)|\bсроки?\b"
    r"|^график|^date\b|\bdeadline|\btiming\b|\bperiod\b|\btime\s?(?:frame|line|scale)|\bdue\b|\bschedule\b|\bwhen\b"
)
_TARGET = _words(
    r"результат|целев|показател|индикатор|вид\s+документа|итогов\w{1,9}\s+документ|критери|\btarget\b|\bresult|\bindicator|\boutcome|"
    r"\boutput|\bkpi\b|\bmeasure of success"
)
_TITLE = _words(r"мероприяти|\bmeasures?\b|\bactions?\b|\bactivit|\btasks?\b")
_TITLE_TOO = _words(
    r"наименован|содержани|\bвопрос|\bдела\b|\bработ[аы]\b|\bзадач|механизм|действи|\btitle\b|\bname\b|\bdescription\b|\bwhat\b"
)

_ORDER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("funding", _FUNDING),
    ("executor", _EXECUTOR),
    ("timing", _TIMING),
    ("target", _TARGET),
    ("title", _TITLE),
    ("title", _TITLE_TOO),
)
_NEEDED = ("title", "timing")
_ENOUGH = 3  # roles; with fewer, all columns but one must be known
_LONGEST = 150  # characters of a header's cell
_DEEPEST = 3  # rows of one header
_A_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*\.?")  # a measure's; a year may head a column


@dataclass(frozen=True)
class Columns:
    """Which cell of a row plays which role, from 0. A role that the plan has no column for is absent."""

    at: dict[str, int]

    def cell(self, row: Row, role: str) -> str:
        """The text of a role's cell, empty where the row is too short or the plan has no such column.

        A timing in two columns, beginning and end, is one range.
        """
        text = self._text(row, role)
        if role != "timing" or "begin" not in self.at:
            return text
        return " – ".join(dict.fromkeys(filter(None, (self._text(row, "begin"), text))))

    def _text(self, row: Row, role: str) -> str:
        index = self.at.get(role)
        return row.cells[index] if index is not None and index < len(row.cells) else ""


@dataclass(frozen=True)
class Header:
    """A header: its columns, and how many rows it takes."""

    columns: Columns
    height: int


def find_header(rows: tuple[Row, ...], at: int = 0) -> Header | None:
    """The header that begins with a row, or None where none does.

    The words of a column may stand in two or three rows, one below the other: «Срок» above «начало» and «окончание».
    """
    cells: list[str] = []
    found: Header | None = None
    for height, row in enumerate(islice(rows, at, at + _DEEPEST), start=1):
        if found is not None and not _goes_on(row, rows[at], found.columns):
            break
        if found is None and height > 1 and not _same_start(row, rows[at]):
            break
        if any(_A_NUMBER.fullmatch(cell) for cell in row.cells) or all(len(cell) > _LONGEST for cell in row.cells):
            break
        cells = _below(cells, row.cells)
        columns = _columns(cells)
        if columns is None and found is not None:
            break
        found = Header(columns, height) if columns is not None else found
    return found


def find_columns(row: Row) -> Columns | None:
    """The columns that a header of one row names, or None where the row is no header."""
    header = find_header((row,))
    return header.columns if header is not None else None


def _goes_on(row: Row, first: Row, columns: Columns) -> bool:
    """Whether a row below a header belongs to it: what it has in the chief columns stands in the header already."""
    chief = [columns.cell(row, role) for role in ("number", "title")]
    known = {folded(cell) for cell in first.cells}
    return any(row.cells) and all(not cell or cell.casefold() in known for cell in chief) and len(row.cells) > 1


def _same_start(row: Row, first: Row) -> bool:
    """Whether a row may be the lower one of a header whose upper row says too little by itself."""
    return len(row.cells) > 1 and len(first.cells) > 1 and row.cells[0] in ("", first.cells[0])


def _below(above: list[str], cells: tuple[str, ...]) -> list[str]:
    """The words of each column with those of a further row, a merged cell's once."""
    width = max(len(above), len(cells))
    padded = [*above, *[""] * (width - len(above))]
    lower = [*cells, *[""] * (width - len(cells))]
    return [one if two in (one, "") else f"{one} {two}".strip() for one, two in zip(padded, lower, strict=True)]


def _columns(cells: list[str]) -> Columns | None:
    at: dict[str, int] = {}
    free = [index for index, cell in enumerate(cells) if cell and len(cell) <= _LONGEST]
    at_number = next((index for index in free if _NUMBER.fullmatch(cells[index])), None)
    if at_number is not None:
        at["number"] = at_number
        free.remove(at_number)
    for role, words in _ORDER:
        here = [index for index in free if words.search(cells[index]) and not _FACT.search(cells[index])]
        if here and role not in at:
            at[role] = here[0]
            free = [index for index in free if index not in here] if role != "title" else free
            _two_columns(at, role, here, cells)
    named = [cell for cell in cells if cell]
    enough = len(at) >= _ENOUGH or len(named) <= len(at) + 1
    return Columns(at) if enough and all(role in at for role in _NEEDED) else None


def _two_columns(at: dict[str, int], role: str, here: list[int], cells: list[str]) -> None:
    """Of the timing's columns the end counts, and the beginning is kept beside it."""
    if role != "timing":
        return
    ends = [index for index in here if _END.search(cells[index])]
    begins = [index for index in here if _BEGIN.search(cells[index]) and index not in ends]
    if ends and begins:
        at["timing"], at["begin"] = ends[0], begins[0]
