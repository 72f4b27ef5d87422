"""The mailbox of a config: what is told of it before anybody connects."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.errors import FileUnreadable
from notify.errors import MailboxAway, MailboxRefused
from sync.runs.letterbox import mailbox_of, place_of_mailbox
from tests.worlds.sync_world import CONFIG, World

REPLIES = """
replies:
  address: otvet@example.org
  host: 127.0.0.1
  port: 1
  security: starttls
  username: otvet
  password_file: otvet.key
  key_file: replies.key
  require: token
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose answers are read from a port where nobody is."""
    town = World(tmp_path)
    town.config_path.write_text(CONFIG + REPLIES, encoding="utf-8")
    (tmp_path / "otvet.key").write_text("пароль\n", encoding="utf-8")
    return town


def test_it_is_made_and_closed(world: World) -> None:
    """Nobody is asked before it is opened; its place names the login, the server and the folder."""
    config = world.inputs().config
    with mailbox_of(config) as mailbox, pytest.raises(MailboxAway):
        mailbox.open()
    assert place_of_mailbox(config) == "otvet 127.0.0.1:1 INBOX"


def test_without_a_password_nobody_is_asked(world: World) -> None:
    """An empty file is named; so is one that is not there, and that of an authority."""
    (world.folder / "otvet.key").write_text("\n", encoding="utf-8")
    with pytest.raises(MailboxRefused, match="no password") as caught, mailbox_of(world.inputs().config):
        pass
    assert (caught.value.code, caught.value.place) == ("mailbox-password-missing", "otvet.key")
    (world.folder / "otvet.key").unlink()
    with pytest.raises(FileUnreadable), mailbox_of(world.inputs().config):
        pass


def test_nobody_answers_where_the_config_says_nothing(tmp_path: Path) -> None:
    """Whoever asks all the same has a fault of its own."""
    with pytest.raises(ValueError, match="nobody answers"):
        place_of_mailbox(World(tmp_path).inputs().config)
