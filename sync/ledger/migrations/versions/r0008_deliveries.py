"""When a mail is tried again, since when nobody knows whether it arrived, and which mail told what.

What the queue knew is taken over: a mail that failed for good is refused, and what it told does not count as told.
"""

import json
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("next_try_at", sa.Text))
    op.add_column("outbox", sa.Column("ambiguous_since", sa.Text))
    op.add_column("outbox", sa.Column("answers_lost", sa.Integer, nullable=False, server_default="0"))
    op.add_column("notified", sa.Column("mail", sa.Integer))
    connection = op.get_bind()
    mails = connection.execute(sa.text("SELECT id, plan, recipient, items, status, created_at FROM outbox ORDER BY id"))
    # what a mail that went through has told stays told, whichever other mail tells it too
    for mail in sorted(mails.mappings().all(), key=lambda row: row["status"] == "failed"):
        _link(connection, mail)
    connection.execute(sa.text("DELETE FROM notified WHERE mail IN (SELECT id FROM outbox WHERE status = 'failed')"))
    connection.execute(sa.text("UPDATE outbox SET status = 'refused' WHERE status = 'failed'"))


def _link(connection: sa.Connection, mail: sa.RowMapping) -> None:
    """Note of what a mail told that it was this mail: its keys, in the periods that hold the day it was made."""
    made = datetime.fromisoformat(mail["created_at"]).date()
    periods = [name for day in (made, made + timedelta(days=1)) for name in _periods(day.isoformat())]
    linked = sa.text(
        "UPDATE notified SET mail = :id WHERE plan = :plan AND recipient = :recipient AND mail IS NULL"
        " AND key IN :keys AND period IN :periods"
    ).bindparams(sa.bindparam("keys", expanding=True), sa.bindparam("periods", expanding=True))
    keys = [item["key"] for item in json.loads(mail["items"])]
    recipient = mail["recipient"].strip().casefold()
    values = {"id": mail["id"], "plan": mail["plan"], "recipient": recipient, "keys": keys, "periods": periods}
    connection.execute(linked, values)


def _periods(day: str) -> tuple[str, str, str]:
    year, week, _weekday = datetime.fromisoformat(day).isocalendar()
    return day, f"{year}-W{week:02}", day[:7]
