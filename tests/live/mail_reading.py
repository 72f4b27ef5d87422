"""The real mail server that the live tests hand mail to: finds the one that `mail_up.sh` brought up, reads what came.

It knows nothing of Vekha: what these tests compare with must not come from the code under test.
"""

from __future__ import annotations

import imaplib
import os
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.live.redmine_server import ServerAbsentError

SCRIPT = Path(__file__).with_name("mail_up.sh")
WORK = Path(os.environ.get("VEKHA_MAIL_WORK", "/var/tmp/vekha-mail"))
START_SECONDS = 300
ARRIVAL_SECONDS = 60


@dataclass(frozen=True)
class LiveMail:
    """A running mail server, and the one mailbox into which all mail goes but that of `otvet`.

    On the port `guarded` it writes an `Authentication-Results` of its own, and lets no other of its name through.
    """

    smtp: int
    guarded: int
    imap: int
    user: str
    password: str = field(repr=False)
    ca_file: str

    def empty(self, user: str = "reader") -> None:
        """Delete what earlier tests left in somebody's mailbox."""
        with self._mailbox(user) as mailbox:
            if self._held(mailbox):
                mailbox.store("1:*", "+FLAGS.SILENT", r"\Deleted")
                mailbox.expunge()

    def arrived(self, count: int, user: str = "reader") -> list[bytes]:
        """All mails, once so many have come; those that have, where they do not come in time."""
        until = time.monotonic() + ARRIVAL_SECONDS
        with self._mailbox(user) as mailbox:
            while self._held(mailbox) < count and time.monotonic() < until:
                time.sleep(0.1)
            if not self._held(mailbox):
                return []
            _ok, answers = mailbox.fetch("1:*", "(BODY.PEEK[])")
        return [answer[1] for answer in answers if isinstance(answer, tuple)]

    def _held(self, mailbox: imaplib.IMAP4) -> int:
        _ok, (count,) = mailbox.select("INBOX")
        return int(count or 0)

    @contextmanager
    def _mailbox(self, user: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("localhost", self.imap) as mailbox:
            mailbox.starttls(ssl.create_default_context(cafile=self.ca_file))
            mailbox.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{self.password}".encode())
            yield mailbox


def find_mail() -> LiveMail:
    """The server that was brought up, started again where it is down. Raises ServerAbsentError."""
    try:
        lines = (WORK / "env").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ServerAbsentError(f"no mail server for the live tests: bring one up as root with {SCRIPT}") from None
    known: Mapping[str, str] = dict(line.split("=", 1) for line in lines)
    ran = subprocess.run(
        [str(SCRIPT)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
        env={**os.environ, **{name: known[name] for name in ("VEKHA_MAIL_SMTP", "VEKHA_MAIL_IMAP")}},
    )
    if ran.returncode:
        raise ServerAbsentError(f"{SCRIPT}: exit code {ran.returncode}: {ran.stderr.strip()}")
    return LiveMail(
        smtp=int(known["VEKHA_MAIL_SMTP"]),
        guarded=int(known["VEKHA_MAIL_SMTP"]) + 3,
        imap=int(known["VEKHA_MAIL_IMAP"]),
        user=known["VEKHA_MAIL_USER"],
        password=known["VEKHA_MAIL_PASSWORD"],
        ca_file=known["VEKHA_MAIL_CA"],
    )


def mail_was_brought_up() -> bool:
    """Whether this machine has the servers, answering or not, and this user may start them again."""
    return os.geteuid() == 0 and (WORK / "env").is_file()
