"""When and by whom, in brackets at the end of a paragraph: «Обновить стенд (до 15.03.2025, учитель труда).»

Decides whether the last brackets of a text say that. Where they do not begin with a timing they belong to the text, and
so they do where others do: then each is of a stage.
"""

from __future__ import annotations

import re

from mappings.reading.timing.cell import is_timing

_LAST = re.compile(r"\((?P<within>[^()]{4,400}(?:\([^()]{1,80}\)[^()]{0,200}){0,3})\)[.;]?$")
_ANY = re.compile(r"\((?P<within>[^()]{1,60})\)")
_LONGEST = 1_100  # characters at the end of a text in which the brackets are looked for
_COMMA = re.compile(r"[,;] ?")
_TO_SIGN = re.compile(r" ?_{2,}")  # where somebody signs, or writes a name or a day
_TRIED = 4  # commas that may stand within the timing


def closing(text: str) -> tuple[str, str, str] | None:
    """The text, the timing and the executors of the brackets that it ends with, or None where it ends otherwise."""
    start = max(0, len(text) - _LONGEST)
    match = _LAST.search(text[start:])
    if match is None or match.start() + start == 0:
        return None
    within = match["within"].strip()
    cuts = [(one.start(), one.end()) for one in _COMMA.finditer(within)][:_TRIED]
    for end, begin in ((len(within), len(within)), *reversed(cuts)):
        if is_timing(within[:end]):
            before = text[: start + match.start()].rstrip()
            staged = any(is_timing(one["within"]) for one in _ANY.finditer(before[-_LONGEST:]))
            return None if staged else (before, within[:end], _TO_SIGN.sub("", within[begin:]).strip(" ,;"))
    return None
