"""Says in our own words why the ledger could not be read or written: what stands in the way, or who holds it.

It puts failures in words and opens nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from mappings.causes import Cause, cause_of
from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.system_words import said_by_system
from sync.errors import LedgerBroken, LedgerLocked
from sync.files import unreadable, unwritable, writing
from sync.storage.database_failures import cause_of_database
from sync.storage.holders import Holder, locker_of, way_out


@contextmanager
def storing(path: Path, code: str) -> Iterator[None]:
    """Turn the system's and SQLite's failures at a path into `FileUnwritable`, `LedgerLocked` or `LedgerBroken`.

    `code` is that of a place that may not be written, and of a cause that is not known.
    """
    try:
        with writing(path, code):
            yield
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        cause, reason = _told(error, path, writing=True)
        raise _held_or_damaged(cause, path) or unwritable(path, code, reason, cause) from None


@contextmanager
def looking_at(path: Path) -> Iterator[None]:
    """The same for a ledger that is only read: `FileUnreadable`, `LedgerLocked` or `LedgerBroken`."""
    try:
        yield
    except OSError as error:
        raise _unreadable(path, said_by_system(error), cause_of(error)) from None
    except sqlite3.Error as error:
        cause, reason = _told(error, path, writing=False)
        raise _held_or_damaged(cause, path) or _unreadable(path, reason, cause) from None


def held_by(holder: Holder | None, path: Path) -> LedgerLocked:
    """The error of a plan that another run is at work on."""
    message, hint = _("another run is at work on this ledger"), _("wait until it has ended, then try again")
    if holder is not None:
        message, hint = _("another run is at work: {process}").format(process=holder.told()), way_out(holder)
    return LedgerLocked("ledger-locked", message, place=str(path), hint=hint)


def _told(error: sqlite3.Error | sa.exc.DBAPIError, path: Path, *, writing: bool) -> tuple[Cause, str]:
    """The cause of a failure and SQLite's word for it; what is a fault of ours is raised again."""
    said = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    cause = cause_of_database(said, path, writing=writing)
    if cause is None:
        raise error
    return cause, str(said)


def _held_or_damaged(cause: Cause, path: Path) -> VekhaError | None:
    if cause is Cause.BUSY:
        holder = locker_of(path)
        message, hint = _("another program holds the ledger"), _("try again later")
        if holder is not None:
            message = _("another program holds the ledger: {process}").format(process=holder.told())
            hint = way_out(holder)
        return LedgerLocked("ledger-locked", message, place=str(path), hint=hint)
    if cause is Cause.DAMAGED:
        return broken(path)
    return None


def broken(path: Path) -> LedgerBroken:
    """The error of a ledger that is damaged."""
    hint = _("run `vekha sync`: it sets the file aside and rebuilds the ledger from the tracker")
    return LedgerBroken("ledger-corrupt", _("the ledger is damaged"), place=str(path), hint=hint)


def _unreadable(path: Path, reason: str, cause: Cause) -> VekhaError:
    message = _("the ledger cannot be read: {reason}").format(reason=reason)
    hint = _("give the user that runs Vekha the right to read it")
    return unreadable(path, "ledger-unreadable", message, reason, cause, hint=hint)
