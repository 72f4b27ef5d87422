"""The days of each member of a timing; a year that is not printed is taken from the plan where it can be only one.

A member that gives no day is refused with its doubt, never guessed. Whether days come back is for `rhythms`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mappings.reading.timing.calendar_days import (
    HALF,
    YEAR,
    Span,
    Stretch,
    half_of_school_year,
    runs,
    school_year,
    year_end,
    year_of,
)
from mappings.reading.timing.items import Item, Unreadable


def resolved(items: list[Item], span: Span | None) -> tuple[list[Span], list[str]]:
    """The days of each member, events of several days in a row as one; raises `Unreadable`."""
    doubts: list[str] = []
    spans = [_resolve(item, span, doubts) for item in items]
    if all(item.size == 0 and not item.ranged for item in items):
        together = runs([one.last for one in spans])
        if any(len(days) > 1 for days in together):
            doubts.append("timing-event-days")
        spans = [Span(date(days[-1].year, 1, 1), days[-1]) for days in together]
    doubts += _year_lists(items)
    return spans, doubts


def without_dash(items: list[Item]) -> Item | None:
    """«2009 2011 годы»: two years and a plural are a range whose dash is missing."""
    match items:
        case [first, last] if first.single_year and last.single_year and last.plural and not last.parted:
            return replace(first, last=last.last, ranged=True)
        case _:
            return None


def _resolve(item: Item, span: Span | None, doubts: list[str]) -> Span:
    if item.fixed is not None:
        return item.fixed
    if item.before and item.single_year:
        doubts.append("timing-before-year")
    if item.all_year:
        return _year_of_plan(span, doubts)
    last = item.last if item.last.year is not None else _implied(item.last, span, doubts)
    first = item.first
    if first.year is None:
        crosses = first.first > last.last and item.last.year is not None
        year = (last.year or 0) - crosses
        first = first.of(year) if item.last.year is not None else _implied(first, span, doubts)
    if item.ranged and first.size < YEAR == last.size and not item.open_end and first.first != (1, 1):
        doubts.append("timing-partly-read")
    try:
        begins, ends = first.within(first.year or 0), last.within(last.year or 0)
    except ValueError:
        raise Unreadable("timing-day-impossible") from None
    if begins.first > ends.last:
        raise Unreadable("timing-reversed")
    from_new_year = item.size == 0 and not item.ranged
    return Span(date(ends.last.year, 1, 1) if from_new_year else begins.first, ends.last)


def _implied(stretch: Stretch, span: Span | None, doubts: list[str]) -> Stretch:
    """The stretch in the only year of the plan that has it."""
    if span is not None and stretch.size == HALF and span == school_year(span.first.year):
        doubts.append("timing-year-implied")
        return half_of_school_year(stretch, span)
    year = None if span is None else year_of(stretch, span)
    if year is None and span is not None and len(span.years) == 1:
        year = span.first.year
    if year is None:
        raise Unreadable("timing-year-unknown")
    doubts.append("timing-year-implied")
    return stretch.of(year)


def _year_of_plan(span: Span | None, doubts: list[str]) -> Span:
    if span is None or span.months > YEAR:
        raise Unreadable("timing-year-unknown")
    if not span.sure:
        doubts.append("timing-year-implied")
    if len(span.years) > 1:
        return span
    return Span(date(span.last.year, 1, 1), year_end(span.last.year), span.sure)


def _year_lists(items: list[Item]) -> list[str]:
    """Years that stand side by side without anything between them are told."""
    bare = [item for item in items[1:] if item.single_year and not item.parted]
    return ["years-without-separators"] if bare else []
