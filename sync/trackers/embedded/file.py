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

from mappings.causes import Cause, cause_of
from mappings.errors import FileUnreadable, FileUnwritable, VekhaError
from mappings.language import gettext as _
from mappings.regular_files import refuse_irregular
from mappings.system_words import said_by_system
from mappings.whole_files import make_folder, make_private
from sync.errors import Misconfigured, Purpose, Rejected, TrackerError, Transient
from sync.files import unreadable, unwritable, writing
from sync.storage.copies import unwritten
from sync.storage.database_failures import cause_of_database
from sync.storage.holders import locker_of, way_out
from sync.trackers.embedded.schema import SCHEMA_VERSION, metadata

BUSY_MS = 5000
_UNWRITABLE = "tracker-unwritable"


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
            refuse_irregular(self.path)
            there = self.path.exists()
        except OSError as error:
            raise self._unreadable(said_by_system(error), cause_of(error)) from error
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
        with writing(self.path, _UNWRITABLE):
            refuse_irregular(self.path)
            make_folder(self.path.parent)
            make_private(self.path)
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

    @contextmanager
    def unwritten(self, purpose: Purpose) -> Iterator[None]:
        """While nobody else writes into the file; one that is missing or damaged is let be."""
        with self._explaining(purpose, writing=True), unwritten(self.path):
            yield

    def _connect(self, mode: str) -> Connection:
        def connect() -> sqlite3.Connection:
            raw = sqlite3.connect(
                f"{self.path.as_uri()}?mode={mode}",
                uri=True,
                timeout=self._busy_ms / 1000,
                isolation_level=None,
            )
            try:
                for pragma in ("foreign_keys = ON", "synchronous = FULL"):
                    raw.execute(f"PRAGMA {pragma}")
            except sqlite3.Error:
                raw.close()
                raise
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

    def _explained(self, error: BaseException, purpose: Purpose, *, writing: bool) -> VekhaError:
        reason = str(error)
        cause = cause_of_database(error, self.path, writing=writing)
        if cause is Cause.BUSY:
            return self._locked(purpose)
        if cause in (None, Cause.DAMAGED):
            return self._broken(purpose, reason)
        if not writing:
            return self._unreadable(reason, cause)
        failure = unwritable(self.path, _UNWRITABLE, reason, cause)
        if failure.code != _UNWRITABLE:
            return failure
        message = _("the tracker file cannot be written: {reason}").format(reason=reason)
        hint = _("give the user that runs Vekha the right to write the file and its folder")
        return FileUnwritable(_UNWRITABLE, message, hint=hint, place=str(self.path), cause=cause)

    def _locked(self, purpose: Purpose) -> Transient:
        holder = locker_of(self.path)
        if holder is None:
            message = _("another program holds the tracker file {path}").format(path=self.path)
            return Transient("tracker-locked", message, purpose, hint=_("try again in a minute"))
        message = _("{process} holds the tracker file {path}").format(process=holder.told(), path=self.path)
        return Transient("tracker-locked", message, purpose, hint=way_out(holder))

    def _unreadable(self, reason: str, cause: Cause) -> FileUnreadable:
        message = _("the tracker file cannot be read: {reason}").format(reason=reason)
        hint = _("give the user that runs Vekha the right to read it")
        return unreadable(self.path, "tracker-unreadable", message, reason, cause, hint=hint)

    def _broken(self, purpose: Purpose, reason: str) -> TrackerError:
        message = _("the file {path} cannot be used as a tracker: {reason}").format(path=self.path, reason=reason)
        hint = _("restore the file from a backup, or name another one in tracker.path")
        return Misconfigured("tracker-file-broken", message, purpose, hint=hint)
