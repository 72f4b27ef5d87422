"""Takes a page of the documents apart: its headings with their anchors, its tables, its code, its links.

What stands in a block of code is neither a heading nor a table nor a link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^(?P<indent> *)```.*?^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_LINK = re.compile(r"\[((?:`[^`]*`|[^\]`])*)\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """A page as it is written."""

    path: Path

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """All of it but the blocks of code."""
        return _FENCE.sub("", self.text)

    @property
    def levels(self) -> list[int]:
        """The levels of its headings, in their order."""
        return [len(marks) for marks, _ in _HEADING.findall(self.prose)]

    @property
    def anchors(self) -> list[str]:
        """What its headings are called in an address, in their order, made as GitHub makes them."""
        made: list[str] = []
        seen = Counter[str]()
        for _, words in _HEADING.findall(self.prose):
            bare = anchor(words)
            made.append(f"{bare}-{seen[bare]}" if seen[bare] else bare)
            seen[bare] += 1
        return made

    @property
    def opening(self) -> str:
        """The first paragraph below its title."""
        return next(part for part in re.split(r"\n{2,}", self.prose) if part.strip() and not part.startswith("#"))

    @property
    def tables(self) -> list[list[list[str]]]:
        """Its tables: the cells of their rows, the heads first, the rules left out."""
        return [list(_rows(block)) for block in _TABLE.findall(f"{self.prose}\n")]

    @property
    def code(self) -> list[str]:
        """Its blocks of code, with blank where a comment stood."""
        blocks = (_COMMENT.sub("", found.group()) for found in _FENCE.finditer(self.text))
        return [re.sub(r"[ \t]+$", "", block, flags=re.MULTILINE) for block in blocks]

    @property
    def links(self) -> list[str]:
        """Where its links lead within the sources, as written."""
        return relative(self.prose)


def anchor(heading: str) -> str:
    """What a heading is called in an address: small letters of any alphabet, digits, `_`; blanks become hyphens."""
    shown = _LINK.sub(r"\1", heading)
    return re.sub(r"[^\w -]", "", shown.lower()).replace(" ", "-")


def relative(text: str) -> list[str]:
    """The targets of the links of a text that lead to no other site."""
    return [target for _, target in _LINK.findall(text) if not re.match(r"[a-z]+:", target)]


def in_code(cell: str) -> list[str]:
    """The names that a cell shows in code."""
    return re.findall(r"`([^`]+)`", cell)


def _rows(table: str) -> Iterator[list[str]]:
    for line in table.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]
        if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            yield cells
