"""The exit codes, and which error ends in which. Documented in docs/commands.md."""

from __future__ import annotations

from enum import IntEnum

from mappings.causes import Cause
from mappings.errors import ConfigError, DocumentError, FileUnreadable, FileUnwritable, MappingError, VekhaError
from notify.errors import (
    AnswerLost,
    MailboxAway,
    MailboxMisconfigured,
    MailboxRefused,
    MailDeferred,
    WayClosed,
    WayForbidden,
    WayMisconfigured,
)
from sync.errors import ArchiveRefused, AuthFailed, LedgerBroken, LedgerLocked, Misconfigured, Transient, UnsafeChange


class ExitCode(IntEnum):
    """What cron and monitoring can tell from a run (the numbers from 64 on are those of BSD's sysexits.h)."""

    DONE = 0
    FAILED = 1
    PENDING = 2
    PARTIAL = 3
    REFUSED = 4
    USAGE = 64
    OUTPUT_LOST = 74
    TRY_LATER = 75
    NO_PERMISSION = 77
    WRONG_INPUT = 78


# of an error that is of several kinds the first counts
_CODES: dict[ExitCode, tuple[type[VekhaError], ...]] = {
    ExitCode.WRONG_INPUT: (
        *(ConfigError, DocumentError, MappingError, FileUnreadable),
        *(LedgerBroken, Misconfigured, WayMisconfigured, MailboxMisconfigured, ArchiveRefused),
    ),
    ExitCode.REFUSED: (UnsafeChange,),
    ExitCode.NO_PERMISSION: (AuthFailed, WayForbidden, MailboxRefused),
    ExitCode.TRY_LATER: (LedgerLocked, Transient, MailDeferred, AnswerLost, WayClosed, MailboxAway),
}


# Of a file: what the machine's owner mends, what may pass by itself, and what the config has to name otherwise.
_CAUSES: dict[Cause, ExitCode] = {
    Cause.DENIED: ExitCode.NO_PERMISSION,
    Cause.READ_ONLY: ExitCode.NO_PERMISSION,
    Cause.MANY_OPEN: ExitCode.TRY_LATER,
    Cause.FULL: ExitCode.FAILED,
    Cause.FAILING: ExitCode.FAILED,
    Cause.FOLDER: ExitCode.WRONG_INPUT,
    Cause.THROUGH_FILE: ExitCode.WRONG_INPUT,
    Cause.IRREGULAR: ExitCode.WRONG_INPUT,
    Cause.NAME: ExitCode.WRONG_INPUT,
    Cause.NO_LOCKS: ExitCode.WRONG_INPUT,
}


def exit_code_of(error: VekhaError) -> ExitCode:
    """The exit code of an error, by what the caller can do about it."""
    if isinstance(error, FileUnwritable):
        return _CAUSES.get(error.cause, ExitCode.FAILED)
    if isinstance(error, FileUnreadable):
        return _CAUSES.get(error.cause, ExitCode.WRONG_INPUT)
    return next((code for code, kinds in _CODES.items() if isinstance(error, kinds)), ExitCode.FAILED)
