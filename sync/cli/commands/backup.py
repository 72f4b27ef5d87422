"""`vekha backup` and `vekha restore`: all that a plan consists of, in one file and back."""

from __future__ import annotations

from pathlib import Path

import click

from mappings import language
from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers.backup import print_backup, print_restored, print_standing
from sync.cli.context import App, pass_app, run_options
from sync.config.loading import peek_language
from sync.runs.backup import back_up
from sync.runs.restore import restore, standing


@click.command("backup")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=N_("Write to this file, or into a folder.")
)
@click.option("--with-keys", is_flag=True, help=N_("Include tokens, passwords and the key of answers."))
@run_options
@pass_app
def backup_command(app: App, output: Path | None, with_keys: bool) -> None:  # noqa: FBT001
    """Write the archive and say what is in it."""
    if output is not None and str(output) == "-":
        raise click.UsageError(_("a backup is written to a file: it is read back before it counts"))
    print_backup(app, back_up(app.config(), output, with_keys=with_keys, now=app.now()))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--into", type=click.Path(path_type=Path), metavar="FOLDER", help=N_("The folder; by default that of the config.")
)
@click.option("--force", is_flag=True, help=N_("Keep what is there under other names."))
@run_options
@pass_app
def restore_command(app: App, file: Path, into: Path | None, force: bool) -> None:  # noqa: FBT001
    """Put the parts back and say how the plan stands."""
    restored = restore(file, into or app.config_path.parent, force=force, now=app.now())
    language.use(peek_language(restored.config_path) or language.from_environment())
    print_restored(app, restored)
    print_standing(app, restored, standing(restored))
