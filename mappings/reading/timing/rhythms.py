"""Timings that come back: every year, half-year, quarter or month, at its end or on the day that is printed.

Decides the days of a rhythm within the years it is printed for, or else within the plan's.
"""

from __future__ import annotations

from datetime import date

from mappings.plan import Recurrence, Timing
from mappings.reading.timing.calendar_days import (
    MONTH,
    YEAR,
    Span,
    calendar_years,
    day_after_period,
    period_ends,
    year_end,
)
from mappings.reading.timing.days import resolved
from mappings.reading.timing.items import Item, Unreadable
from mappings.reading.timing.tokens import Kind, Token


def rhythm_days(tokens: list[Token], items: list[Item], span: Span | None) -> tuple[Timing, list[str]]:
    """The timing of a rhythm, and what was doubtful; raises `Unreadable`.

    `items` are the years it is printed for, and the days or months of each year on which it falls.
    """
    beats = [token for token in tokens if token.kind in (Kind.RHYTHM, Kind.SPREAD)]
    doubts = ["timing-spread"] if any(token.kind is Kind.SPREAD for token in beats) else []
    lengths = {token.value for token in beats}
    if len(lengths) > 1:
        doubts.append("timing-several-rhythms")
    months = max(lengths)
    if months == 0:
        return Timing(Recurrence.ONGOING), [*doubts, "timing-too-frequent"]
    if months == YEAR:
        items = [item for item in items if not item.all_year]  # «ежегодно, в течение года» is each of the years
    anchors = [item for item in items if item.stretch_year is None and not item.all_year]
    scope = _scope([item for item in items if item.stretch_year is not None or item.all_year], span, doubts)
    day = next((token for token in tokens if token.kind is Kind.DAY), None)
    later = _months_later(tokens, months, doubts)
    if any(token.kind is Kind.NEXT_YEAR for token in tokens):
        doubts.append("timing-next-year")
        scope = Span(date(scope.first.year + 1, 1, 1), year_end(scope.last.year + 1))
    if anchors:
        due = _in_periods(anchors, scope, months) or _anchored(anchors, scope)
    else:
        due = list(period_ends(scope, months)) or _short(scope, months)
        if day is not None:
            due = _on_day(due, day.value, months, doubts, later)
    yearly = months == YEAR and len(due) == len({one.year for one in due})
    return _timing(due, scope, yearly=yearly), doubts


def _scope(items: list[Item], span: Span | None, doubts: list[str]) -> Span:
    """The days over which the rhythm runs."""
    if not items:
        if span is None:
            raise Unreadable("timing-year-unknown")
        if not span.sure:
            doubts.append("timing-year-implied")
        return _widened(span)
    if any(item.open_end and not item.ranged for item in items):
        year = items[0].first.year
        if len(items) > 1 or span is None or year is None:
            raise Unreadable("timing-year-unknown")
        first = items[0].first.within(year).first
        if first > span.last:
            raise Unreadable("timing-reversed")
        return Span(first, span.last)
    if any(item.size == 0 and not item.ranged for item in items):
        raise Unreadable
    spans, told = resolved(items, span)
    doubts += told
    if len(spans) > 1 and not all(item.single_year for item in items):
        raise Unreadable
    return Span(min(one.first for one in spans), max(one.last for one in spans))


def _widened(span: Span) -> Span:
    """A plan for a part of one year keeps its days; any other covers whole years, or the school year that it is for."""
    whole = span.first.day == 1 or len(span.years) == 1
    return span if whole else calendar_years(span.first.year, span.last.year)


def _short(scope: Span, months: int) -> list[date]:
    """The only day of a rhythm whose period is longer than its scope."""
    return [scope.last] if months <= YEAR else []


def _in_periods(anchors: list[Item], scope: Span, months: int) -> list[date]:
    """The ends of the periods that fall in longer parts of the year: «ежемесячно, сентябрь - май»."""
    if months >= YEAR or not all(item.ranged or item.size > months for item in anchors):
        return []
    due: set[date] = set()
    for year in range(scope.first.year, scope.last.year + 2):
        for item in anchors:
            try:
                first = item.first.within(year - (item.first.first > item.last.last)).first
                last = item.last.within(year).last
            except ValueError:
                raise Unreadable("timing-day-impossible") from None
            due.update(period_ends(Span(max(first, scope.first), min(last, scope.last)), months))
    return sorted(due)


def _anchored(anchors: list[Item], scope: Span) -> list[date]:
    """The last day of each anchor in each year of the scope."""
    due: list[date] = []
    for year in scope.years:
        for item in anchors:
            try:
                last = item.last.within(year).last
            except ValueError:
                raise Unreadable("timing-day-impossible") from None
            if item.ranged and item.first.first > item.last.last and year == scope.first.year:
                continue  # «октябрь - март» ends in the year after the one it begins in
            if scope.first <= last <= scope.last:
                due.append(last)
    if not due:
        raise Unreadable("timing-year-unknown")
    return sorted(due)


def _months_later(tokens: list[Token], months: int, doubts: list[str]) -> int | None:
    """How many months after a period's end its printed day falls, or None where the timing does not say."""
    follows = any(token.kind is Kind.NEXT for token in tokens)
    named = next((token for token in tokens if token.kind is Kind.MONTH_OF_PERIOD), None)
    if named is None:
        return 1 if follows else None
    if follows:
        return max(named.value, 1)
    if named.value:
        doubts += named.doubts
    return named.value - months if 0 < named.value <= months else 0


def _on_day(ends: list[date], day: int, months: int, doubts: list[str], later: int | None) -> list[date]:
    """The printed day of the month that the timing names.

    A quarter's or a year's «до 15 числа» without a month is taken for the month after it.
    """
    if not 1 <= day <= 31:  # noqa: PLR2004 - the days of the longest month
        raise Unreadable("timing-day-impossible")
    if later is None:
        if months > MONTH:
            doubts.append("timing-day-of-period")
        later = 1 if months > MONTH else 0
    return [day_after_period(end, day, later) for end in ends]


def _timing(due: list[date], scope: Span, *, yearly: bool) -> Timing:
    if not due:
        raise Unreadable("timing-year-unknown")
    days = tuple(due)
    start = min(scope.first, days[0])
    if yearly:
        return Timing(Recurrence.ANNUAL, days, start, days[-1])
    return Timing(Recurrence.YEARS if len(days) > 1 else Recurrence.ONCE, days, start, days[-1])
