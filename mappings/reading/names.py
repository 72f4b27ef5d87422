"""Splits cells that hold several names: who executes a measure and who pays for it.

Names stay as printed. Where no sign parts two executors, they are parted only where one of them stands alone elsewhere
in the plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from mappings.reading.bodies import (
    SURNAME_FIRST,
    begins_bodies,
    begins_body,
    begins_person,
    ends_person,
    goes_on,
    is_abbreviation,
    is_capital,
    is_english_name,
    is_unfinished,
    up_to_next,
)
from mappings.reading.body_words import JOINING
from mappings.reading.table.rows import LINE_END
from mappings.wording import fold

_JOINED = "|".join(words.replace(" ", r"\s+") for words in sorted(JOINING, key=len, reverse=True))
_AND = "и|and|&"
_AFTER_BUDGET = re.compile(r"(?<=бюджет)\s+(?:и\s+)?(?=[\w-]+\s+(?:бюджет|средства)\b|внебюджетн\w+)", re.IGNORECASE)
_BETWEEN_SOURCES = re.compile(r";|,(?![0-9])")
_BETWEEN_EXECUTORS = re.compile(
    rf"(?P<sure>[;{LINE_END}]|\s/(?=\s)|(?<=\s)(?i:{_JOINED})(?=\s))|(?P<comma>,(?![0-9]))|(?<=\s)(?P<and>{_AND})(?=\s)"
    rf"|(?P<blank>\s(?={SURNAME_FIRST}))"
)
_NOBODY = re.compile(
    r"\b(?:определ[её]нн\w+|уполномоченн\w+|заинтересованн\w+|специализированн\w+|учреждения\s+и\s+организации|"
    r"органы\s+местного\s+самоуправления|иные|другие|все)\b",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(rf"(?:[\s,;&•·*▪●]|(?:(?i:{_JOINED})|{_AND}|[-–—])(?=\s|$))++")
_AFTER_NAME = re.compile(rf"(?:,|(?<!\S)(?:(?i:{_JOINED})|{_AND}))$")
_UNFINISHED_LINE = re.compile(
    rf"(?:[,;(«–—-]|(?<!\S)(?:(?i:{_JOINED})|{_AND}|по|с|со|в|на|для|при|от|о|об|за|of|for|the|зам\.|зав\.|г\.))$"
)
_NAMED_BELOW = re.compile(r"\((?:далее|дал[іе]|hereinafter)\b[^()]{0,200}\)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-–—•·*▪●]|[0-9]{1,2}[.)])\s+(?=\S)")
_NAME_LENGTH = 1_000  # characters; what is longer is no name, nor several of them run together
_MOST_NAMES = 100  # in one cell; of a longer list only the signs are looked at that part names without fail
_LOOKED_AT = 120  # characters at the ends of a name, and after a separator, that tell whether one begins there
_OPENING, _CLOSING = "«(", "»)"


def split_funding(text: str) -> tuple[str, ...]:
    """The sources named in a funding cell: «Региональный бюджет муниципальный бюджет» names two."""
    return tuple(part for chunk in _split(_BETWEEN_SOURCES, text) for part in _split(_AFTER_BUDGET, chunk))


@lru_cache(maxsize=200)  # a plan names few, many times over
def split_executors(text: str) -> tuple[str, ...]:
    """The executors named in a cell with separators between them.

    A comma or an «и» parts only where another body, post or person begins after it: «Управление культуры, спорта» is
    one, and so is a person with the post that stands after the name.
    """
    few = sum(1 for _sign in _BETWEEN_EXECUTORS.finditer(text)) <= _MOST_NAMES
    names = (_bare(part) for part in _split(_BETWEEN_EXECUTORS, text, _parts if few else _parts_surely))
    return tuple(name for name in names if name.strip("-–—"))


def names_in_lines(lines: Iterable[str]) -> str:
    """The lines of an executor's cell as one text, `LINE_END` between two where another name begins."""
    folded = list(filter(None, map(fold, lines)))
    if len(folded) > _MOST_NAMES:
        return LINE_END.join(folded)
    parts, name, depth = [""], "", 0
    for line in folded:
        bulleted = _BULLET.match(line)
        words = line[bulleted.end() :] if bulleted else line
        begins = bool(name) and depth <= 0 and (bulleted is not None or _begins_name(name, words))
        parts += [LINE_END if begins else " " if name else "", words]
        name = words if begins else _ends_of(f"{name} {words}".strip())
        depth += _depth(words)
    return "".join(parts)


def part_run_together(names: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    """Part a name that ends in another, complete one: «Отдел культуры МБУ «ЦБС»» names two executors.

    What stands before must be more than one word: «Директор МБУ «ЦБС»» is one person.
    """
    return tuple(part for name in names for part in _parted(name, known))


def nobody_in_particular(name: str) -> bool:
    """Whether the words name a kind of body that nobody can be assigned for."""
    return _NOBODY.search(name) is not None


def _always(_name: str, _separator: re.Match[str]) -> bool:
    return True


def _split(
    between: re.Pattern[str], text: str, parts_at: Callable[[str, re.Match[str]], bool] = _always
) -> tuple[str, ...]:
    """The parts of a text; a separator inside quotation marks or brackets parts nothing."""
    parts, start, depth, scanned = [], 0, 0, 0
    for match in between.finditer(text):
        depth += _depth(text[scanned : match.start()])
        scanned = match.start()
        if depth <= 0 and parts_at(_ends_of(text, start, match.start()), match):
            parts.append(text[start : match.start()])
            start, depth = match.end(), 0
    return tuple(part for part in map(fold, [*parts, text[start:]]) if part.strip("-–—"))


def _ends_of(text: str, start: int = 0, end: int | None = None) -> str:
    """The text between two places, a long one without its middle."""
    end = len(text) if end is None else end
    if end - start <= 2 * _LOOKED_AT:
        return text[start:end]
    return text[start : start + _LOOKED_AT] + text[end - _LOOKED_AT : end]


def _depth(passage: str) -> int:
    """How many more marks open in a passage than close."""
    return sum(passage.count(sign) for sign in _OPENING) - sum(passage.count(sign) for sign in _CLOSING)


def _parts_surely(_name: str, separator: re.Match[str]) -> bool:
    return bool(separator["sure"])


def _parts(name: str, separator: re.Match[str]) -> bool:
    """Whether a name, which may lack its middle, ends at a separator and another one begins after it."""
    before = name.strip()
    if separator["sure"] or separator["blank"]:
        return bool(separator["sure"]) or ends_person(before)
    after = separator.string[separator.end() : separator.end() + _LOOKED_AT].lstrip()
    if separator["comma"] and is_capital(after):
        return separator.string[separator.end()].isspace() or begins_body(after)
    if is_unfinished(before):
        return False
    if is_english_name(before) and is_english_name(up_to_next(after)):
        return True
    if separator["comma"]:
        return not begins_person(before) and (begins_body(after) or begins_bodies(after))
    both_short = is_abbreviation(before) and is_abbreviation(up_to_next(after))
    return both_short or begins_body(after) or begins_person(after)


def _bare(name: str) -> str:
    """The name without what only joins it to its neighbours, and without what it will be called below."""
    name = fold(_NAMED_BELOW.sub(" ", name)) if "(" in name else name
    begin = _BEFORE_NAME.match(name)
    name = name[begin.end() :] if begin else name
    while end := _AFTER_NAME.search(name):
        name = name[: end.start()].rstrip()
    return name


def _begins_name(name: str, line: str) -> bool:
    """Whether a line begins another name than the one that stands on the lines above it."""
    if _UNFINISHED_LINE.search(name[-_LOOKED_AT:]):
        return False
    if is_capital(line):
        return not goes_on(name, line)
    return begins_body(line) and not begins_person(name) and not is_unfinished(name)


def _parted(name: str, known: Collection[str]) -> list[str]:
    """The name, or the names it is made of, from left to right; the longest known end is taken first."""
    if len(name) > _NAME_LENGTH:
        return [name]
    for blank in re.finditer(" ", name):
        head, tail = name[: blank.start()], name[blank.end() :]
        if " " in head and tail in known:
            return [*_parted(_bare(head), known), tail]
    return [name]
