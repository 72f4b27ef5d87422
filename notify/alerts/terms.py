"""What the operator has set of when something is told: the terms of the policy, and the day of a round.

Values only. The numbers and their meaning stand in docs/alerts.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mappings.progress.periods import ReportBy
from notify.alerts.workdays import EVERY_DAY, WorkingDays


@dataclass(frozen=True)
class Repeat:
    """How often what is late is told again: so many weeks, then so many months, then every quarter."""

    weeks: int = 4
    months: int = 6


@dataclass(frozen=True)
class Escalate:
    """After how many working days without a change somebody higher is told."""

    head: int = 5
    deputy: int = 15


@dataclass(frozen=True)
class Terms:
    """The operator's terms. `before` are days ahead of the last working day, the longest first."""

    before: tuple[int, ...] = (30, 7)
    on_day: bool = True
    repeat: Repeat = Repeat()
    escalate: Escalate = Escalate()
    acknowledged_days: int = 10  # working days for which «Принято» holds where no date is said
    acknowledged_longest: int = 60  # calendar days for which it holds at most
    quiet_days: int = 180  # without a change by the staff, after which progress is asked for
    days: WorkingDays = EVERY_DAY
    report_by: ReportBy | None = None


@dataclass(frozen=True)
class Today:
    """The day of a round. `last_weekly` is the last day that was the first of its week on which a round got through.

    On that day is told what can wait for it, by every round of the day.
    """

    day: date
    days: WorkingDays = EVERY_DAY
    last_weekly: date | None = None
    quiet: bool = False  # no mail goes out at this hour

    @cached_property
    def is_quiet(self) -> bool:
        """Whether nobody is told anything now."""
        return self.quiet or not self.days.is_working(self.day)

    @cached_property
    def is_weekly(self) -> bool:
        """Whether this is the first day of its week on which a round may tell something."""
        last = self.last_weekly
        return not self.is_quiet and (last is None or last == self.day or _week(last) != _week(self.day))

    @cached_property
    def next_weekly(self) -> date:
        """The day of the next weekly round, if all goes well."""
        return self.days.first_of_next_week(self.day)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
