"""The clocks of one run: the machine's, the tracker's where it told its time, and when the last run was."""

from __future__ import annotations

from dataclasses import replace

from sync.difference.clock import Clocks
from sync.ledger.store import Ledger
from sync.runs.inputs import Inputs
from sync.tracker import Traffic

NO_TRAFFIC = Traffic()


def clocks_of(inputs: Inputs, ledger: Ledger, traffic: Traffic = NO_TRAFFIC) -> Clocks:
    """What is known of the time now; `traffic` is what the tracker was asked so far."""
    clocks = Clocks(inputs.clock().astimezone(inputs.zone), ledger.last_run_at(), traffic.clock_ahead)
    return clocks if clocks.contradicted is None else replace(clocks, allowed=ledger.clock_allowed())
