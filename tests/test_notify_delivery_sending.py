"""Sending what is queued: a mail is sent before it is marked, and one failure does not hold up the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from notify.delivery.outbox import MailStatus, Outbox, QueuedMail
from notify.delivery.sending import deliver_pending
from notify.errors import DeliveryError
from tests.examples.notify_values import NOW, queue_of_two


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """A queue with two messages."""
    return queue_of_two(tmp_path)


class Recorder:
    """A delivery that fails as told, and looks at the queue while it delivers."""

    def __init__(self, outbox: Outbox, *failures: DeliveryError | None) -> None:
        self.outbox = outbox
        self.failures = list(failures)
        self.waiting: list[int] = []

    def deliver(self, message: QueuedMail) -> None:
        """Fail with the next failure, if it is one."""
        self.waiting.append(len([mail for mail in self.outbox.pending() if mail.id == message.id]))
        if self.failures and (failure := self.failures.pop(0)):
            raise failure


def test_a_message_is_marked_after_it_is_sent(outbox: Outbox) -> None:
    """While a message is being delivered it is still in the queue: a crash then loses nothing."""
    recorder = Recorder(outbox)
    deliver_pending(outbox, recorder, now=NOW)
    assert recorder.waiting == [1, 1]


def test_an_unforeseen_end_leaves_the_message_queued(outbox: Outbox) -> None:
    """Whatever else breaks, what was not handed over stays in the queue."""

    class Broken:
        """A delivery with a fault of its own."""

        def deliver(self, message: QueuedMail) -> None:
            """Break."""
            raise RuntimeError(message.message_id)

    with pytest.raises(RuntimeError):
        deliver_pending(outbox, Broken(), now=NOW)
    assert len(outbox.pending()) == 2


@pytest.mark.parametrize("permanent", [True, False])
def test_a_failure_does_not_hold_up_the_next_message(outbox: Outbox, *, permanent: bool) -> None:
    """A permanent failure leaves the queue, a passing one stays; the other message goes either way."""
    failure = DeliveryError("code", "words", permanent=permanent)
    first, second = deliver_pending(outbox, Recorder(outbox, failure, None), now=NOW)
    assert (first.status, first.error) == (MailStatus.FAILED if permanent else MailStatus.QUEUED, failure)
    assert (second.status, second.error) == (MailStatus.SENT, None)
    assert [mail.error for mail in outbox.pending()] == ([] if permanent else ["code: words"])
