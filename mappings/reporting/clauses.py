"""Parts a line into the clauses that begin with a word of reporting: «Факт», «Причина», «Исполнено», «Принято», «План».

Decides where such a clause begins and ends, and how surely the word begins one; what stands in it, others read. A line
is looked at up to `LONGEST` characters: a clause that reaches so far is cut, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 2_000  # characters of a line; a line that reports something is short

_WORDS = {
    "fact": "факт|fact|actual",
    "loosely": r"фактическ\w{1,3}",
    "reason": "причина|reason",
    "done": "исполнено|completed",
    "accepted": "принято|accepted",
    "source": "источник|source",
    "plan": "план|plan|target",
}
_WORD = re.compile(
    "(?<!\\w)(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items()) + ")(?![^\\W0-9])",
    re.IGNORECASE,
)
# What a line must hold to be looked at, whatever the case of its letters; without the flag, which takes longer.
KEYWORD = "|".join(
    "".join(f"[{letter}{letter.upper()}]" for letter in word)
    for word in ["факт", "fact", "actual", "причина", "reason", "исполнено", "completed", "принято", "accepted"]
)
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003", " ") | {"：": ":", "*": None})
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_GAP = re.compile(r"[ \t]*\t[ \t]*| {2,}")
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_UNDERLINE = re.compile(r"(?<![^\W_])_++|_++(?![^\W_])")
# What may stand before a clause on its line: the marks of a list, a heading, a table or a task; who is addressed.
LEAD = re.compile(r"(?:\[[ xхXХ]\]|@[\w.-]+[,:]?\s|[^\W_]{1,3}[.)](?=[\W_])|[^\w«\"„“”'`])*+")
_SENTENCE = re.compile(r"[.!?…;][\"»”)]*\s*$")
_COMMA = re.compile(r"(?:[,(]|\s[-–—]|(?:^|\s)(?:и|а|and))\s*$", re.IGNORECASE)
_QUOTE = re.compile(r"[«\"„“”'`]\s*$")
_WHOLLY_QUOTED = re.compile(r"\W*[«\"„“”'`][^«»\"„“”'`]*[»\"“”'`]\W*")
_LOOK_BACK = 80  # characters
_END = re.compile(r"(?<![\s,;(|])[\s,;(|]++(?:(?:и|а|and)\s*+)?$", re.IGNORECASE)


class Begins(StrEnum):
    """How surely a word begins a clause of its own."""

    SURELY = "surely"  # it begins the line or a sentence
    PERHAPS = "perhaps"  # it follows a comma, a bracket or a dash
    HARDLY = "hardly"  # it stands in the middle of other words


@dataclass(frozen=True, slots=True)
class Clause:
    """A word of reporting, by the name of what it reports, and what follows it."""

    name: str
    begins: Begins
    word: str
    text: str  # up to the next clause
    line: str  # up to the end of the line
    cut: bool = False


def visible(text: str) -> str:
    """A text without signs that cannot be seen, such as trackers put in; its lines stay lines."""
    return _UNSEEN.sub("", text)


def tidy(words: str) -> str:
    """A line with plain and single blanks and without signs of emphasis; a tab stands for a wider gap."""
    words = visible(words).translate(_BLANKS).replace("&nbsp;", " ")
    words = _TAG.sub("", words) if "<" in words else words
    return _GAP.sub("\t", _UNDERLINE.sub("", words)).strip()


def clauses(line: str, *, cut: bool = False) -> Iterator[Clause]:
    """The clauses of a tidy line, in their order; a word within quotation marks begins none.

    `cut` says that the line has lost its end.
    """
    seen, cut = line[:LONGEST], cut or len(line) > LONGEST
    found = [(match, begins) for match in _WORD.finditer(seen) if (begins := _begins(seen, match.start()))]
    end = len(seen)
    following: list[Clause] = []
    sentence_end = end
    for match, begins in reversed(found):
        name = match.lastgroup or ""
        text = _END.sub("", seen[match.end() : end])
        whole = seen[match.end() : sentence_end].strip()
        following.append(Clause(name, begins, match.group(), text, whole, cut and end == len(seen)))
        if begins is not Begins.HARDLY:
            end = match.start()
        if begins is Begins.SURELY and name != "plan":
            sentence_end = match.start()
    yield from reversed(following)


def quoted(text: str) -> str:
    """A text whose words of reporting stand within quotation marks, so that they begin no clause."""
    return _WORD.sub(lambda word: f"«{word.group()}»" if _begins(text, word.start()) else word.group(), text)


def _begins(line: str, start: int) -> Begins | None:
    before = line[max(0, start - _LOOK_BACK) : start]
    if start <= _LOOK_BACK and LEAD.fullmatch(before):
        return Begins.SURELY
    if _QUOTE.search(before):
        return Begins.HARDLY if _WHOLLY_QUOTED.fullmatch(line) else None
    if _SENTENCE.search(before):
        return Begins.SURELY
    return Begins.PERHAPS if _COMMA.search(before) else Begins.HARDLY
