"""Limits by the minute, in GitLab's words and headers, and who came back before the time they were told.

doc/security/rate_limits.md; lib/gitlab/rack_attack.rb (the headers, the plain text), lib/api/helpers/rate_limiter.rb.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from tests.standins.gitlab_server.calls import Reply
from tests.standins.gitlab_server.clock import Clock
from tests.standins.gitlab_server.switches import Traps

PERIOD = 60
_GRACE = 0.25  # real seconds: what was on its way on another connection when the refusal went out is no fault


@dataclass(frozen=True)
class Early:
    """A request that came `seconds` before its user had been told to."""

    method: str
    path: str
    seconds: float


@dataclass(frozen=True)
class Line:
    """The connection that a request came by: when it was opened, and when the request arrived, in monotonic seconds."""

    number: int
    opened: float
    arrived: float


@dataclass(frozen=True)
class _Told:
    until: datetime
    at: float  # time.monotonic()
    line: int


class Throttle:
    """Counts by user in windows of a minute, as Rack::Attack does."""

    def __init__(self, clock: Clock, traps: Traps) -> None:
        self._clock = clock
        self._traps = traps
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._told: dict[str, _Told] = {}
        self.early: list[Early] = []

    def watch(self, who: str, method: str, path: str, line: Line) -> None:
        """Note a request that ought to have waited."""
        told = self._told.get(who)
        if told is None:
            return
        left = (told.until - self._clock.now()).total_seconds()
        knew = line.number == told.line or max(line.opened, line.arrived - _GRACE) > told.at
        if left > 0 and knew:
            self.early.append(Early(method, path, left))

    def refuse(self, who: str, kind: str, line: Line) -> Reply | None:
        """Count a request; the refusal where there have been too many of a `kind`: api, issues or notes."""
        limits = {
            "api": self._traps.per_minute,
            "issues": self._traps.issues_per_minute,
            "notes": self._traps.notes_per_minute,
        }
        limit = limits[kind]
        if limit is None:
            return None
        self._counts[who, kind, self._window()] += 1
        observed = self._counts[who, kind, self._window()]
        if observed <= limit:
            return None
        if kind == "api":
            return self.busy(who, line, headers=self._headers(limit, observed))
        message = {"error": "This endpoint has been requested too many times. Try again later."}
        return self.busy(who, line, data={"message": message})

    def busy(
        self,
        who: str,
        line: Line,
        *,
        headers: dict[str, str] | None = None,
        data: object = None,
        seconds: int | None = None,
    ) -> Reply:
        """A 429 that says when to come back, where the trap lets it: after `seconds`, or with the next window."""
        wait = self._left() if seconds is None else seconds
        told = {**(headers or {}), "Retry-After": str(wait)} if self._traps.retry_after else {}
        if told:
            self.promise(who, wait, line)
        if data is not None:
            return Reply(429, data, told)
        return Reply(429, headers=told, text="Retry later\n", media="text/plain")

    def promise(self, who: str, seconds: float, line: Line) -> None:
        """Remember that a user has been told to wait."""
        now = self._clock.now()
        until = datetime.fromtimestamp(now.timestamp() + seconds, UTC)
        self._told[who] = _Told(until, time.monotonic(), line.number)

    def headers(self, who: str, line: Line) -> dict[str, str]:
        """`RateLimit-*` of an answer that went well, where the server shows them; with nothing left it is a promise."""
        limit = self._traps.per_minute
        if limit is None or not self._traps.limit_headers:
            return {}
        observed = self._counts[who, "api", self._window()]
        if observed >= limit:
            self.promise(who, self._left(), line)
        return self._headers(limit, observed)

    def _headers(self, limit: int, observed: int) -> dict[str, str]:
        reset = self._window() * PERIOD + PERIOD
        return {
            "RateLimit-Name": "throttle_authenticated_api",
            "RateLimit-Limit": str(limit),
            "RateLimit-Observed": str(observed),
            "RateLimit-Remaining": str(max(0, limit - observed)),
            "RateLimit-Reset": str(reset),
            "RateLimit-ResetTime": format_datetime(datetime.fromtimestamp(reset, UTC), usegmt=True),
        }

    def _window(self) -> int:
        return int(self._clock.now().timestamp()) // PERIOD

    def _left(self) -> int:
        return math.ceil(PERIOD - self._clock.now().timestamp() % PERIOD)
