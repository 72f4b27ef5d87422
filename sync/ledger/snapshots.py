"""A ledger as one piece of bytes, for a backup: taken while runs go on, or looked at before it is put back."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from mappings.regular_files import refuse_irregular
from sync.ledger.database import SCHEMA, is_sound
from sync.ledger.earlier import revision_of
from sync.ledger.failures import broken, looking_at
from sync.storage.copies import fault_of, opened, snapshot


@dataclass(frozen=True)
class Snapshot:
    """A ledger of one moment, whole and checked, and its schema."""

    data: bytes
    schema: str


def take_snapshot(path: Path) -> Snapshot | None:
    """The ledger as it stands; None where there is none yet.

    Raises `LedgerBroken`, `LedgerLocked` where a program holds it for longer than is waited, or `FileUnreadable`.
    """
    with looking_at(path):
        refuse_irregular(path)
        if not path.exists():
            return None
        if not is_sound(path):
            raise broken(path)
        data = snapshot(path)
        if fault_of(data):
            raise broken(path)
        with opened(data) as connection:
            return Snapshot(data, revision_of(connection))


def is_newer(data: bytes) -> bool:
    """Whether a ledger is of a schema that this version does not know."""
    try:
        with opened(data) as connection:
            return revision_of(connection) > SCHEMA
    except sqlite3.Error:
        return False
