"""A proxy of HTTP: it hands requests on or opens tunnels, wants a password, or turns away as real ones do."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.standins.network.listener import HOST, head_of, joined, listening, said

_PAGE = b"<html><body>Access denied</body></html>"


@dataclass
class Proxy:
    """`places` are the ports at which the hosts that it knows are. `asked` are the first lines of what came."""

    places: Mapping[str, int] = field(default_factory=dict)
    login: str = ""
    turns_away: int = 0  # the status with which it answers everything
    remarks: tuple[str, ...] = ()  # headers of its own refusals
    secure: ssl.SSLContext | None = None
    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """What to write into the variable."""
        name = f"{self.login}@" if self.login else ""
        return f"{'https' if self.secure else 'http'}://{name}{'localhost' if self.secure else HOST}:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        """One connection of a client."""
        if self.secure is not None:
            connection = self.secure.wrap_socket(connection, server_side=True)
        with connection:
            head = head_of(connection)
            if head:
                self._hand_on(connection, head)

    def _hand_on(self, client: socket.socket, head: bytes) -> None:
        first = head.partition(b"\r\n")[0].decode()
        self.asked.append(first)
        key = base64.b64encode(self.login.encode())
        if self.login and b"Proxy-Authorization: Basic " + key not in head:
            client.sendall(said(407, _PAGE, 'Proxy-Authenticate: Basic realm="proxy"', kind="text/html"))
            return
        if self.turns_away:
            client.sendall(said(self.turns_away, _PAGE, *self.remarks, kind="text/html"))
            return
        method, target, _version = first.split()
        host = target.rpartition(":")[0] if method == "CONNECT" else str(urlsplit(target).hostname)
        with socket.create_connection((HOST, self.places[host])) as there:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = target.partition(host)[2].partition("/")[2]
                there.sendall(head.replace(target.encode(), b"/" + path.encode(), 1))
            joined(client, there)


@contextmanager
def proxy(**options: object) -> Iterator[Proxy]:
    """A proxy at work."""
    made = Proxy(**options)  # type: ignore[arg-type]
    with listening(made.serve) as made.port:
        yield made
