"""The way by SMTP: one connection a round, MAIL, RCPT and DATA by hand, so that before and after the final dot differ.

Decides what each reply of the server means for one message and for all the others. When a message is tried again
stands in `notify.delivery.sending`, and in `notify.delivery.causes` how it is worded.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Self

from notify.delivery import causes
from notify.delivery.causes import Reply
from notify.delivery.line import Dial, Line, Patience
from notify.delivery.login import log_in, mechanisms
from notify.delivery.mails import QueuedMail
from notify.errors import DeliveryError
from notify.letters.addresses import Mailbox
from notify.line_faults import Broken, Garbled

Security = Literal["starttls", "tls", "none"]

_BARREN = 3  # lines in a row that broke before a message went through; after so many the round ends
_MINUTE = 60.0  # seconds
_GO_ON = 354
_DOT = b".\r\n"
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and as whom. Host and `sender`, an address, have their domain in ASCII."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None
    per_minute: int | None = None

    @property
    def place(self) -> str:
        """The server as people know it."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Offer:
    """What a server offers: ways to log in, the largest message in bytes, whether addresses may have any letters."""

    starttls: bool
    logins: tuple[str, ...]
    size: int | None
    any_letters: bool


@dataclass(frozen=True)
class Pace:
    """By which clock and in which way it is waited between messages; seconds."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class SmtpDelivery(AbstractContextManager["SmtpDelivery"]):
    """A mail server as a way of delivery. The connection is opened when it is first needed."""

    into_folder = False

    def __init__(
        self,
        server: MailServer,
        patience: Patience | None = None,
        pace: Pace | None = None,
        dial: Dial = socket.create_connection,
    ) -> None:
        self._server = server
        self._patience, self._pace, self._dial = patience or Patience(), pace or Pace(), dial
        self._line: Line | None = None
        self._starttls = False
        self._barren = 0
        self._sent: deque[float] = deque(maxlen=server.per_minute or 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to; what it comes to does not matter."""
        line, self._line = self._line, None
        if line is not None and line.sock is not None:
            line.leave()

    def look(self) -> Offer:
        """Connect and log in as for a message, and say what the server offers. Raises `WayClosed`."""
        line = self._opened()
        size = line.esmtp_features.get("size", "")
        return Offer(
            starttls=self._starttls,
            logins=mechanisms(line),
            size=int(size) or None if size.isdecimal() else None,
            any_letters=_any_letters(line),
        )

    def deliver(self, message: QueuedMail) -> None:
        """Hand a message over; raises a `DeliveryError` whose class says what becomes of it."""
        recipient = Mailbox.of("", message.recipient).address
        line = self._opened()
        self._check(line, message, recipient)
        self._keep_pace()
        try:
            error = self._hand_over(line, message, recipient)
        except Broken as broken:
            raise causes.broken_off(broken, self._server.place) from broken
        if error is not None:
            raise error

    def _check(self, line: Line, message: QueuedMail, recipient: str) -> None:
        """Refuse what the server has said that it does not take."""
        size = line.esmtp_features.get("size", "")
        if size.isdecimal() and 0 < int(size) < len(message.raw):
            raise causes.too_big(len(message.raw), int(size), recipient)
        if _needs_any_letters(message.raw, recipient, self._server.sender) and not _any_letters(line):
            raise causes.address_unsupported(recipient)

    def _hand_over(self, line: Line, message: QueuedMail, recipient: str) -> DeliveryError | None:
        """The one exchange for a message: None where it was taken. Raises `Broken` before the final dot."""
        sender, place = self._server.sender, self._server.place
        any_letters = _needs_any_letters(message.raw, recipient, sender)
        line.command_encoding = "utf-8" if any_letters else "ascii"
        reply = line.ask("MAIL", f"FROM:<{sender}>" + (" BODY=8BITMIME SMTPUTF8" if any_letters else ""))
        if not reply.well:
            return self._failed(line, reply, causes.sender_failed(reply, sender, place, plain=self._plain))
        reply = line.ask("RCPT", f"TO:<{recipient}>")
        if not reply.well:
            stranger = not self._server.username and bool(mechanisms(line))
            error = causes.recipient_failed(reply, recipient, place, plain=self._plain, stranger=stranger)
            return self._failed(line, reply, error)
        reply = line.ask("DATA")
        if reply.code == _GO_ON:
            line.send(_LEADING_DOT.sub(b"..", message.raw))
            line.send(_DOT)  # apart from the rest: where it does not even leave, the message was not taken
            try:
                reply = line.hear_of_message()
            except Broken as broken:
                return causes.answer_lost(broken, place)
        elif reply.well:  # it waits for a message and says that it has one
            line.close()
            raise Garbled
        if reply.well:
            self._barren = 0
            self._sent.append(self._pace.clock())
            return None
        return self._failed(line, reply, causes.content_failed(reply, recipient, place))

    def _failed(self, line: Line, reply: Reply, error: DeliveryError) -> DeliveryError:
        """Make the line ready for the next message, and give the error."""
        if reply.code == causes.SHUTTING_DOWN or not (reply.later or reply.never):
            line.close()
            return error
        try:
            ready = line.ask("RSET").well
        except Broken:
            ready = False
        if ready:
            self._barren = 0  # it is the message that was not taken
        else:
            line.close()
        return error

    def _opened(self) -> Line:
        """The line, opened and logged in. Raises `WayClosed`."""
        if self._line is not None and self._line.sock is not None:
            return self._line
        if self._barren >= _BARREN:
            raise causes.given_up(self._server.place)
        self._barren += 1
        server = self._server
        line = Line(self._patience, self._dial)
        try:
            self._begin(line)
        except Broken as broken:
            raise causes.no_session(broken, server.place, port=server.port, tls=server.security == "tls") from broken
        except ssl.SSLError as error:
            raise causes.tls_failed(error, server.place) from error
        except OSError as error:
            raise causes.unreachable(error, server.place) from error
        finally:
            if self._line is not line:
                line.close()
        return line

    def _begin(self, line: Line) -> None:
        server, place = self._server, self._server.place
        context = None if server.security == "none" else _context(server.ca_file)
        self._welcome(line.reach(server.host, server.port, context if server.security == "tls" else None))
        self._welcome(line.greet())
        self._starttls = line.has_extn("starttls")
        if server.security == "starttls":
            if not self._starttls or context is None:
                raise causes.no_starttls(place)
            reply = line.starttls_by(context)
            if not reply.well:
                raise causes.turned_away(reply, place) if reply.later else causes.no_starttls(place)
            self._welcome(line.greet())
        if server.username:
            answer = log_in(line, server.username, server.password, encrypted=server.security != "none")
            if answer is None:
                raise causes.login_unsupported(" ".join(mechanisms(line)), place)
            if not answer.well:
                raise causes.login_failed(answer, place)
        self._line = line

    def _welcome(self, reply: Reply) -> None:
        if not reply.well:
            raise causes.turned_away(reply, self._server.place)

    @property
    def _plain(self) -> bool:
        """Whether the line is not encrypted though it could be."""
        return self._server.security == "none" and self._starttls

    def _keep_pace(self) -> None:
        """Wait until one more message is not too many in a minute."""
        if self._server.per_minute is None or len(self._sent) < self._server.per_minute:
            return
        wait = self._sent[0] + _MINUTE - self._pace.clock()
        if wait > 0:
            self._pace.sleep(wait)


def _context(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError:
        raise causes.bad_authority(str(ca_file)) from None


def _any_letters(line: Line) -> bool:
    return line.has_extn("smtputf8") and line.has_extn("8bitmime")


def _needs_any_letters(raw: bytes, recipient: str, sender: str) -> bool:
    """Whether a message, or an address on its envelope, has other letters than ASCII. The bodies never have."""
    return not (raw.isascii() and recipient.isascii() and sender.isascii())
