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
from notify.delivery.mails import MailStatus
from notify.delivery.outbox import Outbox, Period, tables
from notify.errors import WayClosed
from notify.letters.digest import Digest
from notify.round import find_digests
from tests.examples.notify_values import ANNA, NOW, TERMS, TODAY, Taking, late_and_near, progress_of, send_digests

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


def find(outbox: Outbox, today: date = TODAY, period: Period = "week", terms: Terms = TERMS) -> list[Digest]:
    """What there is to tell on a day."""
    return find_digests(
        progress_of(late_and_near(), today=today), [BOSS, ANNA], outbox, as_of=NOW, period=period, terms=terms
    )


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
    post = Taking()
    delivered = send_digests(find(outbox), outbox, post)
    assert [one.status for one in delivered] == [MailStatus.SENT, MailStatus.SENT]
    assert [mail.recipient for mail in post.taken] == [BOSS.email, ANNA.email]
    assert find(outbox) == []
    assert [len(digest.alerts) for digest in find(outbox, today=date(2026, 11, 30))] == [1, 4]


def test_only_what_is_new_is_told_within_a_period(outbox: Outbox) -> None:
    """What comes near after the first mail of a period makes a second one, which holds nothing else."""
    post = Taking()
    send_digests(find(outbox, terms=Terms(upcoming_days=3)), outbox, post)
    (digest,) = find(outbox)
    assert [alert.key for alert in digest.alerts] == ["I.3.4.1/2026"]
    send_digests([digest], outbox, post)
    assert [mail.recipient for mail in post.taken] == [BOSS.email, ANNA.email, ANNA.email]


def test_a_mail_that_was_not_taken_goes_with_the_next_round(outbox: Outbox) -> None:
    """It stays queued, is not found anew, and is sent once the way is open."""
    failed = send_digests(find(outbox), outbox, Taking(WayClosed("closed", "come again")))
    assert [(one.status, one.error.code if one.error else "") for one in failed] == [
        (MailStatus.QUEUED, "closed"),
        (MailStatus.QUEUED, ""),
    ]
    assert find(outbox) == []
    assert [one.status for one in send_digests([], outbox, Taking())] == [MailStatus.SENT] * 2


def test_a_period_has_the_length_that_was_asked(outbox: Outbox) -> None:
    """What was told this month is told again today where a day is the period."""
    send_digests(find(outbox, period="month"), outbox, Taking())
    assert find(outbox, period="month") == []
    assert {digest.period for digest in find(outbox, period="day")} == {"2026-11-23"}


def test_a_message_is_dated_when_it_is_made(outbox: Outbox) -> None:
    """The moment comes from outside."""
    post = Taking()
    send_digests(find(outbox), outbox, post)
    assert {mail.created_at for mail in post.taken} == {datetime(2026, 11, 23, 4, 15, tzinfo=UTC).isoformat()}
