"""A program that is not ours, run by itself: bounded, without a network, and with all that it started ended after it.

It is started by a process of this program's own, `mappings.apart.program_process`, which bounds itself and then becomes
the program: what it may use is settled before it has read anything.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from dataclasses import asdict, dataclass

from mappings.apart.limits import READY
from mappings.apart.starting import failed, start
from mappings.language import gettext as _

_PROCESS = "mappings.apart.program_process"


@dataclass(frozen=True)
class Program:
    """What is run: the program's whole path and its arguments, the variables it gets, and what it may use.

    `memory` are bytes of data of each of its processes, `written` bytes of each file, `seconds` of computing.
    """

    command: tuple[str, ...]
    environment: dict[str, str]
    memory: int
    written: int
    seconds: int


def run_program(program: Program, *, wait: float) -> int | None:
    """The code with which a program ended, negative where a signal ended it; None where that took more than `wait`.

    It has no standard input and nobody reads what it prints. Whatever is left of it then is ended. Raises
    `ProcessFailed` where it could not be started.
    """
    process = start(_PROCESS, leads=True)
    try:
        answer, _nothing = process.communicate(json.dumps(asdict(program)).encode(), wait)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    if answer != READY:
        reason = answer.removeprefix(READY).decode(errors="replace")
        raise failed(_(reason) if reason else _("it ended with {code}").format(code=process.returncode))
    return process.returncode
