"""The whole way of an answer: a real Postfix and Dovecot carry the mails, a real Redmine takes what they say."""

from __future__ import annotations

import base64
import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from notify.replies.keys import new_key
from tests.live.mail_reading import LiveMail
from tests.live.redmine_people import token_of
from tests.live.redmine_server import RedmineServer
from tests.live.redmine_town import SmallTown

pytestmark = [pytest.mark.live_redmine, pytest.mark.live_mail]

ITEM = "I.1.1/2025"
READER = "anna@live.example.org"
SERVER = "mx.live.example.org"
MAIL = """\
mail:
  {{kind: smtp, host: localhost, port: {smtp}, sender: bot@live.example.org, username: {user}, security: starttls,
    password_file: mail.key, ca_file: {ca}}}
alerts: {{recipients: [{{name: Анна Ильина, email: anna@live.example.org}}]}}
replies:
  {{address: otvet@live.example.org, host: localhost, port: {imap}, username: otvet, security: starttls,
    password_file: mail.key, ca_file: {ca}, key_file: replies.key, authserv_id: mx.live.example.org,
    taken: Vekha-taken, refused: Vekha-refused}}
"""


@pytest.fixture
def town(
    redmine: RedmineServer,
    mail_server: LiveMail,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> SmallTown:
    """A town of today whose executor gets her mail, and answers it, by that server."""
    for user in ("reader", "otvet"):
        mail_server.empty(user)
    town = SmallTown(redmine, tmp_path, capsys, monkeypatch, today=str(datetime.now(UTC).date()))
    town.write()
    town.work_as("bot")
    config = tmp_path / "config.yaml"
    own = config.read_text(encoding="utf-8").partition("mail: ")[0]
    way = MAIL.format(smtp=mail_server.smtp, imap=mail_server.imap, user=mail_server.user, ca=mail_server.ca_file)
    config.write_text(own + way, encoding="utf-8")
    (tmp_path / "mail.key").write_text(mail_server.password, encoding="utf-8")
    (tmp_path / "mail.key").chmod(0o600)
    new_key(tmp_path / "replies.key")
    return town


def read(raw: bytes) -> EmailMessage:
    """A mail that has arrived."""
    return message_from_bytes(raw, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    """Its text part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def answer(digest: EmailMessage, words: str, *, sender: str = READER, server: str = SERVER) -> EmailMessage:
    """An answer as a mail program writes it above what it quotes, with what the receiving server says of its sender."""
    mail = EmailMessage()
    mail["Authentication-Results"] = f"{server}; dmarc=pass header.from=live.example.org"
    mail["From"] = f"Анна Ильина <{sender}>"
    mail["To"] = str(digest["Reply-To"])
    mail["Subject"] = f"Re: {digest['Subject']}"
    mail["Message-ID"] = f"<{datetime.now(UTC).timestamp()}@live.example.org>"
    mail["References"] = str(digest["Message-ID"])
    quoted = "\n".join(f"> {line}" for line in text_of(digest).splitlines())
    mail.set_content(f"{words}\n\n24.12.2026 07:00, Веха пишет:\n{quoted}\n")
    return mail


def send(server: LiveMail, mail: EmailMessage) -> None:
    """Hand a mail over, and wait until it lies in the mailbox of the answers."""
    with smtplib.SMTP("localhost", server.smtp) as way:
        way.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        way.ehlo()
        both = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
        assert way.docmd("AUTH", f"PLAIN {both}")[0] == 235
        way.send_message(mail)


def notes_of(town: SmallTown) -> list[str]:
    """The notes of the issue."""
    journals = town.redmine.person("admin").issue(town.number(ITEM))["journals"]
    return [one["notes"] for one in journals if one.get("notes")]


def test_the_whole_circle(town: SmallTown, mail_server: LiveMail) -> None:
    """A digest is sent, answered, posted, pulled, confirmed, and told as settled in the next one."""
    assert town.run("sync")[0] == 0
    assert town.run("alerts")[0] == 0, town.err
    (raw,) = mail_server.arrived(1)
    digest = read(raw)
    assert "Please answer above this line" in text_of(digest)
    mail_server.empty()

    send(mail_server, answer(digest, f"{ITEM}\nFact: 5\nReason: /close @all #1\n"))
    assert len(mail_server.arrived(1, "otvet")) == 1
    done = town.json("replies")
    (reply,) = done["replies"]
    assert (reply["accepted"], done["comments"], done["waiting"]) == (True, 1, 0)
    (note,) = notes_of(town)
    assert note.replace("\r", "").startswith("Fact: 5\nReason: ")
    assert town.issues()[ITEM]["status"]["name"] == "Новая"
    assert [line.value for line in town.report(ITEM).lines] == [5]

    (raw,) = mail_server.arrived(1)
    confirmation = read(raw)
    assert confirmation["To"].addresses[0].addr_spec == READER
    assert "figure 5, written into the issue" in text_of(confirmation)
    assert mail_server.arrived(0, "otvet") == []
    mail_server.empty()

    town.redmine.staff().edit(town.number(ITEM), status_id=5)
    assert town.run("sync")[0] == 0
    town.today = str(datetime.now(UTC).date() + timedelta(days=60))
    (told,) = town.json("alerts")["messages"]
    assert ("closed", ITEM) in [(one["reason"], one["key"]) for one in told["items"]]


def test_who_is_not_believed_changes_nothing(town: SmallTown, mail_server: LiveMail) -> None:
    """Another sender, and the right one whom another server vouches for: refused, and nobody is answered."""
    town.run("sync")
    town.run("alerts")
    (raw,) = mail_server.arrived(1)
    digest = read(raw)
    mail_server.empty()
    send(mail_server, answer(digest, f"{ITEM}\nFact: 5\n", sender="mallory@live.example.org"))
    send(mail_server, answer(digest, f"{ITEM}\nFact: 6\n", server="mx.elsewhere.example.org"))
    assert len(mail_server.arrived(2, "otvet")) == 2
    done = town.json("replies")
    assert sorted(one["refused"] for one in done["replies"]) == ["sender-not-recipient", "sender-unproven"]
    assert notes_of(town) == []
    assert mail_server.arrived(0) == []
    assert mail_server.arrived(0, "otvet") == []
    assert token_of("bot") not in town.err
