"""How the mail of some queues stands: counts, the last one sent, and who was not reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from notify.delivery.mails import MailStatus, utc_text
from notify.delivery.outbox import outbox_table, tables
from notify.delivery.standing import mail_standing, status_of

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    """A database with the queue's tables."""
    made = sa.create_engine("sqlite://")
    tables.create_all(made)
    yield made
    made.dispose()


def put(
    engine: sa.Engine, name: str, recipient: str, status: MailStatus, *, plan: str = "town", error: str | None = None
) -> None:
    """A mail as the queue keeps it; one that was sent went an hour after the one before."""
    with engine.begin() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(outbox_table)) or 0
        sent = utc_text(NOW + count * timedelta(hours=1)) if status is MailStatus.SENT else None
        row = {"plan": plan, "message_id": name, "recipient": recipient, "status": status.value, "error": error}
        rest = {"kind": "overdue", "subject": "", "items": "[]", "raw": b"", "attempts": 0, "created_at": utc_text(NOW)}
        connection.execute(sa.insert(outbox_table).values(**row, **rest, sent_at=sent))


def test_an_empty_queue(engine: sa.Engine) -> None:
    """Every status is counted, with 0."""
    found = mail_standing(engine, ["town"])
    assert dict(found.counts) == dict.fromkeys(MailStatus, 0)
    assert (found.last_sent, dict(found.unreached)) == (None, {})
    assert status_of(engine, "<a>") is None


def test_only_the_last_mail_that_was_settled_says_whether_somebody_is_reached(engine: sa.Engine) -> None:
    """One that waits or was replaced says nothing; spellings of one address are one."""
    put(engine, "<1>", "a@x.org", MailStatus.REFUSED, error="mail-recipient-refused: no such user")
    put(engine, "<2>", "b@x.org", MailStatus.REFUSED)
    put(engine, "<3>", "B@X.org", MailStatus.SENT)
    put(engine, "<4>", "c@x.org", MailStatus.SENT)
    put(engine, "<5>", "c@x.org", MailStatus.EXPIRED, error="mail-expired: three days")
    put(engine, "<6>", "a@x.org", MailStatus.QUEUED)
    put(engine, "<7>", "c@x.org", MailStatus.SUPERSEDED)
    found = mail_standing(engine, ["town"])
    assert found.unreached == {"a@x.org": "mail-recipient-refused: no such user", "c@x.org": "mail-expired: three days"}
    assert found.last_sent == NOW + timedelta(hours=3)
    assert found.counts[MailStatus.SENT] == 2 and found.counts[MailStatus.QUEUED] == 1
    assert status_of(engine, "<5>") is MailStatus.EXPIRED


def test_several_queues_are_looked_at_together_and_others_not(engine: sa.Engine) -> None:
    """A ledger may hold many plans."""
    put(engine, "<1>", "a@x.org", MailStatus.SENT)
    put(engine, "<2>", "op@x.org", MailStatus.SENT, plan="town/operator")
    put(engine, "<3>", "z@x.org", MailStatus.REFUSED, plan="village")
    assert mail_standing(engine, ["town", "town/operator"]).counts[MailStatus.SENT] == 2
    assert mail_standing(engine, ["town"]).unreached == {}
