"""The yearly report on the command line: which options go together, where it goes, and what is said of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import click

from mappings.language import gettext as _
from mappings.language import ngettext
from sync.cli.context import App
from sync.cli.output import named_file
from sync.runs.inputs import Inputs
from sync.runs.yearly_reports import (
    close_yearly_report,
    rendered,
    write_report,
    write_report_template,
    yearly_report,
    years_of,
)
from sync.summary.report import REPORT_FORMS


@dataclass(frozen=True)
class Asked:
    """What the command line asks of the report of a year; `day` is the day as which it is made, today where None."""

    year: int
    form: str
    output: Path | None
    day: date | None = None
    close: bool = False
    by: str | None = None
    template: bool = False


def answer_report(app: App, asked: Asked) -> None:
    """Print or write the report, or its template; a wrong use is a `click.UsageError`."""
    file, inputs = _file(asked), app.inputs(asked.day)
    _check_year(inputs, asked.year)
    if file is not None:
        inputs.refuse_taken(file, by="--output")
    if asked.template and file is not None:
        write_report_template(inputs, file)
        app.output.say(_("The template of the report is in {file}.").format(file=file))
        return
    watch, made = app.watch(), partial(rendered, inputs, form=asked.form)
    if asked.close:
        handed, data = close_yearly_report(inputs, asked.year, made, by=asked.by or login(), watch=watch)
    else:
        handed = yearly_report(inputs, asked.year, watch)
        data = made(handed)
    if file is None:
        app.output.data(data)
        return
    write_report(file, data)
    app.output.say(_("The report of {year} is in {file}.").format(year=asked.year, file=file))
    if asked.close:
        app.output.say(_("It is closed, and stays as it was handed in."))
    elif handed.closing is not None and handed.closing.changes:
        count = len(handed.closing.changes)
        app.output.say(_changed(count).format(n=count))


def _changed(count: int) -> str:
    return ngettext(
        "{n} value was changed since it was handed in.", "{n} values were changed since it was handed in.", count
    )


def login() -> str:
    """The login of the operating system's user; the number of one who has none."""
    if os.name != "posix":
        return os.getlogin()
    import pwd  # noqa: PLC0415 - there is none elsewhere

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _file(asked: Asked) -> Path | None:
    file = named_file(asked.output)
    if asked.template:
        if asked.close or file is None:
            raise click.UsageError(_("--template writes a file named by --output, and closes nothing"))
        return file
    if asked.form not in REPORT_FORMS:
        message = _("the yearly report has the forms {forms}: name one of them with --format")
        raise click.UsageError(message.format(forms=", ".join(REPORT_FORMS)))
    if asked.by is not None and not asked.close:
        raise click.UsageError(_("--by goes with --close"))
    if REPORT_FORMS[asked.form].binary and asked.output is None:
        raise click.UsageError(_("the form {form} needs --output").format(form=asked.form))
    return file


def _check_year(inputs: Inputs, year: int) -> None:
    years = years_of(inputs)
    if year not in years:
        told = _("the plan has no year {year}: it runs from {first} to {last}")
        if not years:
            raise click.UsageError(_("the plan names no years, so there is no yearly report"))
        raise click.UsageError(told.format(year=year, first=years[0], last=years[-1]))
