"""`vekha alerts`: who must be told what is overdue or near, and telling them.

Words the answer and chooses the exit code; the round itself is in `sync.runs.alerts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from mappings.language import N_, ngettext
from mappings.language import gettext as _
from notify.delivery.sending import Delivered
from notify.letters.digest import Digest
from sync.cli.context import App, format_option, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode
from sync.cli.output import describe, line
from sync.runs.alerts import preview_alerts, send_alerts
from sync.runs.at_work import Watch
from sync.runs.inputs import Inputs


@click.command("alerts")
@click.option("--dry-run", is_flag=True, help=N_("Send nothing and record nothing."))
@click.option("--force", is_flag=True, help=N_("Send even what the safety limits of mails refuse."))
@format_option()
@today_option
@run_options
@pass_app
def alerts_command(app: App, form: str, today: date | None, dry_run: bool, force: bool) -> int:  # noqa: FBT001
    """Find and send alerts."""
    return run_alerts(app, app.inputs(today), form=form, dry_run=dry_run, force=force)


def run_alerts(app: App, inputs: Inputs, *, form: str, dry_run: bool = False, force: bool = False) -> int:
    """Find, send, print, and return the exit code."""
    watch = Watch(set_aside=app.tell_set_aside)
    if dry_run:
        preview = preview_alerts(inputs, watch)
        _answer(app, [_planned(digest) for digest in preview.digests], form)
        for refusal in preview.refusals:
            text = _("alerts would refuse this: {why}").format(why=refusal.message)
            app.output.problem(line(refusal.code, "", text))
        return ExitCode.DONE
    return tell_alerts(app, send_alerts(inputs, watch, force=force), form=form)


def tell_alerts(app: App, delivered: Sequence[Delivered], *, form: str) -> int:
    """Print what became of the messages, and return the exit code."""
    _answer(app, [_sent(one) for one in delivered], form)
    errors = [one.error for one in delivered if one.error is not None]
    for error in errors:
        for text in describe(error):
            app.output.problem(text)
    if not errors:
        return ExitCode.DONE
    return ExitCode.FAILED if len(errors) == len(delivered) else ExitCode.PARTIAL


def _planned(digest: Digest) -> dict[str, Any]:
    return {
        "to": [digest.recipient.email],
        "subject": digest.subject,
        "kind": digest.kind,
        "items": [
            {
                "key": alert.key,
                "due": alert.due.isoformat(),
                "days": alert.days,
                "url": alert.url,
                "kind": alert.kind,
            }
            for alert in digest.alerts
        ],
        "status": "dry-run",
    }


def _sent(delivered: Delivered) -> dict[str, Any]:
    mail = delivered.message
    return {
        "to": [mail.recipient],
        "subject": mail.subject,
        "kind": mail.kind,
        "items": list(mail.items),
        "status": delivered.status.value,
    }


def _answer(app: App, messages: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        app.output.json({"messages": messages})
        return
    if not messages:
        app.output.say(_("Nobody has to be told anything new."))
        return
    words = {"dry-run": _("not sent (dry run)"), "queued": _("queued"), "sent": _("sent"), "failed": _("failed")}
    app.output.table(
        [_("To"), _("Subject"), _("Items"), _("Status")],
        [[", ".join(one["to"]), one["subject"], str(len(one["items"])), words[one["status"]]] for one in messages],
    )
    count = len(messages)
    app.output.say(ngettext("{count} message.", "{count} messages.", count).format(count=count))
