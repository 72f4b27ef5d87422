"""`vekha init`: writes a config for one's own plan and tracker, from questions or options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mappings import language
from mappings.language import N_, ngettext
from mappings.language import gettext as _
from sync.cli.asking import Asking, somebody_there
from sync.cli.context import App, pass_app, run_options
from sync.cli.interview import Given, Interview
from sync.runs.beginning.laying_out import MAPPING, SCHEMA, files_of
from sync.runs.beginning.new_files import put_new, refuse_existing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.runs.beginning.new_files import NewFile

_FILE = click.Path(path_type=Path)


@click.command("init")
@click.option("--plan", metavar="FILE", help=N_("The document with the plan."))
@click.option("--key", metavar="KEY", help=N_("The plan's key (by default made from the title)."))
@click.option("--name", metavar="NAME", help=N_("The plan's short name (by default the title)."))
@click.option("--language", type=click.Choice(language.LANGUAGES), help=N_("The language of messages."))
@click.option("--tracker", type=click.Choice(["embedded", "redmine", "gitlab"]), help=N_("The issue tracker."))
@click.option("--url", metavar="ADDRESS", help=N_("The tracker's address."))
@click.option("--token-file", type=_FILE, metavar="FILE", help=N_("The file that holds the bot's key."))
@click.option("--ca-file", type=_FILE, metavar="FILE", help=N_("The certificate of your own authority (PEM)."))
@click.option("--project", metavar="PROJECT", help=N_("The project for the plan's issues."))
@click.option("--issue-tracker", metavar="NAME", help=N_("The Redmine tracker for these issues."))
@click.option("--marker-field", metavar="NAME", help=N_("The Redmine field for the plan's marker."))
@click.option("--fact-field", metavar="NAME", help=N_("The Redmine field for the figure."))
@click.option("--mail", type=click.Choice(["outbox", "smtp"]), help=N_("Where mails go: a folder or a server."))
@click.option("--host", metavar="NAME", help=N_("The name of the mail server."))
@click.option(
    "--security",
    type=click.Choice(["starttls", "tls", "none"]),
    help=N_("How mail is encrypted (by default starttls)."),
)
@click.option("--username", metavar="NAME", help=N_("The name to log in with at the mail server."))
@click.option("--password-file", type=_FILE, metavar="FILE", help=N_("The file that holds the mail password."))
@click.option("--sender", metavar="ADDRESS", help=N_("The sender of the mails."))
@click.option("--recipient", "recipients", multiple=True, metavar="ADDRESS", help=N_("Who gets the mails."))
@click.option("--force", is_flag=True, help=N_("Replace files that are there; the earlier ones are kept beside."))
@run_options
@pass_app
def init_command(app: App, **options: Any) -> None:
    """Ask, then write everything at once, and say what comes next."""
    given, config = Given(**options), app.config_path
    folder = config.parent
    if not given.force:
        refuse_existing([config, folder / MAPPING, folder / SCHEMA])
    person = somebody_there()
    if person:
        app.output.result(_("Nothing is written before the last question. Ctrl-C breaks off."))
    answers, plan = Interview(app.output, Asking(app.output, person=person), given, folder).hold()
    files = files_of(answers, plan, config)
    kept = put_new(files, replacing=given.force)
    _tell(app, files, kept)


def _tell(app: App, files: Sequence[NewFile], kept: dict[Path, Path]) -> None:
    out = app.output
    words = {
        app.config_path.name: _("the settings, explained line by line"),
        MAPPING: _("a draft of what to read otherwise, and of who answers for what"),
        SCHEMA: _("by which an editor completes and checks the settings"),
    }
    out.say()
    out.say(_("Written"), style="cyan")
    rows = [[str(one.path), words.get(one.path.name, _("a key, for you alone"))] for one in reversed(files)]
    out.table([_("File"), _("What it is")], rows)
    if kept:
        out.say()
        count = len(kept)
        text = ngettext("{count} earlier file is kept: {names}", "{count} earlier files are kept: {names}", count)
        out.say(text.format(count=count, names=", ".join(map(str, kept.values()))))
    option = "" if str(app.config_path) == "config.yaml" else f"-c {app.config_path} "
    out.say()
    out.say(_("Next: {check}, then {diff}").format(check=f"vekha {option}check", diff=f"vekha {option}diff"))
