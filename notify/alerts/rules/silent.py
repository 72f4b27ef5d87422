"""Why nothing is told: on some days to nobody, of some measures because another says it, and where there is no news."""

from __future__ import annotations

from notify.alerts.reasons import Silence
from notify.alerts.rules.rule import Rule

TOLD_BY_CHILD = Rule("told-by-child", Silence.TOLD_BY_CHILD, lambda case: case.child_told and not case.is_closed)
QUIET_DAY = Rule("quiet-day", Silence.QUIET_DAY, lambda case: case.today.is_quiet)
ONE_A_DAY = Rule("one-a-day", Silence.ONE_A_DAY, lambda case: case.person.mailed == case.today.day)
TOLD = Rule("told", Silence.TOLD, lambda case: bool(case.told))
NOT_YET = Rule("not-yet", Silence.NOT_YET, lambda _case: True)
