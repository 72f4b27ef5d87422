"""What every format's reader yields: the lines above the table, and the table's rows as plain cells.

A format's module decides what a row and a cell are; it must not decide what they mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.plan import Place

# Control characters, soft hyphens, zero-width signs, direction marks and stray halves of a pair: word processors
# leave them inside words, where they hide a word from every search and are refused by some trackers.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True)
class Row:
    """One printed row: its cells from left to right, white space folded, and where it stands."""

    cells: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Table:
    """A document as rows. `heading` is the text above the first row, a paragraph each."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]


def fold(text: str) -> str:
    """The text without signs that cannot be seen, every run of white space as one blank and none at the ends."""
    return " ".join(_UNSEEN.sub("", text).split())
