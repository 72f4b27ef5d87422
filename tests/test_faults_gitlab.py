"""A plan in the stand-in GitLab behind a line that harms it: never twice, never lost, never overwritten."""

from __future__ import annotations

import pytest

from tests.faults import CALM, SAFE, Kind, Scripted
from tests.faults.history import LATER, SOON
from tests.faults.plans import SmallPlan
from tests.faults.stories import Story, on_gitlab, play
from tests.faults.tally import Tally
from tests.worlds.sync_world import EXPECTED_KEYS

ISSUES = "/issues"
STORMS = range(100, 106)
UNDONE = (Kind.BUSY, Kind.BUSY_SECONDS, Kind.BUSY_DATE)
"""What certainly has done nothing: it is sent again at once, a write too."""


def standing(story: Story) -> list[str]:
    """The keys of what stands."""
    return sorted(card.key for card in story.board.cards().values())


@pytest.mark.parametrize("kind", sorted(SAFE - {Kind.REFUSED}))
def test_a_creation_that_is_struck(kind: Kind) -> None:
    """What was certainly not done is done in the same run; all else by the next run, which makes no copy."""
    with on_gitlab() as story:
        story.history.amend(0)
        story.proxy.weather = Scripted([kind], method="POST", path=ISSUES)
        first = story.history.run(force=False)
        assert first.whole == (kind in UNDONE)
        assert story.proxy.counts.by_kind() == {kind: 1}
        story.history.rest(LATER)
        assert story.history.run(force=False).whole
        assert standing(story) == EXPECTED_KEYS
        assert story.history.run(force=False).writes == 0
        assert story.history.witness.breaches.worst() == []


@pytest.mark.parametrize("kind", sorted(SAFE - {Kind.REFUSED}))
def test_a_listing_that_is_struck(kind: Kind) -> None:
    """A struck read is sent again, or the run ends; in no case is anything made anew that stands already."""
    with on_gitlab() as story:
        story.history.amend(0)
        assert story.history.run(force=False).whole
        story.proxy.weather = Scripted([kind], method="GET", path=ISSUES)
        assert story.history.run(force=False).writes == 0
        story.history.rest(LATER)
        assert story.history.run(force=False).writes == 0
        assert standing(story) == EXPECTED_KEYS


@pytest.mark.parametrize("kind", sorted(SAFE - {Kind.REFUSED}))
def test_an_update_that_is_struck(kind: Kind) -> None:
    """Whatever becomes of the request that carries them, the words of the staff come through, and the plan's too."""
    with on_gitlab() as story:
        story.history.amend(0)
        story.history.run(force=False)
        for card in list(story.history.witness.cards.values()):
            story.history.did(story.board.write(card, "Слова сотрудника"))
        story.history.amend(1)
        story.proxy.weather = Scripted([kind], method="PUT", path=ISSUES)
        assert story.history.run(force=True).whole == (kind in UNDONE)
        story.history.rest(LATER)
        story.history.run(force=True)
        assert story.history.run(force=False).writes == 0
        assert story.history.witness.breaches.worst() == []
        assert story.history.run(force=False).drift == set()


def test_a_refused_connection() -> None:
    """Nothing has been sent, so it is tried again in the same run, a write too."""
    with on_gitlab() as story:
        story.history.amend(0)
        story.proxy.shut_for_a_while()
        assert story.history.run(force=False).whole
        assert story.proxy.counts.by_kind() == {Kind.REFUSED: 1}
        assert standing(story) == EXPECTED_KEYS


def test_a_request_that_may_yet_arrive_is_left_alone() -> None:
    """A run that comes too soon creates nothing anew; when the request has arrived, its issue is taken over."""
    with on_gitlab() as story:
        story.history.amend(0)
        story.proxy.weather = Scripted([Kind.LATE_FORWARD], method="POST", path=ISSUES, seconds=50)
        assert not story.history.run(force=False).whole
        lacking = set(EXPECTED_KEYS) - set(standing(story))
        story.proxy.weather = CALM
        story.history.rest(SOON)
        assert not story.history.run(force=False).whole
        assert "I.1.1" in lacking - set(standing(story))
        story.history.rest(LATER)
        assert story.history.run(force=False).whole
        assert standing(story) == EXPECTED_KEYS
        assert story.history.witness.breaches.worst() == []


def test_an_amendment_between_a_lost_creation_and_its_recovery() -> None:
    """What was made with the old words is known as the plan's own, and gets the new ones; it is no drift."""
    with on_gitlab() as story:
        story.history.amend(0)
        story.proxy.weather = Scripted([Kind.RESET] * 9, method="POST", path=ISSUES)
        story.history.run(force=False)
        story.proxy.weather = CALM
        story.history.amend(1)
        story.history.rest(LATER)
        story.history.run(force=True)
        last = story.history.run(force=True)
        assert (last.whole, last.writes, last.drift) == (True, 0, frozenset())
        assert story.history.witness.unfinished(story.history.wanted()) == []
        assert story.history.witness.breaches.worst() == []


@pytest.mark.parametrize("seed", STORMS)
def test_three_requests_in_ten_are_struck(seed: int) -> None:
    """With the plan amended twice and the staff at work: no copy, nothing lost or overwritten, then nothing to do."""
    tally = Tally()
    with on_gitlab(seed=seed, tally=tally) as story:
        play(story, seed)
        told = "\n".join(story.history.log)
    assert tally.breaches.worst() == [], told
    assert max(tally.calm) <= 3, told
    assert tally.early == 0
    assert tally.faults > 10


def test_no_request_comes_before_its_time() -> None:
    """Four threads are told to wait, by seconds or by a date: not one of them comes sooner."""
    tally = Tally()
    with on_gitlab(seed=7, tally=tally) as story:
        play(story, 7, kinds=(Kind.BUSY_SECONDS, Kind.BUSY_DATE))
    assert tally.waits > 10
    assert tally.early == 0
    assert tally.breaches.worst() == []


def test_what_the_line_itself_doubles_is_told() -> None:
    """A middlebox that sends each creation twice makes two of one. The next run names them, and touches neither."""
    with on_gitlab(SmallPlan()) as story:
        story.history.amend(0)
        story.proxy.weather = Scripted([Kind.TWICE] * 7, method="POST", path="/issues")
        story.history.run(force=False)
        copies = set(story.history.witness.copies())
        assert copies
        after = story.board.cards()
        story.proxy.weather = CALM
        story.history.rest(LATER)
        last = story.history.run(force=False)
        while last.writes:
            last = story.history.run(force=False)
        assert last.twice == copies
        assert story.board.cards().keys() >= after.keys()
        assert set(standing(story)) == set(EXPECTED_KEYS)
