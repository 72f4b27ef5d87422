"""Questions on a terminal. Each has an option that answers it; where nobody sits, only options do.

An answer that is refused is told in a line and asked for again; where nobody sits, it ends the command.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from mappings.errors import ConfigError, Problem, VekhaError
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import printable
from mappings.operator_files.validation import suggestion
from mappings.wording import clean, folded
from sync.cli.output import Output
from sync.cli.problem_lines import describe

Taken = TypeVar("Taken")
_MOST_LISTED = 20  # choices; whoever has more names the one meant


def somebody_there() -> bool:
    """Whether a person sees what is printed, and can answer."""
    try:
        return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    except ValueError:  # it was closed in this process
        return False


def among(choices: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """Takes one of some values, whatever its capitals; raises `ConfigError` for another."""
    values = {folded(value): value for value, _words in choices}

    def taken(text: str) -> str:
        value = values.get(folded(text))
        if value is None:
            message = _("«{value}» is none of these").format(value=printable(text))
            raise ConfigError([Problem("value-invalid", "", message, suggestion(text, values.values()))])
        return value

    return taken


class Asking:
    """Takes answers from options, or from the person at the terminal. `takes` refuses one by a `VekhaError`."""

    def __init__(self, output: Output, *, person: bool) -> None:
        self._output = output
        self.person = person

    def answer(
        self,
        option: str,
        given: str | None,
        question: str,
        takes: Callable[[str], Taken],
        *,
        proposal: str | None = None,
        hidden: bool = False,
    ) -> Taken:
        """What one question is answered with. Where nobody sits, a proposal is taken.

        Raises `click.MissingParameter` there for what has none, and whatever `takes` raises.
        """
        text = given
        while True:
            if text is None and self.person:
                shown = proposal is not None and proposal != ""
                prompted = click.prompt(
                    clean(question),
                    default=None if proposal is None else clean(proposal),
                    show_default=shown,
                    hide_input=hidden,
                )
                text = str(prompted)
            elif text is None:
                if proposal is None:
                    raise click.MissingParameter(param_hint=f"'{option}'", param_type="option")
                text = proposal
            try:
                return takes(text)
            except VekhaError as error:
                self.refused(error)
                text = None

    def choice(
        self,
        option: str,
        given: str | None,
        question: str,
        choices: Sequence[tuple[str, str]],
        *,
        takes: Callable[[str], Taken],
        proposal: str | None = None,
    ) -> Taken:
        """One of some values, each with its words: by its number or by its value. Else as `answer`."""
        if given is None and self.person:
            self._list(question, choices)
        values = [value for value, _words in choices]

        def taken(text: str) -> Taken:
            number = text.strip()
            named = folded(number) in map(folded, values)
            by_number = not named and number.isdecimal() and 0 < int(number) <= len(values[:_MOST_LISTED])
            return takes(values[int(number) - 1] if by_number else number)

        return self.answer(option, given, _("Number or name"), taken, proposal=proposal)

    def refused(self, error: VekhaError) -> None:
        """Tell why an answer is not taken; raises the error where there is nobody to ask again."""
        if not self.person:
            raise error
        for line in describe(error):
            self._output.problem(line)

    def _list(self, question: str, choices: Sequence[tuple[str, str]]) -> None:
        self._output.result(f"{question}:")
        for number, (value, words) in enumerate(choices[:_MOST_LISTED], start=1):
            shown = clean(f"{value} — {words}" if words else value)
            self._output.result(f"  {number}. {shown}")
        if len(choices) > _MOST_LISTED:
            more = _("and {count} more: type the name of the one that is meant")
            self._output.result(f"  … {more.format(count=len(choices) - _MOST_LISTED)}")
