"""Reads a line of `vekha` as the command line would, and does nothing of it."""

from __future__ import annotations

import click

from sync.cli import vekha
from sync.cli.translated import spoken


def parsed(words: list[str]) -> click.Context:
    """The context of the command that a line calls, its arguments read; nothing is done."""
    command: click.Command = spoken(vekha)
    context = command.make_context("vekha", words)
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, found, words = command.resolve_command(context, rest)
        assert found is not None
        context = found.make_context(name, words, parent=context)
        command = context.command
    return context
