"""One round of alerts: decide what is told to whom, word it, queue it, send it.

It takes values, an outbox and a way of delivery, and returns values. How the plan stands, where the queue lies and
whether anything is sent at all is for who calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mappings.language import gettext as _
from mappings.progress import Progress
from mappings.wording import clean
from notify.alerts.alert import Alert
from notify.alerts.deciding import Decisions, decide
from notify.alerts.memory import Known, Remembered
from notify.alerts.recipients import Recipient
from notify.alerts.terms import Terms, Today
from notify.delivery.mails import MailStatus, unqueued
from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered, Delivery, deliver_directly
from notify.errors import MailRefused
from notify.letters.digest import Digest, make_digest
from notify.letters.imprint import Imprint
from notify.letters.message import build_message, message_id
from notify.replies.tokens import Desk

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Found:
    """What a round has to tell: a digest for each person who is told something, and the decisions behind them."""

    digests: tuple[Digest, ...]
    decisions: Decisions


def find_digests(
    progress: Progress,
    recipients: Sequence[Recipient],
    outbox: Outbox,
    known: Known,
    *,
    terms: Terms,
    today: Today,
    imprint: Imprint,
) -> Found:
    """One digest for each person who has something to be told; nothing is written.

    `known` is what is known beside the progress, without what people were told: the outbox remembers that. Somebody
    for whom a mail waits is told anew what that one would tell, if there is anything beside it. Who was turned away is
    tried again with the next week.
    """
    known = replace(known, people=outbox.remembered())
    decisions = decide(progress, recipients, known, terms, today)
    waiting = outbox.waiting_since()
    unsent = outbox.remembered(queued=False) if waiting else {}
    turned_away = frozenset() if today.is_weekly else outbox.turned_away()
    digests = []
    for person, alerts in decisions.told().items():
        if person in turned_away:
            continue
        own = alerts
        if person in waiting:
            taken_back = replace(known, people={**known.people, person: unsent.get(person, Remembered())})
            anew = decide(progress, recipients, taken_back, terms, _as_on(today, waiting[person]))
            own = anew.told().get(person, alerts)
        digests.append(_worded(own, decisions, progress, imprint))
    return Found(tuple(digests), decisions)


def _as_on(today: Today, day: date) -> Today:
    """Today as it tells what a mail of that day would have told, the news of its week among it."""
    return replace(today, last_weekly=day - _WEEK) if today.last_weekly == day else today


def _worded(alerts: Sequence[Alert], decisions: Decisions, progress: Progress, imprint: Imprint) -> Digest:
    """The digest of one person; one that cannot be worded, for whatever reason, keeps back none of the others."""
    try:
        return make_digest(alerts, decisions, progress, imprint)
    except Exception as error:  # noqa: BLE001 - what it comes from stands in the operator's own texts, or is a fault
        return Unworded.of(alerts, imprint, fault=f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Unworded(Digest):
    """What a mail should have told, and why there is none."""

    fault: str = ""

    @classmethod
    def of(cls, alerts: Sequence[Alert], imprint: Imprint, *, fault: str) -> Unworded:
        """The alerts without words."""
        recipient, day, nothing = alerts[0].recipient, imprint.today, ""
        words = (nothing, nothing, nothing, nothing, nothing)  # no subject, no bodies, no title, no language
        return cls(recipient, recipient.address(day), alerts[0].kind, tuple(alerts), day, *words, fault=fault)


@dataclass(frozen=True)
class Letterhead:
    """What stands on every mail of a plan: its key, the sender and who is answered, as `Name <address>` or an address.

    An empty `reply_to` leaves that line out. Digests are answered at the `desk`, where there is one.
    """

    plan_key: str
    sender: str
    reply_to: str = ""
    desk: Desk | None = None


def queue_digests(digests: Sequence[Digest], outbox: Outbox, head: Letterhead, *, now: datetime) -> list[Delivered]:
    """Queue the digests: which messages made way for newer ones, and which could not be made.

    One that cannot be made keeps back none of the others, and is told of once.
    """
    told = []
    for digest in digests:
        name = message_id(digest, plan_key=head.plan_key, sender=head.sender, desk=head.desk)
        try:
            raw = _made(digest, head, now=now)
        except MailRefused as error:
            refused = outbox.refuse(digest, name, f"{error.code}: {error.message}", now)
            told += [Delivered(refused, MailStatus.REFUSED, error)] if refused is not None else []
            continue
        put = outbox.enqueue(digest, raw, name, now)
        told += [Delivered(one, MailStatus.SUPERSEDED) for one in put.superseded]
    return told


def send_unremembered(
    digests: Sequence[Digest], delivery: Delivery, head: Letterhead, *, now: datetime
) -> list[Delivered]:
    """Send digests for a trial: nothing is queued and nothing counts as told, whatever becomes of them."""
    refused, messages = [], []
    for digest in digests:
        name = message_id(digest, plan_key=head.plan_key, sender=head.sender, desk=head.desk)
        mail = unqueued(digest, name, now)
        try:
            messages.append(replace(mail, raw=_made(digest, head, now=now)))
        except MailRefused as error:
            refused.append(Delivered(mail, MailStatus.REFUSED, error))
    return [*refused, *deliver_directly(messages, delivery)]


def _made(digest: Digest, head: Letterhead, *, now: datetime) -> bytes:
    """The finished message of a digest; raises `MailRefused` where it cannot be one."""
    if isinstance(digest, Unworded):
        raise MailRefused(
            "mail-unworded",
            _("the mail could not be put into words: {reason}").format(reason=clean(digest.fault)),
            hint=_("run again with --debug and report what it prints"),
            place=digest.address,
        )
    own = {"plan_key": head.plan_key, "sender": head.sender, "reply_to": head.reply_to}
    return build_message(digest, **own, now=now, desk=head.desk)
