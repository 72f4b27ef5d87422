"""Why the system refuses a file: told by its number alone, never by its words; and what is said of each cause.

It opens nothing. What a database says of its own file is told apart in `sync.storage.database_failures`.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import StrEnum

from mappings.language import gettext as _
from mappings.system_words import said_by_system


class Cause(StrEnum):
    """What stands in the way of a file."""

    FULL = "full"  # no room: on the disk, in the user's share of it, or below the limit on the size of a file
    READ_ONLY = "read-only"  # the whole file system
    DENIED = "denied"  # a right is missing
    FOLDER = "folder"  # in place of the file
    THROUGH_FILE = "through-file"  # in place of the folder
    IRREGULAR = "irregular"  # a pipe, a socket or a device in place of the file
    NAME = "name"  # too long, or a link that leads in a circle or nowhere
    MANY_OPEN = "many-open"  # too many files are open
    FAILING = "failing"  # the disk or the share itself
    NO_LOCKS = "no-locks"  # the file system cannot lock files
    BUSY = "busy"  # another program holds it
    DAMAGED = "damaged"  # what stands in it makes no sense
    OTHER = "other"


_NUMBERS = {
    Cause.FULL: (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    Cause.READ_ONLY: (errno.EROFS,),
    Cause.DENIED: (errno.EACCES, errno.EPERM),
    Cause.FOLDER: (errno.EISDIR,),
    Cause.THROUGH_FILE: (errno.ENOTDIR, errno.EEXIST),
    Cause.IRREGULAR: (errno.ENXIO, errno.ENODEV),
    Cause.NAME: (errno.ENAMETOOLONG, errno.ELOOP, errno.ENOENT),
    Cause.MANY_OPEN: (errno.EMFILE, errno.ENFILE),
    Cause.FAILING: (
        errno.EIO,
        errno.ESTALE,
        errno.ENOTCONN,
        errno.EREMOTEIO,
        errno.EHOSTDOWN,
        errno.ETIMEDOUT,
        errno.EUCLEAN,
        errno.EBADMSG,
    ),
}
_CAUSES = {number: cause for cause, numbers in _NUMBERS.items() for number in numbers}


def cause_of(error: OSError) -> Cause:
    """The cause that a number of the system's stands for."""
    return _CAUSES.get(error.errno or 0, Cause.OTHER)


@dataclass(frozen=True)
class Obstacle:
    """What a writing would fail at; `reason` is the system's word for it."""

    cause: Cause
    reason: str = ""


def obstacle_of(error: OSError) -> Obstacle:
    """What a failure that was met in trying would do to a writing."""
    return Obstacle(cause_of(error), said_by_system(error))


@dataclass(frozen=True)
class Said:
    """What is said of a failure."""

    code: str
    message: str
    hint: str


def unwritable_said(cause: Cause, code: str, reason: str) -> Said:
    """What is said of a place that cannot be written. `code` is that of a missing right, and of what is not known."""
    known = _of_machine(cause, reason) or _of_path(cause, reason)
    message = _("it cannot be written: {reason}").format(reason=reason)
    return known or Said(code, message, _("check that the folder exists and may be written"))


def unreadable_said(cause: Cause, code: str, message: str, reason: str, hint: str) -> Said:
    """What is said of a file that cannot be read; `message` and `hint` are for a missing right."""
    return _of_machine(cause, reason) or _of_path(cause, reason) or Said(code, message, hint)


def _of_machine(cause: Cause, reason: str) -> Said | None:
    match cause:
        case Cause.FULL:
            message = _("there is no room left to write: {reason}")
            hint = _("free some space and run again: nothing was lost")
            return Said("disk-full", message.format(reason=reason), hint)
        case Cause.READ_ONLY:
            hint = _("mount it for writing, or name a place on another disk in the config")
            return Said("disk-read-only", _("the file system can only be read"), hint)
        case Cause.FAILING:
            message = _("the disk or the network share fails: {reason}")
            hint = _("look into the system's log; once that is fixed, run again: nothing was lost")
            return Said("disk-failing", message.format(reason=reason), hint)
        case Cause.MANY_OPEN:
            message = _("too many files are open: {reason}")
            hint = _("try again later; if it stays, raise the limit (ulimit -n)")
            return Said("files-too-many", message.format(reason=reason), hint)
        case Cause.NO_LOCKS:
            message = _("this file system cannot lock files, and without a lock two runs would write at once")
            return Said("locks-unsupported", message, _("put the ledger and the tracker's file on a local disk"))
        case _:
            return None


def _of_path(cause: Cause, reason: str) -> Said | None:
    match cause:
        case Cause.FOLDER:
            return Said("path-is-folder", _("a folder stands where a file is to be"), _("name a file in it"))
        case Cause.THROUGH_FILE:
            message = _("a file stands where a folder is to be")
            return Said("path-through-file", message, _("name another place, or move that file away"))
        case Cause.IRREGULAR:
            message = _("a pipe, a socket or a device stands where a file is to be")
            return Said("path-irregular", message, _("name a file"))
        case Cause.NAME:
            message = _("the path leads to no file: {reason}").format(reason=reason)
            return Said("path-invalid", message, _("name another file"))
        case _:
            return None
