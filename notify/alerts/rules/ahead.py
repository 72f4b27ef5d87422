"""What is told of a deadline that lies ahead: days before it, on its last working day, and at once where it comes soon.

Days count to the last working day not later than the due date. A reminder goes with the last weekly round that is not
later than its day, so that a round that failed loses none.
"""

from __future__ import annotations

from notify.alerts.case import Case
from notify.alerts.reasons import Reason, Role
from notify.alerts.rules.rule import Rule

_WORKING = (Role.EXECUTOR, Role.HEAD)


def reminded(case: Case) -> int | None:
    """Of how few days before this very date the person was reminded last; None where never."""
    told = (one.detail.partition("@") for one in case.told_open if one.reason is Reason.BEFORE)
    return min((int(days) for days, _at, due in told if due == str(case.due)), default=None)


def _is_told_today(case: Case) -> bool:
    """Whether they were told that this very date is the last day."""
    return any(one.reason is Reason.DUE_TODAY and one.detail == str(case.due) for one in case.told_open)


def _reached(case: Case) -> list[int]:
    """Of the days before, those that the next weekly round would be too late for."""
    left = (case.last_day - case.today.next_weekly).days
    return [days for days in case.terms.before if left < days]


def _is_before(case: Case) -> bool:
    if not (case.is_ahead and case.today.is_weekly and case.today.day < case.last_day and case.has_any(_WORKING)):
        return False
    last = reminded(case)
    return any(last is None or days < last for days in _reached(case))


def _before(case: Case) -> str:
    """The fewest of the days that are told at once, and the date that they were counted to."""
    return f"{min(_reached(case), default=0)}@{case.due}"


def _is_last_day(case: Case) -> bool:
    if not (case.terms.on_day and case.is_ahead and case.today.day == case.last_day and case.has_any(_WORKING)):
        return False
    return not _is_told_today(case)


def _is_sudden(case: Case) -> bool:
    """Whether it comes before the next weekly round, and the person knows nothing of that date."""
    if not (case.is_ahead and case.last_day < case.today.next_weekly and case.has_any(_WORKING)):
        return False
    return bool(case.terms.before) and reminded(case) is None and not _is_told_today(case)


BEFORE = Rule("before", Reason.BEFORE, _is_before, _before)
DUE_TODAY = Rule("due-today", Reason.DUE_TODAY, _is_last_day, lambda case: str(case.due))
BEFORE_AT_ONCE = Rule("before-at-once", Reason.BEFORE, _is_sudden, _before)
