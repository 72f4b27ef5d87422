"""The yearly report of a plan: the rows of its measures and indicators, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from mappings.progress import DeadlineState
from mappings.wording import section_titles
from mappings.yearly_report.indicators import indicator_rows
from mappings.yearly_report.judged import Basis, closing_of, discipline_of, judge_year
from mappings.yearly_report.measures import measure_rows, was_finished
from mappings.yearly_report.outcome import degree_of, rating_of, tally_of
from mappings.yearly_report.values import IndicatorRow, MeasureRow, YearReport

_UNRATED: Mapping[str, Decimal] = {}


def report_of(basis: Basis, *, thresholds: Mapping[str, Decimal] = _UNRATED) -> YearReport:
    """The report of a year. `thresholds` are the least degrees of the ratings, by name; without them none is told."""
    year, plan = basis.end.year, basis.plan
    judged, before = judge_year(basis), closing_of(basis.before())
    indicators: list[IndicatorRow] = []
    measures: list[MeasureRow] = []
    finished: list[str] = []
    for measure in plan.measures:
        one = judged[measure.key]
        rows = list(measure_rows(one, basis.end))
        measures += rows
        if any(row.state is not DeadlineState.CANCELLED for row in rows):
            indicators += indicator_rows(one, before[measure.key], year, rows)
        elif not rows and was_finished(one, basis.end):
            finished.append(measure.number)
    degree = degree_of(indicators)
    return YearReport(
        year=year,
        as_of=basis.today,
        plan_title=plan.title,
        sections=tuple(section_titles(plan).items()),
        indicators=tuple(indicators),
        measures=tuple(measures),
        tally=tally_of(indicators),
        degree=degree,
        rating=rating_of(degree, thresholds),
        finished=tuple(finished),
        discipline=discipline_of(basis),
    )
