"""Values of answers by mail for tests: keys, a desk, a mail that was received."""

from __future__ import annotations

from datetime import date
from typing import Any

from notify.replies.keys import Key, KeyRing
from notify.replies.received import Received
from notify.replies.tokens import Desk

DAY = date(2026, 12, 24)
READER = "m.obraztsova@library.example.org"
DIGEST = "0123456789abcdef0123456789abcdef"
KEY, OLDER = Key("k2", "s" * 64), Key("k3", "t" * 64)
DESK = Desk("megion", "otvet@example.org", KeyRing((KEY, OLDER)))


def received(**changes: Any) -> Received:
    """An answer to the digest, from its reader, proven by mx.example.org."""
    values: dict[str, Any] = {
        "message_id": "<reply-1@client.example.org>",
        "senders": (READER,),
        "addressed": (DESK.reply_to(DIGEST, READER, DAY),),
        "referred": (),
        "authentication": ("mx.example.org; dmarc=pass header.from=library.example.org",),
        "automatic": False,
        "sent_at": None,
        "text": "I.1.1\nФакт: 12\n",
        "attachments": 0,
    }
    return Received(**values | changes)
