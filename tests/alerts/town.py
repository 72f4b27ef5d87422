"""A small town whose rounds are run day by day, as a test tells: what the staff do, and who is told what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from mappings.plan import Plan
from mappings.progress import SOON_DAYS, Progress, Report, judge
from notify.alerts.deciding import Decisions, decide
from notify.alerts.memory import Accepted, Known
from notify.alerts.preview import Planned, after, after_weekly, planned
from notify.alerts.reasons import Role
from notify.alerts.recipients import Recipient
from notify.alerts.terms import Terms, Today
from notify.calendars.working_days import load_working_days
from tests.examples.plan_values import measure, plan, reports

RU = load_working_days("ru", by="the test")
TERMS = Terms(days=RU)

BOTH = Recipient("both", "both@lib.example")
EXECUTOR = Recipient("executor", "executor@lib.example", roles=(Role.EXECUTOR,))
HEAD = Recipient("head", "head@lib.example", roles=(Role.HEAD,))
DEPUTY = Recipient("deputy", "deputy@lib.example", roles=(Role.DEPUTY,))
TOWN = (EXECUTOR, HEAD, DEPUTY)

BEGUN = date(2026, 1, 12)  # the first round, long before what the tests tell of

Judged = Callable[[date], Progress]


def days(since: date, until: date) -> list[date]:
    """Every day from one to another, both within."""
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


@dataclass
class Town:
    """What stands and what is known. The staff do things between two rounds; a round remembers what it told."""

    plan: Plan = field(default_factory=lambda: plan(measure("I.1.1", years=(2026,))))
    people: Sequence[Recipient] = (BOTH,)
    terms: Terms = TERMS
    known: Known = field(default_factory=lambda: Known(followed=BEGUN))
    last_weekly: date | None = None
    reports: dict[str, Report] = field(default_factory=dict)
    quiet: bool = False

    def report(self, *given: Report) -> None:
        """Let the staff report."""
        self.reports |= reports(*given)

    def change(self, day: date, *keys: str) -> None:
        """Let the staff change something of deadlines on a day."""
        self.known = replace(self.known, changed={**self.known.changed, **dict.fromkeys(keys, day)})

    def accept(self, key: str, day: date, until: date | None = None) -> None:
        """Let somebody take note of a deadline."""
        self.known = replace(self.known, accepted={**self.known.accepted, key: Accepted(day, until)})

    def move(self, key: str, to: date) -> None:
        """Let the staff give a deadline another date in the tracker."""
        self.known = replace(self.known, moved={**self.known.moved, key: to})

    def wish(self, key: str, to: date) -> None:
        """Let somebody ask for another date of a deadline."""
        self.known = replace(self.known, wished={**self.known.wished, key: to})

    def judged(self, day: date) -> Progress:
        """How the plan stands on a day."""
        return judge(self.plan, self.reports, today=day, soon=SOON_DAYS, report_by=self.terms.report_by)

    def today(self, day: date) -> Today:
        """The day as a round takes it."""
        return Today(day, self.terms.days, self.last_weekly, self.quiet)

    def decide(self, day: date) -> Decisions:
        """What a round would decide; nothing is remembered."""
        return decide(self.judged(day), self.people, self.known, self.terms, self.today(day))

    def round(self, day: date) -> tuple[Planned, ...]:
        """The mails of a round; what they tell is told."""
        decisions = self.decide(day)
        self.known = after(self.known, decisions, self.today(day))
        self.last_weekly = after_weekly(self.today(day))
        return planned(decisions, day)

    def why(self, day: date, key: str = "I.1.1/2026", person: str = "both") -> str:
        """The outcome of a deadline for a person, by the name of the row that decided it."""
        (found,) = [
            one.rule.name for one in self.decide(day).made if one.case.key == key and one.case.recipient.name == person
        ]
        return found

    def told(self, *when: date) -> list[str]:
        """What rounds on these days tell, as "dd.mm person reason", with the key where the plan has several."""
        return [line for day in when for line in self._lines(self.round(day))]

    def story(self, since: date, until: date, *, without: Collection[date] = ()) -> list[str]:
        """What is told with a round on each of these days but those without one."""
        return self.told(*(day for day in days(since, until) if day not in without))

    def _lines(self, mails: Iterable[Planned]) -> list[str]:
        several = sum(len(one.deadlines) for one in self.plan.measures) > 1
        return [
            f"{mail.day:%d.%m} {mail.recipient.name} {one.reason}" + (f" {one.key}" if several else "")
            for mail in mails
            for one in mail.alerts
        ]
