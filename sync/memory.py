"""What earlier runs did, as values: links and bases, open intents, runs and their writes.

The ledger keeps them, the difference compares with them; nothing here stores or decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Base = Mapping[str, str | None]  # the plan's fields of a thing, as they were last written


@dataclass(frozen=True)
class Link:
    """Which issue or milestone of the tracker a key stands for, and what was last written there."""

    kind: str
    key: str
    tracker_id: str
    url: str | None
    base: Base = field(default_factory=dict)
    gone_at: datetime | None = None  # when it was first found to be missing


@dataclass(frozen=True)
class Intent:
    """A write that was about to be sent: on disk before the request, gone once its outcome is known."""

    kind: str
    key: str
    action: str
    wanted: Base
    opened_at: datetime
    before: Base = field(default_factory=dict)  # what stood in these fields; kept in the run's log alone
    done: bool = False  # it has come through, and left no link behind
    lost_at: datetime | None = None  # when its answer was found to be lost; before that it may not even have been sent
    changed_at: datetime | None = None  # when its issue was last changed before; None where that run wrote there


@dataclass(frozen=True)
class Memory:
    """Everything the ledger knows of a plan at the start of a run."""

    links: Mapping[tuple[str, str], Link] = field(default_factory=dict)
    intents: tuple[Intent, ...] = ()
    known_keys: tuple[str, ...] | None = None
    pulled_at: datetime | None = None
    seen: Mapping[str, datetime] = field(default_factory=dict)  # when each issue was last changed, by tracker id
    renamed: Mapping[str, str] = field(default_factory=dict)  # the measures whose history was carried over, old to new
    said: frozenset[tuple[str, str]] = frozenset()  # what Vekha has said in issues: the key, the comment's mark
    asks_since: datetime | None = None  # nobody is asked about what was written before
    allowed: frozenset[str] = (
        frozenset()
    )  # fingerprints of changes that a person has allowed, and that are not done yet


@dataclass(frozen=True)
class Neighbour:
    """Another plan of the same ledger: where its issues stand (None: not known), and their titles by key."""

    plan: str
    place: str | None
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Run:
    """One run: when, and what came of it. `finished_at` is None where it was broken off."""

    number: int
    started_at: datetime
    finished_at: datetime | None
    result: Mapping[str, Any]
    writes: int  # how many of its writes are still known


@dataclass(frozen=True)
class Write:
    """One write of a run: the plan's fields before it and after it. `outcome` is "open", "done" or "dropped".

    An open one may or may not have reached the tracker; a dropped one was refused, or never sent.
    """

    kind: str
    key: str
    action: str
    before: Base
    after: Base
    tracker_id: str | None
    outcome: str


@dataclass(frozen=True)
class Stood:
    """How a deadline stood in a round of alerts; `changed` is when its issue was last changed, None where unknown."""

    due: date
    state: str
    changed: datetime | None = None


@dataclass(frozen=True)
class RoundDays:
    """On which day people were first told of a plan, and which day's round was the last to be the first of its week."""

    first: date | None = None
    weekly: date | None = None


@dataclass(frozen=True)
class ToldRound:
    """A round of alerts that was sent: the moment, the plan's day, and how each deadline stood, by its key."""

    at: datetime
    day: date
    deadlines: Mapping[str, Stood]


@dataclass(frozen=True)
class ClosedReport:
    """A yearly report as it was handed in: its text, the text's checksum, who closed it and when.

    `keys` gives for the key that each of its measures had then the present one, "" where the measure is gone.
    """

    year: int
    closed_at: datetime
    closed_by: str
    report: str
    checksum: str
    keys: Mapping[str, str]


@dataclass(frozen=True)
class MailboxPlace:
    """Up to which UID a mailbox was looked at. UIDs mean the same while `place` and `validity` do."""

    place: str
    validity: int
    uid: int


@dataclass(frozen=True)
class Reply:
    """An answer by mail that was taken: to which digest, by its name in tokens, and what was read of it, as JSON.

    `uid` is where the mail lies in the mailbox; None once it is in a folder, or where its UIDs mean nothing any more.
    `settled_at` is when all of it stood in the tracker and its confirmation in the queue.
    """

    message_id: str
    digest: str
    written_at: datetime
    taken_at: datetime
    answer: str
    attachments: int = 0
    uid: int | None = None
    number: int = 0  # the ledger's
    settled_at: datetime | None = None
