"""What mails told, under the keys that an amendment gives: what counts as told, and what readers may still answer."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Connection, select, update

from notify.delivery.outbox import KEY_NOW, outbox_table, told_table


def carry_over(connection: Connection, plan_key: str, keys: Callable[[str], str]) -> None:
    """Let what was told of deadlines and measures count under the keys that an amendment gives them.

    Works in a transaction. A mail still tells what its reader has seen; beside that its items know their new keys.
    """
    told, mail = told_table.c, outbox_table.c
    for row in connection.execute(select(told_table).where(told.plan == plan_key)).all():
        key = keys(row.key)
        if key != row.key:
            connection.execute(update(told_table).where(told.id == row.id).values(key=key))
    for number, text in connection.execute(select(mail.id, mail["items"]).where(mail.plan == plan_key)).all():
        carried = json.dumps([_carried(one, keys) for one in json.loads(text)], ensure_ascii=False)
        if carried != text:
            connection.execute(update(outbox_table).where(mail.id == number).values(items=carried))


def _carried(item: dict[str, object], keys: Callable[[str], str]) -> dict[str, object]:
    before = str(item.get(KEY_NOW, item["key"]))
    key = keys(before)
    return item if key == before else {**item, KEY_NOW: key}
