"""The way into a folder: each message one .eml file, whole or not at all.

Decides the file's name and what a failure means; when a message is delivered and marked stands in
`notify.delivery.sending`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from mappings.language import gettext as _
from notify.delivery.outbox import QueuedMail
from notify.errors import DeliveryError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SLUG_LENGTH = 60  # characters of a file name given to the recipient


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
