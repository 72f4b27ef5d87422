"""A mail server that goes wrong where a test wants it to: a conversation without input and output, and two lines to it.

`FakeLine` is a socket within the process, without waiting: what would be silence is a time-out at once. `serving` opens
a real port on this machine, with TLS where it is given a context. It knows nothing of Vekha.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

STAGES = ("banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "dot", "rset", "quit")
KINDS = ("later", "never", "closing", "drop", "garbage", "silence")
_REPLIES = {
    "later": b"451 4.3.0 not now\r\n",
    "never": b"554 5.1.1 no\r\n",
    "stranger": b"554 5.7.1 relay access denied\r\n",
    "closing": b"421 4.3.2 closing\r\n",
    "garbage": b"\x16\x03\x01 nonsense \xff\r\n",
}
USER, PASSWORD = "бот@lib.example", "пароль, верный"

Fault = Callable[[str], str | None]


@dataclass(frozen=True)
class Taken:
    """A message that the server has taken, as it came through, dots and all."""

    sender: str
    recipient: str
    raw: bytes


@dataclass
class Mailbox:
    """What a server has taken, what it was told of each message, and what it was asked."""

    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    lines: int = 0  # connections


@dataclass
class Conversation:
    """One connection, command by command. `fault` says at each stage what goes wrong there, if anything.

    At the dot, "taken and ..." means that the message was taken before the line fails.
    """

    box: Mailbox
    fault: Fault = lambda _stage: None
    offers: tuple[str, ...] = ("AUTH PLAIN LOGIN CRAM-MD5", "SIZE 1000000", "8BITMIME", "SMTPUTF8")
    starttls: bool = False
    asks_login: bool = False
    state: str = "open"  # open, closed, silent, tls
    _out: bytes = b""
    _in: bytes = b""
    _sender: str = ""
    _recipient: str = ""
    _reading: str = ""  # what the next line is: "", a message, or a step of a login
    _known: bool = False

    def begin(self) -> None:
        """The greeting."""
        self.box.lines += 1
        self._say("banner", b"220 mail.example ESMTP\r\n")

    def encrypted(self) -> None:
        """The line has been encrypted."""
        self.state, self._in, self.starttls = "open", b"", False

    def feed(self, data: bytes) -> None:
        """Take what the other side has sent."""
        self._in += data
        while self.state == "open" and self._in:
            if self._reading == "message":
                if not self._message():
                    return
            elif b"\r\n" in self._in:
                line, _end, self._in = self._in.partition(b"\r\n")
                self._command(line)
            else:
                return

    def told(self) -> bytes:
        """What the other side is told, once."""
        out, self._out = self._out, b""
        return out

    def _say(self, stage: str, reply: bytes) -> bool:
        """Answer at a stage, or do what goes wrong there; whether all went well."""
        return self._do(self.fault(stage), reply)

    def _do(self, kind: str | None, reply: bytes) -> bool:
        if kind is None:
            self._out += reply
            return True
        kind = kind.removeprefix("taken and ")
        self._out += _REPLIES.get(kind, b"")
        self.state = {"drop": "closed", "closing": "closed", "silence": "silent"}.get(kind, "open")
        return False

    def _command(self, line: bytes) -> None:
        text = line.decode()
        self.box.commands.append(text)
        if self._reading:
            self._login(line)
            return
        word = text.split(" ")[0].split(":")[0].lower()
        handler: Callable[[str], None] = getattr(self, f"_on_{word}", self._on_unknown)
        handler(text)

    def _on_unknown(self, _text: str) -> None:
        self._out += b"500 what?\r\n"

    def _on_ehlo(self, _text: str) -> None:
        lines = ["mail.example", *self.offers, *(["STARTTLS"] if self.starttls else [])]
        marked = [f"250-{line}\r\n" for line in lines[:-1]] + [f"250 {lines[-1]}\r\n"]
        self._say("ehlo", "".join(marked).encode())

    def _on_helo(self, _text: str) -> None:
        self._say("ehlo", b"250 mail.example\r\n")

    def _on_starttls(self, _text: str) -> None:
        if self._say("starttls", b"220 go\r\n"):
            self.state = "tls"

    def _on_auth(self, text: str) -> None:
        _auth, way, *words = text.split(" ")
        if way == "CRAM-MD5":
            self._reading = "proof"
            self._out += b"334 " + base64.b64encode(b"<1.2@mail.example>") + b"\r\n"
        elif way == "LOGIN":
            self._reading = "password" if _plain(words[0].encode()) == USER else "nobody"
            self._out += b"334 UGFzc3dvcmQ6\r\n"
        else:
            self._let_in(_plain(words[0].encode()) == f"\0{USER}\0{PASSWORD}")

    def _login(self, line: bytes) -> None:
        step, self._reading = self._reading, ""
        if step == "proof":
            proof = hmac.digest(PASSWORD.encode(), b"<1.2@mail.example>", "md5").hex()
            self._let_in(_plain(line) == f"{USER} {proof}")
        else:
            self._let_in(step == "password" and _plain(line) == PASSWORD)

    def _let_in(self, right: bool) -> None:
        self._known = right
        self._say("auth", b"235 welcome\r\n" if right else b"535 5.7.8 wrong\r\n")

    def _on_mail(self, text: str) -> None:
        if self.asks_login and not self._known:
            self._out += b"530 5.7.0 log in first\r\n"
        elif self._say("mail", b"250 ok\r\n"):
            self._sender = text.partition("<")[2].partition(">")[0]

    def _on_rcpt(self, text: str) -> None:
        if self._say("rcpt", b"250 ok\r\n"):
            self._recipient = text.partition("<")[2].partition(">")[0]

    def _on_data(self, _text: str) -> None:
        if not self._sender or not self._recipient:
            self._out += b"503 no\r\n"
        elif self._say("data", b"354 go on\r\n"):
            self._reading = "message"

    def _message(self) -> bool:
        """Take a message as far as it is there; whether it is whole."""
        kind = self.fault("body")
        if kind is not None:  # whatever goes wrong within a message, the line is gone
            self.state = "closed"
            return False
        body, dot, rest = self._in.partition(b"\r\n.\r\n")
        if not dot:
            return False
        self._in, self._reading = rest, ""
        raw = b"\r\n".join(line.removeprefix(b".") for line in body.split(b"\r\n")) + b"\r\n"
        kind = self.fault("dot")
        if kind is None or kind.startswith("taken and "):
            self.box.taken.append(Taken(self._sender, self._recipient, raw))
        self._do(kind, b"250 taken\r\n")
        self._sender = self._recipient = ""
        return True

    def _on_rset(self, _text: str) -> None:
        self._sender = self._recipient = ""
        self._say("rset", b"250 ok\r\n")

    def _on_quit(self, _text: str) -> None:
        self._say("quit", b"221 bye\r\n")
        self.state = "closed"


def _plain(coded: bytes) -> str:
    return base64.b64decode(coded).decode()


class Talk(Protocol):
    """A conversation of any protocol; `state` is open, closed, silent, or tls where it is to be encrypted next."""

    state: str

    def begin(self) -> None:
        """The greeting."""

    def encrypted(self) -> None:
        """The line has been encrypted."""

    def feed(self, data: bytes) -> None:
        """Take what the other side has sent."""

    def told(self) -> bytes:
        """What the other side is told, once."""
        ...


class FakeLine:
    """A socket whose other end is a conversation."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        talk.begin()

    def sendall(self, data: bytes) -> None:
        """Hand bytes over; once the line is closed there is nobody to take them."""
        if self._talk.state == "closed":
            raise BrokenPipeError
        self._talk.feed(data)

    def recv(self, _size: int) -> bytes:
        """What was said; nothing where the line is closed, a time-out where nothing will come."""
        told = self._talk.told()
        if not told and self._talk.state != "closed":
            raise TimeoutError
        return told

    def getsockname(self) -> tuple[str, int]:
        """This end's address."""
        return "127.0.0.1", 1

    def getpeername(self) -> tuple[str, int]:
        """The other end's address."""
        return "127.0.0.1", 2

    def settimeout(self, _seconds: float) -> None:
        """Nothing is waited for."""

    def setsockopt(self, *_option: int) -> None:
        """Nothing is to be set."""

    def close(self) -> None:
        """The other side sees it."""
        self._talk.state = "closed"


def dialling(make: Callable[[], Talk]) -> Callable[[tuple[str, int], float], Any]:
    """A way to connect that leads to a conversation of its own each time."""
    return lambda _address, _seconds: FakeLine(make())


@contextlib.contextmanager
def serving(make: Callable[[], Talk], context: ssl.SSLContext | None = None, *, tls: bool = False) -> Iterator[int]:
    """A port on this machine that serves one connection after another; with `tls` encrypted from the first byte."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(OSError):
                    connection, _address = listener.accept()
                    _serve(connection, make(), context, ended, tls=tls)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            thread.join()


def _serve(
    connection: socket.socket,
    talk: Talk,
    context: ssl.SSLContext | None,
    ended: threading.Event,
    *,
    tls: bool,
) -> None:
    connection.settimeout(0.05)
    try:
        if tls and context is not None:
            connection = _encrypted(connection, context)
        talk.begin()
        while talk.state != "closed" and not ended.is_set():
            connection.sendall(talk.told())
            if talk.state == "tls" and context is not None:
                connection = _encrypted(connection, context)
                talk.encrypted()
            with contextlib.suppress(TimeoutError):
                data = connection.recv(65_536)
                if not data:
                    break
                talk.feed(data)
        connection.sendall(talk.told())
    finally:
        connection.close()


def _encrypted(connection: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    connection.settimeout(5)
    encrypted = context.wrap_socket(connection, server_side=True)
    encrypted.settimeout(0.05)
    return encrypted
