"""What an adapter notes of a Redmine: every part in its own compartment, and nothing of it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sync.trackers.redmine.cache import Details, RedmineCache
from tests.standins.redmine_fake import RIGHTS, FakeRedmine
from tests.tracker_conformance import desired
from tests.worlds.redmine_world import NOW, TOKEN, make, tracker

EARLIER = {"categories": f"{NOW.date()} no", "1": "{}", "2": "{}", "key:1": "I.1.1"}


def cache(notes: dict[str, str]) -> RedmineCache:
    """A cache on these notes."""
    return RedmineCache(notes, now=lambda: NOW, full_pull_every=timedelta(hours=24))


def details(minutes: int = 60) -> Details:
    """What was read of an issue that moved so many minutes ago."""
    return Details(updated_on=NOW - timedelta(minutes=minutes), read_at=NOW)


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine with an empty project and the key to it; the bot may have categories."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine(rights=(*RIGHTS, "manage_categories")) as redmine:
        yield redmine


def test_no_part_touches_the_notes_of_another() -> None:
    """Whatever comes first: the issues may all go, and it is still known whether there are categories."""
    notes: dict[str, str] = {}
    found = cache(notes)
    found.note_categories(used=True)
    found.note_details(1, details())
    found.note_details(2, details())
    found.keep_only([2])
    assert (found.details(1), found.details(2), found.categories_used()) == (None, details(), True)
    found.keep_only([])
    assert list(notes) == ["category:used"]


def test_what_may_move_unseen_is_not_kept() -> None:
    """Two changes within five minutes may bear one time."""
    found = cache({})
    found.note_details(1, details())
    found.note_details(1, details(minutes=5))
    assert found.details(1) is None


def test_notes_without_a_compartment_are_cleared_away() -> None:
    """Those of an earlier Vekha or of another tracker are of no use, and would stay for ever."""
    notes = {**EARLIER, "issue:1": "{", "category:used": "nonsense"}
    found = cache(notes)
    assert notes.keys() == {"issue:1", "category:used"}
    assert (found.details(1), found.categories_used()) == (None, None)


def test_the_notes_of_an_earlier_vekha_cost_requests_once(redmine: FakeRedmine) -> None:
    """After the first pull they are gone, and what took their place serves."""
    make(tracker(), desired())
    notes = dict(EARLIER)
    pulls = []
    for _pull in range(2):
        redmine.log.clear()
        assert len(tracker(cache=notes).fetch().issues) == 1
        pulls.append(len(redmine.log))
    assert pulls[0] > pulls[1] == 3
    assert notes.keys() == {"issue:1", "category:used"}
