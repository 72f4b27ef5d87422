"""A digest that went out, as whoever answers it has it: to whom it went, and which deadlines it told under which keys.

Values only; the queue knows which there are, and what an amendment made of their keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from notify.replies.admission import Sent


@dataclass(frozen=True)
class SentItem:
    """A deadline that a digest told: its key there, its key in the plan as it is now, and the day that was told."""

    key: str
    key_now: str
    due: date


@dataclass(frozen=True)
class SentDigest(Sent):
    """A digest that went out, with what it told, in its order, each deadline once."""

    plan: str
    subject: str
    items: tuple[SentItem, ...]
    queued_at: datetime
