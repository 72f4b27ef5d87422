"""Puts a file in its place whole or not at all, with the rights that are due to it.

A new file gets the rights that are asked for, less what the umask takes away; one that is there keeps its own, with
its owner and its group. A link is followed, and never replaced. Nobody can foretell the name of the draft.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600  # what may name people: for the user alone
PAGE = 0o640  # what is made to be looked at: for the group too, such as a web server's
PLAIN = 0o666  # what a person asks for: as the umask has it
FOLDER = 0o750

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL  # never what somebody has put there
_GROUP, _OTHERS = 0o070, 0o007
_NO_FOLDER_SYNC = (errno.EINVAL, errno.EBADF, errno.ENOSYS, errno.EOPNOTSUPP, errno.EACCES, errno.EPERM)


def put_whole(path: Path, data: bytes, rights: int = PLAIN) -> None:
    """Write a file, and make the folders above it that are missing. Raises `OSError`.

    A device or a pipe that somebody reads is written to; there is nothing to put in its place.
    """
    make_folder(path.parent)
    target = Path(os.path.realpath(path))
    there = _standing(target)
    if there is None or stat.S_ISREG(there.st_mode):
        _replace(target, there, data, rights)
    elif stat.S_ISDIR(there.st_mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    else:
        _write_into(target, there, data)


@contextmanager
def drafted(target: Path, fill: Callable[[BinaryIO], None], rights: int) -> Iterator[Path]:
    """A file beside a path with what is to stand there, on the disk already; it is removed where nobody renames it.

    `fill` writes into it. Raises `OSError`, and what `fill` raises.
    """
    make_folder(target.parent)
    draft = _draft_of(target)
    try:
        with os.fdopen(os.open(draft, _NEW, rights), "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink()
    _sync_folder(target.parent)


@contextmanager
def workroom(near: Path) -> Iterator[Path]:
    """A folder for the user alone, on the disk where a path is or would be made; it goes with all that is in it.

    Raises `OSError`.
    """
    there = next(one for one in (near.absolute(), *near.absolute().parents) if one.is_dir())
    with tempfile.TemporaryDirectory(prefix=".vekha-", dir=there, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def make_folder(path: Path, rights: int = FOLDER) -> None:
    """Make a folder and those above it that are missing. Raises `OSError`."""
    try:
        path.mkdir(mode=rights, exist_ok=True)
    except FileNotFoundError:
        if path == path.parent:
            raise
        make_folder(path.parent, rights)
        path.mkdir(mode=rights, exist_ok=True)


def make_private(path: Path) -> None:
    """Make an empty file for the user alone, unless something is there. Raises `OSError`.

    A database takes the rights of such a file for all that it puts beside it.
    """
    with suppress(FileExistsError):
        os.close(os.open(os.path.realpath(path), _NEW, PRIVATE))


def is_device(path: Path) -> bool:
    """Whether a device such as /dev/null is there, to which anything may be written."""
    try:
        return path.is_char_device()
    except OSError:
        return False


def _standing(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _replace(target: Path, there: os.stat_result | None, data: bytes, rights: int) -> None:
    if there is not None and not os.access(target, os.W_OK, effective_ids=True):
        number = errno.EROFS if os.statvfs(target).f_flag & os.ST_RDONLY else errno.EACCES
        raise OSError(number, os.strerror(number), str(target))
    draft = _draft_of(target)
    handle = os.open(draft, _NEW, rights if there is None else PRIVATE)
    try:
        with os.fdopen(handle, "wb") as file:
            if there is not None:
                _keep_rights(file.fileno(), draft, target, there)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(target.parent)


def _draft_of(target: Path) -> Path:
    return target.with_name(f".vekha-{secrets.token_hex(8)}.part")


def _keep_rights(handle: int, draft: Path, target: Path, there: os.stat_result) -> None:
    """Give a draft what the file in its place has. Where the group cannot be kept, ours gets no more than all have."""
    rights = stat.S_IMODE(there.st_mode)
    if (there.st_uid, there.st_gid) != (os.geteuid(), os.fstat(handle).st_gid):
        try:
            os.fchown(handle, there.st_uid, there.st_gid)
        except OSError:
            try:
                os.fchown(handle, -1, there.st_gid)
            except OSError:
                os.fchmod(handle, rights & ~_GROUP | (rights & _OTHERS) << 3)
                return
    shutil.copystat(target, draft)  # access lists too


def _write_into(target: Path, there: os.stat_result, data: bytes) -> None:
    if not (stat.S_ISCHR(there.st_mode) or stat.S_ISFIFO(there.st_mode)):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(target))
    handle = os.open(target, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)  # a pipe that nobody reads is not waited for
    with os.fdopen(handle, "wb") as file:
        os.set_blocking(handle, True)
        file.write(data)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, too, where the file system does that for folders."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return  # it may be written and not be read
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)
