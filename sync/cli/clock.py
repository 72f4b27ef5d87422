"""The clocks of this process: the only place where they are read."""

from __future__ import annotations

import time
from datetime import UTC, datetime

# Elsewhere than on Linux the monotonic clock does not stand still while the machine is suspended.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Seconds of the clock that nobody sets and that goes on while the machine is suspended."""
    return time.clock_gettime(_STEADY)
