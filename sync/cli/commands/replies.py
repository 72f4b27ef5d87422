"""`vekha replies`: what people answered by mail goes into the tracker; and the key by which they may."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mappings.language import N_
from mappings.language import gettext as _
from notify.replies.admission import MOST_BYTES
from notify.replies.keys import new_key as make_key
from sync.cli.answers.replies import heard_as_json, print_heard, replied_as_json, tell_replies
from sync.cli.context import App, format_option, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode
from sync.files import read_file
from sync.runs.replies import preview_answers, preview_mail, settings_of, take_answers


@click.command("replies")
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be taken; write nothing, move nothing."))
@click.option(
    "--mail",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("Only show how the mail in FILE (.eml) would be taken."),
)
@click.option("--new-key", is_flag=True, help=N_("Create the key that signs reply addresses, or replace it."))
@format_option()
@today_option
@run_options
@pass_app
def replies_command(
    app: App,
    form: str,
    today: date | None,
    mail: Path | None,
    dry_run: bool,  # noqa: FBT001
    new_key: bool,  # noqa: FBT001
) -> int:
    """Take what was answered, or only look at it."""
    if sum((dry_run, mail is not None, new_key)) > 1:
        raise click.UsageError(_("--dry-run, --mail and --new-key exclude each other"))
    config = app.config()
    settings = settings_of(config)
    if new_key:
        path = config.resolve(settings.key_file)
        make_key(path)
        app.output.say(_("The key is in {file}; nobody else may read it.").format(file=path))
        return ExitCode.DONE
    inputs = app.inputs(today)
    if mail is not None:
        heard = preview_mail(inputs, read_file(mail, MOST_BYTES + 1, "mail-unreadable"))
        if form == "json":
            app.output.json(heard_as_json(heard))
        else:
            print_heard(app, [heard])
        return ExitCode.DONE
    if dry_run:
        replied = preview_answers(inputs, app.watch())
    else:
        with app.output.progress(_("Writing to the tracker")) as progress:
            replied = take_answers(inputs, app.watch(progress))
    if form == "json":
        app.output.json(replied_as_json(replied))
    return tell_replies(app, replied, quiet=form == "json")
