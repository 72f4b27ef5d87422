"""One line to an IMAP server: `imaplib` words the commands, and what comes back is read here, in its time and bounded.

A socket's own time-out begins anew with every byte, `imaplib` reads a literal of any size that the server names, and it
tells what the server has declined by words alone. It decides nothing about mails.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient

from mappings.wording import clean, cut
from notify.line_faults import Broken, Closed, Garbled, Silent

Dial = Callable[[tuple[str, int], float], socket.socket]

UNREADABLE = (imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the libraries raise over an answer that no server gives."""

_PIECE = 65_536  # bytes that are read at once
_LINE = 4_000_000  # bytes of one line: the answer to a search names some 500,000 mails in so many
_BESIDE = 8_000_000  # bytes of one answer beside the mail in it
_LINES = 20_000  # of one answer
_SHOWN = 160  # characters of a server's words
_CODE = re.compile(rb"\[([A-Z-]{1,30})")


@dataclass(frozen=True)
class Patience:
    """How many seconds are waited: for a connection, for a whole answer, for a goodbye."""

    connect: float = 30.0
    answer: float = 300.0
    goodbye: float = 10.0


class Declined(Exception):
    """The server answers that it does not do what was asked: `status` NO, or BAD for what it does not understand.

    `code` is its reason by RFC 5530, empty where it gives none; `said` are its words. An error's own text they are not:
    some servers repeat what they were told, and a password may be in it.
    """

    def __init__(self, status: str, answer: bytes) -> None:
        super().__init__(status)
        self.status = status
        match = _CODE.match(answer)
        self.code = match.group(1).decode() if match else ""
        self.said = _shown(answer)


class Ended(Broken):
    """The server says goodbye of its own accord, with `said`."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said


class Line(imaplib.IMAP4):
    """A connection to an IMAP server. Raises `Broken`, `Declined`, `OSError`, or one of `UNREADABLE`."""

    def __init__(
        self, address: tuple[str, int], context: ssl.SSLContext | None, patience: Patience, *, largest: int, dial: Dial
    ) -> None:
        self._context, self._patience, self._dial = context, patience, dial
        self._most = largest + _BESIDE
        self._rest = bytearray()
        self._until, self._left, self._lines = 0.0, 0, 0
        self._leaving = False
        super().__init__(*address)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect, encrypted from the first byte where a context is given."""
        self.host, self.port = host, port
        self.sock = self._dial((host, port), timeout or self._patience.connect)
        if self._context is not None:
            self._encrypt(self._context)
        self._await(self._patience.answer)

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """Encrypt the line; what was heard before counts no more."""
        answer = self._simple_command("STARTTLS")
        if self._rest:  # somebody put it in before the handshake, to be taken for what comes after
            raise Garbled
        self._encrypt(ssl_context or ssl.create_default_context())
        self.untagged_responses.clear()
        self._get_capabilities()
        return answer

    def send(self, data: Any) -> None:
        """Send bytes; from now on the answer has its time and its room."""
        seconds = self._patience.goodbye if self._leaving else self._patience.answer
        self._await(seconds)
        try:
            self.sock.settimeout(seconds)
            self.sock.sendall(data)
        except OSError as error:
            raise _broken(error) from error

    def read(self, size: int) -> bytes:
        """So many bytes of the answer."""
        self._spend(size)
        while len(self._rest) < size:
            self._more()
        return self._taken(size)

    def readline(self) -> bytes:
        """The next line of the answer, with its end."""
        seen = 0
        while (end := self._rest.find(b"\n", seen)) < 0:
            seen = len(self._rest)
            if seen > _LINE:
                raise Garbled
            self._more()
        self._spend(end + 1)
        self._lines += 1
        if self._lines > _LINES:
            raise Garbled
        return self._taken(end + 1)

    def leave(self) -> None:
        """Say goodbye, whatever is said to it."""
        self._leaving = True
        try:
            self.logout()
        except (Broken, Declined, OSError, *UNREADABLE):
            pass
        finally:
            self.shutdown()

    def shutdown(self) -> None:
        """Close the connection."""
        self.sock.close()

    def _get_response(self) -> Any:
        response = super()._get_response()  # type: ignore[misc]
        said: list[Any] = self.untagged_responses.get("BYE", [])
        if said and not self._leaving:
            raise Ended(_shown(said[-1]))
        return response

    def _get_tagged_response(self, tag: Any, *, expect_bye: bool = False) -> Any:
        status, data = super()._get_tagged_response(tag, expect_bye=expect_bye)  # type: ignore[misc]
        if status in ("NO", "BAD"):
            raise Declined(status, data[0])
        return status, data

    def _untagged_response(self, typ: Any, dat: Any, name: Any) -> Any:
        status, data = super()._untagged_response(typ, dat, name)  # type: ignore[misc]
        if name == "SEARCH" and len(data) > 1:  # some servers tell what they have found in several lines
            data = [b" ".join(data)]
        return status, data

    def _encrypt(self, context: ssl.SSLContext) -> None:
        self.sock.settimeout(self._patience.connect)
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def _await(self, seconds: float) -> None:
        self._until, self._left, self._lines = time.monotonic() + seconds, self._most, 0

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Garbled

    def _more(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Silent
        try:
            self.sock.settimeout(left)
            piece = self.sock.recv(_PIECE)
        except OSError as error:
            raise _broken(error) from error
        if not piece:
            raise Closed
        self._rest += piece

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._rest[:size])
        del self._rest[:size]
        return taken


def _shown(said: Any) -> str:
    return cut(clean(said.decode("utf-8", "replace")), _SHOWN) if isinstance(said, bytes) else ""


def _broken(error: OSError) -> Broken:
    return Silent() if isinstance(error, TimeoutError) else Closed()


class Client(IMAPClient):  # type: ignore[misc]
    """What words the commands of a line and takes the answers apart. It keeps no log, since a login would be in it."""

    def __init__(self, make_line: Callable[[], Line], host: str, *, encrypted: bool) -> None:
        self._make_line = make_line
        super().__init__(host, ssl=encrypted)
        self.line.debug = 0

    @property
    def line(self) -> Line:
        """The line below."""
        line: Line = self._imap
        return line

    def _create_IMAP4(self) -> Line:  # noqa: N802 - the library's name
        return self._make_line()
