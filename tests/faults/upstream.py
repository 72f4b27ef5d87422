"""Hands a request on to the server behind the proxy, on a connection of its own, and brings its answer whole.

Decides nothing about faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

SECONDS = 60
_OF_THE_LINE = ("connection", "keep-alive", "transfer-encoding", "content-length", "proxy-connection", "te", "upgrade")


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answered:
    """An answer. Its headers say nothing of the connection it came on."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def head(self, *, length: int | None, close: bool) -> bytes:
        """The answer up to its body; no length where the end of the connection is to be the end of the body."""
        lines = [f"HTTP/1.1 {self.status} Answer", *(f"{name}: {value}" for name, value in self.headers)]
        if length is not None and self.status not in (204, 304):
            lines.append(f"Content-Length: {length}")
        if close:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True)
class Upstream:
    """The server behind the proxy."""

    url: str
    seconds: float = field(default=SECONDS)

    def send(self, asked: Asked) -> Answered:
        """The server's answer. Raises `OSError` where there is none."""
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        line = HTTPConnection(parts.hostname, parts.port, timeout=self.seconds)
        try:
            headers = {name: value for name, value in asked.headers.items() if name.lower() not in _OF_THE_LINE}
            line.request(asked.method, asked.path, asked.body or None, {**headers, "Connection": "close"})
            answer = line.getresponse()
            body = answer.read()
        finally:
            line.close()
        kept = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in _OF_THE_LINE)
        return Answered(answer.status, kept, body)
