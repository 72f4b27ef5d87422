"""What goes wrong between a client and a GitLab, on demand or by chance. It does no work itself.

lost         the work is done, and the connection is cut before an answer
cut          the connection is cut before the work
gateway      the work is done; a proxy answers 502 with a page of HTML
unavailable  503 with a page of HTML, and no work done (doc/administration/maintenance_mode, deploy pages)
busy         429 in plain text (lib/gitlab/rack_attack.rb), no work done
locked       409 «Resource lock», no work done (lib/api/api.rb, `StaleObjectError`); writes only
slow         the answer takes `slow_seconds` of real time
garbled      the work is done; half of the JSON comes
page         200 with a page of HTML, as of a proxy that wants a login; no work done
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from tests.standins.gitlab_server.switches import FaultKind, Traps


@dataclass
class Fault:
    """One kind of trouble, for the next `times` requests that fit; `seconds` is what a `busy` one asks to wait."""

    kind: FaultKind
    method: str = ""
    path: str = ""
    times: int = 1
    seconds: int = 5
    skip: int = 0

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is one of those meant, in its turn."""
        if self.times < 1 or (self.method and method != self.method) or not re.search(self.path, path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        return not (self.kind == "locked" and method == "GET")


class Faults:
    """The troubles that wait for their request, and those that strike by chance."""

    def __init__(self, traps: Traps) -> None:
        self._traps = traps
        self._chance = random.Random(traps.fault_seed)
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let one wait for its request."""
        self._waiting.append(fault)

    def next(self, method: str, path: str) -> Fault | None:
        """The trouble of this request."""
        for fault in self._waiting:
            if fault.fits(method, path):
                fault.times -= 1
                return fault
        if method not in self._traps.fault_methods:
            return None
        drawn = self._chance.random()
        for kind, rate in self._traps.rates.items():
            if drawn < rate and not (kind == "locked" and method == "GET"):
                return Fault(kind)
            drawn -= rate
        return None
