"""Who is told, and which measures each of them follows.

Pure: it reads the plan's rows and the scopes of a recipient. Whether there is anything to tell of a measure is for
`notify.alerts.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mappings.plan import Measure, Plan
from mappings.progress import Progress
from mappings.wording import folded
from notify.alerts.reasons import Role


@dataclass(frozen=True)
class Away:
    """A time in which a person's mails go to somebody else; both days are within it."""

    since: date
    until: date
    instead: str  # the address of the stand-in


@dataclass(frozen=True)
class Recipient:
    """A person who is told. Without a scope they follow everything; with several, whatever one matches.

    `groups` are keys ("I.3") or bare numbers ("3", the groups of that number in every section); by `logins` they follow
    the deadlines whose issues the tracker assigns to them. Without `roles` they
    answer for the work and for the executor as well. What they were told is remembered of them, wherever it went.
    """

    name: str
    email: str
    sections: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    executors: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    roles: tuple[Role, ...] = (Role.EXECUTOR, Role.HEAD)
    away: tuple[Away, ...] = ()

    def address(self, day: date) -> str:
        """Where this person's mails go on a day."""
        return next((one.instead for one in self.away if one.since <= day <= one.until), self.email)

    @property
    def follows_all(self) -> bool:
        """Whether no scope was given."""
        return not (self.sections or self.groups or self.measures or self.executors or self.logins)


def address_key(email: str) -> str:
    """The form in which two spellings of one mail address are equal."""
    return email.strip().casefold()


def deadlines_followed(recipient: Recipient, progress: Progress) -> frozenset[str]:
    """The keys of the deadlines that a recipient follows, as the plan and the tracker stand."""
    measures = followed(recipient, progress.plan)
    return frozenset(
        one.deadline.key
        for measure, one in progress.deadlines()
        if measure.measure.key in measures or one.report.assignee in recipient.logins
    )


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


def _upwards(key: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The key and all above it; a document that nests a row in itself ends the way, it does not hang it."""
    seen: set[str] = set()
    while key is not None and key not in seen:
        yield key
        seen.add(key)
        key = parents.get(key)
