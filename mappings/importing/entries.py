"""What the rows of an import table say of the plan: which issue each of them is for, and what is wrong with the others.

Rows of one period become one entry. It asks no tracker: whether an entry can be posted is decided by the run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mappings.errors import Problem
from mappings.importing.faults import row_problem
from mappings.importing.table import ImportRow
from mappings.importing.words import Reported
from mappings.plan import Deadline, Measure, Place, Plan
from mappings.reading.findings import place_of
from mappings.wording import clean, cut

_LIKE_ROMAN = str.maketrans("ІХСМ", "IXCM")  # Cyrillic letters that stand for roman numerals
_YEAR = re.compile(r"([0-9]{4})(?: ?(?:год|г)\.?)?")
_NUMBER = re.compile(r"[0-9]+\.[0-9]+")
_DATE_FORMS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y")
_CELL = 40  # characters of a cell that can be a number, a year or a date
_WORDS = 2_000  # characters of a reason or a source


@dataclass(frozen=True)
class Entry:
    """What one or more rows say of one period of a measure, and of which issue."""

    key: str  # of the issue
    measure: str
    reported: Reported
    place: Place  # of the first row


@dataclass(frozen=True)
class Entries:
    """What can be posted, in the order of the table, and what is wrong with the rest."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Meant:
    """A row that was understood; `indicator` is None where it reports no figure."""

    row: ImportRow
    measure: Measure
    key: str
    year: int | None
    indicator: int | None
    closed_on: date | None


class _Wrong(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def entries_of(rows: Sequence[ImportRow], plan: Plan, *, today: date, source: str) -> Entries:
    """Understand the rows. `source` is the origin of those that name none."""
    reader = _Reader(plan, today)
    meant: list[_Meant] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            meant.append(reader.meant(row))
        except _Wrong as wrong:
            problems.append(wrong.problem)
    once, twice = _once(meant)
    periods: dict[tuple[str, int | None], list[_Meant]] = defaultdict(list)
    for one in once:
        periods[one.key, one.year].append(one)
    entries = []
    for period in periods.values():
        days = {one.closed_on for one in period if one.closed_on is not None}
        if len(days) > 1:
            problems += [_contradicts(one, next(other for other in period if other is not one)) for one in period]
        else:
            entries.append(_entry(period, min(days, default=None), source))
    return Entries(tuple(entries), (*problems, *twice))


def _once(meant: Iterable[_Meant]) -> tuple[list[_Meant], list[Problem]]:
    """The rows that say a thing once; one said twice counts once, of two that contradict each other neither does."""
    slots: dict[tuple[str, int | None, int | None], list[_Meant]] = defaultdict(list)
    for one in meant:
        slots[one.key, one.year, one.indicator].append(one)
    kept, problems = [], []
    for same in slots.values():
        first, *others = same
        if all(one.row.said == first.row.said for one in others):
            kept.append(first)
            other = place_of(first.row.place)
            problems += [row_problem("row-twice", one.row.place, other=other) for one in others]
        else:
            problems += [_contradicts(one, next(other for other in same if other is not one)) for one in same]
    return kept, problems


def _contradicts(one: _Meant, other: _Meant) -> Problem:
    return row_problem("row-contradicts", one.row.place, other=place_of(other.row.place))


def _entry(period: Sequence[_Meant], closed_on: date | None, source: str) -> Entry:
    first = period[0]
    figures = tuple(sorted((one.indicator, clean(one.row.figure)) for one in period if one.indicator is not None))
    return Entry(
        first.key,
        first.measure.key,
        Reported(
            figures,
            first.year,
            _joined(one.row.source for one in period) or source,
            closed_on,
            _joined(one.row.reason for one in period),
            numbered=len(first.measure.indicators) > 1,
        ),
        first.row.place,
    )


def _joined(texts: Iterable[str]) -> str:
    return cut("; ".join(dict.fromkeys(filter(None, map(clean, texts)))), _WORDS)


class _Reader:
    """Understands one row at a time; raises `_Wrong` with what is wrong with it."""

    def __init__(self, plan: Plan, today: date) -> None:
        self._plan = plan
        self._today = today
        self._by_key = {measure.key: measure for measure in plan.measures}
        self._by_number: dict[str, list[Measure]] = defaultdict(list)
        for measure in plan.measures:
            self._by_number[measure.number.strip(". ")].append(measure)

    def meant(self, row: ImportRow) -> _Meant:
        name, _slash, when = clean(row.measure)[: 2 * _CELL].partition("/")
        measure = self._measure(name, row)
        period = clean(row.period) or when
        year, day = self._period(period, row)
        key, named = self._issue(measure, year, day, row, period)
        return _Meant(row, measure, key, named, self._indicator(measure, row), self._closed_on(row))

    def _measure(self, name: str, row: ImportRow) -> Measure:
        wanted = name.strip(". ").translate(_LIKE_ROMAN)
        if wanted in self._by_key:
            return self._by_key[wanted]
        found = list(self._by_number.get(wanted, ()))
        if row.doubtful or _NUMBER.fullmatch(name.strip()):  # a spreadsheet makes 1.1 of what was written as 1.10
            found += [
                measure
                for number, measures in self._by_number.items()
                for measure in measures
                if number != wanted and number.rstrip("0") == wanted
            ]
        if len(found) == 1:
            return found[0]
        if found:
            keys = ", ".join(measure.key for measure in found)
            raise _Wrong(row_problem("row-measure-ambiguous", row.place, measure=name, keys=keys))
        raise _Wrong(row_problem("row-measure-unknown", row.place, measure=name or "—"))

    def _period(self, text: str, row: ImportRow) -> tuple[int | None, date | None]:
        if not text:
            return None, None
        match = _YEAR.fullmatch(text[:_CELL])
        if match is not None:
            return int(match[1]), None
        day = _day(text)
        if day is None:
            raise _Wrong(row_problem("row-period-unread", row.place, period=text))
        return day.year, day

    def _issue(
        self, measure: Measure, year: int | None, day: date | None, row: ImportRow, period: str
    ) -> tuple[str, int | None]:
        """The issue of a period and the year that the report names: the deadline's, or one that a lone one spans."""
        deadlines = measure.deadlines
        if not deadlines or (len(deadlines) == 1 and year is None):
            return measure.key, year
        years = ", ".join(dict.fromkeys(str(one.period) for one in deadlines))
        if year is None:
            raise _Wrong(row_problem("row-period-missing", row.place, measure=measure.key, years=years))
        if len(deadlines) == 1 and year in deadlines[0].years:
            return measure.key, year
        deadline = _of_day(deadlines, day) if day is not None else None
        of_year = [one for one in deadlines if one.period == year]
        if deadline is None and len(of_year) == 1:
            deadline = of_year[0]
        if deadline is None:
            of_year_days = ", ".join(one.planned.strftime("%d.%m.%Y") for one in of_year)
            details = {"measure": measure.key, "period": period, "years": of_year_days or years}
            raise _Wrong(row_problem("row-period-outside", row.place, **details))
        return measure.issue_key(deadline), deadline.period

    def _indicator(self, measure: Measure, row: ImportRow) -> int | None:
        if not row.figure:
            return None
        count = max(1, len(measure.indicators))
        number = clean(row.indicator).strip("№. ")
        if not number and count == 1:
            return 1
        if number.isascii() and number.isdecimal() and len(number) < _CELL and 1 <= int(number) <= count:
            return int(number)
        details = {"measure": measure.key, "indicator": number or "—", "count": str(count)}
        raise _Wrong(row_problem("row-indicator", row.place, **details))

    def _closed_on(self, row: ImportRow) -> date | None:
        text = clean(row.closed)
        if not text:
            return None
        day = _day(text)
        if day is None:
            raise _Wrong(row_problem("row-day-unread", row.place, day=text))
        if day > self._today:
            raise _Wrong(row_problem("row-day-ahead", row.place, day=text))
        return day


def _of_day(deadlines: Sequence[Deadline], day: date) -> Deadline | None:
    """The deadline of a day, the plan's own or the one to which it was extended."""
    dues = {one.due: one for one in deadlines} | {one.planned: one for one in deadlines}
    return dues.get(day)


def _day(text: str) -> date | None:
    """A calendar day as offices write it, a time after it left out; None for what is none."""
    words = re.sub(r"(?: ?(?:года|г)\.?|[ T]\d{1,2}:\d{2}(?::\d{2})?)$", "", text[:_CELL])
    if not words.isascii():
        return None
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def without(entry: Entry, numbers: Iterable[int]) -> Entry:
    """An entry without the figures of these indicators."""
    left = set(numbers)
    figures = tuple(figure for figure in entry.reported.figures if figure[0] not in left)
    return replace(entry, reported=replace(entry.reported, figures=figures))
