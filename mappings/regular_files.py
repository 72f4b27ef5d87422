"""Reads a file, and nothing that only stands in a file's place: a pipe would be waited for, a device may never end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a file, `limit` of them at most.

    Raises `OSError`, of a folder, a pipe, a socket or a device as `refuse_irregular` does, and `ValueError` for a name
    that no file can have.
    """
    with opened_regular(path) as file:
        return file.read(limit)


@contextmanager
def opened_regular(path: Path) -> Iterator[BinaryIO]:
    """A file open for reading. Raises as `read_regular` does."""
    refuse_irregular(path)  # some devices act when they are opened
    with open(path, "rb", opener=_without_waiting) as file:
        _check(os.fstat(file.fileno()), path)  # what is read is what was opened
        yield file


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
