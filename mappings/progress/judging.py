"""The state of measures: what was reported, judged against what the plan asks on a day.

The one entry point is `judge`; each kind of indicator is judged in a module of its own. Nothing here fetches, stores or
words anything. A status says that work was finished; only a reported figure says that a number was reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, tzinfo
from decimal import Decimal

from mappings.plan import IndicatorKind, Measure, Plan
from mappings.progress.attainment import mean
from mappings.progress.closing import judge_done, judge_without_number
from mappings.progress.deadlines import SOON_DAYS, deadline_state, is_backlog
from mappings.progress.gathering import Reported, account_above, dropped_reports, periods_of, report_above
from mappings.progress.growth import judge_growth
from mappings.progress.levels import judge_level
from mappings.progress.periods import Case, Day, ReportBy, is_begun
from mappings.progress.quality import doubts_of, orphaned
from mappings.progress.severity import worst
from mappings.progress.shown import shown
from mappings.progress.standing import Standing, day_of
from mappings.progress.states import (
    DeadlineProgress,
    DeadlineState,
    Figure,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    Progress,
    Report,
    Status,
)
from mappings.progress.totals import judge_total
from mappings.progress.yearly import judge_per_year

_JUDGES = {
    IndicatorKind.TOTAL: judge_total,
    IndicatorKind.PER_YEAR: judge_per_year,
    IndicatorKind.LEVEL: judge_level,
    IndicatorKind.GROWTH: judge_growth,
}
_BY_CLOSING = (IndicatorKind.DONE, IndicatorKind.QUALITATIVE)


def judge(
    plan: Plan,
    reports: Mapping[str, Report],
    *,
    today: date,
    soon: int = SOON_DAYS,
    from_year: int | None = None,
    report_by: ReportBy | None = None,
    backlog_before: date | None = None,
    zone: tzinfo = UTC,
) -> Progress:
    """Judge every measure of the plan by what was reported until today.

    Deadlines before `from_year` are not followed; `soon` is in days; `report_by` is the month and day until which a
    year's report is awaited; `backlog_before` the first day on which the plan was followed; `zone` is the plan's.
    """
    day = Day(today, soon, from_year, report_by, backlog_before, zone)
    below: dict[str, list[Measure]] = {}
    for measure in plan.measures:
        if measure.parent is not None:
            below.setdefault(measure.parent, []).append(measure)
    judged: dict[str, MeasureProgress] = {}
    # The longest keys first: a parent is judged by what its children came to.
    for measure in sorted(plan.measures, key=lambda one: -one.key.count(".")):
        children = [judged[child.key] for child in below.get(measure.key, ()) if child.key in judged]
        judged[measure.key] = _judge_measure(measure, reports, children, day)
    measures = tuple(judged[measure.key] for measure in plan.measures)
    return Progress(plan, today, measures, orphaned(plan, reports))


def _judge_measure(
    measure: Measure, reports: Mapping[str, Report], children: Sequence[MeasureProgress], day: Day
) -> MeasureProgress:
    reported = _reported(measure, reports, day)
    own, deadlines = reported.own, reported.followed
    live = [one for one in deadlines if one.live]
    dropped = not live and (bool(deadlines) or own.status is Status.CANCELLED)
    closed = all(one.state is DeadlineState.DONE for one in live) if live else own.status is Status.DONE
    cases = _cases(reported, children, day, closed=closed and not dropped)
    indicators = tuple(_dropped(case) if dropped else _judge_indicator(case) for case in cases)
    if not closed and not dropped and _settled(children):
        settled = [replace(case, closed=True) for case in cases]
        reached = tuple(map(_judge_indicator, settled))
        if all(one.state is MeasureState.DONE for one in reached):
            indicators, closed = reached, True
            deadlines = tuple(replace(one, state=DeadlineState.DONE) if one.live else one for one in deadlines)
    covered = 0 if dropped else sum(_is_known(one, closed=closed) for one in indicators)
    whole = covered == len(indicators)
    state = MeasureState.CANCELLED if dropped else _state(deadlines, indicators, own, closed=closed, covered=whole)
    return MeasureProgress(
        measure,
        state,
        None if dropped else _percent(indicators),
        indicators,
        tuple(replace(one, facts=_facts(cases, one)) for one in deadlines),
        own,
        (covered, len(indicators)),
        doubts_of(reported, cases, indicators, children, day),
    )


def _reported(measure: Measure, reports: Mapping[str, Report], day: Day) -> Reported:
    """The deadlines that are followed and how they stand; beside them those of earlier years and dropped ones."""
    followed, earlier = [], []
    for deadline in sorted(measure.deadlines):
        key = measure.issue_key(deadline)
        report = reports.get(key) or Report(key)
        if day.from_year is not None and deadline.year < day.from_year:
            earlier.append((deadline, report))
            continue
        state = deadline_state(deadline, report, today=day.today, soon=day.soon, report_by=day.report_by)
        backlog = is_backlog(deadline, state, report, day.backlog_before)
        days = (deadline.due - day.today).days
        followed.append(DeadlineProgress(deadline, state, days, report, backlog=backlog))
    own = reports.get(measure.key) or Report(measure.key)
    dropped = dropped_reports(measure, reports)
    return Reported(measure, own, report_above(measure, reports), tuple(followed), tuple(earlier), dropped)


def _cases(reported: Reported, children: Sequence[MeasureProgress], day: Day, *, closed: bool) -> list[Case]:
    live = [one.report for one in reported.followed if one.live]
    cases = []
    for number, indicator in enumerate(reported.measure.indicators, start=1):
        above = account_above(reported, indicator, number, day.zone)
        cases.append(
            Case(
                measure=reported.measure,
                indicator=indicator,
                number=number,
                periods=periods_of(reported, indicator, number, above, day),
                own=above.own,
                own_account=above,
                own_report=reported.above or reported.own,
                own_day=None if above.own.at is None else day_of(above.own.at, day.zone),
                closed=closed,
                begun=any(map(is_begun, (reported.own, *live))),
                day=day,
                children=tuple(children),
            )
        )
    return cases


def _dropped(case: Case) -> IndicatorProgress:
    return IndicatorProgress(case.indicator, None, None, MeasureState.CANCELLED)


def _judge_indicator(case: Case) -> IndicatorProgress:
    if case.indicator.kind in _BY_CLOSING:
        return judge_done(case)
    if case.indicator.value is None:
        return judge_without_number(case)
    return _JUDGES[case.indicator.kind](case)


def _facts(cases: Sequence[Case], deadline: DeadlineProgress) -> tuple[Figure, ...]:
    """The figures that stand for a deadline, by indicator; of a measure without targets what was written."""
    if not cases:
        return deadline.report.figures
    found = []
    for case in cases:
        period = next((one for one in case.periods if one.key == deadline.deadline.key), None)
        stands = Standing() if period is None else period.standing
        value, last = shown(stands, stands.value), stands.last
        if value is not None and last is not None:
            found.append(Figure(value, last.text, last.author, last.at, last.place, case.number))
    return tuple(found)


def _settled(children: Sequence[MeasureProgress]) -> bool:
    """Whether a measure has child measures and all of them are done."""
    live = [one for one in children if one.state is not MeasureState.CANCELLED]
    return bool(live) and all(one.state is MeasureState.DONE for one in live)


def _is_known(one: IndicatorProgress, *, closed: bool) -> bool:
    """Whether it can be told how an indicator stands: what is judged by closing can once all is closed."""
    return closed if one.indicator.kind in _BY_CLOSING else one.actual is not None


def _percent(indicators: Sequence[IndicatorProgress]) -> Decimal | None:
    """The mean over the indicators of which a percent is known; None where there is none."""
    known = [one.percent for one in indicators if one.percent is not None]
    return mean(known) if known else None


def _state(
    deadlines: Sequence[DeadlineProgress],
    indicators: Sequence[IndicatorProgress],
    own: Report,
    *,
    closed: bool,
    covered: bool,
) -> MeasureState:
    """The worst of the indicators and of the open deadlines; a figure is missed only where something was due."""
    live = [one for one in deadlines if one.live]
    past = [one for one in live if one.days < 0 and one.state is not DeadlineState.AWAITED]
    was_due = bool(past) or closed or any(one.state is DeadlineState.DONE for one in live)
    found = [MeasureState.DONE if closed and covered else MeasureState.ON_TRACK]
    for indicator in indicators:
        excused = indicator.state is MeasureState.NO_DATA and not was_due
        found.append(MeasureState.ON_TRACK if excused else indicator.state)
    for one in live:
        if one.state is DeadlineState.OVERDUE:
            found.append(MeasureState.OVERDUE)
        elif one.state is DeadlineState.DUE_SOON and not is_begun(one.report) and not is_begun(own):
            found.append(MeasureState.AT_RISK)
    return worst(found)
