"""The pieces of a timing: what kinds of words there are, and how a timing is made plain before it is taken apart.

Vocabulary only: nothing is read here but whether a text says «every year».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from mappings.reading.timing.calendar_days import Stretch
from mappings.reading.timing.known_words import in_known_words, unbroken
from mappings.wording import fold

YEAR_FIGURES = r"(?:19|20)[0-9]{2}"
YEAR_TAIL = r"(?: ?(?:годах|годов|годы|года|году|годом|год|гг|г|рр|р|ж|r)\b\.?)?"
BETWEEN = r"(?: ?, ?(?:и )?| и | по | ?- ?| ?/ ?)"  # two members of a list
PLURAL_YEARS = re.compile(r"(?:годах|годов|годы|гг)")

# «ежегодник» is a book; «в год» counts as a frequency only where nothing follows, unlike «в Год семьи»
_ANNUAL = re.compile(
    r"\bежегодн(?!ик)\w*|\b(?:1|один|одного)\s+раза?\s+в\s+год\b|\bкаждый\s+год\b"
    r"|\bв\s+год(?=\s*(?:[.,;)]|$))|(?<!-)\bannual(?:ly)?\b|\byearly\b|\bevery\s+year\b|\b(?:a|per)\s+year\b",
    re.IGNORECASE,
)
_QUOTED_DAY = re.compile('[«"“„] ?([0-3]?[0-9]) ?[»"”]')  # «31» марта, as on a blank form


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
    STAGE = "stage"  # the label of a stage
    NOTE = "note"  # words in brackets that are no timing
    REMARK = "remark"  # words beside a deadline that make it doubtful
    ONWARDS = "onwards"  # from what stands before it
    DAY = "day"  # a day of the month or of the period; value: its number
    MONTH_OF_PERIOD = "month of the period"  # value: its number, 0 for the last
    NEXT = "next"  # of the month after the period
    NEXT_YEAR = "next year"
    VAGUE = "vague"  # beginning, middle of the stretch that follows; value: 0 or 1
    HOURS = "hours"
    DASH = "dash"
    COMMA = "comma"
    FROM = "from"
    TO = "to"  # value: 1 where it may also stand before a single day, 2 where it ends what a word began
    THEN = "then"
    SMALL = "small"  # words that change nothing
    WORD = "word"  # anything else


@dataclass(frozen=True)
class Token:
    """One meaningful piece of a timing. `joined` are the signs between the stretches of a list.

    `doubts` are the codes of what is doubtful in it.
    """

    kind: Kind
    text: str
    stretches: tuple[Stretch, ...] = ()
    joined: tuple[str, ...] = ()
    value: int = 0
    doubts: tuple[str, ...] = ()


Maker = Callable[[re.Match[str]], Token]
Form = tuple[re.Pattern[str], Maker]


def says_annual(*texts: str) -> bool:
    """Whether any of the texts says that the measure comes back every year."""
    return any(_ANNUAL.search(text) for text in texts)


def normal(text: str) -> str:
    """A timing with small letters, one kind of dash and no «ё», its words of time whole and in Russian or English."""
    words = fold(text).lower().replace("ё", "е")
    words = re.sub("[‐‑‒–—―−]", "-", words)
    return in_known_words(unbroken(_QUOTED_DAY.sub(r"\1", words)))


def form(text: str, make: Maker) -> Form:
    """A way in which something is printed, and what is made of it."""
    return re.compile(text), make


def plain(kind: Kind, value: int = 0, doubt: str = "") -> Maker:
    """What is always the same token, whatever its words."""
    doubts = tuple(filter(None, (doubt,)))
    return lambda match: Token(kind, match.group(), value=value, doubts=doubts)


def members(member: str, text: str) -> tuple[list[str], tuple[str, ...]]:
    """The members of a list, and what stands between them: «-» for a range, «,» for anything else."""
    found = list(re.finditer(member, text))
    gaps = (text[one.end() : after.start()].rstrip() for one, after in pairwise(found))
    return [one.group() for one in found], tuple("-" if gap.endswith(("-", "по")) else "," for gap in gaps)


def year_in(match: re.Match[str]) -> int | None:
    """The year of a form, where it has one."""
    text = match.groupdict().get("year")
    return int(text) if text else None


def stretches_of(
    match: re.Match[str], *stretches: Stretch | None, joined: tuple[str, ...] = (), doubt: str = ""
) -> Token:
    """A token of stretches, or one that says that the calendar lacks one of them."""
    known = tuple(one for one in stretches if one is not None)
    if len(known) < len(stretches):
        return Token(Kind.IMPOSSIBLE, match.group(), value=year_in(match) or 0)
    return Token(Kind.STRETCH, match.group(), known, joined, doubts=tuple(filter(None, (doubt,))))
