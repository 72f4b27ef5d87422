"""What becomes of a creation whose answer is lost, step by step, on GitLab's stand-in behind the proxy that breaks."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.faults import Kind
from tests.faults.history import LATER, SOON
from tests.faults.kinds import Strike
from tests.faults.plans import SmallPlan
from tests.faults.stories import on_gitlab


@dataclass
class Creations:
    """Faults for the creations of issues, one after another, each with its seconds; None lets one through."""

    left: list[tuple[Kind | None, int]]

    def strike(self, method: str, path: str) -> Strike | None:
        if method != "POST" or not path.partition("?")[0].endswith("/issues") or not self.left:
            return None
        kind, seconds = self.left.pop(0)
        return None if kind is None else Strike(kind, random.Random(1), seconds)


def test_the_time_under_way_counts_from_the_sending() -> None:
    """An intent may wait for a minute before its request is sent: that wait is not time under way."""
    with on_gitlab() as story:
        story.history.amend(0)
        story.proxy.weather = Creations([(Kind.BUSY_SECONDS, 59), (Kind.LATE_FORWARD, 50)])
        assert not story.history.run(force=False).whole
        story.history.rest(SOON)
        assert not story.history.run(force=False).whole
        story.history.rest(LATER)
        assert story.history.run(force=False).whole
        assert story.history.witness.breaches.worst() == []


def test_an_issue_that_was_to_be_closed_is_finished_later() -> None:
    """Where the answer to its creation is lost, the next run closes it and hangs it in its place."""
    with on_gitlab(SmallPlan("closed")) as story:
        story.history.amend(0)
        story.proxy.weather = Creations([(None, 0), *[(Kind.RESET, 0)] * 3])
        story.history.run(force=False)
        story.history.rest(LATER)
        last = story.history.run(force=False)
        assert story.history.witness.unfinished(story.history.wanted()) == []
        assert last.drift == set()
