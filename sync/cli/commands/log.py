"""`vekha log` and `vekha undo`: the runs of a plan, what each wrote, and taking one of them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.context import App, format_option, pass_app, run_options
from sync.cli.exit_codes import ExitCode, exit_code_of

if TYPE_CHECKING:
    from sync.runs.inputs import Inputs
    from sync.runs.revert import Reversion


@click.command("log")
@click.argument("run", type=int, required=False)
@click.option(
    "--last", type=click.IntRange(min=1), default=20, metavar="N", help=N_("How many of the newest runs are shown.")
)
@format_option()
@run_options
@pass_app
def log_command(app: App, run: int | None, last: int, form: str) -> None:
    """List runs, or the writes of one."""
    from sync.cli.answers.log import print_runs, print_writes, runs_as_json, writes_as_json  # noqa: PLC0415
    from sync.ledger.store import Ledger  # noqa: PLC0415
    from sync.runs.at_work import Work  # noqa: PLC0415
    from sync.runs.revert import find_run  # noqa: PLC0415

    inputs = app.inputs()
    with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
        app.tell_set_aside(Work(inputs, ledger, read_only=True).set_aside)
        if run is None:
            runs = ledger.runs(last=last)
            app.output.json(runs_as_json(runs)) if form == "json" else print_runs(app, runs, inputs.zone)
            return
        found, writes = find_run(ledger, run)
    app.output.json(writes_as_json(found, writes)) if form == "json" else print_writes(app, found, writes, inputs.zone)


@click.command("undo")
@click.argument("run", type=int)
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be taken back."))
@format_option()
@run_options
@pass_app
def undo_command(app: App, run: int, dry_run: bool, form: str) -> int:  # noqa: FBT001
    """Take a run back."""
    from sync.cli.answers.log import print_reversion, reversion_as_json  # noqa: PLC0415

    inputs = app.inputs()
    result, traffic = _look(app, inputs, run) if dry_run else _undo(app, inputs, run)
    if form == "json":
        app.output.json(reversion_as_json(result, traffic))
    else:
        print_reversion(app, result)
    outcome = result.outcome
    if outcome is not None and outcome.stopped is not None:
        return exit_code_of(outcome.stopped)
    return ExitCode.DONE if outcome is None or outcome.whole else ExitCode.PARTIAL


def _look(app: App, inputs: Inputs, run: int) -> tuple[Reversion, Any]:
    from sync.ledger.store import Ledger  # noqa: PLC0415
    from sync.runs.at_work import Work  # noqa: PLC0415
    from sync.runs.revert import plan_reversion  # noqa: PLC0415

    with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
        app.tell_set_aside(Work(inputs, ledger, read_only=True).set_aside)
        tracker = inputs.tracker(read_only=True, cache=ledger.cache())
        return plan_reversion(inputs, tracker, ledger, run), tracker.traffic


def _undo(app: App, inputs: Inputs, run: int) -> tuple[Reversion, Any]:
    from sync.ledger.store import Ledger  # noqa: PLC0415
    from sync.runs.at_work import Work  # noqa: PLC0415
    from sync.runs.revert import revert  # noqa: PLC0415
    from sync.tracker import HasPages  # noqa: PLC0415

    with Ledger.opened(inputs.config.ledger_path, inputs.config.plan.key, now=app.now()) as ledger:
        app.tell_set_aside(Work(inputs, ledger, read_only=False).set_aside)
        cache = ledger.cache()
        tracker = inputs.tracker(read_only=False, cache=cache)
        with app.output.progress(_("Writing to the tracker")) as progress:
            result = revert(inputs, tracker, ledger, run, progress=progress)
        ledger.keep_cache(cache)
        if isinstance(tracker, HasPages):
            tracker.refresh_pages(today=inputs.today)
    return result, tracker.traffic
