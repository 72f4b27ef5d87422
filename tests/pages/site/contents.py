"""The list of pages by part: docs/index.md, and docs/index.ru.md in Russian, read as the navigation of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"^## (?P<title>.+)$")
_ENTRY = re.compile(r"^- \[(?P<words>[^\]]+)\]\((?P<page>[^)#]+\.md)\)")


@dataclass(frozen=True)
class Part:
    """A part of the list; `pages` are the files it names, as the list links them, each with the words of the link."""

    title: str
    pages: dict[str, str]


def parts(text: str) -> list[Part]:
    """The parts of a list: its headings of the second level, and what the entries below each lead to first."""
    found: list[Part] = []
    for line in text.splitlines():
        if heading := _PART.match(line):
            found.append(Part(heading["title"], {}))
        elif (entry := _ENTRY.match(line)) and found:
            found[-1].pages[entry["page"]] = entry["words"]
    return found
