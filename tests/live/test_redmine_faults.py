"""A plan in a real Redmine behind a line that harms it: never twice, never lost, nothing of the staff's overwritten.

The long profile is `benchmarks/faults.py`.
"""

from __future__ import annotations

import time

import pytest

from tests.faults import CALM, Kind, Scripted
from tests.faults.history import LATER, SOON
from tests.faults.plans import BundledPlan, SmallPlan
from tests.faults.stories import Story, on_redmine, play
from tests.faults.tally import Tally
from tests.live.redmine_server import RedmineServer
from tests.worlds.sync_world import EXPECTED_KEYS

pytestmark = pytest.mark.live_redmine

ISSUES = "/issues.json"
STORMS = (1, 2, 3)


def standing(story: Story) -> list[str]:
    """The keys of what stands."""
    return sorted(card.key for card in story.board.cards().values())


@pytest.mark.parametrize("kind", [Kind.ANSWER_LOST, Kind.GATEWAY, Kind.CUT, Kind.GARBAGE, Kind.LATE_FORWARD])
def test_a_creation_whose_outcome_is_unknown(redmine: RedmineServer, kind: Kind) -> None:
    """Redmine would make every one of them twice: it is not sent again, and the next run takes over what stands."""
    with on_redmine(redmine) as story:
        story.history.amend(0)
        story.proxy.weather = Scripted([kind], method="POST", path=ISSUES)
        assert not story.history.run(force=False).whole
        story.history.rest(SOON)
        story.history.run(force=False)
        story.history.rest(LATER)
        assert story.history.run(force=False).whole
        assert standing(story) == EXPECTED_KEYS
        assert story.history.run(force=False).writes == 0
        assert story.history.witness.breaches.worst() == []


@pytest.mark.parametrize("edited", [False, True])
def test_an_issue_of_the_past_whose_creation_was_not_answered(redmine: RedmineServer, *, edited: bool) -> None:
    """It was to be made closed: the next run closes it, unless somebody has worked on it meanwhile."""
    with on_redmine(redmine, SmallPlan("closed")) as story:
        story.history.amend(0)
        story.proxy.weather = Scripted([None, Kind.RESET], method="POST", path=ISSUES)
        assert not story.history.run(force=False).whole
        (past,) = [card for card in story.board.cards().values() if card.key == "I.1.1/2025"]
        assert not past.theirs["closed"]
        if edited:
            time.sleep(1.1)  # Redmine tells the time of an edit to the second
            story.history.did(story.board.write(past, "Слова библиотекаря"))
        story.history.rest(LATER)
        assert story.history.run(force=False).whole
        assert story.board.cards()[past.id].theirs["closed"] is not edited
        assert story.history.run(force=False).writes == 0
        assert story.history.witness.breaches.worst() == []


def test_an_update_that_comes_late_meets_the_lock(redmine: RedmineServer) -> None:
    """What a librarian writes after the run is not replaced by a request of that run that was under way for long."""
    with on_redmine(redmine) as story:
        story.history.amend(0)
        story.history.run(force=False)
        story.history.amend(1)
        story.proxy.weather = Scripted([Kind.LATE_FORWARD] * 9, method="PUT", path="/issues/", seconds=40)
        assert not story.history.run(force=True).whole
        for card in list(story.history.witness.cards.values()):
            story.history.did(story.board.write(card, "Слова библиотекаря"))
        story.history.rest(LATER)
        late = [(one.method, one.status) for one in story.proxy.counts.late]
        assert late
        assert set(late) == {("PUT", 422)}
        story.proxy.weather = CALM
        assert story.history.run(force=True).whole
        assert story.history.run(force=False).writes == 0
        assert story.history.witness.breaches.worst() == []


def test_what_the_line_itself_doubles_is_told(redmine: RedmineServer) -> None:
    """A middlebox that sends a creation twice makes two of one. The next run names it, and touches neither."""
    with on_redmine(redmine) as story:
        story.history.amend(0)
        story.proxy.weather = Scripted([Kind.TWICE], method="POST", path=ISSUES)
        story.history.run(force=False)
        assert story.history.witness.copies() == {"I.1.1": 1}
        story.history.rest(LATER)
        while (last := story.history.run(force=False)).writes:
            pass
        assert last.twice == {"I.1.1"}
        assert set(standing(story)) == set(EXPECTED_KEYS)


@pytest.mark.parametrize("seed", STORMS)
def test_three_requests_in_ten_are_struck(redmine: RedmineServer, seed: int) -> None:
    """With the plan amended twice and the staff at work: no copy, nothing lost or overwritten, then nothing to do."""
    tally = Tally()
    with on_redmine(redmine, SmallPlan(), seed=seed, tally=tally) as story:
        play(story, seed)
        told = "\n".join(story.history.log)
    assert tally.breaches.worst() == [], told
    assert max(tally.calm) <= 3, told
    assert tally.early == 0
    assert tally.faults > 10


def test_the_bundled_plan(redmine: RedmineServer) -> None:
    """167 issues while three requests in ten are struck: about seventy faults, and each issue stands once."""
    tally = Tally()
    with on_redmine(redmine, BundledPlan(), seed=1, tally=tally) as story:
        play(story, 1)
        told = "\n".join(story.history.log)
    assert tally.breaches.worst() == [], told
    assert max(tally.calm) <= 3, told
    assert tally.early == 0
    assert tally.faults > 50
