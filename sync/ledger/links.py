"""Links and open intents as rows. The statements are made once: a turn of the journal runs five of them for each write.

Works in the ledger's transactions; which of them belong together is for the store.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert

from sync.ledger import tables as t
from sync.ledger.rows import time_text

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from sync.memory import Intent, Link

_PUT_LINK = upsert(t.links)
_PUT_LINK = _PUT_LINK.on_conflict_do_update(
    index_elements=["plan", "kind", "key"],
    set_={name: _PUT_LINK.excluded[name] for name in ("tracker_id", "url", "base", "gone_at")},
)
_PUT_INTENT = t.intents.insert()
_DROP_INTENT = t.intents.delete().where(
    t.intents.c.plan == sa.bindparam("of"),
    t.intents.c.kind == sa.bindparam("what"),
    t.intents.c.key == sa.bindparam("which"),
)


def save_link(connection: Connection, plan: str, link: Link) -> None:
    """Put a link in the place of the one of its key."""
    values = {
        "plan": plan,
        "kind": link.kind,
        "key": link.key,
        "tracker_id": link.tracker_id,
        "url": link.url,
        "base": json.dumps(dict(link.base), ensure_ascii=False, sort_keys=True),
        "gone_at": time_text(link.gone_at) if link.gone_at else None,
    }
    connection.execute(_PUT_LINK, values)


def save_intent(connection: Connection, plan: str, intent: Intent) -> None:
    """Put down an open intent."""
    values = {
        "plan": plan,
        "kind": intent.kind,
        "key": intent.key,
        "action": intent.action,
        "wanted": json.dumps(dict(intent.wanted), ensure_ascii=False),
        "opened_at": time_text(intent.opened_at),
        "lost_at": time_text(intent.lost_at) if intent.lost_at else None,
        "changed_at": time_text(intent.changed_at) if intent.changed_at else None,
    }
    connection.execute(_PUT_INTENT, values)


def drop_intent(connection: Connection, plan: str, kind: str, key: str) -> None:
    """Take up the intent of a key; one that is not there is no fault."""
    connection.execute(_DROP_INTENT, {"of": plan, "what": kind, "which": key})
