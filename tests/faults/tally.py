"""What runs and histories come to, in numbers. It judges nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.board import Breaches
from tests.faults.kinds import Kind
from tests.faults.proxy import FaultProxy


@dataclass(frozen=True)
class Ran:
    """One run: what came of it, or the code of the error that ended it."""

    code: str = ""
    whole: bool = False
    writes: int = 0
    twice: frozenset[str] = frozenset()
    drift: frozenset[str] = frozenset()


@dataclass
class Tally:
    """What many histories come to."""

    histories: int = 0
    runs: int = 0
    stormy: Counter[int] = field(default_factory=Counter)  # runs that a stage took while faults struck
    calm: Counter[int] = field(default_factory=Counter)  # runs that it took once they had ceased
    ended: Counter[str] = field(default_factory=Counter)
    deeds: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    on_writes: int = 0
    arrived: int = 0
    waits: int = 0
    early: int = 0
    late: Counter[str] = field(default_factory=Counter)
    impatient: int = 0
    copies: int = 0
    breaches: Breaches = field(default_factory=Breaches)

    @property
    def faults(self) -> int:
        """All that struck."""
        return self.kinds.total()

    def add(self, proxy: FaultProxy, breaches: Breaches, seed: int) -> None:
        """Take in what a history came to."""
        self.histories += 1
        counts = proxy.counts
        self.kinds += counts.by_kind()
        self.on_writes += sum(number for (_kind, method), number in counts.met.items() if method not in ("", "GET"))
        self.arrived += counts.arrived
        self.waits += counts.waits
        self.early += len(counts.early)
        self.late += Counter(f"{one.method} {'done' if one.status < 300 else one.status}" for one in counts.late)
        self.impatient += counts.impatient
        for name, found in vars(breaches).items():
            getattr(self.breaches, name).extend(f"seed {seed}: {one}" for one in found)
