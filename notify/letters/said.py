"""Why a deadline is told, in the words of its row: «срок истёк 12 рабочих дней назад, без изменений 14 дней».

Words only; each reason has its own. What a case is was decided before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.progress import DeadlineState
from mappings.progress.figure_words import risk, shortfall
from mappings.spans import ahead, is_long, on, span
from mappings.wording import clean, cut
from notify.alerts.alert import Alert
from notify.alerts.case import Case
from notify.alerts.reasons import Reason, Role
from notify.alerts.workdays import EVERY_DAY
from notify.letters.others import Others

_TEXT = 140  # characters of what somebody wrote


def said_of(alert: Alert, others: Others) -> str:
    """What a row says of a deadline beside its date."""
    return ", ".join([*_WORDS[alert.reason](alert, others), *_unnamed(alert)])


def backlog_of(alerts: Sequence[Alert]) -> str:
    """What is said of several deadlines of one measure that were all left behind; empty where they are none."""
    if len(alerts) == 1 or any(alert.reason is not Reason.BACKLOG for alert in alerts):
        return ""
    earliest = min(alerts, key=lambda one: one.due)
    return _("not done, the earliest due date passed {ago} ago").format(ago=_ago(earliest.case))


def silence_of(asked: Sequence[Alert]) -> str:
    """How long, or how often, nothing was said of what progress is asked of."""
    if all(alert.detail == Role.HEAD for alert in asked):
        times = min(alert.case.asked for alert in asked)
        return ngettext(
            "The executors were asked {n} time and did not answer.",
            "The executors were asked {n} times and did not answer.",
            times,
        ).format(n=times)
    since, today = max(alert.case.silent_since for alert in asked), asked[0].case.today.day
    return _("No change for {span} or longer.").format(span=span(since, today))


def _escalated(alert: Alert, others: Others) -> Iterator[str]:
    yield _passed(alert.case)
    yield from _unchanged(alert.case)
    yield from _brought(alert, others)


def _late(alert: Alert, others: Others) -> Iterator[str]:
    yield _passed(alert.case)
    if alert.reason is Reason.STILL_LATE:
        yield from _unchanged(alert.case)
    yield from _brought(alert, others)
    until = alert.case.accepted_until
    if until is not None and until >= alert.case.today.day:
        yield _("acknowledged, patience asked for until {day}").format(day=on(until))


def _due_today(alert: Alert, _others: Others) -> Iterator[str]:
    case = alert.case
    same = case.due == case.today.day
    yield _("due today") if same else _("today is the last working day before it")


def _awaited(alert: Alert, _others: Others) -> Iterator[str]:
    yield _("report expected by {day}").format(day=on(alert.case.report_day))


def _before(alert: Alert, _others: Others) -> Iterator[str]:
    case = alert.case
    yield ahead(max(0, (case.due - case.today.day).days))
    if case.last_day != case.due:
        yield _("last working day {day}").format(day=on(case.last_day))


def _at_risk(alert: Alert, _others: Others) -> Iterator[str]:
    yield risk(alert.case.measure)


def _moved(alert: Alert, _others: Others) -> Iterator[str]:
    case = alert.case
    yield _("date moved in the issue from {before} to {after}, plan unchanged").format(
        before=on(case.due), after=on(case.moved_to or case.due)
    )


def _wished(alert: Alert, _others: Others) -> Iterator[str]:
    case = alert.case
    if case.is_late:
        yield _passed(case)
    yield _("the executor asks to move the due date from {before} to {after}, the plan is unchanged").format(
        before=on(case.due), after=on(case.wished or case.due)
    )


def _below_target(alert: Alert, _others: Others) -> Iterator[str]:
    yield shortfall(alert.case.measure, alert.case.deadline)


def _no_figure(_alert: Alert, _others: Others) -> Iterator[str]:
    yield _("closed without the figure that the target asks for")


def _unread(alert: Alert, _others: Others) -> Iterator[str]:
    yield _("“{text}” could not be read as a number").format(text=cut(clean(alert.case.unread), _TEXT))


def _closed(alert: Alert, _others: Others) -> Iterator[str]:
    deadline = alert.case.deadline
    if deadline.state is DeadlineState.CANCELLED:
        yield _("cancelled")
    elif deadline.state is DeadlineState.SUBMITTED:
        yield _("reported, waits to be accepted")
    elif deadline.report.closed_at is None:
        yield _("closed")
    else:
        yield _("closed on {day}").format(day=on(deadline.report.closed_at.date()))


_WORDS: dict[Reason, Callable[[Alert, Others], Iterator[str]]] = {
    Reason.ESCALATED: _escalated,
    Reason.NEWLY_LATE: _late,
    Reason.DUE_TODAY: _due_today,
    Reason.AWAITED: _awaited,
    Reason.BEFORE: _before,
    Reason.AT_RISK: _at_risk,
    Reason.MOVED: _moved,
    Reason.WISHED: _wished,
    Reason.BELOW_TARGET: _below_target,
    Reason.NO_FIGURE: _no_figure,
    Reason.UNREAD: _unread,
    Reason.ASK: lambda _alert, _others: iter(()),  # it is said of all of them at once
    Reason.STILL_LATE: _late,
    Reason.BACKLOG: _late,
    Reason.CLOSED: _closed,
}


def _passed(case: Case) -> str:
    """How long ago it became late."""
    if case.report_day != case.due:
        return _("the report was due by {day}, {ago} ago").format(day=on(case.report_day), ago=_ago(case))
    return _("due date passed {ago} ago").format(ago=_ago(case))


def _ago(case: Case) -> str:
    """The time since then: in working days as long as these are few."""
    today, expected = case.today.day, case.report_day
    if is_long((today - expected).days) or case.today.days == EVERY_DAY:
        return span(expected, today)
    worked = max(1, case.workdays_late)
    return ngettext("{n} working day", "{n} working days", worked).format(n=worked)


def _unchanged(case: Case) -> Iterator[str]:
    since, today = case.silent_since, case.today.day
    if since < today:
        yield _("no change for {span}").format(span=span(since, today))


def _unnamed(alert: Alert) -> Iterator[str]:
    """That the reader is told what an executor would be told if there were one."""
    told_of = alert.reason not in (Reason.ASK, Reason.CLOSED, Reason.ESCALATED)
    if told_of and Role.EXECUTOR in alert.case.unnamed and alert.case.has(Role.EXECUTOR):
        yield _("no executor is named")


def _brought(alert: Alert, others: Others) -> Iterator[str]:
    """Who higher up than the reader was told of it."""
    roles = others.brought_to(alert.key)
    if Role.DEPUTY in roles and alert.detail != Role.DEPUTY:
        yield _("the deputy head of the town was told")
    elif Role.HEAD in roles and not alert.detail:
        yield _("the executor's superior was told")
