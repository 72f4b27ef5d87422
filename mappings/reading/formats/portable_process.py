"""The process in which a PDF is read: bytes on the standard input, its blocks as JSON on the standard output.

Bounds its own memory and time before it loads anything, and says in one word why a file was refused.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from types import FrameType
from typing import Any

MEMORY = 115_000_000  # bytes of data, of which the program itself needs some 25 MB
PAGE_SECONDS = 0.6  # of computing, to open the file and then for each page; a dense page takes a tenth of one


class TooSlow(BaseException):
    """The time for one page has run out. Not an `Exception`: the libraries would take it for a fault of the file."""


def main() -> None:
    """Read, and print what was found; ends with 0 whatever the file is."""
    bound()
    answer = answer_to(sys.stdin.buffer.read())
    json.dump(answer, sys.stdout)


def bound() -> None:
    """Bound the memory of this process, and stop it where one page takes too long."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _stop)
    wind_up()


def wind_up() -> None:
    """Give the next page its time."""
    signal.setitimer(signal.ITIMER_PROF, PAGE_SECONDS)


def answer_to(data: bytes) -> dict[str, Any]:
    """The blocks of a file, or why it was refused."""
    try:
        # within the bound: where there is no room for the libraries, that is told like a file that is too large
        from mappings.reading.formats.portable_pages import Refused, blocks  # noqa: PLC0415

        try:
            return {"blocks": blocks(data, wind_up)}
        except Refused as refused:
            return {"refused": refused.reason}
    except (TooSlow, MemoryError):
        return {"refused": "too-large"}
    except Exception:  # noqa: BLE001 - the libraries raise whatever a damaged file leads them to
        return {"refused": "broken"}


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


if __name__ == "__main__":
    main()
