"""Markdown (.md): pipe tables and the texts around them.

Decides what is a row and a cell. It reads lines, not a tree: emphasis, links and code are taken for what they print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.plan import Place
from mappings.reading.formats.charsets import readings
from mappings.reading.table.joining import join
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Table, Tally, check_amount
from mappings.wording import fold

_LINE_END = re.compile(r"\r\n|\r|\n")
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:]*+-[\s|:-]*+")
_MARK = re.compile(r"\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|```.*|~~~.*)")
# Each stops at the sign that it begins with, so that no text takes longer than its length.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_STRUCK_TAG = re.compile(r"</?(?:s|del|strike)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(r"\*\*|__|`+")
_WHOLE = re.compile(r"([*_])([^*_]*)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_markdown(data: bytes) -> Table:
    """Read the bytes of a Markdown text; raises `DocumentError` where they are no text, or too much of it."""
    return join(piped(next(readings(data))))


def piped(text: str) -> Iterator[Block]:
    """The tables whose cells are parted by pipes, and the paragraphs around them."""
    check_amount(text, "|")
    tally = Tally()
    lines: list[Line] = []
    words: list[str] = []
    for number, line in enumerate((*_LINE_END.split(text), ""), start=1):
        cells = _cells(line)
        if words and (not line.strip() or cells):
            if paragraph := _printed(" ".join(words))[0]:
                yield Paragraph(paragraph, Place(line=number - 1))
            words = []
        if lines and not cells:
            yield Grid(tuple(lines))
            lines = []
        if cells and not _RULE.fullmatch(line):
            tally.add(len(cells))
            lines.append(Line(tuple(map(_cell, cells)), Place(line=number)))
        elif not cells:
            words.append(_MARK.sub("", line, count=1))


def _cells(line: str) -> list[str]:
    """The cells of a line, none where it has no pipe; those at its ends are a frame."""
    cells = _PIPE.split(line.strip())
    if len(cells) == 1:
        return []
    return cells[not cells[0] : len(cells) - (not cells[-1])]


def _cell(text: str) -> Cell:
    said, struck = _printed(text)
    return Cell(said, doubts=tuple(("text-struck", one) for one in struck))


def _printed(text: str) -> tuple[str, list[str]]:
    """The text without its marks, and what was struck out of it."""
    text = _LINK.sub(r"\1", _STRUCK_TAG.sub("~~", text))
    text = _EMPHASIS.sub("", _TAG.sub(" ", text))
    passages = text.split("~~")
    if len(passages) % 2 == 0:  # the last mark strikes nothing out
        passages[-2:] = ["~~".join(passages[-2:])]
    kept, struck = (list(map(_plain, passages[start::2])) for start in (0, 1))
    return fold(" ".join(kept)), [one for one in struck if one]


def _plain(text: str) -> str:
    whole = _WHOLE.fullmatch(text.strip())
    return fold(_ESCAPE.sub(r"\1", whole[2] if whole else text))
