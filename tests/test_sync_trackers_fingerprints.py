"""Fingerprints of the plan's fields: what moved since they were taken."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from sync.trackers.fingerprints import differing, fingerprint, moved_since, same

FIELDS = st.fixed_dictionaries({"title": st.text(), "due": st.none() | st.dates(), "parent_id": st.none() | st.text()})


@given(FIELDS)
def test_what_did_not_change_did_not_move(values: dict[str, object]) -> None:
    """A version is compared with what it was taken from."""
    assert moved_since(fingerprint(values), values) == set()


@given(FIELDS, FIELDS)
@example({"title": "", "due": None, "parent_id": None}, {"title": "None", "due": None, "parent_id": None})
def test_what_moved_is_what_differs(before: dict[str, object], after: dict[str, object]) -> None:
    """Field by field, in the form in which values are compared."""
    assert moved_since(fingerprint(before), after) == set(differing(before, after))


def test_what_only_one_side_tells_of_did_not_move() -> None:
    """A field that was not read, and a version of another shape."""
    assert moved_since(fingerprint({"title": "a"}), {"title": "a", "parent_id": "7"}) == set()
    assert moved_since("17", {"title": "a"}) == set()


def test_texts_are_the_same_in_their_normal_form() -> None:
    """Line ends, trailing spaces and absence count for nothing."""
    assert same("а\r\nб  \n", "а\nб")
    assert same("", None)
    assert same(None, None)
    assert not same(date(2025, 1, 1), date(2025, 1, 2))
