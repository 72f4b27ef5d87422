"""What people were told and what is known of a deadline beside its progress: values that a round takes.

The ledger keeps them; nothing here stores or decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from notify.alerts.reasons import Reason


@dataclass(frozen=True)
class Told:
    """That somebody was told of something on a day. `detail` tells one telling for a reason from another.

    It counts while its mail is queued, ambiguous or sent.
    """

    key: str
    reason: Reason
    day: date
    detail: str = ""


@dataclass(frozen=True)
class Remembered:
    """What one person was told, by the key of what it was about, the oldest first; and the day of the last mail."""

    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    mailed: date | None = None

    @cached_property
    def last_asked(self) -> Mapping[str, date]:
        """The days on which they were last asked for progress, by the detail of the asking."""
        asked = (one for those in self.told.values() for one in those if one.reason is Reason.ASK)
        return {one.detail: one.day for one in sorted(asked, key=lambda one: one.day)}


@dataclass(frozen=True)
class Accepted:
    """That somebody has taken note of a deadline: on which day, and until when they ask for patience (or None)."""

    day: date
    until: date | None = None


@dataclass(frozen=True)
class Known:
    """What is known beside the progress, by the keys of deadlines; `people` by `address_key` of their addresses.

    `changed` is the day of the staff's last change, `moved` the date that they gave an issue in the tracker, `wished`
    the one that they ask for and nobody gave.
    `followed` is the day of the first round, None before it.
    """

    people: Mapping[str, Remembered] = field(default_factory=dict)
    accepted: Mapping[str, Accepted] = field(default_factory=dict)
    changed: Mapping[str, date] = field(default_factory=dict)
    moved: Mapping[str, date] = field(default_factory=dict)
    wished: Mapping[str, date] = field(default_factory=dict)
    followed: date | None = None
