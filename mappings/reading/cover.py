"""The plan's title, and the days that the plan covers as its title, the words above its table or its timings say.

Decides what stands above the table. A span that was only inferred says so; the day on which a plan was approved tells
nothing of its years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from mappings.reading.cover_words import AFTER_SCHOOL_YEAR, BEFORE_SCHOOL_YEAR, FOR, OF_APPROVAL, PLANS
from mappings.reading.cover_words import YEAR as YEAR_WORD
from mappings.reading.timing.calendar_days import YEAR, Span, calendar_years, school_year
from mappings.reading.timing.days import resolved
from mappings.reading.timing.items import Item, Unreadable
from mappings.reading.timing.members import joined_items
from mappings.reading.timing.tokenizer import tokens
from mappings.reading.timing.tokens import Kind, normal

_TITLE_LENGTH = 500  # characters; more text than this above a table is no title
_TITLE_BEGINS = re.compile(rf"(?:[\w-]+\s+){{0,3}}(?:{PLANS})\b", re.IGNORECASE)
_SENTENCE = 6  # words
_WHOLE_TITLE = 3  # words; «ПЛАН» goes on with the next paragraph
_STOPS = re.compile(r"(?<!\w)(?!год|рік|рок)[^\W\d_]{3,40}[.!?](?:\[\^?\w{1,4}\])?$", re.IGNORECASE)
_OLDEST = 1990  # an earlier year in a title is of an anniversary, and no plan's
_YEAR = r"((?:19|20)[0-9]{2})"
_YEARS = re.compile(rf"\b{_YEAR}(?:\s*[-‐‑‒–—―−]\s*|(?:\s+год\w*)?\s+(?:по|to)\s+){_YEAR}\b")
_SHORT_YEARS = re.compile(rf"\b{_YEAR}\s?[-/‑–—]\s?([0-9]{{2}})(?![0-9./-])")
_MONTHS_OF_YEAR = 12
_NEXT_YEAR = rf"(?:\s*,\s*|\s*[-‐‑‒–—―−]\s*|\s+(?:и|по|and|to)\s+(?:на\s+)?(?:плановый\s+период\s+)?){_YEAR}"
_SEVERAL_YEARS = re.compile(
    rf"\b(?:{FOR})\s+(?:период\s+)?{_YEAR}(?:\s+(?:{YEAR_WORD}))?(?:{_NEXT_YEAR}(?:\s+(?:{YEAR_WORD}))?){{1,10}}",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(rf"\b(?:{FOR})\s+{_YEAR}\b", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(
    rf"(?P<before>\b(?:{BEFORE_SCHOOL_YEAR})\s+)?\b{_YEAR}\s*[-/–—]\s*(?:20)?([0-9]{{2}})(?![0-9])"
    rf"(?(before)|(?:\s*гг?\.?)?\s+(?:{AFTER_SCHOOL_YEAR}))",
    re.IGNORECASE,
)
_DOCUMENT_NUMBER = re.compile(r"№ ?\S+")
_PRINTED_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DATE = (
    r"(?:[«\"]?\s?[0-3]?[0-9]\s?[»\"]?(?:\s?[./]\s?[01]?[0-9]\s?[./]\s?|\s+[а-яa-z]{3,9}\s+)|[a-z]{3,9}\s+[0-3]?[0-9],?\s+)"
    r"(?:19|20)[0-9]{2}(?![0-9])(?:\s*(?:года|год|г\.?)(?!\w))?"
)
_OF_AN_ACT = re.compile(  # the day of the paper by which a plan was approved
    rf"\bот\s+{_DATE}(?!\s*(?:до|по)\b)|{_DATE}\s*(?:№|N\s?[0-9])|\bг\.\s?[а-яё-]{{3,25}},?\s+{_DATE}"
    rf"|\b(?:{OF_APPROVAL})[^0-9]{{0,150}}{_DATE}",
    re.IGNORECASE,
)


def plan_title(heading: tuple[str, ...]) -> str:
    """The paragraphs above the table as one title, from the last that begins as a plan's title does.

    One that the next begins with is left out, and so are the sentences of a preamble below a title. Where none begins
    so, a long text is taken for a preamble.
    """
    texts = list(filter(None, heading))
    kept = [text for text, after in pairwise([*texts, ""]) if not after.startswith(text)]
    begun = [index for index, text in enumerate(kept) if _TITLE_BEGINS.match(text)]
    if not begun:
        return " ".join(kept if sum(map(len, kept)) <= _TITLE_LENGTH else kept[-1:])
    titles = [index for index in begun if not _is_sentence(kept[index])]
    if not titles:
        return " ".join(kept[begun[-1] :])
    begin, rest = kept[titles[-1]], kept[titles[-1] + 1 :]
    going_on = rest[:1] if len(begin.split()) < _WHOLE_TITLE else []
    return " ".join([begin, *going_on, *(text for text in rest[len(going_on) :] if not _is_sentence(text))])


def _is_sentence(text: str) -> bool:
    """Whether a paragraph is one of a text: many words, a capital before them and a full stop behind."""
    return text[:1].isupper() and text.count(" ") >= _SENTENCE - 1 and _STOPS.search(text) is not None


def span_of_title(title: str) -> Span | None:
    """The days that a title names, the last mention counting: years, a school year, or a part of one year.

    A single day in the title is an event's: the span is its year, and not sure. That of an act is passed over.
    """
    title = _OF_AN_ACT.sub(" ", title)
    school = _SCHOOL_YEAR.search(title)
    if school and int(school[3]) == (int(school[2]) + 1) % 100:
        return school_year(int(school[2]))
    several = _several_years(title)
    if several is not None:
        return several
    ranges = [(int(first), int(last)) for first, last in _YEARS.findall(title) if str(_OLDEST) <= first <= last]
    ranges = ranges or list(_short_years(title))
    if ranges:
        return calendar_years(*ranges[-1])
    part = _named_part(title)
    if part is not None and part.months < YEAR:
        return part
    single = [int(year) for year in _ONE_YEAR.findall(title)]
    if single:
        return calendar_years(single[-1], single[-1])
    return part


def _short_years(title: str) -> Iterator[tuple[int, int]]:
    """Years whose second is printed short: «2025/26», «2021–25»; «2025-10» may be a month."""
    for first, short in _SHORT_YEARS.findall(title):
        begin = int(first)
        last = begin - begin % 100 + int(short)
        if begin >= _OLDEST and (last == begin + 1 or (last > begin and int(short) > _MONTHS_OF_YEAR)):
            yield begin, last


def span_of_timings(timings: list[str]) -> Span | None:
    """The only year that the timings print; a plan that names no year itself is for that one."""
    years = {int(year) for timing in timings for year in _PRINTED_YEAR.findall(timing)}
    return calendar_years(min(years), min(years), sure=False) if len(years) == 1 else None


def span_of_words(texts: tuple[str, ...]) -> Span | None:
    """The years that a text above the table is for, the last that names any; that the plan is for them is a guess."""
    for text in reversed(texts):
        single = [int(year) for year in _ONE_YEAR.findall(text)]
        span = _several_years(text) or (calendar_years(single[-1], single[-1]) if single else None)
        if span is not None:
            return replace(span, sure=False)
    return None


def _several_years(text: str) -> Span | None:
    """The years that a text is for, where it names several: «на 2024 год и плановый период 2025 и 2026 годов»."""
    found = [[int(year) for year in _PRINTED_YEAR.findall(match.group())] for match in _SEVERAL_YEARS.finditer(text)]
    growing = [years for years in found if years[0] >= _OLDEST and years == sorted(set(years))]
    return calendar_years(growing[-1][0], growing[-1][-1]) if growing else None


def _named_part(title: str) -> Span | None:
    """The last part of a year that a title names with its year; a range counts before a day or a month."""
    words = _DOCUMENT_NUMBER.sub("", normal(title))
    kept = [token for token in tokens(words) if token.kind is not Kind.WORD]
    try:
        items = [item for item in joined_items(kept, None)[0] if _counts(item)]
        items = [item for item in items if item.ranged] or items
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
