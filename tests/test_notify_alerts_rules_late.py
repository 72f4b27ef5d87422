"""What is told of a deadline that is late: on every boundary, in every role; what was late before the first round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mappings.progress import Status
from notify.alerts.memory import Known
from notify.alerts.recipients import Recipient
from notify.alerts.terms import Escalate, Repeat, Terms
from tests.alerts.town import BOTH, DEPUTY, EXECUTOR, HEAD, TERMS, TOWN, Town, days
from tests.examples.plan_values import deadline, measure, plan, report

KEY = "I.1.1/2026"
People = tuple[Recipient, ...]
JANUARY = (date(2027, 1, 1), date(2027, 1, 31))


def late(people: People = (BOTH,), terms: Terms = TERMS) -> Town:
    """A town in which the last day of one deadline has passed unused, and everybody knew of it."""
    town = Town(people=people, terms=terms)
    town.story(date(2026, 11, 23), date(2026, 12, 31))
    return town


# --- newly late ---


def test_a_deadline_is_late_on_the_first_working_day_after_it() -> None:
    """Due on 31 December: the executor is told on 11 January, when work resumes."""
    assert late((EXECUTOR,)).story(date(2027, 1, 1), date(2027, 1, 11)) == ["11.01 executor newly_late"]


def test_a_deadline_on_a_working_day_is_late_on_the_next() -> None:
    """Due on Wednesday the 17th of June: in time on that day, late on Thursday."""
    one = replace(measure("I.1.1"), deadlines=(deadline(KEY, 2026, due=date(2026, 6, 17)),))
    town = Town(plan(one), (EXECUTOR,))
    assert town.told(date(2026, 6, 17), date(2026, 6, 18)) == ["17.06 executor due_today", "18.06 executor newly_late"]


def test_without_a_calendar_a_deadline_is_late_on_the_day_after() -> None:
    """Every day is a working day: New Year's Day too."""
    town = late((EXECUTOR,), Terms())
    assert town.story(date(2027, 1, 1), date(2027, 1, 3)) == ["01.01 executor newly_late"]


def test_the_first_round_that_finds_it_late_tells_it() -> None:
    """Where no round got through in January, the first of February is soon enough."""
    assert late((EXECUTOR, HEAD)).story(date(2027, 2, 1), date(2027, 2, 5)) == [
        "01.02 executor newly_late",
        "01.02 head escalated",
    ]


def test_one_person_is_not_told_the_same_twice_where_rounds_failed() -> None:
    """Told on the first of February that it is late, five working days pass before it is told for the other role."""
    assert late().story(date(2027, 2, 1), date(2027, 2, 14)) == ["01.02 both newly_late", "08.02 both escalated"]


def test_a_head_is_not_told_on_the_first_day() -> None:
    """Until somebody higher has to know, it is the executor's."""
    town = late((EXECUTOR, HEAD))
    town.told(*days(date(2027, 1, 1), date(2027, 1, 11)))
    assert town.why(date(2027, 1, 12), person="head") == "told"
    assert town.why(date(2027, 1, 12), person="executor") == "told"


# --- escalation ---


def test_five_working_days_without_a_change_are_told_to_the_head_and_fifteen_to_the_deputy() -> None:
    """The 15th of January is the fifth working day after 31 December, the 29th the fifteenth."""
    town = late(TOWN)
    assert [line for line in town.story(*JANUARY) if "still" not in line] == [
        "11.01 executor newly_late",
        "15.01 head escalated",
        "29.01 deputy escalated",
    ]


@pytest.mark.parametrize(
    ("person", "day", "rule"),
    [
        (HEAD, date(2027, 1, 14), "not-yet"),
        (HEAD, date(2027, 1, 15), "escalated-to-head"),
        (HEAD, date(2027, 1, 16), "quiet-day"),
        (HEAD, date(2027, 1, 18), "escalated-to-head"),
        (DEPUTY, date(2027, 1, 28), "not-yet"),
        (DEPUTY, date(2027, 1, 29), "escalated-to-deputy"),
        (DEPUTY, date(2027, 2, 1), "escalated-to-deputy"),
    ],
)
def test_the_days_before_and_after_an_escalation(person: Recipient, day: date, rule: str) -> None:
    """The day before is too early, a day off waits, and a round that failed is made good."""
    town = Town(people=TOWN)
    assert town.why(day, person=person.name) == rule


def test_the_working_days_of_an_escalation_are_the_operators() -> None:
    """Two and four working days."""
    town = late(TOWN, replace(TERMS, escalate=Escalate(2, 4)))
    assert [line for line in town.story(*JANUARY) if "still" not in line] == [
        "11.01 executor newly_late",
        "12.01 head escalated",
        "14.01 deputy escalated",
    ]


def test_a_change_by_the_staff_begins_the_count_anew() -> None:
    """Something was done on the 14th: five working days after it is the 21st, and fifteen the 4th of February."""
    town = late(TOWN)
    told = town.story(date(2027, 1, 1), date(2027, 1, 14))
    town.change(date(2027, 1, 14), KEY)
    told += town.story(date(2027, 1, 15), date(2027, 2, 28))
    assert [line for line in told if "still" not in line] == [
        "11.01 executor newly_late",
        "21.01 head escalated",
        "04.02 deputy escalated",
    ]


def test_a_change_before_the_due_date_begins_no_count() -> None:
    """What was done in December is no answer to what is late in January."""
    town = late((EXECUTOR, HEAD))
    town.change(date(2026, 12, 25), KEY)
    assert town.why(date(2027, 1, 15), person="head") == "escalated-to-head"


def test_the_deputy_is_told_once_and_of_nothing_else() -> None:
    """One mail, however long it stays late."""
    town = late(TOWN)
    assert [line for line in town.story(date(2027, 1, 1), date(2027, 12, 31)) if "deputy" in line] == [
        "29.01 deputy escalated"
    ]


def test_one_who_answers_for_the_work_and_for_the_executor_is_told_both() -> None:
    """Without a role a recipient is executor and head."""
    assert late().story(date(2027, 1, 1), date(2027, 1, 17)) == ["11.01 both newly_late", "15.01 both escalated"]


# --- still late ---

AGAIN = {
    "weeks": ["18.01", "25.01", "01.02", "08.02"],
    "months": ["01.03", "05.04", "04.05", "07.06", "05.07", "02.08"],  # Monday 3 May is off
    "quarters": ["04.10", "10.01", "03.04"],
}


def test_what_stays_late_is_told_for_four_weeks_six_months_and_then_each_quarter() -> None:
    """With a month's and a quarter's first weekly round."""
    told = late((EXECUTOR, HEAD)).story(date(2027, 1, 1), date(2028, 4, 30))
    assert [line for line in told if "executor" in line] == [
        "11.01 executor newly_late",
        *(f"{day} executor still_late" for days_ in AGAIN.values() for day in days_),
    ]


def test_an_escalation_stands_for_one_of_the_weeks() -> None:
    """The head has read of it on Friday the 15th, and for three weeks more."""
    told = late((EXECUTOR, HEAD)).story(date(2027, 1, 1), date(2028, 4, 30))
    again = [*AGAIN["weeks"][:3], *AGAIN["months"], *AGAIN["quarters"]]
    assert [line for line in told if "head" in line] == [
        "15.01 head escalated",
        *(f"{day} head still_late" for day in again),
    ]


def test_how_often_it_is_told_again_is_the_operators() -> None:
    """One week, one month, then quarters."""
    town = late((EXECUTOR, HEAD), replace(TERMS, repeat=Repeat(1, 1)))
    told = town.story(date(2027, 1, 1), date(2027, 7, 31))
    assert [line[:5] for line in told if "executor" in line] == ["11.01", "18.01", "01.02", "05.04", "05.07"]


def test_what_a_failed_weekly_round_did_not_tell_the_next_one_does() -> None:
    """The first week of March has no round: the month is told by the second, and April as ever."""
    town = late((EXECUTOR, HEAD))
    town.told(*days(date(2027, 1, 1), date(2027, 2, 28)))
    without = days(date(2027, 3, 1), date(2027, 3, 7))
    told = town.story(date(2027, 3, 1), date(2027, 4, 30), without=without)
    assert [line[:5] for line in told if "executor" in line] == ["09.03", "05.04"]


def test_a_mail_that_never_arrived_is_made_good_by_the_next_week() -> None:
    """What was told on the first of March counts no more: the week after tells it."""
    town = late((EXECUTOR, HEAD))
    town.told(*days(date(2027, 1, 1), date(2027, 2, 28)))
    before = town.known
    town.told(date(2027, 3, 1))
    town.known = before
    told = town.story(date(2027, 3, 2), date(2027, 3, 31))
    assert [line[:5] for line in told if "executor" in line] == ["09.03"]


def test_one_who_was_not_told_that_it_is_late_is_not_told_that_it_still_is() -> None:
    """A change every few days keeps it from the head."""
    town = late((HEAD,))
    town.people = (EXECUTOR, HEAD)
    for week in range(6):
        town.change(date(2027, 1, 11 + week * 3), KEY)
        told = town.story(date(2027, 1, 11 + week * 3), date(2027, 1, 13 + week * 3))
        assert [line for line in told if "head" in line] == []


def test_what_the_staff_gave_another_date_waits_for_it() -> None:
    """Moved to the 15th of February: nothing weekly until then, and from the week after it again."""
    town = late((EXECUTOR, HEAD))
    town.told(*days(date(2027, 1, 1), date(2027, 1, 22)))
    town.move(KEY, date(2027, 2, 15))
    town.change(date(2027, 1, 22), KEY)
    told = town.story(date(2027, 1, 23), date(2027, 2, 28))
    assert [line for line in told if "executor" in line] == ["24.02 executor still_late"]


def test_a_moved_date_keeps_no_escalation_away() -> None:
    """The plan's date stays: without a change for fifteen working days the deputy is told."""
    town = late(TOWN)
    town.move(KEY, date(2027, 12, 1))
    assert "29.01 deputy escalated" in town.story(*JANUARY)


# --- acknowledged ---


def test_who_takes_note_has_ten_working_days() -> None:
    """«Принято» on the 12th: until the 26th nothing; on the 27th the head is told."""
    town = late()
    assert town.told(date(2027, 1, 11)) == ["11.01 both newly_late"]
    town.accept(KEY, date(2027, 1, 12))
    town.change(date(2027, 1, 12), KEY)
    assert town.why(date(2027, 1, 26)) == "acknowledged"
    assert town.story(date(2027, 1, 12), date(2027, 2, 1)) == ["27.01 both escalated", "01.02 both still_late"]


def test_patience_ends_after_the_date_that_is_said() -> None:
    """«Принято до 18.01.2027»: on that day still, on the next no more."""
    town = late()
    town.told(date(2027, 1, 11))
    town.accept(KEY, date(2027, 1, 12), date(2027, 1, 18))
    assert [town.why(date(2027, 1, day)) for day in (15, 18, 19)] == [
        "acknowledged",
        "acknowledged",
        "escalated-to-head",
    ]


def test_patience_lasts_sixty_days_at_most() -> None:
    """Asked for on the 2nd of November for a year: on the 1st of January it is over."""
    town = Town(terms=Terms())
    town.accept(KEY, date(2026, 11, 2), date(2027, 11, 2))
    assert town.why(date(2026, 11, 30)) == "acknowledged"
    assert town.why(date(2027, 1, 1)) == "acknowledged"
    assert town.why(date(2027, 1, 2)) == "newly-late"


def test_the_usual_patience_is_no_longer_than_the_longest() -> None:
    """An operator's sixty working days are still sixty days."""
    town = Town(terms=Terms(acknowledged_days=90))
    town.accept(KEY, date(2026, 11, 2))
    assert [town.why(day) for day in (date(2027, 1, 1), date(2027, 1, 2))] == ["acknowledged", "newly-late"]


def test_who_takes_note_is_still_told_on_the_last_day() -> None:
    """Reminders before it are silent, the last working day is not."""
    town = Town()
    town.accept(KEY, date(2026, 11, 23), date(2026, 12, 31))
    assert town.story(date(2026, 11, 23), date(2026, 12, 31)) == ["30.12 both due_today"]


def test_fifteen_working_days_late_nobody_is_patient_any_more() -> None:
    """Patience until March: on the 28th of January still, on the 29th no more."""
    town = late(TOWN)
    town.told(date(2027, 1, 11))
    town.accept(KEY, date(2027, 1, 12), date(2027, 3, 1))
    town.told(date(2027, 1, 25))
    assert [town.why(date(2027, 1, 28), person=one.name) for one in TOWN] == ["acknowledged"] * 3
    assert [town.why(date(2027, 1, 29), person=one.name) for one in TOWN] == [
        "told",
        "escalated-to-head",
        "escalated-to-deputy",
    ]


def test_a_date_long_past_asks_for_no_patience() -> None:
    """«Принято до» a day before it was said."""
    town = late()
    town.accept(KEY, date(2027, 1, 8), date(2027, 1, 8))
    assert town.why(date(2027, 1, 11)) == "newly-late"


# --- late before the first round ---


def town_of_backlog(people: People = (BOTH,)) -> Town:
    """A town that begins with one deadline of 2025 open."""
    return Town(plan(measure("I.1.1", years=(2025,))), people, known=Known())


def test_the_backlog_is_told_once_six_months_and_then_each_quarter() -> None:
    """At once, then with the first weekly round of a month, then of a quarter; never by the day."""
    assert town_of_backlog().story(date(2026, 11, 25), date(2027, 12, 31)) == [
        f"{day} both backlog"
        for day in ("25.11", "07.12", "11.01", "01.02", "01.03", "05.04", "04.05", "05.07", "04.10")
    ]


def test_the_backlog_is_told_to_those_who_work_on_it() -> None:
    """Executor and head; no deputy is told what was late before."""
    town = town_of_backlog(TOWN)
    assert town.story(date(2026, 11, 23), date(2026, 12, 1)) == ["23.11 executor backlog", "23.11 head backlog"]
    assert town.why(date(2026, 12, 2), "I.1.1/2025", "deputy") == "not-yet"
    assert town.why(date(2026, 12, 2), "I.1.1/2025", "head") == "told"


@pytest.mark.parametrize(
    ("first", "rule"),
    [
        (date(2026, 12, 31), "newly-late"),
        (date(2027, 1, 1), "backlog"),
        (date(2027, 1, 11), "backlog"),
    ],
)
def test_what_is_late_on_the_day_of_the_first_round_is_backlog(first: date, rule: str) -> None:
    """Due on 31 December: whoever begins on that day follows it, whoever begins the day after finds it late."""
    assert Town(known=Known(followed=first)).why(date(2027, 1, 11)) == rule


def test_somebody_new_is_told_the_backlog_at_once() -> None:
    """Told or not, what was late before the first round is backlog."""
    town = town_of_backlog()
    town.told(date(2026, 11, 23))
    town.people = (BOTH, EXECUTOR)
    assert town.told(date(2026, 11, 26)) == ["26.11 executor backlog"]


def test_the_backlog_waits_for_a_date_that_the_staff_gave_it() -> None:
    """Moved to the end of January: silent until then."""
    town = town_of_backlog((EXECUTOR, HEAD))
    town.told(date(2026, 11, 23))
    town.move("I.1.1/2025", date(2027, 1, 31))
    assert town.story(date(2026, 11, 24), date(2027, 2, 28)) == [
        "30.11 head moved",
        "01.02 executor backlog",
        "01.02 head backlog",
    ]


def test_an_extended_deadline_of_the_backlog_is_ahead_again() -> None:
    """What was told of its old date says nothing of the new one."""
    town = town_of_backlog()
    town.told(date(2026, 11, 23))
    (one,) = town.plan.measures
    town.plan = plan(replace(one, deadlines=(one.deadlines[0].extended(date(2026, 12, 31), by="Mayor", order="1"),)))
    assert town.story(date(2026, 11, 24), date(2027, 1, 17)) == [
        "30.11 both before",
        "21.12 both before",
        "30.12 both due_today",
        "11.01 both newly_late",
        "15.01 both escalated",
    ]


def test_an_extended_deadline_is_late_anew() -> None:
    """Told as late, extended by a year, and late once more: it begins from the beginning."""
    town = late()
    assert town.story(date(2027, 1, 11), date(2027, 1, 15)) == ["11.01 both newly_late", "15.01 both escalated"]
    (one,) = town.plan.measures
    town.plan = plan(replace(one, deadlines=(one.deadlines[0].extended(date(2027, 12, 31), by="Mayor", order="1"),)))
    told = town.story(date(2027, 1, 16), date(2028, 1, 17))
    assert [line for line in told if "before" not in line and "today" not in line and "ask" not in line] == [
        "10.01 both newly_late",
        "14.01 both escalated",
        "17.01 both still_late",
    ]


def test_a_deadline_that_was_closed_and_is_open_again_is_late_anew() -> None:
    """Reported, not accepted, and given back: whoever read that it is closed is told that it is late."""
    town = late()
    town.plan = plan(*town.plan.measures, measure("I.1.2", years=(2025,)))
    town.told(*days(date(2027, 1, 11), date(2027, 1, 29)))
    town.report(report("I.1.1", Status.SUBMITTED))
    assert "01.02 both closed I.1.1/2026" in town.told(date(2027, 2, 1))
    town.report(report("I.1.1", Status.IN_PROGRESS))
    town.change(date(2027, 2, 2), KEY)
    assert town.told(*days(date(2027, 2, 2), date(2027, 2, 9))) == [
        "02.02 both newly_late I.1.1/2026",
        "08.02 both still_late I.1.1/2026",
        "09.02 both escalated I.1.1/2026",
    ]
