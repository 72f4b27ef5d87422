"""The decision table: for each recipient and deadline the first row that applies says whether and why it is told.

The rows stand in files by what they are about; their order is here, and docs/alerts.md shows it.
"""

from __future__ import annotations

from notify.alerts.rules.ahead import BEFORE, BEFORE_AT_ONCE, DUE_TODAY
from notify.alerts.rules.asked import ASK, ASKED_IN_VAIN, AT_RISK, AWAITED
from notify.alerts.rules.found import (
    BELOW_TARGET,
    CLOSED,
    MOVED,
    NO_FIGURE,
    SETTLED,
    UNREAD,
    WISHED,
    WISHED_IN_PATIENCE,
)
from notify.alerts.rules.late import (
    ACKNOWLEDGED,
    BACKLOG,
    BACKLOG_AGAIN,
    ESCALATED_TO_DEPUTY,
    ESCALATED_TO_HEAD,
    NEWLY_LATE,
    STILL_LATE,
)
from notify.alerts.rules.rule import Rule
from notify.alerts.rules.silent import NOT_YET, ONE_A_DAY, QUIET_DAY, TOLD, TOLD_BY_CHILD

RULES: tuple[Rule, ...] = (
    SETTLED,
    TOLD_BY_CHILD,
    QUIET_DAY,
    ONE_A_DAY,
    BACKLOG,
    BACKLOG_AGAIN,
    WISHED_IN_PATIENCE,
    ACKNOWLEDGED,
    BEFORE,
    DUE_TODAY,
    NEWLY_LATE,
    ESCALATED_TO_HEAD,
    ESCALATED_TO_DEPUTY,
    WISHED,
    STILL_LATE,
    MOVED,
    BELOW_TARGET,
    UNREAD,
    NO_FIGURE,
    CLOSED,
    AT_RISK,
    AWAITED,
    ASK,
    ASKED_IN_VAIN,
    BEFORE_AT_ONCE,
    TOLD,
    NOT_YET,
)
