"""Copies of a SQLite database, whoever works on it meanwhile; and its file given another name, with what is beside it.

It raises what SQLite and the system raise; what that means is told by whoever knows what the database is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mappings.causes import Cause
from sync.config.paths import SQLITE_BESIDE
from sync.storage.database_failures import cause_of_database

_BUSY = 10.0  # seconds for which the writing of another process is waited for


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A database open for reading."""
    # A run killed in the middle of a commit leaves a journal that only a writable handle can roll back: hence "rw".
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=_BUSY)
    try:
        connection.execute("PRAGMA query_only = ON")
        yield connection
    finally:
        connection.close()


def snapshot(path: Path) -> bytes:
    """The bytes of a database as it stands at one moment."""
    with reading(path) as source, closing(sqlite3.connect(":memory:")) as memory:
        source.execute("BEGIN")  # the copying itself would wait for a writer without end
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(memory)
        return memory.serialize()


@contextmanager
def opened(data: bytes) -> Iterator[sqlite3.Connection]:
    """The bytes of a database, opened in memory."""
    with closing(sqlite3.connect(":memory:")) as connection:
        if data:
            connection.deserialize(data)
        connection.execute("PRAGMA trusted_schema = OFF")  # it may be made by a stranger
        yield connection


def fault_of(data: bytes) -> str:
    """The first thing that is wrong with the bytes of a database; empty where nothing is."""
    try:
        with opened(data) as connection:
            verdict = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    return "" if verdict == "ok" else verdict


@contextmanager
def unwritten(path: Path) -> Iterator[None]:
    """While nobody else writes into a database; one that is missing or damaged is let be."""
    if not path.is_file():
        yield
        return
    uri = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if cause_of_database(error, path, writing=True) is not Cause.DAMAGED:
                raise
        yield


def renamed(path: Path, name: str) -> Path:
    """Give a file, with what SQLite keeps beside it, a name that is free there: `name`, or that with a number."""
    number, aside = 1, path.with_name(name)
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{name}-{number}")
    with suppress(FileNotFoundError):
        path.rename(aside)
    for ending in SQLITE_BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(f"{path.name}{ending}").rename(aside.with_name(f"{aside.name}{ending}"))
    return aside
