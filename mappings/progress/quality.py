"""What should be known of the figures before they are trusted: one `Doubt` for each case, with the issue and the line.

Decides which codes apply; none is raised where it does not. Nothing here changes what counts, and the words are in
`mappings.progress.quality_words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from statistics import median

from mappings.plan import Indicator, IndicatorKind, Measure, Plan
from mappings.progress.attainment import asked_in, falls, meets
from mappings.progress.gathering import Reported
from mappings.progress.growth import growth_of
from mappings.progress.levels import level_points
from mappings.progress.periods import Case, Day, Period, report_day
from mappings.progress.standing import Account, asks_number, day_of
from mappings.progress.states import (
    DeadlineProgress,
    DeadlineState,
    Doubt,
    FigureLine,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    Report,
    Status,
)
from mappings.progress.totals import rolled_up

OF_PLAN = frozenset({"target-missing", "target-number-missing"})
"""The codes of what the plan leaves out, whatever was reported."""

_REPEATED = 3  # equal figures in one issue
_FACTOR = 5  # how many times the median, or which part of it, is out of proportion
_STALE = 15  # months
_MONTHS = 12


def doubts_of(
    reported: Reported,
    cases: Sequence[Case],
    indicators: Sequence[IndicatorProgress],
    children: Sequence[MeasureProgress],
    day: Day,
) -> tuple[Doubt, ...]:
    """Every doubt about a measure: about the plan first, then the figures of each indicator, then the closings."""
    found = list(_of_plan(reported.measure))
    for case, indicator in zip(cases, indicators, strict=True):
        found += _of_lines(case)
        found += _of_closing(case, indicator)
        found += _of_course(case)
        found += _of_whole(case, indicator)
        found += _of_age(case, indicator)
    found += _of_numbers(cases, reported.followed)
    found += _of_days(reported.followed, day)
    found += _of_parent(reported, children)
    return tuple(dict.fromkeys(found))


def orphaned(plan: Plan, reports: Mapping[str, Report]) -> tuple[Doubt, ...]:
    """The figures of issues whose measure the plan no longer has: they count for nothing."""
    known = {measure.key for measure in plan.measures}
    strays = (reports[key] for key in sorted(reports) if key.partition("/")[0] not in known)
    return tuple(_line("figure-orphaned", one, one.lines[-1]) for one in strays if one.lines)


def _line(code: str, report: Report, line: FigureLine, *numbers: Decimal) -> Doubt:
    url = line.url or report.url
    return Doubt(code, report.key, line.author, line.at, url, line.indicator, line.text, numbers)


def _issue(code: str, report: Report, number: int | None = None, *, days: int | None = None) -> Doubt:
    return Doubt(code, report.key, report.assignee or "", report.closed_at, report.url, number, days=days)


def _of_plan(measure: Measure) -> Iterator[Doubt]:
    if not measure.indicators:
        yield Doubt("target-missing", measure.key)
    for number, one in enumerate(measure.indicators, start=1):
        if one.value is None and asks_number(one):
            yield Doubt("target-number-missing", measure.key, indicator=number)


def _accounts(case: Case) -> Iterator[tuple[Report, Account]]:
    """Each issue once, with what it says of the indicator."""
    seen = {}
    for one in case.periods:
        seen[one.report.key] = (one.report, one.account)
    seen.setdefault(case.own_report.key, (case.own_report, case.own_account))
    yield from seen.values()


def _of_lines(case: Case) -> Iterator[Doubt]:
    """Lines that do not count, and those written where they count for nothing."""
    for report, account in _accounts(case):
        for standing in account.standings():
            if standing.fault and standing.last is not None:
                yield _line(standing.fault, report, standing.last)
            elif standing.lines and not asks_number(case.indicator):
                yield _line("no-number", report, standing.lines[-1])
        if account.strange is not None:
            yield _line("figure-other-year", report, account.strange)
    for one in case.periods:
        if one.standing.lines and (one.dropped or one.state is DeadlineState.CANCELLED):
            code = "figure-orphaned" if one.dropped else "figure-on-cancelled"
            yield _line(code, one.report, one.standing.lines[-1])
    yearly = case.indicator.kind in (IndicatorKind.PER_YEAR, IndicatorKind.GROWTH)
    if yearly and case.own.lines and case.own.last is not None:
        yield _line("figure-unread", case.own_report, case.own.last)  # it names no year


def _of_closing(case: Case, indicator: IndicatorProgress) -> Iterator[Doubt]:
    """Issues closed without the figure that they were to report."""
    if not asks_number(case.indicator) or indicator.rolled_up_from:
        return
    for one in case.judged:
        silent = not one.account.said and one.standing.last is None
        counted = case.indicator.count_closed is not None and case.indicator.kind is IndicatorKind.TOTAL
        told_above = case.own.value is not None and case.own_day is not None and one.due <= case.own_day
        if one.report.status is Status.DONE and silent and not counted and not told_above:
            yield _issue("closed-without-figure", one.report, case.number)


def _of_course(case: Case) -> Iterator[Doubt]:
    """How the figures follow each other: falls, repetitions, and one out of proportion."""
    kind = case.indicator.kind
    if kind is IndicatorKind.TOTAL:
        yield from _fallen_totals(case)
        yield from _repeated(case)
    if kind is IndicatorKind.LEVEL:
        yield from _fallen_levels(case)
    yield from _out_of_proportion(case)
    if kind is IndicatorKind.GROWTH:
        baseless = growth_of(case).baseless
        if baseless:
            newest = baseless[-1]
            yield _line("growth-base-missing", newest.report, newest.standing.lines[-1])


def _totals_so_far(case: Case, period: Period) -> list[FigureLine]:
    """The lines of one issue that each say the total so far."""
    if case.indicator.reporting == "period" or period.start.year == period.year:
        return []
    lines = sorted(period.report.lines, key=lambda one: one.at)
    return [one for one in lines if one.indicator == case.number and one.year is None and one.value is not None]


def _fallen_totals(case: Case) -> Iterator[Doubt]:
    for one in case.judged:
        told = [line for line in _totals_so_far(case, one) if not line.adds][-2:]
        if len(told) > 1 and (told[1].value or 0) < (told[0].value or 0) and told[1] in one.standing.lines:
            yield _line("cumulative-fell", one.report, told[1], *_values(told))
    if case.indicator.reporting == "cumulative":
        known = [one for one in case.judged if one.standing.lines]
        for before, after in pairwise(known):
            if (after.value or Decimal(0)) < (before.value or Decimal(0)):
                numbers = _values([before.standing.lines[-1], after.standing.lines[-1]])
                yield _line("cumulative-fell", after.report, after.standing.lines[-1], *numbers)


def _values(lines: Sequence[FigureLine]) -> tuple[Decimal, ...]:
    return tuple(line.value for line in lines if line.value is not None)


def _repeated(case: Case) -> Iterator[Doubt]:
    """The same figure again and again: most likely each time one more was meant."""
    for one in case.judged:
        told = [line for line in _totals_so_far(case, one) if not line.adds]
        runs = [list(group) for _value, group in groupby(told, key=lambda line: line.value)]
        last = runs[-1] if runs else []
        reached = one.value is not None and case.indicator.value is not None and meets(case.indicator, one.value)
        if len(last) >= _REPEATED and not reached and last[-1].value:
            yield _line("same-figure-repeated", one.report, last[-1], Decimal(len(last)))


def _fallen_levels(case: Case) -> Iterator[Doubt]:
    points = level_points(case)
    if case.indicator.value is None or len(points) < 2:  # noqa: PLR2004
        return
    (_then, _key, before), (day, key, last) = points[-2:]
    if before.value is None or last.value is None or meets(asked_in(case.indicator, day.year), last.value):
        return
    worse = last.value > before.value if falls(case.indicator) else last.value < before.value
    if worse:
        report = next((one.report for one in case.periods if one.report.key == key), case.own_report)
        yield _line("level-fell", report, last.lines[-1], before.value, last.value)


def _out_of_proportion(case: Case) -> Iterator[Doubt]:
    """A figure many times the median of its kind, or a small part of it; a running period is still to grow."""
    if case.indicator.reporting == "cumulative" or not asks_number(case.indicator):
        return
    known = [one for one in case.judged if one.value and not (_is_growth(case.indicator) and _in_percent(one))]
    if len(known) < _REPEATED:
        return
    middle = median([one.value for one in known if one.value is not None])
    for one in known:
        value = one.value or Decimal(0)
        small = one.finished and 0 < value * _FACTOR <= middle
        if middle > 0 and (small or value >= _FACTOR * middle):
            yield _line("magnitude-off", one.report, one.standing.lines[-1], value, middle)


def _is_growth(indicator: Indicator) -> bool:
    return indicator.kind is IndicatorKind.GROWTH


def _in_percent(period: Period) -> bool:
    return period.standing.lines[-1].percent


def _of_whole(case: Case, indicator: IndicatorProgress) -> Iterator[Doubt]:
    """The measure's own figure beside what its parts add up to."""
    if case.indicator.kind is not IndicatorKind.TOTAL:
        return
    parts = rolled_up(case.indicator, case.children)
    known = [progress.actual for _child, progress in parts if progress.actual is not None]
    if known and len(known) == len(parts) and indicator.actual is not None and not indicator.rolled_up_from:
        summed = sum(known, Decimal(0))
        if summed != indicator.actual:
            line = indicator.sources[-1].line if indicator.sources else None
            report = case.own_report
            numbers = (indicator.actual, summed)
            yield _line("rollup-differs", report, line, *numbers) if line else _issue("rollup-differs", report)
    yield from _own_beside_periods(case)


def _own_beside_periods(case: Case) -> Iterator[Doubt]:
    if case.own.value is None or case.own.last is None or case.own_day is None or case.own.only_adds:
        return
    covered = [one for one in case.periods if one.due <= case.own_day]
    values = [one.value for one in covered if one.value is not None]
    if not values or len(values) < len(covered):
        return  # what a period lacks the whole may hold
    summed = values[-1] if case.indicator.reporting == "cumulative" else sum(values, Decimal(0))
    if summed != case.own.value:
        yield _line("own-differs", case.own_report, case.own.last, case.own.value, summed)


def _of_age(case: Case, indicator: IndicatorProgress) -> Iterator[Doubt]:
    """A figure of an issue that goes on for years, and of which nothing has been heard for long."""
    if indicator.state in (MeasureState.DONE, MeasureState.CANCELLED) or case.closed:
        return
    for one in case.judged:
        if one.start.year == one.due.year or not one.standing.lines:
            continue
        lines = (*one.report.lines, *one.standing.lines)  # what stands may be said in the measure's own issue
        today, newest = case.day.today, max(day_of(line.at, case.day.zone) for line in lines)
        months = (today.year - newest.year) * _MONTHS + today.month - newest.month
        if (months, today.day) > (_STALE, newest.day):
            yield _line("stale", one.report, one.standing.lines[-1])
            return


def _of_numbers(cases: Sequence[Case], deadlines: Sequence[DeadlineProgress]) -> Iterator[Doubt]:
    """Lines with the number of an indicator that the measure does not have."""
    known = set(range(1, max(1, len(cases)) + 1))
    for deadline in deadlines:
        strays = {line.indicator: line for line in deadline.report.lines if line.indicator not in known}
        unread = {} if cases else {line.indicator: line for line in deadline.report.lines}
        unread = {number: line for number, line in unread.items() if line.value is None}
        for line in (strays | unread).values():
            yield _line("figure-unread", deadline.report, line)


def _of_days(deadlines: Sequence[DeadlineProgress], day: Day) -> Iterator[Doubt]:
    """What was closed late, and figures that came after the closing."""
    for one in deadlines:
        report = one.report
        if report.status is not Status.DONE or report.closed_at is None:
            continue
        closed = day_of(report.closed_at, day.zone)
        # What was due before the plan was followed here was often closed in one go: that day says nothing of the work.
        made_good = day.backlog_before is not None and one.deadline.due < day.backlog_before <= closed
        if closed > report_day(one.deadline.due, day.report_by) and not made_good:
            yield _issue("closed-late", report, days=(closed - one.deadline.due).days)
        told = [line for line in report.lines if line.value is not None]
        # A line that names its year was written late on purpose, such as that of an earlier year which was imported.
        later = [line for line in told if line.year is None and day_of(line.at, day.zone) > closed]
        if later and len(later) < len(told):  # the first figure of a closed issue makes good what was missing
            yield _line("figure-after-close", report, later[-1])


def _of_parent(reported: Reported, children: Sequence[MeasureProgress]) -> Iterator[Doubt]:
    live = [one for one in children if one.state is not MeasureState.CANCELLED]
    if not live or any(one.state is not MeasureState.DONE for one in live):
        return
    for one in reported.followed:
        if one.live and one.report.status is not Status.DONE:
            yield Doubt("parent-open", reported.measure.key, one.report.assignee or "", None, one.report.url)
            return
