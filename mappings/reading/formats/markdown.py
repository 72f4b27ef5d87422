"""Markdown (.md): tables of pipes or of web pages, drawn ones, and texts laid out in any other way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from mappings.plan import Place
from mappings.reading.formats.charsets import readings
from mappings.reading.formats.web_page import blocks_of
from mappings.reading.layout.kinds import has_header, laid_out
from mappings.reading.layout.piped import piped
from mappings.reading.table.joining import join
from mappings.reading.table.rows import Block, Paragraph, Table, check_amount

_LINE_END = re.compile(r"\r\n|\r|\n")
_TABLE = re.compile(r"<(?P<end>/?)table\b", re.IGNORECASE)


def read_markdown(data: bytes) -> Table:
    """Read the bytes of a Markdown text; raises `DocumentError` where they are no text, or too much of it."""
    text = next(readings(data))
    check_amount(text, "|")
    lines = [Paragraph(line, Place(line=number)) for number, line in enumerate(_LINE_END.split(text), start=1)]
    return _paged(lines) or laid_out(lines) or join(piped(lines))


def _paged(lines: list[Paragraph]) -> Table | None:
    """The text with the tables that are written in it as those of a web page; None where these name no columns."""
    blocks: list[Block] = []
    marked = list(_marked(lines))
    if not any(marked):
        return None
    for tagged, pairs in groupby(zip(marked, lines, strict=True), lambda pair: pair[0]):
        part = [line for _tagged, line in pairs]
        blocks += blocks_of("\n".join(line.text for line in part)) if tagged else piped(part)
    table = join(blocks)
    return table if has_header(table) else None


def _marked(lines: list[Paragraph]) -> Iterator[bool]:
    """Whether each line is within a table that is written in tags."""
    depth = 0
    for line in lines:
        before = depth
        for tag in _TABLE.finditer(line.text):
            depth = max(depth - 1, 0) if tag["end"] else depth + 1
            before = max(before, depth)
        yield before > 0
