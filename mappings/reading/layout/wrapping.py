"""Joins the lines that a text was wrapped into; a hyphen at a line's end may be of the wrapping or of the word.

Decides by the words of the whole text, and else by how words are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mappings.wording import fold

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*+")
_NO_LETTER = re.compile(r"[\W\d_]")
_LONGEST = 40  # characters of a word
_FIRST_PARTS = re.compile(
    "вице|во|генерал|где|из|интернет|кое|кто|мини|он|премьер|по|экс"
    "|co|e|full|high|long|low|multi|non|part|post|pre|self|short|sub|well"
)
_LAST_PARTS = re.compile("за|из|ка|либо|нибудь|под|таки|то|based|free|friendly|led|on|term|time|to|up|wide")
_FIRST_STEM = re.compile(r"[а-яё]{3,}но")  # социально-, культурно-, научно-
_ADJECTIVE = re.compile(
    r"(?![а-яё]*ни(?:е|я|ю|и|ем|ям|ях|ями)$)"
    r"[а-яё]{2,}(?:ск|цк|[а-яё]н|ов|ев)(?:ый|ий|ой|ая|ое|ого|ому|ым|им|ом|ую|ые|ие|ых|их|ыми|ими)"
)


class Wrapping:
    """Joins lines; knows the words of the text that they stand in."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = frozenset(word.casefold() for line in lines for word in _WORD.findall(line))

    def joined(self, lines: Iterable[str]) -> str:
        """The lines as one, white space folded."""
        parts: list[str] = []
        for line in filter(None, map(fold, lines)):
            if parts:
                parts[-1], between = self._seam(parts[-1], line)
                parts.append(between)
            parts.append(line)
        return "".join(parts)

    def _seam(self, above: str, below: str) -> tuple[str, str]:
        """The line above as far as it counts, and what stands between the two."""
        if above[-1] not in "-‐‑" or not above[-2:-1].isalnum() or not below[0].isalnum():
            return above, " "
        left, right = _NO_LETTER.split(above[-_LONGEST:-1])[-1], _WORD.match(below)
        if not left or right is None or not below[0].islower() or self._keeps(left, right[0]):
            return above, ""
        return above[:-1], ""

    def _keeps(self, left: str, right: str) -> bool:
        """Whether a word is spelt with the hyphen that a line ends with."""
        left, right = left.casefold(), right.casefold()
        if left + right in self._words or f"{left}-{right}" in self._words:
            return left + right not in self._words
        if _FIRST_PARTS.fullmatch(left) or _LAST_PARTS.fullmatch(right):
            return True
        return bool(_FIRST_STEM.fullmatch(left)) and bool(_ADJECTIVE.fullmatch(right))
