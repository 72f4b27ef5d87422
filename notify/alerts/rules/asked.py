"""What people are asked: a report that is awaited, progress where all is silent, and a look at what is at risk.

Most of a plan may fall due in its last year: without these nothing would be heard of it until then.
"""

from __future__ import annotations

from datetime import date, timedelta

from mappings.progress import MeasureState, Progress
from notify.alerts.case import Case
from notify.alerts.memory import Known
from notify.alerts.reasons import Reason, Role
from notify.alerts.rules.ahead import reminded
from notify.alerts.rules.rule import Rule
from notify.alerts.terms import Today

_JULY = 7
_ASKED_IN_VAIN = 2  # times, after which the executor's superior is told
_FIRST, _LAST = "first", "last"


def half_year(day: date) -> date:
    """The first day of the half of the year that a day is in."""
    return date(day.year, _JULY if day.month >= _JULY else 1, 1)


def _at_risk_told(case: Case) -> bool:
    told = case.person.told.get(case.measure.measure.key, ())
    return any(one.reason is Reason.AT_RISK for one in told)


def _is_at_risk(case: Case) -> bool:
    """Whether a risk is news: one who was reminded that the date is near has been told its target and figure."""
    if not (case.today.is_weekly and case.is_at_risk and case.has(Role.HEAD)):
        return False
    return not _at_risk_told(case) and reminded(case) is None


def recovered(progress: Progress, known: Known) -> frozenset[tuple[str, str]]:
    """The people and the measures of which they were told a risk that has passed: then a new one is news again."""
    passed = [one.measure.key for one in progress.measures if one.state in (MeasureState.ON_TRACK, MeasureState.DONE)]
    return frozenset(
        (person, key)
        for person, memory in known.people.items()
        for key in passed
        if any(one.reason is Reason.AT_RISK for one in memory.told.get(key, ()))
    )


def _is_last_call(case: Case) -> bool:
    """Whether the next weekly round comes too late to ask for the report."""
    return case.today.is_weekly and case.today.next_weekly >= case.today.days.on_or_before(case.report_day)


def _is_awaited(case: Case) -> bool:
    if not (case.is_awaited and case.has(Role.EXECUTOR)):
        return False
    told = [one.detail for one in case.told_open if one.reason is Reason.AWAITED and one.day > case.due]
    return not told or (_is_last_call(case) and _LAST not in told)


def _asking_day(today: Today) -> date:
    """The first weekly day of the half of the year, or today where its round comes earlier."""
    begun = half_year(today.day)
    first = today.days.on_or_after(begun - timedelta(days=begun.weekday()))
    return min(today.day, first if first >= begun else today.days.first_of_next_week(begun))


def _is_silent(case: Case, role: Role) -> bool:
    """Whether nobody had said anything of a deadline far ahead for long when the half of the year began.

    All of a person's are asked for at once: by the first weekly round that finds them not asked in this half.
    """
    if not (case.today.is_weekly and case.is_ahead and case.has(role)):
        return False
    if (case.last_day - case.today.day).days <= max(case.terms.before, default=0):
        return False
    asked = case.person.last_asked.get(role.value, date.min)
    silent = (_asking_day(case.today) - case.silent_since).days
    return asked < half_year(case.today.day) and silent >= case.terms.quiet_days


AT_RISK = Rule("at-risk", Reason.AT_RISK, _is_at_risk, about=lambda case: case.measure.measure.key)
AWAITED = Rule("awaited", Reason.AWAITED, _is_awaited, lambda case: _LAST if _is_last_call(case) else _FIRST)
ASK = Rule("ask", Reason.ASK, lambda case: _is_silent(case, Role.EXECUTOR), lambda _case: Role.EXECUTOR.value)
ASKED_IN_VAIN = Rule(
    "asked-in-vain",
    Reason.ASK,
    lambda case: case.asked >= _ASKED_IN_VAIN and not case.has(Role.EXECUTOR) and _is_silent(case, Role.HEAD),
    lambda _case: Role.HEAD.value,
)
