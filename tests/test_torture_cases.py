"""What once went wrong, or could: each case settles, with nothing twice, nothing lost and nothing overwritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.torture.breach import Breach
from tests.torture.cases import CASES
from tests.torture.mutations import MUTATIONS, Mutation
from tests.torture.trial import Trial, trial


def played(case: Callable[[Trial], None]) -> None:
    """One case in a town of its own, and what must hold after it."""
    with trial() as one:
        case(one)
        one.settle()


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    """The witness sees nothing that must never happen, and one clean run converges."""
    played(CASES[name])


@pytest.mark.parametrize(
    ("mutation", "case"),
    [
        ("no intent is written", "dropped_and_back"),
        ("that a request may still arrive is ignored", "dropped_and_back"),
        ("intents are forgotten when they are not looked at", "skipped_and_back"),
        ("a milestone is sent whole", "milestone_of_which_one_field_changes"),
        ("the staff's edits are taken for old values", "moved_below_another_parent"),
        ("what was written is not kept as the base", "child_that_comes_earlier"),
        (
            "a lone deadline's issue becomes the measure's, worked on or not",
            "deadline_added_beside_a_finished_one",
        ),
        ("a marker beats the ledger's id", "renumbered_as_told"),
        ("what was allowed is forgotten when the run breaks off", "allowed_and_broken_off"),
        ("anything is allowed after a forced run", "more_than_was_allowed"),
        ("a dropped number's history goes to the new measure", "freed_number_of_another_measure"),
        ("a number's new measure takes the old one's issue", "number_that_goes_to_another_measure_unsaid"),
        ("an issue is made while another one bears its marker", "freed_number_whose_issue_cannot_be_marked"),
        ("what the staff opened again is closed", "opened_again_after_it_was_dropped"),
        ("what the staff closed is opened", "finished_long_before_it_is_due"),
        ("another town's issues are adopted", "another_plan"),
        ("another key makes all issues again", "another_plan"),
        ("alerts look at the day alone", "finished_long_before_it_is_due"),
    ],
)
def test_case_catches_the_bug_that_it_is_about(mutation: str, case: str) -> None:
    """With a bug put into the engine its case does not pass."""
    bug: Mutation = next(one for one in MUTATIONS if one.name == mutation)
    with bug.put_in(), pytest.raises(Breach):
        played(CASES[case])
