"""The process in which a PDF is read: bytes on the standard input, its blocks as JSON on the standard output.

Bounds its own memory and time before it loads anything, and says in one word why a file was refused.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from mappings.apart.limits import TooSlow, bound, give

MEMORY = 115_000_000  # bytes of data, of which the program itself needs some 25 MB
PAGE_SECONDS = 0.6  # of computing, to open the file and then for each page; a dense page takes a tenth of one


def main() -> None:
    """Read, and print what was found; ends with 0 whatever the file is."""
    bound(MEMORY)
    answer = answer_to(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer).encode())


def wind_up() -> None:
    """Give the next page its time."""
    give(PAGE_SECONDS)


def answer_to(data: bytes) -> dict[str, Any]:
    """The blocks of a file, or why it was refused."""
    try:
        # within the bound: where there is no room for the libraries, that is told like a file that is too large
        from mappings.reading.formats.portable_pages import Refused, blocks  # noqa: PLC0415

        wind_up()  # not before: how long the libraries take to load says nothing of the file
        try:
            return {"blocks": blocks(data, wind_up)}
        except Refused as refused:
            return {"refused": refused.reason}
    except (TooSlow, MemoryError):
        return {"refused": "too-large"}
    except Exception:  # noqa: BLE001 - the libraries raise whatever a damaged file leads them to
        return {"refused": "broken"}


if __name__ == "__main__":
    main()
