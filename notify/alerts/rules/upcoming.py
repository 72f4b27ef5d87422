"""A deadline is near and its work is not done: told from the nearest on."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.language import N_, ngettext
from mappings.language import gettext as _
from mappings.progress import DeadlineProgress, DeadlineState
from mappings.wording import day
from notify.alerts.alert import Alert, Rows, Rule, Terms, Tone, Words
from notify.alerts.spans import ahead, window

_SETTLED = (DeadlineState.DONE, DeadlineState.SUBMITTED, DeadlineState.CANCELLED, DeadlineState.OVERDUE)


def _near(deadline: DeadlineProgress, terms: Terms) -> bool:
    return 0 <= deadline.days <= terms.upcoming_days and deadline.state not in _SETTLED


def _ahead(alert: Alert) -> str:
    return ahead(alert.days)


def _news(alerts: Sequence[Alert], terms: Terms) -> str:
    near = ngettext("{n} deadline {window}", "{n} deadlines {window}", len(alerts))
    return near.format(n=len(alerts), window=window(terms.upcoming_days))


def _more_news(alerts: Sequence[Alert], terms: Terms) -> str:
    near = ngettext("{n} more deadline {window}", "{n} more deadlines {window}", len(alerts))
    return near.format(n=len(alerts), window=window(terms.upcoming_days))


def _detail(alerts: Sequence[Alert], _count: int) -> str:
    return _("The nearest date is {day}.").format(day=day(alerts[0].due)) if alerts else ""


UPCOMING = Rule(
    name="upcoming",
    kind="upcoming",
    applies=_near,
    rank=lambda alert: alert.days,
    tone=Tone.NOTICE,
    words=Words(
        heading=lambda terms: _("Due %(window)s") % {"window": window(terms.upcoming_days)},
        news=_news,
        more_news=_more_news,
        detail=_detail,
    ),
    body=Rows(column=N_("Due"), when=_ahead, alone=_ahead, kept=30),
)
