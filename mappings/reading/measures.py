"""Turns numbered rows into groups and measures, and gathers what each row's cells leave in doubt.

Decides what is a group and what a measure, and whose child each is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mappings.plan import Finding, Group, Measure, Recurrence, Timing
from mappings.reading.context import Above, dated_by
from mappings.reading.counted_days import counted_from
from mappings.reading.entries import Entry
from mappings.reading.findings import found
from mappings.reading.names import nobody_in_particular, part_run_together, split_executors, split_funding
from mappings.reading.table.references import in_key
from mappings.reading.table.rows import LINE_END
from mappings.reading.targets import read_target, wants_a_count
from mappings.reading.timing.calendar_days import Span, calendar_years
from mappings.reading.timing.cell import TimingReading, deadlines_for, read_timing
from mappings.reading.timing.tokens import says_annual

_PERCENT_DOUBLED = re.compile(r"[0-9]\s*%\s*процент\w*", re.IGNORECASE)
_PREPOSITION_DOUBLED = re.compile(r"\b(в|на|к|с|у)\s+[0-9]+\s+\1\b", re.IGNORECASE)


class Classifier:
    """Sorts the rows of one document into groups and measures."""

    def __init__(self, items: list[Entry], span: Span | None) -> None:
        self._span = span
        self._known = frozenset(name for item in items for name in split_executors(item.cells["executor"]))
        self._parents = frozenset(parent for item in items for parent in _ancestors(item))
        self._leading_on = frozenset(next(_ancestors(item), "") for item in items if item.implied)
        self._groups = [item for item in items if self._is_group(item)]
        self._measures = [item for item in items if not self._is_group(item)]
        self._group_keys = frozenset(item.key for item in self._groups)
        self._measure_keys = frozenset(item.key for item in self._measures)
        self.findings: list[Finding] = []

    def groups(self) -> Iterator[Group]:
        """The groups, in the order printed."""
        for item in self._groups:
            parent = next((key for key in _ancestors(item) if key in self._group_keys), None)
            yield Group(item.key, item.number, item.cells["title"], item.place, parent)

    def measures(self) -> Iterator[Measure]:
        """The measures, in the order printed; what is doubtful about each goes to `findings`."""
        return map(self._measure, self._measures)

    def _is_group(self, item: Entry) -> bool:
        """A row without timing and executor that carries others; at the top also one that holds only a title.

        One that leads on to rows without numbers of their own is a group even beside an executor, which is theirs.
        """
        if item.cells["timing"]:
            return False
        if item.cells["executor"]:
            return item.key in self._leading_on and item.cells["title"].endswith(":")
        heading = "." not in item.number and not any(item.cells[role] for role in ("target", "funding"))
        heading = heading and not item.above.timing
        return heading or item.key in self._parents

    def _measure(self, item: Entry) -> Measure:
        cells = item.cells
        annual = says_annual(cells["title"], cells["timing"], cells["target"])
        text, reading = self._timing(item, annual=annual)
        self.findings += [found(code, item.place, item.key, text=text) for code in reading.doubts]
        measure = Measure(
            key=item.key,
            number=item.number,
            section=item.section,
            group=next((key for key in _ancestors(item) if key in self._group_keys), None),
            parent=next((key for key in _ancestors(item) if key in self._measure_keys), None),
            title=cells["title"],
            executors=self._executors(item),
            funding=split_funding(cells["funding"]),
            timing_text=text,
            recurrence=reading.timing.recurrence,
            deadlines=deadlines_for(item.key, reading.timing),
            target_text=cells["target"],
            indicators=read_target(cells["target"], annual=annual),
            place=item.place,
            remarks=tuple(item.remarks.items()),
        )
        self.findings += _target_doubts(measure)
        return measure

    def _timing(self, item: Entry, *, annual: bool) -> tuple[str, TimingReading]:
        """The words that tell when a measure is due, its own or those above it, and what they say."""
        own, above = item.cells["timing"], item.above
        given = dated_by(above, own)
        day = counted_from(above.base, own) if above.base else None
        if day is not None:
            return own, TimingReading(
                Timing(Recurrence.ONCE, (day,), min(day, above.base or day), day), ("timing-counted",)
            )
        reading = read_timing(given or own, annual=annual, span=self._span_below(above))
        if given:
            reading = replace(reading, doubts=("timing-from-heading", *reading.doubts))
        return given or own, reading

    def _span_below(self, above: Above) -> Span | None:
        """The days that the heading above a row is for, or else those of the plan."""
        span = calendar_years(above.year, above.year) if above.year else self._span
        if not above.timing:
            return span
        timing = read_timing(above.timing, annual=False, span=span).timing
        if len(timing.due) == 1 and timing.start is not None:
            return Span(timing.start, timing.due[0], sure=False)
        return span

    def _executors(self, item: Entry) -> tuple[str, ...]:
        printed = split_executors(item.cells["executor"])
        if not printed and item.above.executor:
            printed = split_executors(item.above.executor)
            self.findings.append(found("executor-from-heading", item.place, item.key, names=", ".join(printed)))
        names = part_run_together(printed, self._known)
        if names != printed or (len(names) > 1 and LINE_END in item.cells["executor"]):
            self.findings.append(found("executors-run-together", item.place, item.key, names=", ".join(names)))
        if not names:
            self.findings.append(found("executor-missing", item.place, item.key))
        self.findings += [
            found("executor-not-assignable", item.place, item.key, name=name)
            for name in names
            if nobody_in_particular(name)
        ]
        return names


def check_unique(items: list[Entry]) -> list[Finding]:
    """A section and a number name one row: a second one has no identity of its own."""
    first: dict[str, Entry] = {}
    findings = []
    for item in items:
        known = first.setdefault(item.key, item)
        if known is not item:
            findings.append(found("key-duplicate", item.place, item.key, key=item.key, first=known.place))
    return findings


def _target_doubts(measure: Measure) -> Iterator[Finding]:
    text, place, key = measure.target_text, measure.place, measure.key
    if not text:
        yield found("target-missing", place, key)
    if wants_a_count(text):
        yield found("target-number-missing", place, key, text=text)
    if len(measure.indicators) > 1:
        yield found("target-several-indicators", place, key, count=str(len(measure.indicators)))
    for code, pattern in (("percent-doubled", _PERCENT_DOUBLED), ("preposition-doubled", _PREPOSITION_DOUBLED)):
        doubled = pattern.search(text)
        if doubled:
            yield found(code, place, key, text=doubled.group())


def _ancestors(item: Entry) -> Iterator[str]:
    """The keys of the rows above this one by number, the nearest first."""
    parts = in_key(item.number).split(".")
    return (f"{item.section}.{'.'.join(parts[:length])}" for length in range(len(parts) - 1, 0, -1))
