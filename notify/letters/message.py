"""A digest as a finished MIME message: its headers, its two bodies, its stable identity.

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
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import Any

from mappings.language import gettext as _
from mappings.wording import clean
from notify.alerts.recipients import address_key
from notify.errors import DeliveryError
from notify.letters.digest import Digest

LINE_BYTES = 998  # the longest line a mail server must take
_NAME_LENGTH = 120  # characters of a display name

_CRLF = policy.compat32.clone(linesep="\r\n")
_MAILBOX = re.compile(r"^(?:(?P<name>[^<>]*)<(?P<address>[^<>]*)>|(?P<bare>[^<>]*))$")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ,.'&()-]{1,50}")


@dataclass(frozen=True)
class Mailbox:
    """A display name, which may be empty, and a mail address in ASCII (a national domain as xn--)."""

    name: str
    address: str

    @classmethod
    def parse(cls, text: str) -> Mailbox:
        """Read `Name <address>` or a bare address; raises a permanent `DeliveryError` where it is neither."""
        match = _MAILBOX.match(clean(text))
        if match is None:
            raise _bad_address(text)
        name = (match["name"] or "").strip().strip('"').strip()
        return cls.of(name, match["bare"] if match["address"] is None else match["address"])

    @classmethod
    def of(cls, name: str, address: str) -> Mailbox:
        """A mailbox of these two; raises a permanent `DeliveryError` where the address is none."""
        local, at, domain = address.strip().rpartition("@")
        try:
            ascii_domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise _bad_address(address) from None
        if not at or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
            raise _bad_address(address)
        return cls(_harmless(name)[:_NAME_LENGTH].strip(), f"{local}@{ascii_domain}")

    @property
    def domain(self) -> str:
        """The part after the @."""
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        """The mailbox as it reads once decoded."""
        if _PLAIN_NAME.fullmatch(self.name):
            return formataddr((self.name, self.address))
        return f"{self.name} <{self.address}>" if self.name else self.address

    def header(self, header_name: str) -> Header | str:
        """The mailbox as the value of a header; a name that is not plain travels as encoded words."""
        if not self.name or _PLAIN_NAME.fullmatch(self.name):
            return str(self)
        header = Header(self.name, "utf-8", header_name=header_name)
        header.append(f"<{self.address}>", "us-ascii")
        return header


def message_id(digest: Digest, *, plan_key: str, sender: str) -> str:
    """The Message-ID of a digest: the same for the same items told to the same address in the same period."""
    items = sorted(alert.told_as for alert in digest.alerts)
    told = [plan_key, address_key(digest.recipient.email), digest.period, items]
    return f"<vekha.{_digest_of(told)}@{Mailbox.parse(sender).domain}>"


def build_message(digest: Digest, *, plan_key: str, sender: str, reply_to: str, now: datetime) -> bytes:
    """The finished message with CRLF line ends, in ASCII throughout.

    `sender` and `reply_to` are `Name <address>` or an address; an empty `reply_to` leaves its header out.
    `now` must be aware. Raises a permanent `DeliveryError` for an address that is none, or a header that does
    not come out as meant.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    meant = _headers(digest, plan_key, sender, reply_to, now)
    bodies = [("plain", digest.text), ("html", digest.html)]
    boundary = f"=_vekha_{_digest_of([meant['Message-ID'], *bodies])}"
    message: Any = MIMEMultipart("alternative", boundary)
    for name, value in meant.items():
        message[name] = _written(name, value)
    for subtype, body in bodies:
        message.attach(MIMEText(_encodable(body), subtype, "utf-8"))
    raw: bytes = message.as_bytes(policy=_CRLF)
    frame = [("Content-Type", f'multipart/alternative; boundary="{boundary}"'), ("MIME-Version", "1.0")]
    _verify(raw, frame + [(name, str(value)) for name, value in meant.items()], bodies)
    return raw


def _headers(digest: Digest, plan_key: str, sender: str, reply_to: str, now: datetime) -> dict[str, str | Mailbox]:
    """The headers as meant, decoded."""
    author = Mailbox.parse(sender)
    root = _digest_of([plan_key, address_key(digest.recipient.email)])
    list_name = re.sub(r"[^a-z0-9-]+", "-", plan_key.lower()).strip("-") or "plan"
    headers: dict[str, str | Mailbox] = {
        "Date": format_datetime(now),
        "Message-ID": message_id(digest, plan_key=plan_key, sender=sender),
        "From": author,
        "To": Mailbox.of(digest.recipient.name, digest.recipient.email),
    }
    if reply_to:
        headers["Reply-To"] = Mailbox.parse(reply_to)
    return headers | {
        "Subject": _harmless(digest.subject),
        "References": f"<vekha.{root}@{author.domain}>",
        "List-Id": f"<{list_name}.vekha.{author.domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": digest.language,
    }


def _written(name: str, value: str | Mailbox) -> Header | str:
    """A value as it is written: free text stands in the subject and in display names alone."""
    if isinstance(value, Mailbox):
        return value.header(name)
    return Header(value, "utf-8", header_name=name) if name == "Subject" else value


def _verify(raw: bytes, meant: Sequence[tuple[str, str]], bodies: Sequence[tuple[str, str]]) -> None:
    """Refuse bytes that a mail program would read otherwise than meant."""
    parsed = message_from_bytes(raw)
    found = [(name, _decoded(value)) for name, value in parsed.items()]
    if found != list(meant):
        wrong = next((name for name, value in found if (name, value) not in meant), "")
        raise _damaged(wrong or _("a header is missing"))
    if [_body(part) for part in parsed.walk() if not part.is_multipart()] != [
        (f"text/{subtype}", _encodable(body)) for subtype, body in bodies
    ]:
        raise _damaged(_("the body"))
    if not raw.isascii() or any(len(line) > LINE_BYTES for line in raw.split(b"\r\n")):
        raise _damaged(_("a line that is too long or not ASCII"))


def _decoded(value: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", value))))


def _body(part: Message) -> tuple[str, str]:
    payload = part.get_payload(decode=True)
    return part.get_content_type(), payload.decode("utf-8") if isinstance(payload, bytes) else ""


def _harmless(text: str) -> str:
    """The text as a header may carry it: one clean line without the opening of an encoded word."""
    return clean(text).replace("=?", "= ?")


def _encodable(body: str) -> str:
    """The body in the form that mail carries: CRLF line ends, and nothing that UTF-8 cannot hold."""
    return re.sub(r"\r\n|\r|\n", "\r\n", body).encode("utf-8", "replace").decode("utf-8")


def _digest_of(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def _bad_address(text: str) -> DeliveryError:
    return DeliveryError(
        "mail-address",
        _("“{address}” is no mail address").format(address=clean(text)),
        hint=_("write it as name@example.org or Name <name@example.org>"),
        permanent=True,
    )


def _damaged(what: str) -> DeliveryError:
    return DeliveryError(
        "mail-damaged",
        _("the message would not arrive as meant: {what}").format(what=what),
        hint=_("look for unusual characters in the plan's title and in the recipient's name"),
        permanent=True,
    )
