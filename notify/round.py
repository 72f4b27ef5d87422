"""One round of alerts: find what there is to tell, leave out what was told, word it, queue it, send it.

It takes values, an outbox and a way of delivery, and returns values. How the plan stands, where the queue lies and
whether anything is sent at all is for who calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mappings.progress import Progress
from notify.alerts.alert import Terms
from notify.alerts.matching import drop_told, find_alerts, worth_a_mail
from notify.alerts.recipients import Recipient
from notify.delivery.outbox import Outbox, Period, period_of
from notify.delivery.sending import Delivered, Delivery, deliver_pending
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

    Folded news wait for others to go with, unless they were never told: an address may have several scopes, so that
    is judged by its whole digest.

    `as_of` is when the tracker was read, in the plan's zone.
    """
    name = period_of(progress.today, period)
    fresh = []
    for recipient in recipients:
        fresh += drop_told(find_alerts(progress, [recipient], terms), outbox.already(recipient.email, name))
    digests = make_digests(fresh, progress=progress, as_of=as_of, period=name, terms=terms)
    return [digest for digest in digests if worth_a_mail(digest.alerts, outbox.already(digest.recipient.email))]


def send_digests(
    digests: Sequence[Digest],
    outbox: Outbox,
    delivery: Delivery,
    *,
    plan_key: str,
    sender: str,
    reply_to: str,
    now: datetime,
) -> list[Delivered]:
    """Queue the digests, then send everything that is queued, from earlier rounds too."""
    for digest in digests:
        raw = build_message(digest, plan_key=plan_key, sender=sender, reply_to=reply_to, now=now)
        name = message_id(digest, plan_key=plan_key, sender=sender)
        outbox.enqueue(digest, raw, name, digest.period, now)
    return deliver_pending(outbox, delivery, now=now)
