"""Sending what is queued: a mail is sent before it is marked, and each outcome leads to the state of the table."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from notify.delivery.mails import MailStatus, QueuedMail
from notify.delivery.outbox import Outbox
from notify.delivery.retries import KEPT, WAITS
from notify.delivery.sending import Delivered, deliver_directly, deliver_pending, give_up_old
from notify.errors import (
    AnswerLost,
    DeliveryError,
    MailDeferred,
    MailRefused,
    WayClosed,
    WayForbidden,
    WayMisconfigured,
)
from tests.examples.notify_values import ANNA, BORIS, NOW, Taking, queue_of_two

QUEUED, SENT, AMBIGUOUS = MailStatus.QUEUED, MailStatus.SENT, MailStatus.AMBIGUOUS
REFUSED, EXPIRED = MailStatus.REFUSED, MailStatus.EXPIRED
MINUTE = timedelta(minutes=1)
LATER = MailDeferred("later", "words")
LOST = AnswerLost("lost", "words")
WAY = [WayClosed("way", "words"), WayForbidden("way", "words"), WayMisconfigured("way", "words")]


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """A queue with two messages."""
    return queue_of_two(tmp_path)


def statuses(delivered: list[Delivered]) -> list[tuple[MailStatus, str]]:
    """What became of the messages of a round, each with the code of its error."""
    return [(one.status, one.error.code if one.error else "") for one in delivered]


def by_cron(outbox: Outbox, way: Taking, at: datetime) -> list[tuple[MailStatus, str]]:
    """A round of `run`."""
    return statuses(deliver_pending(outbox, way, now=at, at_once=False))


def test_a_message_is_marked_after_it_is_sent(outbox: Outbox) -> None:
    """While a message is being delivered it is still in the queue: a crash then loses nothing."""
    waiting = []

    class Looking(Taking):
        """Looks at the queue while it delivers."""

        def deliver(self, message: QueuedMail) -> None:
            """Look."""
            waiting.append(len([mail for mail in outbox.pending() if mail.id == message.id]))

    deliver_pending(outbox, Looking(), now=NOW)
    assert waiting == [1, 1]


def test_an_unforeseen_end_leaves_the_message_queued(outbox: Outbox) -> None:
    """Whatever else breaks, what was not handed over stays in the queue."""
    with pytest.raises(RuntimeError):
        deliver_pending(outbox, Taking(RuntimeError()), now=NOW)
    assert len(outbox.pending()) == 2


@pytest.mark.parametrize(
    ("failure", "status"),
    [(MailRefused("a", "b"), REFUSED), (DeliveryError("a", "b"), REFUSED), (LATER, QUEUED), (LOST, AMBIGUOUS)],
)
def test_a_failure_does_not_hold_up_the_next_message(
    outbox: Outbox, failure: DeliveryError, status: MailStatus
) -> None:
    """The message gets the state of its failure; the other one is sent."""
    first, second = deliver_pending(outbox, Taking(failure), now=NOW)
    assert (first.status, first.error) == (status, failure)
    assert (second.status, second.error) == (SENT, None)
    assert [mail.error for mail in outbox.pending()] == ([] if status is REFUSED else [f"{failure.code}: words"])


@pytest.mark.parametrize("failure", WAY, ids=lambda one: type(one).__name__)
def test_where_the_way_is_closed_nothing_more_is_tried(outbox: Outbox, failure: DeliveryError) -> None:
    """It is told once, all stay queued, and none of them is due again before its wait is over."""
    way = Taking(failure)
    assert by_cron(outbox, way, NOW) == [(QUEUED, "way"), (QUEUED, "")]
    assert way.failures == []
    assert by_cron(outbox, way, NOW + WAITS[0] - MINUTE) == [(QUEUED, ""), (QUEUED, "")]
    assert way.taken == []
    assert by_cron(outbox, way, NOW + WAITS[0]) == [(SENT, ""), (SENT, "")]


def test_the_waits_of_a_run_are_those_of_the_table(outbox: Outbox) -> None:
    """15 minutes, 1, 4, 12, 24 hours, and 24 from then on; no run between tries."""
    at, tried = NOW, []
    for minute in range(0, 3 * 24 * 60, 5):
        at = NOW + minute * MINUTE
        way = Taking(WayClosed("way", "words"))
        by_cron(outbox, way, at)
        tried += [] if way.failures else [minute]
    assert [second - first for first, second in pairwise(tried)] == [15, 60, 240, 720, 1440, 1440]


def test_a_person_need_not_wait(outbox: Outbox) -> None:
    """Asked for by hand, what is queued is tried at once, and so is what was not confirmed."""
    deliver_pending(outbox, Taking(LATER, LOST), now=NOW)
    assert statuses(deliver_pending(outbox, Taking(), now=NOW)) == [(SENT, ""), (SENT, "")]


def test_a_message_that_fails_comes_after_those_not_yet_tried(outbox: Outbox) -> None:
    """One message that breaks every line cannot bar the way of the others for ever."""
    deliver_pending(outbox, Taking(LATER), now=NOW, among=[1])
    assert [mail.message_id for mail in outbox.pending()] == ["<2@lib.example>", "<1@lib.example>"]


def test_an_unconfirmed_message_goes_three_more_times_and_is_then_given_up(outbox: Outbox) -> None:
    """Always the same bytes under the same Message-ID; in the end it is told, and what it told counts as untold."""
    way = Taking()
    deliver_pending(outbox, way, now=NOW, among=[2])
    at, seen, codes = NOW, [], []
    for wait in [timedelta(0), *WAITS[:3]]:
        at += wait
        (mail,) = outbox.pending()
        seen.append((mail.message_id, mail.raw))
        assert ANNA.email in outbox.remembered()
        codes += by_cron(outbox, Taking(LOST), at)
    assert codes == [(AMBIGUOUS, "lost")] * 3 + [(EXPIRED, "mail-never-confirmed")]
    assert set(seen) == {("<1@lib.example>", b"mail 1")}
    assert outbox.pending() == []
    assert ANNA.email not in outbox.remembered()
    assert BORIS.email in outbox.remembered()


def test_a_server_that_is_away_uses_up_no_try_of_an_unconfirmed_message(outbox: Outbox) -> None:
    """Only where it was handed over once more is it one more time unconfirmed."""
    deliver_pending(outbox, Taking(LOST), now=NOW)
    for hour in range(1, 8):
        deliver_pending(outbox, Taking(LATER), now=NOW + timedelta(hours=hour))
    (mail,) = outbox.pending()
    assert (mail.status, mail.answers_lost) == (AMBIGUOUS, 1)


def test_what_has_waited_for_three_days_is_given_up(outbox: Outbox) -> None:
    """The operator hears the last reason; what it told may be told anew."""
    deliver_pending(outbox, Taking(WayClosed("way", "words")), now=NOW)
    assert give_up_old(outbox, now=NOW + KEPT - MINUTE) == []
    given_up = give_up_old(outbox, now=NOW + KEPT)
    assert statuses(given_up) == [(EXPIRED, "mail-expired")] * 2
    assert all("way: words" in str(one.error) for one in given_up)
    assert outbox.remembered() == {}
    assert give_up_old(outbox, now=NOW + KEPT) == []


def test_an_unconfirmed_message_has_its_three_days_from_then(outbox: Outbox) -> None:
    """It is told as what it is: it may have arrived."""
    deliver_pending(outbox, Taking(None, LOST), now=NOW + KEPT - MINUTE)
    assert give_up_old(outbox, now=NOW + KEPT) == []
    assert statuses(give_up_old(outbox, now=NOW + 2 * KEPT)) == [(EXPIRED, "mail-never-confirmed")]


def test_what_is_sent_directly_is_told_and_kept_nowhere(outbox: Outbox) -> None:
    """Each is tried once; where the way is closed the others are not tried."""
    mails = outbox.pending()
    sent = list(deliver_directly(mails * 2, Taking(MailRefused("no", "b"), LOST, LATER)))
    assert statuses(sent) == [(REFUSED, "no"), (AMBIGUOUS, "lost"), (QUEUED, "later"), (SENT, "")]
    assert statuses(list(deliver_directly(mails, Taking(WAY[1])))) == [(QUEUED, "way"), (QUEUED, "")]
    assert outbox.pending() == mails
