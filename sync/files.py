"""Writes a file whole or not at all, and says in our own words why something could not be written.

It opens no database; what SQLite says of a file is told apart in `sync.storage.database_failures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mappings.causes import Cause, cause_of, unreadable_said, unwritable_said
from mappings.errors import FileUnreadable, FileUnwritable
from mappings.language import gettext as _
from mappings.regular_files import read_regular
from mappings.system_words import said_by_system
from mappings.whole_files import PLAIN, put_whole

_HEAD = 4096  # bytes in which a file says whose it is


def write_whole(path: Path, data: bytes, code: str, *, rights: int = PLAIN) -> None:
    """Write a file whole or not at all, in a folder that is made for it; raises as `writing` does.

    `rights` are those of a file that is not there yet.
    """
    with writing(path, code):
        put_whole(path, data, rights)


def is_foreign(path: Path, marks: Iterable[bytes]) -> bool:
    """Whether a file is there that bears none of the marks of ours; one that cannot be read is told by the writing."""
    try:
        head = read_regular(path, _HEAD)
    except OSError:
        return False
    return bool(head) and not any(mark in head for mark in marks)


def read_file(path: Path, limit: int, code: str) -> bytes:
    """The bytes of a file that a person named, `limit` of them at most. Raises `FileUnreadable`."""
    with reading(path, code):
        return read_regular(path, limit)


@contextmanager
def reading(path: Path, code: str) -> Iterator[None]:
    """Turn the system's failures at a path that a person named into `FileUnreadable`.

    `code` is that of a file that may not be read, and of a cause that is not known.
    """
    try:
        yield
    except OSError as error:
        reason = said_by_system(error)
        hint = _("check that the file exists and may be read")
        raise unreadable(path, code, reason, reason, cause_of(error), hint=hint) from None


@contextmanager
def writing(path: Path, code: str) -> Iterator[None]:
    """Turn the system's failures at a path into `FileUnwritable`.

    `code` is that of a place that may not be written, and of a cause that is not known.
    """
    try:
        yield
    except OSError as error:
        raise unwritable(path, code, said_by_system(error), cause_of(error)) from None


def unwritable(path: Path, code: str, reason: str, cause: Cause) -> FileUnwritable:
    """The error of a place that cannot be written, with the reason that the system gives."""
    said = unwritable_said(cause, code, reason)
    return FileUnwritable(said.code, said.message, place=str(path), hint=said.hint, cause=cause)


def unreadable(path: Path, code: str, message: str, reason: str, cause: Cause, *, hint: str) -> FileUnreadable:
    """The error of a file that cannot be read; `message` and `hint` are for what has no words of its own."""
    said = unreadable_said(cause, code, message, reason, hint)
    return FileUnreadable(said.code, said.message, place=str(path), hint=said.hint, cause=cause)
