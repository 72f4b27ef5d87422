"""Weeks in columns below months: «Январь 1 нед.», “JULIO S 3 y 4”, «Февраль 1 | 2 | 3 | 4».

Decides what of a heading is a week's number. Marks below weeks count for their month: a week of a month has no day of
its own that every reader would agree on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mappings.reading.timing.cell import is_timing

_MOST = 6  # weeks of a month
_LONGEST = 60  # characters of a week's name
# Stems of what a week is called, or the letter that stands for it.
WEEK = (
    *("недел", "нед", "тижд", "тиж", "тыдн", "седмиц", "апта", "жума"),
    *("week", "wk", "semaine", "semana", "sem", "woche", "settiman", "tydzień", "tydz", "kw"),
    *("w", "s", "н"),
)
_STEMS = "|".join(sorted(WEEK, key=lambda word: (-len(word), word)))
_NUMBERS = r"[0-9]{1,2}(?: ?(?:[-–,/]|y|and|и|e|und|et) ?[0-9]{1,2}){0,4}"
_WEEKS = rf"(?:{_STEMS})[^\W\d]{{0,4}}\.?"
_NAMED = re.compile(rf"(?:^| )(?:{_WEEKS} ?{_NUMBERS}|{_NUMBERS}(?:-?[а-яa-z]{{1,2}})? {_WEEKS})$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def without_weeks(headings: Sequence[str]) -> list[str]:
    """The headings without the weeks that they name; empty where one names nothing else."""
    named = [_NAMED.search(one[-_LONGEST:]) for one in headings]
    kept = [
        one[: len(one) - len(week.group())].strip() if week is not None else one
        for one, week in zip(headings, named, strict=True)
    ]
    parted = [one.rpartition(" ") for one in kept]
    numbers = [int(last) for first, _blank, last in parted if _is_month(first) and _is_number(last)]
    if len(numbers) < _MOST // 2 or max(numbers) > _MOST:
        return kept
    return [
        first if _is_month(first) and _is_number(last) else one
        for one, (first, _, last) in zip(kept, parted, strict=True)
    ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 1


def _is_month(text: str) -> bool:
    return bool(text) and is_timing(text) and not _YEAR.fullmatch(text)
