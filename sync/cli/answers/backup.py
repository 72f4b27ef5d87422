"""What `vekha backup` and `vekha restore` answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.wording import moment
from sync.archive.manifest import Kind

if TYPE_CHECKING:
    from sync.cli.context import App
    from sync.runs.backup import Backup
    from sync.runs.restore import Restored, Standing


def print_backup(app: App, backup: Backup) -> None:
    """Where the archive is, what is in it, and what is not."""
    manifest = backup.manifest
    count = len(manifest.parts)
    text = ngettext("The backup is in {file}: {count} file.", "The backup is in {file}: {count} files.", count)
    app.output.say(text.format(file=backup.file, count=count))
    for part in manifest.parts:
        app.output.say(f"  {part.path}")
    if manifest.only(Kind.LEDGER) is None:
        app.output.say(_("There is no ledger yet."))
    if manifest.schemas.tracker is None:
        app.output.say(_("The tracker itself is not in it."))
    if any(part.kind is Kind.KEY for part in manifest.parts):
        app.output.say(_("Keys are in it: keep it where nobody else can read it."))
    if manifest.left_out:
        text = _("Left out are keys, which you keep apart or take in with --with-keys: {files}")
        app.output.say(text.format(files=", ".join(manifest.left_out)))


def print_restored(app: App, restored: Restored) -> None:
    """What was put back, and what is to be moved to where it stood."""
    manifest = restored.manifest
    count, made = len(manifest.parts), moment(manifest.made_at.astimezone())
    text = ngettext(
        "Of the plan {plan} {count} file of {made} was put back into {folder}.",
        "Of the plan {plan} {count} files of {made} were put back into {folder}.",
        count,
    )
    app.output.say(text.format(plan=manifest.plan, count=count, made=made, folder=restored.folder))
    for path in restored.kept:
        app.output.say(_("What stood there is kept as {file}.").format(file=path))
    for part in manifest.parts:
        if part.is_outside:
            text = _("{file} stood as {stood}: move it there, or name its place in the config.")
            app.output.say(text.format(file=restored.path_of(part), stood=part.stood))


def print_standing(app: App, restored: Restored, found: Standing) -> None:
    """How the plan stands, and what comes next."""
    if found.last_run is not None:
        text = _("The last run in the ledger is {number}, of {started}.")
        started = moment(found.last_run.started_at.astimezone())
        app.output.say(text.format(number=found.last_run.number, started=started))
    for path in found.lacking:
        app.output.say(_("The key {file} is missing: put it back.").format(file=path))
    if not found.embedded:
        app.output.say(
            _(
                "The tracker is not part of a backup, and may be further by now: `vekha diff` shows what differs. "
                "If it was restored too, from an older copy, the next sync asks for `--accept-restore`."
            )
        )
    app.output.say(_("Next: vekha -c {config} check").format(config=restored.config_path))
