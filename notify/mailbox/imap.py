"""A mailbox that is read by IMAP: one connection, one folder, and never a mark on a mail.

Decides what is asked of the server, and what its answers mean; how they are read stands in `notify.mailbox.line`, and
how a failure is worded in `notify.mailbox.causes`.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from ipaddress import IPv6Address, ip_address
from typing import Any, Literal

from notify.errors import MailboxError
from notify.line_faults import Broken, Closed, Garbled
from notify.mailbox import causes
from notify.mailbox.folders import made, server_name
from notify.mailbox.line import UNREADABLE, Client, Declined, Dial, Ended, Line, Patience
from notify.mailbox.port import Waiting

Security = Literal["tls", "starttls", "none"]

LARGEST = 10_000_000  # bytes of a mail that are fetched
_AT_ONCE = 200  # mails that one command names; some servers take no longer lines
_LAST_UID = 2**32 - 1


@dataclass(frozen=True)
class ImapServer:
    """Whose mailbox is read, where, and which folder of it. `host` has its domain in ASCII.

    `security` none is for this machine alone: the client looks at the other end before it says a password.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    security: Security = "tls"
    ca_file: str | None = None
    folder: str = "INBOX"

    @property
    def place(self) -> str:
        """The server as people know it."""
        return f"{self.host}:{self.port}"


class ImapMailbox:
    """A folder on an IMAP server, opened by `open`.

    `largest`: of a larger mail `fetch` gives one byte more than so many.
    """

    def __init__(
        self,
        server: ImapServer,
        patience: Patience | None = None,
        *,
        largest: int = LARGEST,
        dial: Dial = socket.create_connection,
    ) -> None:
        self._server = server
        self._patience, self._largest, self._dial = patience or Patience(), largest, dial
        self._client: Client | None = None
        self._writable = False
        self._names: dict[str, str] = {}

    @property
    def moves(self) -> bool:
        """Whether mails can be moved out of the open folder."""
        with self._talking() as client:
            return self._may_move(client)

    def open(self) -> int:
        """Connect, log in, and go to the folder; its UIDVALIDITY."""
        self.close()
        self._names = {}
        with self._worded():
            self._client = self._connected()
        with self._talking() as client:
            self._log_in(client)
            return self._select(client)

    def after(self, uid: int, *, since: date, limit: int) -> list[Waiting]:
        """The mails above a UID that came in since a day of the server's: the oldest first, `limit` at most."""
        if uid >= _LAST_UID:
            return []
        with self._talking() as client:
            client.line.noop()  # else some servers find only what they knew when the folder was opened
            found = {int(one) for one in client.search(["UID", f"{uid + 1}:*", "SINCE", since])}
            # `*` is the last mail whatever its UID, so that it is found below the first one asked for too
            uids = sorted(one for one in found if uid < one <= _LAST_UID)[:limit]
            return [one for some in _batches(uids) for one in self._sizes(client, some)]

    def fetch(self, uid: int) -> bytes | None:
        """The whole mail, or one byte more than the largest that is read; None where it is gone by now."""
        with self._talking() as client:
            asked = f"BODY.PEEK[]<0.{self._largest + 1}>"
            parts = client.fetch([uid], [asked]).get(uid, {})
            raw = parts.get(b"BODY[]<0>", parts.get(b"BODY[]"))
            if raw is not None and not isinstance(raw, bytes):
                raise Garbled
            return raw

    def file(self, uids: Collection[int], folder: str) -> bool:
        """Move mails to a folder, which is made where it is missing; False where the server cannot move them."""
        with self._talking() as client:
            if not self._may_move(client):
                return False
            for some in _batches(sorted(uids)):
                client.move(some, self._name(client, folder))
            return True

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to; what it comes to does not matter."""
        client, self._client = self._client, None
        if client is not None:
            client.line.leave()

    def _connected(self) -> Client:
        server = self._server
        context = None if server.security == "none" else _context(server.ca_file)

        def line() -> Line:
            first = context if server.security == "tls" else None
            where = (server.host, server.port)
            return Line(where, first, self._patience, largest=self._largest, dial=self._dial)

        client = Client(line, server.host, encrypted=server.security == "tls")
        try:
            self._secure(client, context)
        except BaseException:
            client.shutdown()
            raise
        return client

    def _secure(self, client: Client, context: ssl.SSLContext | None) -> None:
        """Encrypt the line where that is still to be done; raises where a password would be read on its way."""
        server = self._server
        if server.security == "none" and not _is_loopback(client.line.sock.getpeername()[0]):
            raise causes.unencrypted(server.place)
        if server.security == "starttls":
            # A server that greets us as logged in cannot be asked to encrypt: so would one do that stands between.
            if client.line.state != "NONAUTH" or not client.has_capability("STARTTLS"):
                raise causes.no_starttls(server.place)
            try:
                client.starttls(context)
            except Declined:
                raise causes.no_starttls(server.place) from None

    def _log_in(self, client: Client) -> None:
        """Say name and password; what the server says to that goes nowhere."""
        server = self._server
        try:
            if client.has_capability("AUTH=PLAIN"):
                client.plain_login(server.username, server.password)
            elif _can_be_quoted(server.username + server.password) and not client.has_capability("LOGINDISABLED"):
                client.login(_quoted(server.username), server.password)
            else:
                raise causes.login_unsupported(server.place)
        except Declined as declined:
            raise causes.login_declined(declined, server.place) from None
        except Ended:
            raise causes.broken_off(Ended(""), server.place) from None
        except UNREADABLE:
            raise causes.garbled(server.place) from None

    def _select(self, client: Client) -> int:
        server = self._server
        name = server_name(client, server.folder)
        if name is None:
            raise causes.no_folder(server.folder, server.place)
        self._writable = True
        try:
            found = client.select_folder(name)
        except imaplib.IMAP4.readonly:
            self._writable = False
            found = client.select_folder(name, readonly=True)
        except Declined as declined:
            if declined.code == "NONEXISTENT":
                raise causes.no_folder(server.folder, server.place) from None
            raise
        return int(found[b"UIDVALIDITY"])

    def _sizes(self, client: Client, uids: Collection[int]) -> Iterator[Waiting]:
        """The sizes of mails; what has gone since is left out."""
        told: dict[int, dict[bytes, Any]] = client.fetch(uids, ["RFC822.SIZE"])
        return (Waiting(uid, int(told[uid][b"RFC822.SIZE"])) for uid in uids if uid in told)

    def _may_move(self, client: Client) -> bool:
        return self._writable and bool(client.has_capability("MOVE"))

    def _name(self, client: Client, folder: str) -> str:
        if folder not in self._names:
            self._names[folder] = server_name(client, folder) or made(client, folder)
        return self._names[folder]

    @contextmanager
    def _worded(self) -> Iterator[None]:
        """Turn whatever can go wrong on a line into a `MailboxError`."""
        place = self._server.place
        try:
            yield
        except Broken as broken:
            raise causes.broken_off(broken, place) from broken
        except Declined as declined:
            raise causes.declined(declined, place) from declined
        except ssl.SSLError as error:
            raise causes.tls_failed(error, place) from error
        except OSError as error:
            raise causes.unreachable(error, place) from error
        except UNREADABLE as error:
            raise causes.garbled(place) from error

    @contextmanager
    def _talking(self) -> Iterator[Client]:
        """The session, which ends with whatever goes wrong in it."""
        if self._client is None:
            raise causes.broken_off(Closed(), self._server.place)
        try:
            with self._worded():
                yield self._client
        except MailboxError:
            self._client.shutdown()
            self._client = None
            raise


def _context(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError:
        raise causes.bad_authority(str(ca_file)) from None


def _batches(uids: list[int]) -> Iterator[list[int]]:
    return (uids[at : at + _AT_ONCE] for at in range(0, len(uids), _AT_ONCE))


def _can_be_quoted(words: str) -> bool:
    return words.isascii() and words.isprintable()


def _quoted(word: str) -> str:
    """A name as a command holds it; `imaplib` does as much for the password alone."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_loopback(address: str) -> bool:
    host = ip_address(address)
    mapped = host.ipv4_mapped if isinstance(host, IPv6Address) else None
    return (mapped or host).is_loopback
