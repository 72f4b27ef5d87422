"""How a process of its own is started: this program's modules, and nothing of this process beside them.

It gets an empty environment, so no secret of a variable, and no open file but its two pipes. What it may use is
bounded by itself, in `mappings.apart.limits`; it says READY when it has done so, before it takes anything.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mappings.apart.limits import READY
from mappings.errors import ProcessFailed
from mappings.language import gettext as _
from mappings.system_words import said_by_system

_PACKAGES = Path(__file__).parents[2]
# What the system's own loader cannot do without: where Python's library is, on Windows where the system is.
_NEEDED = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_PROGRAM = "import runpy, sys; name, *sys.path[:] = sys.argv[1:]; runpy.run_module(name, run_name='__main__')"


def start(module: str, *, leads: bool = False) -> subprocess.Popen[bytes]:
    """Run a module of this program with pipes for its standard input and output; raises `ProcessFailed`.

    One that `leads` is the first of a session and a group of its own, in which all that it starts will be.
    """
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, and a module of this program
            [sys.executable, "-I", "-S", "-B", "-c", _PROGRAM, module, *_folders()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=leads,
            env={name: value for name in _NEEDED if (value := os.environ.get(name))},
        )
    except OSError as error:
        raise failed(said_by_system(error)) from None


def run(module: str, data: bytes, *, wait: float) -> bytes:
    """All that a module of this program answers to these bytes, as far as it came within `wait` seconds.

    Raises `ProcessFailed` where it never came to take them.
    """
    process = start(module)
    try:
        answer, _nothing = process.communicate(data, wait)
    except subprocess.TimeoutExpired:
        process.kill()
        answer, _nothing = process.communicate()
    finally:
        process.kill()
        process.wait()
    if not answer.startswith(READY):
        raise failed(_("it ended with {code}").format(code=process.returncode))
    return answer.removeprefix(READY)


def failed(reason: str) -> ProcessFailed:
    """That the process never came to take anything, which is no fault of what it was to be given."""
    return ProcessFailed(
        "process-failed",
        _("a process of its own cannot be started: {reason}").format(reason=reason),
        place=sys.executable,
        hint=_("see whether the machine has memory and processes left for this account, then run again"),
    )


def _folders() -> list[str]:
    """Where modules are looked for, as in this process; never in the folder that happens to be the current one."""
    known = [one for one in sys.path if one and Path(one).is_absolute()]
    return known if str(_PACKAGES) in known else [*known, str(_PACKAGES)]
