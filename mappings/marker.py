"""The marker and the plan block: what in an issue's description belongs to the plan.

The marker `PLANKEY:KEY` is the identity. It is the last line of the plan block, between two fences; every word
outside the fences is the staff's. The fences are plain characters that no tracker's markup touches.
"""

from __future__ import annotations

import re

FENCE_OPEN = "──── vekha ────"
FENCE_CLOSE = "──── /vekha ────"

_RULE = "─"
_EITHER_FENCE = rf"[ \t]*(?:{re.escape(FENCE_OPEN)}|{re.escape(FENCE_CLOSE)})$"
_MARKER = r"[ \t]*(?P<plan>[a-z0-9][a-z0-9-]*):(?P<key>[^\s:]+)$"
_FENCE_LINE = re.compile(_EITHER_FENCE)
_MARKER_LINE = re.compile(f"^{_MARKER}", re.MULTILINE)
# A block is whole where the marker stands right above the closing fence, and no other fence in between: what the
# staff paste or break then takes none of their own words into the block.
_BLOCK = re.compile(
    rf"^[ \t]*{re.escape(FENCE_OPEN)}\n(?:(?!{_EITHER_FENCE}).*\n)*?{_MARKER}\n[ \t]*{re.escape(FENCE_CLOSE)}$",
    re.MULTILINE,
)


def marker(plan_key: str, key: str) -> str:
    """The marker of a key of a plan."""
    return f"{plan_key}:{key}"


def normal(text: str) -> str:
    """A text in the form in which texts are compared: line ends as LF, none of them trailed by spaces, ends bare."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def fence(plan_key: str, key: str, body: str) -> str:
    """The plan block: the body and the marker between the fences. A fence inside the body is made harmless."""
    lines = (line.replace(_RULE, "-") if _FENCE_LINE.match(line) else line for line in normal(body).split("\n"))
    return "\n".join((FENCE_OPEN, *lines, marker(plan_key, key), FENCE_CLOSE))


def find_key(text: str, plan_key: str) -> str | None:
    """The key that a description is marked with for this plan, or None.

    The plan's first whole block says it; where there is none, the last line that is a marker. A marker quoted
    inside a line is none.
    """
    words = normal(text)
    blocks = [match["key"] for match in _BLOCK.finditer(words) if match["plan"] == plan_key]
    if blocks:
        return blocks[0]
    lines = [match["key"] for match in _MARKER_LINE.finditer(words) if match["plan"] == plan_key]
    return lines[-1] if lines else None


def find_block(description: str, plan_key: str | None = None) -> str | None:
    """The first whole plan block of a description, or of one plan in it; None where a fence or the marker was lost."""
    match = _find(normal(description), plan_key)
    return match.group() if match else None


def replace_block(description: str, block: str) -> str:
    """The description with the block of the same plan exchanged; where there is none, it is put above all words."""
    text, new = normal(description), normal(block)
    ours = _BLOCK.fullmatch(new)
    match = _find(text, ours["plan"] if ours else None)
    if match:
        return text[: match.start()] + new + text[match.end() :]
    return f"{new}\n\n{text}" if text else new


def remarked(block: str, plan_key: str, key: str) -> str:
    """A plan block with another key in its marker."""
    lines = normal(block).split("\n")
    return "\n".join((*lines[:-2], marker(plan_key, key), FENCE_CLOSE))


def staff_part(description: str) -> str:
    """The words of a description that are the staff's own: all that stands outside whole plan blocks."""
    return _BLOCK.sub("", normal(description)).strip("\n")


def _find(text: str, plan_key: str | None) -> re.Match[str] | None:
    return next((one for one in _BLOCK.finditer(text) if plan_key in (None, one["plan"])), None)
