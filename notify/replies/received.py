"""A mail as it came in, as far as it is looked at: who sent it where, how it was proven, and its words.

Decides nothing about whether it is taken; what its text says, `answer` reads.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from mappings.wording import clean
from notify.replies.bodies import body_of
from notify.replies.heads import Head, addresses, head_of, message_id, message_ids, moment, typed

_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_AUTOMATIC_PRECEDENCE = frozenset(("bulk", "junk", "list", "auto_reply"))
_OF_MACHINES = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond")
_NO = re.compile(r"no(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True)
class Received:
    """A mail as it came in.

    `message_id` is as written, without blanks, and stands in angle brackets; a mail without one gets one made of its
    bytes. `senders` are the addresses of every From header, `addressed` those to which it went (To, Cc and the traces
    of its delivery), each once and as written. `referred` are the Message-IDs that it answers, the newest first.
    `authentication` are its Authentication-Results headers, each on one line, the topmost first. `automatic` says
    that no person wrote it. `sent_at` is aware. `text` is its body with lines that end in LF, "> " before what it
    quotes. `attachments` counts the files that came with it, which nobody reads.
    """

    message_id: str
    senders: tuple[str, ...]
    addressed: tuple[str, ...]
    referred: tuple[str, ...]
    authentication: tuple[str, ...]
    automatic: bool
    sent_at: datetime | None
    text: str
    attachments: int


def receive(raw: bytes) -> Received:
    """Reads the bytes of a mail. Whatever they are, nothing raises; the time grows with their length alone."""
    head, start = head_of(raw, 0, len(raw))
    body = body_of(raw, head, start)
    return Received(
        message_id=message_id(head.first("message-id")) or f"<{hashlib.sha256(raw).hexdigest()}@none>",
        senders=addresses(head.all("from")),
        addressed=addresses(head.all(*_ADDRESSED)),
        referred=_referred(head),
        authentication=tuple(clean(value) for value in head.all("authentication-results")),
        automatic=_is_automatic(head),
        sent_at=moment(head.first("date")),
        text=body.text,
        attachments=body.attachments,
    )


def _referred(head: Head) -> tuple[str, ...]:
    answered = message_ids(head.all("in-reply-to"))
    thread = reversed(tuple(message_ids(head.all("references"))))
    return tuple(dict.fromkeys((*answered, *thread)))


def _is_automatic(head: Head) -> bool:
    """Whether a machine wrote the mail: an answer of one who is away, a report of its delivery, a list's mail."""
    precedence = {value.strip().lower().replace("-", "_") for value in head.all("precedence")}
    return (
        any(not _NO.match(value) for value in head.all("auto-submitted"))
        or not _AUTOMATIC_PRECEDENCE.isdisjoint(precedence)
        or typed(head.first("content-type")).kind == "multipart/report"
        or any(value in ("", "<>") for value in head.all("return-path"))
        or any(True for _value in head.all(*_OF_MACHINES))
    )
