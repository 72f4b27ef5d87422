"""How the mail of a plan stands, as its queue knows it: counts, the last one sent, and who was not reached.

It reads and changes nothing; the queue itself is in `notify.delivery.outbox`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from notify.alerts.recipients import address_key
from notify.delivery.mails import MailStatus
from notify.delivery.outbox import outbox_table

_SETTLED = (MailStatus.SENT, MailStatus.REFUSED, MailStatus.EXPIRED)


@dataclass(frozen=True)
class MailStanding:
    """The mails of some queues. `unreached`: by address, why the last mail that was settled never arrived."""

    counts: Mapping[MailStatus, int]
    last_sent: datetime | None
    unreached: Mapping[str, str]


def mail_standing(engine: Engine, queues: Collection[str]) -> MailStanding:
    """How the mail of these queues stands."""
    mail = outbox_table.c
    ours = mail.plan.in_(queues)
    counted = select(mail.status, func.count()).where(ours).group_by(mail.status)
    settled = select(mail.recipient, mail.status, mail.error).where(
        ours, mail.status.in_([status.value for status in _SETTLED])
    )
    with engine.connect() as connection:
        found = {MailStatus(status): count for status, count in connection.execute(counted)}
        last = connection.scalar(select(func.max(mail.sent_at)).where(ours))
        newest = {
            address_key(row.recipient): (row.status, row.error) for row in connection.execute(settled.order_by(mail.id))
        }
    return MailStanding(
        counts={status: found.get(status, 0) for status in MailStatus},
        last_sent=datetime.fromisoformat(last) if last else None,
        unreached={who: error or "" for who, (status, error) in newest.items() if status != MailStatus.SENT.value},
    )


def status_of(engine: Engine, message_id: str) -> MailStatus | None:
    """What has become of a message; None where no queue knows it."""
    query = select(outbox_table.c.status).where(outbox_table.c.message_id == message_id)
    with engine.connect() as connection:
        status = connection.scalar(query)
    return MailStatus(status) if status else None
