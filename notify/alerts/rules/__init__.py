"""Which deadlines are worth an alert: one rule a file, and their one table.

The first that applies to a deadline tells of it; a mail tells of them in this order.
"""

from __future__ import annotations

from notify.alerts.alert import Rule
from notify.alerts.rules.backlog import BACKLOG
from notify.alerts.rules.overdue import OVERDUE
from notify.alerts.rules.upcoming import UPCOMING

RULES: tuple[Rule, ...] = (OVERDUE, UPCOMING, BACKLOG)
