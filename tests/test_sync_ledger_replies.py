"""Answers by mail in the ledger: where the mailbox was read up to, what was taken of it, what is still to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.ledger.replies import Replies
from sync.ledger.store import Ledger
from sync.memory import MailboxPlace, Reply

NOW = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
BOX = "otvet@imap.example.org:993/INBOX"
AT_START = MailboxPlace(BOX, 7, 0)


def reply(number: int, *, digest: str = "abc") -> Reply:
    """An answer that lies in the mailbox under its number."""
    at = NOW + timedelta(minutes=number)
    return Reply(f"<{number}@x>", digest, at, at, "{}", uid=number)


def upto(uid: int) -> MailboxPlace:
    """The mailbox looked at up to a UID."""
    return replace(AT_START, uid=uid)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An open ledger."""
    with Ledger.opened(tmp_path / "ledger.db", "town", now=NOW) as ledger:
        yield ledger


def test_goes_on_where_it_was(ledger: Ledger) -> None:
    """The place is kept with each mail, whatever came of it."""
    replies = Replies(ledger)
    assert replies.place() is None
    assert replies.begin(AT_START) == AT_START
    replies.take(upto(3), reply(3))
    replies.pass_over(upto(4), 4)
    replies.go_on(upto(9))
    assert replies.begin(AT_START) == upto(9)


@pytest.mark.parametrize(
    "other",
    [MailboxPlace(BOX, 8, 0), MailboxPlace("other@imap.example.org:993/INBOX", 7, 0)],
    ids=["renumbered", "another"],
)
def test_another_mailbox_begins_anew(ledger: Ledger, other: MailboxPlace) -> None:
    """UIDs of another mailbox, or of one made anew, mean nothing: no mail of it is moved by them."""
    replies = Replies(ledger)
    replies.take(upto(3), reply(3))
    replies.pass_over(upto(4), 4)
    assert replies.begin(other) == other
    assert replies.unfiled(taken=False) == []
    (kept,) = replies.unsettled()
    assert kept.uid is None
    replies.settle(kept, now=NOW)
    assert replies.unfiled(taken=True) == []


def test_an_answer_is_taken_once(ledger: Ledger) -> None:
    """A Message-ID that is known is not taken again, and what was read of it stays."""
    replies = Replies(ledger)
    replies.take(upto(3), reply(3))
    replies.take(upto(5), replace(reply(3), answer='{"other": 1}', uid=5))
    (kept,) = replies.unsettled()
    assert (kept.answer, kept.uid) == ("{}", 3)
    assert replies.place() == upto(5)


def test_settled_then_filed(ledger: Ledger) -> None:
    """A mail is for its folder when its answer is settled, and no longer once it is there."""
    replies = Replies(ledger)
    replies.take(upto(3), reply(3))
    replies.take(upto(4), reply(4))
    replies.pass_over(upto(5), 5)
    first, second = replies.unsettled()
    assert replies.unfiled(taken=True) == []
    replies.settle(first, now=NOW)
    assert replies.unsettled() == [second]
    assert (replies.unfiled(taken=True), replies.unfiled(taken=False)) == ([3], [5])
    replies.filed([3, 5])
    assert (replies.unfiled(taken=True), replies.unfiled(taken=False)) == ([], [])
    found = replies.find("<3@x>")
    assert found is not None
    assert found.settled_at == NOW


def test_where_an_answer_lies_now(ledger: Ledger) -> None:
    """An answer that is met again under another UID is filed under that."""
    replies = Replies(ledger)
    replies.take(upto(3), reply(3))
    replies.begin(MailboxPlace(BOX, 8, 0))
    replies.stands_at(MailboxPlace(BOX, 8, 1), "<3@x>", 1)
    (kept,) = replies.unsettled()
    replies.settle(kept, now=NOW)
    assert replies.unfiled(taken=True) == [1]


def test_counts_the_answers_of_a_day(ledger: Ledger) -> None:
    """Those to one digest since a moment, and none of another's."""
    replies = Replies(ledger)
    for number in (1, 2, 3):
        replies.take(upto(number), reply(number))
    replies.take(upto(4), reply(4, digest="other"))
    assert replies.count("abc", since=NOW + timedelta(minutes=2)) == 2
    assert replies.count("abc", since=NOW) == 3
    assert replies.count("none", since=NOW) == 0


def test_plans_do_not_mix(tmp_path: Path) -> None:
    """Two plans of one ledger know nothing of each other's mails."""
    path = tmp_path / "ledger.db"
    with Ledger.opened(path, "town", now=NOW) as ledger:
        Replies(ledger).take(upto(3), reply(3))
        Replies(ledger).pass_over(upto(4), 4)
    with Ledger.opened(path, "village", now=NOW) as ledger:
        replies = Replies(ledger)
        assert (replies.place(), replies.find("<3@x>"), replies.unsettled()) == (None, None, [])
        assert replies.unfiled(taken=False) == []
        assert replies.count("abc", since=NOW) == 0


def test_is_in_the_mailbox_that_is_known(ledger: Ledger) -> None:
    """UIDs that are known count only in their own mailbox."""
    replies = Replies(ledger)
    assert not replies.is_in(BOX, 7)
    replies.go_on(upto(3))
    assert replies.is_in(BOX, 7)
    assert not replies.is_in(BOX, 8)
    assert not replies.is_in("elsewhere", 7)
