"""Reads a file, and nothing that only stands in a file's place: a pipe would be waited for, a device may never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a file, `limit` of them at most.

    Raises `OSError`, of a folder, a pipe, a socket or a device as `refuse_irregular` does, and `ValueError` for a name
    that no file can have.
    """
    refuse_irregular(path)  # some devices act when they are opened
    with open(path, "rb", opener=_without_waiting) as file:
        _check(os.fstat(file.fileno()), path)  # what is read is what was opened
        return file.read(limit)


def refuse_irregular(path: Path) -> None:
    """Raise `OSError` where something other than a file is there: EISDIR for a folder, else ENXIO."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return
    _check(there, path)


def _check(there: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(there.st_mode):
        number = errno.EISDIR if stat.S_ISDIR(there.st_mode) else errno.ENXIO
        raise OSError(number, os.strerror(number), str(path))


def _without_waiting(name: str, flags: int) -> int:
    """Open a file without waiting for one who writes into it, as a pipe would."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
