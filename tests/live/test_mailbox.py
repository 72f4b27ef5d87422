"""A mailbox on a real Dovecot: read above a UID without a mark, moved into two folders, each failure as what it is.

What stands in the mailbox is looked at by `imaplib`, in a folder of this file's own.
"""

from __future__ import annotations

import imaplib
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from notify.errors import MailboxAway, MailboxError, MailboxMisconfigured, MailboxRefused
from notify.mailbox.imap import ImapMailbox, ImapServer
from notify.mailbox.port import Waiting
from tests.live.mail_reading import WORK, LiveMail

pytestmark = pytest.mark.live_mail

USER, FOLDER = "otvet", "Answers"
TAKEN, REFUSED = "Vekha-taken", "Отклонено"
TODAY = datetime.now(UTC).date()
LONG_AGO = TODAY - timedelta(days=400)
OLD = 2_000
NEW = (b"Subject: 1\r\n\r\n1\r\n", b"Subject: 2\r\n\r\n22\r\n", b"Subject: 3\r\n\r\n" + b"3" * 100_000 + b"\r\n")


@contextmanager
def looked_at(mail: LiveMail) -> Iterator[imaplib.IMAP4]:
    """The mailbox as somebody else sees it."""
    with imaplib.IMAP4("localhost", mail.imap) as other:
        other.starttls(ssl.create_default_context(cafile=mail.ca_file))
        other.authenticate("PLAIN", lambda _challenge: f"\0{USER}\0{mail.password}".encode())
        yield other


def remade(mail: LiveMail) -> None:
    """Delete the folders and make the one that is read anew, empty."""
    with looked_at(mail) as other:
        for folder in (FOLDER, TAKEN, "&BB4EQgQ6BDsEPgQ9BDUEPQQ+-"):
            other.delete(folder)
        assert other.create(FOLDER)[0] == "OK"


def put(mail: LiveMail, day: date, *raws: bytes) -> None:
    """Let mails come in on a day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with looked_at(mail) as other:
        for raw in raws:
            assert other.append(FOLDER, "", at, raw)[0] == "OK"


def flags(mail: LiveMail, folder: str) -> list[str]:
    """The flags of every mail in a folder, those of this session's own left out."""
    with looked_at(mail) as other:
        if other.select(folder, readonly=True)[0] != "OK" or other.search(None, "ALL")[1] == [b""]:
            return []
        _ok, lines = other.fetch("1:*", "(FLAGS)")
    return [
        line.decode().partition(" ")[2].replace("\\Recent", "").strip() for line in lines if isinstance(line, bytes)
    ]


def server_of(mail: LiveMail, **changes: Any) -> ImapServer:
    """The server as a config would name it."""
    settings = {"security": "starttls", "ca_file": mail.ca_file, "folder": FOLDER}
    return replace(ImapServer("localhost", mail.imap, USER, mail.password), **(settings | changes))


def failure(mailbox: ImapMailbox) -> tuple[type[MailboxError], str]:
    """How opening ends."""
    with pytest.raises(MailboxError) as caught:
        mailbox.open()
    return type(caught.value), caught.value.code


def test_three_new_mails_among_two_thousand_old_ones(mail_server: LiveMail) -> None:
    """By day and by UID only the new ones are found; they are read whole and moved into two folders; none is marked."""
    remade(mail_server)
    put(mail_server, LONG_AGO, *[b"Subject: old\r\n\r\nold\r\n"] * OLD)
    put(mail_server, TODAY, *NEW)
    mailbox = ImapMailbox(server_of(mail_server))
    mailbox.open()
    since = TODAY - timedelta(days=60)
    found = mailbox.after(0, since=since, limit=200)
    assert found == [Waiting(OLD + number, len(raw)) for number, raw in enumerate(NEW, 1)]
    assert mailbox.after(OLD + 1, since=LONG_AGO, limit=200) == found[1:]
    assert mailbox.after(OLD + 3, since=LONG_AGO, limit=200) == []
    assert len(mailbox.after(0, since=LONG_AGO, limit=OLD)) == OLD
    assert tuple(mailbox.fetch(one.uid) for one in found) == NEW
    assert set(flags(mail_server, FOLDER)) == {"(FLAGS ())"}
    assert mailbox.moves
    assert mailbox.file([found[0].uid, found[2].uid], TAKEN)
    assert mailbox.file([found[1].uid], REFUSED)
    assert mailbox.file([found[1].uid], REFUSED)  # a second time, as after a run that was killed
    assert [mailbox.fetch(one.uid) for one in found] == [None] * 3
    mailbox.close()
    assert flags(mail_server, TAKEN) == ["(FLAGS ())"] * 2
    assert flags(mail_server, '"&BB4EQgQ6BDsEPgQ9BDUEPQQ+-"') == ["(FLAGS ())"]
    assert len(flags(mail_server, FOLDER)) == OLD


def test_a_folder_that_was_made_anew(mail_server: LiveMail) -> None:
    """Has another UIDVALIDITY, and UIDs from 1 on again; while it stays, so does the number."""
    remade(mail_server)
    put(mail_server, TODAY, *NEW)
    mailbox = ImapMailbox(server_of(mail_server))
    before = mailbox.open()
    assert mailbox.open() == before
    mailbox.close()
    remade(mail_server)
    put(mail_server, TODAY, NEW[1])
    assert mailbox.open() != before
    assert [mailbox.fetch(one.uid) for one in mailbox.after(0, since=TODAY, limit=10)] == [NEW[1]]
    mailbox.close()


def test_mails_that_come_in_while_it_is_read(mail_server: LiveMail) -> None:
    """Are found by the same session, above all that it knew."""
    remade(mail_server)
    put(mail_server, TODAY, NEW[0])
    mailbox = ImapMailbox(server_of(mail_server))
    mailbox.open()
    (first,) = mailbox.after(0, since=TODAY, limit=10)
    put(mail_server, TODAY, NEW[1])
    (second,) = mailbox.after(first.uid, since=TODAY, limit=10)
    assert mailbox.fetch(second.uid) == NEW[1]
    mailbox.close()


def test_a_session_that_is_thrown_out(mail_server: LiveMail) -> None:
    """Ends as one that may be had again later, and the same client has it."""
    remade(mail_server)
    put(mail_server, TODAY, NEW[0])
    mailbox = ImapMailbox(server_of(mail_server))
    mailbox.open()
    kick = ["doveadm", "-c", str(WORK / "dovecot" / "dovecot.conf"), "kick", USER]
    subprocess.run(kick, check=True, capture_output=True, timeout=60)
    time.sleep(0.2)
    with pytest.raises(MailboxAway):
        mailbox.after(0, since=TODAY, limit=10)
    mailbox.open()
    assert len(mailbox.after(0, since=TODAY, limit=10)) == 1
    mailbox.close()


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"password": "не тот"}, MailboxRefused, "mailbox-login-refused"),
        ({"username": "nobody-here"}, MailboxRefused, "mailbox-login-refused"),
        ({"ca_file": None}, MailboxMisconfigured, "mailbox-certificate"),
        ({"host": "127.0.0.1"}, MailboxMisconfigured, "mailbox-certificate-host"),
        ({"security": "tls"}, MailboxMisconfigured, "mailbox-tls-missing"),
        ({"folder": "Ответы"}, MailboxMisconfigured, "mailbox-folder-missing"),
        ({"port": 1}, MailboxAway, "mailbox-unreachable"),
        ({"host": "nowhere.invalid"}, MailboxAway, "mailbox-host-unknown"),
    ],
)
def test_what_is_set_wrong_is_told_as_what_it_is(
    mail_server: LiveMail, changes: dict[str, Any], kind: type[MailboxError], code: str
) -> None:
    """And the password is in none of it."""
    remade(mail_server)
    assert failure(ImapMailbox(server_of(mail_server, **changes))) == (kind, code)


def test_a_smtp_server_is_no_mailbox(mail_server: LiveMail) -> None:
    """Which somebody named by mistake."""
    assert failure(ImapMailbox(server_of(mail_server, port=mail_server.smtp)))[0] is MailboxAway
