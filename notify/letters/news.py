"""The news of a letter: its subject, its verdict and the headings of its parts.

The subject says the news first, since a phone shows some 45 characters of it; the plan's name comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.spans import ahead, on
from mappings.wording import cut
from notify.alerts.reasons import Reason
from notify.alerts.workdays import EVERY_DAY
from notify.letters.imprint import Imprint
from notify.letters.parts import Told

SUBJECT_LENGTH = 118  # characters
_PLAN_LEAST, _PLAN_MOST = 16, 40  # a title cut shorter than this says nothing, a longer one hides the news
_DASH = " — "


def subject_of(parts: Sequence[Told], imprint: Imprint, plan_name: str) -> str:
    """The subject of a mail that tells these parts, of which there is at least one."""
    first, *others = parts
    also = list(map(_also, others))
    while also and len(_joined(_news(first, imprint), also)) > SUBJECT_LENGTH - len(_DASH) - _PLAN_LEAST:
        also.pop()
    news = _joined(_news(first, imprint), also)
    return with_plan(news, plan_name)


def with_plan(news: str, plan_name: str) -> str:
    """News as a subject, the plan's name after them as far as there is room."""
    title = cut(plan_name, min(_PLAN_MOST, SUBJECT_LENGTH - len(news) - len(_DASH)))
    return f"{news}{_DASH}{title}" if title else news


def verdict_of(parts: Sequence[Told], imprint: Imprint) -> str:
    """The same news as the first line of the letter, all of them."""
    first, *others = parts
    return f"{_joined(_news(first, imprint), list(map(_also, others)))}."


def heading_of(told: Told) -> str:
    """What stands over the rows of a part."""
    return f"{name_of(told)}: {_counted(told)}"


def name_of(told: Told) -> str:
    """The reason of a part as a heading."""
    if told.is_asked_in_vain:
        return _("No answer about progress")
    if told.reason is Reason.BACKLOG and any(alert.due.year >= alert.case.today.day.year for alert in told.alerts):
        return _("Open from before the records began")
    names = {
        Reason.ESCALATED: _("Escalated, not done in time"),
        Reason.NEWLY_LATE: _("Due date passed"),
        Reason.DUE_TODAY: _("Due today"),
        Reason.AWAITED: _("Report due"),
        Reason.BEFORE: _("Due soon"),
        Reason.AT_RISK: _("At risk"),
        Reason.MOVED: _("Date moved in the tracker"),
        Reason.WISHED: _("Another date asked for"),
        Reason.BELOW_TARGET: _("Closed below the target"),
        Reason.NO_FIGURE: _("Closed without a figure"),
        Reason.UNREAD: _("Figure not understood"),
        Reason.ASK: _("Progress asked for"),
        Reason.STILL_LATE: _("Not done in time"),
        Reason.BACKLOG: _("Open from earlier years"),
        Reason.CLOSED: _("Settled since the last mail"),
    }
    return names[told.reason]


def measures(count: int) -> str:
    """A number of measures."""
    return ngettext("{n} measure", "{n} measures", count).format(n=count)


def deadlines(count: int) -> str:
    """A number of deadlines."""
    return ngettext("{n} deadline", "{n} deadlines", count).format(n=count)


def _joined(first: str, also: Sequence[str]) -> str:
    return f"{first}; {', '.join(also)}" if also else first


def _also(told: Told) -> str:
    """News that come after the first, in short: «срок подходит — 3»."""
    count = told.deadlines if told.reason is Reason.BACKLOG else told.measures
    name = name_of(told)
    return f"{name[:1].lower()}{name[1:]} — {count}"


def _counted(told: Told) -> str:
    """How much a part tells: what was left behind for years counts by deadlines, all else by measures."""
    if told.reason is Reason.BACKLOG:
        return deadlines(told.deadlines)
    if told.deadlines == told.measures:
        return measures(told.measures)
    return f"{measures(told.measures)} ({deadlines(told.deadlines)})"


def _news(told: Told, imprint: Imprint) -> str:
    """The news of a part as a subject begins with it."""
    count = told.measures
    if told.reason is Reason.ESCALATED:
        return ngettext(
            "For your attention: {n} measure not done in time",
            "For your attention: {n} measures not done in time",
            count,
        ).format(n=count)
    if told.reason in _DATED:
        return _dated(told, imprint.today)
    if told.reason is Reason.DUE_TODAY:
        every_day = imprint.terms.days == EVERY_DAY
        name = _("Last day: {measures}") if every_day else _("Last working day: {measures}")
        return name.format(measures=measures(count))
    if told.reason is Reason.STILL_LATE:
        return _("Not done in time: {measures}, none new").format(measures=measures(count))
    return f"{name_of(told)}: {_counted(told) if told.reason is Reason.BACKLOG else measures(count)}"


_DATED = frozenset({Reason.NEWLY_LATE, Reason.BEFORE, Reason.AWAITED})


def _dated(told: Told, today: date) -> str:
    """News with a date, which is the first of several; only what has passed does without one then."""
    days = {alert.case.report_day if told.reason is Reason.AWAITED else alert.due for alert in told.alerts}
    first, alone, said = min(days), len(days) == 1, measures(told.measures)
    if told.reason is Reason.NEWLY_LATE:
        return (
            _("Due date passed on {day}: {measures}").format(day=on(first), measures=said)
            if alone
            else (_("Due date passed: {measures}").format(measures=said))
        )
    if told.reason is Reason.AWAITED:
        text = _("Report due by {day}: {measures}") if alone else _("Reports due from {day} on: {measures}")
        return text.format(day=on(first), measures=said)
    text = _("Due {day} ({ahead}): {measures}") if alone else _("Next due {day} ({ahead}), {measures} in all")
    return text.format(day=on(first), ahead=ahead(max(0, (first - today).days)), measures=said)
