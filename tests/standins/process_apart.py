"""A process of its own that does what the line it is given says, where a real one would work on what it is given."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mappings.apart.limits import TooSlow, bound, give

MEMORY = 100_000_000


def _look() -> object:
    """What there is to be seen from within."""
    limits = ("DATA", "AS", "CORE", "FSIZE", "NPROC", "NOFILE")
    return {
        "environment": dict(os.environ),
        "files": sorted(
            str(one.readlink()).partition(":")[0] for one in Path("/proc/self/fd").iterdir() if one.exists()
        ),
        "limits": {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in limits},
    }


def _grow() -> object:
    try:
        return len(" " * 3 * MEMORY)
    except MemoryError:
        return "no memory"


def _write() -> object:
    try:
        with open("written", "wb", buffering=0) as file:  # noqa: PTH123
            return file.write(b"x")
    except OSError as error:
        return error.strerror


def _spin() -> object:
    give(0.05)
    try:
        while True:
            pass
    except TooSlow:
        return "too slow"


def _spin_on() -> object:
    """A library that heeds no exception."""
    give(0.05)
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    while True:
        pass


def _hang() -> object:
    time.sleep(60)
    return "slept"


ACTS: dict[str, Callable[[], object]] = {
    "look": _look,
    "grow": _grow,
    "write": _write,
    "spin": _spin,
    "spin on": _spin_on,
    "hang": _hang,
}


if __name__ == "__main__":
    bound(MEMORY)
    sys.stdout.write(json.dumps(ACTS[sys.stdin.read()]()))
