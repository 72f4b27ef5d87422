"""A lock that the kernel holds for a process and frees with it, and that names its holder to whoever waits.

There is no other kind: where a file system knows no such lock, nothing is done. It words nothing but the holder.
"""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from mappings.causes import Cause, cause_of
from mappings.system_words import said_by_system
from mappings.whole_files import PRIVATE
from sync.files import unwritable, writing
from sync.storage.holders import Holder, noted, this_process

PATIENCE = 3.0  # seconds for which a lock is waited for
_PAUSE = 0.05  # seconds between two tries
_HELD = (errno.EAGAIN, errno.EACCES)
_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)
_NOTE = 4096  # bytes in which a holder is named


class Held(Exception):
    """Another process holds the lock, and went on holding it. `holder` is None where it is not known."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__()
        self.holder = holder


class Lock:
    """One lock file, open. It stays where it is: whoever waits for it has it open, too."""

    def __init__(self, path: Path, handle: int, code: str) -> None:
        self._path = path
        self._handle = handle
        self._code = code
        self._noted = False

    def take(self, *, now: datetime, shared: bool = False) -> None:
        """Hold it alone, or with others who share it. Raises `Held`, or `FileUnwritable` where there are no locks."""
        end = time.monotonic() + PATIENCE
        while not self._tried(fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
            if time.monotonic() >= end:
                raise Held(noted(os.pread(self._handle, _NOTE, 0)))
            time.sleep(_PAUSE)
        self._note(b"" if shared else this_process(now).note())

    def free(self) -> None:
        """Hold it no longer."""
        self._note(b"")
        with suppress(OSError):
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def _note(self, content: bytes) -> None:
        """Name the holder, where one alone holds it; those who share it have written nothing."""
        with suppress(OSError):  # a full disk is told by what has to be kept there
            if content or self._noted:
                os.ftruncate(self._handle, 0)
                os.pwrite(self._handle, content, 0)
        self._noted = bool(content)

    def _tried(self, kind: int) -> bool:
        try:
            fcntl.flock(self._handle, kind | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                return False
            cause = lock_cause(error)
            raise unwritable(self._path, self._code, said_by_system(error), cause) from None
        if self._is_in_place():
            return True
        self._reopen()
        return False

    def _is_in_place(self) -> bool:
        """Whether the file that is held is still the one that others would open."""
        ours = os.fstat(self._handle)
        try:
            there = self._path.lstat()
        except FileNotFoundError:
            return False
        return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)

    def _reopen(self) -> None:
        fresh = _opened(self._path, os.fstat(self._handle).st_mode & 0o666)
        os.dup2(fresh, self._handle, inheritable=False)
        os.close(fresh)


@contextmanager
def lock_file(path: Path, code: str, *, rights: int = PRIVATE) -> Iterator[Lock]:
    """A lock file, open and not held yet; what is held of it is freed in the end. Raises `FileUnwritable`."""
    with writing(path, code):
        handle = _opened(path, rights)
    lock = Lock(path, handle, code)
    try:
        yield lock
    finally:
        lock.free()
        os.close(handle)


def lock_cause(error: OSError) -> Cause:
    """The cause that a number stands for where a lock was asked for."""
    return Cause.NO_LOCKS if error.errno in _NO_LOCKS else cause_of(error)


def locking_obstacle(folder: Path) -> Cause | None:
    """Why no file in a folder can be locked, whole or in part as databases do; None where it can."""
    for lock in (fcntl.lockf, fcntl.flock):
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                lock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if lock_cause(error) is Cause.NO_LOCKS:
                return Cause.NO_LOCKS
    return None


def _opened(path: Path, rights: int) -> int:
    # A link in its place is somebody's trap, and a pipe would be waited for.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, rights)
