"""A deadline has passed and its work is not done: told from the longest delay on.

What was late before the plan was followed here, and nobody has reported on since, is for `backlog`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mappings.language import N_, ngettext
from mappings.language import gettext as _
from mappings.progress import DeadlineState
from notify.alerts.alert import Alert, Rows, Rule, Terms, Tone, Words
from notify.alerts.spans import span


def _delay(alert: Alert) -> str:
    return span(alert.due, alert.due + timedelta(alert.days))


def _news(alerts: Sequence[Alert], _terms: Terms) -> str:
    """How many measures are late, and with how many deadlines where that says more."""
    measures = len({alert.measure_key for alert in alerts})
    late = ngettext("{n} measure overdue", "{n} measures overdue", measures).format(n=measures)
    if len(alerts) > measures:
        told = ngettext("{n} deadline", "{n} deadlines", len(alerts)).format(n=len(alerts))
        late = f"{late} ({told})"
    return late


def _detail(alerts: Sequence[Alert], count: int) -> str:
    """The longest delay, or that nothing is late at all; nothing where what is late was told before or is folded."""
    if alerts:
        return _("The longest delay is {span}.").format(span=_delay(alerts[0]))
    return "" if count else _("Nothing is overdue.")


OVERDUE = Rule(
    name="overdue",
    kind="overdue",
    applies=lambda deadline, _terms: deadline.state is DeadlineState.OVERDUE and not deadline.backlog,
    rank=lambda alert: -alert.days,
    tone=Tone.ALARM,
    words=Words(
        heading=lambda _terms: _("Overdue"),
        news=_news,
        more_news=_news,
        detail=_detail,
    ),
    body=Rows(
        column=N_("Due, late by"),
        when=_delay,
        alone=lambda alert: _("late by %(span)s") % {"span": _delay(alert)},
        kept=0,
    ),
)
