"""What people are asked: a report that is awaited, progress where all is silent, a look at what is at risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mappings.progress import Status
from notify.alerts.memory import Known, Remembered
from notify.alerts.recipients import Away, Recipient
from tests.alerts.town import BOTH, DEPUTY, EXECUTOR, HEAD, TERMS, TOWN, Town, days
from tests.examples.plan_values import indicator, measure, plan, report

KEY = "I.1.1/2026"
FAR = "I.1.1/2030"
People = tuple[Recipient, ...]
MONDAY = date(2026, 9, 7)

# --- awaited ---


def awaiting(people: People = TOWN, by: tuple[int, int] = (1, 31)) -> Town:
    """A town in which a report on 2026 is in time until a day of January."""
    town = Town(people=people, terms=replace(TERMS, report_by=by))
    town.story(date(2026, 11, 23), date(2026, 12, 31))
    return town


def test_a_report_is_asked_for_after_the_last_day_and_before_the_report_is_due() -> None:
    """On the first working day, and with the last weekly round before the 31st of January; nothing to the head."""
    assert awaiting().story(date(2027, 1, 1), date(2027, 1, 31)) == ["11.01 executor awaited", "25.01 executor awaited"]


def test_what_is_awaited_is_late_on_the_day_after_its_report_was_due() -> None:
    """31 January is a Sunday: on Monday it is late, and working days count from there."""
    told = awaiting().story(date(2027, 2, 1), date(2027, 2, 28))
    assert [line for line in told if "still" not in line] == [
        "01.02 executor newly_late",
        "05.02 head escalated",
        "19.02 deputy escalated",
    ]


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ((1, 11), ["11.01"]),  # work resumes on that very day
        ((1, 12), ["11.01"]),  # a Tuesday: the first call is the last weekly one
        ((1, 18), ["11.01"]),  # a Monday: a reminder on the very day would come too late
        ((1, 19), ["11.01", "18.01"]),
        ((1, 24), ["11.01", "18.01"]),  # a Sunday: Friday is the last day on which anybody can report
        ((1, 25), ["11.01", "18.01"]),
        ((1, 26), ["11.01", "25.01"]),
    ],
)
def test_the_last_call_is_the_last_weekly_round_before_the_report_is_due(by: tuple[int, int], told: list[str]) -> None:
    """Where that is the first call as well, it is one line."""
    lines = awaiting((EXECUTOR,), by).story(date(2027, 1, 1), date(2027, by[0], by[1]))
    assert lines == [f"{day} executor awaited" for day in told]


def test_a_last_call_whose_week_failed_is_made_on_the_last_day() -> None:
    """No round from the 18th to the 24th: the report that is due on Monday the 25th is asked for on that day."""
    town = awaiting((EXECUTOR,), (1, 25))
    told = town.story(date(2027, 1, 1), date(2027, 1, 25), without=days(date(2027, 1, 18), date(2027, 1, 24)))
    assert told == ["11.01 executor awaited", "25.01 executor awaited"]


def test_a_report_that_came_is_asked_for_no_more() -> None:
    """Submitted or done."""
    town = awaiting()
    town.told(date(2027, 1, 11))
    town.report(report("I.1.1", Status.SUBMITTED))
    assert town.story(date(2027, 1, 12), date(2027, 2, 5)) == []


def test_a_report_on_a_day_within_the_year_is_awaited_until_that_day() -> None:
    """`report_by` is of reports on a year; in June nothing is awaited."""
    one = measure("I.1.1", years=(2026,))
    one = replace(one, deadlines=(replace(one.deadlines[0], due=date(2026, 6, 30)),))
    town = Town(plan(one), (EXECUTOR,), replace(TERMS, report_by=(1, 31)))
    assert town.story(date(2026, 6, 30), date(2026, 7, 1)) == ["30.06 executor due_today", "01.07 executor newly_late"]


def test_an_extended_year_is_awaited_anew() -> None:
    """What was asked for in January is asked for in the next, after the year was given more time."""
    town = awaiting((EXECUTOR,))
    town.told(*days(date(2027, 1, 1), date(2027, 1, 26)))
    (one,) = town.plan.measures
    town.plan = plan(replace(one, deadlines=(one.deadlines[0].extended(date(2027, 12, 31), by="Mayor", order="1"),)))
    told = town.story(date(2027, 1, 27), date(2028, 1, 31))
    assert [line for line in told if "awaited" in line] == ["10.01 executor awaited", "24.01 executor awaited"]


# --- at risk ---

BEHIND = measure("I.1.1", years=(2030,), start=date(2021, 1, 1), indicators=(indicator(10),))


def behind() -> Town:
    """A town that has done one of ten where half of the time is gone."""
    town = Town(plan(BEHIND), TOWN)
    town.report(report("I.1.1", Status.IN_PROGRESS, 1))
    town.change(MONDAY, FAR)
    return town


def test_a_risk_is_told_to_the_head_once() -> None:
    """With the weekly round, and under the measure's key."""
    town = behind()
    assert town.story(MONDAY, date(2026, 10, 18)) == ["07.09 head at_risk"]
    assert set(town.known.people[HEAD.email].told) == {"I.1.1"}


def test_a_risk_that_arises_within_the_week_waits_for_the_next() -> None:
    """It is nothing urgent."""
    town = behind()
    town.last_weekly = MONDAY
    assert town.story(date(2026, 9, 8), date(2026, 9, 14)) == ["14.09 head at_risk"]


def test_a_risk_is_told_again_only_after_it_had_passed() -> None:
    """Caught up and behind again."""
    town = behind()
    assert town.told(MONDAY) == ["07.09 head at_risk"]
    town.report(report("I.1.1", Status.IN_PROGRESS, 9))
    assert town.told(date(2026, 9, 8)) == []
    town.report(report("I.1.1", Status.IN_PROGRESS, 1))
    assert town.story(date(2026, 9, 9), date(2026, 9, 20)) == ["14.09 head at_risk"]


def test_a_risk_that_came_true_has_not_passed() -> None:
    """At risk, overdue, at risk again: it was never on track between."""
    one = measure("I.1.1", years=(2026, 2030), indicators=(indicator(10),))
    town = Town(plan(one), (HEAD,))
    town.report(report(KEY, Status.IN_PROGRESS, 1))
    town.known = replace(town.known, people={HEAD.email: behind_told()})
    assert town.decide(date(2027, 1, 11)).recovered == frozenset()
    town.report(report(KEY, Status.DONE, 5))
    assert town.decide(date(2027, 1, 11)).recovered == {(HEAD.email, "I.1.1")}


def test_a_risk_that_passes_while_its_reader_is_away_is_news_when_it_comes_back() -> None:
    """Whoever was told of it: who reads the mail on that day does not matter."""
    town = behind()
    assert town.told(MONDAY) == ["07.09 head at_risk"]
    away = Away(date(2026, 9, 8), date(2026, 9, 9), EXECUTOR.email)
    town.people = (EXECUTOR, replace(HEAD, away=(away,)), DEPUTY)
    town.report(report("I.1.1", Status.IN_PROGRESS, 9))
    assert town.decide(date(2026, 9, 8)).recovered == {(HEAD.email, "I.1.1")}


def behind_told() -> Remembered:
    """What the head remembers of a risk."""
    town = behind()
    town.told(MONDAY)
    return town.known.people[HEAD.email]


def test_one_who_was_reminded_of_the_date_is_not_told_of_a_risk_beside_it() -> None:
    """What nobody has begun thirty days before is at risk: the reminder has said what is asked and what is there."""
    assert Town().story(date(2026, 11, 23), date(2026, 12, 20)) == ["30.11 both before"]


# --- progress asked for ---


def silent(people: People = TOWN, *, followed: date = date(2026, 1, 1)) -> Town:
    """A town with one deadline in 2030 of which nobody says anything."""
    return Town(plan(measure("I.1.1", years=(2030,), start=date(2021, 1, 1))), people, known=Known(followed=followed))


def test_progress_is_asked_for_twice_a_year() -> None:
    """With the first weekly round of July and of January; the head is told after two were in vain."""
    assert silent().story(date(2026, 6, 1), date(2027, 12, 31)) == [
        "06.07 executor ask",
        "11.01 executor ask",
        "05.07 executor ask",
        "05.07 head ask",
    ]


def test_one_who_is_executor_and_head_is_asked_once_in_a_half() -> None:
    """They need not be told that they did not answer."""
    assert silent((BOTH,)).story(date(2026, 6, 1), date(2027, 12, 31)) == [
        "06.07 both ask",
        "11.01 both ask",
        "05.07 both ask",
    ]


def test_a_half_year_whose_first_weeks_failed_is_asked_for_later() -> None:
    """A whole January without a round: February asks."""
    town = silent()
    town.told(*days(date(2026, 6, 1), date(2026, 12, 31)))
    assert town.story(date(2027, 2, 1), date(2027, 3, 31)) == ["01.02 executor ask"]


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        (date(2026, 7, 15), True),  # 180 days before the 11th of January
        (date(2026, 7, 16), False),
        (date(2027, 1, 4), False),
    ],
)
def test_progress_is_asked_for_after_days_without_a_change(changed: date, *, asked: bool) -> None:
    """By the first weekly day of the half-year; what falls silent later waits for the next half."""
    town = silent((EXECUTOR,))
    town.change(changed, FAR)
    assert town.story(date(2027, 1, 4), date(2027, 6, 30)) == (["11.01 executor ask"] if asked else [])


def test_a_change_begins_the_count_of_askings_anew() -> None:
    """Two askings before it are no two in vain."""
    town = silent()
    town.told(*days(date(2026, 7, 1), date(2027, 1, 11)))
    town.change(date(2027, 1, 12), FAR)
    assert town.story(date(2027, 1, 13), date(2028, 1, 31)) == ["10.01 executor ask"]


def test_progress_is_not_asked_for_before_the_first_half_year_is_over() -> None:
    """Followed since November: nobody is asked in January, in July everybody."""
    town = silent((EXECUTOR,), followed=date(2026, 11, 23))
    assert town.story(date(2026, 11, 23), date(2027, 7, 31)) == ["05.07 executor ask"]


@pytest.mark.parametrize(("due", "rule"), [(date(2026, 8, 4), "before"), (date(2026, 8, 12), "ask")])
def test_progress_is_not_asked_for_where_a_reminder_is_near(due: date, rule: str) -> None:
    """Within the first of the days before, the date is told; beyond it, the progress is asked for."""
    one = measure("I.1.1", years=(2026,))
    town = Town(plan(replace(one, deadlines=(replace(one.deadlines[0], due=due),))), (EXECUTOR,))
    town.known = Known(followed=date(2025, 1, 13))
    town.reports = {"I.1.1": report("I.1.1", Status.IN_PROGRESS)}
    assert town.why(date(2026, 7, 6), person="executor") == rule


def test_progress_is_not_asked_for_where_no_reminder_is_due_yet() -> None:
    """Thirty days before its last day exactly, neither is told: the weekly round of next week reminds."""
    one = measure("I.1.1", years=(2026,))
    town = Town(plan(replace(one, deadlines=(replace(one.deadlines[0], due=date(2026, 7, 31)),))), (EXECUTOR,))
    town.known = Known(followed=date(2025, 1, 13))
    assert town.why(date(2026, 7, 1), person="executor") == "before"


def test_work_that_has_not_begun_is_not_asked_for() -> None:
    """Of a measure of every year this year's is asked for, and only half a year after it began."""
    town = Town(plan(measure("I.1.1", years=(2026, 2027, 2028))), (EXECUTOR,), known=Known(followed=date(2025, 1, 13)))
    assert town.story(date(2026, 6, 1), date(2026, 7, 31)) == ["06.07 executor ask I.1.1/2026"]
    town.report(report(KEY, Status.DONE))
    assert town.story(date(2027, 1, 1), date(2027, 7, 31)) == [
        "05.07 executor closed I.1.1/2026",
        "05.07 executor ask I.1.1/2027",
    ]


def test_a_stand_in_who_was_asked_was_asked() -> None:
    """The executor was away for half a year: what was asked of the stand-in was asked in vain as well."""
    away = Away(date(2027, 1, 1), date(2027, 6, 30), DEPUTY.email)
    told = silent((replace(EXECUTOR, away=(away,)), HEAD, DEPUTY)).story(date(2026, 6, 1), date(2027, 7, 31))
    assert told == ["06.07 executor ask", "11.01 deputy ask", "05.07 executor ask", "05.07 head ask"]
