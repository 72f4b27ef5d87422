"""What is noted of a GitLab from run to run: a note that cannot be read is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync.trackers.gitlab.cache import GitlabCache, Links, Pulled
from sync.trackers.gitlab.payloads import Issue

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ISSUE = Issue(id=9, iid=1, project_id=2, title="Т", state="opened", created_at=NOW, updated_at=NOW)


def cache(notes: dict[str, str]) -> GitlabCache:
    """A cache on these notes."""
    return GitlabCache(notes, now=lambda: NOW, full_pull_every=timedelta(hours=24))


def test_notes_of_another_make_are_left_aside() -> None:
    """Of an older version, or of another tracker that the config named before."""
    notes = {"1": "{}", "key:x": "I.1", "told:1": "{", "links:1": "[]", "pulled": "?", "issue:1": "{}", "parent:1": "a"}
    found = cache(notes)
    assert found.keys() == {}
    assert (found.told(1), found.links(1), found.pulled(), found.issues(), found.parent(1)) == (
        None,
        None,
        None,
        [],
        None,
    )


def test_a_listing_is_kept_whole_or_not_at_all() -> None:
    """What the listing before it left behind goes."""
    notes: dict[str, str] = {}
    found = cache(notes)
    found.note_pull(Pulled(at=NOW, newest=NOW, label="vekha"), [ISSUE])
    assert found.issues() == [ISSUE]
    assert found.pulled() == Pulled(at=NOW, newest=NOW, label="vekha")
    found.note_pull(None, [ISSUE])
    assert (found.issues(), found.pulled(), notes) == ([], None, {})


def test_what_is_gone_is_forgotten_whole() -> None:
    """Every kind of note of an issue."""
    notes: dict[str, str] = {}
    found = cache(notes)
    found.note_key(1, "I.1")
    found.note_links(1, Links(updated_at=None, read_at=NOW))
    found.note_parent(1, 7)
    found.note_start(1, "2025-01-01")
    found.note_title(1, "Т")
    found.forget([1, 2])
    assert notes == {}


def test_a_note_serves_until_it_is_too_old() -> None:
    """And not where the clock went back."""
    found = cache({})
    assert found.is_fresh(NOW - timedelta(hours=23))
    assert not found.is_fresh(NOW - timedelta(hours=24))
    assert not found.is_fresh(NOW + timedelta(hours=1))
    assert found.is_settled(NOW - timedelta(minutes=6))
    assert not found.is_settled(NOW)
