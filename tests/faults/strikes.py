"""What each fault looks like on the line. Nothing here decides whom it strikes."""

from __future__ import annotations

import json
import math
import select
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from tests.faults.kinds import Kind, Strike
from tests.faults.upstream import Answered, Asked

if TYPE_CHECKING:
    from tests.faults.proxy import FaultProxy

PATIENCE = 20.0  # real seconds after which a client that never hangs up is hung up on
DRIP_SECONDS = 0.02  # between two bytes
LATEST = 50.0  # seconds on the clock that a request may be under way after its client has given up
WAITS = (1, 2, 5, 30)  # seconds that a client is asked to wait
PAGE = b"<html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
_NO_BODY = 204
_HTML = (("Content-Type", "text/html"),)
_JSON = (("Content-Type", "application/json"),)
_PLAIN = (("Content-Type", "text/plain"),)


@dataclass(frozen=True)
class Blow:
    """One strike as its fault meets it: the proxy, the request, and the connection that it came on."""

    struck: Strike
    proxy: FaultProxy
    asked: Asked
    line: socket.socket

    def forward(self) -> Answered:
        """Have the work done."""
        return self.proxy.forward(self.asked)


def strike(struck: Strike, proxy: FaultProxy, asked: Asked, line: socket.socket) -> bool:
    """Do it; whether the connection goes on."""
    return _LOOKS[struck.kind](Blow(struck, proxy, asked, line))


def _dropped(_blow: Blow) -> bool:
    return False


def _answer_lost(blow: Blow) -> bool:
    blow.forward()
    return False


def _reset(blow: Blow) -> bool:
    blow.forward()
    # With no time to linger, closing sends a reset instead of a farewell.
    blow.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def _cut(blow: Blow) -> bool:
    """Half of the body, and an end that looks like one: only what is said shows that more was to come.

    An answer without a body loses half of its head.
    """
    answer = blow.forward()
    head = answer.head(length=None, close=True)
    blow.line.sendall(head + answer.body[: len(answer.body) // 2] if answer.body else head[: len(head) // 2])
    return False


def _garbage(blow: Blow) -> bool:
    """Something else than the answer: noise, a page of somebody's, JSON of another kind, or nothing at all."""
    answer, chance, words = blow.forward(), blow.struck.chance, b"Sign in"
    found = (
        Answered(answer.status if answer.status != _NO_BODY else 200, _JSON, chance.randbytes(200)),
        Answered(200, _HTML, PAGE % (words, words)),
        Answered(200, _JSON, json.dumps({"status": "ok"}).encode()),
        Answered(200, _JSON, b"null"),
        Answered(200, _JSON),
    )
    return _send(chance.choice(found), blow.line)


def _failed(blow: Blow) -> bool:
    return _send(_page(500, b"500 Internal Server Error"), blow.line)


def _gateway(blow: Blow) -> bool:
    blow.forward()
    return _send(_page(502, b"502 Bad Gateway"), blow.line)


def _busy(blow: Blow) -> bool:
    kind, proxy = blow.struck.kind, blow.proxy
    seconds = blow.struck.seconds or blow.struck.chance.choice(WAITS)
    headers: tuple[tuple[str, str], ...] = ()
    if kind is Kind.BUSY_SECONDS:
        proxy.ask_to_wait(seconds, blow.line)
        headers = (("Retry-After", str(seconds)),)
    elif kind is Kind.BUSY_DATE:
        now = proxy.clock()
        at = now.replace(microsecond=0) + timedelta(seconds=seconds + math.ceil(now.microsecond / 1e6))
        proxy.ask_to_wait((at - now).total_seconds(), blow.line)
        headers = (("Retry-After", format_datetime(at, usegmt=True)),)
    return _send(Answered(429, (*_PLAIN, *headers), b"Retry later\n"), blow.line)


def _drip(blow: Blow) -> bool:
    """The answer byte by byte, each in time and all of them too late."""
    answer = blow.forward()
    end = time.monotonic() + PATIENCE
    for byte in answer.head(length=len(answer.body), close=True) + answer.body:
        if _hung_up(blow.line, DRIP_SECONDS) or time.monotonic() > end:
            break
        blow.line.sendall(bytes([byte]))
    return False


def _late_answer(blow: Blow) -> bool:
    answer = blow.forward()
    _hung_up(blow.line, PATIENCE)
    return _send(answer, blow.line, close=True)


def _late_forward(blow: Blow) -> bool:
    _hung_up(blow.line, PATIENCE)
    blow.proxy.forward_late(blow.asked, blow.struck.seconds or blow.struck.chance.uniform(0.5, LATEST))
    return False


def _twice(blow: Blow) -> bool:
    blow.forward()
    return _send(blow.forward(), blow.line)


def _refused(blow: Blow) -> bool:
    answer = blow.forward()
    blow.proxy.shut_for_a_while()
    return _send(answer, blow.line, close=True)


_LOOKS: dict[Kind, Callable[[Blow], bool]] = {
    Kind.DROPPED: _dropped,
    Kind.ANSWER_LOST: _answer_lost,
    Kind.RESET: _reset,
    Kind.CUT: _cut,
    Kind.GARBAGE: _garbage,
    Kind.FAILED: _failed,
    Kind.GATEWAY: _gateway,
    Kind.BUSY: _busy,
    Kind.BUSY_SECONDS: _busy,
    Kind.BUSY_DATE: _busy,
    Kind.DRIP: _drip,
    Kind.LATE_ANSWER: _late_answer,
    Kind.LATE_FORWARD: _late_forward,
    Kind.TWICE: _twice,
    Kind.REFUSED: _refused,
}


def _send(answer: Answered, line: socket.socket, *, close: bool = False) -> bool:
    with suppress(OSError):  # the client may have hung up
        line.sendall(answer.head(length=len(answer.body), close=close) + answer.body)
        return not close
    return False


def _page(status: int, words: bytes) -> Answered:
    return Answered(status, _HTML, PAGE % (words, words))


def _hung_up(line: socket.socket, seconds: float) -> bool:
    """Whether the client hangs up within so many seconds."""
    readable, _, _ = select.select([line], [], [], seconds)
    if not readable:
        return False
    try:
        return not line.recv(1, socket.MSG_PEEK)
    except OSError:
        return True
