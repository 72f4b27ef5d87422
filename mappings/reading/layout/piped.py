"""Tables whose cells are parted by pipes, a row a line, as Markdown has them, and the texts around.

Decides what is a row and a cell. It reads lines, not a tree: emphasis, links and code are taken for what they print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mappings.plan import Place
from mappings.reading.layout.lost_cells import restored
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Tally
from mappings.wording import fold

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:]*+-[\s|:-]*+")
_MARK = re.compile(r"\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|```.*|~~~.*)")
# Each stops at the sign that it begins with, so that no text takes longer than its length.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_FOOTNOTE = re.compile(r"\[\^[^\[\]]*\]")
_STRUCK_TAG = re.compile(r"</?(?:s|del|strike)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(r"\*\*|__|`+")
_WHOLE = re.compile(r"([*_])([^*_]*)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def parted_by_pipes(lines: Sequence[Paragraph]) -> list[Block] | None:
    """The tables and the paragraphs around them, or None where there is no more than one pipe."""
    if sum(line.text.count("|") for line in lines) <= 1:
        return None
    return list(piped(lines))


def piped(lines: Sequence[Paragraph]) -> Iterator[Block]:
    """The tables whose cells are parted by pipes, and the paragraphs around them."""
    tally = Tally()
    rows: list[Line] = []
    words: list[Paragraph] = []
    for line in (*lines, Paragraph("", Place())):
        cells = _cells(line.text)
        if words and (not line.text.strip() or cells):
            if paragraph := printed(" ".join(word.text for word in words))[0]:
                yield Paragraph(paragraph, words[-1].place)
            words = []
        if rows and not cells:
            yield restored(Grid(tuple(rows)))
            rows = []
        if cells and not _RULE.fullmatch(line.text):
            tally.add(len(cells))
            rows.append(Line(tuple(map(_cell, cells)), line.place))
        elif not cells:
            words.append(Paragraph(_MARK.sub("", line.text, count=1), line.place))


def _cells(line: str) -> list[str]:
    """The cells of a line, none where it has no pipe; those at its ends are a frame."""
    cells = _PIPE.split(line.strip())
    if len(cells) == 1:
        return []
    return cells[not cells[0] : len(cells) - (not cells[-1])]


def _cell(text: str) -> Cell:
    said, struck = printed(text)
    return Cell(said, doubts=tuple(("text-struck", one) for one in struck))


def printed(text: str) -> tuple[str, list[str]]:
    """The text without its marks, and what was struck out of it."""
    text = _LINK.sub(r"\1", _STRUCK_TAG.sub("~~", _FOOTNOTE.sub("", text)))
    text = _EMPHASIS.sub("", _TAG.sub(" ", text))
    passages = text.split("~~")
    if len(passages) % 2 == 0:  # the last mark strikes nothing out
        passages[-2:] = ["~~".join(passages[-2:])]
    kept, struck = (list(map(_plain, passages[start::2])) for start in (0, 1))
    return fold(" ".join(kept)), [one for one in struck if one]


def _plain(text: str) -> str:
    whole = _WHOLE.fullmatch(text.strip())
    return fold(_ESCAPE.sub(r"\1", whole[2] if whole else text))
