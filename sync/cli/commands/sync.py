"""`vekha diff` and `vekha sync`: what a reconciliation would do, and doing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers.sync import (
    changeset_as_json,
    print_changeset,
    print_problems,
    print_result,
    result_as_json,
)
from sync.cli.context import App, format_option, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.cli.problem_lines import ProblemLine
from sync.errors import UnsafeChange
from sync.runs.compare import Comparison, preview
from sync.runs.inputs import Inputs
from sync.runs.reconcile import DEFAULTS, Reconciliation, SyncOptions, synchronize


@click.command("diff")
@click.option("--detailed-exitcode", is_flag=True, help=N_("Exit with 2 if changes or drift are pending."))
@click.option("--recreate", is_flag=True, help=N_("Recreate issues that were deleted from the tracker."))
@click.option("--reword", is_flag=True, help=N_("Also write texts that only say the same in other words."))
@format_option()
@today_option
@run_options
@pass_app
def diff_command(app: App, form: str, today: date | None, detailed_exitcode: bool, recreate: bool, reword: bool) -> int:  # noqa: FBT001
    """Print the difference."""
    comparison = preview(app.inputs(today), recreate=recreate, reword=reword, watch=app.watch())
    changeset = comparison.changeset
    if form == "json":
        app.output.json(changeset_as_json(changeset))
    else:
        print_changeset(app, changeset)
    for refusal in _refusals(comparison):
        app.output.problem(
            ProblemLine(refusal.code, "", _("a sync would refuse this: {why}").format(why=refusal.message))
        )
    return ExitCode.PENDING if detailed_exitcode and changeset.pending else ExitCode.DONE


def _refusals(comparison: Comparison) -> Iterator[UnsafeChange]:
    """Why a sync would not do all of it, or none."""
    for check in (comparison.check_clock, comparison.check_not_restored, comparison.check_safety):
        try:
            check()
        except UnsafeChange as refusal:
            yield refusal
    _rest, waiting = comparison.without_closings()
    if waiting is not None:
        yield waiting


@click.command("sync")
@click.option("--force", is_flag=True, help=N_("Apply the changes even beyond the safety limits."))
@click.option("--recreate", is_flag=True, help=N_("Recreate issues that were deleted from the tracker."))
@click.option("--reword", is_flag=True, help=N_("Also write texts that only say the same in other words."))
@click.option("--accept-restore", is_flag=True, help=N_("Continue with a tracker that was restored from a backup."))
@click.option(
    "--checksum", metavar="SUM", help=N_("Apply only the changes that `vekha diff` showed with this checksum.")
)
@format_option()
@today_option
@run_options
@pass_app
def sync_command(
    app: App,
    form: str,
    today: date | None,
    force: bool,  # noqa: FBT001
    recreate: bool,  # noqa: FBT001
    reword: bool,  # noqa: FBT001
    accept_restore: bool,  # noqa: FBT001
    checksum: str | None,
) -> int:
    """Reconcile and print what was done."""
    options = SyncOptions(
        force=force, recreate=recreate, reword=reword, accept_restore=accept_restore, checksum=checksum
    )
    return tell_sync(app, watched_sync(app, app.inputs(today), options), form=form)


def watched_sync(app: App, inputs: Inputs, options: SyncOptions = DEFAULTS) -> Reconciliation:
    """Reconcile with a progress bar."""
    with app.output.progress(_("Writing to the tracker")) as progress:
        return synchronize(inputs, options, app.watch(progress))


def tell_sync(app: App, result: Reconciliation, *, form: str) -> int:
    """Print what a sync did, and return its exit code."""
    if form == "json":
        app.output.json(result_as_json(result))
    else:
        print_result(app, result)
    print_problems(app, result)
    if result.outcome.stopped is not None:
        return exit_code_of(result.outcome.stopped)
    if result.waiting is not None:
        return exit_code_of(result.waiting)
    if result.page_failure is not None:
        return exit_code_of(result.page_failure)
    return ExitCode.DONE if result.outcome.whole else ExitCode.PARTIAL
