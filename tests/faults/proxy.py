"""The proxy: it takes requests on loopback, lets the weather strike, and counts by kind what struck.

What a fault looks like on the line is decided in strikes.py, which request meets one in kinds.py.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.faults.clock import Clock
from tests.faults.kinds import Choice, Kind
from tests.faults.strikes import strike
from tests.faults.upstream import Answered, Asked, Upstream

SHUT_SECONDS = 0.2  # of the clock, that the door is shut where connections are refused
GRACE_SECONDS = 0.05  # real ones, in which what was sent already on other connections may still come in


@dataclass(frozen=True)
class Early:
    """A request that came before its time, by so many seconds."""

    method: str
    path: str
    seconds: float


@dataclass(frozen=True)
class Late:
    """A request that reached the server after its client had given up, and the status that nobody saw."""

    method: str
    path: str
    status: int


@dataclass
class Counts:
    """What came and what struck. `met` tells reads from writes: `(kind, "GET")`."""

    arrived: int = 0
    forwarded: int = 0
    met: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    waits: int = 0  # answers that named a time to come again
    early: list[Early] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    impatient: int = 0  # undisturbed answers that the client did not wait for

    @property
    def faults(self) -> int:
        """All of them."""
        return self.met.total()

    def by_kind(self) -> Counter[Kind]:
        """How often each kind struck."""
        found: Counter[Kind] = Counter()
        for (kind, _method), number in self.met.items():
            found[kind] += number
        return +found


class FaultProxy:
    """A proxy in front of one server. `weather` may be changed while it runs."""

    def __init__(self, upstream: str, weather: Choice, clock: Clock) -> None:
        self.weather = weather
        self.clock = clock
        self.counts = Counts()
        self.lock = threading.Lock()
        self._upstream = Upstream(upstream)
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._door = socket.socket()
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # By its number: a port that the system chose is given back when the door is shut.
        self._door.bind(("127.0.0.1", self._port))
        self._open = threading.Event()
        self._over = False
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._not_before = 0.0  # on the clock
        self._told: dict[socket.socket, float] = {}  # likewise, as each connection has been told
        self._told_at = 0.0  # the real time
        self._porter = threading.Thread(target=self._let_in, daemon=True)

    # --- for the tests ---

    def start(self) -> None:
        """Open the door."""
        self._open_door()
        self._porter.start()

    def stop(self) -> None:
        """Hang up on everybody, and wait until the last has noticed."""
        self._over = True
        self.shut()
        self._open.set()
        self._porter.join()
        with self.lock:
            for one in self._connections:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._door.close()

    def told(self, sent: int) -> None:
        """Be told how many requests the client has sent in all: those that never came in were refused."""
        with self.lock:
            self.counts.met[Kind.REFUSED, ""] = max(0, sent - self.counts.arrived)

    # --- for the strikes ---

    def forward(self, asked: Asked) -> Answered:
        """Hand a request on."""
        with self.lock:
            self.counts.forwarded += 1
        return self._upstream.send(asked)

    def forward_late(self, asked: Asked, seconds: float) -> None:
        """Hand a request on when so much time has passed; what becomes of it is only noted."""

        def arrive() -> None:
            try:
                status = self.forward(asked).status
            except OSError:
                status = 0
            with self.lock:
                self.counts.late.append(Late(asked.method, asked.path, status))

        self.clock.put_off(seconds, arrive)

    def shut(self) -> None:
        """Refuse connections from now on."""
        self._open.clear()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)

    def shut_for_a_while(self) -> None:
        """Refuse connections until a moment has passed on the clock."""
        self.shut()
        self.clock.put_off(SHUT_SECONDS, self._open_door)

    def ask_to_wait(self, seconds: float, line: socket.socket) -> None:
        """Note that the client has been told on this connection to come no sooner."""
        with self.lock:
            self.counts.waits += 1
            self._told[line] = self.clock.seconds() + seconds
            self._not_before = max(self._not_before, self._told[line])
            self._told_at = time.monotonic()

    # --- connections ---

    def take(self, asked: Asked, line: socket.socket) -> bool:
        """Answer a request, or do to it what the weather wants; whether the connection goes on."""
        with self.lock:
            self.counts.arrived += 1
            in_doubt = time.monotonic() <= self._told_at + GRACE_SECONDS
            left = (self._told.get(line, 0.0) if in_doubt else self._not_before) - self.clock.seconds()
            if left > 0:
                self.counts.early.append(Early(asked.method, asked.path, left))
        struck = self.weather.strike(asked.method, asked.path)
        if struck is not None:
            if struck.kind is not Kind.REFUSED:  # that strikes the next one, which never comes in
                with self.lock:
                    self.counts.met[struck.kind, asked.method] += 1
            return strike(struck, self, asked, line)
        answer = self.forward(asked)
        try:
            line.sendall(answer.head(length=len(answer.body), close=False) + answer.body)
        except OSError:
            with self.lock:
                self.counts.impatient += 1
            return False
        return True

    def _open_door(self) -> None:
        if not self._over:
            self._door.listen(64)
            self._open.set()

    def _let_in(self) -> None:
        while not self._over:
            self._open.wait()
            try:
                line, _address = self._door.accept()
            except OSError:
                time.sleep(0.001)  # the door was shut
                continue
            with self.lock:
                self._connections.add(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with suppress(OSError):  # the client hung up
                _Handler(line, self)
        finally:
            with self.lock:
                self._connections.discard(line)
                self._told.pop(line, None)
            line.close()


class _Handler(BaseHTTPRequestHandler):
    """Reads requests off one connection; the library parses them."""

    protocol_version = "HTTP/1.1"

    def __init__(self, line: socket.socket, proxy: FaultProxy) -> None:
        self._proxy = proxy
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(line, ("127.0.0.1", 0), proxy)  # type: ignore[arg-type]  # it is only kept

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, dict(self.headers.items()), body)
        self.close_connection = not self._proxy.take(asked, self.connection)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _take  # noqa: N815 - the library's names

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(upstream: str, weather: Choice, clock: Clock | None = None) -> Iterator[FaultProxy]:
    """A proxy in front of an address."""
    proxy = FaultProxy(upstream, weather, clock or Clock())
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
