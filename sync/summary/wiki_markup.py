"""The markup of wiki pages: headings, paragraphs and tables, in Textile and in Markdown.

Words come as they are and are made harmless here, by what the tracker says of its wiki; a reference is a link already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mappings.wording import clean
from sync.tracker import WikiText

_FIGURES = re.compile(r"[\d\s.,/%—]*")  # of which no wiki makes anything in a cell; whoever copies it gets no gaps
_BAR = "∣"  # in place of the bar that parts cells, which no markup lets stand in one


@dataclass(frozen=True)
class Issues:
    """A cell of links to issues, by their addresses; None of one that has no page."""

    urls: tuple[str | None, ...]


Cell = str | Issues


class Wiki:
    """Writes the parts of a page in the markup of a wiki."""

    def __init__(self, text: WikiText) -> None:
        self._text = text
        self._textile = text.markup == "textile"

    def words(self, text: str) -> str:
        """Words in a line, of which the wiki makes nothing."""
        return self._text.still(clean(text).replace("|", _BAR))

    def heading(self, level: int, text: str) -> str:
        """A heading; 1 is the highest level."""
        return f"h{level}. {self.words(text)}" if self._textile else f"{'#' * level} {self.words(text)}"

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
        """A table, below a row of headings."""
        heads = [self._cell(one) for one in headings]
        if self._textile:
            lines = ["|" + "".join(f"_. {one} |" for one in heads)]
        else:
            lines = [_row(heads), _row(["---"] * len(heads))]
        return "\n".join([*lines, *(_row([self._cell(one) for one in row]) for row in rows)])

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, str):
            text = clean(cell)
            return text if _FIGURES.fullmatch(text) else self.words(text)
        return ", ".join(filter(None, (self._text.reference(url) for url in cell.urls if url)))


def _row(cells: Iterable[str]) -> str:
    return "|" + "".join(f" {one or '—'} |" for one in cells)
