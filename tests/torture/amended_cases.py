"""Cases of amended plans: each a short script that must settle, with nothing lost of what the staff have done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.torture import steps
from tests.torture.amendments import amend
from tests.torture.breach import Breach
from tests.torture.scenes import IN_2025, IN_2025_AND_2027, IN_2027, begin, finished, place_of, redated, rows
from tests.torture.staff import CLERK
from tests.torture.trial import Trial
from tests.torture.world import Row


def deadline_added_beside_a_finished_one(one: Trial) -> None:
    """One deadline becomes two: the issue that was worked on stays the one of its date, and is done."""
    begin(one)
    finished(one, "I.1.2")
    redated(one, IN_2025_AND_2027)
    redated(one, IN_2025)


def renumbered_as_told(one: Trial) -> None:
    """Measures move on by two numbers, and the mapping says so: first with its lines there, then without them."""
    begin(one)
    finished(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 1)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    amend(one.town, "take lines out", 0, 0)
    one.run(force=True)


def one_line_of_a_chain_taken_out(one: Trial) -> None:
    """Of lines that were carried out some are taken out later: the measures that moved stay what they are."""
    begin(one)
    finished(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    one.town.rules.renamed = {1: 2, 2: 3}
    one.town.tells = False
    one.town.write()
    one.run(force=True)


def freed_number_of_another_measure(one: Trial) -> None:
    """A measure is dropped, its number goes to another one, and the mapping says so: the histories stay apart."""
    begin(one)
    finished(one, "I.1.2")
    for how, which, to in (("say", 0, 1), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(force=True)
    one.act("comment", place_of(one, "I.1.2"), 1)
    one.run(force=False)


def number_that_goes_to_another_measure_unsaid(one: Trial) -> None:
    """Nobody has said where the old measure went: refused, and what was reported stays where it is."""
    begin(one)
    finished(one, "I.1.2")
    for how, which, to in (("say", 0, 0), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(force=False)
    if one.refused != "number-reused":
        raise Breach("worked-on issue given to another measure", one.refused)


def opened_again_after_it_was_dropped(one: Trial) -> None:
    """What Vekha closed as dropped and the staff opened again is theirs."""
    begin(one, removed="close")
    amend(one.town, "drop", 1, 0)
    one.run(force=True)
    one.act("reopen", 0, 0)
    one.run(force=True)
    one.run(force=True)


def finished_beside_one_that_was_left_open(one: Trial) -> None:
    """A date comes back twice, and an issue of the first time stands open: the finished one stays that date's."""
    begin(one, IN_2025_AND_2027, removed="close")
    amend(one.town, "drop", 1, 0)
    one.run(force=True)
    one.town.store.update_issue(rows(one)[place_of(one, "I.1.2/2027")].id, {"status": "new"}, author=CLERK)
    one.run(force=True)
    amend(one.town, "take up", 0, 0)
    redated(one, IN_2027)
    one.act("work", place_of(one, "I.1.2/2027"), 1)
    finished(one, "I.1.2")
    redated(one, IN_2025_AND_2027)


def done_after_it_was_dropped(one: Trial) -> None:
    """What Vekha closed as dropped and the staff have set to done stays that, when the plan takes the measure up."""
    begin(one, removed="close")
    amend(one.town, "drop", 1, 0)
    one.run(force=True)
    one.run(force=True)
    number = rows(one)[place_of(one, "I.1.2")].id
    one.town.store.update_issue(number, {"status": "done"}, author=CLERK)
    amend(one.town, "take up", 0, 0)
    one.run(force=True)


def finished_long_before_it_is_due(one: Trial) -> None:
    """What the staff have closed stays closed, and nobody is told of it, however late it becomes."""
    begin(one, IN_2025_AND_2027)
    finished(one, "I.1.2/2027")
    finished(one, "I.1.2/2025")
    one.town.today = date(2028, 2, 1)
    one.run(force=False)


def renumbered_before_the_first_year(one: Trial) -> None:
    """The issue of a deadline that is no longer followed gets its new marker all the same."""
    begin(one)
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.town.rules.from_year = 2026
    one.town.write()
    one.run(force=True)


def one_date_left_of_a_measure_whose_own_issue_is_gone(one: Trial) -> None:
    """The staff delete the issue of the whole; the plan keeps one date and other numbers: its issue goes on for all."""
    begin(one, IN_2025_AND_2027)
    finished(one, "I.1.2/2025")
    one.act("delete", place_of(one, "I.1.2"), 0)
    one.run(force=True)
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.town.put(3, replace(one.town.rows[3], timing=IN_2025))
    one.town.write()
    one.run(force=True)


def number_taken_over_by_force(one: Trial) -> None:
    """Another measure gets the number, and a person forces it unsaid: what is done then under the old words is its own.

    That the old measure moves on later, and that is said, changes nothing of it.
    """
    begin(one, IN_2025_AND_2027)
    amend(one.town, "move", 1, 0)
    one.town.put(2, Row(IN_2025, identity=one.town.numbers.fresh()))
    one.town.write()
    one.run(force=True)
    one.act("finish", place_of(one, "I.1.2/2027"), 0)
    one.run(force=True)
    for how, which, to in (("say", 0, 1), ("move", 4, 0)):
        amend(one.town, how, which, to)
    redated(one, IN_2025_AND_2027)


def finished_beside_one_of_a_dropped_measure(one: Trial) -> None:
    """A dropped measure's issue of that date, closed by Vekha, was written on later: the finished one stays done."""
    begin(one, IN_2025_AND_2027, removed="close")
    one.town.drop(2)
    one.town.write()
    one.run(force=True)
    one.town.put(2, Row(IN_2027, identity=one.town.numbers.fresh()))
    one.town.write()
    one.run(force=True)
    one.town.store.update_issue(rows(one)[place_of(one, "I.1.2/2027")].id, {"fact": "7"}, author=CLERK)
    finished(one, "I.1.2")
    redated(one, IN_2025_AND_2027)


def dates_of_those_below_that_are_seen(one: Trial) -> None:
    """A measure begins with the first of those below it that bear a marker: Vekha does not see the others."""
    begin(one, IN_2025_AND_2027)
    one.town.store.update_issue(rows(one)[place_of(one, "I.1.2")].id, {"start": date(2027, 1, 1)}, author=CLERK)
    one.act("clear_marker", place_of(one, "I.1.2/2025"), 1)
    one.run(force=False)


def another_plan(one: Trial) -> None:
    """Another key for this plan, and another town's plan under its key, are refused; nothing is written."""
    begin(one)
    steps.another_key(one)
    steps.another_town(one)


AMENDED: dict[str, Callable[[Trial], None]] = {
    case.__name__: case
    for case in (
        deadline_added_beside_a_finished_one,
        renumbered_as_told,
        one_line_of_a_chain_taken_out,
        freed_number_of_another_measure,
        number_that_goes_to_another_measure_unsaid,
        opened_again_after_it_was_dropped,
        finished_beside_one_that_was_left_open,
        done_after_it_was_dropped,
        finished_long_before_it_is_due,
        renumbered_before_the_first_year,
        one_date_left_of_a_measure_whose_own_issue_is_gone,
        number_taken_over_by_force,
        finished_beside_one_of_a_dropped_measure,
        dates_of_those_below_that_are_seen,
        another_plan,
    )
}
