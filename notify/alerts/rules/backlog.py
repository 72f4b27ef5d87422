"""A deadline was late before the plan was followed here, and nobody has reported on it: told folded, with its number.

To JSON it is overdue. It has a name of its own, so that a report that takes it out of here makes it news as overdue.
"""

from __future__ import annotations

from collections.abc import Sequence

from mappings.language import gettext as _
from mappings.language import ngettext
from notify.alerts.alert import Alert, Fold, Rule, Terms, Tone, Words


def _news(alerts: Sequence[Alert], _terms: Terms) -> str:
    said = ngettext(
        "{n} deadline from before the records began, nothing known",
        "{n} deadlines from before the records began, nothing known",
        len(alerts),
    )
    return said.format(n=len(alerts))


def _note(alerts: Sequence[Alert]) -> str:
    """How many there are, why nothing is known of them, where they are listed and what can be done."""
    count = ngettext(
        "Before the records began: {n} deadline, nothing known.",
        "Before the records began: {n} deadlines, nothing known.",
        len(alerts),
    )
    rest = _(
        "Due before Vekha began to follow this plan, with no report since; the summary says which. "
        "Reports of earlier years are put in with vekha import."
    )
    return f"{count.format(n=len(alerts))} {rest}"


BACKLOG = Rule(
    name="backlog",
    kind="overdue",
    applies=lambda deadline, _terms: deadline.backlog,
    rank=lambda alert: -alert.days,
    tone=Tone.QUIET,
    words=Words(
        heading=lambda _terms: _("Before the records, nothing known"),
        news=_news,
        more_news=lambda _alerts, _terms: "",
        detail=lambda _alerts, _count: "",
    ),
    body=Fold(note=_note),
)
