"""What the cells of a column hold, told from the cells alone, and how well that fits each role a column may play."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from mappings.reading.table.references import lettered, plain
from mappings.reading.timing.cell import stands_alone

SAMPLE = 40  # rows below a header that are looked at
_KNOWN = 4_096  # cells remembered
_FEWEST = 2  # cells; a single one tells nothing of its column
_LONG_NAME = 12  # words
_TIMING_LENGTH = 120  # characters
_MARK = re.compile(r"[+xхvѵ*✓✔√●•■▪◆▲]{1,3}(?: [+xхvѵ*✓✔√●•■▪◆▲]{1,3})*|да|yes|done", re.IGNORECASE)
_NOTHING = re.compile(r"[\s.\-–—_]*")
_FIGURE = re.compile(r"[<>≥≤±-]?\s?[0-9]{1,3}(?:[0-9\s]{0,12})(?:[.,][0-9]{1,6})?\s?(?:%|руб\.?|тыс\.?)?")
_BODY = re.compile(
    r"\b(?:управлени|отдел|комитет|департамент|администраци|учрежден|библиотек|систем|школ|комисси"
    r"|мб?у[кд]?\b|цбс\b|директор|заведующ|зав\.|начальник|специалист|бухгалтер|юрист|инженер|методист|глава\b|министерств|team\b|officer|head\b|manager"
    r"|department|director|services?\b|council|committee|library|librarian)"
    r"|\b[А-ЯЁA-Z]\.\s?[А-ЯЁA-Z]\.",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What one cell holds."""

    NOTHING = "nothing"
    TIMING = "timing"
    NUMBER = "number"  # of a measure, by itself
    FIGURE = "figure"  # money, a share, a count
    MARK = "mark"
    NAME = "name"  # of a person or a body
    TEXT = "text"


@dataclass(frozen=True)
class Contents:
    """The cells of one column by kind, as shares of those that hold something. `filled` is how many do."""

    shares: dict[Kind, float]
    filled: int

    def of(self, kind: Kind) -> float:
        """The share of a kind, from 0 to 1."""
        return self.shares.get(kind, 0.0)

    def fits(self, role: str) -> float:
        """How well a column of these contents plays a role: below 0 where it would not."""
        if self.filled < _FEWEST:
            return 0.0
        return sum(_FITS[role].get(kind, 0) * share for kind, share in self.shares.items())


# By role, what a column is worth that holds nothing but one kind.
_FITS: dict[str, dict[Kind, int]] = {
    "number": {Kind.NUMBER: 5, Kind.TEXT: -6, Kind.NAME: -6, Kind.TIMING: -6, Kind.FIGURE: -6, Kind.MARK: -6},
    "title": {Kind.TEXT: 4, Kind.NAME: 1, Kind.TIMING: -6, Kind.NUMBER: -6, Kind.FIGURE: -6, Kind.MARK: -6},
    "timing": {Kind.TIMING: 5, Kind.TEXT: -2, Kind.NAME: -4, Kind.NUMBER: -1, Kind.FIGURE: -4, Kind.MARK: -4},
    "executor": {Kind.NAME: 4, Kind.TIMING: -6, Kind.NUMBER: -6, Kind.FIGURE: -6, Kind.MARK: -6},
    "funding": {Kind.FIGURE: 1, Kind.TIMING: -4},
    "target": {Kind.TEXT: 1, Kind.FIGURE: 1, Kind.TIMING: -4},
}


@lru_cache(maxsize=_KNOWN)
def kind_of(text: str) -> Kind:
    """What a cell holds."""
    return next((kind for kind, holds in _KINDS if holds(text)), Kind.TEXT)


def _is_timing(text: str) -> bool:
    return len(text) <= _TIMING_LENGTH and stands_alone(text)


def _is_name(text: str) -> bool:
    return len(text.split()) <= _LONG_NAME and _BODY.search(text) is not None


_KINDS: tuple[tuple[Kind, Callable[[str], object]], ...] = (
    (Kind.NOTHING, _NOTHING.fullmatch),
    (Kind.MARK, _MARK.fullmatch),
    (Kind.NUMBER, plain),
    (Kind.TIMING, _is_timing),
    (Kind.NUMBER, lettered),
    (Kind.FIGURE, _FIGURE.fullmatch),
    (Kind.NAME, _is_name),
)


def contents(cells: Sequence[str]) -> Contents:
    """What a column's cells hold. Whole numbers that do not count up are figures."""
    kinds = [kind_of(cell) for cell in cells]
    numbers = [cell for cell, kind in zip(cells, kinds, strict=True) if kind is Kind.NUMBER]
    counted = Kind.NUMBER if _in_order(numbers) else Kind.FIGURE
    held = [counted if kind is Kind.NUMBER else kind for kind in kinds if kind is not Kind.NOTHING]
    return Contents({kind: held.count(kind) / len(held) for kind in set(held)}, len(held))


def _in_order(numbers: Sequence[str]) -> bool:
    """Whether numbers are those of rows: none stands twice, and hardly one is less than the one above."""
    if len(set(numbers)) < len(numbers):
        return False
    parts = [[int(part) for part in re.findall("[0-9]{1,9}", number)] for number in numbers]
    falls = sum(after < before and after[:1] != [1] for before, after in pairwise(parts))
    return falls * 4 <= len(numbers)
