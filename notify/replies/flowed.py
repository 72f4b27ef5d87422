"""Lines that a mail program wrapped by itself, as `format=flowed` marks them (RFC 3676): one line each again."""

from __future__ import annotations

import re

_QUOTED = re.compile(r">*+")
_SIGNATURE = "-- "


def unwrapped(text: str, *, delete_space: bool = False) -> str:
    """A text with each paragraph on one line; `delete_space` says that the blank at a soft end is none of the text."""
    lines: list[tuple[int, list[str]]] = []
    open_depth = -1  # of the quotation whose last line goes on
    for raw in text.split("\n"):
        depth = _depth(raw)
        content = raw[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        if content == _SIGNATURE or depth != open_depth:
            lines.append((depth, []))
        lines[-1][1].append(content[:-1] if flows and delete_space else content)
        open_depth = depth if flows else -1
    return "\n".join(f"{'>' * depth}{' ' if depth else ''}{''.join(parts)}" for depth, parts in lines)


def _depth(line: str) -> int:
    quoted = _QUOTED.match(line)
    return quoted.end() if quoted else 0
