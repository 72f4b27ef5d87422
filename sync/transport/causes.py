"""What became of a request that got no answer, told by what is certain: how far it had come, and the system's reason.

Before a connection stands, and the handshake is over, nothing of the request has been sent. What passes by itself is a
`Trouble`; what only a person mends is an error. An error's words are never read.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http.client import BadStatusLine, HTTPException, RemoteDisconnected
from typing import TypeVar

import requests
from urllib3.exceptions import ConnectTimeoutError, DecodeError, LocationValueError, NewConnectionError
from urllib3.exceptions import TimeoutError as WaitedTooLong

from mappings.language import gettext as _
from sync.errors import AuthFailed, Misconfigured, Purpose
from sync.transport.addresses import host_shown
from sync.transport.connection import Stage
from sync.transport.proxies import Proxy
from sync.transport.tls import no_tls, only_tls, speaks_no_tls, tls_refusal
from sync.transport.trouble import Cause, Trouble

_NO_SUCH_NAME = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY") if hasattr(socket, name)
)
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})
_FORBIDDEN_HERE = frozenset({errno.EPERM, errno.EACCES})
_TLS_ALERT = "\x15\x03"  # how a record begins in which TLS says that it was not spoken to as it should be

Kind = TypeVar("Kind", bound=BaseException)


@dataclass(frozen=True)
class Way:
    """How far a request had come, and on which way.

    `status` is what the proxy said to it, if anything; `met` whether the tracker has answered before.
    """

    url: str
    stage: Stage
    proxy: Proxy | None
    status: int | None
    in_time: bool
    writes: bool
    met: bool
    purpose: Purpose
    now: datetime
    ca_file: str | None

    @property
    def host(self) -> str:
        """The tracker's, as a person writes it."""
        return host_shown(self.url)


def cause_of(error: Exception, way: Way) -> Cause:
    """Why a request ended in an error."""
    chain = list(_chain(error))
    if _first(chain, LocationValueError, requests.exceptions.InvalidURL, UnicodeError):
        return _no_address(way)
    if way.ca_file is not None and not os.path.exists(way.ca_file):  # noqa: PTH110 - as `requests` asks
        message = _("the file {file} is gone").format(file=way.ca_file)
        return Misconfigured("ca-file-broken", message, way.purpose, hint=_("put it back, or fix ca_file"))
    at = {
        Stage.REACHING: _not_reached,
        Stage.PROXY_HANDSHAKE: _proxy_without_tls,
        Stage.TUNNEL: _not_let_through,
        Stage.HANDSHAKE: _no_handshake,
        Stage.OPEN: _no_answer,
    }
    return at[way.stage](chain, way)


def broken_off() -> Trouble:
    """The connection ended before the answer did."""
    message = _("the connection broke off before the answer was whole")
    return Trouble("answer-lost", message, _("wait; if it stays, look at the proxies and firewalls between"))


def late() -> Trouble:
    """The connection stands, and the answer does not come."""
    message = _("no answer came in time")
    return Trouble("answer-late", message, _("wait; if it stays, its administrator sees why it is slow"))


def unreadable(message: str) -> Trouble:
    """What came is no answer of a tracker's interface."""
    return Trouble("answer-unreadable", message, _("wait; if it stays, check url: and any proxy between"))


def _no_address(way: Way) -> Misconfigured:
    message = _("{host} cannot be the name of a host").format(host=way.host)
    return Misconfigured("address-invalid", message, way.purpose, hint=_("fix url: in the config"))


def _not_reached(chain: list[BaseException], way: Way) -> Cause:
    """No connection: the name was not found, or nobody answered at the address."""
    looked_up = _first(chain, socket.gaierror)
    if looked_up is not None:
        return _not_found(looked_up, way)
    proxy, host = way.proxy, way.host
    number = next((one.errno for one in _all(chain, OSError) if one.errno is not None), None)
    if number in _FORBIDDEN_HERE:
        message = _("this machine does not let Vekha connect to {host}").format(host=proxy.shown if proxy else host)
        hint = _("look at its firewall, and at the limits of the service that runs Vekha")
        return AuthFailed("connection-forbidden", message, way.purpose, hint=hint)
    silent = number == errno.ETIMEDOUT or not way.in_time or _timed_out(chain)
    if proxy:
        return proxy.away(_("it does not answer") if silent else _reason(number))
    if silent:
        message = _("{host} cannot be reached: it does not answer").format(host=host)
        hint = _("a firewall may be between, or a proxy be needed: https_proxy; the next run tries again")
        return Trouble("tracker-silent", message, hint, not_done=True)
    message = _("{host} cannot be reached: {reason}").format(host=host, reason=_reason(number))
    if number in _NO_WAY:
        return Trouble(
            "network-away", message, _("look at the machine's network; the next run tries again"), not_done=True
        )
    hint = _("see whether it runs, and whether host and port are right in url:; the next run tries again")
    return Trouble("tracker-away", message, hint, not_done=True)


def _not_found(looked_up: socket.gaierror, way: Way) -> Cause:
    """The host has no address, or nobody could say so."""
    proxy, host = way.proxy, way.host
    if looked_up.errno not in _NO_SUCH_NAME:
        message = _("the name server does not answer, so {host} cannot be found")
        message = message.format(host=proxy.shown if proxy else host)
        hint = _("look at the machine's network; the next run tries again")
        return Trouble("resolver-away", message, hint, not_done=True)
    if proxy:
        return proxy.unknown(way.purpose)
    message = _("there is no host named {host}").format(host=host)
    hint = _("fix url: in the config; a name of your own network is known only in that network")
    return Misconfigured("host-unknown", message, way.purpose, hint=hint)


def _proxy_without_tls(chain: list[BaseException], way: Way) -> Cause:
    proxy = _held(way.proxy)
    errors = [one for one in chain if isinstance(one, Exception)]
    if speaks_no_tls(errors):
        return proxy.otherwise_spoken_to(way.purpose, wants_tls=False)
    return tls_refusal(errors, proxy.shown, way.purpose, way.now) or proxy.away(
        _("no secure connection was established")
    )


def _not_let_through(chain: list[BaseException], way: Way) -> Cause:
    proxy = _held(way.proxy)
    if way.status is not None:
        return proxy.answered(way.status, way.host, way.purpose, sent=False)
    strange = _strange(chain)
    if strange is not None:
        return proxy.otherwise_spoken_to(way.purpose, wants_tls=_is_tls(strange) or None)
    return proxy.away(_("it broke off the connection") if way.in_time else _("it does not answer"))


def _no_handshake(chain: list[BaseException], way: Way) -> Cause:
    errors = [one for one in chain if isinstance(one, Exception)]
    if speaks_no_tls(errors):
        return no_tls(way.host, way.purpose)
    refusal = tls_refusal(errors, way.host, way.purpose, way.now)
    if refusal is not None:
        return refusal
    message = _("{host} broke off the setup of a secure connection").format(host=way.host)
    if not way.in_time or _timed_out(chain):
        message = _("{host} did not finish the setup of a secure connection").format(host=way.host)
    hint = _("wait; if it stays, look at the firewalls between, and whether https is spoken at this port")
    return Trouble("handshake-lost", message, hint, not_done=True)


def _no_answer(chain: list[BaseException], way: Way) -> Cause:
    """The request may have arrived: only for a read is anything but a `Trouble` certain enough."""
    errors = [one for one in chain if isinstance(one, Exception)]
    refusal = None if way.writes else tls_refusal(errors, way.host, way.purpose, way.now)
    if refusal is not None:
        return refusal
    if not way.in_time or _timed_out(chain):
        return late()
    strange = _strange(chain)
    if strange is not None:
        return _no_http(strange, way)
    if _first(chain, DecodeError):
        return unreadable(_("the answer is packed in a way that cannot be undone"))
    if _first(chain, HTTPException) and not _first(chain, RemoteDisconnected, OSError):
        return unreadable(_("what came is no answer of HTTP"))
    return broken_off()


def _no_http(strange: BadStatusLine, way: Way) -> Cause:
    if way.writes or way.met:
        return unreadable(_("what came is no answer of HTTP"))
    if _is_tls(strange):
        return only_tls(way.host, way.purpose)
    message = _("what answers at {host} is not a web server").format(host=way.host)
    return Misconfigured("tracker-not-there", message, way.purpose, hint=_("fix host and port in url: in the config"))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error with all those it was made from, by whatever name a library keeps them."""
    seen: list[BaseException] = []
    ahead = [error]
    while ahead:
        one = ahead.pop(0)
        if one is not None and not any(one is known for known in seen):
            seen.append(one)
            inner = [*one.args, getattr(one, "reason", None), getattr(one, "original_error", None), one.__cause__]
            ahead += [each for each in (*inner, one.__context__) if isinstance(each, BaseException)]
    yield from seen


def _all(chain: list[BaseException], *kinds: type[Kind]) -> Iterator[Kind]:
    return (one for one in chain if isinstance(one, kinds))


def _first(chain: list[BaseException], *kinds: type[Kind]) -> Kind | None:
    return next(_all(chain, *kinds), None)


def _timed_out(chain: list[BaseException]) -> bool:
    waited = (one for one in chain if not isinstance(one, NewConnectionError))  # which urllib3 derives from a time-out
    return any(isinstance(one, TimeoutError | WaitedTooLong | ConnectTimeoutError) for one in waited)


def _strange(chain: list[BaseException]) -> BadStatusLine | None:
    """What came in place of an answer's first line; an end without a word is none."""
    return next((one for one in _all(chain, BadStatusLine) if not isinstance(one, RemoteDisconnected)), None)


def _is_tls(strange: BadStatusLine) -> bool:
    return str(strange.args[0]).startswith(_TLS_ALERT)


def _reason(number: int | None) -> str:
    """The system's own words for a number of an error."""
    if number == errno.ECONNREFUSED:
        return _("nobody listens there")
    if number in _NO_WAY:
        return _("there is no way to it in the network")
    return _(os.strerror(number)) if number is not None else _("no connection was established")


def _held(proxy: Proxy | None) -> Proxy:
    if proxy is None:
        raise TypeError("a tunnel without a proxy")
    return proxy
