"""Cases of amended plans whose blocks the staff have broken, or pasted into other measures' issues."""

from __future__ import annotations

from collections.abc import Callable

from mappings.marker import find_key
from tests.torture.amendments import amend
from tests.torture.breach import Breach
from tests.torture.faults import At, Fault
from tests.torture.scenes import IN_2025, IN_2025_AND_2027, IN_2026_AND_2028, begin, finished, number_of, place_of, rows
from tests.torture.trial import Trial
from tests.torture.world import AN_HOUR, Row, key_of
from tests.worlds.sync_world import PLAN_KEY


def block_of_the_staffs_that_is_marked_anew(one: Trial) -> None:
    """Words that the staff have put into the plan block stay there when its marker changes, whatever follows."""
    begin(one)
    one.act("block", place_of(one, "I.1.2"), 1)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    number = number_of(one, "I.1.2")
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)
    one.run(force=True)


def broken_block_that_is_marked_anew(one: Trial) -> None:
    """An issue whose fence the staff have lost bears its new number all the same, above all that stands there."""
    begin(one)
    number = place_of(one, "I.1.2")
    one.act("fence", number, 0)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    marked = find_key(rows(one)[number].description, PLAN_KEY)
    if marked != key_of(6):
        raise Breach("not marked anew", marked)


def broken_block_whose_mark_is_lost(one: Trial) -> None:
    """The new marker above a block that the staff have broken is lost on its way: it alone is put there later."""
    begin(one)
    place = place_of(one, "I.1.2")
    one.act("fence", place, 0)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(At("update_issue", str(rows(one)[place].id), Fault.LATE), force=True)
    one.town.expire_late()
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)


def broken_block_whose_new_marker_is_lost(one: Trial) -> None:
    """The staff have lost a fence and the marking is lost on its way: that there is no block still is no word of ours.

    The marker is put above all that stands there, and nothing else of the plan's.
    """
    begin(one)
    place = place_of(one, "I.1.2")
    one.act("fence", place, 0)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(At("update_issue", str(rows(one)[place].id), Fault.LOST), force=True)
    one.town.clock.wait(AN_HOUR)
    one.run(force=True)


def broken_block_whose_new_marker_comes_late(one: Trial) -> None:
    """Title and fence are the staff's: while the marker may still arrive, no other one is put there."""
    begin(one)
    place = place_of(one, "I.1.2")
    one.act("fence", place, 0)
    one.act("title", place, 1)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(At("update_issue", str(rows(one)[place].id), Fault.LATE), force=True)
    result = one.run(force=True)
    if result is None or result.outcome.unresolved != [key_of(6)]:
        raise Breach("written while another write may arrive", result and result.outcome)
    one.arrive()


def new_issue_that_the_staff_paste_over(one: Trial) -> None:
    """A new measure has an older one's number, a run has not done all of it yet, and the staff paste over its issue.

    The measure moves on: it is told as missing what the staff took away, and nobody makes it.
    """
    begin(one, IN_2025_AND_2027)
    number = number_of(one, "I.1.2/2025")
    for how, which, to in (("say", 0, 1), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(At("update_issue", number, Fault.ANSWER_LOST), force=True)
    one.act("paste", place_of(one, "I.1.2"), place_of(one, "I.1.2~1"))
    amend(one.town, "move", 1, 0)
    one.run(force=True)


def two_issues_with_the_marker_of_a_new_one(one: Trial) -> None:
    """The staff paste a measure's block over a finished issue; then the measure moves on and another has its number.

    Both issues are marked anew before one is made for the new measure.
    """
    one.town.put(3, Row(IN_2025))
    begin(one)
    finished(one, "I.1.3")
    one.act("paste", place_of(one, "I.1.3"), place_of(one, "I.1.2"))
    one.run(force=True)
    for how, which, to in (("say", 0, 1), ("move", 1, 0), ("add", 1, 3)):
        amend(one.town, how, which, to)
    one.run(force=True)


def _two_give_a_number_away(one: Trial) -> str:
    """The staff paste the block of a measure over another one, and a third gets its number; the first one's issue."""
    one.town.put(5, Row(IN_2025))
    begin(one)
    place = place_of(one, "I.1.5")
    one.act("paste", place, place_of(one, "I.1.2"))
    one.act("finish", place, 0)
    for how, which, to in (("say", 0, 1), ("move", 1, 0), ("add", 1, IN_2026_AND_2028)):
        amend(one.town, how, which, to)
    return number_of(one, "I.1.2")


def number_that_two_issues_give_away(one: Trial) -> None:
    """Both issues lose the marker before it is given anew, and one run does it all."""
    _two_give_a_number_away(one)
    result = one.run(force=True)
    if result is None or not result.outcome.whole:
        raise Breach("did not converge", result and result.outcome)


def number_that_one_of_two_issues_keeps(one: Trial) -> None:
    """While one of the two still bears the marker, none is made under it."""
    number = _two_give_a_number_away(one)
    one.run(At("update_issue", number, Fault.LATE), force=True)
    one.run(force=True)


def another_ones_marker_and_both_move_on(one: Trial) -> None:
    """The staff put the block of one measure into the place of another's, and delete the first one's issue.

    The other's issue stands for the first measure from then on; when both get other numbers it goes along with that.
    """
    begin(one)
    one.act("exchange", place_of(one, "I.1.4"), place_of(one, "I.1.2"))
    one.run(force=True)
    one.act("delete", place_of(one, "I.1.2"), 0)
    one.run(force=True)
    for how, to in (("say", 1), ("renumber", 3)):
        amend(one.town, how, 0, to)
    one.run(force=True)
    if key_of(6) not in one.witness.standing():
        raise Breach("does not go along", one.witness.standing())


def pasted_over_and_taken_by_a_new_measure(one: Trial) -> None:
    """The staff put another measure's block into an issue, and a new measure with that number takes it: it moves along.

    The measure that it was of is told as missing; that it once was says nothing of whose it is by now.
    """
    begin(one)
    place = place_of(one, "I.1.4")
    one.act("exchange", place, place_of(one, "I.1.2"))
    one.run(force=True)
    for how, which, to in (("say", 0, 1), ("replace", 1, 6)):
        amend(one.town, how, which, to)
    one.run(force=True)
    amend(one.town, "renumber", 0, 3)
    one.run(force=True)
    marked = find_key(rows(one)[place].description, PLAN_KEY)
    if marked != key_of(6):
        raise Breach("taken from the measure that had it", marked)


def number_taken_over_whose_issue_was_taken_away(one: Trial) -> None:
    """The staff paste over an issue, its measure moves on, and another one gets the number by force: it is missed."""
    begin(one)
    one.act("paste", place_of(one, "I.1.2"), place_of(one, "I.1.4"))
    one.run(force=True)
    for how, which, to in (("say", 0, 1), ("move", 1, 0)):
        amend(one.town, how, which, to)
    one.run(force=True)
    for how, which, to in (("say", 0, 0), ("replace", 3, 0)):
        amend(one.town, how, which, to)
    one.run(force=True)


def left_behind_under_a_number_of_another_measure(one: Trial) -> None:
    """Vekha does not know an issue of its own, for the staff have pasted its block over an older one meanwhile.

    Its measure is dropped, and another one with a lone deadline has the number: that gets an issue of its own.
    """
    one.town.put(2, Row(IN_2026_AND_2028))
    one.town.write()
    one.run(At("create_issue", "I.1.2/2028", Fault.ANSWER_LOST), force=True)
    number = int(number_of(one, "I.1.2/2028"))
    one.act("paste", place_of(one, "I.1.2/2026"), place_of(one, "I.1.2/2028"))
    one.run(force=True)
    one.town.store.update_issue(number, {"due": None, "fact": "7"}, author="clerk")
    for how, which, to in (("say", 0, 1), ("replace", 1, 0)):
        amend(one.town, how, which, to)
    one.run(force=True)


PASTED: dict[str, Callable[[Trial], None]] = {
    case.__name__: case
    for case in (
        block_of_the_staffs_that_is_marked_anew,
        broken_block_that_is_marked_anew,
        broken_block_whose_mark_is_lost,
        broken_block_whose_new_marker_is_lost,
        broken_block_whose_new_marker_comes_late,
        new_issue_that_the_staff_paste_over,
        two_issues_with_the_marker_of_a_new_one,
        number_that_two_issues_give_away,
        number_that_one_of_two_issues_keeps,
        another_ones_marker_and_both_move_on,
        pasted_over_and_taken_by_a_new_measure,
        number_taken_over_whose_issue_was_taken_away,
        left_behind_under_a_number_of_another_measure,
    )
}
