"""Takes numbers out of titles where the plan has no column for them: «1. Издать приказ», «п. 3», «Мероприятие 4.».

Decides whether what a title begins with is its number or a bullet. Where the plan prints none, rows stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mappings.reading.table.columns import Columns
from mappings.reading.table.rows import Row
from mappings.reading.title_words import MONTHS, OF_HEADINGS, OF_MEASURES


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_PART = r"(?:0|[1-9][0-9]{0,2})"
_TITLE = re.compile(
    rf"(?P<label>(?:{_any(OF_MEASURES)})\s*)?(?:№\s*)?(?P<number>{_PART}(?:\.{_PART}){{0,7}}(?:[а-яёa-z](?![\w]))?)"
    r"(?:(?P<end>[.):])\s*|\s+)(?:[-–—]\s+)?(?P<title>\S.*)",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"(?:{_any(OF_HEADINGS)})\s+(?:№\s*)?[0-9IVX]", re.IGNORECASE)
_BULLET = re.compile(r"[-–—•·*▪●]\s*(?=\S)")
_BEGINS = re.compile(r"[«\"A-ZА-ЯЁ]")
_MONTH = re.compile(_any(MONTHS), re.IGNORECASE)
_NOTHING = re.compile(r"[\s.\-–—_*xх×]*", re.IGNORECASE)


@dataclass(frozen=True)
class _Numbered:
    """A title's number, whether it is plainly one, and the title without it."""

    number: str
    plain: bool
    title: str


def number_titles(rows: tuple[Row, ...], columns: Columns) -> tuple[tuple[Row, ...], Columns]:
    """The rows and columns with the numbers of the titles in a column of their own, the last.

    They are taken out where no number is printed anywhere else and at least half of the rows have one in the title.
    """
    if any(columns.cell(row, "number") for row in rows):
        return rows, columns
    found = {at: one for at, row in enumerate(rows) if (one := _numbered(columns.cell(row, "title"))) is not None}
    numbers = frozenset(one.number for one in found.values())
    kept = {at: one for at, one in found.items() if one.plain or _follows(one.number, numbers)}
    counted = [at for at, row in enumerate(rows) if sum(map(bool, row.cells)) > 1 and not _leads_on(row, columns)]
    if not kept or 2 * sum(at in kept for at in counted) < len(counted):
        return rows, columns
    width = max(len(row.cells) for row in rows)
    moved = (_moved(row, columns, kept.get(at), width) for at, row in enumerate(rows))
    return tuple(moved), replace(columns, at=columns.at | {"number": width})


def has_bullet(title: str) -> bool:
    """Whether a title begins with a bullet."""
    return _BULLET.match(title) is not None


def without_bullet(title: str) -> str:
    """The title without the bullet at its beginning."""
    bullet = _BULLET.match(title)
    return title[bullet.end() :] if bullet else title


def _moved(row: Row, columns: Columns, numbered: _Numbered | None, width: int) -> Row:
    """The row with its number in the last column; one that only names what stands below is a heading and no more."""
    at = columns.at["title"]
    if _leads_on(row, columns):
        return replace(row, cells=(row.cells[at],))
    if numbered is None:
        return row
    cells = [*row.cells, *[""] * (width - len(row.cells)), numbered.number]
    cells[at] = numbered.title
    return replace(row, cells=tuple(cells))


def _leads_on(row: Row, columns: Columns) -> bool:
    """Whether a row is a heading by its first word and has no timing."""
    return _HEADING.match(columns.cell(row, "title")) is not None and not _NOTHING.sub("", columns.cell(row, "timing"))


def _numbered(title: str) -> _Numbered | None:
    found = _TITLE.fullmatch(title)
    if found is None or _MONTH.match(found["title"]):
        return None
    plain = bool(found["label"]) or (found["end"] is not None and "." not in found["number"])
    begins = found["end"] is not None or _BEGINS.match(found["title"]) is not None
    return _Numbered(found["number"], plain, found["title"]) if begins else None


def _follows(number: str, numbers: frozenset[str]) -> bool:
    """Whether a number is one of an order, and no date: what it is a part of stands there too, or the first part."""
    parts = number.split(".")
    if len(parts) > 1:
        above = ".".join(parts[:-1])
        return above in numbers or f"{above}.1" in numbers
    return number == "1" or str(int(number) - 1) in numbers if number.isdecimal() else number[:-1] in numbers
