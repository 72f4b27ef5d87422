"""A mail that Vekha sends to the address of answers itself, to see what the server makes of it: as bytes, and judged.

It bears an Authentication-Results that somebody has forged: Vekha. A server whose own count has to take out all that
bear its name and are not its own (RFC 8601, 5); where it does not, anybody can write there that a mail was proven.
Nothing is sent or read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from notify.replies.correspondents import domain_of
from notify.replies.proof import is_proven
from notify.replies.received import Received
from notify.replies.tokens import tokens_of

_MARK = "Vekha-Check"
_FIRST_WORD = re.compile(r"[^\s;]*")


@dataclass(frozen=True)
class Probe:
    """A mail from `sender`, an address in ASCII, to the signed `address`. `mark` is hexadecimal, another one each time.

    `authserv_id` is whose Authentication-Results count; without one none is forged.
    """

    sender: str
    address: str
    mark: str
    authserv_id: str | None

    @property
    def message_id(self) -> str:
        """Its name."""
        return f"<vekha-check.{self.mark}@{domain_of(self.sender)}>"

    @property
    def forged(self) -> str:
        """What no server has said; the mark stands in a comment, which says nothing."""
        return f"{self.authserv_id}; dmarc=pass (vekha {self.mark}) header.from={domain_of(self.sender)}"

    def written(self, subject: str, text: str, now: datetime) -> bytes:
        """The mail. `now` must be aware."""
        message = EmailMessage(SMTP)
        message["Date"] = format_datetime(now)
        message["Message-ID"] = self.message_id
        if self.authserv_id is not None:
            message["Authentication-Results"] = self.forged
        message["From"] = self.sender
        message["To"] = self.address
        message["Subject"] = subject
        message["Auto-Submitted"] = "auto-generated"
        message[_MARK] = self.mark
        message.set_content(text, cte="base64")
        return message.as_bytes()

    def is_in(self, raw: bytes) -> bool:
        """Whether a mail is this one, whatever Message-ID a server has given it."""
        return f"{_MARK}: {self.mark}".encode() in raw

    def judged(self, received: Received) -> Verdict:
        """What became of it on its way."""
        results = received.authentication
        genuine = [one for one in results if self.mark not in one]
        own = [one for one in genuine if _author(one) == (self.authserv_id or "").lower()]
        return Verdict(
            signed=bool(tokens_of(received)),
            forged=any(self.mark in one for one in results),
            own=bool(own),
            proven=is_proven(own, self.authserv_id or "", self.sender),
            others=tuple(dict.fromkeys(author for one in genuine if (author := _author(one)))),
        )


@dataclass(frozen=True)
class Verdict:
    """What a mail tells of the server that it came through.

    `signed`: the signed part of the address came along. `forged`: what Vekha had forged stands in it as if it counted.
    `own`: the server has written a result of its own, `proven`: and says there that the sender's domain is proven.
    `others` are the names under which results stand that nobody forged.
    """

    signed: bool
    forged: bool
    own: bool
    proven: bool
    others: tuple[str, ...]


def _author(header: str) -> str:
    """The server that a result is said to be of, in small letters."""
    found = _FIRST_WORD.match(header.strip())
    return found.group().lower() if found else ""
