"""What is told of a deadline that is late: at first, to somebody higher where nothing changes, and again and again.

What was late before the first round is told apart and rarely: it is no news of the day.
"""

from __future__ import annotations

from datetime import date

from notify.alerts.case import Case
from notify.alerts.reasons import Reason, Role, Silence
from notify.alerts.rules.rule import Rule

_WORKING = (Role.EXECUTOR, Role.HEAD)
_QUARTER = 3  # months


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _quarter(day: date) -> int:
    return _month(day) // _QUARTER


def _is_due_again(case: Case, told: int, *, weeks: int) -> bool:
    """Whether something told so often is told once more: for some weeks, for some months, then every quarter.

    A month's first weekly round is the first that finds it untold in that month. One that failed thus loses nothing.
    """
    if not case.today.is_weekly or _is_moved_ahead(case):
        return False
    if told < weeks:
        return True
    today, last = case.today.day, case.told_late[-1].day
    if told < weeks + case.terms.repeat.months:
        return _month(last) != _month(today)
    return _quarter(last) != _quarter(today)


def _is_moved_ahead(case: Case) -> bool:
    """Whether the staff gave it a date that has not passed: then it is silent until that."""
    return case.moved_to is not None and case.today.day <= case.moved_to


def _told_late(case: Case, *reasons: Reason) -> int:
    return sum(one.reason in reasons for one in case.told_late)


def _is_backlog_again(case: Case) -> bool:
    if not (case.is_backlog and case.has_any(_WORKING)):
        return False
    return _is_due_again(case, _told_late(case, Reason.BACKLOG), weeks=1)


def _is_newly_late(case: Case) -> bool:
    return case.is_late and not case.is_backlog and not case.told_late and case.has(Role.EXECUTOR)


def _is_unchanged(case: Case, role: Role, days: int) -> bool:
    if not (case.is_late and case.has(role)) or case.is_backlog or case.workdays_unchanged < days:
        return False
    if any(one.reason is Reason.ESCALATED and one.detail == role.value for one in case.told_late):
        return False
    return not _was_just_told(case, days)


def _was_just_told(case: Case, days: int) -> bool:
    """Whether the person learned of it so late that they would be told the same twice within those working days."""
    if not case.told_late:
        return False
    first, calendar = case.told_late[0].day, case.today.days
    return calendar.between(case.report_day, first) >= days > calendar.between(first, case.today.day)


def _is_still_late(case: Case) -> bool:
    if not (case.is_late and case.told_late and case.has_any(_WORKING)) or case.is_backlog:
        return False
    told = _told_late(case, Reason.STILL_LATE, Reason.ESCALATED)
    return _is_due_again(case, told, weeks=case.terms.repeat.weeks)


def has_patience(case: Case) -> bool:
    """Whether somebody has taken note, asked for patience, and it is not time to speak of it all the same."""
    until = case.accepted_until
    if until is None or case.today.day > until or case.is_closed:
        return False
    return case.today.day != case.last_day and case.workdays_late < case.terms.escalate.deputy


BACKLOG = Rule(
    "backlog", Reason.BACKLOG, lambda case: case.is_backlog and not case.told_late and case.has_any(_WORKING)
)
BACKLOG_AGAIN = Rule("backlog-again", Reason.BACKLOG, _is_backlog_again)
ACKNOWLEDGED = Rule("acknowledged", Silence.ACKNOWLEDGED, has_patience)
NEWLY_LATE = Rule("newly-late", Reason.NEWLY_LATE, _is_newly_late)
ESCALATED_TO_HEAD = Rule(
    "escalated-to-head",
    Reason.ESCALATED,
    lambda case: _is_unchanged(case, Role.HEAD, case.terms.escalate.head),
    lambda _case: Role.HEAD.value,
)
ESCALATED_TO_DEPUTY = Rule(
    "escalated-to-deputy",
    Reason.ESCALATED,
    lambda case: _is_unchanged(case, Role.DEPUTY, case.terms.escalate.deputy),
    lambda _case: Role.DEPUTY.value,
)
STILL_LATE = Rule("still-late", Reason.STILL_LATE, _is_still_late)
