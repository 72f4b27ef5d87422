"""Copies of a SQLite database, whoever works on it meanwhile; and its file given another name, with what is beside it.

It raises what SQLite and the system raise; what that means is told by whoever knows what the database is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mappings.causes import Cause
from sync.config.paths import SQLITE_BESIDE
from sync.storage.database_failures import cause_of_database

_BUSY = 10.0  # seconds for which the writing of another process is waited for
_WRITING = (  # what a copying meets in the copy alone
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)


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
    with _at_one_moment(path) as source, closing(sqlite3.connect(":memory:")) as memory:
        source.backup(memory)
        return memory.serialize()


def copy_into(path: Path, copy: Path, unwritable: Callable[[sqlite3.Error], Exception]) -> None:
    """Write a database as it stands at one moment into a file; `unwritable` gives the error of that file."""
    with _of_the_copy(unwritable), closing(sqlite3.connect(copy)) as kept:
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # half a copy is of no use
            kept.execute(f"PRAGMA {pragma}")
        with _at_one_moment(path) as source:
            source.backup(kept)


@contextmanager
def opened(database: bytes | Path) -> Iterator[sqlite3.Connection]:
    """The bytes of a database, or a file that nobody else works on, opened for looking."""
    place = ":memory:" if isinstance(database, bytes) else f"{database.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(place, uri=True)) as connection:
        if isinstance(database, bytes) and database:
            connection.deserialize(database)
        connection.execute("PRAGMA trusted_schema = OFF")  # it may be made by a stranger
        yield connection


def fault_of(database: bytes | Path) -> str:
    """The first thing that is wrong with a database; empty where nothing is."""
    try:
        with opened(database) as connection:
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


@contextmanager
def _at_one_moment(path: Path) -> Iterator[sqlite3.Connection]:
    with reading(path) as source:
        source.execute("BEGIN")  # the copying itself would wait for a writer without end
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield source


@contextmanager
def _of_the_copy(unwritable: Callable[[sqlite3.Error], Exception]) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorcode not in _WRITING:
            raise
        raise unwritable(error) from None
