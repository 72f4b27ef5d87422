"""`vekha alerts`: who must be told what is overdue or near, and telling them.

Words the answer and chooses the exit code; the round itself is in `sync.runs.alerts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from mappings.addresses import is_address
from mappings.language import N_, ngettext
from mappings.language import gettext as _
from mappings.operator_files.validation import nearest, suggestion
from mappings.wording import harmless
from notify.alerts.recipients import address_key
from notify.delivery.sending import Delivered
from notify.letters.digest import Digest
from sync.cli.answers.alerts import nobody_follows, tell_ahead, tell_why
from sync.cli.context import App, format_option, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.cli.problem_lines import ProblemLine, describe
from sync.runs.alerts import (
    EVERYTHING,
    Chosen,
    Telling,
    explain_alerts,
    foresee_alerts,
    preview_alerts,
    send_alerts,
    send_test,
)
from sync.runs.inputs import Inputs
from sync.runs.policy import recipients_of

_MOST_DAYS = 1_100  # days that a preview goes ahead: three years


def _an_address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not is_address(value.strip()):
        raise click.BadParameter(_("expected an e-mail address such as name@example.org"))
    return value.strip() if value is not None else None


@click.command("alerts")
@click.option("--dry-run", is_flag=True, help=N_("Send nothing and record nothing."))
@click.option("--force", is_flag=True, help=N_("Send the mails even beyond their safety limits."))
@click.option("--test", callback=_an_address, metavar="ADDRESS", help=N_("Send one test mail there, and nothing else."))
@click.option("--only", callback=_an_address, metavar="ADDRESS", help=N_("Notify this recipient and nobody else."))
@click.option(
    "--explain", metavar="KEY", help=N_("Show who is notified of this measure or deadline now, who is not, and why.")
)
@click.option(
    "--preview",
    type=click.IntRange(min=1, max=_MOST_DAYS),
    metavar="DAYS",
    help=N_("Show who would get which mails in this many days if nothing changed."),
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=N_("Send no more mails than this."))
@format_option()
@today_option
@run_options
@pass_app
def alerts_command(
    app: App,
    *,
    form: str,
    today: date | None,
    dry_run: bool,
    force: bool,
    test: str | None,
    only: str | None,
    limit: int | None,
    explain: str | None,
    preview: int | None,
) -> int:
    """Find and send alerts."""
    chosen = Chosen(only=only, limit=limit, force=force)
    apart = [
        name for name, value in (("--test", test), ("--explain", explain), ("--preview", preview)) if value is not None
    ]
    if len(apart) > 1 or (apart and (dry_run or chosen != Chosen())):
        raise click.UsageError(
            _("{option} goes with none of {others}").format(
                option=apart[0], others="--dry-run, --force, --only, --limit, --test, --explain, --preview"
            )
        )
    inputs = app.inputs(today)
    if test is not None:
        return tell_alerts(app, Telling((send_test(inputs, test),)), form=form)
    watch = app.watch()
    if explain is not None:
        return tell_why(app, explain_alerts(inputs, _known_key(inputs, explain), watch), form=form)
    if preview is not None:
        return tell_ahead(app, foresee_alerts(inputs, preview, watch), form=form)
    known = {address_key(one.email) for one in recipients_of(inputs)}
    if only is not None and address_key(only) not in known:
        raise click.UsageError(_("no recipient in the config has the address {address}").format(address=only))
    return run_alerts(app, inputs, form=form, dry_run=dry_run, chosen=chosen)


def _known_key(inputs: Inputs, key: str) -> str:
    keys = {measure.key for measure in inputs.plan.measures}
    keys |= {deadline.key for measure in inputs.plan.measures for deadline in measure.deadlines}
    if key in keys:
        return key
    near = suggestion(key, nearest(key, keys))
    text = _("the plan has neither a measure nor a deadline «{key}»").format(key=harmless(key))
    raise click.UsageError(f"{text}; {near}" if near else text)


def run_alerts(app: App, inputs: Inputs, *, form: str, dry_run: bool = False, chosen: Chosen = EVERYTHING) -> int:
    """Find, send, print, and return the exit code."""
    watch = app.watch()
    if dry_run:
        preview = preview_alerts(inputs, watch, chosen)
        _answer(app, [_planned(digest) for digest in preview.digests], form)
        for refusal in preview.refusals:
            text = _("alerts would refuse this: {why}").format(why=refusal.message)
            app.output.problem(ProblemLine(refusal.code, "", text))
        return ExitCode.DONE
    return tell_alerts(app, send_alerts(inputs, watch, chosen), form=form)


def tell_alerts(app: App, telling: Telling, *, form: str) -> int:
    """Print what a round came to, each reason once, and return the exit code."""
    delivered = telling.delivered
    if telling.quiet and not delivered and form == "text":
        app.output.say(_("No mails are sent now: it is a day off, or too early in the day."))
    else:
        _answer(app, [_sent(one) for one in delivered], form, into_folder=any(one.into_folder for one in delivered))
    errors = [one.error for one in delivered if one.error is not None]
    for text in dict.fromkeys(text for error in errors for text in describe(error)):
        app.output.problem(text)
    if telling.weekly and telling.unheard:
        app.output.problem(ProblemLine("recipients-none-for", "", nobody_follows(telling.unheard)))
    return _code(delivered)


def _code(delivered: Sequence[Delivered]) -> ExitCode:
    """What a person must mend comes first, then that mail waits, then that some of it will never go."""
    codes = {exit_code_of(one.error) for one in delivered if one.error is not None}
    mendable = codes & {ExitCode.WRONG_INPUT, ExitCode.NO_PERMISSION}
    if mendable:
        return max(mendable)
    if any(one.waits for one in delivered):
        return ExitCode.TRY_LATER
    if not codes:
        return ExitCode.DONE
    return ExitCode.FAILED if all(one.error is not None for one in delivered) else ExitCode.PARTIAL


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
                "reason": alert.reason.value,
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


def _answer(app: App, messages: list[dict[str, Any]], form: str, *, into_folder: bool = False) -> None:
    if form == "json":
        app.output.json({"messages": messages})
        return
    if not messages:
        app.output.say(_("No new alerts."))
        return
    words = {
        "dry-run": _("not sent (dry run)"),
        "queued": _("queued"),
        "sent": _("written to the folder") if into_folder else _("sent"),
        "ambiguous": _("handed over, not confirmed"),
        "refused": _("refused"),
        "expired": _("given up"),
        "superseded": _("replaced by a newer one"),
    }
    app.output.table(
        [_("To"), _("Subject"), _("Items"), _("Status")],
        [[", ".join(one["to"]), one["subject"], str(len(one["items"])), words[one["status"]]] for one in messages],
    )
    count = len(messages)
    app.output.say(ngettext("{count} mail.", "{count} mails.", count).format(count=count))
