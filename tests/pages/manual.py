"""Writes the pages of `man vekha` from the helps of the commands, in both languages: `python -m tests.pages.manual`.

What the helps do not say (what the exit codes mean, which variables count) is taken from docs/commands.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from mappings import language
from mappings.language import gettext as _
from sync.cli import vekha
from sync.cli.examples import EXAMPLES
from sync.cli.translated import spoken
from tests.pages.command_lines import every
from tests.pages.markdown import Page

ROOT = Path(__file__).parents[2]
MAN = ROOT / "docs" / "man"
CODE, _NAME, MEANING = range(3)  # the columns of the table of exit codes


@dataclass(frozen=True)
class Words:
    """What a page says beside the helps, in one language."""

    file: Path
    commands: Path  # the page of the documents that has the rest
    name: str
    synopsis: str
    description: str
    options: str
    commands_title: str
    exit_status: str
    environment: str
    files: str
    see_also: str
    does: tuple[str, ...]  # paragraphs of the description
    variables: tuple[tuple[str, str], ...]
    config: str
    documents: str


ENGLISH = Words(
    file=MAN / "man1" / "vekha.1",
    commands=ROOT / "docs" / "commands.md",
    name="NAME",
    synopsis="SYNOPSIS",
    description="DESCRIPTION",
    options="OPTIONS",
    commands_title="COMMANDS",
    exit_status="EXIT STATUS",
    environment="ENVIRONMENT",
    files="FILES",
    see_also="SEE ALSO",
    does=(
        "Reads an action plan as it was adopted, makes an issue of a tracker for each measure and deadline, keeps both "
        "in step, counts the indicators from what the staff write there, and mails those who must know.",
        "Results go to the standard output, problems to the standard error stream. The options below, but for "
        "--version, may stand before a command or after it.",
    ),
    variables=(
        ("LANGUAGE, LC_ALL, LC_MESSAGES, LANG", "The language, where no config names it; failing these, Russian."),
        ("NO_COLOR", "Set to anything, no colours are printed."),
        ("VEKHA_SOFFICE", "The program that reads .doc, .xls and .rtf; none, if none of them is to be read."),
    ),
    config="The config of a plan, unless -c names another. vekha init writes one.",
    documents="docs/ of the sources: commands.md, deploy.md, errors.md, mapping.md, operator.md",
)
RUSSIAN = Words(
    file=MAN / "ru" / "man1" / "vekha.1",
    commands=ROOT / "docs" / "commands.ru.md",
    name="ИМЯ",
    synopsis="ВЫЗОВ",
    description="ОПИСАНИЕ",
    options="ПАРАМЕТРЫ",
    commands_title="КОМАНДЫ",
    exit_status="КОДЫ ЗАВЕРШЕНИЯ",
    environment="ПЕРЕМЕННЫЕ ОКРУЖЕНИЯ",
    files="ФАЙЛЫ",
    see_also="СМОТРИТЕ ТАКЖЕ",
    does=(
        "«Веха» читает план мероприятий в том виде, в каком он утверждён, заводит в трекере задачу на каждое "
        "мероприятие и срок, поддерживает их соответствие, считает показатели по тому, что пишут сотрудники, "
        "и рассылает письма тем, кто должен знать.",
        "Результаты выводятся в стандартный поток вывода, сообщения о неполадках — в стандартный поток ошибок. "
        "Параметры ниже, кроме --version, можно писать и перед командой, и после неё.",
    ),
    variables=(
        ("LANGUAGE, LC_ALL, LC_MESSAGES, LANG", "Язык, если он не задан в настройках; нет и их — русский."),
        ("NO_COLOR", "Если переменная задана, цветов в выводе нет."),
        ("VEKHA_SOFFICE", "Программа, которой читаются .doc, .xls и .rtf; none — не читать их."),
    ),
    config="Настройки плана, если -c не называет другого файла. Их пишет vekha init.",
    documents="docs/ в исходных текстах: commands.ru.md, deploy.ru.md, errors.ru.md, mapping.ru.md, operator.ru.md",
)
PAGES = {"en": ENGLISH, "ru": RUSSIAN}


def page(spoken_here: str) -> str:
    """The page in a language, in the macros of man(7); the language stays the active one."""
    language.use(spoken_here)
    words = PAGES[spoken_here]
    root = spoken(vekha)
    context = root.make_context("vekha", [], resilient_parsing=True)
    return "\n".join(
        [
            "'\\\" -*- coding: UTF-8 -*-",
            '.TH VEKHA 1 "" Vekha ""',
            ".nh",
            ".ad l",
            f'.SH "{words.name}"',
            f"vekha \\- {_text(root.help or '')}",
            f'.SH "{words.synopsis}"',
            _usage(root, context),
            f'.SH "{words.description}"',
            "\n.PP\n".join(_text(paragraph) for paragraph in words.does),
            f'.SH "{words.options}"',
            *_options(root, context, apart=set()),
            *_examples(""),
            f'.SH "{words.commands_title}"',
            *_commands(root, context),
            f'.SH "{words.exit_status}"',
            *_exit_codes(words.commands),
            f'.SH "{words.environment}"',
            *(line for name, text in words.variables for line in (".TP", f".B {_text(name)}", _text(text))),
            f'.SH "{words.files}"',
            *(".TP", ".B config.yaml", _text(words.config)),
            f'.SH "{words.see_also}"',
            f"{_text(words.documents)}\n",
        ]
    )


def _commands(root: click.Command, context: click.Context) -> Iterator[str]:
    """Each command, in the order of the list, without the options that all of them have."""
    common = _names(root, context)
    for inner in every(root, context):
        command = inner.command
        yield f'.SS "{_text(inner.command_path)}"'
        yield from (_usage(command, inner), ".PP", _text(command.help or ""))
        yield from _options(command, inner, apart=common)
        yield from _examples(inner.command_path.partition(" ")[2])


def _usage(command: click.Command, context: click.Context) -> str:
    pieces = " ".join(command.collect_usage_pieces(context))
    return f"\\fB{_text(context.command_path)}\\fR {_text(pieces)}"


def _names(command: click.Command, context: click.Context) -> set[str]:
    return {name for option in command.get_params(context) for name in option.opts}


def _options(command: click.Command, context: click.Context, *, apart: set[str]) -> Iterator[str]:
    """The options of a command but for those that stand `apart`."""
    for option in command.get_params(context):
        if isinstance(option, click.Option) and apart.isdisjoint(option.opts):
            names = ", ".join(f"\\fB{_text(name)}\\fR" for name in (*option.opts, *option.secondary_opts))
            value = "" if option.is_flag or option.count else f" \\fI{_text(_value(option, context))}\\fR"
            yield from (".TP", f"{names}{value}", _text(_(option.help or "")))


def _value(option: click.Option, context: click.Context) -> str:
    if isinstance(option.type, click.Choice):
        return "|".join(str(one) for one in option.type.choices)
    return option.make_metavar(context)


def _examples(name: str) -> Iterator[str]:
    for text, line in EXAMPLES.get(name, ()):
        yield from (".PP", f"{_text(_(text))}:", ".RS", ".nf", f"\\fB{_text(_(line))}\\fR", ".fi", ".RE")


def _exit_codes(commands: Path) -> Iterator[str]:
    table = next(table for table in Page(commands).tables if table[1][CODE] == "0")
    for row in table[1:]:
        yield from (".TP", f".B {row[CODE]}", _text(row[MEANING].replace("\\|", "|")))


def _text(text: str) -> str:
    """A text that says to the formatter what it says: nothing in it is a request, code is bold."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    safe = re.sub(r"^(?=[.'])", "\\\\&", safe)
    return re.sub(r"`([^`]+)`", r"\\fB\1\\fR", safe)


def write() -> None:
    """Bring the pages of docs/man up to date."""
    for spoken_here, words in PAGES.items():
        words.file.parent.mkdir(parents=True, exist_ok=True)
        words.file.write_text(page(spoken_here), encoding="utf-8")


if __name__ == "__main__":
    write()
