"""Cases of amended plans whose writes fail, are lost or come late: what came of them is known all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mappings.marker import find_key
from tests.torture import steps
from tests.torture.amendments import amend
from tests.torture.breach import Breach
from tests.torture.faults import At, Fault, in_turn
from tests.torture.scenes import (
    IN_2025,
    IN_2025_AND_2027,
    IN_2026_AND_2028,
    IN_2027,
    begin,
    finished,
    number_of,
    place_of,
    redate,
    redated,
    rows,
    stands,
)
from tests.torture.staff import CLERK
from tests.torture.trial import Trial
from tests.torture.world import AN_HOUR, key_of
from tests.worlds.sync_world import PLAN_KEY


def closing_whose_answer_was_lost(one: Trial) -> None:
    """The answer to a closing is lost: it is known for Vekha's all the same when the plan takes the measure up."""
    begin(one, removed="close")
    number = number_of(one, "I.1.2")
    amend(one.town, "drop", 1, 0)
    one.run(At("close_issue", number, Fault.ANSWER_LOST), force=True)
    amend(one.town, "take up", 0, 0)


def closing_that_arrives_late(one: Trial) -> None:
    """The plan has taken the measure up again when a lost closing arrives: the issue is opened again."""
    begin(one, removed="close")
    number = number_of(one, "I.1.2")
    amend(one.town, "drop", 1, 0)
    one.run(At("close_issue", number, Fault.LATE), force=True)
    amend(one.town, "take up", 0, 0)
    amend(one.town, "reword", 1, 3)
    one.run(At("update_issue", number, Fault.NOT_DONE), force=True)
    one.arrive()


def closing_that_came_unseen_and_was_undone(one: Trial) -> None:
    """A lost closing arrives, no run looks, and the staff open the issue again: it stays open."""
    begin(one, removed="close")
    number = number_of(one, "I.1.2")
    amend(one.town, "drop", 1, 0)
    one.run(At("close_issue", number, Fault.LATE), force=True)
    one.arrive()
    one.run(in_turn(*(At("fetch", "", Fault.LOST) for _again in range(3))), force=True)
    one.act("reopen", 0, 0)
    one.town.clock.wait(AN_HOUR)
    for _again in range(2):
        one.run(force=True)
        stands(one, number, "new")


def closing_that_never_came(one: Trial) -> None:
    """A closing is lost, and nobody touches the issue: the next run that can tell closes it."""
    begin(one, removed="close")
    number = number_of(one, "I.1.2")
    amend(one.town, "drop", 1, 0)
    one.run(At("close_issue", number, Fault.LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)
    stands(one, number, "cancelled")


def opening_whose_answer_was_lost_and_was_undone(one: Trial) -> None:
    """The plan takes a measure up, the answer to the opening is lost, and the staff close the issue: so it stays."""
    begin(one, removed="close")
    number = number_of(one, "I.1.2")
    amend(one.town, "drop", 1, 0)
    one.run(force=True)
    one.run(force=True)
    amend(one.town, "take up", 0, 0)
    one.run(At("reopen_issue", number, Fault.ANSWER_LOST), force=True)
    one.town.store.update_issue(int(number), {"status": "cancelled"}, author=CLERK)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)
    stands(one, number, "cancelled")


def freed_number_whose_issue_cannot_be_marked(one: Trial) -> None:
    """As long as the issue of the measure that moved on bears the number as its marker, none is made under it."""
    begin(one)
    number = number_of(one, "I.1.2")
    for how, which, to in (("say", 0, 1), ("renumber", 0, 3), ("add", 1, 0)):
        amend(one.town, how, which, to)
    one.run(At("update_issue", number, Fault.LATE), force=True)
    one.run(force=True)


def dropped_issue_that_cannot_be_marked(one: Trial) -> None:
    """An issue that still bears its old number as the marker, which is another measure's by now, is not closed."""
    begin(one, removed="close")
    number = number_of(one, "I.1.2")
    for how, which, to in (("say", 0, 1), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(At("update_issue", number, Fault.REJECTED), force=True)
    one.run(force=True)


def allowed_and_broken_off(one: Trial) -> None:
    """A renumbering that was forced dies in the middle: the next run finishes it unasked, and only that."""
    begin(one)
    finished(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 2)):
        amend(one.town, how, 0, to)
    number = number_of(one, "I.1.3")
    steps.broken_off(one, At("update_issue", number, Fault.DIED))


def more_than_was_allowed(one: Trial) -> None:
    """What was allowed is not done yet, and the plan is amended again: that is asked about."""
    begin(one)
    number = number_of(one, "I.1.3")
    amend(one.town, "reword", 2, 3)
    one.run(At("update_issue", number, Fault.DIED), force=True)
    one.town.clock.wait(AN_HOUR)
    steps.worded_anew(one, 1)


def marked_anew_at_the_moment_of_death(one: Trial) -> None:
    """Without a ledger an issue that is not followed was marked anew, and its write not put down: not once more."""
    begin(one, IN_2025_AND_2027)
    place = place_of(one, "I.1.2/2025")
    number = str(rows(one)[place].id)
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.town.rules.from_year = 2026
    one.town.write()
    one.lose_ledger()
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)
    marked = find_key(rows(one)[place].description, PLAN_KEY)
    if marked != f"{key_of(3)}/2025":
        raise Breach("marked anew twice", marked)


def renumbered_and_left_with_one_date_without_a_ledger(one: Trial) -> None:
    """Without a ledger one run makes the issue of the date that is left the measure's own, renumbered as it is."""
    begin(one, IN_2025_AND_2027)
    finished(one, "I.1.2/2027")
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.town.put(3, replace(one.town.rows[3], timing=IN_2027))
    one.town.write()
    one.lose_ledger()


def left_over_while_a_creation_may_arrive(one: Trial) -> None:
    """An open issue of a dropped date does not go on as one that a lost request is making."""
    begin(one, IN_2025_AND_2027)
    finished(one, "I.1.2/2025")
    redated(one, IN_2025)
    redate(one, IN_2026_AND_2028)
    one.run(At("create_issue", "I.1.2/2026", Fault.LATE), force=True)
    one.run(force=True)
    one.arrive()


def steps_aside_after_an_answer_was_lost(one: Trial) -> None:
    """The answer to a new number was lost, and so is the marker of what then steps aside: it is known all the same."""
    begin(one, IN_2025_AND_2027)
    finished(one, "I.1.2/2027")
    number = number_of(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.town.put(6, replace(one.town.rows[6], timing=IN_2027))
    one.town.write()
    one.run(At("update_issue", number, Fault.LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    amend(one.town, "take lines out", 0, 0)
    one.run(force=True)


def _renumbered_by_a_lost_answer(one: Trial) -> str:
    """The measure's issue bears its new number, which nobody knows; one of two deadlines is worked on, and is left."""
    begin(one, IN_2025_AND_2027)
    number = number_of(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.act("finish", place_of(one, "I.1.6/2025"), 1)
    one.town.put(6, replace(one.town.rows[6], timing=IN_2025))
    one.town.write()
    return number


def aside_after_a_lost_answer(one: Trial) -> None:
    """An issue steps aside whose marker came by a lost request, and the next one is lost: no word of the staff's."""
    number = _renumbered_by_a_lost_answer(one)
    one.town.clock.wait(AN_HOUR)
    one.run(At("update_issue", number, Fault.LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)


def aside_after_a_lost_answer_in_a_block_of_the_staffs(one: Trial) -> None:
    """The same where the staff have written into the block since, and the run dies before it says anything."""
    number = _renumbered_by_a_lost_answer(one)
    one.act("block", place_of(one, "I.1.6"), 1)
    one.town.clock.wait(AN_HOUR)
    one.run(At("update_issue", number, Fault.DIED), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)


UNANSWERED: dict[str, Callable[[Trial], None]] = {
    case.__name__: case
    for case in (
        closing_whose_answer_was_lost,
        closing_that_arrives_late,
        closing_that_came_unseen_and_was_undone,
        closing_that_never_came,
        opening_whose_answer_was_lost_and_was_undone,
        freed_number_whose_issue_cannot_be_marked,
        dropped_issue_that_cannot_be_marked,
        allowed_and_broken_off,
        more_than_was_allowed,
        marked_anew_at_the_moment_of_death,
        renumbered_and_left_with_one_date_without_a_ledger,
        left_over_while_a_creation_may_arrive,
        steps_aside_after_an_answer_was_lost,
        aside_after_a_lost_answer,
        aside_after_a_lost_answer_in_a_block_of_the_staffs,
    )
}
