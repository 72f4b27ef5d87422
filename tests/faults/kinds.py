"""What can go wrong between a client and a server, and which request it strikes.

Decides by a seed alone: the n-th request of a method to a path meets the same fault in every run, whatever threads or
times of day do.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """One kind of fault. The server has done the work where the text says so."""

    DROPPED = "dropped before the server"
    ANSWER_LOST = "dropped after the work"
    RESET = "reset after the work"
    CUT = "answer cut short after the work"
    GARBAGE = "garbage after the work"
    FAILED = "500 before the work"
    GATEWAY = "502 after the work"
    BUSY = "429 that names no time"
    BUSY_SECONDS = "429 with seconds to wait"
    BUSY_DATE = "429 with a date to wait for"
    DRIP = "slow drip after the work"
    LATE_ANSWER = "late answer after the work"
    LATE_FORWARD = "forwarded late"
    TWICE = "forwarded twice"
    REFUSED = "connection refused"


SAFE = frozenset(Kind) - {Kind.TWICE}
"""All but what makes two of one, and what no client can help: one request that the server gets twice."""


@dataclass(frozen=True)
class Strike:
    """A fault and the chance that goes with it: numbers drawn for its details.

    `seconds` is the wait that is asked for, or the time that a late request takes, where it is not left to chance.
    """

    kind: Kind
    chance: random.Random
    seconds: int | None = None


class Choice(Protocol):
    """Which fault strikes a request."""

    def strike(self, method: str, path: str) -> Strike | None:
        """The fault, if any. May be asked by several threads."""
        ...


@dataclass
class Weather:
    """Faults at a rate between 0 and 1, of some kinds, for requests of some methods."""

    seed: int
    rate: float
    kinds: Collection[Kind] = SAFE
    methods: Collection[str] = ("GET", "POST", "PUT", "DELETE")
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def strike(self, method: str, path: str) -> Strike | None:
        """The fault of the next request of a method to a path."""
        with self._lock:
            self._seen[method, path] += 1
            chance = random.Random(f"{self.seed}:{method}:{path}:{self._seen[method, path]}")
        struck = chance.random() < self.rate and method in self.methods
        return Strike(chance.choice(sorted(self.kinds)), chance) if struck else None


CALM = Weather(seed=0, rate=0)


@dataclass
class Scripted:
    """Faults for the next requests, one after another; None lets one through.

    Spared are requests of other methods than `method`, and to paths that do not hold `path`.
    """

    kinds: list[Kind | None]
    method: str = ""
    path: str = ""
    seconds: int | None = None
    seed: int = 1

    def strike(self, method: str, path: str) -> Strike | None:
        """The next fault of the script."""
        if not self.kinds or self.method not in ("", method) or self.path not in path:
            return None
        kind = self.kinds.pop(0)
        return None if kind is None else Strike(kind, random.Random(f"{self.seed}:{method}:{path}"), self.seconds)
