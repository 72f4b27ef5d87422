"""What a mail answers to a digest: the figures, reasons and days that it names, each for one of the digest's deadlines.

Nothing is guessed: what is not clear is kept as it was typed, so that the person can be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from mappings.reporting import Reported
from mappings.wording import clean
from notify.replies.naming import Item
from notify.replies.quotation import lines_that_count
from notify.replies.sorting import reported, sort_lines

__all__ = ["Answer", "Figure", "Item", "Unread", "read_answer"]


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


def read_answer(text: str, items: Sequence[Item], *, written_at: datetime) -> Answer:
    """What the text of a mail, as `Received` has it, answers to a digest that told these deadlines.

    `written_at` is aware.
    """
    by_item = sort_lines(lines_that_count(text), items, written_at)
    read = [(item, reported(own, written_at, item.indicators)) for item, own in by_item.texts]
    figures = [one for item, said in read for one in _figures(item.key, said)]
    return Answer(
        facts=tuple(one for one in figures if isinstance(one, Figure)),
        reasons=tuple(dict.fromkeys((item.key, clean(one.text)) for item, said in read for one in said.reasons)),
        acknowledged=tuple((item.key, said.acknowledged.until) for item, said in read if said.acknowledged),
        wishes=tuple((item.key, said.wished.day) for item, said in read if said.wished),
        unread=tuple(one for one in figures if isinstance(one, Unread)),
        not_in_digest=by_item.not_in_digest,
        unclear=by_item.unclear,
    )


def _figures(item: str, said: Reported) -> Iterator[Figure | Unread]:
    """The last figure of each indicator, and what could not be read after it."""
    last: dict[int, list[Figure | Unread]] = {}
    for line in said.lines:
        text, unit = clean(line.text), clean(line.unit)
        if line.value is None:
            last.setdefault(line.indicator, []).append(Unread(item, line.indicator, text))
            continue
        last[line.indicator] = [
            Figure(item, line.indicator, text, line.value, line.percent, unit, line.adds, line.of, line.year)
        ]
    for of_one in last.values():
        yield from dict.fromkeys(of_one)
