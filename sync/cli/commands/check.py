"""`vekha check`: everything that would fail later, with the mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from mappings.plan import Severity
from sync.cli.context import App, format_option, pass_app, run_options
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.cli.problem_lines import ProblemLine
from sync.reading_page.words import severity_word
from sync.runs.health import diagnose

if TYPE_CHECKING:
    from sync.tracker import Diagnosis

# What only a check tells, of rights that are missing: a sync would end with `right-missing` at them.
_DENIED = frozenset({"module-off", "not-a-member", "right-missing", "visibility-own"})


@click.command("check")
@format_option()
@run_options
@pass_app
def check_command(app: App, form: str) -> int:
    """Print what was looked at; problems are printed even when quiet."""
    looked_at = list(diagnose(app.inputs()))
    if form == "json":
        app.output.json(
            {
                "checks": [
                    {"code": one.code, "severity": one.severity.value, "message": one.message, "hint": one.hint}
                    for one in looked_at
                ]
            }
        )
    for one in looked_at:
        if one.severity.value == "info":
            if form == "text":
                app.output.say(_said(one))
        else:
            app.output.problem(ProblemLine(one.code, severity_word(one.severity.value), one.message, one.hint))
    return worst(looked_at)


def worst(looked_at: Iterable[Diagnosis]) -> ExitCode:
    """The exit code of the first error found: the one with which the work would end at it."""
    first = next((one for one in looked_at if one.severity is Severity.ERROR), None)
    if first is None:
        return ExitCode.DONE
    if first.error is not None:
        return exit_code_of(first.error)
    return ExitCode.NO_PERMISSION if first.code in _DENIED else ExitCode.WRONG_INPUT


def _said(one: Diagnosis) -> str:
    """A line about what is well; with a hint, about what could be had besides."""
    if not one.hint:
        return f"✓ {one.message}"
    return f"– {one.message} {one.hint[:1].upper()}{one.hint[1:]}."
