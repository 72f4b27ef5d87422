"""`vekha diff` and `vekha sync`: what a reconciliation would do, and doing it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

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
from sync.cli.output import line

if TYPE_CHECKING:
    from sync.runs.inputs import Inputs
    from sync.runs.reconcile import Reconciliation
    from sync.tracker import Tracker


@click.command("diff")
@click.option("--detailed-exitcode", is_flag=True, help=N_("Exit with 2 if changes or drift are pending."))
@click.option("--recreate", is_flag=True, help=N_("Create issues again that were deleted from the tracker."))
@format_option()
@today_option
@run_options
@pass_app
def diff_command(app: App, form: str, today: date | None, detailed_exitcode: bool, recreate: bool) -> int:  # noqa: FBT001
    """Print the difference."""
    from sync.errors import UnsafeChange  # noqa: PLC0415
    from sync.ledger.store import Ledger  # noqa: PLC0415
    from sync.runs.at_work import Work  # noqa: PLC0415
    from sync.runs.reconcile import compare  # noqa: PLC0415

    inputs = app.inputs(today)
    with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
        app.tell_set_aside(Work(inputs, ledger, read_only=True).set_aside)
        tracker = inputs.tracker(read_only=True, cache=ledger.cache())
        comparison = compare(inputs, tracker, ledger, recreate=recreate)
    changeset = comparison.changeset
    if form == "json":
        app.output.json(changeset_as_json(changeset))
    else:
        print_changeset(app, changeset)
    for check in (comparison.check_not_restored, comparison.check_safety):
        try:
            check()
        except UnsafeChange as refusal:
            app.output.problem(line(refusal.code, "", _("a sync would refuse this: {why}").format(why=refusal.message)))
    return ExitCode.PENDING if detailed_exitcode and changeset.pending else ExitCode.DONE


@click.command("sync")
@click.option("--force", is_flag=True, help=N_("Apply even what the safety limits refuse."))
@click.option("--recreate", is_flag=True, help=N_("Create issues again that were deleted from the tracker."))
@click.option("--accept-restore", is_flag=True, help=N_("Go on with a tracker that was restored from a backup."))
@click.option(
    "--checksum", metavar="SUM", help=N_("Apply only the difference that `vekha diff` showed with this checksum.")
)
@format_option()
@today_option
@run_options
@pass_app
def sync_command(app: App, form: str, today: date | None, **options: Any) -> int:
    """Reconcile and print what was done."""
    return run_sync(app, app.inputs(today), form=form, **options)


def run_sync(app: App, inputs: Inputs, *, form: str, **options: Any) -> int:
    """Reconcile, print, and return the exit code."""
    return tell_sync(app, *synchronize(app, inputs, **options), form=form)


def synchronize(
    app: App,
    inputs: Inputs,
    **options: Any,
) -> tuple[Reconciliation, Tracker]:
    """Reconcile under the ledger's lock, with a progress bar; `options` are those of `reconcile`."""
    from sync.ledger.store import Ledger  # noqa: PLC0415
    from sync.runs.at_work import Work  # noqa: PLC0415
    from sync.runs.reconcile import reconcile  # noqa: PLC0415
    from sync.tracker import HasPages  # noqa: PLC0415

    with Ledger.opened(inputs.config.ledger_path, inputs.config.plan.key, now=app.now()) as ledger:
        app.tell_set_aside(Work(inputs, ledger, read_only=False).set_aside)
        cache = ledger.cache()
        tracker = inputs.tracker(read_only=False, cache=cache)
        with app.output.progress(_("Writing to the tracker")) as progress:
            result = reconcile(inputs, tracker, ledger, progress=progress, **options)
        ledger.keep_cache(cache)
        if isinstance(tracker, HasPages):
            tracker.refresh_pages(today=inputs.today)
    return result, tracker


def tell_sync(app: App, result: Reconciliation, tracker: Tracker, *, form: str) -> int:
    """Print what a sync did, and return its exit code."""
    if form == "json":
        app.output.json(result_as_json(result, tracker))
    else:
        print_result(app, result, tracker)
    print_problems(app, result)
    if result.outcome.stopped is not None:
        return exit_code_of(result.outcome.stopped)
    return ExitCode.DONE if result.outcome.whole else ExitCode.PARTIAL
