"""`vekha log` and `vekha undo`: the runs of a plan, what each wrote, and taking one of them back."""

from __future__ import annotations

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers.log import (
    print_reversion,
    print_runs,
    print_writes,
    reversion_as_json,
    runs_as_json,
    writes_as_json,
)
from sync.cli.context import App, format_option, pass_app, run_options
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.runs.inputs import Inputs
from sync.runs.revert import Reversion, list_runs, preview_reversion, show_run, take_back


@click.command("log")
@click.argument("run", type=int, required=False, metavar="[RUN]")
@click.option(
    "--last", type=click.IntRange(min=1), default=20, metavar="N", help=N_("How many of the latest runs to show.")
)
@format_option()
@run_options
@pass_app
def log_command(app: App, run: int | None, last: int, form: str) -> None:
    """List runs, or the writes of one."""
    inputs, watch = app.inputs(), app.watch()
    if run is None:
        runs = list_runs(inputs, last=last, watch=watch)
        app.output.json(runs_as_json(runs)) if form == "json" else print_runs(app, runs, inputs.zone)
        return
    found, writes = show_run(inputs, run, watch)
    app.output.json(writes_as_json(found, writes)) if form == "json" else print_writes(app, found, writes, inputs.zone)


@click.command("undo")
@click.argument("run", type=int, metavar="RUN")
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be undone."))
@format_option()
@run_options
@pass_app
def undo_command(app: App, run: int, dry_run: bool, form: str) -> int:  # noqa: FBT001
    """Take a run back."""
    inputs = app.inputs()
    result = preview_reversion(inputs, run, app.watch()) if dry_run else _undo(app, inputs, run)
    if form == "json":
        app.output.json(reversion_as_json(result))
    else:
        print_reversion(app, result)
    outcome = result.outcome
    if outcome is not None and outcome.stopped is not None:
        return exit_code_of(outcome.stopped)
    return ExitCode.DONE if outcome is None or outcome.whole else ExitCode.PARTIAL


def _undo(app: App, inputs: Inputs, run: int) -> Reversion:
    with app.output.progress(_("Writing to the tracker")) as progress:
        return take_back(inputs, run, app.watch(progress))
