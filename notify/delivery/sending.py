"""Getting queued mails to where they go: the port, the folder of .eml files, the round of sending.

A message is delivered first and marked after: a crash between the two repeats it under the same name and the
same Message-ID, and loses none. Nothing here decides what is told.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from mappings.language import gettext as _
from notify.delivery.outbox import MailStatus, Outbox, QueuedMail
from notify.errors import DeliveryError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SLUG_LENGTH = 60  # characters of a file name given to the recipient


class Delivery(Protocol):
    """A way to hand messages over."""

    def deliver(self, message: QueuedMail) -> None:
        """Hand one message over, durably; raises `DeliveryError`."""
        ...


@dataclass(frozen=True)
class Delivered:
    """What became of one message in one round."""

    message: QueuedMail
    status: MailStatus
    error: DeliveryError | None = None


def deliver_pending(outbox: Outbox, delivery: Delivery, *, now: datetime) -> list[Delivered]:
    """Send every queued message and mark each after it is sent; a failure does not hold up the next."""
    return [_deliver_one(outbox, delivery, message, now) for message in outbox.pending()]


def _deliver_one(outbox: Outbox, delivery: Delivery, message: QueuedMail, now: datetime) -> Delivered:
    try:
        delivery.deliver(message)
    except DeliveryError as error:
        outbox.mark_failed(message.id, f"{error.code}: {error.message}", permanent=error.permanent)
        return Delivered(message, MailStatus.FAILED if error.permanent else MailStatus.QUEUED, error)
    outbox.mark_sent(message.id, now)
    return Delivered(message, MailStatus.SENT)


class OutboxFolder:
    """A folder that takes each message as one .eml file, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file_of(self, message: QueuedMail) -> Path:
        """Where a message stands: the same place however often it is delivered."""
        slug = re.sub(r"[^a-z0-9]+", "-", message.recipient.lower())[:_SLUG_LENGTH].strip("-") or "recipient"
        short = hashlib.sha256(message.message_id.encode()).hexdigest()[:10]
        return self.path / f"{message.created_at[:10]}-{slug}-{short}.eml"

    def deliver(self, message: QueuedMail) -> None:
        """Write the message, synced to disk before it gets its name."""
        target = self.file_of(message)
        temporary = target.with_name(f".{target.name}.part")
        with self._failures():
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    file.write(message.raw)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(target)
            except BaseException:
                with contextlib.suppress(OSError):
                    temporary.unlink()
                raise
            self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        """The system's errors as what a person can do; each may pass, so the message stays queued."""
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise DeliveryError(
                    "disk-full",
                    _("no room left to write a mail"),
                    hint=_("free some space; the mail stays queued and is written by the next run"),
                    place=str(self.path),
                ) from error
            raise DeliveryError(
                "mail-folder-unwritable",
                _("cannot write into the mail folder: {reason}").format(reason=error.strerror or error),
                hint=_("give the user who runs vekha the right to write there, or set another mail.path"),
                place=str(self.path),
            ) from error
