"""Answers by mail as the ledger keeps them: which mails were looked at, what was taken of them, what is still to do.

Each mail is noted in one transaction with the place up to which the mailbox was looked at, so that none is looked at
twice and none is passed over. What is done with an answer, others decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert

from sync.ledger import tables as t
from sync.ledger.database import UNWRITABLE
from sync.ledger.failures import storing
from sync.ledger.rows import moment_or_none, time_of, time_text
from sync.memory import MailboxPlace, Reply

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from sync.ledger.store import Ledger


class Replies:
    """The answers of one plan, in its open ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._engine, self._path, self._plan = ledger.engine, ledger.path, ledger.plan

    def place(self) -> MailboxPlace | None:
        """Up to where the mailbox was looked at; None where it never was."""
        boxes = t.mailboxes
        with self._reading() as connection:
            row = connection.execute(sa.select(boxes).where(boxes.c.plan == self._plan)).one_or_none()
        return None if row is None else MailboxPlace(row.place, row.validity, row.uid)

    def begin(self, place: MailboxPlace) -> MailboxPlace:
        """Where to go on in a mailbox that was opened: behind what was looked at, or at its start where it is another.

        In another one the UIDs that are known mean nothing any more.
        """
        known = self.place()
        if known is not None and (known.place, known.validity) == (place.place, place.validity):
            return known
        with self._writing() as connection:
            self._keep(connection, place)
            connection.execute(t.unfiled.delete().where(t.unfiled.c.plan == self._plan))
            connection.execute(t.replies.update().where(t.replies.c.plan == self._plan).values(uid=None))
        return place

    def is_in(self, place: str, validity: int) -> bool:
        """Whether the UIDs that are known are those of a mailbox that was opened."""
        known = self.place()
        return known is not None and (known.place, known.validity) == (place, validity)

    def take(self, place: MailboxPlace, reply: Reply) -> None:
        """Keep an answer that was taken; one that is known already, and not settled, lies where this one does."""
        row = {
            "plan": self._plan,
            "message_id": reply.message_id,
            "digest": reply.digest,
            "uid": reply.uid,
            "written_at": time_text(reply.written_at),
            "taken_at": time_text(reply.taken_at),
            "attachments": reply.attachments,
            "answer": reply.answer,
        }
        with self._writing() as connection:
            connection.execute(upsert(t.replies).values(row).on_conflict_do_nothing())
            self._keep(connection, place)

    def pass_over(self, place: MailboxPlace, uid: int, *, taken: bool = False) -> None:
        """Note a mail with which nothing more is done, for the folder of the refused, or of the taken."""
        with self._writing() as connection:
            self._to_file(connection, uid, taken=taken)
            self._keep(connection, place)

    def stands_at(self, place: MailboxPlace, message_id: str, uid: int) -> None:
        """Note where an answer lies now that was taken before and is not settled yet."""
        theirs = t.replies.c
        with self._writing() as connection:
            known = (theirs.plan == self._plan, theirs.message_id == message_id)
            connection.execute(t.replies.update().where(*known).values(uid=uid))
            self._keep(connection, place)

    def go_on(self, place: MailboxPlace) -> None:
        """Note that a mailbox was looked at up to there, and nothing more."""
        with self._writing() as connection:
            self._keep(connection, place)

    def find(self, message_id: str) -> Reply | None:
        """The answer of a Message-ID."""
        return next(self._found(t.replies.c.message_id == message_id), None)

    def unsettled(self) -> list[Reply]:
        """The answers that are not all in the tracker yet, in the order in which they came."""
        return list(self._found(t.replies.c.settled_at.is_(None)))

    def count(self, digest: str, *, since: datetime) -> int:
        """How many answers to a digest were taken since a moment."""
        theirs = t.replies.c
        mine = (theirs.plan == self._plan, theirs.digest == digest, theirs.taken_at >= time_text(since))
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(*mine)) or 0

    def settle(self, reply: Reply, *, now: datetime) -> None:
        """Note that nothing is left to do for an answer but to put its mail into its folder."""
        with self._writing() as connection:
            this = t.replies.update().where(t.replies.c.id == reply.number, t.replies.c.plan == self._plan)
            uid = connection.scalar(sa.select(t.replies.c.uid).where(t.replies.c.id == reply.number))
            connection.execute(this.values(settled_at=time_text(now), uid=None))
            if uid is not None:
                self._to_file(connection, uid, taken=True)

    def unfiled(self, *, taken: bool) -> list[int]:
        """The UIDs of the mails that are still to be put into the folder of the taken, or of the refused."""
        table = t.unfiled.c
        query = sa.select(table.uid).where(table.plan == self._plan, table.taken == taken).order_by(table.uid)
        with self._reading() as connection:
            return list(connection.scalars(query))

    def filed(self, uids: Iterable[int]) -> None:
        """Note that these have been put there, or can be put nowhere."""
        with self._writing() as connection:
            table = t.unfiled.c
            for uid in uids:
                connection.execute(t.unfiled.delete().where(table.plan == self._plan, table.uid == uid))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with storing(self._path, UNWRITABLE), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with storing(self._path, UNWRITABLE), self._engine.begin() as connection:
            yield connection

    def _keep(self, connection: Connection, place: MailboxPlace) -> None:
        values = {"place": place.place, "validity": place.validity, "uid": place.uid}
        kept = upsert(t.mailboxes).values(plan=self._plan, **values)
        connection.execute(kept.on_conflict_do_update(index_elements=["plan"], set_=values))

    def _to_file(self, connection: Connection, uid: int, *, taken: bool) -> None:
        row = {"plan": self._plan, "uid": uid, "taken": taken}
        connection.execute(upsert(t.unfiled).values(row).on_conflict_do_nothing())

    def _found(self, condition: sa.ColumnElement[bool]) -> Iterator[Reply]:
        theirs = sa.select(t.replies).where(t.replies.c.plan == self._plan, condition).order_by(t.replies.c.id)
        with self._reading() as connection:
            rows = connection.execute(theirs).all()
        yield from map(_reply, rows)


def _reply(row: Any) -> Reply:
    return Reply(
        message_id=row.message_id,
        digest=row.digest,
        written_at=time_of(row.written_at),
        taken_at=time_of(row.taken_at),
        answer=row.answer,
        attachments=row.attachments,
        uid=row.uid,
        number=row.id,
        settled_at=moment_or_none(row.settled_at),
    )
