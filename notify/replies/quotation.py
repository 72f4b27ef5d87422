"""Which lines of a mail are its writer's own, and which quote; and where the writer's own words end.

They end at the digest's own mark, at a signature, and where a mail stands below without quotation marks. Lines between
quoted ones are the writer's: so people answer who write below what they answer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_QUOTED = re.compile(r"\s*+(?:[^\W\d_]{0,3}>\s*+)++")  # some programs put the initials of the one quoted before it
_LONGEST = 500  # characters of a line that announces a quotation

_MARK = re.compile(r"ответ\W+пишите\W+выше\W+этой\W+черты|please\W+answer\W+above\W+this\W+line", re.IGNORECASE)
_SENDER = re.compile(r"[\W_]*+(?:от(?: кого)?|отправитель|from)[*_ \t]{0,4}:", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"[\W_]{2,}+(?:original (?:message|appointment)|forwarded message|(?:исходное|пересылаемое|пересланное) "
    r"(?:сообщение|письмо))[\W_]*+"
    r"|(?:begin forwarded message|начало (?:переадресованного|пересылаемого) сообщения)\W*+",
    re.IGNORECASE,
)
_SIGNATURE = "--"
_WRITES = re.compile(
    r"(?<!\w)(?:wrote|writes|пишете?|(?:на)?писал(?:и|а|\(а\))?)(?!\w)|[^\s<>@]@[^\s<>@]", re.IGNORECASE
)
_WHEN_OR_WHO = re.compile(r"[0-9@]")
_OPENS = re.compile(  # how the first of several lines begins that announce a quotation
    r"[^\w<]{0,3}(?:on |(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|mon|tue|wed|thu|fri|sat|sun)\w*,?[. ]|[0-9]{1,2}[./ -]|[0-9]{4}-|[^<>:]{0,80}<[^\s<>]{0,200}>?)",
    re.IGNORECASE,
)
_MOST_OPENING = 3  # lines that announce a quotation


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the signs that quote it."""

    text: str
    is_quoted: bool


def lines_that_count(text: str) -> Iterator[Line]:
    """The writer's own lines and those that they quote, up to where the writer's own end."""
    lines = [_line(raw) for raw in _UNSEEN.sub("", text).split("\n")]
    following = _following(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.is_quoted and _ends(line.text):
            return
        announcing = 0 if line.is_quoted else _announcing(lines, at)
        if announcing:
            quoted = following[at + announcing]
            if quoted is None or not quoted.is_quoted:
                return
            at += announcing
            continue
        yield line
        at += 1


def _line(raw: str) -> Line:
    quoted = _QUOTED.match(raw)
    return Line(raw[quoted.end() :], is_quoted=True) if quoted else Line(raw, is_quoted=False)


def _following(lines: Sequence[Line]) -> list[Line | None]:
    """For every place the first line from it on that is not blank."""
    found: list[Line | None] = [None] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        found[at] = lines[at] if lines[at].is_quoted or lines[at].text.strip() else found[at + 1]
    return found


def _ends(line: str) -> bool:
    """Whether the writer's own words end before an unquoted line."""
    return (
        line.strip() == _SIGNATURE
        or _SENDER.match(line) is not None
        or _ORIGINAL.fullmatch(line) is not None
        or _MARK.search(line) is not None
    )


def _announcing(lines: Sequence[Line], at: int) -> int:
    """How many lines from here on say who wrote when what is quoted below: «24.12.2026, Веха <…> пишет:»."""
    said = ""
    for count in range(1, _MOST_OPENING + 1):
        line = lines[at + count - 1] if at + count <= len(lines) else None
        if line is None or line.is_quoted or not line.text.strip() or len(line.text) > _LONGEST:
            return 0
        said = f"{said} {line.text.strip()}"
        if said.endswith(":") and _WRITES.search(said) and _WHEN_OR_WHO.search(said):
            return count
        if count == 1 and not _OPENS.match(line.text):
            return 0
    return 0
