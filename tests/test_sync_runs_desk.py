"""Digests of a whole town that can be answered by mail: signed, asked for plainly, and only where answers are read."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from pathlib import Path

import pytest

from mappings.errors import FileUnreadable
from notify.delivery.outbox import Outbox
from notify.delivery.sent_digests import SentDigest, SentItem
from notify.replies.admission import Conditions, admit
from notify.replies.keys import new_key
from sync.ledger.store import Ledger
from sync.runs.alerting_check import look_at_alerts
from sync.runs.alerts import preview_alerts, send_alerts, send_test
from sync.runs.desk import open_desk
from tests.examples.reply_values import received
from tests.worlds.sync_world import PLAN_KEY, World

REPLIES = """
replies:
  {address: otvet@example.org, key_file: replies.key, require: token, host: 127.0.0.1, username: me, password_env: NO}
"""
MARK = "Please answer above this line"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose digests can be answered by mail, its key made."""
    world = World(tmp_path)
    world.sync()
    with world.config_path.open("a", encoding="utf-8") as config:
        config.write(REPLIES)
    new_key(world.folder / "replies.key")
    return world


def mails(world: World) -> list[Message]:
    """What lies in the folder of mails."""
    return [message_from_bytes(path.read_bytes()) for path in sorted((world.folder / "outbox").iterdir())]


def text_of(mail: Message) -> str:
    """The text of a mail."""
    payload = next(mail.walk()).get_payload(0)
    assert isinstance(payload, Message)
    content = payload.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def test_a_digest_that_was_sent_is_admitted_by_its_own_address(world: World) -> None:
    """From the config to the queue and back: the reader's answer is known for what it answers."""
    send_alerts(world.inputs())
    (mail,) = mails(world)
    assert MARK in text_of(mail)
    ((_name, address),) = getaddresses([mail["Reply-To"]])
    desk = open_desk(world.inputs().config)
    assert desk is not None
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        admitted = admit(
            received(addressed=(address,), senders=("director@example.org",)),
            desk,
            Conditions(require="token"),
            sent=Outbox(ledger.engine, PLAN_KEY).sent_digest,
            is_known=lambda _id: False,
            told_today=lambda _name: 0,
            today=world.today,
        )
    assert isinstance(admitted, SentDigest)
    assert (admitted.recipient, admitted.plan) == ("director@example.org", PLAN_KEY)
    assert admitted.items == (SentItem("I.1.1/2025", "I.1.1/2025", date(2025, 12, 31)),)


def test_without_its_key_nobody_is_told_anything(world: World) -> None:
    """Nor with one that others may read: an address that cannot be signed would be answered in vain."""
    (world.folder / "replies.key").chmod(0o644)
    with pytest.raises(FileUnreadable):
        send_alerts(world.inputs())
    (world.folder / "replies.key").unlink()
    with pytest.raises(FileUnreadable):
        send_alerts(world.inputs())
    assert not (world.folder / "outbox").exists()


def test_a_preview_shows_what_would_be_said_and_needs_no_key(world: World) -> None:
    """It signs nothing."""
    (world.folder / "replies.key").unlink()
    (digest,) = preview_alerts(world.inputs()).digests
    assert MARK in digest.text


def test_a_trial_asks_for_no_answer(world: World) -> None:
    """Neither a mail that shows whether mail arrives, nor one that goes to somebody else; and neither needs the key."""
    (world.folder / "replies.key").unlink()
    send_test(world.inputs(), "admin@example.org")
    text = world.config_path.read_text(encoding="utf-8")
    redirected = text.replace("sender: vekha@example.org", "sender: vekha@example.org, redirect: trial@example.org")
    world.config_path.write_text(redirected, encoding="utf-8")
    send_alerts(world.inputs())
    found = mails(world)
    assert len(found) == 2
    for mail in found:
        assert mail["Reply-To"] is None
        assert MARK not in text_of(mail)


def test_a_template_without_the_mark_is_told(world: World) -> None:
    """Where answers are read; else it is nothing to tell."""
    folder = world.folder / "letters"
    folder.mkdir()
    (folder / "digest.txt").write_text("{{ verdict }}", encoding="utf-8")
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(text.replace("alerts:\n", "alerts:\n  templates: letters\n"), encoding="utf-8")
    (told,) = (one for one in look_at_alerts(world.inputs()) if one.code == "letter-mark-missing")
    assert str(folder / "digest.txt") in told.message
    (folder / "digest.txt").write_text("{{ verdict }}\n{{ mark }}", encoding="utf-8")
    assert "letter-mark-missing" not in {one.code for one in look_at_alerts(world.inputs())}
    (folder / "digest.txt").write_text("{{ verdict }}", encoding="utf-8")
    without = world.config_path.read_text(encoding="utf-8").replace(REPLIES, "")
    world.config_path.write_text(without, encoding="utf-8")
    assert "letter-mark-missing" not in {one.code for one in look_at_alerts(world.inputs())}


def test_where_nobody_reads_answers_none_is_asked_for(tmp_path: Path) -> None:
    """The mails of a config without the block are those of before."""
    world = World(tmp_path)
    world.sync()
    send_alerts(world.inputs())
    (mail,) = mails(world)
    assert mail["Reply-To"] is None
    assert MARK not in text_of(mail)
    assert open_desk(world.inputs().config) is None
