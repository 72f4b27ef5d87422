"""A listener on loopback that treats every connection in one way, and two sockets joined to one line."""

from __future__ import annotations

import selectors
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"
_PATIENCE = 20.0  # seconds after which a client that never hangs up is hung up on
_IDLE = 3.0  # and after which a line on which nothing is said any more is


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port on which connections are served, each in a thread of its own."""
    served: list[threading.Thread] = []
    with socket.create_server((HOST, 0)) as door:

        def one(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.settimeout(_PATIENCE)
                serve(connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _address = door.accept()
                    served.append(threading.Thread(target=one, args=(connection,), daemon=True))
                    served[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield door.getsockname()[1]
        finally:
            door.shutdown(socket.SHUT_RDWR)
    for thread in (accepting, *served):
        thread.join(_PATIENCE)


def unused_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server((HOST, 0)) as door:
        return int(door.getsockname()[1])


def head_of(connection: socket.socket) -> bytes:
    """A request as far as its headers go, with what came of its body; empty where the other side has gone."""
    text = b""
    while b"\r\n\r\n" not in text:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        text += piece
    return text


def reset(connection: socket.socket) -> None:
    """End a connection with a reset instead of a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def said(status: int, body: bytes = b"", *headers: str, kind: str = "application/json") -> bytes:
    """An answer of HTTP that ends its connection."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def joined(one: socket.socket, other: socket.socket) -> None:
    """Hand on what either side says until one of them ends, or neither says anything more."""
    with selectors.DefaultSelector() as ready:
        for here, there in ((one, other), (other, one)):
            ready.register(here, selectors.EVENT_READ, there)
        while events := ready.select(_IDLE):
            for key, _events in events:
                said_there = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                if not said_there:
                    return
                key.data.sendall(said_there)
                while getattr(key.fileobj, "pending", int)():  # a record of TLS may hold more than was asked for
                    key.data.sendall(key.fileobj.recv(65_536))  # type: ignore[union-attr]
