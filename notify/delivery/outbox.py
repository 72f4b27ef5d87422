"""The durable queue of mails, and the memory of what was told to whom in which period.

Writes a message and its memory in one transaction, so that neither is ever there alone; what a message told counts as
told while it is queued, ambiguous or sent. When it is tried again is decided in `notify.delivery.retries`. It sends
nothing; the schema of its tables is brought by the ledger's migrations.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

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
    func,
    insert,
    or_,
    select,
    update,
)

from notify.alerts.recipients import address_key
from notify.delivery.mails import MailStatus, QueuedMail, unqueued, utc_text
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
    Column("next_try_at", Text),  # none: in the next round
    Column("ambiguous_since", Text),
    Column("answers_lost", Integer, nullable=False, server_default="0"),
)

notified_table = Table(
    "notified",
    tables,
    Column("plan", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # the name of the rule, which tells more than its kind
    Column("key", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("mail", Integer),  # the message that told it; unknown of what was told long ago
)


_WAITING = (MailStatus.QUEUED, MailStatus.AMBIGUOUS)
_MADE_ANEW = (MailStatus.EXPIRED, MailStatus.SUPERSEDED)  # what they told is told again, as the same message if need be


@dataclass(frozen=True)
class Put:
    """What came of putting a message into the queue: its id, whether it was not there yet, what makes way for it."""

    id: int
    fresh: bool = True
    superseded: tuple[QueuedMail, ...] = ()


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

    def already(self, recipient_email: str, period: str | None = None, *, queued: bool = True) -> set[tuple[str, str]]:
        """What an address was told in a period, or in any, as `Alert.told_as` names it.

        Without `queued` what a message would tell that was not yet sent, and that a newer one may take back, is no
        part of it.
        """
        with self._engine.connect() as connection:
            return self._told(connection, recipient_email, period, queued=queued)

    def enqueue(self, digest: Digest, raw: bytes, message_id: str, period: str, now: datetime) -> Put:
        """Put a message in the queue and remember its items as told; what is queued for the address makes way for it.

        A message that is there already is left as it is, unless it was given up.
        """
        email = digest.recipient.email
        with self._engine.begin() as connection:
            there = self._find(connection, message_id)
            if there is not None and there.status not in _MADE_ANEW:
                return Put(there.id, fresh=False)
            superseded = self._queued_for(connection, email)
            for mail in superseded:
                self._settle(connection, mail.id, MailStatus.SUPERSEDED, error=None)
            number = self._insert(connection, there, self._row(digest, raw, message_id, now))
            known = self._told(connection, email, period)
            told = [
                {"plan": self._plan, "recipient": address_key(email), "kind": name, "key": key, "period": period}
                for name, key in dict.fromkeys(alert.told_as for alert in digest.alerts)
                if (name, key) not in known
            ]
            if told:
                connection.execute(insert(notified_table), [{**row, "mail": number} for row in told])
            return Put(number, superseded=superseded)

    def refuse(self, digest: Digest, message_id: str, error: str, now: datetime) -> QueuedMail | None:
        """Note that a message could not be made; None where that is known already. Its items do not count as told."""
        with self._engine.begin() as connection:
            if self._find(connection, message_id) is not None:
                return None
            row = {**self._row(digest, b"", message_id, now), "status": MailStatus.REFUSED.value, "error": error}
            self._insert(connection, None, row)
            return self._find(connection, message_id)

    def pending(self) -> list[QueuedMail]:
        """The messages still to be sent: those that were tried least often first, then the oldest."""
        mail = outbox_table.c
        waiting = mail.status.in_([status.value for status in _WAITING])
        query = select(outbox_table).where(mail.plan == self._plan, waiting).order_by(mail.attempts, mail.id)
        with self._engine.connect() as connection:
            return [_mail_of(row) for row in connection.execute(query)]

    def mark_sent(self, mail_id: int, now: datetime) -> None:
        """Note that a message has been handed over; only ever after it has been."""
        with self._engine.begin() as connection:
            self._mark(connection, mail_id, status=MailStatus.SENT.value, sent_at=utc_text(now), error=None)

    def mark_deferred(self, mail_id: int, error: str, *, next_try: datetime) -> None:
        """Note a try that failed; the message waits as it did."""
        with self._engine.begin() as connection:
            self._mark(connection, mail_id, error=error, next_try_at=utc_text(next_try))

    def mark_ambiguous(self, mail_id: int, error: str, *, now: datetime, next_try: datetime) -> None:
        """Note that a message was handed over, and that nobody knows whether it was taken."""
        mail = outbox_table.c
        with self._engine.begin() as connection:
            self._mark(
                connection,
                mail_id,
                status=MailStatus.AMBIGUOUS.value,
                error=error,
                next_try_at=utc_text(next_try),
                ambiguous_since=func.coalesce(mail.ambiguous_since, utc_text(now)),
                answers_lost=mail.answers_lost + 1,
            )

    def give_up(self, mail_id: int, status: MailStatus, error: str) -> None:
        """Note that a message is refused or expired: what it tells does not count as told."""
        with self._engine.begin() as connection:
            self._settle(connection, mail_id, status, error=error)

    def _told(
        self, connection: Connection, email: str, period: str | None, *, queued: bool = True
    ) -> set[tuple[str, str]]:
        told = notified_table.c
        query = select(told.kind, told.key).where(told.plan == self._plan, told.recipient == address_key(email))
        if period is not None:
            query = query.where(told.period == period)
        if not queued:
            mail = outbox_table.c
            waiting = select(mail.id).where(mail.plan == self._plan, mail.status == MailStatus.QUEUED.value)
            query = query.where(or_(told.mail.is_(None), told.mail.not_in(waiting)))
        return {(name, key) for name, key in connection.execute(query)}

    def _find(self, connection: Connection, message_id: str) -> QueuedMail | None:
        row = connection.execute(select(outbox_table).where(outbox_table.c.message_id == message_id)).one_or_none()
        return None if row is None else _mail_of(row)

    def _queued_for(self, connection: Connection, email: str) -> tuple[QueuedMail, ...]:
        mail, address = outbox_table.c, address_key(email)
        queued = select(mail.id, mail.recipient).where(mail.plan == self._plan, mail.status == MailStatus.QUEUED.value)
        theirs = [number for number, recipient in connection.execute(queued) if address_key(recipient) == address]
        query = select(outbox_table).where(mail.id.in_(theirs)).order_by(mail.id)
        return tuple(_mail_of(row) for row in connection.execute(query)) if theirs else ()

    def _insert(self, connection: Connection, there: QueuedMail | None, row: dict[str, object]) -> int:
        """Put a row in; the one that stands there under its name goes."""
        if there is not None:
            connection.execute(delete(outbox_table).where(outbox_table.c.id == there.id))
        made = connection.execute(insert(outbox_table).values(row))
        return int((made.inserted_primary_key or (0,))[0])

    def _settle(self, connection: Connection, mail_id: int, status: MailStatus, *, error: str | None) -> None:
        told = notified_table.c
        connection.execute(delete(notified_table).where(told.plan == self._plan, told.mail == mail_id))
        self._mark(connection, mail_id, tried=status is MailStatus.REFUSED, status=status.value, error=error)

    def _mark(self, connection: Connection, mail_id: int, *, tried: bool = True, **values: Any) -> None:
        mail = outbox_table.c
        change = update(outbox_table).where(mail.id == mail_id, mail.plan == self._plan)
        connection.execute(change.values(attempts=mail.attempts + int(tried), **values))

    def _row(self, digest: Digest, raw: bytes, message_id: str, now: datetime) -> dict[str, object]:
        mail = unqueued(digest, message_id, now)
        kept = ("message_id", "recipient", "kind", "subject", "attempts", "created_at")
        return {
            "plan": self._plan,
            "items": json.dumps(mail.items, ensure_ascii=False),
            "raw": raw,
            "status": mail.status.value,
            **{name: getattr(mail, name) for name in kept},
        }


def carry_over(connection: Connection, plan_key: str, deadlines: Callable[[str], str]) -> None:
    """Let what was told of deadlines count under the keys that an amendment gives them. Works in a transaction."""
    told = notified_table.c
    rows = [dict(row) for row in connection.execute(select(notified_table).where(told.plan == plan_key)).mappings()]
    fresh = [{**row, "key": deadlines(row["key"])} for row in rows]
    if fresh != rows:
        connection.execute(delete(notified_table).where(told.plan == plan_key))
        once = {tuple(row[column.name] for column in notified_table.primary_key): row for row in fresh}
        connection.execute(insert(notified_table), list(once.values()))


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
        next_try_at=row.next_try_at,
        ambiguous_since=row.ambiguous_since,
        answers_lost=row.answers_lost,
    )
