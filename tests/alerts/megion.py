"""The plan of Megion through many months: what its staff do by the day, and every mail that follows from it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from random import Random

from mappings.mapping.model import load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Deadline, IndicatorKind, Measure, Plan
from mappings.progress import SOON_DAYS, FigureLine, Progress, Report, Status, judge
from mappings.progress import Reason as Why
from mappings.reading import read_plan
from notify.alerts.deciding import decide
from notify.alerts.memory import Accepted, Known
from notify.alerts.preview import Planned, after, after_weekly, planned
from notify.alerts.recipients import Recipient, address_key
from notify.alerts.terms import Terms, Today
from tests.alerts.town import RU, days

TERMS = Terms(days=RU)
_FOLDER = Path(__file__).parents[2] / "mappings" / "megion-2021-2030"
_SOON = timedelta(days=SOON_DAYS)
_DAY = timedelta(days=1)
_SHARES = tuple(map(Decimal, ("1", "1", "1", "0.5")))
_NUMBERLESS = (IndicatorKind.DONE, IndicatorKind.QUALITATIVE)


@cache
def megion() -> Plan:
    """The bundled plan with its mapping."""
    return apply_overrides(read_plan(_FOLDER / "plan.txt"), load_mapping(_FOLDER / "mapping.yaml"))


@dataclass(frozen=True)
class Event:
    """Something that the staff did about a deadline on a day."""

    day: date
    key: str
    report: Report | None = None
    accepted: Accepted | None = None
    moved: date | None = None


@dataclass(frozen=True)
class Course:
    """What happens to the plan by the day."""

    events: tuple[Event, ...] = ()
    judgements: dict[date, Progress] = field(default_factory=dict, compare=False)

    @cached_property
    def by_day(self) -> tuple[Event, ...]:
        """The events, the oldest first."""
        return tuple(sorted(self.events, key=lambda one: one.day))

    @cached_property
    def turns(self) -> list[date]:
        """The days on which something can come out otherwise than on the day before.

        An event, a date that comes near, is reached, or has passed; and each Monday, for what time alone brings on.
        """
        dues = {one.due for measure in megion().measures for one in measure.deadlines}
        found = {one.day for one in self.events}
        found |= {day for due in dues for day in (due - _SOON, due, due + _DAY)}
        return sorted({*found, *(date(2025, 12, 29) + number * 7 * _DAY for number in range(110))})

    def judged(self, day: date) -> Progress:
        """How the plan stands on a day."""
        turn = self.turns[bisect_right(self.turns, day) - 1]
        if turn not in self.judgements:
            reports = {one.report.key: one.report for one in self._until(turn) if one.report is not None}
            self.judgements[turn] = judge(megion(), reports, today=turn, soon=SOON_DAYS)
        return _on(self.judgements[turn], day)

    def known(self, known: Known, day: date) -> Known:
        """What is known on a day, beside what people were told."""
        until = list(self._until(day))
        return replace(
            known,
            changed={one.key: one.day for one in until},
            accepted={one.key: one.accepted for one in until if one.accepted is not None},
            moved={one.key: one.moved for one in until if one.moved is not None},
        )

    def closed(self, key: str) -> date | None:
        """The day on which a deadline was closed."""
        closings = (one for one in self.by_day if one.report is not None and one.report.status is Status.DONE)
        return next((one.day for one in closings if one.key == key), None)

    def mails(
        self, people: Sequence[Recipient], since: date, until: date, *, without: Collection[date] = ()
    ) -> list[Planned]:
        """Every mail with a round on each day but those without one."""
        known, weekly, found = Known(), None, list[Planned]()
        for day in days(since, until):
            today = Today(day, RU, weekly)
            if day in without or today.is_quiet:
                continue
            here = self.known(known, day)
            decisions = decide(self.judged(day), people, here, TERMS, today)
            found += planned(decisions, day)
            known, weekly = after(here, decisions, today), after_weekly(today)
        return found

    def _until(self, day: date) -> Iterator[Event]:
        return (one for one in self.by_day if one.day <= day)


def _on(progress: Progress, day: date) -> Progress:
    """A judgement on a later day on which nothing comes out otherwise."""
    measures = (
        replace(one, deadlines=tuple(replace(each, days=(each.deadline.due - day).days) for each in one.deadlines))
        for one in progress.measures
    )
    return replace(progress, today=day, measures=tuple(measures))


@dataclass(frozen=True)
class Figures:
    """What a person was sent: how many mails, how often the most told deadline, how many lines the longest mail."""

    mails: int
    most_told: int
    longest: int


def figures(mails: Iterable[Planned]) -> Mapping[str, Figures]:
    """By the names of people."""
    sent: dict[str, list[Planned]] = defaultdict(list)
    for mail in mails:
        sent[mail.recipient.name].append(mail)
    return {
        name: Figures(
            len(own),
            max(Counter(alert.key for mail in own for alert in mail.alerts).values()),
            max(len(mail.alerts) for mail in own),
        )
        for name, own in sent.items()
    }


def faults(mails: Sequence[Planned]) -> list[str]:
    """Every second mail of a day to one address, and every mail on a day off."""
    at = Counter((mail.day, address_key(mail.recipient.address(mail.day))) for mail in mails)
    twice = [f"{day} {address}" for (day, address), times in at.items() if times > 1]
    return twice + [f"{mail.day} off" for mail in mails if not RU.is_working(mail.day)]


def clerk(seed: int, since: date, until: date) -> Course:
    """A typical clerk: most is closed in the weeks around its date, some late and with a figure, some is forgotten.

    What was late before is put in order through the first months; half of it.
    """
    random = Random(seed)
    events: list[Event] = []
    for measure in megion().measures:
        for one in measure.deadlines:
            if one.due > until:
                continue
            chance = random.random()
            if one.due < since:
                closing = since + _DAY * random.randint(7, 120) if chance < 0.5 else None
            elif chance < 0.65:
                closing = one.due + _DAY * random.randint(-28, 14)
            elif chance < 0.85:
                closing = one.due + _DAY * random.randint(15, 90)
            else:
                closing = None
            events += _work(random, measure, one, closing)
    return Course(tuple(one for one in events if since <= one.day <= until))


def _work(random: Random, measure: Measure, deadline: Deadline, closing: date | None) -> Iterator[Event]:
    """What a clerk writes about a deadline until it is closed."""
    key = measure.issue_key(deadline)
    if closing is None:
        if random.random() < 0.5:
            late = deadline.due + _DAY * random.randint(12, 40)
            yield Event(late, deadline.key, _report(key, late, Status.IN_PROGRESS, why="Ждём средства"))
        return
    if random.random() < 0.4:
        begun = closing - _DAY * random.randint(5, 60)
        yield Event(begun, deadline.key, _report(key, begun, Status.IN_PROGRESS))
    asked = next((one for one in measure.indicators if one.value is not None and one.kind not in _NUMBERLESS), None)
    value = None
    if asked is not None and random.random() < 0.85:
        value = (asked.value or Decimal(0)) * random.choice(_SHARES)
    yield Event(closing, deadline.key, _report(key, closing, Status.DONE, value=value))


def _report(key: str, day: date, status: Status, *, value: Decimal | None = None, why: str = "") -> Report:
    at = datetime.combine(day, time(10), UTC)
    lines = () if value is None else (FigureLine(value, str(value), "clerk", at, "comment"),)
    reasons = (Why(why, "clerk", at, "comment"),) if why else ()
    return Report(key, status, lines, reasons, closed_at=at if status is Status.DONE else None)
