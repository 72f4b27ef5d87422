"""The rows of measures: which of their deadlines belong to a year, and how each was met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo

from mappings.plan import Deadline, Measure
from mappings.progress import DeadlineProgress, DeadlineState, MeasureProgress, Report, Status
from mappings.progress.periods import is_begun, report_day
from mappings.progress.standing import day_of
from mappings.yearly_report.facts import fact_of
from mappings.yearly_report.judged import JudgedYear
from mappings.yearly_report.values import Achieved, MeasureRow
from mappings.yearly_report.year_end import YearEnd

_ENDED = (DeadlineState.DONE, DeadlineState.CANCELLED)
_SAID = (*_ENDED, DeadlineState.SUBMITTED)
_STATES = {
    Status.DONE: DeadlineState.DONE,
    Status.CANCELLED: DeadlineState.CANCELLED,
    Status.SUBMITTED: DeadlineState.SUBMITTED,
}


def measure_rows(judged: JudgedYear, end: YearEnd) -> Iterator[MeasureRow]:
    """The rows of one measure: a row for each of its deadlines that belongs to the year, none where none does."""
    measured = judged.now
    measure = measured.measure
    if not measure.deadlines:
        yield _row(measure, None, _standing_state(measured.report), measured.report, judged, end)
        return
    shown = _of_year(measured.deadlines, end)
    hidden = [one for one in measured.deadlines if one not in shown and one.state not in _SAID]
    for one in shown:
        before = [other.deadline.period for other in hidden if other.deadline.due < one.deadline.due]
        reasons = one.report if one.report.reasons else measured.report
        state = _state(one, end)
        yield _row(measure, one.deadline, state, one.report, judged, end, reasons=reasons, open_before=before)


def was_finished(judged: JudgedYear, end: YearEnd) -> bool:
    """Whether all that a measure asks was done before the year."""
    deadlines = judged.now.deadlines
    done = any(one.state is DeadlineState.DONE for one in deadlines)
    return done and all(_ended_before(one, end) for one in deadlines)


def _of_year(deadlines: Sequence[DeadlineProgress], end: YearEnd) -> list[DeadlineProgress]:
    """The deadlines due in the year; else the one that work goes on for; else those that were left open before it."""
    due = [one for one in deadlines if end.year in (one.deadline.period, one.deadline.year)]
    open_in = [one for one in deadlines if not _ended_before(one, end)]
    running = [one for one in open_in if one.deadline.start.year <= end.year < one.deadline.period]
    left = [one for one in open_in if one.deadline.year < end.year]
    return due or running[:1] or left


def _ended_before(one: DeadlineProgress, end: YearEnd) -> bool:
    if one.state not in _ENDED:
        return False
    closed = one.report.closed_at
    if closed is None:  # done by its parts, or cancelled on a day that nobody knows
        return one.state is DeadlineState.DONE or one.deadline.year < end.year
    return day_of(closed, end.zone).year < end.year


def _state(one: DeadlineProgress, end: YearEnd) -> DeadlineState:
    """How a deadline stands; what is due after the year is not late in it."""
    if one.deadline.year <= end.year or one.state in _SAID:
        return one.state
    return DeadlineState.IN_PROGRESS if is_begun(one.report) else DeadlineState.PLANNED


def _standing_state(report: Report) -> DeadlineState:
    """The state of a measure without a deadline."""
    return _STATES.get(report.status, DeadlineState.IN_PROGRESS if is_begun(report) else DeadlineState.PLANNED)


def _row(
    measure: Measure,
    deadline: Deadline | None,
    state: DeadlineState,
    report: Report,
    judged: JudgedYear,
    end: YearEnd,
    *,
    reasons: Report | None = None,
    open_before: Sequence[int] = (),
) -> MeasureRow:
    closed = _day(report.closed_at, end.zone) if state is DeadlineState.DONE else None
    in_time = None if deadline is None else report_day(deadline.due, end.report_by)
    late = closed is not None and deadline is not None and in_time is not None and closed > in_time
    return MeasureRow(
        key=measure.key,
        deadline="" if deadline is None else deadline.key,
        measure_no=measure.number,
        section=measure.section,
        title=measure.title,
        executors=measure.executors,
        timing=measure.timing_text,
        due=None if deadline is None else deadline.planned,
        until=deadline.due if deadline is not None and deadline.extensions else None,
        closed=closed,
        late_days=(closed - deadline.due).days if late and closed and deadline else None,
        expected=measure.target_text,
        achieved=_achieved(judged.closing, end.year),
        state=state,
        reason=_reason(reasons or report, end),
        open_before=tuple(open_before),
        url=report.url,
    )


def _achieved(closing: MeasureProgress, year: int) -> tuple[Achieved, ...]:
    return tuple(
        Achieved(fact_of(closing, one, year), one.indicator.unit, one.indicator.percent) for one in closing.indicators
    )


def _reason(report: Report, end: YearEnd) -> str:
    """The newest reason that was told in the year or after it."""
    told = [one.text for one in report.reasons if day_of(one.at, end.zone).year >= end.year]
    return told[-1] if told else ""


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return None if moment is None else day_of(moment, zone)
