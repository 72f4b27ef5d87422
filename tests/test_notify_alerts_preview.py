"""Rounds run ahead tell what rounds tell, day by day, and leave behind what a queue remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mappings.progress import Progress, Status
from notify.alerts.memory import Known, Remembered, Told
from notify.alerts.preview import after, after_weekly, ahead
from notify.alerts.reasons import Reason
from notify.alerts.terms import Today
from tests.alerts.town import BOTH, HEAD, RU, TERMS, TOWN, Town
from tests.examples.plan_values import indicator, measure, plan, report

KEY = "I.1.1/2026"


def test_what_comes_is_what_the_rounds_would_tell_one_by_one() -> None:
    """Ninety days from the 23rd of November, for everybody."""
    town = Town(people=TOWN)
    coming = ahead(town.judged, TOWN, town.known, TERMS, town.today(date(2026, 11, 23)), 90)
    told = [f"{mail.day:%d.%m} {mail.recipient.name} {one.reason}" for mail in coming for one in mail.alerts]
    assert told == town.story(date(2026, 11, 23), date(2027, 2, 20))
    assert "29.01 deputy escalated" in told


def test_no_day_is_looked_at_beyond_those_asked_for() -> None:
    """Today is the first of them; days off are not judged at all."""
    seen: list[date] = []

    def judged(day: date) -> Progress:
        seen.append(day)
        return Town().judged(day)

    assert list(ahead(judged, (BOTH,), Known(), TERMS, Today(date(2026, 12, 4), RU), 4))
    assert seen == [date(2026, 12, 4), date(2026, 12, 7)]


def test_it_goes_on_from_what_was_told() -> None:
    """The reminder of thirty days went, today's mail went, and the week has begun."""
    told = Told(KEY, Reason.BEFORE, date(2026, 12, 21), "30@2026-12-31")
    known = Known({BOTH.email: Remembered({KEY: (told,)}, date(2026, 12, 21))}, followed=date(2026, 1, 12))
    today = Today(date(2026, 12, 21), RU, date(2026, 12, 21), quiet=True)
    found = ahead(Town().judged, (BOTH,), known, TERMS, today, 10)
    assert [(one.day, one.alerts[0].reason) for one in found] == [
        (date(2026, 12, 28), Reason.BEFORE),
        (date(2026, 12, 30), Reason.DUE_TODAY),
    ]


def test_the_first_day_is_the_first_round_where_there_was_none() -> None:
    """What is late on it is the backlog, though nobody is told on a day off."""
    town = Town(known=Known())
    found = ahead(town.judged, (BOTH,), Known(), TERMS, Today(date(2027, 1, 10), RU), 2)
    assert [(one.day, one.alerts[0].reason) for one in found] == [(date(2027, 1, 11), Reason.BACKLOG)]


def test_a_round_leaves_behind_what_it_told() -> None:
    """To whom, why, on which day, and since when the plan is followed."""
    town = Town(people=(HEAD,), known=Known())
    today = Today(date(2026, 11, 30), RU)
    known = after(Known(), town.decide(today.day), today)
    assert known.followed == today.day
    assert known.people == {
        HEAD.email: Remembered({KEY: (Told(KEY, Reason.BEFORE, today.day, "30@2026-12-31"),)}, today.day)
    }
    assert after_weekly(today) == today.day
    assert after_weekly(replace(today, day=date(2026, 12, 1), last_weekly=today.day)) == today.day
    assert after_weekly(Today(date(2026, 12, 5), RU)) is None


def test_a_risk_that_has_passed_is_forgotten() -> None:
    """And nothing else is."""
    risk = Told("I.1.1", Reason.AT_RISK, date(2026, 9, 7))
    other = Told("I.1.1", Reason.ASK, date(2026, 7, 6), "executor")
    town = Town(plan(measure("I.1.1", years=(2030,), start=date(2021, 1, 1), indicators=(indicator(10),))), (HEAD,))
    town.report(report("I.1.1", Status.IN_PROGRESS, 9))
    town.known = Known({HEAD.email: Remembered({"I.1.1": (other, risk)}, date(2026, 9, 7))}, followed=date(2026, 1, 12))
    town.round(date(2026, 9, 8))
    assert town.known.people[HEAD.email].told["I.1.1"] == (other,)
