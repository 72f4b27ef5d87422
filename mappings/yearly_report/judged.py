"""The plan at the end of a year, judged as the summary does it, from what was reported of the years up to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mappings.plan import Plan
from mappings.progress import SOON_DAYS, MeasureProgress, Progress, Report, judge
from mappings.progress.discipline import Discipline, by_executor, disciplines
from mappings.yearly_report.year_end import YearEnd, reported_until


@dataclass(frozen=True)
class Basis:
    """What a report is made from: the reports as they had been written by the end of the day `today`.

    `soon` is in days, `from_year` the first that is followed.
    """

    plan: Plan
    reports: Mapping[str, Report]
    end: YearEnd
    today: date
    soon: int = SOON_DAYS
    from_year: int | None = None

    def before(self) -> Basis:
        """The same for the year before."""
        return Basis(
            self.plan,
            self.reports,
            YearEnd(self.end.year - 1, self.end.report_by, self.end.zone),
            self.today,
            self.soon,
            self.from_year,
        )


@dataclass(frozen=True)
class JudgedYear:
    """One measure in a year: `closing` judges figures once the year is over, `standing` as the day of the report does.

    `now` knows all that was said by that day of what was due in the year, so that what was closed late is closed.
    """

    closing: MeasureProgress
    standing: MeasureProgress
    now: MeasureProgress


def judge_year(basis: Basis) -> dict[str, JudgedYear]:
    """Every measure of the plan, by key."""
    after = basis.end.last_day + timedelta(days=1)
    reports = reported_until(basis.plan, basis.reports, basis.end)
    closing = _judged(basis, reports, after, awaited=False)
    standing = _judged(basis, reports, min(basis.today, after), awaited=True)
    now = _judged(basis, reports, basis.today, awaited=True)
    together = zip(closing.measures, standing.measures, now.measures, strict=True)
    return {one.measure.key: JudgedYear(one, other, last) for one, other, last in together}


def discipline_of(basis: Basis) -> tuple[Discipline, ...]:
    """How each executor of whom something fell due in the year kept its dates, as is known on the day of the report."""
    progress = _judged(basis, reported_until(basis.plan, basis.reports, basis.end), basis.today, awaited=True)
    told = disciplines(progress, by_executor(progress.measures), basis.end.zone)
    return tuple(one for one in told if one.year == basis.end.year)


def closing_of(basis: Basis) -> dict[str, MeasureProgress]:
    """How the measures' figures stand once the year is over, by key."""
    reports = reported_until(basis.plan, basis.reports, basis.end)
    after = basis.end.last_day + timedelta(days=1)
    return {one.measure.key: one for one in _judged(basis, reports, after, awaited=False).measures}


def _judged(basis: Basis, reports: Mapping[str, Report], day: date, *, awaited: bool) -> Progress:
    followed = basis.from_year is not None and basis.from_year <= basis.end.year
    return judge(
        basis.plan,
        reports,
        today=day,
        soon=basis.soon,
        from_year=basis.from_year if followed else None,
        report_by=basis.end.report_by if awaited else None,
        zone=basis.end.zone,
    )
