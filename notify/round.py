"""One round of alerts: find what there is to tell, leave out what was told, word it, queue it, send it.

It takes values, an outbox and a way of delivery, and returns values. How the plan stands, where the queue lies and
whether anything is sent at all is for who calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mappings.language import gettext as _
from mappings.progress import Progress
from mappings.wording import clean
from notify.alerts.alert import Alert, Terms
from notify.alerts.matching import drop_told, find_alerts, worth_a_mail
from notify.alerts.recipients import Recipient, address_key
from notify.delivery.mails import MailStatus, unqueued
from notify.delivery.outbox import Outbox, Period, period_of
from notify.delivery.sending import Delivered, Delivery, deliver_directly
from notify.errors import MailRefused
from notify.letters.digest import Digest, make_digests
from notify.letters.message import build_message, message_id


def find_digests(
    progress: Progress,
    recipients: Sequence[Recipient],
    outbox: Outbox,
    *,
    as_of: datetime,
    period: Period,
    terms: Terms,
) -> list[Digest]:
    """One digest for each recipient who has not been told everything in this period already; nothing is written.

    It takes back what a message tells that is queued and was not sent yet. Folded news wait for others to go with,
    unless they were never told: an address may have several scopes, so that is judged by all of its alerts.

    `as_of` is when the tracker was read, in the plan's zone.
    """
    name = period_of(progress.today, period)
    found: dict[str, list[Alert]] = {}
    for recipient in recipients:
        found.setdefault(address_key(recipient.email), []).extend(find_alerts(progress, [recipient], terms))
    digests = []
    for email, alerts in found.items():
        if worth_a_mail(drop_told(alerts, outbox.already(email, name)), outbox.already(email)):
            untold = drop_told(alerts, outbox.already(email, name, queued=False))
            digests.append(_worded(untold, progress, as_of=as_of, period=name, terms=terms))
    return digests


def _worded(alerts: list[Alert], progress: Progress, *, as_of: datetime, period: str, terms: Terms) -> Digest:
    """The digest of one address; one that cannot be worded, for whatever reason, keeps back none of the others."""
    try:
        (digest,) = make_digests(alerts, progress=progress, as_of=as_of, period=period, terms=terms)
    except Exception as error:  # noqa: BLE001 - what it comes from stands in the operator's own texts, or is a fault
        first = alerts[0]
        words = {"subject": "", "text": "", "html": "", "plan_title": "", "language": ""}
        fault = f"{type(error).__name__}: {error}"
        return Unworded(first.recipient, first.kind, tuple(alerts), period, **words, fault=fault)
    return digest


@dataclass(frozen=True)
class Unworded(Digest):
    """What a mail should have told, and why there is none."""

    fault: str


@dataclass(frozen=True)
class Letterhead:
    """What stands on every mail of a plan: its key, the sender and who is answered, as `Name <address>` or an address.

    An empty `reply_to` leaves that line out.
    """

    plan_key: str
    sender: str
    reply_to: str = ""


def queue_digests(digests: Sequence[Digest], outbox: Outbox, head: Letterhead, *, now: datetime) -> list[Delivered]:
    """Queue the digests: which messages made way for newer ones, and which could not be made.

    One that cannot be made keeps back none of the others, and is told of once.
    """
    told = []
    for digest in digests:
        name = message_id(digest, plan_key=head.plan_key, sender=head.sender)
        try:
            raw = _made(digest, head, now=now)
        except MailRefused as error:
            refused = outbox.refuse(digest, name, f"{error.code}: {error.message}", now)
            told += [Delivered(refused, MailStatus.REFUSED, error)] if refused is not None else []
            continue
        put = outbox.enqueue(digest, raw, name, digest.period, now)
        told += [Delivered(one, MailStatus.SUPERSEDED) for one in put.superseded]
    return told


def send_unremembered(
    digests: Sequence[Digest], delivery: Delivery, head: Letterhead, *, now: datetime
) -> list[Delivered]:
    """Send digests for a trial: nothing is queued and nothing counts as told, whatever becomes of them."""
    refused, messages = [], []
    for digest in digests:
        name = message_id(digest, plan_key=head.plan_key, sender=head.sender)
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
            place=digest.recipient.email,
        )
    return build_message(digest, plan_key=head.plan_key, sender=head.sender, reply_to=head.reply_to, now=now)
