"""Headings that name a time: «СЕНТЯБРЬ» or «2025 год» above measures, whose timings then need not say it again."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.plan import Section
from mappings.reading.timing.calendar_days import MONTH, Span
from mappings.reading.timing.days import resolved
from mappings.reading.timing.items import Item, Unreadable
from mappings.reading.timing.members import joined_items
from mappings.reading.timing.tokenizer import tokens
from mappings.reading.timing.tokens import Kind, normal

_NAMED = frozenset({Kind.STRETCH, Kind.SMALL, Kind.DASH})


def names_period(text: str) -> bool:
    """Whether a heading is a month, another part of a year or a year, and nothing else."""
    return _named(text, None) is not None


def periods_of(sections: Iterable[Section], span: Span | None) -> dict[str, Span]:
    """The days that sections are for, by their keys, where their titles name a time that the plan has once."""
    found = ((section.key, _named(section.title, span)) for section in sections)
    spans = ((key, _days(item, span)) for key, item in found if item is not None)
    return {key: days for key, days in spans if days is not None}


def _named(text: str, span: Span | None) -> Item | None:
    found = tokens(normal(text))
    if not found or any(token.kind not in _NAMED for token in found):
        return None
    try:
        items, _ = joined_items(found, span)
    except Unreadable:
        return None
    return items[0] if len(items) == 1 and items[0].size >= MONTH else None


def _days(item: Item, span: Span | None) -> Span | None:
    try:
        (days,), _ = resolved([item], span)
    except Unreadable:
        return None
    return days
