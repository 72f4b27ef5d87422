"""`vekha summary`: the indicator summary from the last pull."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.context import App, format_option, pass_app, run_options, today_option

if TYPE_CHECKING:
    from sync.runs.inputs import Inputs
    from sync.summary import Summary


@click.command("summary", help=N_("Print the indicator summary from the last pull."))
@format_option("html")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=N_("Write to this file."))
@today_option
@run_options
@pass_app
def summary_command(app: App, form: str, output: Path | None, today: date | None) -> None:
    """Summarize what was pulled last."""
    summary = summary_of(app, app.inputs(today))
    if output is not None:
        write_summary(summary, form, output)
        app.output.say(_("The summary is in {file}.").format(file=output))
    else:
        show(app, summary, form)


def summary_of(app: App, inputs: Inputs) -> Summary:
    """The summary of what the ledger holds; raises `NotPulled` where nothing was ever pulled."""
    from sync.ledger.store import Ledger  # noqa: PLC0415
    from sync.summary import summarize  # noqa: PLC0415

    with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
        app.tell_set_aside(ledger)
        as_of = inputs.pulled_at(ledger)
        return summarize(inputs.progress(ledger), as_of=as_of)


def show(app: App, summary: Summary, form: str) -> None:
    """Print a form; the text is drawn in colour where a person sees it at once."""
    from sync.summary import render  # noqa: PLC0415

    if form == "text" and app.output.terminal:
        from rich.console import Console  # noqa: PLC0415

        from sync.summary.as_text import to_text  # noqa: PLC0415

        to_text(summary, Console())
    else:
        app.output.result(render(summary, form).decode().rstrip("\n"))


def write_summary(summary: Summary, form: str, path: Path) -> None:
    """Write a form of the summary to a file, whole or not at all."""
    from sync.files import writing  # noqa: PLC0415
    from sync.summary import render  # noqa: PLC0415

    data = render(summary, form)
    with writing(path, "summary-unwritable"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or a pipe: there is nothing to put in its place
            return
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)
