"""One row of the decision table: when it applies to a deadline beside a recipient, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from notify.alerts.case import Case
from notify.alerts.reasons import Reason, Silence


@dataclass(frozen=True)
class Rule:
    """The first row that applies decides. `name` is its own.

    `detail` is remembered with the telling, `about` under which key. What `rides` goes with other news and makes no
    mail of its own.
    """

    name: str
    outcome: Reason | Silence
    applies: Callable[[Case], bool]
    detail: Callable[[Case], str] = lambda _case: ""
    about: Callable[[Case], str] = lambda case: case.key
    rides: bool = False
