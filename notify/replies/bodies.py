"""The body of a mail: which of its parts is its text, and how many files came with it.

Of two forms of one text the plain one counts, unless it is empty or only says that the mail is in HTML. Files are
counted and never read. However the parts stand in one another, the time grows with the length of the mail alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notify.replies.decoding import unpacked, words
from notify.replies.flowed import unwrapped
from notify.replies.heads import Head, Typed, head_of, typed

LONGEST = 200_000  # characters of the text that are looked at
MOST_PARTS = 100
DEEPEST = 10  # parts within one another
MOST_BYTES = 2_000_000  # of texts, once they are decoded; a page has many more signs than words

_PAGE = "text/html"
_ONLY_HTML = 400  # characters; a text no longer that speaks of HTML is no answer
_HTML = re.compile(r"html", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_PAGE_HEAD = 4_096  # bytes in which a page names its encoding


@dataclass(frozen=True)
class Body:
    """The text of a mail, its lines ending in LF, and how many files came with it."""

    text: str
    attachments: int


@dataclass(frozen=True)
class _Text:
    text: str
    is_page: bool = False  # it was HTML

    @property
    def says_something(self) -> bool:
        """Whether it is neither empty nor only says that the mail is in HTML."""
        bare = self.text.strip()
        return bool(bare) and (self.is_page or len(bare) > _ONLY_HTML or not _HTML.search(bare))


def body_of(data: bytes, head: Head, start: int) -> Body:
    """The body of a mail with this head, which begins at `start`."""
    walk = _Walk(data)
    text = walk.text_of(head, start, len(data))
    return Body(text.text[:LONGEST] if text else "", walk.attachments)


class _Walk:
    """Goes through the parts of a mail, and counts its files."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._parts = 0
        self._left = MOST_BYTES
        self.attachments = 0

    def text_of(self, head: Head, start: int, end: int, depth: int = 0, default: str = "text/plain") -> _Text | None:
        """The text of a part between two places; None where it has none."""
        self._parts += 1
        content = typed(head.first("content-type") or default)
        if content.kind.startswith("multipart/"):
            if depth == DEEPEST:
                return None
            if within := self._within(content, start, end):
                return self._of_many(content.kind.removeprefix("multipart/"), within, depth + 1)
        elif content.kind.startswith("message/") or _is_file(content, typed(head.first("content-disposition"))):
            self.attachments += 1
            return None
        if not _is_text(content):
            return None
        data = unpacked(self._data[start:end], head.first("content-transfer-encoding"), self._left)
        self._left -= len(data)
        return _of_one(content, data)

    def _of_many(self, kind: str, within: Sequence[tuple[int, int]], depth: int) -> _Text | None:
        """The text of parts that belong together in a way."""
        default = "message/rfc822" if kind == "digest" else "text/plain"
        texts: list[_Text] = []
        for start, end in within[: MOST_PARTS - self._parts]:
            head, begins = head_of(self._data, start, end)
            text = self.text_of(head, begins, end, depth, default)
            texts += [text] if text else []
        telling = [text for text in texts if text.says_something] or texts[:1]
        if kind == "alternative":
            return next((text for text in telling if not text.is_page), None) or next(reversed(telling), None)
        if kind in ("related", "signed"):
            return next(iter(telling), None)
        return _Text("\n".join(text.text for text in telling), any(text.is_page for text in telling))

    def _within(self, content: Typed, start: int, end: int) -> list[tuple[int, int]]:
        """Where the parts between the boundaries begin and end; none where there is no boundary."""
        boundary = content.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
        line = re.compile(rb"^--" + re.escape(boundary) + rb"(?P<last>--)?[ \t]*+(?:\r?\n|\Z)", re.MULTILINE)
        found: list[tuple[int, int]] = []
        begins = -1
        for mark in line.finditer(self._data, start, end) if boundary else ():
            if begins >= 0:
                found.append((begins, max(begins, _before_line(self._data, mark.start()))))
            begins = mark.end()
            if mark["last"] or len(found) > MOST_PARTS:
                return found
        return [*found, (begins, end)] if begins >= 0 else found


def _before_line(data: bytes, at: int) -> int:
    """Where the line ends that stands before a place; its end belongs to the boundary."""
    return at - (2 if data.endswith(b"\r\n", 0, at) else 1)


def _is_file(content: Typed, placed: Typed) -> bool:
    named = any(name.startswith(("name", "filename")) for name in (*content.parameters, *placed.parameters))
    return named or placed.kind == "attachment"


def _is_text(content: Typed) -> bool:
    """Whether a part that holds no others is one; what has no type, or no boundaries, is plain text."""
    kind, slash, _subtype = content.kind.partition("/")
    return not slash or kind == "multipart" or content.kind in ("text/plain", _PAGE)


def _of_one(content: Typed, data: bytes) -> _Text:
    """The text of a part that is one."""
    charset = content.parameters.get("charset", "")
    if content.kind == _PAGE:
        from notify.replies.hypertext import as_text  # noqa: PLC0415 - only a mail without a text part needs a parser

        named = _META.search(data, 0, _PAGE_HEAD)
        return _Text(as_text(words(data, charset or (named[1].decode() if named else ""))), is_page=True)
    text = words(data, charset)[:LONGEST]
    if content.parameters.get("format", "").lower() == "flowed":
        text = unwrapped(text, delete_space=content.parameters.get("delsp", "").lower() == "yes")
    return _Text(text)
