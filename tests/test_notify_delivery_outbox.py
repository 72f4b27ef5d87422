"""The durable queue: a message and the memory of what it tells are there together or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, func, select

from notify.alerts.memory import Told
from notify.alerts.reasons import Reason
from notify.alerts.recipients import address_key
from notify.delivery.carrying import carry_over
from notify.delivery.mails import MailStatus
from notify.delivery.outbox import Outbox, outbox_table, tables, told_table
from notify.delivery.sent_digests import SentDigest, SentItem
from tests.examples.notify_values import ANNA, NOW, TODAY, digest_of, late_and_near

DIGEST = digest_of(late_and_near())
TOLD = {alert.key: (Told(alert.key, alert.reason, TODAY, alert.detail),) for alert in DIGEST.alerts}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with the queue's tables."""
    made = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def outbox(engine: Engine) -> Outbox:
    """The queue of one plan."""
    return Outbox(engine, "megion")


def put(outbox: Outbox, message_id: str = "<1@lib.example>") -> int:
    """Queue the digest."""
    return outbox.enqueue(DIGEST, b"raw", message_id, NOW).id


def told(outbox: Outbox, address: str = ANNA.email, *, queued: bool = True) -> Mapping[str, tuple[Told, ...]]:
    """What an address was told."""
    found = outbox.remembered(queued=queued).get(address_key(address))
    return found.told if found is not None else {}


NAMED = "0123456789abcde"
SENT = SentDigest(
    NAMED,
    ANNA.email,
    "megion",
    DIGEST.subject,
    tuple(SentItem(alert.key, alert.key, alert.due) for alert in DIGEST.alerts),
    NOW,
)


@pytest.mark.parametrize("rest", ["f" * 17, "0" * 17, f"{'f' * 17}.{'a' * 43}"])
def test_a_digest_is_found_by_its_name_once_it_went_out(outbox: Outbox, rest: str) -> None:
    """With whom it went to and what it told; also where nobody knows whether it arrived, for then it may have."""
    number = put(outbox, f"<vekha.{NAMED}{rest}@lib.example>")
    assert outbox.sent_digest(NAMED) is None
    outbox.mark_ambiguous(number, "", now=NOW, next_try=NOW)
    assert outbox.sent_digest(NAMED) == SENT
    outbox.mark_sent(number, NOW)
    assert outbox.sent_digest(NAMED) == SENT


def test_an_item_is_known_by_both_its_keys_after_amendments(engine: Engine, outbox: Outbox) -> None:
    """The one that its reader has seen, and that of the plan as it is now, however often that was amended."""
    outbox.mark_sent(put(outbox, f"<vekha.{NAMED}{'0' * 17}@lib.example>"), NOW)
    for old, new in (("I.1.1/", "I.9/"), ("I.9/", "I.1.1.1/"), ("V.3.1/", "V.4/")):
        with engine.begin() as connection:
            carry_over(connection, "megion", lambda key, old=old, new=new: key.replace(old, new))  # type: ignore[misc]
            carry_over(connection, "other", lambda key: f"{key}x")
    changed = outbox.sent_digest(NAMED)
    assert changed is not None
    assert [one.key for one in changed.items] == [one.key for one in SENT.items]
    now = [one.key.replace("I.1.1/", "I.1.1.1/").replace("V.3.1/", "V.4/") for one in SENT.items]
    assert [one.key_now for one in changed.items] == now != [one.key for one in SENT.items]


@pytest.mark.parametrize("status", [MailStatus.REFUSED, MailStatus.SUPERSEDED])
def test_what_did_not_go_out_cannot_be_answered(outbox: Outbox, status: MailStatus) -> None:
    """Nobody has it."""
    outbox.give_up(put(outbox, f"<vekha.{NAMED}{'0' * 17}@lib.example>"), status, "")
    assert outbox.sent_digest(NAMED) is None


def test_what_was_given_up_may_have_arrived(outbox: Outbox) -> None:
    """Whoever has the token has got the mail, whatever became known of it."""
    outbox.give_up(put(outbox, f"<vekha.{NAMED}{'0' * 17}@lib.example>"), MailStatus.EXPIRED, "")
    assert outbox.sent_digest(NAMED) is not None


def test_confirmations_take_nobodys_place(engine: Engine) -> None:
    """In a queue that does not replace, two messages for one person both wait."""
    own = Outbox(engine, "megion", replacing=False)
    assert put(own, "<1@lib.example>") != put(own, "<2@lib.example>")
    assert [one.message_id for one in own.pending()] == ["<1@lib.example>", "<2@lib.example>"]


def test_a_digest_is_found_by_its_own_name_alone(engine: Engine, outbox: Outbox) -> None:
    """Not that of another plan, not by a part of a name, and not by anything that is no name."""
    outbox.mark_sent(put(outbox, f"<vekha.{NAMED}{'0' * 17}@lib.example>"), NOW)
    assert Outbox(engine, "other").sent_digest(NAMED) is None
    for name in ("", "0", NAMED[:-1], f"{NAMED}0", f"{NAMED[:-1]}f", f"{NAMED[:-1]}%", NAMED.upper(), f"{NAMED}\n"):
        assert outbox.sent_digest(name) is None


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
    assert items[0] == {
        "kind": "overdue",
        "reason": "newly_late",
        "key": "I.1.1/2024",
        "due": "2024-12-31",
        "days": 692,
        "url": None,
    }
    assert [item["key"] for item in items] == [alert.key for alert in DIGEST.alerts]


def test_what_was_queued_counts_as_told(outbox: Outbox) -> None:
    """However the address is spelt, with the reason and the day, and the day of the last mail."""
    assert outbox.remembered() == {}
    put(outbox)
    assert told(outbox, " IVANOVA@lib.example") == TOLD
    assert told(outbox, "other@lib.example") == {}
    assert outbox.remembered()[ANNA.email].mailed == TODAY


def test_what_is_told_more_than_once_is_remembered_in_order(outbox: Outbox) -> None:
    """Each telling with its own day; the last day is that of the last mail."""
    outbox.mark_sent(put(outbox), NOW)
    later = TODAY + timedelta(days=7)
    again = tuple(replace(alert, reason=Reason.STILL_LATE) for alert in DIGEST.alerts[:1])
    outbox.enqueue(replace(DIGEST, alerts=again, day=later), b"raw", "<2@lib.example>", NOW)
    key = DIGEST.alerts[0].key
    assert [(one.reason, one.day) for one in told(outbox)[key]] == [
        (Reason.NEWLY_LATE, TODAY),
        (Reason.STILL_LATE, later),
    ]
    assert outbox.remembered()[ANNA.email].mailed == later


def test_what_is_forgotten_is_news_again(outbox: Outbox) -> None:
    """Of one person, one thing and one reason; all else stays told."""
    put(outbox)
    key = DIGEST.alerts[0].key
    outbox.forget(ANNA.email, key, Reason.AT_RISK)
    outbox.forget("other@lib.example", key, Reason.NEWLY_LATE)
    assert told(outbox) == TOLD
    outbox.forget(ANNA.email, key, Reason.NEWLY_LATE)
    assert told(outbox) == {other: those for other, those in TOLD.items() if other != key}


def test_somebody_for_whom_mail_waits_is_known_by_the_day_of_it(outbox: Outbox) -> None:
    """While it is queued, and neither when it may have arrived nor when it was sent."""
    assert outbox.waiting_since() == {}
    number = put(outbox)
    assert outbox.waiting_since() == {ANNA.email: TODAY}
    outbox.mark_ambiguous(number, "…", now=NOW, next_try=NOW)
    assert outbox.waiting_since() == {}


def test_a_mail_to_a_stand_in_is_remembered_of_whom_it_is_for(outbox: Outbox) -> None:
    """It goes to the other address; a newer one for the same person takes its place, one for the stand-in does not."""
    outbox.enqueue(replace(DIGEST, address="boris@lib.example"), b"raw", "<1@lib.example>", NOW)
    assert [mail.recipient for mail in outbox.pending()] == ["boris@lib.example"]
    assert (told(outbox), told(outbox, "boris@lib.example")) == (TOLD, {})
    own = replace(DIGEST, recipient=replace(ANNA, email="boris@lib.example"), address="boris@lib.example")
    assert outbox.enqueue(own, b"raw", "<2@lib.example>", NOW).superseded == ()
    assert len(outbox.enqueue(DIGEST, b"raw", "<3@lib.example>", NOW).superseded) == 1


def test_plans_do_not_see_each_other(outbox: Outbox, engine: Engine) -> None:
    """Two plans in one database keep their own queue and memory."""
    number = put(outbox)
    other = Outbox(engine, "other")
    assert other.pending() == []
    assert other.remembered() == other.waiting_since() == {}
    other.mark_sent(number, NOW)
    assert len(outbox.pending()) == 1


def test_the_same_message_is_queued_once(outbox: Outbox) -> None:
    """A second try finds the first, even after it was sent."""
    number = put(outbox)
    assert put(outbox) == number
    outbox.mark_sent(number, NOW)
    assert put(outbox) == number
    assert outbox.pending() == []


def test_a_message_and_its_memory_are_one(outbox: Outbox, engine: Engine) -> None:
    """If the memory cannot be written, the message is not in the queue either."""

    @event.listens_for(engine, "before_cursor_execute")
    def fail(*arguments: object) -> None:
        if "INSERT INTO told" in str(arguments[2]):
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        put(outbox)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(outbox_table)).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(told_table)).scalar_one() == 0


def test_a_failure_is_noted(outbox: Outbox) -> None:
    """The message stays in the queue with its error, its count and when it is due."""
    outbox.mark_deferred(put(outbox), "disk-full: …", next_try=NOW)
    (mail,) = outbox.pending()
    assert (mail.attempts, mail.error, mail.next_try_at) == (1, "disk-full: …", "2026-11-23T04:15:00+00:00")


@pytest.mark.parametrize("status", [MailStatus.REFUSED, MailStatus.EXPIRED])
def test_what_is_given_up_was_not_told(outbox: Outbox, status: MailStatus) -> None:
    """It leaves the queue, and its items count as untold."""
    outbox.give_up(put(outbox), status, "mail-…")
    assert outbox.pending() == []
    assert told(outbox) == {}


@pytest.mark.parametrize("queued", [True, False])
def test_what_counts_as_told_while_it_is_on_its_way(outbox: Outbox, *, queued: bool) -> None:
    """Queued, ambiguous and sent messages have told; of a queued one a newer may take it back."""
    number = put(outbox)
    assert told(outbox, queued=queued) == (TOLD if queued else {})
    outbox.mark_ambiguous(number, "…", now=NOW, next_try=NOW)
    assert told(outbox, queued=queued) == TOLD
    outbox.mark_sent(number, NOW)
    assert told(outbox, queued=queued) == TOLD


def test_a_newer_message_takes_the_place_of_a_queued_one(outbox: Outbox) -> None:
    """However the address is spelt; the older one's items are told by the newer one or by nobody."""
    older = put(outbox)
    part = replace(DIGEST, alerts=DIGEST.alerts[:1], recipient=replace(ANNA, email="Ivanova@lib.example"))
    newer = outbox.enqueue(part, b"raw", "<2@lib.example>", NOW)
    assert [mail.id for mail in newer.superseded] == [older]
    assert [mail.id for mail in outbox.pending()] == [newer.id]
    assert set(told(outbox)) == {alert.key for alert in part.alerts}


def test_a_message_that_may_have_arrived_is_never_replaced(outbox: Outbox) -> None:
    """Nor is one to somebody else, or one that was sent."""
    number = put(outbox)
    outbox.mark_ambiguous(number, "…", now=NOW, next_try=NOW)
    assert outbox.enqueue(DIGEST, b"raw", "<2@lib.example>", NOW).superseded == ()
    other = replace(DIGEST, recipient=replace(ANNA, email="other@lib.example"))
    assert outbox.enqueue(other, b"raw", "<3@lib.example>", NOW).superseded == ()
    assert len(outbox.pending()) == 3


@pytest.mark.parametrize("status", [MailStatus.EXPIRED, MailStatus.SUPERSEDED])
def test_what_was_given_up_may_be_made_anew(outbox: Outbox, status: MailStatus) -> None:
    """The same items on the same day are the same message: it begins its way once more."""
    outbox.give_up(put(outbox), status, "…")
    assert outbox.enqueue(DIGEST, b"new", "<1@lib.example>", NOW).fresh
    (mail,) = outbox.pending()
    assert (mail.raw, mail.attempts, mail.status, mail.error) == (b"new", 0, MailStatus.QUEUED, None)
    assert told(outbox) == TOLD


def test_what_was_refused_is_not_tried_again(outbox: Outbox) -> None:
    """Neither the message that a server refused nor one that could not be made; each is told of once."""
    outbox.give_up(put(outbox), MailStatus.REFUSED, "…")
    assert not outbox.enqueue(DIGEST, b"new", "<1@lib.example>", NOW).fresh
    refused = outbox.refuse(DIGEST, "<2@lib.example>", "mail-address: …", NOW)
    assert refused is not None and refused.status is MailStatus.REFUSED
    assert outbox.refuse(DIGEST, "<2@lib.example>", "mail-address: …", NOW) is None
    assert (outbox.pending(), told(outbox)) == ([], {})


def test_what_was_told_goes_to_the_new_key(outbox: Outbox, engine: Engine) -> None:
    """All that was told of it, of this plan alone."""
    put(outbox)
    Outbox(engine, "other").enqueue(DIGEST, b"", "<2@lib.example>", NOW)
    with engine.begin() as connection:
        carry_over(connection, "megion", lambda key: key.replace("I.1.1/", "I.9/"))
    assert sorted(told(outbox)) == sorted(key.replace("I.1.1/", "I.9/") for key in TOLD)
    assert Outbox(engine, "other").remembered()[ANNA.email].told == TOLD


def test_who_was_turned_away_is_known_until_a_newer_mail(outbox: Outbox) -> None:
    """By the newest message alone."""
    outbox.give_up(put(outbox), MailStatus.REFUSED, "…")
    assert outbox.turned_away() == {ANNA.email}
    put(outbox, "<2@lib.example>")
    assert outbox.turned_away() == frozenset()


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
        outbox.enqueue(DIGEST, b"", "<1@x>", datetime(2026, 11, 23))  # noqa: DTZ001
    assert outbox.pending() == []
