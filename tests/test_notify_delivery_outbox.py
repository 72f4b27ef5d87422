"""The durable queue: a message and the memory of what it tells are there together or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, event, func, select

from notify.alerts.matching import drop_told
from notify.delivery.mails import MailStatus
from notify.delivery.outbox import Outbox, Period, carry_over, notified_table, outbox_table, period_of, tables
from tests.examples.notify_values import ANNA, NOW, PERIOD, digest_of, late_and_near

DIGEST = digest_of(late_and_near())
TOLD = {alert.told_as for alert in DIGEST.alerts}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A database with the queue's tables."""
    made = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.create_all(made)
    return made


@pytest.fixture
def outbox(engine: Engine) -> Outbox:
    """The queue of one plan."""
    return Outbox(engine, "megion")


def put(outbox: Outbox, message_id: str = "<1@lib.example>", period: str = PERIOD) -> int:
    """Queue the digest."""
    return outbox.enqueue(DIGEST, b"raw", message_id, period, NOW).id


def test_a_message_waits_until_it_is_sent(outbox: Outbox) -> None:
    """Queued with its bytes as they are, gone from the queue once marked as sent."""
    number = put(outbox)
    (mail,) = outbox.pending()
    assert (mail.id, mail.message_id, mail.recipient) == (number, "<1@lib.example>", ANNA.email)
    assert (mail.raw, mail.status, mail.attempts, mail.kind) == (b"raw", MailStatus.QUEUED, 0, "overdue")
    assert (mail.subject, mail.created_at) == (DIGEST.subject, "2026-11-23T04:15:00+00:00")
    outbox.mark_sent(number, NOW)
    assert outbox.pending() == []


def test_the_items_are_kept_as_they_are_told(outbox: Outbox, engine: Engine) -> None:
    """Kind, key, due date, days and address of each item stand in the row, in the mail's order."""
    put(outbox)
    with engine.connect() as connection:
        items = json.loads(connection.execute(select(outbox_table.c["items"])).scalar_one())
    assert items[0] == {"kind": "overdue", "key": "I.1.1/2024", "due": "2024-12-31", "days": 692, "url": None}
    assert [item["key"] for item in items] == [alert.key for alert in DIGEST.alerts]


def test_what_was_queued_counts_as_told(outbox: Outbox) -> None:
    """However the address is spelt, nothing of it is told again in the period; in the next one it is."""
    assert outbox.already(ANNA.email, PERIOD) == set()
    put(outbox)
    assert outbox.already(" IVANOVA@lib.example", PERIOD) == TOLD
    assert outbox.already(ANNA.email, "2026-W49") == set()
    assert outbox.already(ANNA.email) == TOLD
    assert outbox.already("other@lib.example", PERIOD) == set()
    assert drop_told(DIGEST.alerts, outbox.already(ANNA.email, PERIOD)) == []


def test_plans_do_not_see_each_other(outbox: Outbox, engine: Engine) -> None:
    """Two plans in one database keep their own queue and memory."""
    number = put(outbox)
    other = Outbox(engine, "other")
    assert other.pending() == []
    assert other.already(ANNA.email, PERIOD) == set()
    other.mark_sent(number, NOW)
    assert len(outbox.pending()) == 1


def test_the_same_message_is_queued_once(outbox: Outbox) -> None:
    """A second try finds the first, even after it was sent."""
    number = put(outbox)
    assert put(outbox) == number
    outbox.mark_sent(number, NOW)
    assert put(outbox) == number
    assert outbox.pending() == []


def test_items_told_in_part_before_are_remembered_once(outbox: Outbox) -> None:
    """A message that repeats an item does not fail for it."""
    part = replace(DIGEST, alerts=DIGEST.alerts[:1])
    outbox.mark_sent(outbox.enqueue(part, b"raw", "<0@lib.example>", PERIOD, NOW).id, NOW)
    put(outbox)
    assert outbox.already(ANNA.email, PERIOD) == TOLD
    assert outbox.already(ANNA.email, PERIOD, queued=False) == {alert.told_as for alert in part.alerts}


def test_a_message_and_its_memory_are_one(outbox: Outbox, engine: Engine) -> None:
    """If the memory cannot be written, the message is not in the queue either."""

    @event.listens_for(engine, "before_cursor_execute")
    def fail(*arguments: object) -> None:
        if "INSERT INTO notified" in str(arguments[2]):
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        put(outbox)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(outbox_table)).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(notified_table)).scalar_one() == 0


def test_a_failure_is_noted(outbox: Outbox) -> None:
    """The message stays in the queue with its error, its count and when it is due."""
    outbox.mark_deferred(put(outbox), "disk-full: …", next_try=NOW)
    (mail,) = outbox.pending()
    assert (mail.attempts, mail.error, mail.next_try_at) == (1, "disk-full: …", "2026-11-23T04:15:00+00:00")


@pytest.mark.parametrize("status", [MailStatus.REFUSED, MailStatus.EXPIRED])
def test_what_is_given_up_was_not_told(outbox: Outbox, status: MailStatus) -> None:
    """It leaves the queue, and its items count as untold in this period and in all."""
    outbox.give_up(put(outbox), status, "mail-…")
    assert outbox.pending() == []
    assert outbox.already(ANNA.email) == set()


@pytest.mark.parametrize("queued", [True, False])
def test_what_counts_as_told_while_it_is_on_its_way(outbox: Outbox, *, queued: bool) -> None:
    """Queued, ambiguous and sent messages have told; of a queued one a newer may take it back."""
    number = put(outbox)
    assert outbox.already(ANNA.email, PERIOD, queued=queued) == (TOLD if queued else set())
    outbox.mark_ambiguous(number, "…", now=NOW, next_try=NOW)
    assert outbox.already(ANNA.email, PERIOD, queued=queued) == TOLD
    outbox.mark_sent(number, NOW)
    assert outbox.already(ANNA.email, PERIOD, queued=queued) == TOLD


def test_a_newer_message_takes_the_place_of_a_queued_one(outbox: Outbox) -> None:
    """However the address is spelt; the older one's items are told by the newer one or by nobody."""
    older = put(outbox)
    part = replace(DIGEST, alerts=DIGEST.alerts[:1], recipient=replace(ANNA, email="Ivanova@lib.example"))
    newer = outbox.enqueue(part, b"raw", "<2@lib.example>", PERIOD, NOW)
    assert [mail.id for mail in newer.superseded] == [older]
    assert [mail.id for mail in outbox.pending()] == [newer.id]
    assert outbox.already(ANNA.email) == {alert.told_as for alert in part.alerts}


def test_a_message_that_may_have_arrived_is_never_replaced(outbox: Outbox) -> None:
    """Nor is one to somebody else, or one that was sent."""
    number = put(outbox)
    outbox.mark_ambiguous(number, "…", now=NOW, next_try=NOW)
    assert outbox.enqueue(DIGEST, b"raw", "<2@lib.example>", PERIOD, NOW).superseded == ()
    other = replace(DIGEST, recipient=replace(ANNA, email="other@lib.example"))
    assert outbox.enqueue(other, b"raw", "<3@lib.example>", PERIOD, NOW).superseded == ()
    assert len(outbox.pending()) == 3


@pytest.mark.parametrize("status", [MailStatus.EXPIRED, MailStatus.SUPERSEDED])
def test_what_was_given_up_may_be_made_anew(outbox: Outbox, status: MailStatus) -> None:
    """The same items in the same period are the same message: it begins its way once more."""
    outbox.give_up(put(outbox), status, "…")
    assert outbox.enqueue(DIGEST, b"new", "<1@lib.example>", PERIOD, NOW).fresh
    (mail,) = outbox.pending()
    assert (mail.raw, mail.attempts, mail.status, mail.error) == (b"new", 0, MailStatus.QUEUED, None)
    assert outbox.already(ANNA.email, PERIOD) == TOLD


def test_what_was_refused_is_not_tried_again(outbox: Outbox) -> None:
    """Neither the message that a server refused nor one that could not be made; each is told of once."""
    outbox.give_up(put(outbox), MailStatus.REFUSED, "…")
    assert not outbox.enqueue(DIGEST, b"new", "<1@lib.example>", PERIOD, NOW).fresh
    refused = outbox.refuse(DIGEST, "<2@lib.example>", "mail-address: …", NOW)
    assert refused is not None and refused.status is MailStatus.REFUSED
    assert outbox.refuse(DIGEST, "<2@lib.example>", "mail-address: …", NOW) is None
    assert (outbox.pending(), outbox.already(ANNA.email)) == ([], set())


def test_what_was_told_goes_to_the_new_key_once(outbox: Outbox, engine: Engine) -> None:
    """Where an amendment gives two deadlines one key, told by two messages, it is remembered as told."""
    outbox.mark_sent(put(outbox), NOW)
    outbox.enqueue(replace(DIGEST, alerts=DIGEST.alerts[:1]), b"", "<2@lib.example>", "2026-W49", NOW)
    with engine.begin() as connection:
        carry_over(connection, "megion", lambda _key: "I.9/2026")
    assert {key for _name, key in outbox.already(ANNA.email)} == {"I.9/2026"}


def test_a_sent_message_keeps_no_error(outbox: Outbox, engine: Engine) -> None:
    """The time of sending is written in UTC, the error of an earlier try goes."""
    number = put(outbox)
    outbox.mark_deferred(number, "x", next_try=NOW)
    outbox.mark_sent(number, NOW)
    with engine.connect() as connection:
        row = connection.execute(select(outbox_table)).one()
    assert (row.status, row.sent_at, row.error, row.attempts) == ("sent", "2026-11-23T04:15:00+00:00", None, 2)


def test_moments_must_be_aware(outbox: Outbox) -> None:
    """A time without a zone cannot be turned into UTC."""
    with pytest.raises(ValueError, match="aware"):
        outbox.enqueue(DIGEST, b"", "<1@x>", PERIOD, datetime(2026, 11, 23))  # noqa: DTZ001
    assert outbox.pending() == []


@pytest.mark.parametrize(
    ("day", "length", "name"),
    [
        (date(2026, 11, 23), "day", "2026-11-23"),
        (date(2026, 11, 23), "week", "2026-W48"),
        (date(2026, 11, 23), "month", "2026-11"),
        (date(2027, 1, 1), "week", "2026-W53"),
        (date(2026, 1, 5), "week", "2026-W02"),
    ],
)
def test_periods_have_names(day: date, length: Period, name: str) -> None:
    """A week is an ISO week, which may belong to the year before."""
    assert period_of(day, length) == name


@given(st.dates(date(2000, 1, 8), date(2100, 1, 1)), st.integers(0, 6))
def test_a_week_is_seven_days_from_monday(day: date, offset: int) -> None:
    """Every day of a week has the name of its Monday's week, and the day before that has another."""
    monday = date.fromordinal(day.toordinal() - day.weekday())
    name = period_of(monday, "week")
    assert period_of(date.fromordinal(monday.toordinal() + offset), "week") == name
    assert period_of(date.fromordinal(monday.toordinal() - 1), "week") != name
