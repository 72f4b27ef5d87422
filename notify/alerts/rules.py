"""Who must be told what: deadlines that are late or near, matched with the recipients who follow them.

Pure: the day is `progress.today`, what was told before comes in as a set. Nothing here words or sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mappings.plan import Measure, Plan
from mappings.progress import DeadlineProgress, DeadlineState, MeasureProgress, Progress, Status
from mappings.wording import folded

UPCOMING_DAYS = 30

_SETTLED = (DeadlineState.DONE, DeadlineState.CANCELLED, DeadlineState.OVERDUE)


class AlertKind(StrEnum):
    """Why something is told."""

    UPCOMING = "upcoming"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Recipient:
    """A person who is told. Without a scope they follow everything; with several, whatever one matches.

    `groups` are keys ("I.3") or bare numbers ("3", the groups of that number in every section).
    """

    name: str
    email: str
    sections: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    executors: tuple[str, ...] = ()

    @property
    def follows_all(self) -> bool:
        """Whether no scope was given."""
        return not (self.sections or self.groups or self.measures or self.executors)


@dataclass(frozen=True)
class Alert:
    """One thing one recipient must be told. `days` is never negative: days late if overdue, else days left.

    `key` is the deadline's key; `percent` is the measure's, None where nothing can be computed.
    """

    recipient: Recipient
    kind: AlertKind
    key: str
    measure_key: str
    section: str
    title: str
    executors: tuple[str, ...]
    due: date
    days: int
    status: Status = Status.PLANNED
    assignee: str | None = None
    reason: str = ""
    percent: Decimal | None = None
    url: str | None = None


def find_alerts(
    progress: Progress, recipients: Sequence[Recipient], *, upcoming_days: int = UPCOMING_DAYS
) -> list[Alert]:
    """Every alert for every recipient, recipients as given and deadlines in the order of the plan."""
    found = [
        (measure, deadline, kind)
        for measure, deadline in progress.deadlines()
        if (kind := alert_kind(deadline, upcoming_days)) is not None
    ]
    alerts = []
    for recipient in recipients:
        keys = followed(recipient, progress.plan)
        alerts += [
            _alert(recipient, measure, deadline, kind)
            for measure, deadline, kind in found
            if measure.measure.key in keys
        ]
    return alerts


def alert_kind(deadline: DeadlineProgress, upcoming_days: int) -> AlertKind | None:
    """What there is to tell about a deadline: that it is overdue, that it is near, or nothing."""
    if deadline.state is DeadlineState.OVERDUE:
        return AlertKind.OVERDUE
    near = 0 <= deadline.days <= upcoming_days
    return AlertKind.UPCOMING if near and deadline.state not in _SETTLED else None


def followed(recipient: Recipient, plan: Plan) -> frozenset[str]:
    """The keys of the measures within a recipient's scope."""
    if recipient.follows_all:
        return frozenset(measure.key for measure in plan.measures)
    numbers = {group.key: group.number.rstrip(".") for group in plan.groups}
    above_group = {group.key: group.parent for group in plan.groups}
    above = {measure.key: measure.parent for measure in plan.measures}
    groups = {name.strip().rstrip(".") for name in recipient.groups}
    executors = set(map(folded, recipient.executors))

    def within(measure: Measure) -> bool:
        return (
            measure.section in recipient.sections
            or any(key in recipient.measures for key in _upwards(measure.key, above))
            or any(groups & {key, numbers.get(key)} for key in _upwards(measure.group, above_group))
            or not executors.isdisjoint(map(folded, measure.executors))
        )

    return frozenset(measure.key for measure in plan.measures if within(measure))


def drop_told(alerts: Iterable[Alert], told: AbstractSet[tuple[str, str]]) -> list[Alert]:
    """One recipient's alerts without the (kind, deadline key) pairs they were told in this period."""
    return [alert for alert in alerts if (alert.kind, alert.key) not in told]


def _alert(recipient: Recipient, measure: MeasureProgress, deadline: DeadlineProgress, kind: AlertKind) -> Alert:
    plan_row, report = measure.measure, deadline.report
    return Alert(
        recipient=recipient,
        kind=kind,
        key=deadline.deadline.key,
        measure_key=plan_row.key,
        section=plan_row.section,
        title=plan_row.short_title or plan_row.title,
        executors=plan_row.executors,
        due=deadline.deadline.due,
        days=abs(deadline.days),
        status=report.status,
        assignee=report.assignee,
        reason=report.reason or measure.report.reason,
        percent=measure.percent,
        url=report.url,
    )


def _upwards(key: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The key and all above it; a document that nests a row in itself ends the way, it does not hang it."""
    seen: set[str] = set()
    while key is not None and key not in seen:
        yield key
        seen.add(key)
        key = parents.get(key)
