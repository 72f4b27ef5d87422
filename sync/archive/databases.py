"""The databases of a plan on their way into an archive and out of it, each as a file that nobody else works on.

They are copied whole while others write, and looked at before they count: damaged ones, and those of a schema that this
version does not know, are told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from mappings.regular_files import refuse_irregular
from sync.archive.manifest import Kind
from sync.errors import Purpose
from sync.ledger.database import SCHEMA, is_sound
from sync.ledger.earlier import revision_of
from sync.ledger.failures import broken, looking_at
from sync.storage.copies import copy_into, fault_of, opened
from sync.trackers.embedded.file import EmbeddedFile
from sync.trackers.embedded.schema import SCHEMA_VERSION

Unwritable = Callable[[sqlite3.Error], Exception]


def copy_ledger(path: Path, copy: Path, unwritable: Unwritable) -> str | None:
    """Copy the ledger as it stands, and tell its schema; None where there is none yet.

    Raises `LedgerBroken`, `LedgerLocked` where a program holds it for longer than is waited, `FileUnreadable`, or what
    `unwritable` gives for a copy that could not be written.
    """
    with looking_at(path):
        refuse_irregular(path)
        if not path.exists():
            return None
        if not is_sound(path):
            raise broken(path)
        copy_into(path, copy, unwritable)
        if fault_of(copy):
            raise broken(path)
        with opened(copy) as connection:
            return revision_of(connection)


def copy_tracker(file: EmbeddedFile, copy: Path, purpose: Purpose, unwritable: Unwritable) -> int | None:
    """Copy the embedded tracker's file as it stands, and tell its schema; None where there is nothing in it yet.

    Raises what reading it raises, or what `unwritable` gives for a copy that could not be written.
    """
    with file.reading(purpose) as connection:
        if connection is None:
            return None
        copy_into(file.path, copy, unwritable)
        fault = fault_of(copy)
        if fault:
            raise sqlite3.DatabaseError(fault)
        return SCHEMA_VERSION


def is_newer(kind: Kind, file: Path) -> bool:
    """Whether a ledger or a tracker's file is of a schema that this version does not know."""
    try:
        with opened(file) as connection:
            if kind is Kind.LEDGER:
                return revision_of(connection) > SCHEMA
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        return False
    return bool(version > SCHEMA_VERSION)
