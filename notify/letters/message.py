"""A digest as a finished MIME message: its headers, its two bodies, the files with it, its stable identity.

Decides nothing about the words. The compat32 policy is used because `EmailMessage` damages long Russian
subjects; the finished bytes are parsed again, and one whose headers are not exactly those meant is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.encoders import encode_base64
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any

from mappings.language import gettext as _
from mappings.wording import clean
from notify.alerts.recipients import address_key
from notify.errors import MailRefused
from notify.letters.addresses import Mailbox, in_header
from notify.letters.digest import Digest
from notify.replies.tokens import Desk

LINE_BYTES = 998  # the longest line a mail server must take
_FILE_NAME = 100  # characters
_LIST_NAME = 60  # characters, since a List-Id must stand on one line

_CRLF = policy.compat32.clone(linesep="\r\n")


@dataclass(frozen=True)
class _Part:
    """A part as it is meant to arrive: its media type, its content, and the name of a file."""

    kind: str
    content: bytes
    name: str | None = None


class _OnOneLine(Header):
    """A header that is never begun on the next line: some servers take a Message-ID there for none."""

    def encode(self, splitchars: str = "", maxlinelen: int | None = None, linesep: str = "\r\n") -> str:
        """The value as it stands after the name."""
        del splitchars, maxlinelen, linesep
        return str(self)


def message_id(digest: Digest, *, plan_key: str, sender: str, desk: Desk | None = None) -> str:
    """The Message-ID of a digest: the same for the same things told to the same person at the same address on a day.

    Where it is answered at a desk, it holds the token as well, in case the server there drops it from the address.
    """
    name, domain = _name_of(digest, plan_key), Mailbox.parse(sender).domain
    token = "" if desk is None or digest.is_trial else f".{desk.token(name, digest.address, digest.day)}"
    return f"<vekha.{name}{token}@{domain}>"


def _name_of(digest: Digest, plan_key: str) -> str:
    """The 32 hexadecimal digits that stand for what a digest tells."""
    items = sorted((alert.about, alert.reason, alert.detail) for alert in digest.alerts)
    told = [plan_key, *_reader(digest), str(digest.day), items, digest.is_trial, digest.occasion]
    return _digest_of(told)


def build_message(
    digest: Digest, *, plan_key: str, sender: str, reply_to: str, now: datetime, desk: Desk | None = None
) -> bytes:
    """The finished message with CRLF line ends; in ASCII throughout, but for addresses in other letters.

    `sender` and `reply_to` are `Name <address>` or an address; an empty `reply_to` leaves its header out. What is no
    trial is answered at the `desk`, where there is one.
    `now` must be aware. Raises `MailRefused` for an address that is none, or a message that does not come out as meant.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    meant = _headers(digest, plan_key, sender, reply_to, now, desk)
    parts = [_Part("text/plain", _encoded(digest.text)), _Part("text/html", _encoded(digest.html))]
    files = [_Part(one.kind, one.content, _file_name(one.name)) for one in digest.attachments]
    boundary = f"=_vekha_{_digest_of([meant['Message-ID'], digest.text, digest.html])}"
    message: Any = MIMEMultipart("alternative", boundary)
    _attach(message, [MIMEText(part.content.decode(), part.kind.removeprefix("text/"), "utf-8") for part in parts])
    if files:
        bodies, boundary = message, f"{boundary}_files"
        message = MIMEMultipart("mixed", boundary)
        _attach(message, [bodies, *map(_attached, files)])
    for name, value in meant.items():
        message[name] = _written(name, value)
    raw: bytes = message.as_bytes(policy=_CRLF)
    frame = [("Content-Type", f'{message.get_content_type()}; boundary="{boundary}"'), ("MIME-Version", "1.0")]
    _verify(raw, frame + [(name, str(value)) for name, value in meant.items()], [*parts, *files])
    return raw


def _headers(
    digest: Digest, plan_key: str, sender: str, reply_to: str, now: datetime, desk: Desk | None
) -> dict[str, str | Mailbox]:
    """The headers as meant, decoded."""
    author = Mailbox.parse(sender)
    root = _digest_of([plan_key, *_reader(digest)])
    list_name = re.sub(r"[^a-z0-9-]+", "-", plan_key.lower())[:_LIST_NAME].strip("-") or "plan"
    headers: dict[str, str | Mailbox] = {
        "Date": format_datetime(now),
        "Message-ID": message_id(digest, plan_key=plan_key, sender=sender, desk=desk),
        "From": author,
        "To": Mailbox.of(_name(digest), digest.address),
    }
    if desk is not None and not digest.is_trial:
        signed = desk.reply_to(_name_of(digest, plan_key), digest.address, digest.day)
        headers["Reply-To"] = Mailbox.of(author.name, signed)
    elif reply_to:
        headers["Reply-To"] = Mailbox.parse(reply_to)
    return headers | {
        "Subject": in_header(digest.subject),
        "References": f"<vekha.{root}@{author.domain}>",
        "List-Id": f"<{list_name}.vekha.{author.domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": digest.language,
    }


def _reader(digest: Digest) -> tuple[str, ...]:
    """Whom a digest is for and, where that is another address, who reads it."""
    return tuple(dict.fromkeys(map(address_key, (digest.recipient.email, digest.address))))


def _name(digest: Digest) -> str:
    """The reader's name, as far as it is known: nobody is called by the name of whom they stand in for."""
    return digest.recipient.name if len(_reader(digest)) == 1 else ""


def _written(name: str, value: str | Mailbox) -> Header | str:
    """A value as it is written: free text stands in the subject and in display names alone."""
    if isinstance(value, Mailbox):
        return value.header(name)
    if name == "Message-ID":
        return _OnOneLine(value)
    return Header(value, "utf-8", header_name=name) if name == "Subject" else value


def _attach(message: Message, parts: Sequence[Message]) -> None:
    for part in parts:
        del part["MIME-Version"]  # it belongs to the message as a whole
        message.attach(part)


def _attached(part: _Part) -> MIMEBase:
    attached = MIMEBase(*part.kind.split("/", 1))
    attached.set_payload(part.content)
    encode_base64(attached)
    attached.add_header("Content-Disposition", "attachment", filename=("utf-8", "", part.name or ""))
    return attached


def _verify(raw: bytes, meant: Sequence[tuple[str, str]], parts: Sequence[_Part]) -> None:
    """Refuse bytes that a mail program would read otherwise than meant."""
    parsed = message_from_bytes(raw)
    found = [(name, _decoded(str(value))) for name, value in parsed.raw_items()]
    if found != list(meant):
        wrong = next((name for name, value in found if (name, value) not in meant), "")
        raise _damaged(wrong or _("a header is missing"))
    if [_found(part) for part in parsed.walk() if not part.is_multipart()] != list(parts):
        raise _damaged(_("the body"))
    _head, _end, body = raw.partition(b"\r\n\r\n")
    if not body.isascii() or any(len(line) > LINE_BYTES for line in raw.split(b"\r\n")):
        raise _damaged(_("a line that is too long or not ASCII"))


def _decoded(value: str) -> str:
    """A header's value as a mail program shows it. Only an address may stand in it in letters other than ASCII."""
    # a value that is longer than a line is begun on the next one
    text = re.sub(r"\r?\n(?=[ \t])", "", value).lstrip().encode("ascii", "surrogateescape").decode("utf-8", "replace")
    if text.isascii():
        return str(make_header(decode_header(text)))
    name, bracket, address = text.rpartition("<")
    return f"{make_header(decode_header(name.strip()))} {bracket}{address}" if bracket else address


def _found(part: Message) -> _Part:
    payload = part.get_payload(decode=True)
    return _Part(part.get_content_type(), payload if isinstance(payload, bytes) else b"", part.get_filename())


def _file_name(name: str) -> str:
    """The name of a file as every system takes it."""
    return re.sub(r'[\\/:*?"<>|]+', "-", clean(name))[-_FILE_NAME:].strip(" .") or "file"


def _encoded(body: str) -> bytes:
    """The body in the form that mail carries: CRLF line ends, and nothing that UTF-8 cannot hold."""
    return re.sub(r"\r\n|\r|\n", "\r\n", body).encode("utf-8", "replace")


def _digest_of(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def _damaged(what: str) -> MailRefused:
    return MailRefused(
        "mail-damaged",
        _("the message would not arrive as meant: {what}").format(what=what),
        hint=_("look for unusual characters in the plan's title and in the recipient's name"),
    )
