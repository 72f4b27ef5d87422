"""Cases in which something once went wrong, or could: each a short script that must settle without a breach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.torture.amended_cases import AMENDED
from tests.torture.faults import At, Fault, in_turn
from tests.torture.pasted_cases import PASTED
from tests.torture.scenes import number_of, place_of
from tests.torture.trial import Trial
from tests.torture.unanswered_cases import UNANSWERED
from tests.torture.world import Row

SOON = 20  # seconds before a lost request can no longer arrive, when the next run comes
NEW = Row(0)


def _change(one: Trial, number: int, row: Row | None) -> None:
    if row is None:
        one.town.rows.pop(number)
    else:
        one.town.rows[number] = row
    one.town.write()


def made_anew_and_lost(one: Trial) -> None:
    """A deleted issue is asked for again, its request is lost; a plain run must not forget that it may arrive."""
    one.run(force=True)
    one.act("delete", place_of(one, "I.1.2"), 0)
    one.run(At("create_issue", "I.1.2", Fault.LATE), force=True, recreate=True)
    one.run(force=True)
    one.run(force=True, recreate=True)
    one.arrive()


def dropped_and_back(one: Trial) -> None:
    """A measure leaves the plan while its lost request may still arrive, and is back in the next run."""
    one.run(force=True)
    _change(one, 5, NEW)
    one.run(At("create_issue", "I.1.5", Fault.LATE), force=True)
    _change(one, 5, None)
    one.run(force=True)
    _change(one, 5, NEW)
    one.run(force=True)
    one.arrive()


def skipped_and_back(one: Trial) -> None:
    """The same where `past: skip` leaves it out for a run."""
    one.run(force=True)
    _change(one, 5, NEW)
    one.run(At("create_issue", "I.1.5", Fault.LATE), force=True)
    one.town.rules.past = "skip"
    one.town.write()
    before, one.town.today = one.town.today, date(2027, 1, 2)
    one.run(force=True)
    one.town.today = before
    one.run(force=True)
    one.arrive()


def held_up_before_it_was_sent(one: Trial) -> None:
    """A request is sent long after its intent was put down: how long it may arrive counts from its sending."""
    one.run(force=True)
    one.town.rows |= {5: NEW, 6: NEW}
    one.town.write()
    slow, late = At("create_issue", "I.1.5", Fault.SLOW), At("create_issue", "I.1.6", Fault.LATE)
    one.run(in_turn(slow, late), force=True)
    one.town.clock.wait((one.town.late[0].expires - one.town.clock.true).total_seconds() - SOON)
    one.run(force=True)
    one.arrive()


def late_update_of_a_plan_taken_back(one: Trial) -> None:
    """An amendment is taken back while its lost update may still arrive: what arrives is Vekha's own, no drift."""
    one.run(force=True)
    number = number_of(one, "I.1.2")
    _change(one, 2, Row(1))
    one.run(At("update_issue", number, Fault.LATE), force=True)
    _change(one, 2, Row(0))
    one.run(force=True)
    one.arrive()


def unseen_update_of_a_dropped_measure(one: Trial) -> None:
    """The answer to an update is lost, the measure leaves the plan for a run: what was written stays Vekha's own."""
    one.run(force=True)
    number = number_of(one, "I.1.2")
    _change(one, 2, Row(1))
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    _change(one, 2, None)
    one.run(force=True)
    _change(one, 2, replace(Row(1), timing=0))


def late_update_of_a_measure_that_is_closed(one: Trial) -> None:
    """What an update that came late has written is known to be Vekha's, though the issue was closed since."""
    one.town.rules.removed = "close"
    one.town.write()
    one.run(force=True)
    number = number_of(one, "I.1.2")
    _change(one, 2, Row(0, 1))
    one.run(At("update_issue", number, Fault.LATE), force=True)
    one.arrive()
    _change(one, 2, None)
    one.run(force=True)
    _change(one, 2, NEW)


def unseen_creation_of_a_measure_that_is_closed(one: Trial) -> None:
    """The answer to a creation is lost, and the measure dropped and closed before it comes back in other words."""
    one.town.rules.removed = "close"
    one.town.write()
    one.run(force=True)
    _change(one, 5, NEW)
    one.run(At("create_issue", "I.1.5", Fault.ANSWER_LOST), force=True)
    _change(one, 5, None)
    one.run(force=True)
    _change(one, 5, Row(0, 3))


def moved_below_another_parent(one: Trial) -> None:
    """A child that the staff hung elsewhere stays there when its parent is made anew."""
    one.run(force=True)
    one.act("parent_of", place_of(one, "I.1.1/2026"), place_of(one, "I.1.2") + 1)
    one.run(force=True)
    one.act("delete", place_of(one, "I.1.1"), 0)
    one.run(force=True, recreate=True)


def milestone_of_which_one_field_changes(one: Trial) -> None:
    """The plan names its years otherwise; a date of a milestone that the staff have cleared stays clear."""
    one.run(force=True)
    one.act("change_year", 1, 5)
    one.town.rules.milestone_title = "{year} год"
    one.town.write()
    one.run(force=True)


def child_that_comes_earlier(one: Trial) -> None:
    """A measure gains an earlier deadline: its own dates follow in the same run, not in the next one."""
    one.town.rules.from_year = 2026
    one.town.write()
    one.run(force=True)
    one.town.rules.from_year = None
    one.town.write()


def child_that_comes_later(one: Trial) -> None:
    """The same with a later one, where the ledger is lost and the plan owns the date."""
    one.town.rules.plans = frozenset({"due"})
    one.town.write()
    one.run(force=True)
    one.lose_ledger()
    _change(one, 1, Row(3))


CASES: dict[str, Callable[[Trial], None]] = {
    case.__name__: case
    for case in (
        made_anew_and_lost,
        dropped_and_back,
        skipped_and_back,
        held_up_before_it_was_sent,
        late_update_of_a_plan_taken_back,
        unseen_update_of_a_dropped_measure,
        late_update_of_a_measure_that_is_closed,
        unseen_creation_of_a_measure_that_is_closed,
        moved_below_another_parent,
        milestone_of_which_one_field_changes,
        child_that_comes_earlier,
        child_that_comes_later,
    )
}
CASES |= AMENDED | UNANSWERED | PASTED
