"""The pieces of a timing: what kinds of words there are, and how a timing is made plain before it is taken apart.

Vocabulary only: nothing is read here but whether a text says «every year».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mappings.reading.timing.calendar_days import Stretch
from mappings.wording import fold

YEAR_FIGURES = r"(?:19|20)[0-9]{2}"
YEAR_TAIL = r"(?: ?(?:годах|годов|годы|года|году|годом|год|гг|г)\b\.?)?"
PLURAL_YEARS = re.compile(r"(?:годах|годов|годы|гг)")

# «ежегодник» is a book; «в год» counts as a frequency only where nothing follows, unlike «в Год семьи»
_ANNUAL = re.compile(
    r"\bежегодн(?!ик)\w*|\b(?:1|один|одного)\s+раза?\s+в\s+год\b|\bкаждый\s+год\b"
    r"|\bв\s+год(?=\s*(?:[.,;)]|$))|(?<!-)\bannual(?:ly)?\b|\byearly\b|\bevery\s+year\b|\b(?:a|per)\s+year\b",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What a token is."""

    STRETCH = "stretch"  # a date or a period; value: a list of Stretch, the signs between them in `text`
    SCHOOL_YEAR = "school year"  # value: the year it begins in
    IMPOSSIBLE = "impossible"  # a day or part of a year that the calendar does not have; value: its year or None
    RUN_TOGETHER = "run together"  # years without anything between them
    RHYTHM = "rhythm"  # value: months of the period, 0 for more often than monthly
    SPREAD = "spread"  # so many times in a period; value: months between two times
    PERMANENT = "permanent"
    ALL_YEAR = "all year"
    ALL_MONTH = "all month"
    DAY = "day"  # a day of the month or of the period; value: its number
    MONTH_OF_PERIOD = "month of the period"  # value: its number, 0 for the last
    NEXT = "next"  # of the month after the period
    NEXT_YEAR = "next year"
    VAGUE = "vague"  # beginning, middle of the stretch that follows; value: 0 or 1
    HOURS = "hours"
    DASH = "dash"
    COMMA = "comma"
    FROM = "from"
    TO = "to"
    THEN = "then"
    SMALL = "small"  # words that change nothing
    WORD = "word"  # anything else


@dataclass(frozen=True)
class Token:
    """One meaningful piece of a timing. `joined` are the signs between the stretches of a list."""

    kind: Kind
    text: str
    stretches: tuple[Stretch, ...] = ()
    joined: tuple[str, ...] = ()
    value: int = 0
    guessed: bool = False


Maker = Callable[[re.Match[str]], Token]
Form = tuple[re.Pattern[str], Maker]


def says_annual(*texts: str) -> bool:
    """Whether any of the texts says that the measure comes back every year."""
    return any(_ANNUAL.search(text) for text in texts)


def normal(text: str) -> str:
    """A timing with small letters, one kind of dash and no «ё»."""
    words = fold(text).lower().replace("ё", "е")
    return re.sub("[‐‑‒–—―−]", "-", words)


def form(text: str, make: Maker) -> Form:
    """A way in which something is printed, and what is made of it."""
    return re.compile(text), make


def plain(kind: Kind, value: int = 0) -> Maker:
    """What is always the same token, whatever its words."""
    return lambda match: Token(kind, match.group(), value=value)
