"""A mail as it came in, as far as it is looked at: who sent it where, how it was proven, and its words.

Decides nothing about whether it is taken; what its text says, `answer` reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
