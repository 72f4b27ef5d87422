"""The state of deadlines, indicators and measures: what was reported, judged against what the plan asks.

Pure judgement over values: `today` comes in as a parameter. Nothing here fetches, stores or words anything.
A status says that work was finished; only a reported figure says that a number was reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from mappings.plan import Deadline, Measure, Plan
from mappings.progress.attainment import (
    closed_share,
    is_begun,
    is_closed,
    judge_indicator,
    mean,
    share_reached,
)
from mappings.progress.states import (
    DeadlineProgress,
    DeadlineState,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    Progress,
    Report,
    Status,
)

SOON_DAYS = 30


def judge(
    plan: Plan,
    reports: Mapping[str, Report],
    *,
    today: date,
    soon: int = SOON_DAYS,
    from_year: int | None = None,
) -> Progress:
    """Judge every measure of the plan; deadlines before `from_year` are not followed. `soon` is in days."""
    measures = (_judge_measure(measure, reports, today, soon, from_year) for measure in plan.measures)
    return Progress(plan, today, tuple(measures))


def deadline_state(deadline: Deadline, report: Report, *, today: date, soon: int = SOON_DAYS) -> DeadlineState:
    """The state of one deadline: what the staff closed comes first, then the calendar, then work begun."""
    days = (deadline.due - today).days
    if report.status is Status.DONE:
        return DeadlineState.DONE
    if report.status is Status.CANCELLED:
        return DeadlineState.CANCELLED
    if days < 0:
        return DeadlineState.OVERDUE
    if days <= soon:
        return DeadlineState.DUE_SOON
    return DeadlineState.IN_PROGRESS if is_begun(report) else DeadlineState.PLANNED


def _judge_measure(
    measure: Measure, reports: Mapping[str, Report], today: date, soon: int, from_year: int | None
) -> MeasureProgress:
    deadlines = []
    for deadline in sorted(measure.deadlines):
        if from_year is not None and deadline.year < from_year:
            continue
        key = measure.issue_key(deadline)
        report = reports.get(key) or Report(key)
        reached = deadline_state(deadline, report, today=today, soon=soon)
        deadlines.append(DeadlineProgress(deadline, reached, (deadline.due - today).days, report))
    own = reports.get(measure.key) or Report(measure.key)
    live = [deadline for deadline in deadlines if deadline.live]
    if not live and (deadlines or own.status is Status.CANCELLED):
        dropped = MeasureState.CANCELLED
        cancelled = (IndicatorProgress(indicator, None, None, dropped) for indicator in measure.indicators)
        return MeasureProgress(measure, dropped, None, tuple(cancelled), tuple(deadlines), own)
    indicators = tuple(
        judge_indicator(indicator, number, live, own, today=today)
        for number, indicator in enumerate(measure.indicators, start=1)
    )
    state, percent = _measure_state(live, indicators, own), _measure_percent(live, indicators, own)
    return MeasureProgress(measure, state, percent, indicators, tuple(deadlines), own)


def _measure_percent(
    live: Sequence[DeadlineProgress], indicators: Sequence[IndicatorProgress], own: Report
) -> Decimal | None:
    """The mean over the indicators; one without a figure counts as nothing reached beside one that has it."""
    if not indicators:
        return closed_share(live, own)
    shares = [share_reached(indicator, number, live) for number, indicator in enumerate(indicators, start=1)]
    if all(share is None for share in shares):
        return None
    return mean([share or Decimal(0) for share in shares])


def _measure_state(
    live: Sequence[DeadlineProgress], indicators: Sequence[IndicatorProgress], own: Report
) -> MeasureState:
    """An open date that has passed weighs most, then short figures, then a near date with nothing begun."""
    judged = {indicator.state for indicator in indicators}
    short = bool(judged & {MeasureState.AT_RISK, MeasureState.OVERDUE})
    if any(deadline.state is DeadlineState.OVERDUE for deadline in live):
        return MeasureState.OVERDUE
    if short:
        return MeasureState.AT_RISK
    if is_closed(live, own):
        return MeasureState.NO_DATA if MeasureState.NO_DATA in judged else MeasureState.DONE
    if any(deadline.state is DeadlineState.DUE_SOON and not is_begun(deadline.report) for deadline in live):
        return MeasureState.AT_RISK
    begun = is_begun(own) or any(is_begun(deadline.report) for deadline in live)
    return MeasureState.ON_TRACK if begun else MeasureState.NO_DATA
