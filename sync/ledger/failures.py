"""Says in our own words why the ledger could not be read or written: no room, no right, or held by another.

It puts failures in words and opens nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from mappings.language import gettext as _
from sync.errors import LedgerLocked
from sync.files import unwritable, writing

_FULL_WORDS = ("disk is full", "disk I/O error")  # SQLite's own


@contextmanager
def storing(path: Path, code: str) -> Iterator[None]:
    """Turn the system's and SQLite's failures at a path into `FileUnwritable` or `LedgerLocked`.

    `code` is that of a place that may not be written; a full disk is `disk-full` everywhere.
    """
    try:
        with writing(path, code):
            yield
    except (sqlite3.OperationalError, sa.exc.OperationalError) as error:
        reason = str(getattr(error, "orig", error))
        if "database is locked" in reason:
            raise LedgerLocked(
                "ledger-locked", _("another program holds the ledger"), place=str(path), hint=_("try again later")
            ) from None
        raise unwritable(path, code, reason, full=any(words in reason for words in _FULL_WORDS)) from None
