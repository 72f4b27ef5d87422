"""The exit codes, and which error ends in which. Documented in docs/commands.md."""

from __future__ import annotations

from enum import IntEnum

from mappings.errors import ConfigError, DocumentError, FileUnreadable, FileUnwritable, MappingError, VekhaError
from sync.errors import AuthFailed, LedgerBroken, LedgerLocked, Misconfigured, Transient, UnsafeChange


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


_CODES: dict[ExitCode, tuple[type[VekhaError], ...]] = {
    ExitCode.WRONG_INPUT: (ConfigError, DocumentError, MappingError, FileUnreadable, LedgerBroken, Misconfigured),
    ExitCode.REFUSED: (UnsafeChange,),
    ExitCode.TRY_LATER: (LedgerLocked, Transient),
    ExitCode.NO_PERMISSION: (AuthFailed,),
}


def exit_code_of(error: VekhaError) -> ExitCode:
    """The exit code of an error, by what the caller can do about it."""
    if isinstance(error, FileUnwritable):
        return ExitCode.FAILED if error.full else ExitCode.NO_PERMISSION
    if isinstance(error, FileUnreadable) and error.denied:
        return ExitCode.NO_PERMISSION
    return next((code for code, kinds in _CODES.items() if isinstance(error, kinds)), ExitCode.FAILED)
