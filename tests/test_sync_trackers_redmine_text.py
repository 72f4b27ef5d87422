"""The plan's text in Redmine: nothing in it acts, everything comes back, and no word of the staff is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.marker import fence, find_block, find_key, normal
from sync.trackers.redmine.text import still, still_block, wake, wake_block
from tests.tracker_conformance import AWKWARD, PLAN

GAP, JOINER = "\u200b", "\u2060"
PIECES = st.sampled_from(
    [
        *"*_-+^~%?@`!|#[]{}<>&\\\"=:.()/ \n x1аЯR'ˋˆ∗＠ˍ",
        *(GAP, JOINER, GAP * 2, "\n\n", "\n    ", "??", "**", "[[", "{{", "h2. ", "1. ", "#1", "@clerk", "user:clerk"),
        *("version#1", "r12", "http://a.ru/b_c", "a@b.ru", "&amp;", "<b>", "](", "]:", "==", "CODE(x)", "слово"),
    ]
)
TEXTS = st.lists(PIECES, max_size=20).map("".join) | st.text()


@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    """Whatever is in it, the characters that mark what was changed among it."""
    assert wake(still(text)) == text


@given(TEXTS, TEXTS, TEXTS)
def test_only_the_body_of_the_block_is_changed(above: str, body: str, below: str) -> None:
    """The staff's words, the fences and the marker stay letter by letter; the key is found as before."""
    description = f"{above}\n{fence(PLAN, 'I.1.1', body)}\n{below}"
    written = still_block(description, PLAN)
    assert find_key(written, PLAN) == find_key(description, PLAN)
    assert normal(wake_block(written, PLAN)) == normal(description)
    before, after = find_block(description, PLAN), find_block(written, PLAN)
    assert before is not None
    assert after is not None
    assert normal(written).replace(after, "") == normal(description).replace(before, "")


@pytest.mark.parametrize(
    "token",
    [
        *("#12", "##12", "[[X]]", "{{toc}}", "@login", "version:2026", "user#1", "document:a", "commit:abc", "r12"),
        *("*b*", "_i_", "__b__", "-x-", "+x+", "^x^", "%x%", "??x??", "~~x~~", "`x`", "!a.png!", "==x=="),
        *('"t":http://a.ru', "[t](http://a.ru)", "[Срок]: 2026", "[1]", "[^1]", "<b>", "&amp;", "ABC(def)", "a|b"),
        *("h2. x", "1. x", "1) x", "- x", "* x", "# x", "> x", "    x", "---", "===", "| a |", "fn1. x", "\\*"),
    ],
)
def test_no_token_that_acts_is_left_whole(token: str) -> None:
    """Links, macros, mentions, lists, headings, code and the rest of all three formats."""
    assert still(token) != token
    assert wake(still(token)) == token


@pytest.mark.parametrize("text", ["http://lib.ru/a_b?x=1&y=2#top", "https://a.ru/%D0%90", "a.b-c@lib.example.org"])
def test_an_address_stays_whole(text: str) -> None:
    """It is useful as it is, and is copied by people."""
    address = text.partition("#")[0]
    assert address in still(f"см. {text}, и далее")


def test_plain_words_are_left_alone() -> None:
    """Most of a plan's text needs nothing."""
    text = "Мероприятие I.1.1. Проведение научно-практических встреч (2021 - 2030), не менее 5 % в год; «Факт: 12»"
    assert still(text) == text
    assert still("") == wake("") == ""


def test_awkward_text_is_one_more_example() -> None:
    """As in the suite of every tracker."""
    assert wake(still(AWKWARD)) == AWKWARD


def test_without_a_block_nothing_is_changed() -> None:
    """All of it is the staff's then."""
    assert still_block("см. #12", PLAN) == wake_block("см. #12", PLAN) == "см. #12"
