"""Mail through a real Postfix into a real Dovecot and back: all of it, whole, and what a server refuses as refused."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from notify.alerts.recipients import Recipient
from notify.delivery.mails import MailStatus
from notify.delivery.outbox import Outbox, tables
from notify.delivery.sending import Delivered, deliver_pending
from notify.delivery.smtp import MailServer, SmtpDelivery
from notify.errors import DeliveryError, WayForbidden, WayMisconfigured
from notify.letters.attachments import Attachment
from notify.letters.digest import Digest
from notify.letters.message import build_message, message_id
from tests.examples.notify_values import NOW, digest_of, late_and_near
from tests.live.mail_reading import LiveMail

pytestmark = pytest.mark.live_mail

MAILS = 1_000
SENDER = "Веха, план библиотек <bot@live.example.org>"
NAMES = ("Иванова Анна Петровна", "Щербаков-Ёлкин, Пётр", "O'Neil", "Управление культуры администрации города Мегиона")
SUBJECTS = (
    "Срок истёк 31.12.2026: 10 мероприятий",
    "На контроль: не исполнено в срок 3 мероприятия плана мероприятий по реализации стратегии развития библиотек",
    "Ё" * 118,
    "=?utf-8?q?a=0D=0ABcc:_evil@live.example.org?= \r\nBcc: evil@live.example.org",
    "Plain subject",
)
FILES = ("Не исполнено в срок на 11.01.2027.xlsx", "план.ics", "report.xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def server_of(mail: LiveMail, **changes: Any) -> MailServer:
    """The server as a config would name it."""
    login = {"username": mail.user, "password": mail.password, "ca_file": mail.ca_file}
    return replace(MailServer("localhost", mail.smtp, "bot@live.example.org"), **(login | changes))


def content(number: int) -> bytes:
    """What stands in the file of a mail: any bytes, another length for each."""
    return hashlib.shake_256(str(number).encode()).digest(500 + number)


def digests() -> list[Digest]:
    """A thousand digests, each to a reader of its own and with a file."""
    pattern = digest_of(late_and_near())
    made = []
    for number in range(MAILS):
        name, subject = NAMES[number % len(NAMES)], SUBJECTS[number % len(SUBJECTS)]
        reader = Recipient(name, f"reader{number}@live.example.org")
        file = FILES[number % len(FILES)]
        kind = "text/calendar" if file.endswith(".ics") else XLSX
        made.append(
            replace(
                pattern,
                recipient=reader,
                address=reader.email,
                subject=subject,
                text=f"{pattern.text}\n.\n..{number}\n",
                attachments=(Attachment(file, kind, content(number)),),
            )
        )
    return made


def queue_of(folder: Path) -> Outbox:
    """An empty queue."""
    engine = create_engine(f"sqlite:///{folder / 'ledger.db'}")
    tables.create_all(engine)
    return Outbox(engine, "megion")


def put(outbox: Outbox, digest: Digest) -> None:
    """Queue a digest as a finished message."""
    raw = build_message(digest, plan_key="megion", sender=SENDER, reply_to="", now=NOW)
    outbox.enqueue(digest, raw, message_id(digest, plan_key="megion", sender=SENDER), NOW)


def send(outbox: Outbox, server: MailServer) -> list[Delivered]:
    """One round."""
    with SmtpDelivery(server) as delivery:
        return deliver_pending(outbox, delivery, now=NOW)


def defects(mail: EmailMessage) -> list[Any]:
    """What a parser finds wrong in any part of a mail."""
    read = [thing for part in mail.walk() for thing in (part, *part.values())]
    return [defect for thing in read for defect in thing.defects]


def read(raw: bytes, name: str) -> str:
    """A header by RFC 2047 alone: the newer parser of Python 3.11 puts a blank between the words of a long name."""
    return str(make_header(decode_header(message_from_bytes(raw)[name].replace("\r\n", ""))))


def test_a_thousand_mails_arrive_whole(mail_server: LiveMail, tmp_path: Path) -> None:
    """Over STARTTLS with a login; subjects, names, texts and files as they were meant, and nothing that nobody sent."""
    mail_server.empty()
    outbox, sent = queue_of(tmp_path), digests()
    for digest in sent:
        put(outbox, digest)
    assert {one.status for one in send(outbox, server_of(mail_server))} == {MailStatus.SENT}
    raws = mail_server.arrived(MAILS)
    arrived = [message_from_bytes(raw, policy=policy.default) for raw in raws]
    by_reader = {mail["To"].addresses[0].username: mail for mail in arrived}
    names = {read(raw, "To") for raw in raws}
    assert len(arrived) == len(by_reader) == MAILS
    for number, digest in enumerate(sent):
        (file,) = digest.attachments
        mail = by_reader[f"reader{number}"]
        assert defects(mail) == []
        assert mail["Subject"] == " ".join(digest.subject.replace("=?", "= ?").split())
        assert f"{digest.recipient.name} <{digest.recipient.email}>" in names
        assert mail["From"].addresses[0].display_name == "Веха, план библиотек"
        assert mail["Bcc"] is None
        text = mail.get_body(("plain",))
        assert text is not None and text.get_content().replace("\r\n", "\n") == digest.text
        (attached,) = mail.iter_attachments()
        assert (attached.get_filename(), attached.get_payload(decode=True)) == (file.name, file.content)
    assert len({mail["Message-ID"] for mail in arrived}) == MAILS


def test_one_refused_address_holds_up_nobody(mail_server: LiveMail, tmp_path: Path) -> None:
    """The server refuses it at RCPT, another in other letters before it is asked; the one between them arrives."""
    mail_server.empty()
    outbox = queue_of(tmp_path)
    for address in ("refused@live.example.org", "reader@live.example.org", "читатель@live.example.org"):
        put(outbox, digest_of(late_and_near(), recipients=(Recipient("Читатель", address),)))
    told = [(one.status.value, one.error.code if one.error else "") for one in send(outbox, server_of(mail_server))]
    assert told == [
        ("refused", "mail-recipient-refused"),
        ("sent", ""),
        ("refused", "mail-address-unsupported"),
    ]
    assert len(mail_server.arrived(1)) == 1


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"password": "wrong"}, WayForbidden, "mail-login-refused"),
        ({"ca_file": None}, WayMisconfigured, "mail-certificate"),
        ({"host": "127.0.0.1"}, WayMisconfigured, "mail-certificate-host"),
        ({"security": "tls"}, WayMisconfigured, "mail-tls-missing"),
        ({"security": "none", "username": ""}, WayMisconfigured, "mail-starttls-needed"),
        ({"security": "none"}, WayMisconfigured, "mail-login-unsupported"),
        ({"username": ""}, WayForbidden, "mail-login-needed"),
    ],
)
def test_what_is_set_wrong_is_told_as_what_it_is(
    mail_server: LiveMail, tmp_path: Path, changes: dict[str, Any], kind: type[DeliveryError], code: str
) -> None:
    """The mail stays queued."""
    outbox = queue_of(tmp_path)
    put(outbox, digest_of(late_and_near(), recipients=(Recipient("", "reader@live.example.org"),)))
    (told,) = send(outbox, server_of(mail_server, **changes))
    assert told.error is not None
    assert (type(told.error), told.error.code, told.status) == (kind, code, MailStatus.QUEUED)


def test_what_the_server_offers(mail_server: LiveMail) -> None:
    """As it was set up."""
    with SmtpDelivery(server_of(mail_server)) as delivery:
        offer = delivery.look()
    assert (offer.starttls, offer.logins, offer.size, offer.any_letters) == (
        True,
        ("PLAIN", "LOGIN"),
        20_000_000,
        False,
    )
