"""The way into a folder: each message one .eml file, whole or not at all.

Decides the file's name and what a failure means; when a message is delivered and marked stands in
`notify.delivery.sending`.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from mappings.causes import Cause, cause_of, unwritable_said
from mappings.whole_files import PRIVATE, put_whole
from notify.delivery.mails import QueuedMail
from notify.errors import WayClosed, WayForbidden, WayMisconfigured

_KINDS = {  # what may pass by itself, and what only a right is missing for; the rest the config has to name otherwise
    Cause.FULL: WayClosed,
    Cause.FAILING: WayClosed,
    Cause.MANY_OPEN: WayClosed,
    Cause.READ_ONLY: WayForbidden,
    Cause.DENIED: WayForbidden,
    Cause.OTHER: WayForbidden,
}
_SLUG_LENGTH = 60  # characters of a file name given to the recipient


class OutboxFolder:
    """A folder that takes each message as one .eml file, whole or not at all."""

    into_folder = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def file_of(self, message: QueuedMail) -> Path:
        """Where a message stands: the same place however often it is delivered."""
        slug = re.sub(r"[^a-z0-9]+", "-", message.recipient.lower())[:_SLUG_LENGTH].strip("-") or "recipient"
        short = hashlib.sha256(message.message_id.encode()).hexdigest()[:10]
        return self.path / f"{message.created_at[:10]}-{slug}-{short}.eml"

    def deliver(self, message: QueuedMail) -> None:
        """Write the message, synced to disk before it gets its name; it names people, so it is for the user alone.

        Each failure may pass, so the message stays queued. Raises `DeliveryError`.
        """
        try:
            put_whole(self.file_of(message), message.raw, PRIVATE)
        except OSError as error:
            raise self.refusal(cause_of(error), error.strerror or str(error)) from error

    def refusal(self, cause: Cause, reason: str) -> WayClosed:
        """The error of a folder that cannot be written, with the reason that the system gives."""
        said = unwritable_said(cause, "mail-folder-unwritable", reason)
        return _KINDS.get(cause, WayMisconfigured)(said.code, said.message, hint=said.hint, place=str(self.path))
