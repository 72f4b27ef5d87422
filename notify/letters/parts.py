"""What one person is told, sorted: each deadline once, by its gravest reason, in the order in which a mail tells it.

Decides the order and nothing of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from notify.alerts.alert import Alert
from notify.alerts.reasons import Reason, Role

_ORDER = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True)
class Told:
    """What is told for one reason, the most pressing first."""

    reason: Reason
    alerts: tuple[Alert, ...]

    @cached_property
    def measures(self) -> int:
        """How many measures it is about."""
        return len({alert.case.measure.measure.key for alert in self.alerts})

    @property
    def deadlines(self) -> int:
        """How many deadlines it is about."""
        return len(self.alerts)

    @property
    def is_repeated_backlog(self) -> bool:
        """Whether it is old news that was told in full before."""
        return self.reason is Reason.BACKLOG and all(alert.case.told_late for alert in self.alerts)

    @property
    def is_asked_in_vain(self) -> bool:
        """Whether it says to somebody higher that nobody answered."""
        return self.reason is Reason.ASK and all(alert.detail == Role.HEAD for alert in self.alerts)


def sorted_by_reason(alerts: Sequence[Alert]) -> list[Told]:
    """The alerts by their reasons, in each from the earliest date on; ties stay in the order of the plan."""
    once: dict[str, Alert] = {}
    for alert in sorted(alerts, key=lambda one: _ORDER[one.reason]):
        once.setdefault(alert.key, alert)
    return [
        Told(reason, tuple(sorted(own, key=lambda alert: alert.due)))
        for reason in Reason
        if (own := [alert for alert in once.values() if alert.reason is reason])
    ]
