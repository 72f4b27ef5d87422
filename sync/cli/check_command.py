"""`vekha check`: everything that would fail later, with the mend."""

from __future__ import annotations

import click

from mappings.language import N_
from sync.cli.context import App, format_option, pass_app, run_options
from sync.cli.exit_codes import ExitCode
from sync.cli.output import line
from sync.cli.read_command import severity_word


@click.command("check", help=N_("Check config, document, mapping, tracker, ledger, mail and clock."))
@format_option()
@run_options
@pass_app
def check_command(app: App, form: str) -> int:
    """Print what was looked at; problems are printed even when quiet."""
    from sync.health import diagnose  # noqa: PLC0415

    looked_at = list(diagnose(app.job()))
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
                app.output.say(f"✓ {one.message}")
        else:
            app.output.problem(line(one.code, severity_word(one.severity.value), one.message, one.hint))
    return worst([one.code for one in looked_at if one.severity.value == "error"])


def worst(codes: list[str]) -> int:
    """The exit code of the first error found."""
    if not codes:
        return ExitCode.DONE
    if codes[0].endswith("-unwritable"):
        return ExitCode.NO_PERMISSION
    return ExitCode.TRY_LATER if codes[0].endswith("-locked") else ExitCode.WRONG_INPUT
