"""Finds what is wrong with a plan as a whole: its numbering, its headings, its counts. Judges values, reads nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from mappings.natural import natural
from mappings.plan import Finding, Group, IndicatorKind, Measure, Place, Plan, Recurrence
from mappings.reading.entries import Entry
from mappings.reading.findings import found
from mappings.reading.timing.cell import is_timing
from mappings.wording import folded

_ENOUGH_YEARS = 5  # in a shorter range a count that misses the years by one is a coincidence
_ENOUGH_TIMINGS = 4  # of fewer nothing can be said
_SHORTEST = 4  # letters of a title
_DAY = re.compile(r"(?<![0-9.])[0-3]?[0-9]\.[01]?[0-9]\.(?:19|20)[0-9]{2}(?![0-9])")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN, _CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0400-\u04FF]")


def find_faults(plan: Plan, items: list[Entry]) -> Iterator[Finding]:
    """Everything doubtful that only the whole plan shows."""
    yield from _gaps(plan)
    yield from _headings(plan)
    yield from _repeated_numbers(plan, items)
    yield from _missing_dots(items)
    yield from _sections(plan)
    yield from _counts(plan)
    yield from _words(plan, items)
    yield from _misplaced(plan)
    yield from _unread_timings(plan)


def _top(number: str) -> int | None:
    """The first part of a number, None where it has letters."""
    return natural(number.partition(".")[0])


def _is_top(group: Group) -> bool:
    return "." not in group.number


def _gaps(plan: Plan) -> Iterator[Finding]:
    for before, after in pairwise(filter(_is_top, plan.groups)):
        first, last = _top(before.number), _top(after.number)
        if first is not None and last is not None and first + 1 < last:
            missing = str(first + 1) if first + 2 == last else f"{first + 1}–{last - 1}"
            yield found("group-number-missing", after.place, number=missing, before=before.number, after=after.number)


def _headings(plan: Plan) -> Iterator[Finding]:
    below = Counter(measure.group for measure in plan.measures)
    for group in sorted(plan.groups, key=lambda one: -one.number.count(".")):  # inner ones count for outer ones
        if group.parent is not None:
            below[group.parent] += below[group.key]
    for group in plan.groups:
        if not below[group.key]:
            yield found("group-empty", group.place, group.key, number=group.number)
        elif not _is_top(group) and below[group.key] == 1:
            yield found("group-single-child", group.place, group.key, number=group.number)


def _repeated_numbers(plan: Plan, items: list[Entry]) -> Iterator[Finding]:
    """A number used in two sections is odd, unless the later section counts from one again."""
    opening: dict[str, Entry] = {}
    for item in items:
        opening.setdefault(item.section, item)
    afresh = {section for section, item in opening.items() if set(item.number.split(".")) == {"1"}}
    seen: dict[str, Measure] = {}
    for measure in plan.measures:
        other = seen.setdefault(measure.number, measure)
        if other.section != measure.section and measure.section not in afresh:
            yield found("number-duplicate", measure.place, measure.key, number=measure.number, other=other.key)


def _missing_dots(items: list[Entry]) -> Iterator[Finding]:
    if sum(item.dot for item in items) * 2 > len(items):
        for item in items:
            if not item.dot:
                yield found("number-dot-missing", item.place, item.key, number=item.number)


def _sections(plan: Plan) -> Iterator[Finding]:
    """A section without groups in a plan that has them; the number of its first measure may be another's group."""
    tops = [group for group in plan.groups if _is_top(group)]
    homes = {group.number: group.key.partition(".")[0] for group in tops}
    grouped = {group.key.partition(".")[0] for group in tops}
    opening: dict[str, Measure] = {}
    for measure in plan.measures:
        opening.setdefault(measure.section, measure)
    for section in plan.sections:
        if not grouped or section.key in grouped or section.key not in opening:
            continue
        yield found("section-without-group", section.place, section=section.key)
        number = str(_top(opening[section.key].number))
        if number in homes:
            yield found(
                "section-continues-numbering",
                section.place,
                section=section.key,
                number=number,
                other=homes[number],
            )


def _counts(plan: Plan) -> Iterator[Finding]:
    """A total that misses the years of its own range by one, or does not divide among a measure's deadlines.

    Of a measure with several deadlines a year nothing is said: its count may be meant for each, or for the year.
    """
    for measure in plan.measures:
        due = len(measure.deadlines)
        if due == 0 or due > len({deadline.year for deadline in measure.deadlines}):
            continue
        years = due if due > 1 else measure.deadlines[0].due.year - measure.deadlines[0].start.year + 1
        for indicator in measure.indicators:
            if indicator.kind is not IndicatorKind.TOTAL or indicator.value is None:
                continue
            value = indicator.value
            uneven = due > 1 and value % due != 0
            if uneven or (years >= _ENOUGH_YEARS and abs(value - years) == 1):
                count = f"{value:f} {indicator.unit}".strip()
                yield found("target-count-differs", measure.place, measure.key, count=count, years=str(years))


def _words(plan: Plan, items: list[Entry]) -> Iterator[Finding]:
    """Words that mix two alphabets, each told once for a row."""
    texts: list[tuple[str, Place, str | None]] = [(one.title, one.place, None) for one in plan.sections]
    texts += [(" ".join(item.cells.values()), item.place, item.key) for item in items]
    for text, place, key in texts:
        for word in dict.fromkeys(_WORD.findall(text)):
            if _LATIN.search(word) and _CYRILLIC.search(word):
                yield found("mixed-alphabets", place, key, word=word)


def _misplaced(plan: Plan) -> Iterator[Finding]:
    """What looks as if a cell of the row had been lost, or taken for another."""
    executors = {name for measure in plan.measures for name in measure.executors}
    names, timings = set(map(folded, executors)), set(filter(is_timing, executors))
    for measure in plan.measures:
        title, place, key = measure.title, measure.place, measure.key
        if sum(map(str.isalpha, title)) < _SHORTEST:
            yield found("title-short", place, key, text=title)
        elif not measure.timing_text and (_DAY.search(title) or is_timing(title)):
            yield found("title-holds-timing", place, key, text=title)
        elif folded(title) in names:
            yield found("title-holds-name", place, key, text=title)
        for name in measure.executors:
            if name in timings:
                yield found("executor-holds-timing", place, key, text=name)


def _unread_timings(plan: Plan) -> Iterator[Finding]:
    """Timings that are mostly no timings: then another column may be theirs."""
    printed = [measure for measure in plan.measures if measure.timing_text]
    unread = [one for one in printed if one.recurrence is Recurrence.NONE]
    if len(printed) >= _ENOUGH_TIMINGS and len(unread) * 2 > len(printed):
        count, whole = str(len(unread)), str(len(printed))
        yield found("timings-mostly-unread", unread[0].place, None, count=count, all=whole)
