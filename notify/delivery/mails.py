"""A mail on its way, as a value: what it tells, where it is on its way, and when it was tried.

Stores and sends nothing: the queue is in `notify.delivery.outbox`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from notify.letters.digest import Digest


class MailStatus(StrEnum):
    """Where a message is on its way."""

    QUEUED = "queued"
    SENT = "sent"
    AMBIGUOUS = "ambiguous"  # it was handed over and nobody answered: it may have been taken
    REFUSED = "refused"
    EXPIRED = "expired"  # it was given up
    SUPERSEDED = "superseded"  # a newer one tells what it would have told


@dataclass(frozen=True)
class QueuedMail:
    """One message of the queue. `raw` is what is sent, `items` what it tells; its times are ISO texts in UTC.

    `answers_lost` is how often it was handed over without an answer, `next_try_at` before when no run tries it again.
    """

    id: int
    message_id: str
    recipient: str
    kind: str
    subject: str
    raw: bytes
    status: MailStatus
    attempts: int
    created_at: str
    items: tuple[dict[str, str | int | None], ...] = ()
    error: str | None = None
    next_try_at: str | None = None
    ambiguous_since: str | None = None
    answers_lost: int = 0


def unqueued(digest: Digest, message_id: str, now: datetime) -> QueuedMail:
    """A digest as a message that no queue holds yet, its bytes still to be made."""
    items: tuple[dict[str, str | int | None], ...] = tuple(
        {
            "kind": alert.kind,
            "reason": alert.reason.value,
            "key": alert.key,
            "due": alert.due.isoformat(),
            "days": alert.days,
            "url": alert.url,
        }
        for alert in digest.alerts
    )
    return QueuedMail(
        id=0,
        message_id=message_id,
        recipient=digest.address.strip(),
        kind=digest.kind,
        subject=digest.subject,
        raw=b"",
        status=MailStatus.QUEUED,
        attempts=0,
        created_at=utc_text(now),
        items=items,
    )


def utc_text(moment: datetime) -> str:
    """A moment as it stands in the queue: comparable as a text."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
