"""One HTTP session to one tracker: what is sent again and when, and which error an answer is.

    no connection, 429                sent again within the budget, writes too: nothing has been done; likewise what
                                      else says so in the tracker's own way
    reset, deadline, 408, 5xx, junk   a read is sent again; a write never, since its outcome is unknown: `Transient`
    401, 403, a page to sign in       `AuthFailed`
    404                               `NotFound`
    a redirect, a web page            `Misconfigured`
    409                               `Conflict`
    other 4xx                         `Rejected`

Why there was no connection is told by `causes`: what only a person mends is not tried again. It follows no redirect,
keeps no cookie, and lets no secret into an error, a log or a `repr`. Several threads may use it at once: each has its
own connection, the budget and the tracker's limits are shared.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from mappings.language import gettext as _
from sync.errors import Purpose, TrackerError, Transient
from sync.tracker import Traffic
from sync.transport.addresses import host_shown, shown
from sync.transport.answer import Answer, Limits, decoded
from sync.transport.causes import Way, cause_of, late, unreadable
from sync.transport.connection import Connection
from sync.transport.pacing import Gate, Patience, http_date
from sync.transport.refusals import (
    busy_or_failing,
    is_proxys,
    not_an_interface,
    refuse,
    refuse_broken_text,
    refuse_stranger,
)
from sync.transport.tls import only_tls, speaks_tls
from sync.transport.trouble import Trouble, passing

_IDLE_SECONDS = 10.0  # servers drop idle connections after 15 s or so; a write must not be the one to find out
_CHUNK = 65_536
_BAD_REQUEST = 400
_TOO_MANY = 429
_HTTP_PORT = 80
_ONCE_MORE = frozenset({408, _TOO_MANY})  # beside 5xx
_LONGEST_PAUSE = 60.0  # seconds; a tracker counts its limits by the minute


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    purpose: Purpose
    accept: Collection[int]
    wants_json: bool
    repeatable: bool
    page: bool = False  # whether it asks for what people read, and for no JSON
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Transport:
    """A session below one address. `headers` may hold the secret; they go nowhere but to the tracker.

    With a `gate`, no request goes out before the time that the tracker has named. `undone` knows the answers beside
    429 that say that nothing has been done, and that the request may come again.
    """

    def __init__(
        self,
        url: str,
        *,
        traffic: Traffic,
        headers: Mapping[str, str],
        ca_file: str | None = None,
        limits: Limits | None = None,
        gate: Gate | None = None,
        undone: Callable[[Answer], bool] = lambda _answer: False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.url = url
        self._traffic = traffic
        self._limits = limits or Limits()
        self._patience = Patience(self._limits.patience)
        self._gate = gate
        self._undone = undone
        self._now = now
        self._sleep = sleep
        self._jitter = jitter
        self._counting = threading.Lock()
        self._ca_file = ca_file
        self._met = False  # whether the tracker has answered: from then on, what is odd passes
        self._connection = Connection(url, headers, ca_file)

    def __repr__(self) -> str:
        return f"Transport({shown(self.url)!r})"

    def get(
        self,
        path: str,
        params: Sequence[tuple[str, str]] = (),
        *,
        purpose: Purpose,
        accept: Collection[int] = (),
        media: str = "application/json",
    ) -> Answer:
        """Read. Statuses in `accept` are handed back instead of raised."""
        options = {"params": list(params), "headers": {"Accept": media}}
        wants_json = media == "application/json"
        page = not wants_json
        request = _Request(
            "GET", self.url + path, purpose, accept, wants_json, repeatable=True, page=page, options=options
        )
        return self._send(request)

    def write(
        self,
        method: str,
        path: str,
        body: Any,
        *,
        purpose: Purpose,
        accept: Collection[int] = (),
        repeatable: bool = False,
        wants_json: bool | None = None,
    ) -> Answer:
        """Write. `repeatable` says that doing it twice is doing it once, whoever else writes meanwhile.

        A POST is answered with JSON, anything else where `wants_json` says so.
        """
        if time.monotonic() - self._connection.used_at > _IDLE_SECONDS:
            self.close()
        refuse_broken_text(body, purpose)
        as_json = method == "POST" if wants_json is None else wants_json
        options = {"json": body}
        return self._send(_Request(method, self.url + path, purpose, accept, as_json, repeatable, options=options))

    def close(self) -> None:
        """Close this thread's connection; the next request opens another."""
        self._connection.session.close()

    def _send(self, request: _Request) -> Answer:
        attempt = 0
        trouble = Trouble("tracker-busy", _("the tracker asks to be left alone for longer than a run"), not_done=True)
        while self._gate is None or self._gate.enter(self._patience):
            attempt += 1
            came = self._counted(request)
            if isinstance(came, Answer):
                return came
            trouble = came
            again = came.not_done or request.repeatable
            attempts = self._limits.busy_attempts if came.code == "tracker-busy" else self._limits.attempts
            if not (again and attempt < attempts and self._wait(attempt, came.wait)):
                break
        raise self._given_up(trouble, request)

    def _counted(self, request: _Request) -> Answer | Trouble:
        with self._counting:
            self._traffic.requests += 1
            self._traffic.writes += request.method != "GET"
        try:
            came = self._once(request)
        finally:
            self._connection.used_at = time.monotonic()
            if self._gate is not None:
                self._gate.leave()
        if isinstance(came, Answer):
            self._look_at_clock(came)
        if self._gate is not None and isinstance(came, Trouble) and came.wait is not None:
            self._gate.shut(came.wait)
        return came

    def _look_at_clock(self, answer: Answer) -> None:
        there = http_date(answer.headers.get("Date"))
        if there is not None:
            with self._counting:
                self._traffic.clock_ahead = there - self._now()

    def _wait(self, attempt: int, asked: float | None) -> bool:
        """Wait before the next attempt, for longer each time, or say that the run has no patience left for it."""
        pause = min(0.5 * 2 ** (attempt - 1), _LONGEST_PAUSE) * (0.5 + self._jitter() / 2)
        seconds = pause if asked is None else asked + pause
        if self._gate is not None:
            self._gate.shut(seconds)  # all threads have met the same tracker
            return True
        if not self._patience.spend(seconds):
            return False
        self._sleep(seconds)
        return True

    def _given_up(self, trouble: Trouble, request: _Request) -> TrackerError:
        if trouble.code == "answer-lost" and request.method == "GET" and self._only_tls():
            return only_tls(host_shown(self.url), request.purpose)
        message, hint = trouble.message, trouble.hint or _("the next run tries again")
        if request.method != "GET" and not trouble.not_done:
            message = _("{trouble}; whether the change was made is not known").format(trouble=message)
            hint = _("the next run looks what has come of it, and goes on from there")
        error = Transient(trouble.code, message, request.purpose, hint=hint)
        error.not_done = trouble.not_done and request.method != "GET"  # a look may come after a write that was done
        return error

    def _only_tls(self) -> bool:
        """Whether plain http is asked of a server that speaks https alone; most of these hang up without a word."""
        parts = urlsplit(self.url)
        if self._met or parts.scheme != "http" or self._connection.proxy is not None:
            return False
        return speaks_tls(parts.hostname or "", parts.port or _HTTP_PORT)

    def _once(self, request: _Request) -> Answer | Trouble:
        connection, line = self._connection, self._connection.adapter.line
        if connection.proxy is not None:
            connection.proxy.refuse_unusable(request.purpose)
        try:
            with line.at_most(self._limits.request):
                response = connection.session.request(
                    request.method,
                    request.url,
                    timeout=(self._limits.connect, self._limits.request),
                    allow_redirects=False,
                    stream=True,
                    **request.options,
                )
                with response:
                    body = self._body(response)
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            return self._lost(error, request)
        if line.was_cut:  # headers that end too early pass for whole ones
            return late()
        if body is None:
            message = _("the answer is larger than any that is expected")
            hint = _("wait; if it stays, the tracker's administrator sees why")
            return Trouble("answer-too-large", message, hint)
        if self._gate is not None:
            self._gate.heed(response.headers, self._now())
        return self._judged(Answer(response.status_code, response.headers, body), request)

    def _body(self, response: requests.Response) -> bytes | None:
        pieces, size = [], 0
        for piece in response.iter_content(_CHUNK):
            size += len(piece)
            if size > self._limits.body:
                return None
            pieces.append(piece)
        return b"".join(pieces)

    def _lost(self, error: Exception, request: _Request) -> Trouble:
        line = self._connection.adapter.line
        way = Way(
            url=self.url,
            stage=line.stage,
            proxy=self._connection.proxy,
            status=line.status,
            in_time=not line.was_cut,
            writes=request.method != "GET",
            met=self._met,
            purpose=request.purpose,
            now=self._now(),
            ca_file=self._ca_file,
        )
        return passing(cause_of(error, way))

    def _judged(self, answer: Answer, request: _Request) -> Answer | Trouble:
        status, proxy = answer.status, self._connection.proxy
        if status >= 400 and proxy is not None and is_proxys(answer, is_page_odd=not request.page):  # noqa: PLR2004
            return passing(proxy.answered(status, host_shown(self.url), request.purpose, sent=True))
        if not request.page:
            refuse_stranger(answer, self.url, request.purpose)
        undone = self._undone(answer)
        if status in request.accept and not undone:
            return answer
        undone = undone or status == _TOO_MANY
        if undone or status in _ONCE_MORE or status >= 500:  # noqa: PLR2004
            forwarding = proxy if request.url.startswith("http:") else None
            return busy_or_failing(answer, self._now(), forwarding, undone=undone)
        if status == _BAD_REQUEST and answer.is_page and self._only_tls():
            raise only_tls(host_shown(self.url), request.purpose)
        if status >= 300:  # noqa: PLR2004
            refuse(answer, request.url, self.url, request.purpose)
        return self._with_data(answer, request) if request.wants_json else answer

    def _with_data(self, answer: Answer, request: _Request) -> Answer | Trouble:
        try:
            whole = Answer(answer.status, answer.headers, answer.body, decoded(answer.body))
        except ValueError:
            if answer.is_page and request.method == "GET":
                raise not_an_interface(answer, self.url, request.purpose) from None
            return unreadable(_("the answer is cut short or is no JSON"))
        self._met = True
        return whole
