"""`vekha alerts`: who must be told what is overdue or near, and telling them. The only command that uses `notify`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from mappings.language import N_, ngettext
from mappings.language import gettext as _
from sync.cli.context import App, format_option, pass_app, run_options, today_option
from sync.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from notify.delivery.outbox import Outbox
    from notify.delivery.sending import Delivered
    from notify.letters.digest import Digest
    from sync.ledger.store import Ledger
    from sync.runs.inputs import Inputs


@click.command("alerts")
@click.option("--dry-run", is_flag=True, help=N_("Send nothing and record nothing."))
@format_option()
@today_option
@run_options
@pass_app
def alerts_command(app: App, form: str, today: date | None, dry_run: bool) -> int:  # noqa: FBT001
    """Find and send alerts."""
    return run_alerts(app, app.inputs(today), form=form, dry_run=dry_run)


def run_alerts(app: App, inputs: Inputs, *, form: str, dry_run: bool = False) -> int:
    """Find, send, print, and return the exit code."""
    from notify.delivery.outbox import Outbox  # noqa: PLC0415
    from sync.ledger.store import Ledger  # noqa: PLC0415
    from sync.runs.at_work import Work  # noqa: PLC0415

    path, plan = inputs.config.ledger_path, inputs.config.plan.key
    with Ledger.copied(path, plan) as ledger:
        inputs.pulled_at(ledger)  # before anything is made: there may be nothing to tell yet
    opened = Ledger.copied(path, plan) if dry_run else Ledger.opened(path, plan, now=app.now())
    with opened as ledger:
        app.tell_set_aside(Work(inputs, ledger, read_only=dry_run).set_aside)
        outbox = Outbox(ledger.engine, plan)
        digests = _digests(inputs, ledger, outbox)
        delivered = [] if dry_run else _send(app, inputs, outbox, digests)
    messages = [_message(digest, "dry-run") for digest in digests] if dry_run else [_sent(one) for one in delivered]
    if form == "json":
        app.output.json({"messages": messages})
    else:
        _print_messages(app, messages)
    problems = [one for one in delivered if one.error is not None]
    for one in problems:
        from sync.cli.output import describe  # noqa: PLC0415

        for line in describe(one.error) if one.error else []:
            app.output.problem(line)
    if not problems:
        return ExitCode.DONE
    return ExitCode.FAILED if len(problems) == len(delivered) else ExitCode.PARTIAL


def _digests(inputs: Inputs, ledger: Ledger, outbox: Outbox) -> list[Digest]:
    """One digest for each recipient who has not been told everything in this period already."""
    from notify.alerts.alert import Terms  # noqa: PLC0415
    from notify.alerts.matching import drop_told, find_alerts  # noqa: PLC0415
    from notify.alerts.recipients import Recipient  # noqa: PLC0415
    from notify.delivery.outbox import period_of  # noqa: PLC0415
    from notify.letters.digest import make_digests  # noqa: PLC0415

    settings = inputs.config.alerts
    recipients = [
        Recipient(
            name=one.name,
            email=one.email,
            sections=tuple(one.sections),
            groups=tuple(one.groups),
            measures=tuple(one.measures),
            executors=tuple(one.executors),
        )
        for one in settings.recipients
    ]
    as_of = inputs.pulled_at(ledger)
    progress = inputs.progress(ledger)
    period = period_of(inputs.today, settings.period)
    terms = Terms(upcoming_days=settings.upcoming_days)
    fresh = []
    for recipient in recipients:
        alerts = find_alerts(progress, [recipient], terms)
        fresh += drop_told(alerts, outbox.already(recipient.email, period))
    return make_digests(fresh, progress=progress, as_of=as_of, period=period, terms=terms)


def _send(app: App, inputs: Inputs, outbox: Outbox, digests: list[Digest]) -> list[Delivered]:
    from notify.delivery.folder import OutboxFolder  # noqa: PLC0415
    from notify.delivery.sending import deliver_pending  # noqa: PLC0415
    from notify.letters.message import build_message, message_id  # noqa: PLC0415
    from sync.ledger.database import UNWRITABLE  # noqa: PLC0415
    from sync.ledger.failures import storing  # noqa: PLC0415

    mail, plan, now = inputs.config.mail, inputs.config.plan.key, app.now()
    with storing(inputs.config.ledger_path, UNWRITABLE):
        for digest in digests:
            raw = build_message(digest, plan_key=plan, sender=mail.sender, reply_to=mail.reply_to or "", now=now)
            name = message_id(digest, plan_key=plan, sender=mail.sender)
            outbox.enqueue(digest, raw, name, digest.period, now)
        return deliver_pending(outbox, OutboxFolder(inputs.config.resolve(mail.path)), now=now)


def _message(digest: Digest, status: str) -> dict[str, Any]:
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
        "status": status,
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


def _print_messages(app: App, messages: list[dict[str, Any]]) -> None:
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
