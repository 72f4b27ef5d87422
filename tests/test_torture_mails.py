"""The rounds of mails over a line that fails: a few at random, some by Hypothesis, and that a fault would be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.delivery import causes
from notify.delivery.outbox import Outbox
from notify.errors import MailDeferred
from tests.standins.mail_server import KINDS
from tests.torture.breach import Breach
from tests.torture.mails import TAKEN, play, post_office


@pytest.mark.parametrize("number", range(3))
def test_histories_at_random(number: int) -> None:
    """Whatever fails at whatever stage, nothing is lost and nothing comes more often than it may."""
    post_office(number)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_histories_made_up(data: st.DataObject) -> None:
    """The same for histories that can be made smaller where one breaks a rule."""
    faults, waits = st.sampled_from([None, None, None, *KINDS]), st.sampled_from([5, 15, 240, 4_400])
    at_the_dot = st.sampled_from([None, *KINDS, *TAKEN])
    items = st.sets(st.tuples(st.integers(0, 1), st.sampled_from(["I.1/2026", "I.2/2026"])), max_size=2)
    play(
        lambda stage: data.draw(at_the_dot if stage == "dot" else faults, label=stage),
        lambda: timedelta(minutes=data.draw(waits)),
        lambda: data.draw(items),
        rounds=4,
    )


def test_a_lost_answer_taken_for_a_refusal_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that was taken would come again, in another one too."""
    monkeypatch.setattr(causes, "answer_lost", lambda *_all: MailDeferred("mail-deferred", "later"))
    with pytest.raises(Breach, match="more than once"):
        for number in range(20):
            post_office(number)


def test_a_mail_marked_before_it_is_sent_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be told as sent, and lost."""

    def marked(self: Outbox, mail_id: int, *_rest: Any, **_named: Any) -> None:
        with self._engine.begin() as connection:
            self._mark(connection, mail_id, status="sent")

    monkeypatch.setattr(Outbox, "mark_deferred", marked)
    with pytest.raises(Breach, match="told as sent and not taken"):
        for number in range(20):
            post_office(number)
