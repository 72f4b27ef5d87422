"""The operator's letters go by the way of all mail, and in a queue of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from notify.delivery.mails import MailStatus, QueuedMail
from notify.delivery.outbox import Outbox, tables
from notify.delivery.sending import Delivery
from notify.errors import AnswerLost, DeliveryError, MailRefused, WayClosed
from notify.letters.digest import Digest
from notify.round import Letterhead
from notify.upkeep.letter import Facts, upkeep_letter
from notify.upkeep.telling import Letters, queue_of
from notify.upkeep.troubles import WELL, Round, Standing, Trouble, Turn

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
HEAD = Letterhead("town", "vekha@example.org")


class Way:
    """A way of mail that fails as it is told to; `sent` are the Message-IDs that were handed over."""

    into_folder = False

    def __init__(self) -> None:
        self.error: DeliveryError | None = None
        self.sent: list[str] = []
        self.readers: list[str] = []
        self.opened = 0

    @contextmanager
    def __call__(self) -> Iterator[Delivery]:
        self.opened += 1
        yield self

    def deliver(self, message: QueuedMail) -> None:
        """Hand over, or fail."""
        if self.error is not None:
            raise self.error
        self.sent.append(message.message_id)
        self.readers.append(message.recipient)


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    """A database with the queue's tables."""
    made = sa.create_engine("sqlite://")
    tables.create_all(made)
    yield made
    made.dispose()


def letter(trouble: Trouble = Trouble.SYNC, at: datetime = NOW) -> Digest:
    """A letter that tells that a trouble began."""
    found = dict.fromkeys(Trouble, WELL) | {trouble: Standing(1, at, Turn.BEGAN, at)}
    facts = Facts("town", "Plan", UTC)
    return upkeep_letter(Round(found, (trouble,)), {}, facts, address="op@example.org", now=at)


def test_a_letter_that_was_handed_over_is_told(engine: sa.Engine) -> None:
    """Neither before, nor while it waits; and the way is opened only where there is something to send."""
    letters, way = Letters(engine, HEAD), Way()
    assert letters.send(way, now=NOW) == [] and way.opened == 0
    name = letters.name_of(letter())
    assert not letters.is_told(name)
    assert letters.queue(letter(), now=NOW) == []
    assert not letters.is_told(name)
    (done,) = letters.send(way, now=NOW)
    assert (done.status, way.sent) == (MailStatus.SENT, [name])
    assert letters.is_told(name)


def test_the_same_letter_goes_once(engine: sa.Engine) -> None:
    """A run that was broken off between the two sends no second one."""
    letters, way = Letters(engine, HEAD), Way()
    for _run in range(3):
        letters.queue(letter(), now=NOW)
        letters.send(way, now=NOW)
    assert len(way.sent) == 1


def test_a_letter_that_waits_makes_way_for_the_next(engine: sa.Engine) -> None:
    """The next tells all that is wrong by then; one that may have arrived stays."""
    letters, way = Letters(engine, HEAD), Way()
    way.error = WayClosed("mail-server-away", "away")
    letters.queue(letter(), now=NOW)
    letters.send(way, now=NOW)
    (gone,) = letters.queue(letter(Trouble.MAIL), now=NOW)
    assert (gone.status, gone.message.message_id) == (MailStatus.SUPERSEDED, letters.name_of(letter()))
    way.error = AnswerLost("mail-unconfirmed", "lost")
    letters.send(way, now=NOW + timedelta(hours=1))
    assert letters.is_told(letters.name_of(letter(Trouble.MAIL)))
    assert letters.queue(letter(Trouble.TOKEN), now=NOW) == []


def test_letters_and_digests_never_take_each_others_place(engine: sa.Engine) -> None:
    """The operator may follow the plan as well, at the same address."""
    mine = replace(letter(), kind="overdue")
    outbox, letters = Outbox(engine, "town"), Letters(engine, HEAD)
    outbox.enqueue(mine, b"raw", "<digest@x>", NOW)
    assert letters.queue(letter(), now=NOW) == []
    superseded = outbox.enqueue(mine, b"raw", "<later@x>", NOW).superseded
    assert [one.message_id for one in superseded] == ["<digest@x>"]
    assert [one.recipient for one in Outbox(engine, queue_of("town")).pending()] == ["op@example.org"]


def test_a_letter_that_was_refused_or_given_up_is_not_told(engine: sa.Engine) -> None:
    """What has waited for three days is told anew, as the same letter."""
    letters, way = Letters(engine, HEAD), Way()
    way.error = WayClosed("mail-server-away", "away")
    letters.queue(letter(), now=NOW)
    letters.send(way, now=NOW)
    (gone,) = letters.give_up_old(now=NOW + timedelta(days=3))
    assert gone.status is MailStatus.EXPIRED
    assert not letters.is_told(letters.name_of(letter()))
    way.error = None
    letters.queue(letter(), now=NOW + timedelta(days=3))
    letters.send(way, now=NOW + timedelta(days=3))
    assert way.sent == [letters.name_of(letter())]
    way.error = MailRefused("mail-recipient-refused", "no")
    letters.queue(letter(Trouble.MAIL), now=NOW)
    (refused,) = letters.send(way, now=NOW)
    assert refused.status is MailStatus.REFUSED
    assert not letters.is_told(letters.name_of(letter(Trouble.MAIL)))


def test_a_trial_leaves_nothing_behind(engine: sa.Engine) -> None:
    """A redirected letter goes to another reader, names the operator, and is not remembered."""
    letters, way = Letters(engine, HEAD), Way()
    (done,) = letters.send_elsewhere(letter(), "trial@example.org", way, now=NOW)
    assert way.readers == ["trial@example.org"]
    assert done.message.message_id != letters.name_of(letter())
    assert Outbox(engine, queue_of("town")).pending() == []
