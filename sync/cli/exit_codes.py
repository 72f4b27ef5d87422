"""The exit codes, and which error ends in which. Documented in docs/commands.md."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mappings.errors import VekhaError


class ExitCode(IntEnum):
    """What cron and monitoring can tell from a run (the numbers from 64 on are those of BSD's sysexits.h)."""

    DONE = 0
    FAILED = 1
    PENDING = 2
    PARTIAL = 3
    REFUSED = 4
    USAGE = 64
    TRY_LATER = 75
    NO_PERMISSION = 77
    WRONG_INPUT = 78


def exit_code_of(error: VekhaError) -> ExitCode:
    """The exit code of an error, by what the caller can do about it."""
    from mappings.errors import (  # noqa: PLC0415
        ConfigError,
        DocumentError,
        FileUnreadable,
        FileUnwritable,
        MappingError,
    )
    from sync.errors import (  # noqa: PLC0415
        AuthFailed,
        LedgerBroken,
        LedgerLocked,
        Transient,
        UnsafeChange,
    )

    if isinstance(error, FileUnwritable):
        return ExitCode.FAILED if error.full else ExitCode.NO_PERMISSION
    if isinstance(error, FileUnreadable) and error.denied:
        return ExitCode.NO_PERMISSION
    table: dict[ExitCode, tuple[type[VekhaError], ...]] = {
        ExitCode.WRONG_INPUT: (ConfigError, DocumentError, MappingError, FileUnreadable, LedgerBroken),
        ExitCode.REFUSED: (UnsafeChange,),
        ExitCode.TRY_LATER: (LedgerLocked, Transient),
        ExitCode.NO_PERMISSION: (AuthFailed,),
    }
    return next((code for code, kinds in table.items() if isinstance(error, kinds)), ExitCode.FAILED)
