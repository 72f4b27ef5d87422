"""`vekha import`: figures and closings of earlier years from a table into the issues, and the table to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers.imports import importation_as_json, print_importation
from sync.cli.context import App, format_option, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.runs.import_template import write_template
from sync.runs.imports import import_reports, preview_import


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be posted, and how many mails it may cause."))
@click.option("--template", is_flag=True, help=N_("Write the table to fill in to FILE instead (.xlsx or .csv)."))
@format_option()
@today_option
@run_options
@pass_app
def import_command(
    app: App,
    file: Path,
    form: str,
    today: date | None,
    dry_run: bool,  # noqa: FBT001
    template: bool,  # noqa: FBT001
) -> int:
    """Post what a table reports, or write the table to fill in."""
    inputs = app.inputs(today)
    if template:
        write_template(inputs, file)
        app.output.say(_("The table to fill in is in {file}.").format(file=file))
        return ExitCode.DONE
    if dry_run:
        result = preview_import(inputs, file, app.watch())
    else:
        with app.output.progress(_("Writing to the tracker")) as progress:
            result = import_reports(inputs, file, app.watch(progress))
    if form == "json":
        app.output.json(importation_as_json(result))
    print_importation(app, result, quiet=form == "json")
    outcome = result.outcome
    if outcome is not None and outcome.stopped is not None:
        return exit_code_of(outcome.stopped)
    whole = not result.problems and (outcome is None or outcome.whole)
    return ExitCode.DONE if whole else ExitCode.PARTIAL
