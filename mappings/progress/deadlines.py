"""The state of one deadline: what the staff closed comes first, then the calendar, then work begun.

Knows statuses and days; no figure makes a deadline done.
"""

from __future__ import annotations

from datetime import date

from mappings.plan import Deadline
from mappings.progress.periods import ReportBy, is_begun, report_day
from mappings.progress.states import DeadlineState, Report, Status

SOON_DAYS = 30

_SAID = {
    Status.DONE: DeadlineState.DONE,
    Status.CANCELLED: DeadlineState.CANCELLED,
    Status.SUBMITTED: DeadlineState.SUBMITTED,
}


def deadline_state(
    deadline: Deadline,
    report: Report,
    *,
    today: date,
    soon: int = SOON_DAYS,
    report_by: ReportBy | None = None,
) -> DeadlineState:
    """The state of a deadline on a day; until `report_by` of the next year a report on a year is awaited, not late."""
    if report.status in _SAID:
        return _SAID[report.status]
    days = (deadline.due - today).days
    if days < 0:
        awaited = today <= report_day(deadline.due, report_by)
        return DeadlineState.AWAITED if awaited else DeadlineState.OVERDUE
    if days <= soon:
        return DeadlineState.DUE_SOON
    return DeadlineState.IN_PROGRESS if is_begun(report) else DeadlineState.PLANNED


def is_backlog(deadline: Deadline, state: DeadlineState, report: Report, before: date | None) -> bool:
    """Whether a deadline was late before the plan was followed here, and nobody has said a word of it since."""
    if before is None or state is not DeadlineState.OVERDUE or deadline.due >= before:
        return False
    return report.status is Status.PLANNED and not report.lines and not report.reasons
