"""The durable queue of mails, and the memory of what was told to whom, why and on which day.

Writes a message and its memory in one transaction, so that neither is ever there alone; what a message told counts as
told while it is queued, ambiguous or sent. When it is tried again is decided in `notify.delivery.retries`. It sends
nothing; the schema of its tables is brought by the ledger's migrations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
    select,
    update,
)

from notify.alerts.alert import Alert
from notify.alerts.memory import Remembered, Told
from notify.alerts.reasons import Reason
from notify.alerts.recipients import address_key
from notify.delivery.mails import MailStatus, QueuedMail, unqueued, utc_text
from notify.delivery.sent_digests import SentDigest, SentItem
from notify.letters.digest import Digest
from notify.replies.tokens import NAME_DIGITS

tables = MetaData()

outbox_table = Table(
    "outbox",
    tables,
    Column("id", Integer, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("person", Text),  # the `address_key` of whom it is for, which may be another one's; none: the recipient's
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

told_table = Table(
    "told",
    tables,
    Column("id", Integer, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("person", Text, nullable=False),  # the `address_key` of the recipient's own address
    Column("key", Text, nullable=False),  # what it was about
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("mail", Integer, nullable=False),  # the message that told it
)


_WAITING = (MailStatus.QUEUED, MailStatus.AMBIGUOUS)
_GONE = (MailStatus.SENT, MailStatus.AMBIGUOUS, MailStatus.EXPIRED)  # given up, but perhaps taken all the same
_MADE_ANEW = (MailStatus.EXPIRED, MailStatus.SUPERSEDED)  # what they told is told again, as the same message if need be
KEY_NOW = "key_now"  # in an item: its key since an amendment gave it another than its reader has seen

_NAME = re.compile(rf"[0-9a-f]{{{NAME_DIGITS}}}")


@dataclass(frozen=True)
class Put:
    """What came of putting a message into the queue: its id, whether it was not there yet, what makes way for it."""

    id: int
    fresh: bool = True
    superseded: tuple[QueuedMail, ...] = ()


class Outbox:
    """The queue of one plan in a database that holds the tables.

    Where it is not `replacing`, a newer message for a person takes no other one's place.
    """

    def __init__(self, engine: Engine, plan_key: str, *, replacing: bool = True) -> None:
        self._engine = engine
        self._plan = plan_key
        self._replacing = replacing

    def remembered(self, *, queued: bool = True) -> dict[str, Remembered]:
        """What each person was told, by the `address_key` of their address, and the day of their last mail.

        Without `queued` what a message would tell that was not yet sent, and that a newer one may take back, is no
        part of it.
        """
        told, mail = told_table.c, outbox_table.c
        query = select(told_table).where(told.plan == self._plan).order_by(told.id)
        if not queued:
            waiting = select(mail.id).where(mail.plan == self._plan, mail.status == MailStatus.QUEUED.value)
            query = query.where(told.mail.not_in(waiting))
        found: dict[str, dict[str, list[Told]]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                one = Told(row.key, Reason(row.reason), date.fromisoformat(row.day), row.detail)
                found.setdefault(row.person, {}).setdefault(row.key, []).append(one)
        return {person: _remembered(own) for person, own in found.items()}

    def waiting_since(self) -> dict[str, date]:
        """The people for whom a message is queued that was not sent yet, with the day on which it was to tell them."""
        told, mail = told_table.c, outbox_table.c
        query = (
            select(told.person, func.min(told.day))
            .join(outbox_table, mail.id == told.mail)
            .where(told.plan == self._plan, mail.status == MailStatus.QUEUED.value)
            .group_by(told.person)
        )
        with self._engine.connect() as connection:
            return {person: date.fromisoformat(day) for person, day in connection.execute(query)}

    def turned_away(self) -> frozenset[str]:
        """The people whose newest message was refused."""
        mail = outbox_table.c
        query = select(mail.person, mail.recipient, mail.status).where(mail.plan == self._plan).order_by(mail.id)
        with self._engine.connect() as connection:
            newest = {row.person or address_key(row.recipient): row.status for row in connection.execute(query)}
        return frozenset(person for person, status in newest.items() if status == MailStatus.REFUSED.value)

    def forget(self, person: str, key: str, reason: Reason) -> None:
        """Let what a person was told for a reason be news again when it comes back."""
        told = told_table.c
        of_them = (told.plan == self._plan, told.person == person, told.key == key, told.reason == reason.value)
        with self._engine.begin() as connection:
            connection.execute(delete(told_table).where(*of_them))

    def enqueue(self, digest: Digest, raw: bytes, message_id: str, now: datetime) -> Put:
        """Put a message in the queue and remember its items as told; what is queued for the person makes way for it.

        A message that is there already is left as it is, unless it was given up.
        """
        with self._engine.begin() as connection:
            there = self._find(connection, message_id)
            if there is not None and there.status not in _MADE_ANEW:
                return Put(there.id, fresh=False)
            superseded = self._queued_for(connection, digest.person) if self._replacing else ()
            for mail in superseded:
                self._settle(connection, mail.id, MailStatus.SUPERSEDED, error=None)
            number = self._insert(connection, there, self._row(digest, raw, message_id, now))
            if digest.alerts:
                connection.execute(insert(told_table), [self._told(digest, alert, number) for alert in digest.alerts])
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

    def sent_digest(self, name: str) -> SentDigest | None:
        """The digest of the plan that a token names, by the first hexadecimal digits of its Message-ID.

        None for one that is not known, or that certainly reached nobody.
        """
        if not _NAME.fullmatch(name):
            return None
        mail = outbox_table.c
        named = (mail.message_id >= f"<vekha.{name}", mail.message_id < f"<vekha.{name}g")  # g comes after every digit
        gone = mail.status.in_([status.value for status in _GONE])
        query = select(outbox_table).where(mail.plan == self._plan, *named, gone).order_by(mail.id.desc())
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else _sent_of(name, row)

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

    def _told(self, digest: Digest, alert: Alert, mail_id: int) -> dict[str, object]:
        return {
            "plan": self._plan,
            "person": digest.person,
            "key": alert.about,
            "reason": alert.reason.value,
            "detail": alert.detail,
            "day": digest.day.isoformat(),
            "mail": mail_id,
        }

    def _find(self, connection: Connection, message_id: str) -> QueuedMail | None:
        row = connection.execute(select(outbox_table).where(outbox_table.c.message_id == message_id)).one_or_none()
        return None if row is None else _mail_of(row)

    def _queued_for(self, connection: Connection, person: str) -> tuple[QueuedMail, ...]:
        mail = outbox_table.c
        queued = select(outbox_table).where(mail.plan == self._plan, mail.status == MailStatus.QUEUED.value)
        rows = connection.execute(queued.order_by(mail.id))
        return tuple(_mail_of(row) for row in rows if (row.person or address_key(row.recipient)) == person)

    def _insert(self, connection: Connection, there: QueuedMail | None, row: dict[str, object]) -> int:
        """Put a row in; the one that stands there under its name goes."""
        if there is not None:
            connection.execute(delete(outbox_table).where(outbox_table.c.id == there.id))
        made = connection.execute(insert(outbox_table).values(row))
        return int((made.inserted_primary_key or (0,))[0])

    def _settle(self, connection: Connection, mail_id: int, status: MailStatus, *, error: str | None) -> None:
        told = told_table.c
        connection.execute(delete(told_table).where(told.plan == self._plan, told.mail == mail_id))
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
            "person": digest.person,
            "items": json.dumps(mail.items, ensure_ascii=False),
            "raw": raw,
            "status": mail.status.value,
            **{name: getattr(mail, name) for name in kept},
        }


def _remembered(told: Mapping[str, list[Told]]) -> Remembered:
    own = {key: tuple(those) for key, those in told.items()}
    return Remembered(own, max(one.day for those in own.values() for one in those))


def _sent_of(name: str, row: Row[tuple[object, ...]]) -> SentDigest:
    told = json.loads(row._mapping["items"])
    items = (SentItem(one["key"], one.get(KEY_NOW, one["key"]), date.fromisoformat(one["due"])) for one in told)
    queued_at = datetime.fromisoformat(row.created_at)
    return SentDigest(name, row.recipient, row.plan, row.subject, tuple(dict.fromkeys(items)), queued_at)


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
