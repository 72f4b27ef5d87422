"""Connections that can be cut at a deadline, however slowly bytes drip in. It knows no tracker and repeats nothing.

A socket's own time-out begins anew with every byte. Shutting the connection down from beside ends the wait at once,
in the handshake, in the headers and in the body alike.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Line:
    """The one connection in use, held by a second descriptor so that another thread may shut it down."""

    def __init__(self) -> None:
        self.was_cut = False  # whether the last deadline came before the end
        self._copy: socket.socket | None = None

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
        watch = threading.Timer(seconds, self._cut_now)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def close(self) -> None:
        """Let go of the connection."""
        if self._copy is not None:
            self._copy.close()
            self._copy = None

    def _cut_now(self) -> None:
        self.was_cut = True
        self._shut_down()

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
