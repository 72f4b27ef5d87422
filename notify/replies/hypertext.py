"""A mail's HTML as text: what its reader sees, line by line, "> " before what it quotes.

Decides what is hidden, struck out or quoted. The page is read as it comes, no tree is built, nothing it names is
fetched, and no script is run; how deep quotations stand in one another does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from lxml import etree

LONGEST = 200_000  # characters of the text
MOST_ELEMENTS = 100_000
DEEPEST = 200  # elements within one another; what stands deeper ends the text

_CHUNK = 65_536
_LONGEST_STYLE = 2_000  # characters of an attribute
_UNSEEN = {"head", "script", "style", "title", "template", "object", "svg", "math", "iframe", "select", "textarea"}
_STRUCK = {"s", "strike", "del"}
_LINES = {
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
}
_LINES |= {"h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul"}
_CELLS = {"td", "th"}
_ZERO = r"(?:0+(?:\.0*)?|\.0+)(?:[a-z%;!]|$)"
_HIDES = re.compile(  # of a style without blanks, in small letters
    rf"display:none|visibility:(?:hidden|collapse)|mso-hide:all|(?<![\w-])opacity:{_ZERO}|font-size:{_ZERO}"
)
_NO_ROOM = re.compile(rf"(?<![\w-])(?:max-)?(?:height|width):{_ZERO}")
_STRIKES = re.compile(r"text-decoration[a-z-]*:[^;]*line-through")
_KEEPS = re.compile(r"white-space:(?:pre|break-spaces)")
_OUTLOOK_RULE = re.compile(r"border-top:solid(?:#e1e1e1|#b5c4df)1\.0pt")
_QUOTES = re.compile(
    r"(?<![\w-])(?:yahoo_quoted|protonmail_quote|zmail_extra|mail_android_quote|moz-forward-container)"
)
_MAY_QUOTE = re.compile(r"(?<![\w-])gmail_quote(?![\w-])")
_REST_QUOTES = re.compile(
    r"(?<![\w-])(?:x_)*(?:divrplyfwdmsg|appendonsend|mail-editor-reference-message-container"
    r"|ms-outlook-mobile-reference-message|outlookmessageheader|olk_src_body_section)"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def as_text(html: str) -> str:
    """The text of a page, at most so long."""
    page = _Page()
    parser = etree.HTMLParser(encoding="utf-8", target=cast("Any", page))
    try:
        for start in range(0, len(html), _CHUNK):
            parser.feed(html[start : start + _CHUNK].encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, _Enough):  # what was read so far is the text
        pass
    return page.text()[:LONGEST]


class _Enough(Exception):
    """Nothing more of the page is looked at."""


@dataclass(frozen=True, slots=True)
class _Open:
    """What holds for all that is in an element that has begun."""

    unseen: bool = False
    quoted: bool = False
    as_typed: bool = False  # its blanks and line ends are the text's own


@dataclass(slots=True)
class _Wrapper:
    """An element around a quotation, at a depth and after so many lines.

    Where it quotes by elements of its own, what stands between these is the writer's.
    """

    depth: int
    since: int
    has_own: bool = False


class _Page:
    """Takes the page's elements and texts as they come, and keeps its lines."""

    def __init__(self) -> None:
        self._open = [_Open()]
        self._lines: list[tuple[bool, str]] = []  # whether it is quoted, and its words
        self._line: list[str] = []
        self._line_quoted = False
        self._rest_quoted = False
        self._wrapper: _Wrapper | None = None
        self._elements = self._length = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element begins."""
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._open) > DEEPEST:
            raise _Enough
        self._break(tag)
        if tag == "p" and self._is_quoted():
            self._lines.append((True, ""))  # it tells paragraphs of what is quoted apart
        outer = self._open[-1]
        style = _BLANKS.sub("", attrib.get("style", "")[:_LONGEST_STYLE]).lower()
        names = f"{attrib.get('class', '')[:_LONGEST_STYLE]} {attrib.get('id', '')[:_LONGEST_STYLE]}".lower()
        self._wrap(tag, names)
        self._rest_quoted = self._rest_quoted or bool(_REST_QUOTES.search(names) or _OUTLOOK_RULE.search(style))
        self._open.append(
            _Open(
                outer.unseen or tag in _UNSEEN or tag in _STRUCK or "hidden" in attrib or _hides(style),
                outer.quoted or tag == "blockquote" or bool(_QUOTES.search(names)),
                outer.as_typed or tag == "pre" or bool(_KEEPS.search(style)),
            )
        )

    def end(self, tag: str) -> None:
        """The element that began last ends: the parser puts in the ends that are missing and drops those too many."""
        if tag != "br":
            self._break(tag)
        self._open.pop()
        if self._wrapper is not None and self._wrapper.depth == len(self._open):
            self._unwrap(self._wrapper)

    def data(self, text: str) -> None:
        """A text, or a part of one."""
        if self._open[-1].unseen:
            return
        self._length += len(text)
        if self._length > LONGEST:
            raise _Enough
        lines = text.replace("\r", "").split("\n") if self._open[-1].as_typed else [_BLANKS.sub(" ", text)]
        self._add(lines[0])
        for line in lines[1:]:
            self._end_line()
            self._add(line)

    def comment(self, text: str) -> None:
        """Comments are not seen."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor are instructions."""

    def close(self) -> None:
        """The page ends."""

    def text(self) -> str:
        """The lines so far, with what is open."""
        if self._line:
            self._end_line()
        if self._wrapper is not None:
            self._unwrap(self._wrapper)
        return "\n".join(f"> {words}" if quoted else words for quoted, words in self._lines)

    def _wrap(self, tag: str, names: str) -> None:
        if self._wrapper is None and tag != "blockquote" and _MAY_QUOTE.search(names):
            self._wrapper = _Wrapper(len(self._open), len(self._lines))
        elif tag == "blockquote" and self._wrapper is not None and self._wrapper.depth == len(self._open) - 1:
            self._wrapper.has_own = True

    def _unwrap(self, wrapper: _Wrapper) -> None:
        if not wrapper.has_own:
            self._lines[wrapper.since :] = [(True, words) for _quoted, words in self._lines[wrapper.since :]]
        self._wrapper = None

    def _add(self, words: str) -> None:
        if not words or not (self._line or words.strip(" ") or self._open[-1].as_typed):
            return
        if self._line and self._line_quoted != self._is_quoted():
            self._end_line()
        self._line_quoted = self._is_quoted()
        self._line.append(words)

    def _break(self, tag: str) -> None:
        """What an element's beginning or end does to the line: it ends it, or a cell of a table begins."""
        if self._open[-1].unseen:
            return
        if tag == "br" or (self._line and tag in _LINES):
            self._end_line()
        elif self._line and tag in _CELLS and self._line[-1] != "\t":
            self._add("\t")

    def _end_line(self) -> None:
        quoted = self._line_quoted if self._line else self._is_quoted()
        words = "".join(self._line).strip()
        self._lines.append((quoted, words))
        self._line = []

    def _is_quoted(self) -> bool:
        return self._open[-1].quoted or self._rest_quoted


def _hides(style: str) -> bool:
    return bool(_HIDES.search(style) or _STRIKES.search(style)) or (
        "overflow:hidden" in style and _NO_ROOM.search(style) is not None
    )
