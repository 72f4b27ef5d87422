"""The plan's title, and the days that the plan covers as its title, its dates or its timings say.

Decides what stands above the table. A span that was only inferred says so.
"""

from __future__ import annotations

import re
from itertools import pairwise

from mappings.reading.timing.calendar_days import YEAR, Span, calendar_years, school_year
from mappings.reading.timing.days import resolved
from mappings.reading.timing.items import Item, Unreadable
from mappings.reading.timing.members import joined_items
from mappings.reading.timing.tokenizer import tokens
from mappings.reading.timing.tokens import Kind, normal

_TITLE_LENGTH = 500  # characters; more text than this above a table is no title
_TITLE_BEGINS = re.compile(
    r"(?:[\w-]+\s+){0,3}(?:план|программа|дорожн\w+\s+карта|plan|programme|road\s?map)\b", re.IGNORECASE
)
_OLDEST = 1990  # an earlier year in a title is of an anniversary, and no plan's
_YEAR = r"((?:19|20)[0-9]{2})"
_YEARS = re.compile(rf"\b{_YEAR}(?:\s*[-‐‑‒–—―−]\s*|(?:\s+год\w*)?\s+(?:по|to)\s+){_YEAR}\b")
_ONE_YEAR = re.compile(rf"\b(?:на|for)\s+{_YEAR}\b", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(
    rf"\b{_YEAR}\s*[-/–—]\s*(?:20)?([0-9]{{2}})(?:\s*гг?\.?)?\s+(?:уч\.?\s*г|учебн|school|academic)", re.IGNORECASE
)
_PRINTED_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_FULL_DATE = re.compile(
    r"(?<![0-9.])[0-3]?[0-9](?:\.[01][0-9]\.|\s+[а-я]{3,8}\s+)((?:19|20)[0-9]{2})(?![0-9])", re.IGNORECASE
)


def plan_title(heading: tuple[str, ...]) -> str:
    """The paragraphs above the table as one title, from the last that begins as a plan's title does.

    One that the next begins with is left out. Where none begins so, a long text is taken for a preamble.
    """
    texts = list(filter(None, heading))
    kept = [text for text, after in pairwise([*texts, ""]) if not after.startswith(text)]
    start = max((index for index, text in enumerate(kept) if _TITLE_BEGINS.match(text)), default=None)
    if start is None:
        start = 0 if sum(map(len, kept)) <= _TITLE_LENGTH else -1
    return " ".join(kept[start:])


def span_of_title(title: str) -> Span | None:
    """The days that a title names, the last mention counting: years, a school year, or a part of one year.

    A single day in the title is an event's: the span is its year, and not sure.
    """
    school = _SCHOOL_YEAR.search(title)
    if school and int(school[2]) == (int(school[1]) + 1) % 100:
        return school_year(int(school[1]))
    ranges = [(int(first), int(last)) for first, last in _YEARS.findall(title) if str(_OLDEST) <= first <= last]
    if ranges:
        return calendar_years(*ranges[-1])
    part = _named_part(title)
    if part is not None and part.months < YEAR:
        return part
    single = [int(year) for year in _ONE_YEAR.findall(title)]
    if single:
        return calendar_years(single[-1], single[-1])
    return part


def span_of_timings(timings: list[str]) -> Span | None:
    """The only year that the timings print; a plan that names no year itself is for that one."""
    years = {int(year) for timing in timings for year in _PRINTED_YEAR.findall(timing)}
    return calendar_years(min(years), min(years), sure=False) if len(years) == 1 else None


def span_of_dates(texts: tuple[str, ...]) -> Span | None:
    """The year of the last date above the table, where the plan was approved; that it is for this year is a guess."""
    years = [int(year) for text in texts for year in _FULL_DATE.findall(text)]
    return calendar_years(years[-1], years[-1], sure=False) if years else None


def _named_part(title: str) -> Span | None:
    """The last part of a year that a title names with its year."""
    words = normal(title)
    kept = [token for token in tokens(words) if token.kind is not Kind.WORD]
    try:
        items = [item for item in joined_items(kept, None)[0] if _counts(item)]
        spans = resolved(items[-1:], None)[0]
    except Unreadable:
        return None
    if not spans:
        return None
    one = items[-1]
    if one.size == 0 and not one.ranged:
        return calendar_years(spans[0].last.year, spans[0].last.year, sure=False)
    return spans[0]


def _counts(item: Item) -> bool:
    years = (item.first.year, item.last.year)
    return all(year is not None and year >= _OLDEST for year in years) and not item.open_end
