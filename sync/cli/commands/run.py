"""`vekha run`: sync, summary, alerts; once for cron, or again and again on its own clock."""

from __future__ import annotations

import queue
import re
import signal
from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain

import click
import schedule

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers.replies import tell_replies
from sync.cli.answers.upkeep import close, warn
from sync.cli.commands.alerts import tell_alerts
from sync.cli.commands.sync import tell_sync
from sync.cli.context import App, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.cli.failing import Failing
from sync.cli.problem_lines import describe
from sync.runs.daily import Page, Step, Told, daily_round
from sync.runs.inputs import Inputs, load_inputs, plan_zone
from sync.runs.publishing import Published
from sync.runs.reconcile import Reconciliation
from sync.runs.replies import Replied
from sync.runs.timetable import Interval, TimeOfDay, Timetable, keep
from sync.runs.upkeep import RunWatch

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
@click.option("--every", callback=_every, metavar="INTERVAL", help=N_("Keep running, at this interval (30m, 1h, 1d)."))
@click.option("--at", callback=_at, metavar="HH:MM", help=N_("Keep running, every day at this time."))
@today_option
@run_options
@pass_app
def run_command(app: App, every: str | None, at: str | None, today: date | None) -> int:
    """Run once, or stay up."""
    if every and at:
        raise click.UsageError(_("--every and --at exclude each other"))
    if not every and not at:
        return run_once(app, today)
    stay_up(app, lambda: run_and_go_on(app, today), every=every, at=at, ended=End().by_signals().within)
    return ExitCode.DONE


def run_once(app: App, today: date | None = None) -> int:
    """One round, watched from beside; what goes wrong in that counts only where all else went well."""
    config = app.config()
    watch = RunWatch(config, app.now, app.watch())
    warn(app, watch.start)
    try:
        code = _round(app, load_inputs(config, clock=app.now, today=today), watch)
    except Exception as error:
        watch.broke_off(error)
        close(app, watch, Failing(error).code)
        raise
    return close(app, watch, code)


def _round(app: App, inputs: Inputs, watch: RunWatch) -> int:
    """Each step told when it is done; the last step that went wrong gives the exit code."""
    watch.reads(inputs)
    with app.output.progress(_("Writing to the tracker")) as progress:
        steps = daily_round(inputs, app.watch(progress))
        synced = next(steps)
    codes = []
    for step in chain([synced], steps):
        watch.saw(step)
        codes.append(_tell(app, step))
    return next((code for code in reversed(codes) if code), ExitCode.DONE)


def _tell(app: App, step: Step) -> int:
    if isinstance(step, Reconciliation):
        return tell_sync(app, step, form="text")
    if isinstance(step, Replied):
        return tell_replies(app, step)
    if isinstance(step, Told):
        return tell_alerts(app, step.telling, form="text")
    if step.error is None:
        _tell_page(app, step)
        return ExitCode.DONE
    for text in describe(step.error):
        app.output.problem(text)
    code = exit_code_of(step.error)
    return ExitCode.PARTIAL if isinstance(step, Published) and code is ExitCode.FAILED else code


def _tell_page(app: App, page: Page | Published) -> None:
    """Where the summary stands now; of a wiki page on which nothing has changed there is nothing to say."""
    if isinstance(page, Page):
        app.output.say(_("The summary is in {file}.").format(file=page.path))
    elif page.written:
        text = _("The wiki page «{title}» is up to date: {url}")
        app.output.say(text.format(title=page.title, url=page.url or "—"))


def run_and_go_on(app: App, today: date | None) -> None:
    """One round of many: what fails is told, and the next round comes all the same."""
    app.output.say(f"{app.now().astimezone():%Y-%m-%d %H:%M:%S}", style="cyan")
    try:
        run_once(app, today)
    except Exception as error:  # noqa: BLE001 - a fault of ours ends one round, and no service
        Failing(error).tell_of_round(app)
    app.output.tell_loss()


def stay_up(
    app: App, work: Callable[[], None], *, every: str | None, at: str | None, ended: Callable[[float], bool]
) -> None:
    """Call `work` on its schedule until `ended`, which waits for seconds, says so; with an interval, at once first.

    The schedule holds the job. When it is due it cannot be asked, for it knows only the clock that people set.
    """
    jobs = schedule.Scheduler()
    match = _EVERY.fullmatch(every or "")
    job = getattr(jobs.every(int(match["count"])), _UNITS[match["unit"]]) if match else jobs.every().day.at(at)
    job.do(work)
    keep(_timetable(app, job), jobs.run_all, now=app.moment, ended=ended)


def _timetable(app: App, job: schedule.Job) -> Timetable:
    if job.at_time is None:
        return Interval(timedelta(**{str(job.unit): job.interval}))
    return TimeOfDay(job.at_time, plan_zone(app.config()), app.moment())


class End:
    """That somebody wants an end, asked for at any time, and by a signal too."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[None] = queue.SimpleQueue()  # a handler may put into it whatever it interrupts

    def by_signals(self) -> End:
        """From now on SIGTERM and SIGINT ask for it, so that a round under way ends as it should.

        So does SIGHUP, of a terminal that goes away, unless it is ignored on purpose.
        """
        asking = [signal.SIGTERM, signal.SIGINT]
        asking += [signal.SIGHUP] if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN else []
        for number in asking:
            signal.signal(number, lambda _number, _frame: self.ask())
        return self

    def ask(self) -> None:
        """Want an end."""
        self._asked.put(None)

    def within(self, seconds: float) -> bool:
        """Wait so long at most, and say whether an end is wanted."""
        try:
            self._asked.get(timeout=seconds)
        except queue.Empty:
            return False
        self.ask()
        return True
