"""Markdown from texts that others wrote: lines, links and tables that say what the texts say and do nothing.

It reads well unrendered too. GitHub, GitLab and other readers of tables with pipes take it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from mappings.links import web_link
from mappings.wording import clean

_GAP = "\u200b"  # zero width: what a server looks for in the rendered text is not found where it stands
_GAPS = re.compile(
    r"(?<=[@#!$%&~^])(?=[\w\"])"  # mentions, issues, labels, milestones, entities
    r"|(?<=[\[{])"  # wiki pages, footnotes, inline differences
    r"|(?<=:)(?=//|[A-Za-z0-9_+-]+:)|(?<=\bwww)(?=\.)"  # addresses, emoji
    r"|(?<=\b[A-Za-z]{2}-)(?=\d)",  # GH-1
    re.IGNORECASE,
)
_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")
_BLOCK = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+#=:]))")  # lists, headings, and what underlines them
_CLOSING = re.compile(r"(?<=\s)(?=#+$)")  # what ends a heading
_IN_ADDRESS = "/:?#[]@!$&'()*+,;=%-._~"  # what an address may hold and a link's brackets too


def escaped(text: str) -> str:
    """The text on one line, as words and nothing else, for a place within a line or in a table's cell."""
    return _MARKUP.sub(r"\\\1", _GAPS.sub(_GAP, clean(text)))


def line(text: str) -> str:
    """The text as a paragraph or after the sign of a heading."""
    return _CLOSING.sub(r"\\", _BLOCK.sub(r"\1\\", escaped(text)))


def link(text: str, url: str | None) -> str:
    """The text as a link where the address may be one, else the text alone."""
    address = web_link(url)
    if address is None:
        return escaped(text)
    target = quote(address, safe=_IN_ADDRESS).replace("&", "&amp;")
    return f"[{escaped(text)}](<{target}>)"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """A table of cells that are Markdown already; `right` are the columns, from 0, that are set to the right."""
    aligned = set(right)
    rule = ("---:" if at in aligned else "---" for at in range(len(headings)))
    return "\n".join(_row(cells) for cells in ([escaped(heading) for heading in headings], rule, *rows))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
