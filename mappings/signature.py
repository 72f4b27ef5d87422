"""The last line of a comment that Vekha posts: its mark, by which the comment is known and found again.

Decides how a mark is made and recognised. It stands for what was said where, so that a comment whose answer was lost
is never posted twice. What a comment says, and whether it counts as a report, others decide.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

# Letters that no tracker takes for a commit, a reference or a number; so the line passes through every markup.
_LETTERS = "ghjkmnpqrstvwxyz"
_LENGTH = 12
LETTERS = rf"[{_LETTERS}]{{{_LENGTH}}}"  # an expression for what `letters` makes
_MARK = re.compile(rf"vekha: (?P<said>[iqrw])-{LETTERS}")
_TAIL = 40  # characters; more than a mark has


class Said(StrEnum):
    """What a comment of Vekha's own is; the letter stands in its mark."""

    IMPORTED = "i"  # a figure of an earlier year, for the one who imported it
    QUESTION = "q"  # a question to the one who reported something that cannot be read
    REPLY = "r"  # what a person answered by mail
    WITHDRAWN = "w"  # takes an imported figure back


def mark(said: Said, *parts: str) -> str:
    """The mark of what is said: the same for the same parts, such as the plan's key, the issue's key and the words."""
    return f"vekha: {said.value}-{letters(*parts)}"


def letters(*parts: str) -> str:
    """What stands for some texts, the same for the same ones: letters of which no markup makes anything."""
    digest = hashlib.sha256("\0".join(parts).encode(errors="replace")).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_LENGTH])


def signed(text: str, its_mark: str) -> str:
    """The text as it is posted, its mark on a line of its own at the end."""
    return f"{text}\n\n{its_mark}"


def parted(text: str) -> tuple[str, str]:
    """The words of a comment and its mark; the mark is empty where the comment is not Vekha's own."""
    bare = text.rstrip()
    found = mark_of(bare)
    return (bare[: -len(found)].rstrip(), found) if found else (text, "")


def mark_of(text: str) -> str:
    """The mark that a comment ends in; empty where it is not Vekha's own."""
    tail = text.rstrip()[-_TAIL:]
    line = tail.replace("\r", "\n").rpartition("\n")[2]
    return line if _MARK.fullmatch(line) else ""


def said_by(text: str) -> Said | None:
    """What a comment of Vekha's own is; None for anybody else's."""
    found = _MARK.fullmatch(mark_of(text))
    return Said(found["said"]) if found else None


def speaks_for_a_person(text: str) -> bool:
    """Whether a comment of Vekha's own passes on what a person reported, and so counts as a report."""
    return said_by(text) in (Said.IMPORTED, Said.REPLY, Said.WITHDRAWN)
