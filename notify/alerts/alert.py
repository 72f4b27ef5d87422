"""One thing one recipient must be told, with its reason: what a round hands on to the letters and the queue.

Values only. Which alerts there are is decided in `notify.alerts.deciding`; their words stand in `notify.letters`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notify.alerts.case import Case
from notify.alerts.reasons import Reason
from notify.alerts.recipients import Recipient


@dataclass(frozen=True)
class Alert:
    """One thing one recipient must be told. `case` is the deadline beside the recipient on the day of the round.

    `about` is the key under which the telling is remembered, `detail` what tells one telling for a reason from
    another. What `rides` goes with other news and makes no mail of its own.
    """

    case: Case
    reason: Reason
    about: str
    detail: str = ""
    rides: bool = False

    @property
    def recipient(self) -> Recipient:
        """Who is told."""
        return self.case.recipient

    @property
    def key(self) -> str:
        """The deadline's key."""
        return self.case.key

    @property
    def kind(self) -> str:
        """The kind under which JSON counts it."""
        return self.reason.kind

    @property
    def due(self) -> date:
        """The day on which it is due."""
        return self.case.due

    @property
    def days(self) -> int:
        """Calendar days late, or left; never negative."""
        return abs(self.case.deadline.days)

    @property
    def url(self) -> str | None:
        """The page of its issue."""
        return self.case.deadline.report.url
