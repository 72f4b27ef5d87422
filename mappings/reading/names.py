"""Splits cells that hold several names: who executes a measure and who pays for it.

Names stay as printed. Two executors run together are parted only where one of them stands alone elsewhere in the plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from mappings.wording import fold

_AFTER_BUDGET = re.compile(r"(?<=бюджет)\s+(?:и\s+)?(?=[\w-]+\s+(?:бюджет|средства)\b|внебюджетн\w+)", re.IGNORECASE)
_BETWEEN_SOURCES = re.compile(r";|,(?![0-9])")
_BETWEEN_EXECUTORS = re.compile(r";|,\s++(?=[A-ZА-ЯЁ«\"])")
_NOBODY = re.compile(
    r"\b(?:определ[её]нн\w+|уполномоченн\w+|заинтересованн\w+|специализированн\w+|учреждения\s+и\s+организации|"
    r"органы\s+местного\s+самоуправления|иные|другие|все)\b",
    re.IGNORECASE,
)
_JOINING = re.compile(r"(?:,|(?<!\s)\s++(?:и|and))$")
_NAME_LENGTH = 1_000  # characters; what is longer is no name, nor several of them run together
_OPENING, _CLOSING = "«(", "»)"


def split_funding(text: str) -> tuple[str, ...]:
    """The sources named in a funding cell: «Региональный бюджет муниципальный бюджет» names two."""
    return tuple(part for chunk in _split(_BETWEEN_SOURCES, text) for part in _split(_AFTER_BUDGET, chunk))


def split_executors(text: str) -> tuple[str, ...]:
    """The executors named in a cell with separators between them."""
    return _split(_BETWEEN_EXECUTORS, text)


def part_run_together(names: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    """Part a name that ends in another, complete one: «Отдел культуры МБУ «ЦБС»» names two executors.

    What stands before must be more than one word: «Директор МБУ «ЦБС»» is one person.
    """
    return tuple(part for name in names for part in _parted(name, known))


def nobody_in_particular(name: str) -> bool:
    """Whether the words name a kind of body that nobody can be assigned for."""
    return _NOBODY.search(name) is not None


def _split(between: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The parts of a text; a separator inside quotation marks or brackets parts nothing."""
    parts, start, depth, scanned = [], 0, 0, 0
    for match in between.finditer(text):
        passage = text[scanned : match.start()]
        depth += sum(passage.count(sign) for sign in _OPENING) - sum(passage.count(sign) for sign in _CLOSING)
        scanned = match.start()
        if depth <= 0:
            parts.append(text[start : match.start()])
            start, depth = match.end(), 0
    return tuple(part for part in map(fold, [*parts, text[start:]]) if part.strip("-–—"))


def _parted(name: str, known: Collection[str]) -> list[str]:
    """The name, or the names it is made of, from left to right; the longest known end is taken first."""
    if len(name) > _NAME_LENGTH:
        return [name]
    for blank in re.finditer(" ", name):
        head, tail = name[: blank.start()], name[blank.end() :]
        if " " in head and tail in known:
            return [*_parted(_JOINING.sub("", head), known), tail]
    return [name]
