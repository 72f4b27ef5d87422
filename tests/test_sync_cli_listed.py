"""A command of a list is loaded when it is called, and bears the help that the list has."""

from __future__ import annotations

import click
import pytest

from mappings import language
from mappings.language import catalogue
from sync.cli import vekha
from sync.cli.commands.tracker import tracker
from sync.cli.listed import Listed

LISTED = [one for group in (vekha, tracker) for one in group.commands.values() if isinstance(one, Listed)]


def test_every_command_is_listed() -> None:
    """No command is loaded to be listed."""
    assert len(LISTED) == len(vekha.commands) + len(tracker.commands)


@pytest.mark.parametrize("listed", LISTED, ids=lambda listed: str(listed.name))
def test_a_list_and_a_command_agree(listed: Listed) -> None:
    """What stands where the list says is a command of the same name, and it has the help of the list."""
    command = listed.loaded()
    assert (command.name, command.help) == (listed.name, listed.help)
    assert not command.hidden


def test_the_lists_are_in_the_order_in_which_they_are_shown() -> None:
    """As one reads them in the source, so they are printed."""
    for group in (vekha, tracker):
        assert list(group.commands) == group.list_commands(click.Context(group))


def test_a_command_speaks_the_active_language() -> None:
    """The help of the list and that of the options are translated when the command is called."""
    language.use("ru")
    group = click.Context(vekha)
    command = vekha.get_command(group, "check")
    assert command is not None
    called = command.make_context("check", [], parent=group).command
    assert called.help == catalogue("ru").gettext("Check config, document, mapping, tracker, ledger, mail and clock.")
    assert "Check" not in called.get_help(click.Context(called))
