"""Whether the receiving server has proven where a mail comes from: what its Authentication-Results say (RFC 8601).

Only the headers of one server count, each of them has to say that DMARC passed for the sender's domain, and there has
to be one: a header that somebody forged is then outvoted by the server's own, and one that cannot be read proves
nothing. It looks at every sign once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notify.replies.correspondents import domain_key, domain_of

LONGEST = 20_000  # characters of a header; servers write some hundreds

_SPECIAL = re.compile(r'[ \t\r\n;=()"\\]')


class _Broken(ValueError):
    """A comment or a quoted text has no end, or something closes what was not begun."""


def is_proven(headers: Sequence[str], authserv_id: str, sender: str) -> bool:
    """Whether the server of an authserv-id says of a mail that it comes from the domain of its sender's address."""
    domain = domain_of(sender)
    own = [header for header in headers if _is_of(header, authserv_id)]
    return bool(domain) and bool(own) and all(_is_plain(one, authserv_id) and _passed_for(one, domain) for one in own)


def _is_plain(header: str, authserv_id: str) -> bool:
    """Whether a header begins with the name as servers write it: one that is disguised may have passed their filter."""
    return header.lstrip(" \t").lower().startswith(authserv_id.lower())


def _is_of(header: str, authserv_id: str) -> bool:
    """Whether a header begins with a server's name, whatever comes after it."""
    try:
        first = next(_signs(header[:LONGEST]), "")
    except _Broken:
        return False
    return first.lower() == authserv_id.lower()


def _passed_for(header: str, domain: str) -> bool:
    """Whether a header says that DMARC passed for a domain, and nothing else of DMARC."""
    if len(header) > LONGEST:
        return False
    try:
        head, *results = _parts(header)
    except _Broken:
        return False
    verdicts = [_is_pass(one, domain) for one in results if one and _method(one) == "dmarc"]
    return head[1:] in ([], ["1"]) and bool(verdicts) and all(verdicts)


def _method(result: list[str]) -> str:
    return result[0].partition("/")[0].lower()


def _is_pass(result: list[str], domain: str) -> bool:
    """Whether a result is `dmarc=pass`, with one `header.from` that names the domain."""
    names, equals, values = result[::3], result[1::3], result[2::3]
    if not len(names) == len(equals) == len(values) or set(equals) != {"="}:
        return False
    said = [(name.lower(), value) for name, value in zip(names, values, strict=True)]
    method, verdict = said[0]
    about = [value for name, value in said[1:] if name == "header.from"]
    passed = method in ("dmarc", "dmarc/1") and verdict.lower() == "pass"
    return passed and len(about) == 1 and domain_key(about[0].rpartition("@")[2]) == domain


def _parts(header: str) -> list[list[str]]:
    """The words and equals signs of a header between its semicolons."""
    parts: list[list[str]] = [[]]
    for sign in _signs(header):
        if sign == ";":
            parts.append([])
        else:
            parts[-1].append(sign)
    return parts


def _signs(header: str) -> Iterator[str]:
    """The words of a header, with what they quote, and its `=` and `;`, without comments; raises `_Broken`."""
    word, at = "", 0
    while at < len(header):
        sign = header[at]
        if sign == '"':
            quoted, at = _quoted(header, at + 1)
            word += quoted
            continue
        found = _SPECIAL.search(header, at)
        end = found.start() if found else len(header)
        if end > at:
            word, at = word + header[at:end], end
            continue
        if word:
            yield word
            word = ""
        if sign in ")\\":
            raise _Broken
        at = _after_comment(header, at + 1) if sign == "(" else at + 1
        if sign in ";=":
            yield sign
    if word:
        yield word


def _quoted(header: str, at: int) -> tuple[str, int]:
    """What a quoted text says that begins at a place, and the place after it."""
    said: list[str] = []
    while at < len(header):
        match header[at]:
            case '"':
                return "".join(said), at + 1
            case "\\":
                at += 1
        said.append(header[at : at + 1])
        at += 1
    raise _Broken


def _after_comment(header: str, at: int) -> int:
    """The place after a comment that begins before a place; comments may stand within each other."""
    depth = 1
    while at < len(header):
        match header[at]:
            case "\\":
                at += 1
            case "(":
                depth += 1
            case ")":
                depth -= 1
        at += 1
        if not depth:
            return at
    raise _Broken
