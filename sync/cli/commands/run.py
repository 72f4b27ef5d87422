"""`vekha run`: sync, summary, alerts; once for cron, or again and again on its own clock."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import click
import schedule

from mappings.errors import VekhaError
from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.commands.alerts import tell_alerts
from sync.cli.commands.sync import tell_sync
from sync.cli.context import App, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.cli.output import describe
from sync.runs.at_work import Watch
from sync.runs.daily import Step, Told, daily_round
from sync.runs.reconcile import Reconciliation

_EVERY = re.compile(r"(?P<count>[1-9]\d{0,4})\s*(?P<unit>[smhd])")
_AT = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _every(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _EVERY.fullmatch(value):
        raise click.BadParameter(_("expected a number and a unit such as 30m, 1h or 1d"))
    return value


def _at(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _AT.fullmatch(value):
        raise click.BadParameter(_("expected a time of day such as 07:00"))
    return value


@click.command("run")
@click.option(
    "--every", callback=_every, metavar="INTERVAL", help=N_("Stay up and run at this interval (30m, 1h, 1d).")
)
@click.option("--at", callback=_at, metavar="HH:MM", help=N_("Stay up and run every day at this time."))
@today_option
@run_options
@pass_app
def run_command(app: App, every: str | None, at: str | None, today: date | None) -> int:
    """Run once, or stay up."""
    if every and at:
        raise click.UsageError(_("--every and --at exclude each other"))
    if not every and not at:
        return run_once(app, today)
    stay_up(lambda: run_and_go_on(app, today), every=every, at=at, stop=_stopped_by_signals())
    return ExitCode.DONE


def run_once(app: App, today: date | None = None) -> int:
    """One round, each step told when it is done; the last step that went wrong gives the exit code."""
    inputs = app.inputs(today)
    with app.output.progress(_("Writing to the tracker")) as progress:
        steps = daily_round(inputs, Watch(progress, app.tell_set_aside))
        synced = next(steps)
    codes = [_tell(app, synced), *(_tell(app, step) for step in steps)]
    return next((code for code in reversed(codes) if code), ExitCode.DONE)


def _tell(app: App, step: Step) -> int:
    if isinstance(step, Reconciliation):
        return tell_sync(app, step, form="text")
    if isinstance(step, Told):
        return tell_alerts(app, step.delivered, form="text")
    if step.error is None:
        app.output.say(_("The summary is in {file}.").format(file=step.path))
        return ExitCode.DONE
    for text in describe(step.error):
        app.output.problem(text)
    return exit_code_of(step.error)


def run_and_go_on(app: App, today: date | None) -> None:
    """One round of many: what fails is told, and the next round comes all the same."""
    app.output.say(f"{app.now().astimezone():%Y-%m-%d %H:%M:%S}", style="cyan")
    try:
        run_once(app, today)
    except VekhaError as error:
        for line in describe(error):
            app.output.problem(f"{line} (exit {int(exit_code_of(error))})")


def stay_up(
    work: Callable[[], None], *, every: str | None, at: str | None, stop: threading.Event, scheduler: Any = None
) -> None:
    """Call `work` on its schedule until `stop` is set; with an interval, at once for the first time."""
    scheduler = scheduler or schedule.Scheduler()
    if every:
        match = _EVERY.fullmatch(every)
        if match is None:
            raise ValueError(every)
        job = getattr(scheduler.every(int(match["count"])), _UNITS[match["unit"]])
        job.do(work)
        work()
    else:
        scheduler.every().day.at(at).do(work)
    while not stop.is_set():
        stop.wait(max(0.0, min(scheduler.idle_seconds or 0.0, 60.0)))
        if not stop.is_set():
            scheduler.run_pending()


def _stopped_by_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set, so that a round under way ends as it should."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop
