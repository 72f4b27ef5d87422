"""The alert round of one plan, asked for without a terminal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import filelock
import pytest

from notify.delivery.outbox import MailStatus
from sync.errors import LedgerLocked, NotPulled
from sync.runs.alerts import preview_alerts, send_alerts
from tests.worlds.sync_world import CONFIG, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync, in the year after its first deadline."""
    return World(tmp_path)


def files(world: World) -> dict[Path, bytes]:
    """Everything that lies in the town's folder."""
    return {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()}


def test_nothing_is_made_before_the_first_pull(world: World) -> None:
    """Neither a ledger nor a mail folder appears where there is nothing to tell."""
    before = files(world)
    for ask in (preview_alerts, send_alerts):
        with pytest.raises(NotPulled):
            ask(world.inputs())
    assert files(world) == before


def test_a_preview_leaves_no_trace(world: World) -> None:
    """What would be sent is told, as often as it is asked, and nothing is remembered."""
    world.sync()
    before = files(world)
    first, second = preview_alerts(world.inputs()), preview_alerts(world.inputs())
    assert [(digest.recipient.email, digest.kind) for digest in first] == [("director@example.org", "overdue")]
    assert [alert.key for alert in first[0].alerts] == [alert.key for alert in second[0].alerts] == ["I.1.1/2025"]
    assert files(world) == before


def test_what_is_sent_lies_in_the_folder_and_is_not_sent_again(world: World) -> None:
    """One file for each message; in the same period there is nothing more to tell, in the next there is."""
    world.clock.at = datetime(2025, 12, 1, tzinfo=UTC)
    world.sync()
    (delivered,) = send_alerts(world.inputs())
    assert (delivered.message.recipient, delivered.status) == ("director@example.org", MailStatus.SENT)
    assert len(list((world.folder / "outbox").iterdir())) == 1
    assert send_alerts(world.inputs()) == []
    assert preview_alerts(world.inputs()) == []
    world.today = date(2026, 3, 9)
    assert len(send_alerts(world.inputs())) == 1


def test_what_was_late_before_the_first_run_is_told_once_until_it_is_reported_on(world: World) -> None:
    """No mail comes for it in later periods; a reason for the delay, late as it is, makes it news with a row."""
    world.sync()
    (first,) = send_alerts(world.inputs())
    assert first.message.subject.startswith("Vekha: 1 deadline from before the records began, nothing known")
    assert [(item["kind"], item["key"]) for item in first.message.items] == [("overdue", "I.1.1/2025")]
    world.today = date(2026, 3, 9)
    assert send_alerts(world.inputs()) == []
    world.clock.at = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    world.edit("I.1.1/2025", "Reason: the roof leaks")
    world.sync()
    (second,) = send_alerts(world.inputs())
    assert second.message.subject.startswith("Vekha: 1 measure overdue")
    assert [(item["kind"], item["key"]) for item in second.message.items] == [("overdue", "I.1.1/2025")]


def test_the_configs_terms_are_kept_to(world: World) -> None:
    """How many days ahead count as near is the operator's word, and so is who follows what."""
    world.config_path.write_text(f"{CONFIG}  upcoming_days: 366\n", encoding="utf-8")
    world.sync()
    told = {digest.recipient.name: [alert.key for alert in digest.alerts] for digest in preview_alerts(world.inputs())}
    assert told == {"Director": ["I.1.1/2026", "I.1.2/2026", "I.1.1/2025"], "Reader": ["I.1.2/2026"]}


def test_a_round_holds_the_ledger_and_a_preview_does_not(world: World) -> None:
    """While another run is at work, looking is free and telling waits."""
    world.sync()
    with filelock.FileLock(f"{world.ledger_path}.lock"):
        assert len(preview_alerts(world.inputs())) == 1
        with pytest.raises(LedgerLocked):
            send_alerts(world.inputs())


def test_a_mail_folder_that_cannot_be_written_keeps_the_mail_queued(world: World) -> None:
    """It is told with the message, and the next round sends it."""
    world.sync()
    (world.folder / "outbox").write_text("", encoding="utf-8")
    (failed,) = send_alerts(world.inputs())
    assert failed.status is MailStatus.QUEUED
    assert failed.error is not None
    assert failed.error.code == "mail-folder-unwritable"
    (world.folder / "outbox").unlink()
    assert [one.status for one in send_alerts(world.inputs())] == [MailStatus.SENT]


def test_a_corrupt_ledger_is_left_for_the_next_sync(world: World) -> None:
    """Without what was pulled there is nothing to tell; the file stays as it is."""
    world.sync()
    world.ledger_path.write_bytes(b"no database" * 1000)
    before = files(world)
    for ask in (preview_alerts, send_alerts):
        with pytest.raises(NotPulled):
            ask(world.inputs())
    assert files(world) == before
