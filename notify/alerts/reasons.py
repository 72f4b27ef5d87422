"""Why something is told, why it is not, and who answers for it: the vocabulary of the policy.

Values only; which of them applies is decided by the table in `notify.alerts.rules`.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a recipient answers for, from the nearest to the work on up."""

    EXECUTOR = "executor"  # for the work
    HEAD = "head"  # for the executor
    DEPUTY = "deputy"  # the deputy head of the town, the last to be told


class Reason(StrEnum):
    """Why something is told, in the order in which a mail tells it."""

    ESCALATED = "escalated"  # late for so long without a change that somebody higher is told
    NEWLY_LATE = "newly_late"
    DUE_TODAY = "due_today"  # today is the last working day
    AWAITED = "awaited"  # due, and the report is expected by a day that has not passed
    BEFORE = "before"
    AT_RISK = "at_risk"
    MOVED = "moved"  # the staff moved the date in the tracker
    WISHED = "wished"  # the staff ask for another date
    BELOW_TARGET = "below_target"
    NO_FIGURE = "no_figure"  # closed without the figure that its target asks for
    UNREAD = "unread"  # a figure that cannot be read
    ASK = "ask"  # nobody has said anything of it for long
    STILL_LATE = "still_late"
    BACKLOG = "backlog"  # late before the first round
    CLOSED = "closed"  # settled since it was told

    @property
    def kind(self) -> str:
        """The kind under which JSON counts it."""
        return _KINDS.get(self, "drift")


_KINDS = {
    Reason.ESCALATED: "escalation",
    Reason.NEWLY_LATE: "overdue",
    Reason.STILL_LATE: "overdue",
    Reason.BACKLOG: "overdue",
    Reason.DUE_TODAY: "upcoming",
    Reason.BEFORE: "upcoming",
    Reason.ASK: "upcoming",
    Reason.AWAITED: "upcoming",
}
KINDS = ("escalation", "overdue", "upcoming", "drift")
"""The kinds, the gravest first."""
AS_LATE = frozenset({Reason.NEWLY_LATE, Reason.ESCALATED, Reason.STILL_LATE, Reason.BACKLOG})
"""The reasons by which somebody has learned that a deadline is late."""


class Silence(StrEnum):
    """Why something is not told in a round."""

    SETTLED = "settled"
    OUT_OF_SCOPE = "out-of-scope"
    AWAY = "away"  # somebody else is told instead
    TOLD_BY_CHILD = "told-by-child"
    QUIET_DAY = "quiet-day"
    ONE_A_DAY = "one-a-day"
    ACKNOWLEDGED = "acknowledged"
    TOLD = "told"
    NOT_YET = "not-yet"
