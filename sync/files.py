"""Writes a file whole or not at all, and says in our own words why something could not be written.

It opens no database; what SQLite says of a ledger is put in words by `sync.ledger.failures`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mappings.errors import FileUnwritable, no_room
from mappings.language import gettext as _


def write_whole(path: Path, data: bytes, code: str) -> None:
    """Write a file whole or not at all, in a folder that is made for it; raises as `writing` does."""
    with writing(path, code):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or a pipe: there is nothing to put in its place
            return
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)


@contextmanager
def writing(path: Path, code: str) -> Iterator[None]:
    """Turn the system's failures at a path into `FileUnwritable`.

    `code` is that of a place that may not be written; a full disk is `disk-full` everywhere.
    """
    try:
        yield
    except OSError as error:
        raise unwritable(path, code, error.strerror or str(error), full=no_room(error)) from None


def unwritable(path: Path, code: str, reason: str, *, full: bool) -> FileUnwritable:
    """The error of a place that cannot be written, with the reason that the system gives."""
    if full:
        message = _("there is no room left to write: {reason}").format(reason=reason)
        hint = _("free some space and run again: nothing was lost")
        return FileUnwritable("disk-full", message, place=str(path), hint=hint, full=True)
    message = _("it cannot be written: {reason}").format(reason=reason)
    return FileUnwritable(code, message, place=str(path), hint=_("check that the folder exists and may be written"))
