"""A command that is known by its name and its help until it is called: its module is loaded then and not before.

A list of commands is shown from what stands in the list; what a command takes and does stands in its own module.
"""

from __future__ import annotations

from copy import copy
from importlib import import_module
from typing import Any

import click

from sync.cli.translated import spoken


class Listed(click.Command):
    """A command of a list. `place` is where the command itself stands, as `module:attribute` in `sync.cli.commands`."""

    def __init__(self, name: str, place: str, help: str) -> None:  # noqa: A002 - click's own word for it
        super().__init__(name, help=help)
        self.place = place

    def loaded(self) -> click.Command:
        """The command itself, with the help that the list has."""
        module, attribute = self.place.split(":")
        command: click.Command = copy(getattr(import_module(f"sync.cli.commands.{module}"), attribute))
        command.help = self.help
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the command itself: click calls what stands in it."""
        return spoken(self.loaded()).make_context(info_name, args, parent=parent, **extra)
