"""What is told of the staff's own doing: a date moved or asked for, a closing, a figure short, missing, unreadable."""

from __future__ import annotations

from datetime import date

import pytest

from mappings.plan import IndicatorKind
from mappings.progress import FigureLine, Report, Status
from notify.alerts.memory import Known
from tests.alerts.town import DEPUTY, EXECUTOR, HEAD, TOWN, Town, days
from tests.examples.plan_values import WHEN, figure, indicator, measure, plan, report

KEY = "I.1.1/2026"
TARGET = indicator(4, kind=IndicatorKind.PER_YEAR)
UNREADABLE = FigureLine(None, "много", "И. Петрова", WHEN, "comment")

MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)
WEEKS = days(MONDAY, date(2026, 9, 27))


def town(*people: object) -> Town:
    """A town with a target of four documents in 2026."""
    found = Town(plan(measure("I.1.1", years=(2026,), indicators=(TARGET,))))
    found.people = people or TOWN  # type: ignore[assignment]
    return found


# --- moved ---


def test_a_date_that_the_staff_moved_is_told_to_the_head_once() -> None:
    """With the next weekly round; another date is another telling."""
    one = town()
    one.told(MONDAY)
    one.move(KEY, date(2027, 2, 15))
    assert one.told(*days(TUESDAY, date(2026, 9, 27))) == ["14.09 head moved"]
    one.move(KEY, date(2027, 3, 15))
    assert one.told(*days(date(2026, 9, 28), date(2026, 10, 11))) == ["28.09 head moved"]
    assert [told.detail for told in one.known.people[HEAD.email].told[KEY]] == ["2027-02-15", "2027-03-15"]


def test_a_moved_date_of_what_is_closed_is_no_news() -> None:
    """It is done, whatever stands in its field."""
    one = Town(people=TOWN)
    one.move(KEY, date(2027, 2, 15))
    one.report(report("I.1.1", Status.DONE))
    assert one.told(*WEEKS) == []


# --- wished ---


def test_a_date_that_the_staff_ask_for_is_told_to_the_head_once() -> None:
    """With the next weekly round; another date is another telling, and no date a second time."""
    one = town()
    one.told(MONDAY)
    one.wish(KEY, date(2027, 2, 15))
    assert one.told(*days(TUESDAY, date(2026, 9, 27))) == ["14.09 head wished"]
    one.wish(KEY, date(2027, 3, 15))
    assert one.told(*days(date(2026, 9, 28), date(2026, 10, 11))) == ["28.09 head wished"]
    one.wish(KEY, date(2027, 2, 15))
    assert one.told(*days(date(2026, 10, 12), date(2026, 10, 25))) == []


@pytest.mark.parametrize("status", [Status.DONE, Status.SUBMITTED, Status.CANCELLED])
def test_a_wish_is_no_news_once_it_is_settled(status: Status) -> None:
    """It is closed, or waits to be accepted, whatever was asked for."""
    one = Town(people=TOWN)
    one.wish(KEY, date(2027, 2, 15))
    one.report(report("I.1.1", status))
    assert one.told(*WEEKS) == []


def test_a_wish_is_no_news_once_the_staff_moved_the_date() -> None:
    """The head reads that it was moved, and to when; what was asked for before is over."""
    one = town()
    one.wish(KEY, date(2027, 2, 15))
    one.move(KEY, date(2027, 3, 1))
    assert one.told(*WEEKS) == ["07.09 head moved"]


def test_a_wish_for_what_is_late_is_told_beside_the_lateness() -> None:
    """One weekly mail of the head tells the wish; every other tells that it is late, and the executor misses none."""
    wishing, silent = town(), town()
    wishing.told(*days(date(2026, 11, 23), date(2027, 1, 12)))
    silent.told(*days(date(2026, 11, 23), date(2027, 1, 12)))
    wishing.wish(KEY, date(2027, 2, 15))
    weeks = days(date(2027, 1, 13), date(2027, 2, 7))
    told, usual = wishing.told(*weeks), silent.told(*weeks)
    assert [line for line in told if "head" in line] == [
        "15.01 head escalated",
        "18.01 head wished",
        "25.01 head still_late",
        "01.02 head still_late",
    ]
    assert [line for line in told if "head" not in line] == [line for line in usual if "head" not in line]


def test_a_wish_takes_the_place_of_no_reminder() -> None:
    """What is due soon, or today, is told first; the wish goes with the next weekly mail that has nothing graver."""
    one = town()
    one.told(date(2026, 11, 23))
    one.wish(KEY, date(2027, 2, 15))
    story = [line for line in one.told(*days(date(2026, 11, 24), date(2027, 1, 1))) if "head" in line]
    assert story == ["30.11 head before", "07.12 head wished", "21.12 head before", "30.12 head due_today"]


def test_a_wish_is_told_while_patience_lasts() -> None:
    """Who takes note and asks for another date in one breath waits for an answer; nothing else breaks the silence."""
    one = town()
    one.told(*days(date(2026, 11, 23), date(2027, 1, 12)))
    one.wish(KEY, date(2027, 2, 15))
    one.accept(KEY, date(2027, 1, 13), date(2027, 2, 15))
    assert one.told(*days(date(2027, 1, 13), date(2027, 1, 28))) == ["18.01 head wished"]
    assert one.why(date(2027, 1, 28), person="head") == "acknowledged"


def test_who_is_told_of_a_wish_is_told_of_the_closing() -> None:
    """They were asked to decide something that needs no decision any more."""
    one = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))), (HEAD,))
    one.wish(KEY, date(2027, 2, 15))
    assert one.told(MONDAY) == ["07.09 head wished I.1.1/2026"]
    one.report(report("I.1.1", Status.DONE))
    assert one.told(date(2026, 11, 30)) == ["30.11 head closed I.1.1/2026", "30.11 head before I.1.2/2026"]


# --- closed ---


def test_a_closing_rides_with_the_next_mail() -> None:
    """It makes no mail of its own; whoever was told that it is late reads that it is settled."""
    one = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))), (EXECUTOR, HEAD))
    one.told(*days(date(2026, 11, 23), date(2027, 1, 18)))
    one.report(report("I.1.1", Status.DONE))
    assert one.why(date(2027, 1, 19), KEY, "executor") == "closed"
    assert one.told(*days(date(2027, 1, 19), date(2027, 1, 22))) == []
    told = one.told(*days(date(2027, 1, 23), date(2027, 1, 31)))
    assert [line for line in told if "executor" in line] == [
        "25.01 executor closed I.1.1/2026",
        "25.01 executor still_late I.1.2/2026",
    ]
    assert one.why(date(2027, 2, 1), KEY, "executor") == "settled"


@pytest.mark.parametrize("status", [Status.DONE, Status.SUBMITTED, Status.CANCELLED])
def test_what_is_closed_and_was_never_told_is_settled(status: Status) -> None:
    """Done, reported, or cancelled: there is nothing to say."""
    one = Town()
    one.report(report("I.1.1", status))
    assert one.told(*WEEKS) == []
    assert one.why(MONDAY) == "settled"


# --- below target ---


def test_what_is_closed_below_its_target_is_told_to_the_head_once() -> None:
    """Two of four documents: with the next weekly round."""
    one = town()
    one.told(MONDAY)
    one.report(report("I.1.1", Status.DONE, 2))
    assert one.why(TUESDAY, person="head") == "not-yet"
    assert one.told(*days(TUESDAY, date(2026, 9, 27))) == ["14.09 head below_target"]


def test_below_target_says_that_it_is_closed() -> None:
    """Whoever was told of it reads no second line that it is settled."""
    one = town(HEAD)
    one.told(*days(date(2026, 11, 23), date(2026, 12, 6)))
    one.report(report("I.1.1", Status.DONE, 2))
    assert one.told(*days(date(2026, 12, 7), date(2027, 1, 31))) == ["07.12 head below_target"]


def test_what_is_closed_at_its_target_is_settled() -> None:
    """Four of four."""
    one = town()
    one.report(report("I.1.1", Status.DONE, 4))
    assert one.told(*WEEKS) == []


def test_the_last_deadline_of_a_whole_that_was_not_reached_is_below_target() -> None:
    """Three and three of ten in all: what the first year lacked the second could have made good."""
    whole = measure("I.1.1", years=(2025, 2026), indicators=(indicator(10),))
    one = Town(plan(whole), (HEAD,), known=Known(followed=date(2025, 1, 13)))
    one.report(report("I.1.1/2025", Status.DONE, 3), report(KEY, Status.DONE, 3))
    assert one.told(MONDAY) == ["07.09 head below_target I.1.1/2026"]


def test_what_was_closed_again_after_it_was_open_is_told_again() -> None:
    """Below the target, given back, told as late, and closed below it once more."""
    one = town(EXECUTOR, HEAD)
    one.report(report("I.1.1", Status.DONE, 2))
    assert one.told(MONDAY) == ["07.09 head below_target"]
    one.report(report("I.1.1", Status.IN_PROGRESS, 2))
    told = one.told(*days(date(2026, 11, 30), date(2026, 12, 1)))
    assert told == ["30.11 executor before", "30.11 head before"]
    one.report(report("I.1.1", Status.DONE, 3))
    assert "07.12 head below_target" in one.told(date(2026, 12, 7))


# --- no figure ---


def test_what_is_closed_without_a_figure_is_told_to_the_executor_once() -> None:
    """Its target asks for one."""
    one = town()
    one.told(MONDAY)
    one.report(report("I.1.1", Status.DONE))
    assert one.why(TUESDAY, person="executor") == "not-yet"
    assert [line for line in one.told(*days(TUESDAY, date(2026, 9, 27))) if "executor" in line] == [
        "14.09 executor no_figure"
    ]


def test_what_asks_for_no_figure_lacks_none() -> None:
    """A measure without a target."""
    one = Town(people=TOWN)
    one.report(report("I.1.1", Status.DONE))
    assert one.told(*WEEKS) == []


def test_what_was_closed_before_the_first_round_is_history() -> None:
    """Nobody is told of it who was not told that it was late; whoever was, is told what it lacks."""
    one = Town(plan(measure("I.1.1", years=(2025,), indicators=(TARGET,))), (EXECUTOR,), known=Known())
    one.report(report("I.1.1", Status.DONE))
    assert one.told(*WEEKS) == []
    assert one.why(MONDAY, "I.1.1/2025", "executor") == "settled"
    one.reports.clear()
    assert one.told(date(2026, 9, 28)) == ["28.09 executor backlog"]
    one.report(report("I.1.1", Status.DONE))
    assert one.told(*days(date(2026, 9, 29), date(2026, 10, 18))) == ["05.10 executor no_figure"]


# --- unread ---


def test_a_figure_that_cannot_be_read_is_told_to_the_executor_once() -> None:
    """«много» is no number; another unreadable text is another telling."""
    one = town()
    one.told(MONDAY)
    one.report(Report("I.1.1", Status.IN_PROGRESS, (UNREADABLE,)))
    assert one.told(*days(TUESDAY, date(2026, 9, 27))) == ["14.09 executor unread"]
    other = FigureLine(None, "около 9", "И. Петрова", WHEN, "comment")
    one.report(Report("I.1.1", Status.IN_PROGRESS, (UNREADABLE, other)))
    assert one.told(*days(date(2026, 9, 28), date(2026, 10, 11))) == ["28.09 executor unread"]


def test_a_figure_that_was_corrected_is_no_news() -> None:
    """A later line for the same indicator can be read."""
    one = town()
    one.report(Report("I.1.1", Status.IN_PROGRESS, (UNREADABLE, figure(4))))
    assert one.told(*WEEKS) == []


def test_an_unreadable_figure_of_a_closed_deadline_is_told_beside_its_closing() -> None:
    """The figure first, and with the next mail that it is settled; neither a second time."""
    one = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))), (EXECUTOR, HEAD))
    one.told(*days(date(2026, 11, 23), date(2026, 12, 6)))
    one.report(Report("I.1.1", Status.DONE, (UNREADABLE,)))
    told = one.told(*days(date(2026, 12, 7), date(2027, 1, 31)))
    assert [line for line in told if "executor" in line and "I.1.1" in line] == [
        "07.12 executor unread I.1.1/2026",
        "21.12 executor closed I.1.1/2026",
    ]


def test_one_who_was_told_of_nothing_but_a_figure_is_not_told_of_the_closing() -> None:
    """That a figure could not be read is no news of the deadline."""
    one = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))), (EXECUTOR,))
    one.report(Report("I.1.1", Status.IN_PROGRESS, (UNREADABLE,)))
    assert one.told(MONDAY) == ["07.09 executor unread I.1.1/2026"]
    one.report(report("I.1.1", Status.DONE))
    assert one.told(date(2026, 11, 30)) == ["30.11 executor before I.1.2/2026"]


def test_an_unreadable_figure_of_what_was_cancelled_is_nobodys_concern() -> None:
    """There is nothing left to report."""
    one = town()
    one.report(Report("I.1.1", Status.CANCELLED, (UNREADABLE,)))
    assert one.told(*WEEKS) == []


def test_what_the_staff_do_with_the_backlog_is_told_as_well() -> None:
    """A figure of 2025 that cannot be read, between two months in which the backlog is told."""
    one = Town(plan(measure("I.1.1", years=(2025,), indicators=(TARGET,))), TOWN, known=Known())
    assert one.told(MONDAY) == ["07.09 executor backlog", "07.09 head backlog"]
    one.report(Report("I.1.1", Status.IN_PROGRESS, (UNREADABLE,)))
    one.move("I.1.1/2025", date(2027, 1, 31))
    assert one.told(*days(TUESDAY, date(2026, 9, 27))) == ["14.09 executor unread", "14.09 head moved"]


def test_no_deputy_is_told_what_the_staff_do() -> None:
    """Neither dates nor figures."""
    one = town(EXECUTOR, HEAD, DEPUTY)
    one.move(KEY, date(2027, 2, 15))
    one.wish(KEY, date(2027, 3, 1))
    one.report(Report("I.1.1", Status.IN_PROGRESS, (UNREADABLE,)))
    assert [line for line in one.told(*WEEKS) if "deputy" in line] == []
