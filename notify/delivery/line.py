"""One line to a mail server: commands go out, whole replies come back, each in its time, or the line is broken.

`smtplib` words the commands and reads what the server offers; the replies are read here, since a socket's own time-out
begins anew with every byte and a reply has no end that it must come to. It decides nothing about messages.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

from notify.delivery.causes import Reply
from notify.line_faults import Broken, Closed, Garbled, Silent

Dial = Callable[[tuple[str, int], float], socket.socket]

_LINE = 4_096  # bytes; a reply's line has at most 512, and some servers take no notice of that
_REPLY = 65_536  # bytes of all lines of a reply
_CODE = 3  # digits


@dataclass(frozen=True)
class Patience:
    """How many seconds are waited: for a connection, for a reply, for the reply to a whole message, for a goodbye."""

    connect: float = 30.0
    reply: float = 300.0
    message: float = 600.0
    goodbye: float = 10.0


class Line(smtplib.SMTP):
    """A connection to a mail server. Raises `Broken` where it is of no more use, and is closed by then."""

    def __init__(self, patience: Patience, dial: Dial = socket.create_connection) -> None:
        super().__init__(local_hostname="localhost")  # else the name of this machine would be asked of the network
        self._patience, self._dial = patience, dial
        self._rest = b""

    def reach(self, host: str, port: int, context: ssl.SSLContext | None) -> Reply:
        """Connect, encrypted from the first byte where a context is given; the greeting. Raises `OSError` too."""
        self._host = host
        self.sock = self._dial((host, port), self._patience.connect)
        # The end of a message is sent apart from it, and would wait for the other side's delayed acknowledgement.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is not None:
            self._encrypt(context)
        return self._reply(self._patience.reply)

    def greet(self) -> Reply:
        """Say who we are, by the address that this end of the line has, and hear what the server offers."""
        address = self.sock.getsockname()[0] if self.sock is not None else ""
        name = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        code, text = self.ehlo(name)
        if code >= 500:  # noqa: PLR2004 - a server that knows no extensions
            code, text = self.helo(name)
        return Reply(code, text.decode("utf-8", "replace"))

    def starttls_by(self, context: ssl.SSLContext) -> Reply:
        """Encrypt the line; what was heard before counts no more. Raises `ssl.SSLError` or `OSError` too."""
        reply = self.ask("STARTTLS")
        if reply.well:
            if self._rest:  # somebody put it in before the handshake, to be taken for what comes after
                self.close()
                raise Garbled
            self._encrypt(context)
            self.ehlo_resp = self.helo_resp = None
            self.esmtp_features = {}
            self.does_esmtp = False
        return reply

    def ask(self, command: str, words: str = "") -> Reply:
        """Send a command, and the reply to it."""
        self.putcmd(command, words)
        return self._reply(self._patience.reply)

    def hear_of_message(self) -> Reply:
        """The reply to a message that was sent whole; servers take their time for it."""
        return self._reply(self._patience.message)

    def leave(self) -> None:
        """Say goodbye, whatever is said to it."""
        try:
            self.putcmd("QUIT")
            self._reply(self._patience.goodbye)
        except Broken:
            pass
        finally:
            self.close()

    def send(self, s: str | bytes) -> None:  # type: ignore[override]
        """Send bytes, or a command in the letters that were agreed on."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else s
        if self.sock is None:
            raise Closed
        try:
            self.sock.settimeout(self._patience.reply)
            self.sock.sendall(data)
        except OSError as error:
            self.close()
            raise _broken(error) from error

    def getreply(self) -> tuple[int, bytes]:
        """The next reply, as `smtplib` wants it."""
        reply = self._reply(self._patience.reply)
        return reply.code, reply.text.encode()

    def _reply(self, seconds: float) -> Reply:
        until = time.monotonic() + seconds
        try:
            return self._whole_reply(until)
        except Broken:
            self.close()
            raise

    def _whole_reply(self, until: float) -> Reply:
        code, texts, size = b"", [], 0
        while True:
            line = self._next_line(until)
            size += len(line)
            here, mark, text = line[:_CODE], line[_CODE : _CODE + 1], line[_CODE + 1 :]
            known = len(here) == _CODE and here.isdigit() and here[:1] in b"2345"
            if not known or mark not in (b" ", b"-", b"") or code not in (b"", here) or size > _REPLY:
                raise Garbled
            code = here
            texts.append(text.strip().decode("utf-8", "replace"))
            if mark != b"-":
                number = int(code)
                return Reply(number, "\n".join(texts))

    def _next_line(self, until: float) -> bytes:
        while b"\n" not in self._rest:
            left = until - time.monotonic()
            if self.sock is None:
                raise Closed
            if len(self._rest) > _LINE:
                raise Garbled
            if left <= 0:
                raise Silent
            try:
                self.sock.settimeout(left)
                more = self.sock.recv(_LINE)
            except OSError as error:
                raise _broken(error) from error
            if not more:
                raise Closed
            self._rest += more
        line, _end, self._rest = self._rest.partition(b"\n")
        return line.rstrip(b"\r")

    def _encrypt(self, context: ssl.SSLContext) -> None:
        plain = self.sock
        if plain is None:
            raise Closed
        plain.settimeout(self._patience.connect)
        self.sock = context.wrap_socket(plain, server_hostname=self._host)


def _broken(error: OSError) -> Broken:
    return Silent() if isinstance(error, TimeoutError) else Closed()
