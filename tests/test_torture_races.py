"""Two syncs at once, and a sync beside a person who edits: real processes."""

from __future__ import annotations

import pytest

from sync.cli.exit_codes import ExitCode
from tests.torture.races import AT_ONCE, beside_a_person, two_syncs


@pytest.mark.parametrize("number", range(4))
def test_loser_of_two_syncs_ends_with_75_at_once(number: int) -> None:
    """One does all the work, the other is turned away in under a second, and nothing is made twice."""
    loser = two_syncs(number)
    assert loser is None or (loser.code == ExitCode.TRY_LATER and loser.seconds < AT_ONCE)


@pytest.mark.parametrize("number", range(4))
def test_no_edit_beside_a_sync_is_lost(number: int) -> None:
    """What the tracker took from a person stays, whatever the sync writes at the same time."""
    assert beside_a_person(number) > 0
