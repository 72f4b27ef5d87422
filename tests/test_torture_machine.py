"""The engine under a state machine: the short profile of what `make torture` does at length."""

from __future__ import annotations

from tests.torture.machine import examine
from tests.torture.world import COUNTS


def test_no_script_of_disturbances_breaks_a_promise() -> None:
    """At most one issue for each marker, nothing of the staff's written, nothing deleted, and one clean run settles."""
    before = COUNTS["settled"]
    examine(60, number=20261123)
    assert COUNTS["settled"] - before >= 60
