"""What a mail answers to a digest: the figures, reasons and days that it names, each for one of the digest's deadlines.

Nothing is guessed: what is not clear is kept as it was typed, so that the person can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Item:
    """A deadline that a digest told.

    `key` is the deadline's as the digest has it (`I.1.1/2026`, or `I.1.1/2026-06-30` where two fall in one year),
    `measure` its measure's; `indicators` is how many that has, None where it is not known.
    """

    key: str
    measure: str
    due: date
    indicators: int | None


@dataclass(frozen=True)
class Figure:
    """A figure for an item, by its key. `text` is as typed; the rest is as in `mappings.progress.FigureLine`."""

    item: str
    indicator: int
    text: str
    value: Decimal
    percent: bool
    unit: str
    adds: bool
    of: Decimal | None
    year: int | None


@dataclass(frozen=True)
class Unread:
    """What is meant as a figure for an item and cannot be read as one, as typed."""

    item: str
    indicator: int
    text: str


@dataclass(frozen=True)
class Answer:
    """All that a mail answers, each kind in the order in which it was written; items are named by their keys.

    `facts` has one figure of an item's indicator, the last. `reasons` are on one line each. `acknowledged` has the day
    said with it, if any, `wishes` the day asked for. `not_in_digest` are items as typed that the digest did not tell,
    `unclear` lines that report something and whose item is not clear.
    """

    facts: tuple[Figure, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    acknowledged: tuple[tuple[str, date | None], ...] = ()
    wishes: tuple[tuple[str, date], ...] = ()
    unread: tuple[Unread, ...] = ()
    not_in_digest: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood, and nothing was meant to be."""
        return self == Answer()
