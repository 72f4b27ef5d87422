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
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError

_WATCH_STAYS = 1.0  # seconds for which a watching thread stays without a request, and the longest that it sleeps


class Line:
    """The one connection in use, held by a second descriptor so that another thread may shut it down."""

    def __init__(self) -> None:
        self.was_cut = False  # whether the last deadline came before the end
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
        line = self.line

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                line.hold(made)
                return made

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                line.hold(made)
                return made

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        return {"http": PlainPool, "https": SecurePool}


class Connection(threading.local):
    """A session to one address with one connection, in every thread another. `headers` may hold a secret.

    It follows the environment's proxies, and nothing else of the environment.
    """

    def __init__(self, url: str, headers: Mapping[str, str], ca_file: str | None) -> None:
        self.adapter = LineAdapter()
        self.used_at = time.monotonic()
        self.session = requests.Session()
        self.session.trust_env = False  # a .netrc would put its own password beside our key
        self.session.proxies.update(get_environ_proxies(url))
        self.session.verify = ca_file or True
        self.session.headers.update({"User-Agent": "Vekha", "Accept": "application/json", **headers})
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, self.adapter)


def never_sent(error: Exception) -> bool:
    """Whether a request that failed with this error certainly never left: no connection was made."""
    cause = error.args[0] if error.args else None
    refused = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    return refused or isinstance(error, requests.exceptions.ConnectTimeout)
