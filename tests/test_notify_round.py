"""One round: what was told stays untold in its period, what is queued is sent, and nothing is lost between rounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from mappings import language
from notify.alerts.alert import Terms
from notify.alerts.recipients import Recipient
from notify.delivery.outbox import MailStatus, Outbox, Period, QueuedMail, tables
from notify.delivery.sending import Delivered
from notify.errors import DeliveryError
from notify.letters.digest import Digest
from notify.round import find_digests, send_digests
from tests.examples.notify_values import ANNA, NOW, TERMS, TODAY, late_and_near, progress_of

BOSS = Recipient("Петров", "petrov@lib.example", sections=("V",))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """An empty queue."""
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.create_all(engine)
    return Outbox(engine, "megion")


class Post:
    """A delivery that takes everything, unless it is closed."""

    def __init__(self) -> None:
        self.closed = False
        self.taken: list[QueuedMail] = []

    def deliver(self, message: QueuedMail) -> None:
        """Take a message."""
        if self.closed:
            raise DeliveryError("closed", "come again")
        self.taken.append(message)


def find(outbox: Outbox, today: date = TODAY, period: Period = "week", terms: Terms = TERMS) -> list[Digest]:
    """What there is to tell on a day."""
    return find_digests(
        progress_of(late_and_near(), today=today), [BOSS, ANNA], outbox, as_of=NOW, period=period, terms=terms
    )


def send(outbox: Outbox, post: Post, digests: list[Digest]) -> list[Delivered]:
    """Queue and send."""
    return send_digests(digests, outbox, post, plan_key="megion", sender="Vekha <v@lib.example>", reply_to="", now=NOW)


def test_each_recipient_has_a_digest_of_their_own(outbox: Outbox) -> None:
    """Recipients come as given, each with what they follow, on the operator's terms."""
    digests = find(outbox)
    assert [(digest.recipient, len(digest.alerts)) for digest in digests] == [(BOSS, 1), (ANNA, 4)]
    assert {digest.period for digest in digests} == {"2026-W48"}
    assert [len(digest.alerts) for digest in find(outbox, terms=Terms(upcoming_days=3))] == [1, 3]


def test_looking_tells_nobody(outbox: Outbox) -> None:
    """Until something is queued, the next look finds the same."""
    assert find(outbox) == find(outbox)
    assert outbox.pending() == []


def test_what_was_sent_is_not_found_again_in_its_period(outbox: Outbox) -> None:
    """The next period tells it once more, and a deadline that has become near meanwhile is told within the period."""
    post = Post()
    delivered = send(outbox, post, find(outbox))
    assert [one.status for one in delivered] == [MailStatus.SENT, MailStatus.SENT]
    assert [mail.recipient for mail in post.taken] == [BOSS.email, ANNA.email]
    assert find(outbox) == []
    assert [len(digest.alerts) for digest in find(outbox, today=date(2026, 11, 30))] == [1, 4]


def test_only_what_is_new_is_told_within_a_period(outbox: Outbox) -> None:
    """What comes near after the first mail of a period makes a second one, which holds nothing else."""
    post = Post()
    send(outbox, post, find(outbox, terms=Terms(upcoming_days=3)))
    (digest,) = find(outbox)
    assert [alert.key for alert in digest.alerts] == ["I.3.4.1/2026"]
    send(outbox, post, [digest])
    assert [mail.recipient for mail in post.taken] == [BOSS.email, ANNA.email, ANNA.email]


def test_a_mail_that_was_not_taken_goes_with_the_next_round(outbox: Outbox) -> None:
    """It stays queued, is not found anew, and is sent once the way is open."""
    post = Post()
    post.closed = True
    failed = send(outbox, post, find(outbox))
    assert [(one.status, one.error.code if one.error else "") for one in failed] == [(MailStatus.QUEUED, "closed")] * 2
    assert find(outbox) == []
    post.closed = False
    assert [one.status for one in send(outbox, post, [])] == [MailStatus.SENT] * 2


def test_a_period_has_the_length_that_was_asked(outbox: Outbox) -> None:
    """What was told this month is told again today where a day is the period."""
    send(outbox, Post(), find(outbox, period="month"))
    assert find(outbox, period="month") == []
    assert {digest.period for digest in find(outbox, period="day")} == {"2026-11-23"}


def test_a_message_is_dated_when_it_is_made(outbox: Outbox) -> None:
    """The moment comes from outside."""
    post = Post()
    send(outbox, post, find(outbox))
    assert {mail.created_at for mail in post.taken} == {datetime(2026, 11, 23, 4, 15, tzinfo=UTC).isoformat()}
