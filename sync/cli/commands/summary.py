"""`vekha summary`: the indicator summary from the last pull."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.context import App, day_option, format_option, pass_app, run_options, today_option
from sync.cli.output import named_file
from sync.runs.at_work import Watch
from sync.runs.summaries import summary_of, write_summary
from sync.summary import FORMS, Summary, render
from sync.summary.public import public


@click.command("summary")
@format_option(FORMS)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=N_("Write to this file."))
@today_option
@day_option("--as-of", N_("As --today, and say how much of what had been written was known on that day."))
@day_option("--compare", N_("Say also what is new, corrected and lost since this day."))
@click.option("--public", "for_all", is_flag=True, help=N_("Leave out names, comments and assignees."))
@run_options
@pass_app
def summary_command(
    app: App,
    form: str,
    output: Path | None,
    today: date | None,
    as_of: date | None,
    compare: date | None,
    *,
    for_all: bool,
) -> None:
    """Summarize what was pulled last."""
    if FORMS[form].binary and output is None:
        raise click.UsageError(_("the form {form} needs --output").format(form=form))
    if today is not None and as_of is not None:
        raise click.UsageError(_("--today and --as-of name one day: give one of them"))
    inputs, watch = app.inputs(as_of or today), Watch(set_aside=app.tell_set_aside)
    file = named_file(output)
    if file is not None:
        inputs.refuse_taken(file, by="--output")
    summary = summary_of(inputs, watch, written=as_of is not None, since=compare)
    summary = public(summary) if for_all else summary
    if file is not None:
        write_summary(summary, form, file)
        app.output.say(_("The summary is in {file}.").format(file=file))
    elif FORMS[form].binary:
        app.output.data(render(summary, form))
    else:
        show(app, summary, form)


def show(app: App, summary: Summary, form: str) -> None:
    """Print a form; the text is drawn in colour where a person sees it at once."""
    if form == "text" and app.output.terminal:
        from sync.summary.as_text import to_text  # noqa: PLC0415 - it loads rich, which no other form needs

        to_text(summary, app.output.console())
        return
    text = render(summary, form).decode().rstrip("\n")
    if form == "text":
        app.output.result(text)
    else:
        app.output.document(text)
