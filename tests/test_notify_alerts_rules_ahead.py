"""What is told of a deadline that lies ahead: every day on which a reminder can fall, with and without a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mappings.progress import Status
from notify.alerts.terms import Terms
from tests.alerts.town import BOTH, TERMS, TOWN, Town, days
from tests.examples.plan_values import deadline, measure, plan, report

KEY = "I.1.1/2026"


def due(day: date) -> Town:
    """A town with one deadline on a day."""
    one = replace(measure("I.1.1"), deadlines=(deadline(KEY, 2026, due=day),))
    return Town(plan(one))


def test_reminders_go_on_the_last_weekly_day_not_later_than_their_days() -> None:
    """31 December is off, so days count to the 30th: the 30th of November and the 21st of December are Mondays."""
    town = Town()
    assert town.story(date(2026, 11, 1), date(2026, 12, 31)) == [
        "30.11 both before",
        "21.12 both before",
        "30.12 both due_today",
    ]
    assert [one.detail for one in town.known.people[BOTH.email].told[KEY]] == [
        "30@2026-12-31",
        "7@2026-12-31",
        "2026-12-31",
    ]


def test_without_a_calendar_days_count_to_the_due_date_itself() -> None:
    """Every day is a working day, and 31 December is its own last one."""
    town = Town(terms=Terms())
    assert town.story(date(2026, 11, 1), date(2026, 12, 31)) == [
        "30.11 both before",
        "21.12 both before",
        "31.12 both due_today",
    ]


@pytest.mark.parametrize(
    ("last", "first", "second"),
    [
        (date(2026, 6, 16), date(2026, 5, 12), date(2026, 6, 8)),  # Monday 11 May is off: its week begins on Tuesday
        (date(2026, 6, 17), date(2026, 5, 18), date(2026, 6, 8)),
        (date(2026, 6, 22), date(2026, 5, 18), date(2026, 6, 15)),
        (date(2026, 6, 24), date(2026, 5, 25), date(2026, 6, 15)),
    ],
)
def test_a_reminder_is_never_later_than_its_days(last: date, first: date, second: date) -> None:
    """A deadline on a working day: thirty and seven days before it have not begun when the mail goes."""
    told = due(last).story(date(2026, 4, 20), last)
    assert told == [f"{first:%d.%m} both before", f"{second:%d.%m} both before", f"{last:%d.%m} both due_today"]
    assert (last - first).days >= 30
    assert (last - second).days >= 7


def test_a_reminder_is_told_to_those_who_work_on_it_and_not_to_the_deputy() -> None:
    """Executor and head read of what lies ahead; the deputy head is the last to be told."""
    told = Town(people=TOWN).story(date(2026, 11, 23), date(2026, 12, 31))
    assert told == [
        "30.11 executor before",
        "30.11 head before",
        "21.12 executor before",
        "21.12 head before",
        "30.12 executor due_today",
        "30.12 head due_today",
    ]


def test_a_week_whose_monday_failed_tells_on_its_tuesday() -> None:
    """The first round that gets through is the week's: no reminder is lost with a round."""
    town = Town()
    without = {date(2026, 11, 30), date(2026, 12, 21), date(2026, 12, 22)}
    assert town.story(date(2026, 11, 23), date(2026, 12, 29), without=without) == [
        "01.12 both before",
        "23.12 both before",
    ]


def test_several_reminders_at_once_are_one_line_and_all_are_told() -> None:
    """Rounds begin ten days before the date: one line, and neither thirty nor seven days is told again."""
    town = Town()
    assert town.story(date(2026, 12, 24), date(2026, 12, 29)) == ["24.12 both before"]
    assert [one.detail for one in town.known.people[BOTH.email].told[KEY]] == ["7@2026-12-31"]


def test_the_last_day_is_told_where_it_is_asked_for() -> None:
    """With `on_day: false` the last working day passes in silence."""
    town = Town(terms=replace(TERMS, on_day=False))
    assert town.story(date(2026, 11, 23), date(2026, 12, 31)) == ["30.11 both before", "21.12 both before"]
    assert town.why(date(2026, 12, 30)) == "told"


def test_the_last_day_is_told_by_the_first_round_of_that_day_alone() -> None:
    """A second round finds that a mail went today."""
    town = Town()
    assert town.told(date(2026, 12, 30), date(2026, 12, 30)) == ["30.12 both due_today"]
    assert town.why(date(2026, 12, 30)) == "one-a-day"


def test_without_reminders_only_the_last_day_is_told() -> None:
    """An empty list of days before is an answer, also where the date is suddenly there."""
    town = Town(terms=replace(TERMS, before=()))
    town.report(report("I.1.1", Status.IN_PROGRESS))
    assert town.story(date(2026, 11, 23), date(2026, 12, 30)) == ["30.12 both due_today"]


def test_between_the_last_working_day_and_the_due_date_nothing_is_told() -> None:
    """On the 31st nobody works: nothing is ahead any more, and nothing late."""
    town = Town()
    assert town.why(date(2026, 12, 31)) == "quiet-day"
    (made,) = town.decide(date(2026, 12, 31)).made
    assert (made.case.is_ahead, made.case.is_late) == (False, False)


def test_a_deadline_added_late_is_told_at_once() -> None:
    """Its last working day comes before the next weekly round: any working day will do."""
    town = due(date(2026, 6, 26))
    added, town.plan = town.plan, plan(measure("I.1.1", years=(2030,)))
    assert town.told(*days(date(2026, 6, 1), date(2026, 6, 23))) == []
    town.plan = added
    assert town.told(*days(date(2026, 6, 24), date(2026, 6, 26))) == ["24.06 both before", "26.06 both due_today"]


def test_a_deadline_added_in_good_time_waits_for_the_week() -> None:
    """There is a weekly round before its last day, which tells it."""
    town = due(date(2026, 6, 30))
    added, town.plan = town.plan, plan(measure("I.1.1", years=(2030,)))
    assert town.told(*days(date(2026, 6, 15), date(2026, 6, 23))) == []
    town.plan = added
    assert town.told(*days(date(2026, 6, 24), date(2026, 6, 29))) == ["29.06 both before"]


def test_a_deadline_moved_nearer_by_the_plan_is_told_at_once() -> None:
    """What was told of the old date says nothing of the new one."""
    town = due(date(2026, 7, 10))
    assert town.told(*days(date(2026, 6, 1), date(2026, 6, 9))) == ["08.06 both before"]
    town.plan = due(date(2026, 6, 11)).plan
    assert town.told(*days(date(2026, 6, 10), date(2026, 6, 11))) == ["10.06 both before", "11.06 both due_today"]


def test_an_extended_deadline_is_reminded_of_anew() -> None:
    """Its new date has thirty and seven days of its own, and nothing is told of the old one any more."""
    town = due(date(2026, 6, 26))
    assert town.told(*days(date(2026, 5, 18), date(2026, 6, 17))) == ["25.05 both before", "15.06 both before"]
    (one,) = town.plan.measures
    longer = one.deadlines[0].extended(date(2026, 9, 25), by="Mayor", order="No. 1")
    town.plan = plan(replace(one, deadlines=(longer,)))
    assert town.told(*days(date(2026, 6, 18), date(2026, 9, 25))) == [
        "24.08 both before",
        "14.09 both before",
        "25.09 both due_today",
    ]


@pytest.mark.parametrize("status", [Status.DONE, Status.SUBMITTED, Status.CANCELLED])
def test_what_is_closed_in_time_is_reminded_of_no_more(status: Status) -> None:
    """Done, reported and not yet accepted, or cancelled."""
    town = Town()
    assert town.told(*days(date(2026, 11, 23), date(2026, 12, 6))) == ["30.11 both before"]
    town.report(report("I.1.1", status))
    assert town.told(*days(date(2026, 12, 7), date(2027, 1, 31))) == []


def test_reminders_are_told_while_work_goes_on() -> None:
    """Work begun is no work done."""
    town = Town()
    town.report(report("I.1.1", Status.IN_PROGRESS))
    assert len(town.story(date(2026, 11, 23), date(2026, 12, 30))) == 3


def test_what_was_closed_and_is_open_again_is_reminded_of_anew() -> None:
    """Whoever read that it is closed is told that it is not."""
    town = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))))
    assert len(town.told(*days(date(2026, 11, 23), date(2026, 12, 20)))) == 2
    town.report(report("I.1.1", Status.DONE))
    assert town.told(date(2026, 12, 21)) == ["21.12 both closed I.1.1/2026", "21.12 both before I.1.2/2026"]
    town.report(report("I.1.1", Status.IN_PROGRESS))
    assert town.told(date(2026, 12, 22)) == []
    assert town.told(date(2026, 12, 28)) == ["28.12 both before I.1.1/2026"]
