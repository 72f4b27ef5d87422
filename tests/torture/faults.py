"""What can go wrong with a call of the tracker: before its effect or after it, late, or with the end of the process.

Decides which fault meets which call, by a seed and never by chance. It calls nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum

Choice = Callable[[str, str], "Fault | None"]  # which fault meets a call, by its operation and its key


class Fault(StrEnum):
    """What can go wrong with one call."""

    LOST = "lost before its effect"
    ANSWER_LOST = "answer lost after its effect"
    LATE = "lost, takes effect later"
    NOT_DONE = "certainly not done"
    AUTH = "login refused"
    REJECTED = "value refused"
    CONFLICT = "stale"
    AUTH_AFTER = "login refused after its effect"
    REJECTED_AFTER = "value refused after its effect"
    CONFLICT_AFTER = "stale after its effect"
    SLOW = "slow"
    DIED = "process died before its effect"
    DIED_AFTER = "process died after its effect"
    SHORT = "listing short by one page"
    LAGS = "listing older than the last writes"


LYING = frozenset({Fault.AUTH_AFTER, Fault.REJECTED_AFTER, Fault.CONFLICT_AFTER})
"""What no tracker may do by the port's promise, and what must make no duplicate all the same."""
DEADLY = frozenset({Fault.DIED, Fault.DIED_AFTER})
OF_READING = frozenset({Fault.LOST, Fault.AUTH, Fault.SLOW, Fault.DIED, Fault.SHORT, Fault.LAGS})
OF_WRITING = frozenset(Fault) - {Fault.SHORT, Fault.LAGS}
OF_LINE = frozenset({Fault.LOST, Fault.ANSWER_LOST, Fault.LATE, Fault.NOT_DONE, Fault.REJECTED, Fault.CONFLICT})
DELAY = 25  # seconds that a slow call takes
PATIENCE = 3  # seconds that an answer is waited for


class Died(BaseException):
    """The process is no more: nothing that follows may have an effect."""


def none(_operation: str, _key: str) -> Fault | None:
    """A line in order."""
    return None


@dataclass
class Storm:
    """Faults at a rate. The same seed disturbs the same calls, in whatever order threads make them."""

    seed: int
    rate: float
    kinds: Collection[Fault] = OF_LINE
    attempts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __call__(self, operation: str, key: str) -> Fault | None:
        """The fault for the next call of an operation for a key."""
        self.attempts[operation, key] += 1
        chance = random.Random(f"{self.seed}:{operation}:{key}:{self.attempts[operation, key]}")
        possible = OF_READING if operation in ("fetch", "find") else OF_WRITING
        usable = sorted(set(self.kinds) & possible - ({Fault.SHORT, Fault.LAGS} if operation == "find" else set()))
        return chance.choice(usable) if usable and chance.random() < self.rate else None


@dataclass
class At:
    """One fault, for one operation on one key, the first time."""

    operation: str
    key: str
    fault: Fault
    met: bool = False

    def __call__(self, operation: str, key: str) -> Fault | None:
        """The fault, if this is the call."""
        if self.met or (operation, key) != (self.operation, self.key):
            return None
        self.met = True
        return self.fault


def in_turn(*choices: Choice) -> Choice:
    """The first fault that any of these has for a call."""

    def choose(operation: str, key: str) -> Fault | None:
        found = [fault for choice in choices if (fault := choice(operation, key)) is not None]
        return found[0] if found else None

    return choose
