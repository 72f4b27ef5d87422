"""Where a total will stand at the end of the plan if it goes on as it went.

Decides when that may be said at all: rather no forecast than one that misleads. Levels and growth have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.progress.attainment import is_limit, meets
from mappings.progress.periods import Case, Period
from mappings.progress.standing import Standing, day_of
from mappings.progress.states import Forecast
from mappings.progress.units import same_unit

_FEWEST = 3  # finished periods
_SMALL_TARGET = 2  # «1 услуга» is there or is not; no pace leads to it
_OLDEST = 18  # months since the last figure
_WHOLE = Decimal(1)
_MONTHS = 12


def forecast_of(case: Case, actual: Decimal | None) -> Forecast | None:
    """The total at the end of the plan; None where nothing may be said of it."""
    target = case.indicator.value
    if actual is None or target is None or target <= _SMALL_TARGET or not case.judged:
        return None
    steps = _steps(case)
    last_due = max(one.due for one in case.judged)
    if steps is None or meets(case.indicator, actual) or is_limit(case.indicator) or case.day.today > last_due:
        return None
    known, left, base = steps
    if len(known) < _FEWEST or not left or _is_old(case) or _unit_changed(case):
        return None
    mean = sum(known, Decimal(0)) / len(known)
    low, middle, high = (base + step * left for step in (min(known), mean, max(known)))
    return Forecast(
        max(actual, middle).quantize(_WHOLE, ROUND_HALF_UP),
        max(actual, low).quantize(_WHOLE, ROUND_FLOOR),
        max(actual, high).quantize(_WHOLE, ROUND_CEILING),
        last_due.year,
        len(known),
    )


def sentence(forecast: Forecast) -> str:
    """The forecast in words, in the active language."""
    reports = ngettext("from {n} report", "from {n} reports", forecast.reports).format(n=forecast.reports)
    said = _("At the present pace about {value} ({low}–{high}) by {year}, {reports}")
    return said.format(
        value=f"{forecast.value:f}",
        low=f"{forecast.low:f}",
        high=f"{forecast.high:f}",
        year=forecast.year,
        reports=reports,
    )


def _steps(case: Case) -> tuple[list[Decimal], int, Decimal] | None:
    """What each finished period added, how many are left, and the total of the finished ones; None at a gap."""
    if len(case.judged) == 1:
        return _steps_by_year(case, case.judged[0])
    if case.own.last is not None or any(one.standing.fault for one in case.judged):
        return None
    values = [_value(case, one) for one in case.finished]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    if case.indicator.reporting == "cumulative":
        known = [value - before for before, value in zip([Decimal(0), *known], known, strict=False)]
    earlier = [one.value for one in case.periods if not one.judged and one.value is not None]
    base = sum(known, Decimal(0)) + sum(earlier, Decimal(0))
    return known, len(case.judged) - len(known), base


def _value(case: Case, period: Period) -> Decimal | None:
    if period.value is None and not period.account.said and period.report.status == "done":
        return case.indicator.count_closed
    return period.value


def _steps_by_year(case: Case, period: Period) -> tuple[list[Decimal], int, Decimal] | None:
    """The same for one issue that serves several years: from its yearly lines, or from its totals so far."""
    years = range(period.start.year, period.due.year + 1)
    ended = [year for year in years if date(year, 12, 31) < case.day.today]
    account = period.account
    if account.suspended or (account.years and account.own.last is not None):
        return None  # yearly figures and totals so far side by side have no one pace
    if account.years:
        values = [account.years.get(year, Standing()).value for year in ended]
    else:
        totals = [_total_in(case, period, year) for year in ended]
        before: list[Decimal | None] = [Decimal(0), *totals][: len(totals)]
        values = [
            None if total is None or start is None else total - start
            for total, start in zip(totals, before, strict=True)
        ]
    known = [value for value in values if value is not None]
    return None if len(known) < len(values) else (known, len(years) - len(ended), sum(known, Decimal(0)))


def _total_in(case: Case, period: Period, year: int) -> Decimal | None:
    """The newest total so far that was written in a year."""
    standing, written = Standing(), False
    for line in sorted(period.report.lines, key=lambda one: one.at):
        if line.indicator == case.number and day_of(line.at, case.day.zone).year <= year:
            standing = standing.after(line, case.indicator)
            written = day_of(line.at, case.day.zone).year == year
    return standing.value if written else None


def _is_old(case: Case) -> bool:
    lines = [line for one in case.judged for line in one.standing.lines]
    if not lines:
        return False
    newest = max(day_of(line.at, case.day.zone) for line in lines)
    months = (case.day.today.year - newest.year) * _MONTHS + case.day.today.month - newest.month
    return (months, case.day.today.day) > (_OLDEST, newest.day)


def _unit_changed(case: Case) -> bool:
    units: Sequence[str] = [line.unit for one in case.judged for line in one.standing.lines if line.unit]
    return any(not same_unit(units[0], unit) for unit in units[1:])
