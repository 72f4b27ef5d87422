"""The commands of `vekha`, each in turn; and what a line of it calls, of which nothing is done."""

from __future__ import annotations

from collections.abc import Iterator

import click

from sync.cli import vekha
from sync.cli.listed import Listed
from sync.cli.translated import spoken


def every(group: click.Command, context: click.Context) -> Iterator[click.Context]:
    """The context of every command below a group, and of groups among them, in the order and language of the helps."""
    assert isinstance(group, click.Group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        known = spoken(command.loaded()) if isinstance(command, Listed) else command
        inner = click.Context(known, info_name=name, parent=context)
        yield inner
        if isinstance(known, click.Group):
            yield from every(known, inner)


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
