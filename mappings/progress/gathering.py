"""Gathers what the issues of a measure say of one indicator into its periods.

Decides which figure belongs to which period: the issue's own, whenever it was written, and beside it what the measure's
own issue says of a year. It judges no target, and sums nothing but the years of an issue that serves several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal

from mappings.plan import Deadline, Indicator, IndicatorKind, Measure
from mappings.progress.periods import YEAR_END, Day, Period, report_day, serves
from mappings.progress.standing import Account, Standing, account_of, day_of
from mappings.progress.states import DeadlineProgress, DeadlineState, Report


@dataclass(frozen=True)
class Reported:
    """The deadlines of a measure with their reports: those followed, those of `earlier` years, those `dropped`.

    `own` is of the measure's own issue, `above` of the issue that speaks of the measure as a whole: the same where it
    has several deadlines; where one is left of them, the issue that was so before, or None.
    """

    measure: Measure
    own: Report
    above: Report | None
    followed: tuple[DeadlineProgress, ...]
    earlier: tuple[tuple[Deadline, Report], ...]
    dropped: tuple[tuple[date, Report], ...]


def dropped_reports(measure: Measure, reports: Mapping[str, Report]) -> tuple[tuple[date, Report], ...]:
    """The reports of deadlines that an amendment took from the measure, with the day on which they were due."""
    known = {measure.issue_key(deadline) for deadline in measure.deadlines}
    found = []
    for key, report in reports.items():
        head, _, tail = key.partition("/")
        if head == measure.key and tail and key not in known:
            due = _due(tail)
            if due is not None:
                found.append((due, report))
    return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].key)))


def account_above(reported: Reported, indicator: Indicator, number: int, zone: tzinfo) -> Account:
    """What the measure's issue says of the whole; nothing where that issue was always its only deadline's."""
    if reported.above is None:
        return Account()
    years = sorted({year for deadline in reported.measure.deadlines for year in serves(deadline, indicator)})
    return account_of(reported.above, indicator, number, years, zone)


def report_above(measure: Measure, reports: Mapping[str, Report]) -> Report | None:
    """What is reported on a measure as a whole, beside its deadlines."""
    if len(measure.deadlines) == 1:
        return reports.get(measure.whole_key)
    return reports.get(measure.key) or Report(measure.key)


def periods_of(reported: Reported, indicator: Indicator, number: int, above: Account, day: Day) -> tuple[Period, ...]:
    """The periods of one indicator by the plan's date; `above` is what the measure's own issue says beside them."""
    found: list[Period] = []
    for one in reported.followed:
        years = serves(one.deadline, indicator)
        account = _account(one.report, indicator, number, years, day)
        if indicator.kind is IndicatorKind.PER_YEAR and len(years) > 1:
            found += _years(one, indicator, account, day)
            continue
        finished = one.state is DeadlineState.DONE or day.today > report_day(one.deadline.due, day.report_by)
        standing = _beside(_whole(indicator, account, day.zone), above, one.deadline, reported.measure)
        found.append(Period(one.deadline, one.state, finished, one.report, account, standing))
    for deadline, report in reported.earlier:
        account = _account(report, indicator, number, serves(deadline, indicator), day)
        standing = _beside(_whole(indicator, account, day.zone), above, deadline, reported.measure)
        found.append(_past(deadline, DeadlineState.PLANNED, report, account, standing))
    for due, report in reported.dropped:
        gone = Deadline(due, date(due.year, 1, 1), report.key)
        account = _account(report, indicator, number, (due.year,), day)
        found.append(_past(gone, DeadlineState.CANCELLED, report, account, account.own, dropped=True))
    return tuple(sorted(found, key=lambda one: (one.deadline.planned, one.key)))


def _account(report: Report, indicator: Indicator, number: int, years: Sequence[int], day: Day) -> Account:
    by_writing = indicator.reporting == "period"
    return account_of(report, indicator, number, years, day.zone, by_writing=by_writing)


def _past(
    deadline: Deadline,
    state: DeadlineState,
    report: Report,
    account: Account,
    standing: Standing,
    *,
    dropped: bool = False,
) -> Period:
    """A period that is not judged any more."""
    return Period(
        deadline,
        state,
        finished=True,
        report=report,
        account=account,
        standing=standing,
        followed=False,
        dropped=dropped,
    )


def _beside(standing: Standing, above: Account, deadline: Deadline, measure: Measure) -> Standing:
    """What stands for a deadline: its own issue's word, else what the measure's issue says of its year."""
    alone = measure.is_told_by_year(deadline)
    return above.years.get(deadline.period, standing) if standing.last is None and alone else standing


def _whole(indicator: Indicator, account: Account, zone: tzinfo) -> Standing:
    """What an issue says of all its time: a total of totals so far and of years, else the latest of them."""
    if account.suspended or not account.years:
        return account.own
    if indicator.kind is IndicatorKind.TOTAL:
        return _added_up(account, zone)
    newest = max(account.years)
    own = account.own
    later = own.at is not None and own.value is not None and day_of(own.at, zone) > date(newest, *YEAR_END)
    return own if later else account.years[newest]


def _added_up(account: Account, zone: tzinfo) -> Standing:
    """The newest total so far, and the years it does not cover: those that ended or were told by then are in it."""
    own, parts = account.own, []
    for year, standing in sorted(account.years.items()):
        covered = (
            own.value is not None
            and own.at is not None
            and not own.only_adds
            and (date(year, *YEAR_END) <= day_of(own.at, zone) or (standing.at is not None and standing.at <= own.at))
        )
        if not covered:
            parts.append(standing)
    parts += [own] if own.value is not None else []
    known = [part for part in parts if part.value is not None]
    if not known:
        return max(parts or [own], key=lambda part: part.at.timestamp() if part.at else 0)
    lines = tuple(sorted((line for part in known for line in part.lines), key=lambda line: line.at))
    return Standing(sum((part.value or Decimal(0) for part in known), Decimal(0)), lines, lines[-1])


def _years(
    one: DeadlineProgress,
    indicator: Indicator,
    account: Account,
    day: Day,
) -> list[Period]:
    """The years of one issue that serves several, where each year is judged.

    A line that names no year is a total so far: what it is above the total of the year before is the year's.
    """
    found = []
    first = one.deadline.start
    for year in serves(one.deadline, indicator):
        last = year == one.deadline.period
        due = one.deadline.due if last else date(year, *YEAR_END)
        standing = account.years.get(year) or _risen(one.report, indicator, account, year, day.zone)
        finished = one.state is DeadlineState.DONE or day.today > report_day(due, day.report_by)
        ended = (DeadlineState.DONE, DeadlineState.CANCELLED)
        state = (
            one.state if last or one.state in ended else DeadlineState.IN_PROGRESS
        )  # no year is late before its issue
        key, extensions = f"{one.deadline.key.partition('/')[0]}/{year}", one.deadline.extensions if last else ()
        deadline = Deadline(due, max(first, date(year, 1, 1)), key, extensions)
        found.append(Period(deadline, state, finished, one.report, account, standing))
    return found


def _risen(report: Report, indicator: Indicator, account: Account, year: int, zone: tzinfo) -> Standing:
    """By how much the total so far rose in a year; nothing where either total is missing."""
    if account.suspended or account.own.last is None:
        return Standing()
    number = account.own.last.indicator
    until = date(year, *YEAR_END) + timedelta(days=1)
    totals: dict[int, Standing] = {}
    for line in sorted(report.lines, key=lambda other: other.at):
        if line.indicator == number and line.year is None and day_of(line.at, zone) < until:
            totals[day_of(line.at, zone).year] = max(totals.items(), default=(0, Standing()))[1].after(line, indicator)
    reached, base = totals.get(year), totals.get(year - 1)
    if reached is None or reached.value is None:
        return Standing()
    if base is None or base.value is None:
        return reached if min(totals) == year else Standing()
    return Standing(reached.value - base.value, reached.lines, reached.last)


def _due(tail: str) -> date | None:
    """The day that the end of a deadline's key names: a date, or a year, which stands for its last day."""
    try:
        return date.fromisoformat(tail if "-" in tail else f"{int(tail):04d}-12-31")
    except ValueError:
        return None
