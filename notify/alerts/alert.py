"""The vocabulary of alerts: one thing told to one recipient, and the rule by which it is worth telling.

A rule is one value: all that a mail says of the deadlines it applies to hangs on it, so that a new kind of alert is a
new rule in `notify.alerts.rules` and nothing else. Values only; they neither send nor know how a mail looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mappings.plan import Extension
from mappings.progress import DeadlineProgress, Status
from notify.alerts.recipients import Recipient


@dataclass(frozen=True)
class Terms:
    """What the operator has set of when something is told."""

    upcoming_days: int


class Tone(StrEnum):
    """How a part of a mail strikes the eye."""

    ALARM = "alarm"
    NOTICE = "notice"
    QUIET = "quiet"


@dataclass(frozen=True)
class Words:
    """What a rule says, in the active language."""

    heading: Callable[[Terms], str]  # of its part of the mail, and of its total
    news: Callable[[Sequence[Alert], Terms], str]  # its clause of the subject
    more_news: Callable[[Sequence[Alert], Terms], str]  # the same where another clause goes before, or ""
    detail: Callable[[Sequence[Alert], int], str]  # its sentence below the verdict, or ""; how many are of its kind


@dataclass(frozen=True)
class Rows:
    """A part of a mail with a row for each deadline.

    `column` is the message that heads the column of days. `when` stands below it, `alone` where there is no column.
    """

    column: str
    when: Callable[[Alert], str]
    alone: Callable[[Alert], str]
    kept: int  # rows that a crowded mail keeps for it


@dataclass(frozen=True)
class Fold:
    """A part of a mail that tells of all its deadlines in one quiet paragraph.

    It goes with other news. Alone it makes a mail only where an address was never told of a deadline.
    """

    note: Callable[[Sequence[Alert]], str]


@dataclass(frozen=True)
class Rule:
    """One reason to tell of a deadline; where several apply it is told by the first of `notify.alerts.rules.RULES`.

    That order is also the order of the parts of a mail. A rule that the operator has switched off applies to nothing.
    Two rules may share a kind: what was told by one is then news again by the other.
    """

    name: str  # in the memory of what was told
    kind: str  # in JSON
    applies: Callable[[DeadlineProgress, Terms], bool]
    rank: Callable[[Alert], int]  # the lowest is told first
    tone: Tone
    words: Words
    body: Rows | Fold


@dataclass(frozen=True)
class Alert:
    """One thing one recipient must be told. `days` is never negative: days late, or days left.

    `key` is the deadline's key; `percent` is the measure's, None where nothing can be computed.
    """

    recipient: Recipient
    rule: Rule
    key: str
    measure_key: str
    section: str
    title: str
    executors: tuple[str, ...]
    due: date
    days: int
    status: Status = Status.PLANNED
    assignee: str | None = None
    reason: str = ""
    unread: tuple[str, ...] = ()  # what was reported as a figure and cannot be read as one
    percent: Decimal | None = None
    url: str | None = None
    extensions: tuple[Extension, ...] = ()  # by which the deadline came to be due then

    @property
    def kind(self) -> str:
        """Why it is told, as JSON names it."""
        return self.rule.kind

    @property
    def told_as(self) -> tuple[str, str]:
        """What the memory of what was told knows it by: its rule's name and the deadline's key."""
        return self.rule.name, self.key
