"""Getting queued mails to where they go: the port of delivery, and sending what is queued.

A message is delivered first and marked after: a crash between the two repeats it under the same name and the
same Message-ID, and loses none. What is told, and by which way it goes, is the caller's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notify.delivery.outbox import MailStatus, Outbox, QueuedMail
from notify.errors import DeliveryError


class Delivery(Protocol):
    """A way to hand messages over."""

    def deliver(self, message: QueuedMail) -> None:
        """Hand one message over, durably; raises `DeliveryError`."""
        ...


@dataclass(frozen=True)
class Delivered:
    """What became of one message in one round."""

    message: QueuedMail
    status: MailStatus
    error: DeliveryError | None = None


def deliver_pending(outbox: Outbox, delivery: Delivery, *, now: datetime) -> list[Delivered]:
    """Send every queued message and mark each after it is sent; a failure does not hold up the next."""
    return [_deliver_one(outbox, delivery, message, now) for message in outbox.pending()]


def _deliver_one(outbox: Outbox, delivery: Delivery, message: QueuedMail, now: datetime) -> Delivered:
    try:
        delivery.deliver(message)
    except DeliveryError as error:
        outbox.mark_failed(message.id, f"{error.code}: {error.message}", permanent=error.permanent)
        return Delivered(message, MailStatus.FAILED if error.permanent else MailStatus.QUEUED, error)
    outbox.mark_sent(message.id, now)
    return Delivered(message, MailStatus.SENT)
