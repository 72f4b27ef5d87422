"""The numbers of measures as they are printed: «1.2.», «B1», «IA-21/03», «КС 1.1.1», and what stands for them in keys.

Decides what may be a number. Whether a row's first cell is one that begins a measure is for `entries`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mappings.reading.timing.cell import stands_alone

_LONGEST = 24  # characters
_KNOWN = 4_096  # numbers remembered
_PLAIN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,7}")
_LETTERED = re.compile(
    r"(?=[^0-9]{0,12}[0-9])(?=[0-9./-]{0,20}[^\W\d_])"  # both digits and letters
    r"[^\W_]{1,8}(?:[./-][^\W_]{1,8}|(?<=[^\W\d_])\s(?=[0-9])[^\W_]{1,8}){0,7}"
)
_PAIRED = re.compile(r"[0-9]{1,4}(?:[-/][0-9]{1,4}){1,3}")
_WORD = re.compile(r"[^\W\d_]{5,}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@lru_cache(maxsize=_KNOWN)
def lettered(text: str) -> str:
    """The number with letters that a text is, its final dot left out; empty where it is none.

    A word is no part of a number, a numeral or a letter by itself is none, and a timing is none either.
    """
    number = text.rstrip(".)").strip()
    if len(number) > _LONGEST or _WORD.search(number) or _YEAR.fullmatch(number[-4:]):
        return ""
    return number if (_LETTERED.fullmatch(number) or _PAIRED.fullmatch(number)) and not stands_alone(number) else ""


def plain(text: str) -> bool:
    """Whether a text is a number of figures and dots, and nothing else."""
    return len(text) <= _LONGEST and _PLAIN.fullmatch(text.rstrip(".) ")) is not None


def in_key(number: str) -> str:
    """What stands for a number in a key: no blank, and no stroke, which begins the deadline's part.

    Two numbers that differ in more than blanks never become the same: no number has a low line of its own.
    """
    return "".join(number.split()).replace("/", "_") if " " in number or "/" in number else number
