"""What had been reported of the years up to one: nothing of later years, however early or late it was written.

An issue of one year is that year's, whenever it was written in. Of one that serves several years the lines count that
name a year, and of the others those written in time for the year's report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo

from mappings.plan import Measure, Plan
from mappings.progress import FigureLine, Report
from mappings.progress.gathering import dropped_reports
from mappings.progress.history import as_of
from mappings.progress.periods import YEAR_END, ReportBy, report_day
from mappings.progress.standing import day_of


@dataclass(frozen=True)
class YearEnd:
    """The end of a year: `report_by` is the month and day until which its report is awaited, `zone` the plan's."""

    year: int
    report_by: ReportBy | None
    zone: tzinfo

    @property
    def last_day(self) -> date:
        """The last day of the year."""
        return date(self.year, *YEAR_END)

    @property
    def report_day(self) -> date:
        """The last day on which a report on the year is in time."""
        return report_day(self.last_day, self.report_by)


def reported_until(plan: Plan, reports: Mapping[str, Report], end: YearEnd) -> dict[str, Report]:
    """The reports on the plan's issues as far as they are of the years up to one."""
    found: dict[str, Report] = {}
    for measure in plan.measures:
        found |= {report.key: report for due, report in dropped_reports(measure, reports) if due.year <= end.year}
        found |= {key: _cut(reports[key], measure, end) for key in (measure.key, measure.whole_key) if key in reports}
        for deadline in measure.deadlines:
            key = measure.issue_key(deadline)
            if key not in reports:
                continue
            if deadline.period <= end.year:
                found[key] = reports[key]
            elif deadline.start.year <= end.year:
                found[key] = _cut(reports[key], measure, end)
            else:
                found.pop(key, None)
    return found


def _cut(report: Report, measure: Measure, end: YearEnd) -> Report:
    """A report of an issue that goes on after the year: its status of the last day, and what was told in time."""
    standing = as_of(report, datetime.combine(end.last_day, time.max, end.zone))
    lines = tuple(line for line in report.lines if _is_told(line, measure, end))
    reasons = tuple(one for one in report.reasons if day_of(one.at, end.zone) <= end.report_day)
    return replace(standing, lines=lines, reasons=reasons)


def _is_told(line: FigureLine, measure: Measure, end: YearEnd) -> bool:
    if line.year is not None:
        return line.year <= end.year
    asked = measure.indicators[line.indicator - 1 : line.indicator] if line.indicator > 0 else ()
    by_writing = bool(asked) and asked[0].reporting == "period"
    return day_of(line.at, end.zone) <= (end.last_day if by_writing else end.report_day)
