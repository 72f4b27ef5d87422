"""Answers by mail over a mailbox, a tracker and a ledger that fail: a few histories, and that a fault would be seen."""

from __future__ import annotations

from typing import Any

import pytest

from sync.difference import comments
from sync.ledger.replies import Replies
from sync.memory import MailboxPlace, Reply
from sync.runs.replying import posting
from tests.torture.answers import post_office
from tests.torture.breach import Breach


@pytest.mark.parametrize("number", range(3))
def test_histories_at_random(number: int) -> None:
    """Whatever fails or dies at whatever step, no figure is lost, none is posted twice, each is confirmed once."""
    post_office(number)


def test_words_said_without_a_look_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment whose answer was lost would be posted once more."""
    said = comments.answered

    def anew(text: str, parts: Any, issue: Any, *, plan_key: str, memory: Any) -> str | None:
        return said(text, (*parts, str(memory)), issue, plan_key=plan_key, memory=memory)

    monkeypatch.setattr(posting, "answered", anew)
    with pytest.raises(Breach, match="posted twice"):
        for number in range(10):
            post_office(number)


def test_an_answer_taken_beside_its_place_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the mailbox counts as read before the answer is kept, a process that dies in between loses it."""

    def take(self: Replies, place: MailboxPlace, reply: Reply) -> None:
        self.go_on(place)
        kept(self, place, reply)

    kept = Replies.take
    monkeypatch.setattr(Replies, "take", take)
    with pytest.raises(Breach, match="a figure lost"):
        for number in range(10):
            post_office(number)


def test_an_answer_settled_before_its_confirmation_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose words wait would count as done."""
    monkeypatch.setattr("sync.runs.replying.posted.Posted.is_settled", True)
    with pytest.raises(Breach, match="a figure lost"):
        for number in range(10):
            post_office(number)
