"""The reference of the command line: what the helps of all commands say, as one page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from mappings import language
from mappings.language import gettext as _
from sync.cli import vekha
from sync.cli.context import run_options
from sync.cli.examples import EXAMPLES
from sync.cli.translated import spoken
from tests.pages.command_lines import every
from tests.pages.markdown import anchor


@dataclass(frozen=True)
class Words:
    """What the page says beside the helps, in one language."""

    head: str
    common: str
    default: str
    more: str
    commands: str


WORDS = {
    "en": Words(
        "| option | meaning |\n|---|---|",
        "Options of every command",
        "By default",
        "More",
        "commands.md",
    ),
    "ru": Words(
        "| параметр | что значит |\n|---|---|",
        "Параметры всех команд",
        "По умолчанию",
        "Подробнее",
        "commands.ru.md",
    ),
}


def made(code: str) -> str:
    """What is made, in a language; the active language is the one from before."""
    before = language.active()
    language.use(code)
    try:
        return "\n\n".join(_parts(WORDS[code])) + "\n"
    finally:
        language.use(before)


def _parts(words: Words) -> Iterator[str]:
    root = spoken(vekha)
    context = click.Context(root, info_name="vekha")
    yield f"## {words.common}"
    yield _table(_own(root), context, words)
    for inner in every(root, context):
        command = inner.command
        if isinstance(command, click.Group):
            continue
        usage = " ".join([inner.command_path, *command.collect_usage_pieces(inner)])
        yield f"## `{inner.command_path}`"
        yield f"{command.help} [{words.more}]({words.commands}#{_explained(inner)})."
        yield f"```\n{usage}\n```"
        if options := _own(command, apart=_common()):
            yield _table(options, inner, words)
        if examples := EXAMPLES.get(inner.command_path.partition(" ")[2], ()):
            lines = [f"# {_(text)}\n{_(line)}" for text, line in examples]
            yield "\n".join(["```sh", *lines, "```"])


def _common() -> set[str]:
    """The names of the options that every command has."""

    @click.command("any")
    @run_options
    def one() -> None:
        """Have nothing else."""

    return {option.name or "" for option in one.params}


def _own(command: click.Command, apart: frozenset[str] | set[str] = frozenset()) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option) and one.name not in apart]


def _explained(context: click.Context) -> str:
    """The anchor at which a command is explained."""
    arguments = (one.make_metavar(context) for one in context.command.params if isinstance(one, click.Argument))
    return anchor(f"`{' '.join([context.command_path, *arguments])}`")


def _table(options: list[click.Option], context: click.Context, words: Words) -> str:
    rows = (f"| {_names(one, context)} | {_meaning(one, context, words)} |" for one in options)
    return "\n".join([words.head, *rows])


def _names(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} {_cell(option.make_metavar(context).strip('[]'))}"


def _meaning(option: click.Option, context: click.Context, words: Words) -> str:
    default = option.get_default(context)
    known = isinstance(default, str | int) and not option.is_flag
    return _cell(f"{option.help} {words.default} `{default}`." if known else option.help or "")


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text)
