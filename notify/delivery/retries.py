"""When a message that was not taken is tried again, and when it is given up. Pure: moments in, moments out."""

from __future__ import annotations

from datetime import datetime, timedelta

from notify.delivery.mails import MailStatus, QueuedMail

WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 240, 720, 1440))  # the last one from then on
KEPT = timedelta(hours=72)  # how long a message waits in all
REPEATS = 3  # of a message whose answers are lost


def next_try(message: QueuedMail, now: datetime) -> datetime:
    """When a message that has just failed once more is due again."""
    return now + WAITS[min(message.attempts, len(WAITS) - 1)]


def is_due(message: QueuedMail, now: datetime) -> bool:
    """Whether a message that waits is to be tried in a round at this moment."""
    return message.next_try_at is None or datetime.fromisoformat(message.next_try_at) <= now


def is_too_old(message: QueuedMail, now: datetime) -> bool:
    """Whether a message has waited long enough, since it was made or since it was handed over without an answer."""
    since = message.ambiguous_since if message.status is MailStatus.AMBIGUOUS else None
    return now - datetime.fromisoformat(since or message.created_at) >= KEPT


def may_be_repeated(message: QueuedMail) -> bool:
    """Whether a message whose answer has just been lost once more may go another time."""
    return message.answers_lost < REPEATS
