"""Rounds run ahead: who will be told what on which day, if nobody does anything until then.

Pure: how the plan will stand comes in as a function of the day. What a round leaves behind is remembered here as the
queue remembers it, with every mail taken to have been sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mappings.progress import Progress
from notify.alerts.alert import Alert
from notify.alerts.deciding import Decisions, decide
from notify.alerts.memory import Known, Remembered, Told
from notify.alerts.reasons import Reason
from notify.alerts.recipients import Recipient
from notify.alerts.terms import Terms, Today


@dataclass(frozen=True)
class Planned:
    """One mail to come: on which day, to whom it is addressed, and what it tells."""

    day: date
    recipient: Recipient
    alerts: tuple[Alert, ...]


def ahead(
    judged: Callable[[date], Progress],
    recipients: Sequence[Recipient],
    known: Known,
    terms: Terms,
    today: Today,
    days: int,
) -> Iterator[Planned]:
    """The mails of so many days, the first of them today's; one round a day, at an hour at which mail goes out."""
    known = replace(known, followed=known.followed or today.day)
    last_weekly = today.last_weekly
    for number in range(days):
        day = today.day + timedelta(days=number)
        current = replace(today, day=day, last_weekly=last_weekly, quiet=False)
        if current.is_quiet:
            continue
        decisions = decide(judged(day), recipients, known, terms, current)
        yield from planned(decisions, day)
        known, last_weekly = after(known, decisions, current), after_weekly(current)


def planned(decisions: Decisions, day: date) -> tuple[Planned, ...]:
    """The mails of a round."""
    return tuple(Planned(day, alerts[0].recipient, alerts) for alerts in decisions.told().values())


def after(known: Known, decisions: Decisions, today: Today) -> Known:
    """What is known after a round: what it told, the risks that have passed, and since when the plan is followed."""
    people = dict(known.people)
    for person, key in decisions.recovered:
        people[person] = _forgotten(people[person], key)
    for person, alerts in decisions.told().items():
        people[person] = _told(people.get(person, Remembered()), alerts, today.day)
    return replace(known, people=people, followed=known.followed or today.day)


def after_weekly(today: Today) -> date | None:
    """The last day that was the first of its week, after a round."""
    return today.day if today.is_weekly else today.last_weekly


def _told(memory: Remembered, alerts: Sequence[Alert], day: date) -> Remembered:
    told = dict(memory.told)
    for one in alerts:
        told[one.about] = (*told.get(one.about, ()), Told(one.about, one.reason, day, one.detail))
    return Remembered(told, day)


def _forgotten(memory: Remembered, key: str) -> Remembered:
    """A memory without a risk that has passed."""
    left = tuple(one for one in memory.told.get(key, ()) if one.reason is not Reason.AT_RISK)
    return replace(memory, told={**memory.told, key: left})
