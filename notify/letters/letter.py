"""A letter as its templates get it: texts that are finished, in the order in which they stand.

Values only, and no words: a template that an operator wrote may be given them in another process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["alarm", "notice", "calm", "quiet"]


@dataclass(frozen=True)
class Share:
    """One piece of the line in which the whole plan is drawn. `width` is in percent of the line, at least 1."""

    label: str
    count: int
    width: int
    tone: str


@dataclass(frozen=True)
class Due:
    """A date, or a year that stands for it. `url` is the page of its issue where that may be linked."""

    text: str
    url: str | None


@dataclass(frozen=True)
class Line:
    """Deadlines of a measure of which the same is to be said: the reason why they are told, and what was reported."""

    dues: tuple[Due, ...]
    said: str
    fact: str


@dataclass(frozen=True)
class Row:
    """One measure. `target` is what the plan asks for beside what was reported, `who` works on it."""

    number: str
    title: str
    url: str | None
    target: str
    who: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Block:
    """The measures of one section."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """What is told for one reason: its rows, what is said beside them, and what of them is not shown.

    A row of a `short` one says no more than its measure and its dates.
    """

    reason: str
    heading: str
    tone: Tone
    short: bool
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]
    left_out: str


@dataclass(frozen=True)
class Letter:
    """The whole of a letter. `shares` draw the plan that `standing` tells; `foot` are the lines at its end.

    Where it can be answered by mail, answers stand above its `mark`, `how` tells how, and `example` shows it in lines.
    """

    lang: str
    subject: str
    verdict: str
    asks: tuple[str, ...]
    mark: str
    plan_title: str
    standing: str
    shares: tuple[Share, ...]
    parts: tuple[Part, ...]
    how: str
    example: tuple[str, ...]
    foot: tuple[str, ...]
    summary_url: str | None
    tracker_url: str | None
    first_url: str | None
