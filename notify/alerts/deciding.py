"""For each recipient and deadline: what is told in a round and why, or why not. `decide(...) -> Decisions`.

Pure: how the plan stands, what is known beside it and the day come in as values. The rows that decide stand in
`notify.alerts.rules`; nothing here words or sends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mappings.progress import DeadlineProgress, MeasureProgress, Progress
from notify.alerts.alert import Alert
from notify.alerts.case import CLOSED_STATES, Case
from notify.alerts.memory import Known
from notify.alerts.readers import Reader, readers_of
from notify.alerts.reasons import Reason, Role, Silence
from notify.alerts.recipients import Recipient, address_key, deadlines_followed
from notify.alerts.roles import Answering
from notify.alerts.rules import RULES
from notify.alerts.rules.asked import half_year, recovered
from notify.alerts.rules.rule import Rule
from notify.alerts.rules.silent import NOT_YET
from notify.alerts.terms import Terms, Today


@dataclass(frozen=True)
class Decision:
    """What becomes of one deadline beside one recipient."""

    case: Case
    rule: Rule

    @property
    def outcome(self) -> Reason | Silence:
        """Why it is told, or why not."""
        return self.rule.outcome

    @property
    def alert(self) -> Alert | None:
        """What is told; None where nothing is."""
        if not isinstance(self.outcome, Reason):
            return None
        case = self.case
        return Alert(case, self.outcome, self.rule.about(case), self.rule.detail(case), self.rule.rides)


@dataclass(frozen=True)
class Decisions:
    """Of a round: everything that was decided, recipients as given and deadlines in the order of the plan.

    `recovered` are the measures, by the person's `address_key`, of which a risk that was told has passed. `untold` are
    the keys of open deadlines that nobody follows.
    """

    made: tuple[Decision, ...]
    recovered: frozenset[tuple[str, str]]
    untold: tuple[str, ...]

    def told(self) -> Mapping[str, tuple[Alert, ...]]:
        """What each person is told, by `address_key`; what only rides makes no mail."""
        found: dict[str, list[Alert]] = {}
        for alert in (one.alert for one in self.made):
            if alert is not None:
                found.setdefault(address_key(alert.recipient.email), []).append(alert)
        return {person: tuple(own) for person, own in found.items() if not all(alert.rides for alert in own)}


def decide(progress: Progress, recipients: Sequence[Recipient], known: Known, terms: Terms, today: Today) -> Decisions:
    """Decide for everybody. `terms` and `today` have the calendar.

    What the person is told whose mail goes to somebody else's address is decided once, for that one.
    """
    town = _Town.of(progress, recipients, known, terms, today)
    made: list[Decision] = []
    for reader in readers_of(recipients, today.day):
        made += town.decided(list(town.cases(reader)))
    untold = (
        one.deadline.key
        for _measure, one in progress.deadlines()
        if one.state not in CLOSED_STATES and not town.answering[one.deadline.key].followers
    )
    return Decisions(tuple(made), recovered(progress, known), tuple(untold))


@dataclass(frozen=True)
class _Town:
    """What a round is decided by; `answering` by the keys of deadlines."""

    progress: Progress
    answering: Mapping[str, Answering]
    known: Known
    terms: Terms
    today: Today

    @classmethod
    def of(cls, progress: Progress, recipients: Sequence[Recipient], known: Known, terms: Terms, today: Today) -> _Town:
        """The town with who answers for each deadline."""
        everyone = tuple(recipients)
        follows = {recipient: deadlines_followed(recipient, progress) for recipient in everyone}
        keys = (one.deadline.key for _measure, one in progress.deadlines())
        followers = {key: tuple(who for who in everyone if key in follows[who]) for key in keys}
        groups = {group: Answering(group, everyone) for group in set(followers.values())}
        return cls(progress, {key: groups[group] for key, group in followers.items()}, known, terms, today)

    def cases(self, reader: Reader) -> Iterator[Case]:
        """Every deadline that a reader is told of, in the order of the plan."""
        person = reader.remembered(self.known)
        for measure, deadline in self.progress.deadlines():
            answering = self.answering[deadline.deadline.key]
            entries = [one for one in reader.entries if one in answering.roles]
            if not entries:
                continue
            own = [one for one in entries if one in reader.own]
            yield Case(
                recipient=own[0] if own else reader.own[0],
                measure=measure,
                deadline=deadline,
                today=self.today,
                terms=self.terms,
                known=self.known,
                person=person,
                roles=frozenset[Role]().union(*(answering.roles[one] for one in entries)),
                unnamed=answering.unnamed,
                absent=tuple(one for one in entries if one in reader.absent),
                is_next=deadline is _nearest(measure),
                asked=self._asked(deadline.deadline.key, answering.addresses),
            )

    def decided(self, cases: Sequence[Case]) -> Iterator[Decision]:
        """The decisions in the order of the cases; a parent is silent on what an open measure below it tells of."""
        below = self._told_below(cases)
        for case in cases:
            start, dues = case.deadline.deadline.start, below.get(case.measure.measure.key, ())
            seen = replace(case, child_told=True) if any(start <= due <= case.due for due in dues) else case
            yield Decision(seen, rule_of(seen))

    def _told_below(self, cases: Sequence[Case]) -> Mapping[str, set[date]]:
        """The dates of open deadlines that are told of, by the measures above them."""
        above = {one.measure.key: one.measure.parent for one in self.progress.measures}
        found: dict[str, set[date]] = {}
        for case in cases:
            parent = case.measure.measure.parent
            if parent is None or case.is_closed or not (case.is_told_open or _is_news(case)):
                continue
            while parent is not None and case.due not in found.setdefault(parent, set()):
                found[parent].add(case.due)
                parent = above.get(parent)
        return found

    def _asked(self, key: str, addresses: Collection[str]) -> int:
        """In how many half-years before this one somebody was asked for progress, since the staff's last change."""
        since, until = self.known.changed.get(key, date.min), half_year(self.today.day)
        people = (self.known.people[address] for address in addresses if address in self.known.people)
        told = (one for person in people for one in person.told.get(key, ()) if one.reason is Reason.ASK)
        return len({half_year(one.day) for one in told if since < one.day < until})


def rule_of(case: Case) -> Rule:
    """The first row of the table that applies."""
    return next((rule for rule in RULES if rule.applies(case)), NOT_YET)


def _is_news(case: Case) -> bool:
    return isinstance(rule_of(case).outcome, Reason)


def _nearest(measure: MeasureProgress) -> DeadlineProgress | None:
    """The first open deadline of a measure."""
    return next((one for one in measure.deadlines if one.state not in CLOSED_STATES), None)
