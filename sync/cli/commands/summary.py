"""`vekha summary`: the indicator summary from the last pull, and the yearly report that is handed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers.yearly_report import Asked, answer_report
from sync.cli.context import App, day_option, format_option, pass_app, run_options, today_option
from sync.cli.output import named_file
from sync.runs.summaries import summary_of, write_summary
from sync.summary import FORMS, Summary, render
from sync.summary.public import public
from sync.summary.report import REPORT_FORMS


@click.command("summary")
@format_option({**FORMS, **REPORT_FORMS})
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=N_("Write to this file."))
@today_option
@day_option("--as-of", N_("Like --today, and show how much of what had been written was known on that day."))
@day_option("--compare", N_("Also show what is new, corrected or lost since this date."))
@click.option("--public", "for_all", is_flag=True, help=N_("Leave out names, comments and assignees."))
@click.option("--report", "year", type=int, metavar="YEAR", help=N_("The yearly report instead (docx, xlsx, json)."))
@click.option("--close", is_flag=True, help=N_("Hand in the yearly report: it is kept unchanged for good."))
@click.option("--by", metavar="NAME", help=N_("Who hands it in (by default your login name)."))
@click.option("--template", is_flag=True, help=N_("Write the yearly report's Word template, to make your own from."))
@run_options
@pass_app
def summary_command(
    app: App,
    form: str,
    output: Path | None,
    today: date | None,
    as_of: date | None,
    compare: date | None,
    year: int | None,
    by: str | None,
    *,
    for_all: bool,
    close: bool,
    template: bool,
) -> None:
    """Summarize what was pulled last."""
    if today is not None and as_of is not None:
        raise click.UsageError(_("--today and --as-of name one day: give one of them"))
    if year is not None:
        if compare is not None or for_all:
            raise click.UsageError(_("--compare and --public are not for the yearly report"))
        asked = Asked(year, form, output, as_of or today, close=close, by=by, template=template)
        answer_report(app, asked)
        return
    if close or template or by is not None:
        raise click.UsageError(_("--close, --by and --template go with --report YEAR"))
    if form not in FORMS:
        raise click.UsageError(_("the form {form} is the yearly report's: add --report YEAR").format(form=form))
    if FORMS[form].binary and output is None:
        raise click.UsageError(_("the form {form} needs --output").format(form=form))
    inputs, watch = app.inputs(as_of or today), app.watch()
    file = named_file(output)
    if file is not None:
        inputs.refuse_taken(file, by="--output")
    summary = summary_of(inputs, watch, written=as_of is not None, since=compare)
    _hand_on(app, public(summary) if for_all else summary, form, file)


def _hand_on(app: App, summary: Summary, form: str, file: Path | None) -> None:
    if file is not None:
        write_summary(summary, form, file)
        app.output.say(_("The summary is in {file}.").format(file=file))
    elif FORMS[form].binary or FORMS[form].exact:
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
