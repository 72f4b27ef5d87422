"""The engine in storms: the short profile of the faults that `make torture` counts by the thousand."""

from __future__ import annotations

import pytest

from tests.torture.storms import Gale, blow

CLEARING = 2  # runs after which nothing is left to do: the disturbed one, and a clean one


@pytest.mark.parametrize("number", range(12))
def test_storm_is_over_after_the_first_clean_run(number: int) -> None:
    """Three calls in ten fail: nothing is made twice or lost, and the first run on a line in order does the rest."""
    gale = Gale()
    blow(number, gale)
    assert all(runs <= CLEARING for runs in gale.clearing)
