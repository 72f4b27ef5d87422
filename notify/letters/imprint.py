"""What stands on every letter of a round beside its news: when the tracker was read, where to see more, whom to ask.

Values only; who makes them knows the config.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from notify.alerts.terms import Terms
from notify.calendars.published import Published
from notify.letters.letter import Letter
from notify.letters.rendering import rendered

WORKBOOK, CALENDAR = "xlsx", "ics"
"""The files that can go with every letter."""


@dataclass(frozen=True)
class Imprint:
    """What all letters of a round have in common.

    `as_of` is when the tracker was read, aware and in the plan's zone. `plan_name` is a short name of the plan, without
    which its title is cut where there is little room; `contact` who reads answers, `Name <address>` or an address,
    empty where nobody does. `takes_answers` says that answers are read by mail, and what is
    reported in them. `attach` are those of `WORKBOOK` and `CALENDAR` that go with every letter; for the latter
    `calendar` is what calendars say of each deadline, by its key. `render` makes the text and the HTML, by the
    templates of the program or by an operator's own (`notify.letters.own_templates`).
    """

    plan_key: str
    sender: str
    as_of: datetime
    today: date
    terms: Terms
    plan_name: str = ""
    contact: str = ""
    takes_answers: bool = False
    summary_url: str | None = None
    tracker_url: str | None = None
    attach: frozenset[str] = frozenset()
    calendar: Mapping[str, Published] = field(default_factory=dict)
    render: Callable[[Letter], tuple[str, str]] = rendered
