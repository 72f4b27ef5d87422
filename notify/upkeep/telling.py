"""Getting the operator's letters on their way: through a queue of their own, by the way that all mail goes.

The queue stands beside the plan's: no digest takes the place of a letter, and no letter that of a digest. A letter that
still waits is replaced by the next, which tells all that is wrong by then.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Engine

from notify.delivery.mails import MailStatus
from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered, Delivery, deliver_pending, give_up_old
from notify.delivery.standing import status_of
from notify.letters.digest import Digest
from notify.letters.message import message_id
from notify.letters.trial import redirected
from notify.round import Letterhead, queue_digests, send_unremembered

_TOLD = (MailStatus.SENT, MailStatus.AMBIGUOUS)

Way = Callable[[], AbstractContextManager[Delivery]]
"""What opens the way of the mail; asked where there is something to send."""


def queue_of(plan_key: str) -> str:
    """The name of the queue of the letters to a plan's operator; no plan can bear it."""
    return f"{plan_key}/operator"


class Letters:
    """The letters to the operator of one plan."""

    def __init__(self, engine: Engine, head: Letterhead) -> None:
        self._engine = engine
        self._outbox = Outbox(engine, queue_of(head.plan_key))
        self._head = head

    def give_up_old(self, *, now: datetime) -> list[Delivered]:
        """Give up what has waited too long; what it tells is told anew."""
        return give_up_old(self._outbox, now=now)

    def name_of(self, letter: Digest) -> str:
        """The Message-ID of a letter."""
        return message_id(letter, plan_key=self._head.plan_key, sender=self._head.sender)

    def is_told(self, name: str) -> bool:
        """Whether a letter has reached the operator, or may have."""
        return status_of(self._engine, name) in _TOLD

    def queue(self, letter: Digest, *, now: datetime) -> list[Delivered]:
        """Queue a letter: what became of those that it replaces, and of itself where it cannot be made."""
        return queue_digests([letter], self._outbox, self._head, now=now)

    def send(self, way: Way, *, now: datetime) -> list[Delivered]:
        """Send what is queued and due. Raises what opening the way raises."""
        if not self._outbox.pending():
            return []
        with way() as delivery:
            return deliver_pending(self._outbox, delivery, now=now, at_once=False)

    def send_elsewhere(self, letter: Digest, address: str, way: Way, *, now: datetime) -> list[Delivered]:
        """Send a letter to somebody else for a trial; nothing is remembered of it."""
        with way() as delivery:
            return send_unremembered([redirected(letter, address)], delivery, self._head, now=now)
