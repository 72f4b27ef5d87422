"""A click group whose commands speak the active language: help texts are message ids until they are shown."""

from __future__ import annotations

import copy
from typing import Any

import click

from mappings.language import N_
from mappings.language import gettext as _

# What click itself says, and looks up in gettext's global domain. They stand here to be extracted with our own.
CLICK_MESSAGES = (
    N_("Commands"),
    N_("Got unexpected extra argument ({args})"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Missing option"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Option {name!r} requires an argument."),
    N_("Options"),
    N_("Show this message and exit."),
    N_("Usage:"),
    N_("{value!r} does not match the format {format}."),
    N_("{value!r} is not one of {choices}."),
)


class SpokenGroup(click.Group):
    """Translates the help of its commands and of their options when a command is looked up."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the active language."""
        command = super().get_command(ctx, cmd_name)
        return None if command is None else spoken(command)


def spoken(command: click.Command) -> click.Command:
    """A copy of a command with its help in the active language."""
    translated: Any = copy.copy(command)
    translated.help = command.help and _(command.help)
    translated.params = [copy.copy(parameter) for parameter in command.params]
    for parameter in translated.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _(parameter.help)
    result: click.Command = translated
    return result
