"""The mark of Vekha's own comments."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.signature import Said, mark, mark_of, parted, said_by, signed, speaks_for_a_person
from sync.trackers.gitlab import text as gitlab
from sync.trackers.redmine import text as redmine

TEXTS = st.text(max_size=300)


@given(TEXTS, st.sampled_from(Said))
def test_what_was_signed_is_known_by_its_mark(text: str, said: Said) -> None:
    """Whatever stands above it, the last line tells that a comment is Vekha's, and what it is."""
    its_mark = mark(said, "town", "I.1.1", text)
    whole = signed(text, its_mark)
    assert mark_of(whole) == mark_of(whole.replace("\n", "\r\n") + " \n") == its_mark
    assert said_by(whole) is said
    assert parted(whole) == (text.rstrip(), its_mark)


def test_the_same_words_in_the_same_place_have_the_same_mark() -> None:
    """A mark is found again by what was said and where; parts that only read alike when joined are told apart."""
    assert mark(Said.IMPORTED, "town", "I.1.1", "x") == mark(Said.IMPORTED, "town", "I.1.1", "x")
    others = [("town", "I.1.1x", ""), ("town", "I.1", ".1x"), ("townI", ".1.1", "x")]
    assert len({mark(Said.IMPORTED, *parts) for parts in others}) == len(others)


@pytest.mark.parametrize(
    "text",
    [
        "Факт: 4",
        "> vekha: i-ghjkmnpqrstv",
        "vekha: i-ghjkmnpqrstv\nИ ещё",
        "vekha: i-123456789012",
        "см. vekha: i-ghjkmnpqrstv",
        "",
    ],
)
def test_peoples_comments_are_not_vekhas_own(text: str) -> None:
    """A mark that is quoted, followed by words, or only looks like one makes no comment Vekha's."""
    assert mark_of(text) == ""
    assert said_by(text) is None
    assert parted(text) == (text, "")


def test_only_what_was_passed_on_for_a_person_counts() -> None:
    """A question of Vekha's is no report; an imported figure, its withdrawal and an answer by mail are."""
    counts = {said for said in Said if speaks_for_a_person(signed("Факт: 4", mark(said, "town")))}
    assert counts == {Said.IMPORTED, Said.REPLY, Said.WITHDRAWN}
    assert not speaks_for_a_person("Факт: 4")


@given(TEXTS)
def test_a_mark_passes_through_every_markup(text: str) -> None:
    """No tracker's markup reads anything into the letters of a mark."""
    its_mark = mark(Said.QUESTION, text)
    assert gitlab.still(its_mark) == its_mark
    assert redmine.still(f"A {its_mark}") == f"A {its_mark}"


def test_a_long_comment_is_looked_at_at_once() -> None:
    """Only the end of a comment is looked at, however long it is."""
    start = time.perf_counter()
    for text in (" " * 1_000_000, "vekha: i-" * 100_000, "\n" * 1_000_000):
        assert mark_of(text) == ""
    assert time.perf_counter() - start < 1
