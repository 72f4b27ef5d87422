"""Refuses a round of alerts in which more turns late than the plan explains, with the counts and the override.

A mapping whose statuses no longer fit the tracker, statuses that were renamed there, a year from which the plan is
followed that was mistyped: each makes finished work look late, and every manager would be told of it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.progress import DeadlineProgress, DeadlineState, Progress, Status
from mappings.progress.periods import ReportBy, report_day
from mappings.wording import day
from sync.errors import UnsafeChange
from sync.memory import Stood, ToldRound

_UNFOLLOWED = "unfollowed"  # a deadline before the year from which the plan is followed
_WITH_ITS_CHILDREN = "with its children"  # done since what lies below it is, and not by its own issue
_FINISHED = frozenset({Status.DONE, Status.SUBMITTED, Status.CANCELLED})
_SETTLED = frozenset({DeadlineState.DONE, DeadlineState.SUBMITTED, DeadlineState.CANCELLED})


def round_of(progress: Progress, changed: Mapping[str, datetime], *, at: datetime) -> ToldRound:
    """How every deadline of the plan stands in a round. `changed` is when each issue was last changed, by its key."""
    stood = {
        deadline.key: Stood(deadline.due, _UNFOLLOWED)
        for measure in progress.plan.measures
        for deadline in measure.deadlines
    }
    for _measure, one in progress.deadlines():
        rolled_up = one.state in _SETTLED and one.report.status not in _FINISHED
        state = _WITH_ITS_CHILDREN if rolled_up else one.state.value
        stood[one.deadline.key] = Stood(one.deadline.due, state, changed.get(one.report.key))
    return ToldRound(at, progress.today, stood)


def check_newly_late(
    progress: Progress, changed: Mapping[str, datetime], last: ToldRound | None, *, report_by: ReportBy | None
) -> None:
    """Raise `UnsafeChange` where more deadlines are newly late than have fallen due since the last round.

    Newly late is what is overdue now and was not in the last round; a backlog is not, since it is told folded. Not
    counted is what the staff opened again, what an amendment brought or gave another date, since that has passed the
    limits of the sync, and a parent that was done with its children. Those fallen due count whether done or not, each
    from the day on which its report was expected. A first round has nothing to be compared with.
    """
    if last is None:
        return
    newly = [one for one in _newly_late(progress, last) if not _is_explained(one, changed, last)]
    dues = [report_day(one.deadline.due, report_by) for _measure, one in progress.deadlines()]
    fallen = sum(last.day <= due < progress.today for due in dues)
    if len(newly) > fallen:
        late, due = _late_in_words(len(newly)), _fallen_in_words(fallen)
        raise UnsafeChange(
            "mails-unsafe",
            _("{late}, such as {key}, and since the last alerts, of {day}, {due}").format(
                late=late, key=newly[0].deadline.key, day=day(last.day), due=due
            ),
            hint=_(
                "nobody was told; look at `vekha alerts --dry-run` and at what the statuses mean in the mapping; "
                "if it is meant, run `vekha alerts --force`"
            ),
        )


def _newly_late(progress: Progress, last: ToldRound) -> Iterator[DeadlineProgress]:
    for _measure, one in progress.deadlines():
        before = last.deadlines.get(one.deadline.key)
        was_late = before is not None and before.state == DeadlineState.OVERDUE
        if one.state is DeadlineState.OVERDUE and not one.backlog and not was_late:
            yield one


def _is_explained(one: DeadlineProgress, changed: Mapping[str, datetime], last: ToldRound) -> bool:
    """Whether an amendment or the staff made it late, and not the calendar or a new reading of what stood there."""
    before = last.deadlines.get(one.deadline.key)
    if before is None or before.due != one.deadline.due or before.state == _WITH_ITS_CHILDREN:
        return True
    if before.state not in _SETTLED or one.report.closed_at is not None:
        return False
    # Opened again leaves a trace in the issue; a status that is read in another way does not.
    now = changed.get(one.report.key)
    return before.changed is None or now is None or now != before.changed


def _late_in_words(count: int) -> str:
    return ngettext("{count} deadline has turned late", "{count} deadlines have turned late", count).format(count=count)


def _fallen_in_words(count: int) -> str:
    return ngettext("{count} has fallen due", "{count} have fallen due", count).format(count=count)
