"""A deadline has passed and its work is not done: told from the longest delay on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mappings.language import N_, ngettext
from mappings.language import gettext as _
from mappings.progress import DeadlineState
from notify.alerts.alert import Alert, Rule, Terms, Tone, Words
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
    """The longest delay, or that there is none; nothing where what is late was told before."""
    if alerts:
        return _("The longest delay is {span}.").format(span=_delay(alerts[0]))
    return "" if count else _("Nothing is overdue.")


OVERDUE = Rule(
    kind="overdue",
    applies=lambda deadline, _terms: deadline.state is DeadlineState.OVERDUE,
    rank=lambda alert: -alert.days,
    rows_kept=0,
    tone=Tone.ALARM,
    words=Words(
        heading=lambda _terms: _("Overdue"),
        column=N_("Due, late by"),
        when=_delay,
        alone=lambda alert: _("late by %(span)s") % {"span": _delay(alert)},
        news=_news,
        more_news=_news,
        detail=_detail,
    ),
)
