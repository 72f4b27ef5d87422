"""The journal keeps every intent on the disk until its outcome is known, and writes each turn in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.applying.journal import CLOCK_WRONG, Journal
from sync.difference.changeset import Change, Changeset
from sync.ledger.store import Ledger
from sync.memory import Intent, Link

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CHANGE = Change("update", "issue", "I.1", {"title": "New"}, before={"title": "Old"})
NEXT = Change("update", "issue", "I.2", {"title": "Next"})
LINK = Link("issue", "I.1", "5", None, {"title": "New"})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which a run has begun."""
    with Ledger.opened(tmp_path / "ledger.db", "town", now=NOW) as opened:
        opened.begin_run(["I.1", "I.2"], now=NOW)
        yield opened


NOTHING = Changeset()


def journal(ledger: Ledger, changeset: Changeset = NOTHING) -> Journal:
    """The journal of a run at a moment."""
    return Journal(changeset, ledger, lambda: NOW)


def open_keys(ledger: Ledger) -> list[str]:
    """The keys of the intents on the disk."""
    return [intent.key for intent in ledger.recall().intents]


def test_an_intent_is_on_the_disk_once_it_is_opened(ledger: Ledger) -> None:
    """Before the request goes out the ledger knows what it is for."""
    intent = journal(ledger).opened(CHANGE)
    (kept,) = ledger.recall().intents
    assert (kept.key, kept.wanted, kept.opened_at) == ("I.1", {"title": "New"}, NOW)
    assert intent.before == {"title": "Old"}


def test_what_came_through_goes_down_with_the_next_intent(ledger: Ledger) -> None:
    """One transaction takes the old intent up, keeps its link, and puts the next one down."""
    book = journal(ledger)
    book.done(book.opened(CHANGE), LINK)
    assert open_keys(ledger) == ["I.1"]  # nothing is written before the next turn
    book.opened(NEXT)
    assert open_keys(ledger) == ["I.2"]
    assert ledger.recall().links["issue", "I.1"] == LINK


def test_what_was_certainly_not_done_leaves_nothing(ledger: Ledger) -> None:
    """A refused write's intent goes, and no link comes of it."""
    book = journal(ledger)
    book.dropped(book.opened(CHANGE))
    book.written()
    assert (open_keys(ledger), ledger.recall().links) == ([], {})
    assert [write.outcome for write in ledger.writes(1)] == ["dropped"]


def test_a_closing_that_came_through_is_done_without_a_link(ledger: Ledger) -> None:
    """It leaves the plan's fields as they were, and the log tells it as done."""
    book = journal(ledger)
    book.done(book.opened(Change("close", "issue", "I.1", {"status": "closed"})), None)
    book.written()
    assert (open_keys(ledger), ledger.recall().links) == ([], {})
    assert [write.outcome for write in ledger.writes(1)] == ["done"]


def test_a_lost_answer_keeps_the_intent_with_the_time_of_the_loss(ledger: Ledger) -> None:
    """It may have waited for long before its request was sent: its time counts from the loss."""
    moments = iter([NOW, NOW + timedelta(minutes=5)])
    book = Journal(Changeset(), ledger, lambda: next(moments))
    book.lost(book.opened(CHANGE))
    book.written()
    (kept,) = ledger.recall().intents
    assert (kept.opened_at, kept.lost_at) == (NOW, NOW + timedelta(minutes=5))


def test_the_difference_is_taken_up_first(ledger: Ledger) -> None:
    """What the difference has learned of earlier runs goes down with the first turn, and counts as the base."""
    old = Intent("issue", "I.1", "update", {"title": "New"}, NOW)
    ledger.turn(intent=old)
    book = journal(ledger, Changeset(links=(LINK,), settled=(old,)))
    assert book.bases["issue", "I.1"] == {"title": "New"}
    book.written()
    assert (open_keys(ledger), ledger.recall().links["issue", "I.1"]) == ([], LINK)


@pytest.mark.parametrize(("ahead", "counts_anew"), [(CLOCK_WRONG, False), (CLOCK_WRONG + timedelta(seconds=1), True)])
def test_an_intent_from_a_clock_that_went_wrong_counts_from_now(
    ledger: Ledger, ahead: timedelta, counts_anew: bool
) -> None:
    """One that lies more than a day ahead would stay open for as long as the clock was wrong."""
    old = Intent("issue", "I.1", "create", {}, NOW + ahead, lost_at=NOW + ahead)
    ledger.turn(intent=old)
    journal(ledger, Changeset(unresolved=(old,))).written()
    (kept,) = ledger.recall().intents
    assert (kept.opened_at, kept.lost_at) == ((NOW, None) if counts_anew else (NOW + ahead, NOW + ahead))
