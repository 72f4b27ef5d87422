"""Which words of a text are the author's own and live: not quoted, struck out, code, or hidden from its readers.

Decides it line by line, in time that grows with the length of the text alone; what the words mean, `clauses` and
`figures` decide. The marks of every markup count everywhere, since people paste from one into another. What only may be
quoted or code is doubtful: it is no report, but it is not passed over either.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Markup = Literal["plain", "textile", "markdown"]

MOST_LINES = 1_000  # of one text that hold what is looked for; the first one beyond them is doubtful, the rest left out
MOST_MARKS = 10_000  # of one text; whoever pastes more than a person types gets no reading of them
LONGEST = 4_000  # characters of a line; what follows is cut

_QUOTE = r"[ \t]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++)*+(?:>|&gt;)"
_QUOTED = re.compile(rf"(?:{_QUOTE}[^\n]*\n)++")
_TEXTILE_BLOCK = re.compile(r"[ \t]*(?:bq|bc|pre)\.{1,2}(?:[ \t]|$)")
_FENCE = re.compile(r"^[ \t]*+(?P<run>`{3,}+|~{3,}+)(?P<info>[^`\n]*+)$", re.MULTILINE)
_QUOTE_FENCE = ">>>"  # GitLab's: all between two of these lines is a quotation
_STARTS_BLOCK = re.compile(r"^[ \t]*+(?:[-*+]|[0-9]{1,9}[.)]|#{1,6})[ \t]", re.MULTILINE)
_BLANK_LINE = re.compile(r"^[^\S\n]*+$", re.MULTILINE)
_TAG = re.compile(r"<!--|-->|<(?P<end>/?)(?P<name>del|s|strike|blockquote|pre|code)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_END_OF_COMMENT = "-->"
_STRUCK = "~~"
_RUNS = re.compile(r"`+|~+")
_DASHES = re.compile(  # Textile's `-struck out-`
    r"(?P<opens>(?<![^\s(\[{])-(?=[^\s-]))|(?<=[^\s-])-(?![^\s.,;:!?)\]}])"
)
_ATS = re.compile(r"(?P<opens>(?<![\w@])@(?=[^\s@]))|(?<=[^\s@])@(?![\w@])")  # Textile's `@code@`
_LONGEST_BELOW = 60  # characters of the line below that may say anything
_LONGEST_FENCE = 20  # signs; a longer fence is closed by this many too


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A line with what is live of it, and the line right below it as it stands.

    `hidden` says that some of it is not live, `doubtful` that all of it may be quoted or code, `cut` that it is longer.
    """

    raw: str
    words: str
    below: str = ""
    hidden: bool = False
    doubtful: bool = False
    cut: bool = False


def live_lines(text: str, wanted: str, markup: Markup = "plain") -> Iterator[LiveLine]:
    """The lines with live words that hold what is wanted, an expression, in their order. Lines end in LF."""
    looked_for = re.compile(wanted)
    paragraph: list[LiveLine] = []
    for line in _Blocks(text, wanted, markup).outside():
        if line is not None:
            paragraph.append(line)
        elif paragraph:
            yield from (one for one in _without_spans(paragraph, markup) if looked_for.search(one.raw))
            paragraph = []


class _Blocks:
    """One walk over the lines of a text that matter, with what stands open at each."""

    def __init__(self, text: str, wanted: str, markup: Markup) -> None:
        self._text = f"{text}\n"
        self._wanted = re.compile(wanted)
        self._markdown = markup == "markdown"
        self._doubtful = sum(map(text.count, ("<", "`", "~", _END_OF_COMMENT))) > MOST_MARKS
        marks = "" if self._doubtful else f"|[<`~]|{_END_OF_COMMENT}"
        self._matters = re.compile(rf"^{_QUOTE}|^[ \t]*+(?:bq|bc|pre)\.{marks}|{wanted}", re.MULTILINE)
        known = "" if self._doubtful else self._text
        self._last_closer = {_closer(tag): tag.start() for tag in _TAG.finditer(known) if _closes(tag)}
        self._fences = _fences(known)
        self._waiting = ""  # for this closing tag
        self._depth = 0  # how many of its openings are to be closed before

    def outside(self) -> Iterator[LiveLine | None]:
        """The lines outside quotations and code, without what tags hide; None parts two paragraphs."""
        fence = ""
        block = lazy = False
        found = at = 0
        while (match := self._matters.search(self._text, at)) and found <= MOST_LINES:
            start = self._text.rfind("\n", at, match.start()) + 1 or at
            end = self._text.find("\n", match.end())
            line = self._text[start:end]
            if _BLANK_LINE.search(self._text, at, start - 1) if start > at else False:
                block = lazy = False
                yield None
            lazy = lazy and not _STARTS_BLOCK.search(self._text, at, end)
            at = end + 1
            if fence:
                fence = "" if _ends_fence(line, fence) else fence
            elif not self._waiting and (fence := self._opened_fence(line, start)):
                lazy = False
                yield None
            elif not self._waiting and (quoted := _QUOTED.match(self._text, start)):
                at = quoted.end()
                lazy = self._markdown
                yield None
            elif block or (not self._waiting and _TEXTILE_BLOCK.match(line)):
                block = True
            else:
                doubtful = self._doubtful or lazy or self._indented(start) or found == MOST_LINES
                found += self._wanted.search(line) is not None
                yield self._untagged(line, start, doubtful=doubtful)
        yield None

    def _indented(self, start: int) -> bool:
        """Whether a line may be Markdown's code: indented, below a blank line or another such line."""
        if not self._markdown or not self._text.startswith(("    ", "\t"), start):
            return False
        above = self._text[self._text.rfind("\n", 0, max(0, start - 1)) + 1 : start]
        return not above or above.isspace() or above.startswith(("    ", "\t"))

    def _opened_fence(self, line: str, start: int) -> str:
        """The sign and length of the fence that a line opens and a later one closes."""
        if self._markdown and line == _QUOTE_FENCE and self._text.find("\n>>>\n", start + len(line)) >= 0:
            return _QUOTE_FENCE
        match = _FENCE.match(line) if self._fences else None
        if match is None:
            return ""
        run = match["run"][:_LONGEST_FENCE]
        if self._fences.get(run, -1) > start:
            return run
        self._doubtful = True  # it was opened and never closed: all that follows may be within it
        return ""

    def _untagged(self, line: str, start: int, *, doubtful: bool) -> LiveLine:
        end = start + len(line) + 1
        below = self._text[end : end + _LONGEST_BELOW].partition("\n")[0]
        kept: list[str] = []
        hidden, at = bool(self._waiting), 0
        for tag in _TAG.finditer(line) if self._last_closer or "<" in line else ():
            closer = _closer(tag)
            if self._waiting:
                if closer == self._waiting:
                    self._depth += -1 if _closes(tag) else closer != _END_OF_COMMENT
                if not self._depth:
                    self._waiting, at = "", tag.end()
            elif not _closes(tag) and self._last_closer.get(closer, -1) > start + tag.start():
                kept.append(line[at : tag.start()])
                self._waiting, self._depth, hidden = closer, 1, True
            elif not _closes(tag):
                self._doubtful = doubtful = True
        if not self._waiting:
            kept.append(line[at:])
        words = " ".join(kept)
        return LiveLine(line, words[:LONGEST], below, hidden, doubtful, len(words) > LONGEST)


def _closer(tag: re.Match[str]) -> str:
    return tag["name"].lower() if tag["name"] else _END_OF_COMMENT


def _closes(tag: re.Match[str]) -> bool:
    return bool(tag["end"]) if tag["name"] else tag.group() == _END_OF_COMMENT


def _fences(text: str) -> dict[str, int]:
    """Where the last line stands that can close a fence, by the fence's signs."""
    found: dict[str, int] = {}
    for match in _FENCE.finditer(text):
        if not match["info"].strip():
            run = match["run"][:_LONGEST_FENCE]
            found.update((run[:length], match.start()) for length in range(3, len(run) + 1))
    return found


def _ends_fence(line: str, fence: str) -> bool:
    bare = line.strip()
    return bare.startswith(fence) and not bare.strip(fence[0])


def _without_spans(paragraph: list[LiveLine], markup: Markup) -> Iterator[LiveLine]:
    """The lines of a paragraph that have live words, without the code and the struck-out words within it."""
    joined = "\n".join(line.words for line in paragraph)
    if "`" in joined or _STRUCK in joined:
        paragraph = list(_cut_out(paragraph, joined, markup))
    for line in paragraph:
        words = _cut_within(_cut_within(line.words, "@", _ATS), "-", _DASHES) if markup != "markdown" else line.words
        if words and not words.isspace():
            yield replace(line, words=words, hidden=line.hidden or words != line.words)


def _cut_out(paragraph: list[LiveLine], joined: str, markup: Markup) -> Iterator[LiveLine]:
    spans = list(_spans(joined, markup))
    ends = [end for _start, end, _across in spans]
    at = 0
    for line in paragraph:
        upto = at + len(line.words)
        first = bisect_right(ends, at)
        kept, here, doubtful = [], at, line.doubtful
        for start, end, across in spans[first : first + 1 + joined.count("`", at, upto) + joined.count("~", at, upto)]:
            if start >= upto:
                break
            doubtful = doubtful or across
            if not across:
                kept.append(joined[here : max(here, start)])
                here = min(end, upto)
        kept.append(joined[here:upto])
        words = " ".join(kept)
        yield replace(line, words=words, hidden=line.hidden or words != line.words, doubtful=doubtful)
        at = upto + 1


def _spans(text: str, markup: Markup) -> Iterator[tuple[int, int, bool]]:
    """The stretches of a paragraph that are code or struck out by two tildes, in their order; True where in doubt.

    Outside Markdown two backticks on different lines may be slips of the finger.
    """
    runs = [(match.start(), match.end()) for match in _RUNS.finditer(text)]
    later: dict[str, list[int]] = defaultdict(list)
    for number in reversed(range(len(runs))):
        later[text[slice(*runs[number])]].append(number)
    number = 0
    while number < len(runs):
        start, end = runs[number]
        sign = text[start:end]
        number += 1
        if sign[0] == "~" and (sign != _STRUCK or text[end : end + 1].isspace()):
            continue
        partners = later[sign]
        while partners and (partners[-1] < number or (sign == _STRUCK and text[runs[partners[-1]][0] - 1].isspace())):
            partners.pop()
        if partners:
            number = partners.pop() + 1
            end = runs[number - 1][1]
            yield start, end, sign[0] == "`" and markup != "markdown" and text.find("\n", start, end) >= 0


def _cut_within(words: str, sign: str, marks: re.Pattern[str]) -> str:
    """A line without what stands between two signs of a kind."""
    if sign not in words:
        return words
    kept, at, opened = [], 0, -1
    for mark in marks.finditer(words):
        if mark["opens"]:
            opened = mark.start()
        elif opened >= at:
            kept.append(words[at:opened])
            at, opened = mark.end(), -1
    kept.append(words[at:])
    return " ".join(kept) if at else words
