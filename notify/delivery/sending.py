"""Getting queued mails to where they go: the port of delivery, and sending what is queued.

A message is delivered first and marked after: a crash between the two repeats it under the same name and the
same Message-ID, and loses none. What is told, and by which way it goes, is the caller's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from mappings.language import gettext as _
from notify.delivery.mails import MailStatus, QueuedMail
from notify.delivery.outbox import Outbox
from notify.delivery.retries import is_due, is_too_old, may_be_repeated, next_try
from notify.errors import AnswerLost, DeliveryError, MailDeferred, MailRefused, WayClosed


class Delivery(Protocol):
    """A way to hand messages over. `into_folder` says that it leaves them as files, for somebody else to send."""

    into_folder: bool

    def deliver(self, message: QueuedMail) -> None:
        """Hand one message over, durably; raises a `DeliveryError` whose class says what becomes of it."""
        ...


@dataclass(frozen=True)
class Delivered:
    """What became of one message in one round. Where the way is closed, its error stands with the first message."""

    message: QueuedMail
    status: MailStatus
    error: DeliveryError | None = None
    into_folder: bool = False

    @property
    def waits(self) -> bool:
        """Whether the message is to be tried again."""
        return self.status in (MailStatus.QUEUED, MailStatus.AMBIGUOUS)


def give_up_old(outbox: Outbox, *, now: datetime) -> list[Delivered]:
    """Take out of the queue what has waited too long. What it would have told may be told anew."""
    given_up = []
    for message in outbox.pending():
        if is_too_old(message, now):
            error = _unconfirmed(message) if message.status is MailStatus.AMBIGUOUS else _expired(message)
            outbox.give_up(message.id, MailStatus.EXPIRED, _noted(error))
            given_up.append(Delivered(message, MailStatus.EXPIRED, error))
    return given_up


def deliver_pending(
    outbox: Outbox,
    delivery: Delivery,
    *,
    now: datetime,
    at_once: bool = True,
    among: Collection[int] | None = None,
) -> list[Delivered]:
    """Send what is queued, each marked after it is sent; a message that fails does not hold up the next.

    `at_once` tries even what is not due yet; `among` are the ids of the only messages that are thought of.
    """
    waiting = [one for one in outbox.pending() if among is None or one.id in among]
    at_once = at_once or delivery.into_folder  # a folder turns nobody away for asking too often
    due = [one for one in waiting if at_once or is_due(one, now)]
    later = [Delivered(one, one.status) for one in waiting if one not in due]
    return [*_deliver_all(outbox, delivery, due, now), *later]


def deliver_directly(messages: Sequence[QueuedMail], delivery: Delivery) -> Iterator[Delivered]:
    """Send messages that no queue knows, each once: what does not go through is told, and nothing is kept of it."""
    closed = False
    for message in messages:
        if closed:
            yield Delivered(message, MailStatus.QUEUED)
            continue
        try:
            delivery.deliver(message)
        except DeliveryError as error:
            closed = isinstance(error, WayClosed)
            status = {MailRefused: MailStatus.REFUSED, AnswerLost: MailStatus.AMBIGUOUS}.get(type(error))
            yield Delivered(message, status or MailStatus.QUEUED, error)
        else:
            yield Delivered(message, MailStatus.SENT, into_folder=delivery.into_folder)


def _deliver_all(outbox: Outbox, delivery: Delivery, due: Sequence[QueuedMail], now: datetime) -> Iterator[Delivered]:
    for number, message in enumerate(due):
        try:
            delivery.deliver(message)
        except WayClosed as error:
            for other in due[number:]:
                outbox.mark_deferred(other.id, _noted(error), next_try=next_try(other, now))
            yield Delivered(message, message.status, error)
            yield from (Delivered(other, other.status) for other in due[number + 1 :])
            return
        except DeliveryError as error:
            yield _failed(outbox, message, error, now)
        else:
            outbox.mark_sent(message.id, now)
            yield Delivered(message, MailStatus.SENT, into_folder=delivery.into_folder)


def _failed(outbox: Outbox, message: QueuedMail, error: DeliveryError, now: datetime) -> Delivered:
    if isinstance(error, MailDeferred):
        outbox.mark_deferred(message.id, _noted(error), next_try=next_try(message, now))
        return Delivered(message, message.status, error)
    if isinstance(error, AnswerLost) and may_be_repeated(message):
        outbox.mark_ambiguous(message.id, _noted(error), now=now, next_try=next_try(message, now))
        return Delivered(replace(message, status=MailStatus.AMBIGUOUS), MailStatus.AMBIGUOUS, error)
    if isinstance(error, AnswerLost):
        error = _unconfirmed(message)
        outbox.give_up(message.id, MailStatus.EXPIRED, _noted(error))
        return Delivered(message, MailStatus.EXPIRED, error)
    outbox.give_up(message.id, MailStatus.REFUSED, _noted(error))
    return Delivered(message, MailStatus.REFUSED, error)


def _noted(error: DeliveryError) -> str:
    return f"{error.code}: {error.message}"


def _expired(message: QueuedMail) -> DeliveryError:
    return DeliveryError(
        "mail-expired",
        _("the mail has waited for three days and is given up; the last reason: {reason}").format(
            reason=message.error or _("it was never tried")
        ),
        hint=_("fix that; what it told of is told in the next mail"),
        place=message.recipient,
    )


def _unconfirmed(message: QueuedMail) -> DeliveryError:
    return DeliveryError(
        "mail-never-confirmed",
        _("the mail was handed over again and again and never confirmed; it may have arrived, even several times"),
        hint=_("ask the recipient and the mail server's administrator; what it told of counts as not told"),
        place=message.recipient,
    )
