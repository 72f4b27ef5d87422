"""A proxy that harms what passes through it, and histories of a plan that is synced through it.

    clock = Clock()
    with running(upstream, Weather(seed=7, rate=0.3), clock) as proxy:
        adapter = ...(proxy.url, ...)

What strikes is a matter of the seed; what struck is counted by kind. The tracker behind it is never told.
"""

from __future__ import annotations

from tests.faults.clock import Clock
from tests.faults.kinds import CALM, SAFE, Kind, Scripted, Weather
from tests.faults.proxy import FaultProxy, running

__all__ = ["CALM", "SAFE", "Clock", "FaultProxy", "Kind", "Scripted", "Weather", "running"]
