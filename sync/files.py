"""Says in our own words why something could not be stored: no room, no right, or held by another."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from mappings.errors import FileUnwritable
from mappings.language import gettext as _
from sync.errors import LedgerLocked

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_WORDS = ("disk is full", "disk I/O error")  # SQLite's own


@contextmanager
def storing(path: Path, code: str) -> Iterator[None]:
    """Turn the system's and SQLite's failures at a path into `FileUnwritable` or `LedgerLocked`.

    `code` is that of a place that may not be written; a full disk is `disk-full` everywhere.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(path, code, error.strerror or str(error), full=error.errno in _FULL) from None
    except (sqlite3.OperationalError, sa.exc.OperationalError) as error:
        reason = str(getattr(error, "orig", error))
        if "database is locked" in reason:
            raise LedgerLocked(
                "ledger-locked", _("another program holds the ledger"), place=str(path), hint=_("try again later")
            ) from None
        raise _unwritable(path, code, reason, full=any(words in reason for words in _FULL_WORDS)) from None


def _unwritable(path: Path, code: str, reason: str, *, full: bool) -> FileUnwritable:
    if full:
        message = _("there is no room left to write: {reason}").format(reason=reason)
        hint = _("free some space and run again: nothing was lost")
        return FileUnwritable("disk-full", message, place=str(path), hint=hint, full=True)
    message = _("it cannot be written: {reason}").format(reason=reason)
    return FileUnwritable(code, message, place=str(path), hint=_("check that the folder exists and may be written"))
