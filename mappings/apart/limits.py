"""What a process of its own may use: it bounds itself, before it loads anything that works on what it is given.

Where the system knows none of these limits, those of the process that waits for it are what is left.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from types import FrameType

if sys.platform != "win32":
    import resource

READY = b"ready\n"
GRACE = 0.5  # seconds of computing after which what does not heed `TooSlow` is ended
FILES = 64  # open at once; reading modules takes a few

_MAPPED = 500_000_000  # bytes of programs and libraries that the memory beside the data may hold


class TooSlow(BaseException):
    """The time has run out. Not an `Exception`: a library would take it for a fault of what it reads."""


def bound(memory: int) -> None:
    """Bound this process for good: bytes of data; no core, no file written, no process started. Then say READY."""
    if sys.platform != "win32":
        _bound(memory)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()


def bound_program(memory: int, written: int, seconds: int) -> None:
    """Bound what this process will become, and all that it starts, for good.

    Each process may hold so many bytes of data and compute for so many seconds, no file may grow beyond so many bytes
    `written`, and none leaves a core.
    """
    if sys.platform != "win32":
        _lower("RLIMIT_DATA", memory)
        _lower("RLIMIT_FSIZE", written)
        _lower("RLIMIT_CPU", seconds)
        _lower("RLIMIT_CORE", 0)


def give(seconds: float) -> None:
    """From now on so many seconds of computing: then `TooSlow` is raised, and a little later the process ends."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds + GRACE)


def take_back() -> None:
    """No limit of time, until it is given anew."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


if sys.platform != "win32":

    def _bound(memory: int) -> None:
        _lower("RLIMIT_DATA", memory)
        _lower("RLIMIT_AS", memory + _MAPPED)
        _lower("RLIMIT_CORE", 0)
        _lower("RLIMIT_FSIZE", 0)
        _lower("RLIMIT_NPROC", 0)
        _lower("RLIMIT_NOFILE", FILES)
        signal.signal(signal.SIGPROF, _stop)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)

    def _lower(name: str, most: int) -> None:
        """Lower a limit for good; one that is lower already stays, and one that the system does not know is none."""
        with contextlib.suppress(AttributeError, OSError, ValueError):
            kind = getattr(resource, name)
            least = min([most, *(one for one in resource.getrlimit(kind) if one != resource.RLIM_INFINITY)])
            resource.setrlimit(kind, (least, least))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow
