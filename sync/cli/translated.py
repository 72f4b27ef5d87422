"""Click's commands in the active language: helps, the words of their arguments, and what click itself says.

Texts are message ids until they are shown. Click looks its own up in gettext's global domain.
"""

from __future__ import annotations

import copy
from typing import Any

import click

from mappings.language import N_
from mappings.language import gettext as _
from mappings.language import plural_ids as _np
from sync.cli.examples import EXAMPLES

# What click itself says. It stands here to be extracted with our own.
CLICK_MESSAGES = (
    N_("Choose from:\n\t{choices}"),
    N_("Commands"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Options"),
    N_("Show this message and exit."),
    N_("Usage:"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    _np("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    _np("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    _np("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    _np("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    _np("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)

# The words that stand for what is to be given.
METAVARS = (
    N_("ADDRESS"),
    N_("CHANGES"),
    N_("CODE"),
    N_("COMMAND [ARGS]..."),
    N_("DATE"),
    N_("DATETIME"),
    N_("DAYS"),
    N_("FILE"),
    N_("FOLDER"),
    N_("HH:MM"),
    N_("INTERVAL"),
    N_("ISSUE"),
    N_("KEY"),
    N_("MILESTONE"),
    N_("N"),
    N_("NAME"),
    N_("OLD"),
    N_("OUT"),
    N_("PERCENT"),
    N_("PROJECT"),
    N_("RUN"),
    N_("SHELL"),
    N_("SUM"),
    N_("TEXT"),
    N_("TITLE"),
    N_("YEAR"),
    N_("[OPTIONS]"),
    N_("[RUN]"),
)


class SpokenGroup(click.Group):
    """A group whose commands speak the active language, each listed with the whole of its help."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the active language."""
        command = super().get_command(ctx, cmd_name)
        return None if command is None else spoken(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of the commands: click's own cuts their helps short."""
        listed = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, command.help or "") for name, command in listed if command is not None])


def spoken(command: click.Command) -> click.Command:
    """A copy of a command with its help in the active language."""
    translated: Any = copy.copy(command)
    translated.help = command.help and _(command.help)
    translated.options_metavar = command.options_metavar and _(command.options_metavar)
    if isinstance(command, click.Group):
        translated.subcommand_metavar = _(command.subcommand_metavar)
    translated.params = [copy.copy(parameter) for parameter in command.params]
    for parameter in translated.params:
        parameter.metavar = parameter.metavar and _(parameter.metavar)
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _(parameter.help)
    translated.format_epilog = with_examples
    translated._help_option = None
    result: click.Command = translated
    return result


def with_examples(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the examples of a command below its help, where it has some."""
    examples = EXAMPLES.get(ctx.command_path.partition(" ")[2], ())
    if examples:
        with formatter.section(_("Examples")):
            for text, command in examples:
                formatter.write_text(f"{_(text)}:")
                formatter.write(f"{'':>{formatter.current_indent + 2}}{_(command)}\n")
