"""Everybody's decisions of a round: quiet days, one mail a day, parents and children, who is told in which role."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mappings.progress import Status
from notify.alerts.alert import Alert
from notify.alerts.deciding import Decisions
from notify.alerts.memory import Known
from notify.alerts.reasons import KINDS, Reason, Silence
from notify.alerts.recipients import Away, Recipient
from notify.alerts.rules import RULES
from tests.alerts.town import BOTH, DEPUTY, EXECUTOR, HEAD, TOWN, Town, days
from tests.examples.plan_values import measure, plan, report

KEY = "I.1.1/2026"


def alerts(decisions: Decisions) -> list[Alert]:
    """What a round tells, one after the other."""
    return [one for own in decisions.told().values() for one in own]


# --- the rows ---


def test_each_row_of_the_table_has_a_name_of_its_own() -> None:
    """`--explain` tells rows by it."""
    names = [one.name for one in RULES]
    assert len(set(names)) == len(names)


def test_every_reason_comes_of_a_row() -> None:
    """No word of the vocabulary is without use, and each has one of the kinds of JSON."""
    assert {one.outcome for one in RULES if isinstance(one.outcome, Reason)} == set(Reason)
    assert {one.kind for one in Reason} == set(KINDS)


# --- quiet days, one mail a day ---


@pytest.mark.parametrize("day", [date(2027, 1, 9), date(2027, 1, 10), date(2027, 2, 22), date(2027, 2, 23)])
def test_nothing_is_told_on_a_day_off(day: date) -> None:
    """A Saturday, a Sunday, a day off by decree, a holiday: however urgent it is."""
    town = Town()
    assert town.why(day) == "quiet-day"
    assert town.round(day) == ()
    assert town.last_weekly is None


def test_a_saturday_that_is_worked_is_no_day_off() -> None:
    """The 20th of February 2027."""
    assert Town().why(date(2027, 2, 20)) == "newly-late"


def test_nothing_is_told_before_the_hour_from_which_mail_goes_out() -> None:
    """The early round of a Monday leaves the week to a later one."""
    town = Town(quiet=True)
    assert town.why(date(2027, 1, 11)) == "quiet-day"
    assert town.told(date(2027, 1, 11)) == []
    town.quiet = False
    assert town.told(date(2027, 1, 11)) == ["11.01 both newly_late"]


def test_nobody_has_two_mails_a_day() -> None:
    """What the second round of a day finds goes on the next."""
    town = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))))
    town.report(report("I.1.2", Status.DONE))
    assert town.told(date(2027, 1, 12)) == ["12.01 both newly_late I.1.1/2026"]
    town.reports.clear()
    assert town.why(date(2027, 1, 12), "I.1.2/2026") == "one-a-day"
    assert town.told(date(2027, 1, 12), date(2027, 1, 13)) == ["13.01 both newly_late I.1.2/2026"]


def test_the_second_round_of_a_weekly_day_is_weekly_for_whoever_had_no_mail() -> None:
    """The day is the week's first, and not the round: what came up in between need not wait for a week."""
    town = Town()
    assert town.told(date(2026, 11, 30)) == ["30.11 both before"]
    town.people = (BOTH, EXECUTOR)
    assert town.told(date(2026, 11, 30)) == ["30.11 executor before"]


# --- parents ---

PARENT = measure("I.5.1", years=(2026,))
CHILD = replace(measure("I.5.1.1", years=(2026,)), parent="I.5.1")
GRANDCHILD = replace(measure("I.5.1.1.1", years=(2026,)), parent="I.5.1.1")


def test_a_parent_is_silent_while_an_open_child_is_told_of() -> None:
    """The child's line says it; when the child is done, the parent speaks for itself."""
    town = Town(plan(PARENT, CHILD))
    assert town.told(date(2026, 11, 30)) == ["30.11 both before I.5.1.1/2026"]
    assert town.why(date(2026, 12, 1), "I.5.1/2026") == "told-by-child"
    town.report(report("I.5.1.1", Status.DONE), report("I.5.1", Status.IN_PROGRESS))
    town.plan = plan(PARENT, CHILD, replace(measure("I.5.1.2", years=(2030,)), parent="I.5.1"))
    assert town.told(date(2026, 12, 7)) == ["07.12 both before I.5.1/2026", "07.12 both closed I.5.1.1/2026"]


def test_a_grandchild_silences_all_above_it() -> None:
    """One line for three rows."""
    town = Town(plan(PARENT, CHILD, GRANDCHILD))
    assert town.told(date(2026, 11, 30)) == ["30.11 both before I.5.1.1.1/2026"]


def test_a_parent_is_told_to_whoever_does_not_follow_its_children() -> None:
    """What a child would say is said to those who read it."""
    executor = replace(EXECUTOR, executors=("Отдел культуры",))
    town = Town(plan(replace(PARENT, executors=("Отдел культуры",)), CHILD), (executor, HEAD))
    assert town.told(date(2026, 11, 30)) == ["30.11 executor before I.5.1/2026", "30.11 head before I.5.1.1/2026"]


@pytest.mark.parametrize(
    ("parents", "children", "rule"),
    [
        ((2026,), (2026,), "told-by-child"),
        ((2026,), (2030,), "before"),  # asked about 2030, the child says nothing of 2026
        ((2026, 2027), (2025,), "before"),  # a child late since 2025 says nothing of the parent's year
    ],
)
def test_a_child_tells_of_its_parent_for_the_same_time_alone(
    parents: tuple[int, ...], children: tuple[int, ...], rule: str
) -> None:
    """Its date lies within the time of the parent's deadline."""
    child = replace(measure("I.5.1.1", years=children), parent="I.5.1")
    town = Town(plan(measure("I.5.1", years=parents), child), known=Known(followed=date(2026, 1, 1)))
    town.told(date(2026, 7, 6))
    assert town.why(date(2026, 11, 30), "I.5.1/2026") == rule


def test_a_parent_that_is_closed_is_settled_whatever_its_children_are() -> None:
    """Its own closing rides with the line of the child that stays open."""
    town = Town(plan(PARENT))
    town.told(date(2026, 11, 30))
    town.plan = plan(PARENT, CHILD)
    town.report(report("I.5.1", Status.DONE))
    assert town.told(date(2026, 12, 7)) == ["07.12 both closed I.5.1/2026", "07.12 both before I.5.1.1/2026"]


def test_rows_nested_in_themselves_do_not_hang_a_round() -> None:
    """A document whose rows are each other's parents."""
    one = replace(measure("I.5.1", years=(2026,)), parent="I.5.2")
    other = replace(measure("I.5.2", years=(2026,)), parent="I.5.1")
    assert Town(plan(one, other)).told(date(2026, 11, 30)) == []


# --- who is told ---


def test_each_is_told_in_their_own_roles() -> None:
    """A case says in which, and which roles nobody has: without a head the executor reads what a head would."""
    town = Town(people=(EXECUTOR, DEPUTY))
    cases = {one.case.recipient.name: one.case for one in town.decide(date(2027, 1, 11)).made}
    assert cases["executor"].roles == {"executor", "head"}
    assert cases["deputy"].roles == {"deputy"}
    assert {one.unnamed for one in cases.values()} == {frozenset({"head"})}


def test_an_address_beside_two_scopes_has_one_mail_and_each_deadline_once() -> None:
    """As executor of one section and head of all: the roles add up, and the spelling of an address does not matter."""
    work = replace(EXECUTOR, measures=("I.1.1",))
    above = replace(HEAD, email=" Executor@LIB.example ")
    town = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))), (work, above))
    decisions = town.decide(date(2026, 11, 30))
    assert [(one.recipient, one.key) for one in alerts(decisions)] == [(work, KEY), (above, "I.1.2/2026")]
    assert [one.case.roles for one in alerts(decisions)] == [{"executor", "head"}, {"executor", "head"}]
    assert list(decisions.told()) == ["executor@lib.example"]


def test_deadlines_that_nobody_follows_are_named() -> None:
    """Open ones alone: of a closed one there is nothing to tell."""
    town = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026, 2027))))
    town.people = (replace(BOTH, measures=("I.1.1",)),)
    town.report(report("I.1.2/2026", Status.DONE))
    assert town.decide(date(2026, 9, 7)).untold == ("I.1.2/2027",)


def test_without_recipients_everything_open_is_untold() -> None:
    """A town that named nobody."""
    decisions = Town(people=()).decide(date(2026, 9, 7))
    assert (decisions.made, decisions.untold, dict(decisions.told())) == ((), (KEY,), {})


def test_recipients_are_told_in_the_order_in_which_they_are_given() -> None:
    """And each of them deadlines in the order of the plan."""
    town = Town(plan(measure("I.1.2", years=(2026,)), measure("I.1.1", years=(2026,))), (HEAD, EXECUTOR))
    assert town.told(date(2026, 11, 30)) == [
        "30.11 head before I.1.2/2026",
        "30.11 head before I.1.1/2026",
        "30.11 executor before I.1.2/2026",
        "30.11 executor before I.1.1/2026",
    ]


def test_an_alert_says_what_the_letters_ask_for() -> None:
    """The deadline's key, its day, the days to it or since, the page of its issue, and the kind of its reason."""
    town = Town()
    town.report(report("I.1.1", url="https://tracker.example/1"))
    (ahead,) = alerts(town.decide(date(2026, 11, 30)))
    (late,) = alerts(town.decide(date(2027, 1, 11)))
    assert (ahead.recipient, ahead.key, ahead.due, ahead.days, ahead.kind) == (
        BOTH,
        KEY,
        date(2026, 12, 31),
        31,
        "upcoming",
    )
    assert (late.days, late.kind, late.url) == (11, "overdue", "https://tracker.example/1")


# --- away ---


def away(one: Recipient, instead: str, since: date = date(2027, 1, 1), until: date = date(2027, 1, 17)) -> Recipient:
    """Somebody who is away."""
    return replace(one, away=(Away(since, until, instead),))


def test_a_stand_in_from_outside_is_told_in_the_absent_ones_name() -> None:
    """The alerts are the absent one's, and are remembered as told to them."""
    town = Town(people=(away(EXECUTOR, "other@lib.example"), HEAD))
    assert town.told(*days(date(2027, 1, 11), date(2027, 1, 14))) == ["11.01 executor newly_late"]
    assert town.people[0].address(date(2027, 1, 17)) == "other@lib.example"
    assert town.people[0].address(date(2027, 1, 18)) == EXECUTOR.email
    assert town.told(*days(date(2027, 1, 18), date(2027, 1, 18))) == [
        "18.01 executor still_late",
        "18.01 head escalated",
    ]


def test_a_stand_in_who_is_told_as_well_has_one_mail() -> None:
    """The head stands in for the executor: one line for both, and the case says for whom."""
    town = Town(people=(away(EXECUTOR, HEAD.email), HEAD))
    (one,) = alerts(town.decide(date(2027, 1, 11)))
    assert (one.recipient, one.reason, one.case.absent) == (HEAD, Reason.NEWLY_LATE, (town.people[0],))
    assert town.told(*days(date(2027, 1, 11), date(2027, 1, 17))) == ["11.01 head newly_late", "15.01 head escalated"]


def test_who_comes_back_is_told_what_they_missed() -> None:
    """The stand-in was told; what still stands is news to the one who was away."""
    town = Town(people=(away(EXECUTOR, HEAD.email), HEAD))
    town.told(*days(date(2027, 1, 11), date(2027, 1, 17)))
    assert town.told(date(2027, 1, 18)) == ["18.01 executor newly_late", "18.01 head still_late"]


def test_a_stand_in_is_not_told_again_what_the_absent_one_knows() -> None:
    """The reminder of thirty days went to the executor before they left."""
    town = Town(people=(away(EXECUTOR, DEPUTY.email, date(2026, 12, 1), date(2026, 12, 31)), HEAD, DEPUTY))
    told = town.story(date(2026, 11, 23), date(2026, 12, 31))
    assert [line for line in told if "head" not in line] == [
        "30.11 executor before",
        "21.12 deputy before",
        "30.12 deputy due_today",
    ]


def test_one_who_stands_in_for_two_has_one_mail() -> None:
    """Both are away: the mail is addressed to the first, and tells what either would be told."""
    first = replace(away(EXECUTOR, "z@lib.example"), measures=("I.1.1",))
    second = replace(away(HEAD, "Z@lib.example"), measures=("I.1.2",))
    town = Town(plan(measure("I.1.1", years=(2026,)), measure("I.1.2", years=(2026,))), (first, second))
    (mail,) = town.round(date(2027, 1, 11))
    assert (mail.recipient, [one.key for one in mail.alerts]) == (first, [KEY, "I.1.2/2026"])


def test_everybody_is_told_what_their_role_is_told() -> None:
    """Executor, head and deputy through a whole winter: nobody twice a day, nobody on a day off."""
    town = Town(people=TOWN)
    mails = [mail for day in days(date(2026, 11, 23), date(2027, 2, 28)) for mail in town.round(day)]
    assert len({(mail.day, mail.recipient) for mail in mails}) == len(mails)
    assert all(town.terms.days.is_working(mail.day) for mail in mails)


@pytest.mark.parametrize("page", ["alerts.md", "alerts.ru.md"])
def test_the_table_of_the_page_names_all_that_can_come_of_a_row(page: str) -> None:
    """Every reason and every silence, and no other word."""
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    section = text.partition("<!-- policy -->")[2].partition("\n\n-")[0]
    assert set(re.findall(r"\(`([a-z_-]+)`\)", section)) == {*Reason, *Silence} | {"report_by"}
