"""The durable queue of mails, and the memory of what was told to whom in which period.

Writes a message and its memory in one transaction, so that neither is ever there alone. It sends nothing, and
works within the database it is given; the schema is brought there by the ledger's migrations.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from notify.alerts.recipients import address_key
from notify.letters.digest import Digest

Period = Literal["day", "week", "month"]

tables = MetaData()

outbox_table = Table(
    "outbox",
    tables,
    Column("id", Integer, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("sent_at", Text),
    Column("error", Text),
)

notified_table = Table(
    "notified",
    tables,
    Column("plan", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # the name of the rule, which tells more than its kind
    Column("key", Text, primary_key=True),
    Column("period", Text, primary_key=True),
)


class MailStatus(StrEnum):
    """Where a message is on its way."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class QueuedMail:
    """One message of the queue. `raw` is what is sent, `items` what it tells, `created_at` an ISO time in UTC."""

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


def period_of(today: date, length: Period) -> str:
    """The name of the period a day is in: "2026-11-23", "2026-W48" (the ISO week) or "2026-11"."""
    if length == "week":
        year, week, _weekday = today.isocalendar()
        return f"{year}-W{week:02}"
    return f"{today:%Y-%m}" if length == "month" else today.isoformat()


class Outbox:
    """The queue of one plan in a database that holds the tables."""

    def __init__(self, engine: Engine, plan_key: str) -> None:
        self._engine = engine
        self._plan = plan_key

    def already(self, recipient_email: str, period: str | None = None) -> set[tuple[str, str]]:
        """What an address was told in a period, or in any, as `Alert.told_as` names it."""
        with self._engine.connect() as connection:
            return self._told(connection, recipient_email, period)

    def enqueue(self, digest: Digest, raw: bytes, message_id: str, period: str, now: datetime) -> int:
        """Put a message in the queue and remember its items as told; returns its id.

        A message that is there already is left as it is, whatever became of it.
        """
        email = digest.recipient.email
        address = address_key(email)
        with self._engine.begin() as connection:
            same = select(outbox_table.c.id).where(outbox_table.c.message_id == message_id)
            there = connection.execute(same).scalar_one_or_none()
            if there is not None:
                return int(there)
            made = connection.execute(insert(outbox_table).values(self._row(digest, raw, message_id, now)))
            known = self._told(connection, email, period)
            told = [
                {"plan": self._plan, "recipient": address, "kind": name, "key": key, "period": period}
                for name, key in dict.fromkeys(alert.told_as for alert in digest.alerts)
                if (name, key) not in known
            ]
            if told:
                connection.execute(insert(notified_table), told)
            return int((made.inserted_primary_key or (0,))[0])

    def pending(self) -> list[QueuedMail]:
        """The messages still to be sent, the oldest first."""
        mail = outbox_table.c
        query = (
            select(outbox_table)
            .where(mail.plan == self._plan, mail.status == MailStatus.QUEUED.value)
            .order_by(mail.id)
        )
        with self._engine.connect() as connection:
            return [_mail_of(row) for row in connection.execute(query)]

    def mark_sent(self, mail_id: int, now: datetime) -> None:
        """Note that a message has been handed over; only ever after it has been."""
        self._mark(mail_id, status=MailStatus.SENT.value, sent_at=_utc(now), error=None)

    def mark_failed(self, mail_id: int, error: str, *, permanent: bool) -> None:
        """Note a failed attempt; only a permanent failure takes the message out of the queue."""
        status = MailStatus.FAILED if permanent else MailStatus.QUEUED
        self._mark(mail_id, status=status.value, error=error)

    def _told(self, connection: Connection, email: str, period: str | None) -> set[tuple[str, str]]:
        told = notified_table.c
        query = select(told.kind, told.key).where(told.plan == self._plan, told.recipient == address_key(email))
        if period is not None:
            query = query.where(told.period == period)
        return {(name, key) for name, key in connection.execute(query)}

    def _mark(self, mail_id: int, **values: str | None) -> None:
        mail = outbox_table.c
        change = update(outbox_table).where(mail.id == mail_id, mail.plan == self._plan)
        with self._engine.begin() as connection:
            connection.execute(change.values(attempts=mail.attempts + 1, **values))

    def _row(self, digest: Digest, raw: bytes, message_id: str, now: datetime) -> dict[str, object]:
        items = [
            {
                "kind": alert.kind,
                "key": alert.key,
                "due": alert.due.isoformat(),
                "days": alert.days,
                "url": alert.url,
            }
            for alert in digest.alerts
        ]
        return {
            "plan": self._plan,
            "message_id": message_id,
            "recipient": digest.recipient.email.strip(),
            "kind": digest.kind,
            "subject": digest.subject,
            "items": json.dumps(items, ensure_ascii=False),
            "raw": raw,
            "status": MailStatus.QUEUED.value,
            "attempts": 0,
            "created_at": _utc(now),
        }


def carry_over(connection: Connection, plan_key: str, deadlines: Callable[[str], str]) -> None:
    """Let what was told of deadlines count under the keys that an amendment gives them. Works in a transaction."""
    told = notified_table.c
    rows = [dict(row) for row in connection.execute(select(notified_table).where(told.plan == plan_key)).mappings()]
    fresh = [{**row, "key": deadlines(row["key"])} for row in rows]
    if fresh != rows:
        connection.execute(delete(notified_table).where(told.plan == plan_key))
        once = {tuple(row.values()): row for row in fresh}
        connection.execute(insert(notified_table), list(once.values()))


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _mail_of(row: Row[tuple[object, ...]]) -> QueuedMail:
    return QueuedMail(
        id=row.id,
        message_id=row.message_id,
        recipient=row.recipient,
        kind=row.kind,
        subject=row.subject,
        raw=bytes(row.raw),
        status=MailStatus(row.status),
        attempts=row.attempts,
        created_at=row.created_at,
        items=tuple(json.loads(row._mapping["items"])),
        error=row.error,
    )
