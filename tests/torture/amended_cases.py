"""Cases of amended plans: each a short script that must settle, with nothing lost of what the staff have done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from mappings.marker import find_key
from sync.trackers.embedded.schema import IssueRow
from tests.torture import steps
from tests.torture.amendments import amend
from tests.torture.breach import Breach
from tests.torture.faults import At, Fault
from tests.torture.trial import Trial
from tests.torture.world import AN_HOUR, Row, key_of
from tests.worlds.sync_world import PLAN_KEY

IN_2025, IN_2027, IN_2025_AND_2027, IN_2026_AND_2028 = 6, 1, 7, 3  # which of the timings


def _rows(one: Trial) -> list[IssueRow]:
    with one.town.store.reading() as view:
        return view.issues(PLAN_KEY)


def _place(one: Trial, key: str) -> int:
    """Where an issue stands in the staff's list."""
    return [find_key(row.description, PLAN_KEY) for row in _rows(one)].index(key)


def _begin(one: Trial, timing: int = IN_2025, *, removed: str = "report") -> None:
    """The second measure has one deadline, or some, and nothing is amended yet."""
    one.town.rules.removed = removed
    one.town.put(2, Row(timing))
    one.town.write()
    one.run(force=True)


def _finished(one: Trial, key: str) -> None:
    """The staff report a figure on an issue and close it, and a run sees it."""
    one.act("finish", _place(one, key), 1)
    one.run(force=False)


def _redate(one: Trial, timing: int) -> None:
    one.town.put(2, replace(one.town.rows[2], timing=timing))
    one.town.write()


def _redated(one: Trial, timing: int) -> None:
    _redate(one, timing)
    one.run(force=True)


def deadline_added_beside_a_finished_one(one: Trial) -> None:
    """One deadline becomes two: the issue that was worked on stays the one of its date, and is done."""
    _begin(one)
    _finished(one, "I.1.2")
    _redated(one, IN_2025_AND_2027)
    _redated(one, IN_2025)


def renumbered_as_told(one: Trial) -> None:
    """Measures move on by two numbers, and the mapping says so: first with its lines there, then without them."""
    _begin(one)
    _finished(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 1)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    amend(one.town, "take lines out", 0, 0)
    one.run(force=True)


def one_line_of_a_chain_taken_out(one: Trial) -> None:
    """Of lines that were carried out some are taken out later: the measures that moved stay what they are."""
    _begin(one)
    _finished(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    one.town.rules.renamed = {1: 2, 2: 3}
    one.town.tells = False
    one.town.write()
    one.run(force=True)


def freed_number_of_another_measure(one: Trial) -> None:
    """A measure is dropped, its number goes to another one, and the mapping says so: the histories stay apart."""
    _begin(one)
    _finished(one, "I.1.2")
    for how, which, to in (("say", 0, 1), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(force=True)
    one.act("comment", _place(one, "I.1.2"), 1)
    one.run(force=False)


def freed_number_whose_issue_cannot_be_marked(one: Trial) -> None:
    """As long as the issue of the measure that moved on bears the number as its marker, none is made under it."""
    _begin(one)
    number = str(_rows(one)[_place(one, "I.1.2")].id)
    for how, which, to in (("say", 0, 1), ("renumber", 0, 3), ("add", 1, 0)):
        amend(one.town, how, which, to)
    one.run(At("update_issue", number, Fault.LATE), force=True)
    one.run(force=True)


def number_that_goes_to_another_measure_unsaid(one: Trial) -> None:
    """Nobody has said where the old measure went: refused, and what was reported stays where it is."""
    _begin(one)
    _finished(one, "I.1.2")
    for how, which, to in (("say", 0, 0), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(force=False)
    if one.refused != "number-reused":
        raise Breach("worked-on issue given to another measure", one.refused)


def allowed_and_broken_off(one: Trial) -> None:
    """A renumbering that was forced dies in the middle: the next run finishes it unasked, and only that."""
    _begin(one)
    _finished(one, "I.1.2")
    for how, to in (("say", 1), ("renumber", 2)):
        amend(one.town, how, 0, to)
    number = str(_rows(one)[_place(one, "I.1.3")].id)
    steps.broken_off(one, At("update_issue", number, Fault.DIED))


def more_than_was_allowed(one: Trial) -> None:
    """What was allowed is not done yet, and the plan is amended again: that is asked about."""
    _begin(one)
    number = str(_rows(one)[_place(one, "I.1.3")].id)
    amend(one.town, "reword", 2, 3)
    one.run(At("update_issue", number, Fault.DIED), force=True)
    one.town.clock.wait(AN_HOUR)
    steps.worded_anew(one, 1)


def opened_again_after_it_was_dropped(one: Trial) -> None:
    """What Vekha closed as dropped and the staff opened again is theirs."""
    _begin(one, removed="close")
    amend(one.town, "drop", 1, 0)
    one.run(force=True)
    one.act("reopen", 0, 0)
    one.run(force=True)
    one.run(force=True)


def dropped_issue_that_cannot_be_marked(one: Trial) -> None:
    """An issue that still bears its old number as the marker, which is another measure's by now, is not closed."""
    _begin(one, removed="close")
    number = str(_rows(one)[_place(one, "I.1.2")].id)
    for how, which, to in (("say", 0, 1), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(At("update_issue", number, Fault.REJECTED), force=True)
    one.run(force=True)


def closing_whose_answer_was_lost(one: Trial) -> None:
    """The answer to a closing is lost: it is known for Vekha's all the same when the plan takes the measure up."""
    _begin(one, removed="close")
    number = str(_rows(one)[_place(one, "I.1.2")].id)
    amend(one.town, "drop", 1, 0)
    one.run(At("close_issue", number, Fault.ANSWER_LOST), force=True)
    amend(one.town, "take up", 0, 0)


def closing_that_arrives_late(one: Trial) -> None:
    """The plan has taken the measure up again when a lost closing arrives: the issue is opened again."""
    _begin(one, removed="close")
    number = str(_rows(one)[_place(one, "I.1.2")].id)
    amend(one.town, "drop", 1, 0)
    one.run(At("close_issue", number, Fault.LATE), force=True)
    amend(one.town, "take up", 0, 0)
    amend(one.town, "reword", 1, 3)
    one.run(At("update_issue", number, Fault.NOT_DONE), force=True)
    one.arrive()


def done_after_it_was_dropped(one: Trial) -> None:
    """What Vekha closed as dropped and the staff have set to done stays that, when the plan takes the measure up."""
    _begin(one, removed="close")
    amend(one.town, "drop", 1, 0)
    one.run(force=True)
    one.run(force=True)
    number = _rows(one)[_place(one, "I.1.2")].id
    one.town.store.update_issue(number, {"status": "done"}, author="clerk")
    amend(one.town, "take up", 0, 0)
    one.run(force=True)


def finished_long_before_it_is_due(one: Trial) -> None:
    """What the staff have closed stays closed, and nobody is told of it, however late it becomes."""
    _begin(one, IN_2025_AND_2027)
    _finished(one, "I.1.2/2027")
    _finished(one, "I.1.2/2025")
    one.town.today = date(2028, 2, 1)
    one.run(force=False)


def renumbered_before_the_first_year(one: Trial) -> None:
    """The issue of a deadline that is no longer followed gets its new marker all the same."""
    _begin(one)
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.town.rules.from_year = 2026
    one.town.write()
    one.run(force=True)


def block_of_the_staffs_that_is_marked_anew(one: Trial) -> None:
    """Words that the staff have put into the plan block stay there when its marker changes, whatever follows."""
    _begin(one)
    one.act("block", _place(one, "I.1.2"), 1)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    number = str(_rows(one)[_place(one, "I.1.2")].id)
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)
    one.run(force=True)


def broken_block_that_is_marked_anew(one: Trial) -> None:
    """An issue whose fence the staff have lost bears its new number all the same, above all that stands there."""
    _begin(one)
    number = _place(one, "I.1.2")
    one.act("fence", number, 0)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    marked = find_key(_rows(one)[number].description, PLAN_KEY)
    if marked != key_of(6):
        raise Breach("not marked anew", marked)


def broken_block_whose_mark_is_lost(one: Trial) -> None:
    """The new marker above a block that the staff have broken is lost on its way: it alone is put there later."""
    _begin(one)
    place = _place(one, "I.1.2")
    one.act("fence", place, 0)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(At("update_issue", str(_rows(one)[place].id), Fault.LATE), force=True)
    one.town.expire_late()
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)


def marked_anew_at_the_moment_of_death(one: Trial) -> None:
    """Without a ledger an issue that is not followed was marked anew, and its write not put down: not once more."""
    _begin(one, IN_2025_AND_2027)
    place = _place(one, "I.1.2/2025")
    number = str(_rows(one)[place].id)
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.town.rules.from_year = 2026
    one.town.write()
    one.lose_ledger()
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)
    marked = find_key(_rows(one)[place].description, PLAN_KEY)
    if marked != f"{key_of(3)}/2025":
        raise Breach("marked anew twice", marked)


def left_over_while_a_creation_may_arrive(one: Trial) -> None:
    """An open issue of a dropped date does not go on as one that a lost request is making."""
    _begin(one, IN_2025_AND_2027)
    _finished(one, "I.1.2/2025")
    _redated(one, IN_2025)
    _redate(one, IN_2026_AND_2028)
    one.run(At("create_issue", "I.1.2/2026", Fault.LATE), force=True)
    one.run(force=True)
    one.arrive()


def one_date_left_of_a_measure_whose_own_issue_is_gone(one: Trial) -> None:
    """The staff delete the issue of the whole; the plan keeps one date and other numbers: its issue goes on for all."""
    _begin(one, IN_2025_AND_2027)
    _finished(one, "I.1.2/2025")
    one.act("delete", _place(one, "I.1.2"), 0)
    one.run(force=True)
    for how, to in (("say", 1), ("renumber", 0)):
        amend(one.town, how, 0, to)
    one.town.put(3, replace(one.town.rows[3], timing=IN_2025))
    one.town.write()
    one.run(force=True)


def new_issue_that_the_staff_paste_over(one: Trial) -> None:
    """A new measure has an older one's number, a run has not done all of it yet, and the staff paste over its issue.

    The measure moves on: it is told as missing what the staff took away, and nobody makes it.
    """
    _begin(one, IN_2025_AND_2027)
    number = str(_rows(one)[_place(one, "I.1.2/2025")].id)
    for how, which, to in (("say", 0, 1), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.act("paste", _place(one, "I.1.2"), _place(one, "I.1.2~1"))
    amend(one.town, "move", 1, 0)
    one.run(force=True)


def two_issues_with_the_marker_of_a_new_one(one: Trial) -> None:
    """The staff paste a measure's block over a finished issue; then the measure moves on and another has its number.

    Both issues are marked anew before one is made for the new measure.
    """
    one.town.put(3, Row(IN_2025))
    _begin(one)
    _finished(one, "I.1.3")
    one.act("paste", _place(one, "I.1.3"), _place(one, "I.1.2"))
    one.run(force=True)
    for how, which, to in (("say", 0, 1), ("move", 1, 0), ("add", 1, 3)):
        amend(one.town, how, which, to)
    one.run(force=True)


def another_ones_marker_and_both_move_on(one: Trial) -> None:
    """The staff put the block of one measure into the place of another's, and delete the first one's issue.

    The other's issue stands for the first measure from then on; when both get other numbers it goes along with that.
    """
    _begin(one)
    one.act("exchange", _place(one, "I.1.4"), _place(one, "I.1.2"))
    one.run(force=True)
    one.act("delete", _place(one, "I.1.2"), 0)
    one.run(force=True)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    if key_of(6) not in one.witness.standing():
        raise Breach("does not go along", one.witness.standing())


def steps_aside_after_an_answer_was_lost(one: Trial) -> None:
    """The answer to a new number was lost, and so is the marker of what then steps aside: it is known all the same."""
    _begin(one, IN_2025_AND_2027)
    _finished(one, "I.1.2/2027")
    number = str(_rows(one)[_place(one, "I.1.2")].id)
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


def number_taken_over_by_force(one: Trial) -> None:
    """Another measure gets the number, and a person forces it unsaid: what is done then under the old words is its own.

    That the old measure moves on later, and that is said, changes nothing of it.
    """
    _begin(one, IN_2025_AND_2027)
    amend(one.town, "move", 1, 0)
    one.town.put(2, Row(IN_2025, identity=one.town.numbers.fresh()))
    one.town.write()
    one.run(force=True)
    one.act("finish", _place(one, "I.1.2/2027"), 0)
    one.run(force=True)
    for how, which, to in (("say", 0, 1), ("move", 4, 0)):
        amend(one.town, how, which, to)
    _redated(one, IN_2025_AND_2027)


def number_taken_over_whose_issue_was_taken_away(one: Trial) -> None:
    """The staff paste over an issue, its measure moves on, and another one gets the number by force: it is missed."""
    _begin(one)
    one.act("paste", _place(one, "I.1.2"), _place(one, "I.1.4"))
    one.run(force=True)
    for how, which, to in (("say", 0, 1), ("move", 1, 0)):
        amend(one.town, how, which, to)
    one.run(force=True)
    for how, which, to in (("say", 0, 0), ("replace", 3, 0)):
        amend(one.town, how, which, to)
    one.run(force=True)


def dates_of_those_below_that_are_seen(one: Trial) -> None:
    """A measure begins with the first of those below it that bear a marker: Vekha does not see the others."""
    _begin(one, IN_2025_AND_2027)
    one.town.store.update_issue(_rows(one)[_place(one, "I.1.2")].id, {"start": date(2027, 1, 1)}, author="clerk")
    one.act("clear_marker", _place(one, "I.1.2/2025"), 1)
    one.run(force=False)


def another_plan(one: Trial) -> None:
    """Another key for this plan, and another town's plan under its key, are refused; nothing is written."""
    _begin(one)
    steps.another_key(one)
    steps.another_town(one)


AMENDED: dict[str, Callable[[Trial], None]] = {
    case.__name__: case
    for case in (
        deadline_added_beside_a_finished_one,
        renumbered_as_told,
        one_line_of_a_chain_taken_out,
        freed_number_of_another_measure,
        freed_number_whose_issue_cannot_be_marked,
        number_that_goes_to_another_measure_unsaid,
        allowed_and_broken_off,
        more_than_was_allowed,
        opened_again_after_it_was_dropped,
        dropped_issue_that_cannot_be_marked,
        closing_whose_answer_was_lost,
        closing_that_arrives_late,
        done_after_it_was_dropped,
        finished_long_before_it_is_due,
        renumbered_before_the_first_year,
        block_of_the_staffs_that_is_marked_anew,
        broken_block_that_is_marked_anew,
        broken_block_whose_mark_is_lost,
        marked_anew_at_the_moment_of_death,
        left_over_while_a_creation_may_arrive,
        one_date_left_of_a_measure_whose_own_issue_is_gone,
        new_issue_that_the_staff_paste_over,
        two_issues_with_the_marker_of_a_new_one,
        another_ones_marker_and_both_move_on,
        steps_aside_after_an_answer_was_lost,
        number_taken_over_by_force,
        number_taken_over_whose_issue_was_taken_away,
        dates_of_those_below_that_are_seen,
        another_plan,
    )
}
