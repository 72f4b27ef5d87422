"""What is different now from a report that was handed in: values that were corrected, rows that are gone or new.

Compares values and words nothing. A measure that an amendment renumbered is the same measure under its new key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mappings.yearly_report.values import Fact, IndicatorRow, MeasureRow, YearReport


class Part(StrEnum):
    """What of a row is different."""

    GONE = "gone"  # the row was handed in, and is no more
    NEW = "new"  # it was not handed in
    PREVIOUS = "previous"
    PLAN = "plan"
    FACT = "fact"
    CLOSED = "closed"
    STATE = "state"
    REASON = "reason"


_OF_INDICATOR = (Part.PREVIOUS, Part.PLAN, Part.FACT)
_OF_MEASURE = (Part.CLOSED, Part.STATE, Part.REASON)


@dataclass(frozen=True)
class IndicatorChange:
    """One part of an indicator's row; `before` as handed in, `now` as it would be. None where there is no such row."""

    part: Part
    before: IndicatorRow | None
    now: IndicatorRow | None


@dataclass(frozen=True)
class MeasureChange:
    """The same of a measure's row."""

    part: Part
    before: MeasureRow | None
    now: MeasureRow | None


Change = IndicatorChange | MeasureChange


def differences(closed: YearReport, now: YearReport, keys: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs, in the order of the closed report, what is new behind it.

    `keys` gives the present key of a measure of the closed report, where an amendment gave it another.
    """
    return (*_of_indicators(closed, now, keys), *_of_measures(closed, now, keys))


def _of_indicators(closed: YearReport, now: YearReport, keys: Mapping[str, str]) -> Iterator[IndicatorChange]:
    present = {(row.key, row.position): row for row in now.indicators}
    for row in closed.indicators:
        other = present.pop((keys.get(row.key, row.key), row.position), None)
        if other is None:
            yield IndicatorChange(Part.GONE, row, None)
            continue
        for part in _OF_INDICATOR:
            if _worth(row, part) != _worth(other, part):
                yield IndicatorChange(part, row, other)
    for other in present.values():
        yield IndicatorChange(Part.NEW, None, other)


def _of_measures(closed: YearReport, now: YearReport, keys: Mapping[str, str]) -> Iterator[MeasureChange]:
    present = {(row.key, _tail(row.deadline)): row for row in now.measures}
    for row in closed.measures:
        other = present.pop((keys.get(row.key, row.key), _tail(row.deadline)), None)
        if other is None:
            yield MeasureChange(Part.GONE, row, None)
            continue
        for part in _OF_MEASURE:
            if _worth(row, part) != _worth(other, part):
                yield MeasureChange(part, row, other)
    for other in present.values():
        yield MeasureChange(Part.NEW, None, other)


def _worth(row: IndicatorRow | MeasureRow, part: Part) -> object:
    """What a part of a row says; of a fact what it amounts to, whatever it rests on."""
    said = getattr(row, part.value)
    return (said.value, said.done) if isinstance(said, Fact) else said


def _tail(deadline: str) -> str:
    """What a deadline's key adds to its measure's."""
    return deadline.partition("/")[2]
