"""What a failure of SQLite's means: told by its code, and where that says too little, by what the system says there.

SQLite calls a lock that the file system does not know «busy» or «I/O error», and a missing right «unable to open».
So the place itself is asked. It never opens the database: closing it would drop the locks that this process has on it.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

from mappings.causes import Cause, Obstacle, obstacle_of
from mappings.regular_files import refuse_irregular
from sync.storage.locks import locking_obstacle

_CLASS = 0xFF  # the low byte of a code is its class
_ROOM = bytes(65536)  # what a transaction takes, at least
_PLAIN = {
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
    sqlite3.SQLITE_FORMAT: Cause.DAMAGED,
    sqlite3.SQLITE_PROTOCOL: Cause.NO_LOCKS,
}
_ASKED = {  # the class, and what it means where the place says nothing
    sqlite3.SQLITE_READONLY: Cause.DENIED,
    sqlite3.SQLITE_CANTOPEN: Cause.OTHER,
    sqlite3.SQLITE_PERM: Cause.DENIED,
    sqlite3.SQLITE_IOERR: Cause.FAILING,
}
_LOCKING = (
    sqlite3.SQLITE_IOERR_LOCK,
    sqlite3.SQLITE_IOERR_RDLOCK,
    sqlite3.SQLITE_IOERR_UNLOCK,
    sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
)


def cause_of_database(error: BaseException | None, path: Path, *, writing: bool) -> Cause | None:
    """What a failure means for a database at a path; None where it says nothing of the file."""
    number = getattr(error, "sqlite_errorcode", 0)
    kind = number & _CLASS
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return locking_obstacle(_folder(path)) or Cause.BUSY
    if number in _LOCKING:
        met = None if locking_obstacle(_folder(path)) else _met(path, writing=writing)
        return met.cause if met is not None else Cause.NO_LOCKS
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind not in _ASKED:
        return None
    met = _met(path, writing=writing)
    return met.cause if met is not None else _ASKED[kind]


def _met(path: Path, *, writing: bool) -> Obstacle | None:
    """Why a database at a path cannot be used, as the system says; None where nothing stands in the way."""
    try:
        refuse_irregular(path)
        needed = os.R_OK | (os.W_OK if writing else 0)
        if path.exists() and not os.access(path, needed, effective_ids=True):
            number = errno.EROFS if os.statvfs(path).f_flag & os.ST_RDONLY else errno.EACCES
            return obstacle_of(OSError(number, os.strerror(number)))
        with tempfile.TemporaryFile(dir=_folder(path)) as file:  # a journal stands beside a database
            file.seek(path.stat().st_size if path.exists() else 0)  # there may be a limit on the size of a file
            file.write(_ROOM)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return obstacle_of(error)
    return None


def is_there(path: Path) -> bool:
    """Whether anything is there, or something keeps us from knowing."""
    try:
        return path.exists()
    except OSError:
        return True


def foreseen(path: Path, *, locked: bool = True) -> Obstacle | None:
    """Why a file at a path could not be made or written; with `locked`, or held. None where nothing stands in the way.

    It leaves nothing there.
    """
    try:
        refuse_irregular(path)
        above = next(one for one in path.absolute().parents if one.exists())
        near = path if above == path.absolute().parent else above / path.name
        _folder(near).stat()
    except OSError as error:
        return obstacle_of(error)
    if not above.is_dir():
        return obstacle_of(NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    met = _met(near, writing=True)
    if met is None and locked and locking_obstacle(_folder(near)):
        return Obstacle(Cause.NO_LOCKS)
    return met


def _folder(path: Path) -> Path:
    return Path(os.path.realpath(path)).parent
