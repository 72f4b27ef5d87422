"""The port of a mailbox: what whoever reads it may ask, and the values that go through it.

A mailbox is read without a trace: no mail is marked as seen, none is deleted, and what moves one to another folder is
the server's own MOVE or nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Waiting:
    """A mail that lies in the folder: its UID there, and its size in bytes as the server tells it."""

    uid: int
    size: int


class Mailbox(Protocol):
    """One folder of a mailbox. Every method may raise a `MailboxError`; then the mailbox is closed, and none is lost.

    After an error `open` may be called again.
    """

    @property
    def moves(self) -> bool:
        """Whether mails can be moved out of the folder, which is open."""
        ...

    def open(self) -> int:
        """Go to the folder; its UIDVALIDITY. UIDs that were learned under another one mean nothing any more."""
        ...

    def after(self, uid: int, *, since: date, limit: int) -> list[Waiting]:
        """The mails above a UID that came in since a day of the server's: the oldest first, `limit` at most."""
        ...

    def fetch(self, uid: int) -> bytes | None:
        """The whole mail, or as much of it as shows that it is too large; None where it is gone by now."""
        ...

    def file(self, uids: Collection[int], folder: str) -> bool:
        """Move mails to another folder, which is made where it is missing; those that are gone by now are no fault.

        False where the server cannot move mails, and all stay where they are. Where it raises, some may have moved.
        """
        ...

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to; what it comes to does not matter."""
        ...
