"""The embedded tracker's file: opened for one transaction at a time, its faults told apart.

Decides when the file is made, whether it is ours, and which error a SQLite code stands for. A reading makes
nothing: a missing file reads as an empty tracker. It knows no table but asks whether there are any.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from mappings.errors import FileUnreadable, FileUnwritable, VekhaError, no_room
from mappings.language import gettext as _
from sync.errors import Misconfigured, Purpose, Rejected, TrackerError, Transient
from sync.trackers.embedded.schema import SCHEMA_VERSION, metadata

BUSY_MS = 5000


class EmbeddedFile:
    """One SQLite file. `busy_ms` is how long, in milliseconds, another writer is waited for."""

    def __init__(self, path: Path, *, read_only: bool = False, busy_ms: int = BUSY_MS) -> None:
        self.path = path
        self.read_only = read_only
        self._busy_ms = busy_ms

    @contextmanager
    def reading(self, purpose: Purpose) -> Iterator[Connection | None]:
        """One consistent view of the file, or None where there is nothing in it yet."""
        try:
            there = self.path.exists()
        except OSError as error:
            raise self._unreadable(str(error.strerror)) from error
        if not there:
            yield None
            return
        with self._explaining(purpose, writing=False), self._connect("rw") as connection:
            # A crash can leave a journal that only a writable handle can roll back: hence "rw".
            connection.exec_driver_sql("PRAGMA query_only = ON")
            connection.exec_driver_sql("BEGIN")
            yield connection if self._version(connection, purpose) else None

    @contextmanager
    def writing(self, purpose: Purpose) -> Iterator[Connection]:
        """One transaction that holds the file for writing; it is undone where the block raises."""
        if self.read_only:
            message = _("the tracker {path} was opened for reading only").format(path=self.path)
            raise Rejected("tracker-read-only", message, purpose)
        self._make_folder()
        with self._explaining(purpose, writing=True), self._connect("rwc") as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if not self._version(connection, purpose):
                metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
            yield connection
            connection.commit()

    def probe(self, purpose: Purpose) -> None:
        """See that the file can be read whole and be written; changes nothing and makes nothing."""
        with self._explaining(purpose, writing=True), self._connect("rw") as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._version(connection, purpose)
            verdict = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        if verdict != "ok":
            raise self._broken(purpose, str(verdict))

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise (self._full() if no_room(error) else self._unwritable(str(error.strerror))) from error

    def _connect(self, mode: str) -> Connection:
        def connect() -> sqlite3.Connection:
            raw = sqlite3.connect(
                f"{self.path.as_uri()}?mode={mode}",
                uri=True,
                timeout=self._busy_ms / 1000,
                isolation_level=None,
            )
            for pragma in ("foreign_keys = ON", "synchronous = FULL"):
                raw.execute(f"PRAGMA {pragma}")
            return raw

        # No pool: the file is held only while a transaction lasts, and a killed process leaves nothing open.
        return create_engine("sqlite://", creator=connect, poolclass=NullPool).connect()

    def _version(self, connection: Connection, purpose: Purpose) -> int:
        """The schema version; 0 for a file with nothing in it yet."""
        version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version > SCHEMA_VERSION:
            message = _("the tracker file {path} was written by a newer version of Vekha")
            raise Misconfigured(
                "tracker-file-newer",
                message.format(path=self.path),
                purpose,
                hint=_("install that version again, or name another file in tracker.path"),
            )
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        if version < 0 or (version == 0 and tables):
            raise self._broken(purpose, _("it is a database of another program"))
        return version

    @contextmanager
    def _explaining(self, purpose: Purpose, *, writing: bool) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise self._explained(cause or error, purpose, writing=writing) from error

    def _explained(self, cause: BaseException, purpose: Purpose, *, writing: bool) -> VekhaError:
        match getattr(cause, "sqlite_errorcode", 0) & 0xFF:  # the low byte is the class of a SQLite error
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                message = _("another program holds the tracker file {path}").format(path=self.path)
                hint = _("try again in a minute")
                return Transient("tracker-locked", message, purpose, hint=hint)
            case sqlite3.SQLITE_FULL:
                return self._full()
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_IOERR:
                if writing:
                    return self._unwritable(str(cause))
                return self._unreadable(str(cause))
            case _:
                return self._broken(purpose, str(cause))

    def _unreadable(self, reason: str) -> FileUnreadable:
        message = _("the tracker file cannot be read: {reason}").format(reason=reason)
        return FileUnreadable("tracker-unreadable", message, place=str(self.path), denied=True)

    def _unwritable(self, reason: str) -> FileUnwritable:
        message = _("the tracker file cannot be written: {reason}").format(reason=reason)
        hint = _("give the user that runs Vekha the right to write the file and its folder")
        return FileUnwritable("tracker-unwritable", message, hint=hint, place=str(self.path))

    def _full(self) -> FileUnwritable:
        message = _("there is no room left to write the tracker file")
        hint = _("free some space and run again: nothing was lost")
        return FileUnwritable("disk-full", message, hint=hint, place=str(self.path), full=True)

    def _broken(self, purpose: Purpose, reason: str) -> TrackerError:
        message = _("the file {path} cannot be used as a tracker: {reason}").format(path=self.path, reason=reason)
        hint = _("restore the file from a backup, or name another one in tracker.path")
        return Misconfigured("tracker-file-broken", message, purpose, hint=hint)
