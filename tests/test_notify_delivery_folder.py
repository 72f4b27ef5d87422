"""The folder of .eml files: each is whole, durable and never there twice."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from notify.delivery.folder import OutboxFolder
from notify.delivery.mails import MailStatus, QueuedMail
from notify.delivery.outbox import Outbox
from notify.delivery.sending import deliver_pending
from notify.errors import DeliveryError, WayMisconfigured
from tests.examples.notify_values import ANNA, NOW, queue_of_two


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """A queue with two messages."""
    return queue_of_two(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> OutboxFolder:
    """A folder that does not exist yet."""
    return OutboxFolder(tmp_path / "var" / "outbox")


def test_mails_become_files(outbox: Outbox, folder: OutboxFolder) -> None:
    """Each queued message is one .eml with its very bytes, named by day, recipient and identity."""
    results = deliver_pending(outbox, folder, now=NOW)
    assert [result.status for result in results] == [MailStatus.SENT] * 2
    files = sorted(folder.path.iterdir(), key=lambda path: path.read_bytes())
    assert [path.read_bytes() for path in files] == [b"mail 1", b"mail 2"]
    names = [path.name.rpartition("-")[0] for path in files]
    assert names == ["2026-11-23-ivanova-lib-example", "2026-11-23-boris-lib-example"]
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


def test_a_folder_that_cannot_be_written_is_named(outbox: Outbox, tmp_path: Path) -> None:
    """A file where the folder should be: the mail stays queued, and the error says where and what to do."""
    (tmp_path / "taken").write_text("")
    (result, _) = deliver_pending(outbox, OutboxFolder(tmp_path / "taken"), now=NOW)
    assert isinstance(result.error, WayMisconfigured)
    assert result.error.code == "path-through-file"
    assert result.error.place == str(tmp_path / "taken")
    assert result.error.hint
    assert len(outbox.pending()) == 2


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "mail-folder-unwritable"),
        (errno.EIO, "disk-failing"),
    ],
)
def test_a_failed_write_leaves_no_file(
    number: int, code: str, outbox: Outbox, folder: OutboxFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk gives out, no half file is left, and the mail goes with the next run."""

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr("mappings.whole_files.os.fsync", fail)
        results = deliver_pending(outbox, folder, now=NOW)
    assert [result.error.code for result in results if result.error] == [code]
    assert list(folder.path.iterdir()) == []
    assert [result.status for result in deliver_pending(outbox, folder, now=NOW)] == [MailStatus.SENT] * 2


def test_a_reason_without_words_is_still_told(folder: OutboxFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every system error carries a text of its own."""

    def fail(_descriptor: int) -> None:
        raise OSError("odd")

    monkeypatch.setattr("mappings.whole_files.os.fsync", fail)
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
