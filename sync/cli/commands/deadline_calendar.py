"""`vekha calendar`: the plan's deadlines as a calendar file to subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from mappings.language import N_
from mappings.language import gettext as _
from mappings.operator_files.validation import nearest, suggestion
from mappings.wording import clean, folded
from notify.calendars.entries import Scope
from sync.cli.context import App, pass_app, run_options
from sync.cli.output import named_file
from sync.files import write_whole
from sync.runs.deadline_calendar import deadline_calendar


@click.command("calendar")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=N_("Write to this file."))
@click.option("--executor", "executors", multiple=True, metavar="NAME", help=N_("Only the deadlines of this executor."))
@click.option("--section", "sections", multiple=True, metavar="KEY", help=N_("Only the deadlines of this section."))
@click.option("--open-only", is_flag=True, help=N_("Leave out what is done or cancelled."))
@run_options
@pass_app
def calendar_command(
    app: App,
    output: Path | None,
    executors: tuple[str, ...],
    sections: tuple[str, ...],
    open_only: bool,  # noqa: FBT001
) -> None:
    """Write the file, or print it."""
    inputs = app.inputs()
    _refuse_unknown("--executor", executors, (name for one in inputs.plan.measures for name in one.executors))
    _refuse_unknown("--section", sections, (one.key for one in inputs.plan.sections))
    file = named_file(output)
    if file is not None:
        inputs.refuse_taken(file, by="--output")
    scope = Scope(executors, sections, open_only)
    data = deadline_calendar(inputs, scope, app.watch())
    if file is not None:
        write_whole(file, data, "calendar-unwritable")
        app.output.say(_("The calendar is in {file}.").format(file=file))
    else:
        app.output.data(data)


def _refuse_unknown(option: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise `UsageError` for a name that the plan does not have: its calendar would stay empty for ever."""
    by_fold = {folded(one): clean(one) for one in known}
    for name in names:
        if folded(name) not in by_fold:
            message = _("{option}: the plan has no «{name}»; {hint}")
            hint = suggestion(name, nearest(name, by_fold.values(), count=3) or by_fold.values(), count=3)
            raise click.UsageError(message.format(option=option, name=clean(name), hint=hint).rstrip("; "))
