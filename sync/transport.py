"""One HTTP session to one tracker: what is sent again and when, and which error an answer is.

    refused connection, 429           sent again within the budget, writes too: nothing has been done
    reset, deadline, 408, 5xx, junk   a read is sent again; a write never, since its outcome is unknown: `Transient`
    401, 403                          `AuthFailed`
    404, a redirect                   `NotFound`
    409                               `Conflict`
    other 4xx                         `Rejected`

It follows no redirect, keeps no cookie, and lets no secret into an error, a log or a `repr`.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from mappings.language import gettext as _
from sync.connection import LineAdapter
from sync.errors import AuthFailed, Conflict, NotFound, Rejected, Transient
from sync.tracker import Traffic

_IDLE_SECONDS = 10.0  # servers drop idle connections after 15 s or so; a write must not be the one to find out
_CHUNK = 65_536
_TOO_MANY = 429
_ONCE_MORE = frozenset({408, _TOO_MANY})  # beside 5xx


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect, for a whole request, and for all waiting of a run. `attempts` counts the first one."""

    connect: float = 10.0
    request: float = 30.0
    patience: float = 120.0
    attempts: int = 5
    body: int = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Purpose:
    """What a request is for, as its errors name it: the port's method and the issue's key."""

    operation: str
    key: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer that came whole. `data` is its JSON where JSON was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    data: Any = None


@dataclass(frozen=True)
class _Trouble:
    """Why there is no answer; `not_done` where the tracker has certainly done nothing."""

    code: str
    message: str
    not_done: bool = False
    wait: float | None = None


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    purpose: Purpose
    accept: Collection[int]
    wants_json: bool
    repeatable: bool
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Transport:
    """A session below one address. `headers` may hold the secret; they go nowhere but to the tracker."""

    def __init__(
        self,
        url: str,
        *,
        tracker: str,
        traffic: Traffic,
        headers: Mapping[str, str],
        ca_file: str | None = None,
        limits: Limits | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.url = url
        self._tracker = tracker
        self._traffic = traffic
        self._limits = limits or Limits()
        self._patience = self._limits.patience
        self._now = now
        self._sleep = sleep
        self._jitter = jitter
        self._used_at = time.monotonic()
        self._adapter = LineAdapter()
        self._session = requests.Session()
        self._session.trust_env = False  # a .netrc would put its own password beside our key
        self._session.proxies.update(get_environ_proxies(url))
        self._session.verify = ca_file or True
        self._session.headers.update({"User-Agent": "Vekha", "Accept": "application/json", **headers})
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)

    def __repr__(self) -> str:
        return f"Transport({self.url!r})"

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
        request = _Request("GET", self.url + path, purpose, accept, wants_json, repeatable=True, options=options)
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
    ) -> Answer:
        """Write. `repeatable` says that doing it twice is doing it once, whoever else writes meanwhile."""
        if time.monotonic() - self._used_at > _IDLE_SECONDS:
            self.close()
        options = {"json": body}
        return self._send(_Request(method, self.url + path, purpose, accept, method == "POST", repeatable, options))

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._session.close()

    def _send(self, request: _Request) -> Answer:
        attempt = 0
        while True:
            attempt += 1
            self._traffic.requests += 1
            self._traffic.writes += request.method != "GET"
            came = self._once(request)
            self._used_at = time.monotonic()
            if isinstance(came, Answer):
                return came
            again = came.not_done or request.repeatable
            if not (again and attempt < self._limits.attempts and self._wait(attempt, came.wait)):
                self._give_up(came, request)

    def _wait(self, attempt: int, asked: float | None) -> bool:
        """Wait before the next attempt, for longer each time, or say that the run has no patience left for it."""
        pause = 0.5 * 2 ** (attempt - 1) * (0.5 + self._jitter() / 2)
        seconds = pause if asked is None else asked + pause
        if seconds > self._patience:
            return False
        self._patience -= seconds
        self._sleep(seconds)
        return True

    def _give_up(self, trouble: _Trouble, request: _Request) -> NoReturn:
        message = trouble.message
        if request.method != "GET" and not trouble.not_done:
            message = _("{trouble}; whether the change was made is not known").format(trouble=message)
        hint = _("the next run looks what has come of it, and goes on from there")
        error = Transient(trouble.code, message, hint=hint, **self._about(request.purpose))
        error.not_done = trouble.not_done and request.method != "GET"  # a look may come after a write that was done
        raise error

    def _once(self, request: _Request) -> Answer | _Trouble:
        try:
            with self._adapter.line.at_most(self._limits.request):
                response = self._session.request(
                    request.method,
                    request.url,
                    timeout=(self._limits.connect, self._limits.request),
                    allow_redirects=False,
                    stream=True,
                    **request.options,
                )
                with response:
                    body = self._body(response)
        except (requests.RequestException, HTTPError, OSError) as error:
            return self._lost(error, request)
        if self._adapter.line.was_cut:  # headers that end too early pass for whole ones
            return _Trouble("answer-lost", _("the connection broke off before the answer was whole"))
        if body is None:
            return _Trouble("answer-unreadable", _("the answer is larger than anything a tracker should send"))
        return self._judged(Answer(response.status_code, response.headers, body), request)

    def _body(self, response: requests.Response) -> bytes | None:
        pieces, size = [], 0
        for piece in response.iter_content(_CHUNK):
            size += len(piece)
            if size > self._limits.body:
                return None
            pieces.append(piece)
        return b"".join(pieces)

    def _lost(self, error: Exception, request: _Request) -> _Trouble:
        if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE" in str(error).upper():
            message = _("the certificate of {host} is not trusted").format(host=urlsplit(self.url).hostname)
            hint = _("name the file of the authority that signed it: ca_file")
            raise AuthFailed("certificate-untrusted", message, hint=hint, **self._about(request.purpose)) from None
        if _never_sent(error):
            message = _("{host} cannot be reached").format(host=urlsplit(self.url).netloc)
            return _Trouble("tracker-away", message, not_done=True)
        return _Trouble("answer-lost", _("the connection broke off before the answer was whole"))

    def _judged(self, answer: Answer, request: _Request) -> Answer | _Trouble:
        status = answer.status
        if status in request.accept:
            return answer
        if status in _ONCE_MORE or status >= 500:  # noqa: PLR2004
            asked = _retry_after(answer.headers.get("Retry-After"), self._now())
            message = _("the tracker answered with {status}").format(status=status)
            if status == _TOO_MANY:
                return _Trouble("tracker-busy", message, not_done=True, wait=asked)
            return _Trouble("tracker-failing", message, wait=asked)
        if status >= 300:  # noqa: PLR2004
            self._refuse(answer, request.purpose)
        return self._with_data(answer, request) if request.wants_json else answer

    def _with_data(self, answer: Answer, request: _Request) -> Answer | _Trouble:
        try:
            return Answer(answer.status, answer.headers, answer.body, json.loads(answer.body))
        except ValueError:
            if answer.body.lstrip()[:1] == b"<" and request.method == "GET":
                message = _("what answers at {url} is a web page, not the tracker's interface").format(url=self.url)
                hint = _("check url: in the config")
                raise NotFound("tracker-not-there", message, hint=hint, **self._about(request.purpose)) from None
            return _Trouble("answer-unreadable", _("the answer is cut short or is no JSON"))

    def _refuse(self, answer: Answer, purpose: Purpose) -> NoReturn:
        about, status = self._about(purpose), answer.status
        if status < 400:  # noqa: PLR2004
            place = urlsplit(answer.headers.get("Location", ""))
            message = _("the tracker sends on to another address: {place}")
            message = message.format(place=f"{place.scheme}://{place.hostname}{place.path}")
            raise NotFound("tracker-moved", message, hint=_("check url: in the config"), **about)
        if status == 401:  # noqa: PLR2004
            hint = _("check the token, and that its user is not locked")
            raise AuthFailed("token-refused", _("the tracker does not accept the token"), hint=hint, **about)
        if status == 403:  # noqa: PLR2004
            raise AuthFailed("forbidden", _("the tracker does not allow this"), hint=_("run `vekha check`"), **about)
        if status in (404, 410):
            raise NotFound("not-found", _("the tracker does not have this, or does not show it"), **about)
        if status == 409:  # noqa: PLR2004
            raise Conflict("stale", _("somebody else has changed this meanwhile"), **about)
        raise Rejected("refused", _("the tracker refused this with {status}").format(status=status), **about)

    def _about(self, purpose: Purpose) -> dict[str, str]:
        return {"tracker": self._tracker, "operation": purpose.operation, "key": purpose.key}


def _never_sent(error: Exception) -> bool:
    cause = error.args[0] if error.args else None
    refused = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    return refused or isinstance(error, requests.exceptions.ConnectTimeout)


def _retry_after(text: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for: a number, or a date."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
