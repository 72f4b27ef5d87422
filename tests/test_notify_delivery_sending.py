"""Delivery: a mail is sent before it is marked, and its file is whole, durable and never there twice."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from notify.delivery.outbox import MailStatus, Outbox, QueuedMail, tables
from notify.delivery.sending import OutboxFolder, deliver_pending
from notify.errors import DeliveryError
from tests.examples.notify_values import ANNA, NOW, PERIOD, digest_of, late_and_near

DIGEST = digest_of(late_and_near())


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """A queue with two messages."""
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.create_all(engine)
    made = Outbox(engine, "megion")
    for number in (1, 2):
        made.enqueue(DIGEST, f"mail {number}".encode(), f"<{number}@lib.example>", PERIOD, NOW)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> OutboxFolder:
    """A folder that does not exist yet."""
    return OutboxFolder(tmp_path / "var" / "outbox")


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


def test_mails_become_files(outbox: Outbox, folder: OutboxFolder) -> None:
    """Each queued message is one .eml with its very bytes, named by day, recipient and identity."""
    results = deliver_pending(outbox, folder, now=NOW)
    assert [result.status for result in results] == [MailStatus.SENT] * 2
    files = sorted(folder.path.iterdir(), key=lambda path: path.read_bytes())
    assert [path.read_bytes() for path in files] == [b"mail 1", b"mail 2"]
    assert all(path.name.startswith("2026-11-23-ivanova-lib-example-") for path in files)
    assert {path.suffix for path in files} == {".eml"}
    assert outbox.pending() == []
    assert deliver_pending(outbox, folder, now=NOW) == []


def test_a_crash_between_writing_and_marking_doubles_nothing(outbox: Outbox, folder: OutboxFolder) -> None:
    """The next run writes the same file again."""
    for message in outbox.pending():
        folder.deliver(message)
    before = sorted(folder.path.iterdir())
    deliver_pending(outbox, folder, now=NOW)
    assert sorted(folder.path.iterdir()) == before


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


def test_a_folder_that_cannot_be_written_is_named(outbox: Outbox, tmp_path: Path) -> None:
    """A file where the folder should be: the mail stays queued, and the error says where and what to do."""
    (tmp_path / "taken").write_text("")
    (result, _) = deliver_pending(outbox, OutboxFolder(tmp_path / "taken"), now=NOW)
    assert result.error is not None
    assert (result.error.code, result.error.permanent) == ("mail-folder-unwritable", False)
    assert result.error.place == str(tmp_path / "taken")
    assert result.error.hint
    assert len(outbox.pending()) == 2


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "mail-folder-unwritable"),
        (errno.EIO, "mail-folder-unwritable"),
    ],
)
def test_a_failed_write_leaves_no_file(
    number: int, code: str, outbox: Outbox, folder: OutboxFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk gives out, no half file is left, and the mail goes with the next run."""

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr("notify.delivery.sending.os.fsync", fail)
        results = deliver_pending(outbox, folder, now=NOW)
    assert [result.error.code for result in results if result.error] == [code, code]
    assert list(folder.path.iterdir()) == []
    assert [result.status for result in deliver_pending(outbox, folder, now=NOW)] == [MailStatus.SENT] * 2


def test_a_reason_without_words_is_still_told(folder: OutboxFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every system error carries a text of its own."""

    def fail(_descriptor: int) -> None:
        raise OSError("odd")

    monkeypatch.setattr("notify.delivery.sending.os.fsync", fail)
    mail = QueuedMail(1, "<1@x>", ANNA.email, "overdue", "", b"", MailStatus.QUEUED, 0, "2026-11-23T")
    with pytest.raises(DeliveryError, match="odd"):
        folder.deliver(mail)


def test_a_name_holds_nothing_but_safe_characters(folder: OutboxFolder) -> None:
    """An address cannot lead out of the folder, and one without a single plain letter still has a name."""
    for address, slug in (("../../etc/x@y", "etc-x-y"), ("имя@дом", "recipient"), ("a" * 300, "a" * 60)):
        mail = QueuedMail(1, "<1@x>", address, "overdue", "", b"", MailStatus.QUEUED, 0, "2026-11-23T00:00")
        path = folder.file_of(mail)
        assert path.parent == folder.path
        assert path.name.startswith(f"2026-11-23-{slug}-")
