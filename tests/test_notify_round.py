"""One round: what was told is told again by the policy alone, what is queued is sent, and nothing is lost between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from mappings import language
from notify.alerts.memory import Known
from notify.alerts.reasons import Reason
from notify.alerts.recipients import Away, Recipient
from notify.alerts.terms import Terms, Today
from notify.delivery.mails import MailStatus
from notify.delivery.outbox import Outbox, tables
from notify.errors import MailRefused, WayClosed
from notify.letters.digest import Digest
from notify.round import find_digests
from tests.examples.notify_values import (
    ANNA,
    KNOWN,
    NOW,
    TERMS,
    TODAY,
    Taking,
    imprint_of,
    late_and_near,
    measure,
    plan_of,
    progress_of,
    send_digests,
)

BOSS = Recipient("Петров", "petrov@lib.example", sections=("V",))
MONDAY = TODAY
TUESDAY = TODAY + timedelta(days=1)
NEXT_MONDAY = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """An empty queue."""
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.create_all(engine)
    yield Outbox(engine, "megion")
    engine.dispose()


def find(
    outbox: Outbox,
    day: date = MONDAY,
    *,
    weekly: date | None = None,
    terms: Terms = TERMS,
    known: Known = KNOWN,
    recipients: tuple[Recipient, ...] = (BOSS, ANNA),
) -> tuple[Digest, ...]:
    """What there is to tell on a day. `weekly` is the day of the last round that was the first of its week."""
    progress = progress_of(late_and_near(), today=day)
    imprint = imprint_of(today=day, as_of=NOW + (day - MONDAY), terms=terms)
    today = Today(day, last_weekly=weekly)
    return find_digests(progress, recipients, outbox, known, terms=terms, today=today, imprint=imprint).digests


def told(digests: tuple[Digest, ...]) -> dict[str, list[tuple[str, Reason]]]:
    """What each person is told, by their address."""
    return {one.recipient.email: [(alert.key, alert.reason) for alert in one.alerts] for one in digests}


def test_each_person_has_a_digest_of_their_own(outbox: Outbox) -> None:
    """Recipients come as given, each with what they follow, on the operator's terms."""
    assert told(find(outbox)) == {
        BOSS.email: [("V.3.1/2026", Reason.NEWLY_LATE)],
        ANNA.email: [
            *((key, Reason.NEWLY_LATE) for key in ("I.1.1/2024", "I.1.1/2025", "V.3.1/2026")),
            ("I.3.4.1/2026", Reason.BEFORE),
        ],
    }
    later = told(find(outbox, terms=replace(TERMS, before=(3,))))
    assert later[ANNA.email][-1] == ("I.3.4.1/2026", Reason.AT_RISK)


def test_looking_tells_nobody(outbox: Outbox) -> None:
    """Until something is queued, the next look finds the same."""
    assert find(outbox) == find(outbox)
    assert outbox.pending() == []


def test_what_was_sent_is_found_again_with_the_next_week(outbox: Outbox) -> None:
    """Not in its own; then one step higher, since nothing has changed."""
    post = Taking()
    delivered = send_digests(find(outbox), outbox, post)
    assert [one.status for one in delivered] == [MailStatus.SENT, MailStatus.SENT]
    assert [mail.recipient for mail in post.taken] == [BOSS.email, ANNA.email]
    assert find(outbox, weekly=MONDAY) == ()
    assert find(outbox, TUESDAY, weekly=MONDAY) == ()
    again = told(find(outbox, NEXT_MONDAY, weekly=MONDAY))
    assert {reason for _key, reason in again[ANNA.email]} == {Reason.ESCALATED}


def test_a_mail_that_was_not_taken_goes_with_the_next_round(outbox: Outbox) -> None:
    """It stays queued, is not found anew, and is sent once the way is open."""
    failed = send_digests(find(outbox), outbox, Taking(WayClosed("closed", "come again")))
    assert [(one.status, one.error.code if one.error else "") for one in failed] == [
        (MailStatus.QUEUED, "closed"),
        (MailStatus.QUEUED, ""),
    ]
    assert find(outbox, TUESDAY, weekly=MONDAY) == ()
    assert [one.status for one in send_digests([], outbox, Taking())] == [MailStatus.SENT] * 2


def test_news_take_back_what_was_not_sent(outbox: Outbox) -> None:
    """What the waiting mail would have told is told by the newer one, the news of its week among it."""
    send_digests(find(outbox), outbox, Taking(WayClosed("closed", "come again")))
    known = replace(KNOWN, moved={"V.3.1/2026": date(2027, 2, 1)})
    assert find(outbox, TUESDAY, weekly=MONDAY, known=known) == ()  # a moved date waits for the next week
    sudden = plan_of(*late_and_near().measures, measure("I.9", TUESDAY))
    today, imprint = Today(TUESDAY, last_weekly=MONDAY), imprint_of(today=TUESDAY)
    progress = progress_of(sudden, today=TUESDAY)
    found = find_digests(progress, [BOSS, ANNA], outbox, KNOWN, terms=TERMS, today=today, imprint=imprint).digests
    assert {key for key, _reason in told(found)[ANNA.email]} == {
        *("I.1.1/2024", "I.1.1/2025", "V.3.1/2026", "I.3.4.1/2026", "I.9/2026"),
    }
    assert list(told(found)) == [ANNA.email]  # there is nothing new for the other one
    delivered = send_digests(found, outbox, Taking())
    assert sorted(one.status for one in delivered) == [MailStatus.SENT, MailStatus.SENT, MailStatus.SUPERSEDED]


def test_who_was_turned_away_is_tried_with_the_next_week(outbox: Outbox) -> None:
    """Not every day; the others are told meanwhile."""
    send_digests(find(outbox), outbox, Taking(MailRefused("no-mailbox", "nobody here")))
    days = [TUESDAY + timedelta(days=number) for number in range(6)]
    assert not any(BOSS.email in told(find(outbox, day, weekly=MONDAY)) for day in days)
    assert list(told(find(outbox, NEXT_MONDAY, weekly=MONDAY))) == [BOSS.email, ANNA.email]


def test_the_mail_of_somebody_away_goes_to_the_stand_in(outbox: Outbox) -> None:
    """And is remembered of whom it is for: back again they are told what goes on from there."""
    away = replace(ANNA, away=(Away(MONDAY, TUESDAY, "zam@lib.example"),))
    post = Taking()
    send_digests(find(outbox, recipients=(away,)), outbox, post)
    assert [mail.recipient for mail in post.taken] == ["zam@lib.example"]
    assert list(outbox.remembered()) == [ANNA.email]
    (back,) = find(outbox, NEXT_MONDAY, weekly=MONDAY, recipients=(away,))
    assert back.address == ANNA.email


def test_a_message_is_dated_when_it_is_made(outbox: Outbox) -> None:
    """The moment comes from outside."""
    post = Taking()
    send_digests(find(outbox), outbox, post)
    assert {mail.created_at for mail in post.taken} == {datetime(2026, 11, 23, 4, 15, tzinfo=UTC).isoformat()}
