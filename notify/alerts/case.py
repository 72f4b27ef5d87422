"""One deadline beside one recipient on the day of a round: all that the rules ask about.

Derives, from values, what the table's words mean: late, ahead, the last working day, no change for so many days. It
decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from mappings.progress import DeadlineProgress, DeadlineState, MeasureProgress, MeasureState
from mappings.progress.periods import report_day
from notify.alerts.memory import Accepted, Known, Remembered, Told
from notify.alerts.reasons import AS_LATE, Reason, Role
from notify.alerts.recipients import Recipient
from notify.alerts.terms import Terms, Today

_OF_CLOSED = frozenset({Reason.CLOSED, Reason.BELOW_TARGET, Reason.NO_FIGURE})  # they say that it is closed
_OF_EITHER = frozenset({Reason.UNREAD})  # it may be closed or not
CLOSED_STATES = (DeadlineState.DONE, DeadlineState.SUBMITTED, DeadlineState.CANCELLED)


@dataclass(frozen=True)
class Case:
    """One deadline beside one recipient. `roles` are those in which they are told of it, `unnamed` those nobody has.

    `person` is what they were told; `absent` are those for whom they stand in. `is_next` says that no open deadline of
    the measure is due before; `asked` in how many earlier half-years progress was asked for since the last change.
    `child_told` says that an open measure below this one is told of for the same time.
    """

    recipient: Recipient
    measure: MeasureProgress
    deadline: DeadlineProgress
    today: Today
    terms: Terms
    known: Known
    person: Remembered
    roles: frozenset[Role]
    unnamed: frozenset[Role] = frozenset()
    absent: tuple[Recipient, ...] = ()
    is_next: bool = False
    asked: int = 0
    child_told: bool = False

    # --- the deadline ---

    @property
    def key(self) -> str:
        """The deadline's key."""
        return self.deadline.deadline.key

    @property
    def due(self) -> date:
        """The day on which it is due."""
        return self.deadline.deadline.due

    @cached_property
    def last_day(self) -> date:
        """The last working day not later than the due date: reminders count to it."""
        return self.today.days.on_or_before(self.due)

    @cached_property
    def report_day(self) -> date:
        """The last day on which a report on it is in time."""
        return report_day(self.due, self.terms.report_by)

    @cached_property
    def is_closed(self) -> bool:
        """Whether the staff have closed it, or wait for it to be accepted."""
        return self.deadline.state in CLOSED_STATES

    @cached_property
    def is_late(self) -> bool:
        """Whether its time and that of its report are over."""
        return not self.is_closed and self.today.day > self.report_day

    @property
    def is_awaited(self) -> bool:
        """Whether it is due and its report is still in time."""
        return not self.is_closed and self.due < self.today.day <= self.report_day

    @cached_property
    def is_ahead(self) -> bool:
        """Whether its last working day has not passed."""
        return not self.is_closed and self.today.day <= self.last_day

    @cached_property
    def workdays_late(self) -> int:
        """Working days since it became late."""
        return self.today.days.between(self.report_day, self.today.day)

    @cached_property
    def is_backlog(self) -> bool:
        """Whether it was late before the first round."""
        return self.is_late and self.report_day < (self.known.followed or self.today.day)

    @property
    def moved_to(self) -> date | None:
        """The date that the staff have given its issue, where that is another one."""
        return self.known.moved.get(self.key)

    @property
    def wished(self) -> date | None:
        """The date that the staff ask for; None where they gave its issue another one themselves."""
        return None if self.moved_to else self.known.wished.get(self.key)

    # --- what the staff have done ---

    @property
    def accepted(self) -> Accepted | None:
        """That somebody has taken note of it."""
        return self.known.accepted.get(self.key)

    @cached_property
    def accepted_until(self) -> date | None:
        """Until when patience is asked for: the day named, or some working days; never for too long."""
        said = self.accepted
        if said is None:
            return None
        usual = self.today.days.nth_after(said.day, self.terms.acknowledged_days)
        return min(said.until or usual, said.day + timedelta(days=self.terms.acknowledged_longest))

    @property
    def changed(self) -> date | None:
        """The day of the staff's last change."""
        return self.known.changed.get(self.key)

    @cached_property
    def workdays_unchanged(self) -> int:
        """Working days for which it is late without a change."""
        since = max(self.report_day, self.changed or self.report_day)
        return self.today.days.between(since, self.today.day)

    @property
    def silent_since(self) -> date:
        """Since when the staff have said nothing: at the earliest since it is followed, and work on it begins."""
        return max(self.changed or date.min, self.known.followed or self.today.day, self.deadline.deadline.start)

    # --- what was told ---

    @property
    def told(self) -> tuple[Told, ...]:
        """What this person was told of it, the oldest first."""
        return self.person.told.get(self.key, ())

    @cached_property
    def told_open(self) -> tuple[Told, ...]:
        """What they were told since they last read that it is closed; what was closed and is open again is news."""
        return _after_last(self.told, _OF_CLOSED)

    @cached_property
    def told_closed(self) -> tuple[Told, ...]:
        """What they were told since they last read that it is open."""
        return _after_last(self.told, frozenset(Reason) - _OF_CLOSED - _OF_EITHER)

    @cached_property
    def told_late(self) -> tuple[Told, ...]:
        """What they were told of its being late; what was said of a date that has been extended since is no part."""
        return tuple(one for one in self.told_open if one.reason in AS_LATE and one.day > self.report_day)

    @property
    def is_told_open(self) -> bool:
        """Whether this person was told of it and not yet that it is settled."""
        return any(one.reason not in _OF_EITHER for one in self.told_open)

    def has(self, role: Role) -> bool:
        """Whether the recipient is told of it in a role."""
        return role in self.roles

    def has_any(self, roles: Collection[Role]) -> bool:
        """Whether in one of some roles."""
        return not self.roles.isdisjoint(roles)

    # --- the measure ---

    @property
    def is_at_risk(self) -> bool:
        """Whether the measure is at risk, and this is the deadline that it is told with."""
        return self.is_next and self.measure.state is MeasureState.AT_RISK

    @property
    def is_below_target(self) -> bool:
        """Whether it was closed and what its target asks for was not reached."""
        if self.deadline.state is not DeadlineState.DONE:
            return False
        last = self.measure.deadlines[-1].deadline.key == self.key
        missed = any(self.deadline.deadline.period in one.missed_periods for one in self.measure.indicators)
        return missed or (last and self.measure.state is MeasureState.NOT_REACHED)

    @property
    def lacks_figure(self) -> bool:
        """Whether it was closed without the figure that its target asks for."""
        own = self.measure.measure.issue_key(self.deadline.deadline)
        return any(one.code == "closed-without-figure" and one.key == own for one in self.measure.quality)

    @property
    def unread(self) -> str:
        """The newest figure that could not be read; empty where there is none."""
        return self.deadline.report.unread[-1] if self.deadline.report.unread else ""


def _after_last(told: Sequence[Told], reasons: Collection[Reason]) -> tuple[Told, ...]:
    """What was told after the last telling for one of some reasons."""
    last = max((number for number, one in enumerate(told) if one.reason in reasons), default=-1)
    return tuple(told[last + 1 :])
