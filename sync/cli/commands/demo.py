"""`vekha demo`: the whole job on the bundled plan, with the embedded tracker and an outbox folder."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mappings import language
from mappings.language import N_, ngettext
from mappings.language import gettext as _
from sync.cli.commands.alerts import run_alerts
from sync.cli.commands.sync import tell_sync, watched_sync
from sync.cli.context import App, pass_app, run_options, today_option
from sync.files import write_whole, writing
from sync.runs.demonstration import play
from sync.runs.embedded_store import open_store
from sync.runs.summaries import summary_of, write_summary

if TYPE_CHECKING:
    from sync.runs.inputs import Inputs

PLAN = "megion-2021-2030"
CONFIG = """\
language: {language}
plan:
  key: {plan}
  file: "{folder}/plan.txt"
  mapping: "{folder}/mapping.yaml"
tracker:
  kind: embedded
  path: tracker.db
ledger: sqlite:///vekha.db
mail:
  kind: outbox
  path: outbox
  sender: "Vekha <vekha@example.org>"
summary:
  path: summary.html
alerts:
  recipients:
    - name: "{director}"
      email: director@example.org
    - name: "{methodist}"
      email: methodist@example.org
      sections: [V]
"""


@click.command("demo")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("var"),
    metavar="FOLDER",
    help=N_("The folder for the results (by default var)."),
)
@click.option("--language", "spoken", type=click.Choice(language.LANGUAGES), help=N_("The language of messages."))
@today_option
@run_options
@pass_app
def demo_command(app: App, folder: Path, spoken: str | None, today: date | None) -> None:
    """Do every step, and say where its result is."""
    language.use(spoken or language.active())
    app.config_path = _make_config(folder)
    inputs = app.inputs(today)
    _say_read(app, inputs)
    app.output.say()
    app.output.say(_("2. The tracker is brought in step with the plan"), style="cyan")
    result = watched_sync(app, inputs)
    tell_sync(app, result, form="text")
    changed = bool(result.outcome.done or result.new_figures)
    opened = open_store(inputs.config, named=app.config_path, clock=app.now)
    app.output.say()
    app.output.say(_("3. The staff work in the tracker"), style="cyan")
    edited = play(inputs, opened)
    if edited:
        text = ngettext(
            "{count} issue was edited by a made-up clerk", "{count} issues were edited by a made-up clerk", edited
        )
        app.output.say(text.format(count=edited))
        app.output.say()
        app.output.say(_("   What they wrote is pulled back, and nothing of it is overwritten"), style="cyan")
        tell_sync(app, watched_sync(app, inputs), form="text")
    else:
        app.output.say(_("Somebody has worked there already; it is left as it is"))
    app.output.say()
    app.output.say(_("4. The summary and the mails"), style="cyan")
    page = inputs.config.resolve(inputs.config.summary.path)
    write_summary(summary_of(inputs, app.watch()), "html", page)
    run_alerts(app, inputs, form="text")
    if not (changed or edited):
        app.output.say()
        app.output.say(_("Nothing has changed since the last run."), style="green")
    _say_where(app, folder, page, opened.store.page)


def _make_config(folder: Path) -> Path:
    """Write the demonstration's config, unless one stands there: an operator may have tried something in it."""
    path = folder / "config.yaml"
    bundled = Path(__file__).parents[3] / "mappings" / PLAN
    with writing(path, "config-unwritable"):
        if not path.exists():
            text = CONFIG.format(
                language=language.active(),
                plan=PLAN,
                folder=bundled.as_posix(),
                director=_("The director"),
                methodist=_("The methodologist"),
            )
            write_whole(path, text.encode(), "config-unwritable")
    return path


def _say_read(app: App, inputs: Inputs) -> None:
    out, plan = app.output, inputs.plan
    out.say(_("1. The plan is read"), style="cyan")
    out.say(plan.title)
    deadlines = sum(len(measure.deadlines) for measure in plan.measures)
    parts = [
        ngettext("{count} measure", "{count} measures", len(plan.measures)).format(count=len(plan.measures)),
        ngettext("{count} deadline", "{count} deadlines", deadlines).format(count=deadlines),
        ngettext("{count} finding", "{count} findings", len(plan.findings)).format(count=len(plan.findings)),
    ]
    out.say(", ".join(parts))


def _say_where(app: App, folder: Path, page: Path, tracker_page: Path) -> None:
    out = app.output
    rows = [
        [_("summary page"), _shown(page)],
        [_("mails"), _shown(folder / "outbox")],
        [_("tracker as a page"), _shown(tracker_page)],
        [_("config"), _shown(folder / "config.yaml")],
    ]
    out.say()
    out.say(_("What to look at"), style="cyan")
    out.table([_("What"), _("Where")], rows)
    text = _("Next, try: {vekha} -c {config} tracker list")
    out.say(text.format(vekha=_command(), config=_shown(folder / "config.yaml")))


def _command() -> str:
    """How this program was called, so that the line printed can be typed again."""
    called = Path(sys.argv[0])
    found = shutil.which("vekha")
    return "vekha" if found is not None and Path(found).samefile(called) else _shown(called)


def _shown(path: Path) -> str:
    """A path as one would type it here."""
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)
