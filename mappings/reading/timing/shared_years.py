"""Gives the members of a timing the years that stand beside them: «сентябрь, 2025 г.», «декабрь 2024, 2025, 2026».

Each stage of a timing is read by itself. A year that the plan must tell is for `days`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from mappings.reading.timing.calendar_days import HALF, YEAR, Span, Stretch, half_of_school_year, whole_year, year_of
from mappings.reading.timing.items import Item, Unreadable


def with_years(items: list[Item], span: Span | None = None) -> tuple[list[Item], list[str]]:
    """The members with their years, and what was doubtful; raises `Unreadable` where years and dates contradict.

    A year that the plan (`span`) does not have says nothing of a member that other words part it from.
    """
    doubts: list[str] = []
    shared = [item for stage in _stages(items) for item in _stage_with_years(stage, doubts)]
    later: int | None = None
    found: list[Item] = []
    for item in reversed(shared):
        known = item.stretch_year
        found.append(item if known is not None or later is None or item.all_year else in_year(item, later))
        if known is not None and item.size < YEAR:
            later = known if item.parted or span is None or known in span.years else None
    return found[::-1], doubts


def in_year(item: Item, year: int) -> Item:
    """The member in a year; a range over New Year ends in it."""
    if item.all_year:
        return replace(item, first=whole_year(year), last=whole_year(year), all_year=False)
    first_year = year - 1 if item.ranged and item.first.first > item.last.last else year
    return replace(item, first=item.first.of(first_year), last=item.last.of(year))


def _stages(items: list[Item]) -> Iterator[list[Item]]:
    """The members of each stage; all of them where none is named."""
    starts = [at for at, item in enumerate(items) if item.begins_stage and at]
    for start, end in zip([0, *starts], [*starts, len(items)], strict=True):
        yield items[start:end]


def _stage_with_years(items: list[Item], doubts: list[str]) -> list[Item]:
    years = [item for item in items if item.single_year]
    rest = [item for item in items if not item.single_year]
    if not years or not rest:
        if len({item.size < YEAR for item in rest if item.fixed is None and item.stretch_year is not None}) > 1:
            doubts.append("timing-partly-read")  # «июнь 2024 г., 2025-2026 гг.»: perhaps June of each of these years
        return _in_school_year(items)
    if any(year.open_end for year in years):
        if any(item.size < YEAR and item.stretch_year is not None for item in rest):
            raise Unreadable
        return items
    if all(item.ranged and item.size == YEAR and item.fixed is None for item in rest):
        return items  # «2022, 2024-2026»: years and ranges of years
    return [item for group in _groups(items) for item in _group_with_years(group, doubts)]


def _groups(items: list[Item]) -> Iterator[list[Item]]:
    """Parts of a year with the years beside them: «март 2025, 2026; сентябрь 2026» are two groups."""
    first = items[0].single_year
    pairs = pairwise(item.single_year for item in items)
    starts = [at for at, (before, now) in enumerate(pairs, start=1) if now == first and before != first]
    for start, end in zip([0, *starts], [*starts, len(items)], strict=True):
        yield items[start:end]


def _group_with_years(items: list[Item], doubts: list[str]) -> list[Item]:
    years = [item for item in items if item.single_year]
    rest = [item for item in items if not item.single_year]
    if not years or not rest:
        return items
    if len(years) == 1 and all(item.stretch_year is None for item in rest):
        return [in_year(item, years[0].first.year or 0) for item in rest]
    return _in_each(items, doubts)


def _in_each(items: list[Item], doubts: list[str]) -> list[Item]:
    """Days or parts of a year beside several years fall in each of them."""
    at = next(at for at, item in enumerate(items) if item.single_year == items[-1].single_year)
    ahead, beside = items[:at], items[at:]
    parts, years = (ahead, beside) if items[-1].single_year else (beside, ahead)
    listed = all(year.single_year and (year.parted or number == 0) for number, year in enumerate(years))
    if not listed or any(item.size >= YEAR or item.fixed is not None or item.open_end for item in parts):
        raise Unreadable
    bound = [number for number, item in enumerate(parts) if item.stretch_year is not None]
    if bound and (parts is beside or bound[-1] != len(parts) - 1 or not years[0].parted):
        raise Unreadable
    own = [parts[-1].stretch_year or 0] if bound else []
    others = [number for number in bound if parts[number].stretch_year not in own]
    begin = others[-1] + 1 if others else 0
    numbers = [*own, *(year.first.year or 0 for year in years)]
    doubts.append("timing-each-year")
    return [*parts[:begin], *(in_year(part, number) for number in numbers for part in parts[begin:])]


def _in_school_year(items: list[Item]) -> list[Item]:
    """«Сентябрь 2024/2025 учебного года»: what stands beside a school year is in it."""
    schools = [item.fixed for item in items if item.fixed is not None]
    rest = [item for item in items if item.fixed is None]
    if len(schools) != 1 or not rest or any(item.stretch_year is not None or item.size >= YEAR for item in rest):
        return items
    (school,) = schools
    return [replace(item, first=_within(item.first, school), last=_within(item.last, school)) for item in rest]


def _within(stretch: Stretch, school: Span) -> Stretch:
    if stretch.size == HALF:
        return half_of_school_year(stretch, school)
    year = year_of(stretch, school)
    if year is None:
        raise Unreadable
    return stretch.of(year)
