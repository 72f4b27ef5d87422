"""Connections that can be cut at a deadline, however slowly bytes drip in; every thread has one of its own.

A socket's own time-out begins anew with every byte. Shutting the connection down from beside ends the wait at once,
in the handshake, in the headers and in the body alike. It knows no tracker and repeats nothing.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum, auto
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from sync.transport.proxies import proxy_for

_WATCH_STAYS = 1.0  # seconds for which a watching thread stays without a request, and the longest that it sleeps


class Stage(Enum):
    """How far a request has come. Before the last of these nothing of it has been sent to the tracker."""

    REACHING = auto()  # the host is looked up and called: the proxy's, where there is one
    PROXY_HANDSHAKE = auto()
    TUNNEL = auto()  # the proxy is asked to let the request through
    HANDSHAKE = auto()
    OPEN = auto()


class Line:
    """The one connection in use, held by a second descriptor so that another thread may shut it down."""

    def __init__(self) -> None:
        self.was_cut = False  # whether the last deadline came before the end
        self.stage = Stage.OPEN
        self.status: int | None = None  # what the proxy said when it was asked to let the last connection through
        self._copy: socket.socket | None = None
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._watched = False  # whether a thread waits for deadlines

    def __del__(self) -> None:
        self.close()

    def hold(self, connection: socket.socket) -> None:
        """Take a new connection; one that comes after the deadline is closed before anything is sent on it."""
        self.close()
        self._copy = socket.socket(fileno=os.dup(connection.fileno()))
        if self.was_cut:
            self._shut_down()

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Cut the connection where what is done inside takes longer."""
        self.was_cut = False
        self.stage = Stage.OPEN  # a connection that was kept needs no other
        self.status = None
        with self._changed:
            self._deadline = time.monotonic() + seconds
            if not self._watched:
                self._watched = True
                threading.Thread(target=self._watch, daemon=True).start()
            elif seconds < _WATCH_STAYS:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadline = None

    def close(self) -> None:
        """Let go of the connection."""
        if self._copy is not None:
            self._copy.close()
            self._copy = None

    def _watch(self) -> None:
        """Cut at the deadline. One thread serves many requests, and ends when there have been none for a while."""
        with self._changed:
            idle = False
            while not (idle and self._deadline is None):
                left = _WATCH_STAYS if self._deadline is None else self._deadline - time.monotonic()
                idle = self._deadline is None
                if left > 0:
                    self._changed.wait(min(left, _WATCH_STAYS))
                else:
                    self._deadline = None
                    self.was_cut = True
                    self._shut_down()
            self._watched = False

    def _shut_down(self) -> None:
        if self._copy is not None:
            with suppress(OSError):  # the other side was faster
                self._copy.shutdown(socket.SHUT_RDWR)


class LineAdapter(HTTPAdapter):
    """A transport of `requests` whose only connection hangs on `line`."""

    def __init__(self) -> None:
        self.line = Line()
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pools hold their connections on the line."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        """Likewise behind a proxy."""
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def close(self) -> None:
        """Close the connection."""
        self.line.close()
        super().close()

    def _pools(self) -> dict[str, type[HTTPConnectionPool]]:
        class PlainPool(HTTPConnectionPool):
            ConnectionCls = _on(self.line, HTTPConnection)

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = _on(self.line, HTTPSConnection)  # type: ignore[assignment]

        return {"http": PlainPool, "https": SecurePool}


def _on(line: Line, kind: type[HTTPConnection]) -> type[HTTPConnection]:
    """The same kind of connection, which hangs on a line and tells it how far it has come."""

    class ProxyAnswer(HTTPResponse):
        def _read_status(self) -> tuple[str, int, str]:
            version, line.status, reason = super()._read_status()  # type: ignore[misc]
            return version, line.status, reason

    class Held(kind):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            line.stage = Stage.REACHING
            super().connect()
            if not line.was_cut:
                line.stage = Stage.OPEN

        def _new_conn(self) -> socket.socket:
            made: socket.socket = super()._new_conn()
            line.hold(made)
            forwards = self.proxy is not None and self._tunnel_host is None
            to_proxy = forwards or self._tunnel_scheme == "https"
            line.stage = Stage.PROXY_HANDSHAKE if to_proxy else Stage.HANDSHAKE
            return made

        def _tunnel(self) -> None:
            line.stage = Stage.TUNNEL
            self.response_class: type[HTTPResponse] = ProxyAnswer
            super()._tunnel()
            self.response_class = HTTPResponse
            line.stage = Stage.HANDSHAKE

    return Held


class Connection(threading.local):
    """A session to one address with one connection, in every thread another. `headers` may hold a secret.

    It follows the environment's proxies, and nothing else of the environment.
    """

    def __init__(self, url: str, headers: Mapping[str, str], ca_file: str | None) -> None:
        self.adapter = LineAdapter()
        self.used_at = time.monotonic()
        self.session = requests.Session()
        self.session.trust_env = False  # a .netrc would put its own password beside our key
        self.proxy = proxy_for(url)
        if self.proxy is not None:
            self.session.proxies[urlsplit(url).scheme] = self.proxy.url
        self.session.verify = ca_file or True
        self.session.headers.update({"User-Agent": "Vekha", "Accept": "application/json", **headers})
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, self.adapter)
