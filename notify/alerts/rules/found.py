"""What is told of the staff's own doing: a date moved or asked for, a figure that is short, missing or unreadable.

Each goes once, with a weekly round. What had been closed before the first round is history, and told to nobody who was
not told of it before.
"""

from __future__ import annotations

from dataclasses import replace

from mappings.progress import DeadlineState
from notify.alerts.case import Case
from notify.alerts.reasons import Reason, Role, Silence
from notify.alerts.rules.late import has_patience
from notify.alerts.rules.rule import Rule


def _is_below_target(case: Case) -> bool:
    return case.is_below_target and case.has(Role.HEAD) and _is_news(case, Reason.BELOW_TARGET)


def _lacks_figure(case: Case) -> bool:
    return case.lacks_figure and case.has(Role.EXECUTOR) and _is_news(case, Reason.NO_FIGURE)


def _is_news(case: Case, reason: Reason) -> bool:
    history = case.report_day < (case.known.followed or case.today.day)
    if history and not case.told:
        return False
    return not any(one.reason is reason for one in case.told_closed)


def _is_unread(case: Case) -> bool:
    if not case.unread or not case.has(Role.EXECUTOR) or case.deadline.state is DeadlineState.CANCELLED:
        return False
    return not _is_told(case, Reason.UNREAD, case.unread)


def _is_moved(case: Case) -> bool:
    moved = not case.is_closed and case.moved_to is not None and case.has(Role.HEAD)
    return moved and not _is_told(case, Reason.MOVED, str(case.moved_to))


def _is_wished(case: Case) -> bool:
    wished = not case.is_closed and case.wished is not None and case.has(Role.HEAD)
    return wished and case.today.is_weekly and not _is_told(case, Reason.WISHED, str(case.wished))


def _is_told(case: Case, reason: Reason, detail: str) -> bool:
    return any(one.reason is reason and one.detail == detail for one in case.told)


def _has_something_left(case: Case) -> bool:
    """Whether there is something to tell of a closed deadline when its week begins."""
    return _is_below_target(case) or _lacks_figure(case) or _is_unread(case)


SETTLED = Rule(
    "settled",
    Silence.SETTLED,
    lambda case: case.is_closed and not case.is_told_open and not _has_something_left(case),
)
BELOW_TARGET = Rule("below-target", Reason.BELOW_TARGET, lambda case: case.today.is_weekly and _is_below_target(case))
NO_FIGURE = Rule("no-figure", Reason.NO_FIGURE, lambda case: case.today.is_weekly and _lacks_figure(case))
CLOSED = Rule("closed", Reason.CLOSED, lambda case: case.is_closed and case.is_told_open, rides=True)
MOVED = Rule(
    "moved",
    Reason.MOVED,
    lambda case: case.today.is_weekly and _is_moved(case),
    lambda case: str(case.moved_to),
)
WISHED = Rule("wished", Reason.WISHED, _is_wished, lambda case: str(case.wished))
WISHED_IN_PATIENCE = replace(
    WISHED, name="wished-in-patience", applies=lambda case: has_patience(case) and _is_wished(case)
)
UNREAD = Rule("unread", Reason.UNREAD, lambda case: case.today.is_weekly and _is_unread(case), lambda case: case.unread)
