"""What the policy of alerts decides by: the config's recipients and terms, the day of a round, what the ledger knows.

Makes values of them for `notify.alerts`; it decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.progress import Progress, Report
from notify.alerts.memory import Accepted, Known
from notify.alerts.reasons import Role
from notify.alerts.recipients import Away, Recipient
from notify.alerts.terms import Escalate, Repeat, Terms, Today
from sync.memory import RoundDays

if TYPE_CHECKING:
    from datetime import date

    from mappings.plan import Deadline
    from sync.config.alerting import RecipientSettings
    from sync.runs.inputs import Inputs


def recipients_of(inputs: Inputs) -> list[Recipient]:
    """The recipients of a config, in its order, and whoever the tracker may assign issues to, where they are asked."""
    named = [_recipient(one) for one in inputs.config.alerts.recipients]
    people = inputs.mapping.people.items() if inputs.config.alerts.assignees else ()
    asked = [Recipient(one.name, one.email, logins=(login,), roles=(Role.EXECUTOR,)) for login, one in people]
    return [*named, *asked]


def terms_of(inputs: Inputs) -> Terms:
    """The terms of a config, with its calendar."""
    alerts = inputs.config.alerts
    return Terms(
        before=alerts.before,
        on_day=alerts.on_day,
        repeat=Repeat(alerts.repeat.weeks, alerts.repeat.months),
        escalate=Escalate(alerts.escalate.head, alerts.escalate.deputy),
        acknowledged_days=alerts.acknowledged_days,
        quiet_days=alerts.quiet_days,
        days=inputs.working_days,
        report_by=inputs.mapping.report_by,
    )


def day_of(inputs: Inputs, days: RoundDays) -> Today:
    """The day of a round that is made now; a day that a person named has no hour."""
    hours = inputs.config.alerts.hours
    now = inputs.clock().astimezone(inputs.zone).time()
    early = hours is not None and not inputs.today_given and now < hours.since
    return Today(inputs.today, inputs.working_days, days.weekly, quiet=early)


def known_of(progress: Progress, days: RoundDays) -> Known:
    """What is known beside the progress, without what people were told."""
    reports = {one.deadline: one.report for _measure, one in progress.deadlines()}
    moved = {one.key: report.moved_to for one, report in reports.items() if report.moved_to}
    return Known(
        accepted={one.key: taken for one, report in reports.items() if (taken := _accepted(report))},
        changed={one.key: report.changed_at.date() for one, report in reports.items() if report.changed_at},
        moved={one.key: moved[one.key] for one in reports if moved.get(one.key) not in (None, one.due)},
        wished={one.key: asked for one, report in reports.items() if (asked := _wished(one, report))},
        followed=days.first,
    )


def days_after(before: RoundDays, today: Today) -> RoundDays:
    """The days that are kept after a round in which everybody was thought of."""
    first = min(filter(None, (before.first, today.day)))
    return RoundDays(first, today.day if today.is_weekly else before.weekly)


def _accepted(report: Report) -> Accepted | None:
    said = report.acknowledged
    return None if said is None else Accepted(said.at.date(), said.until)


def _wished(deadline: Deadline, report: Report) -> date | None:
    """The date that is asked for; none where it is the deadline's own, as planned or as extended."""
    said = report.wished
    return None if said is None or said.day in (deadline.due, deadline.planned) else said.day


def _recipient(settings: RecipientSettings) -> Recipient:
    roles = (Role.EXECUTOR, Role.HEAD) if settings.role is None else (Role(settings.role),)
    return Recipient(
        name=settings.name,
        email=settings.email,
        sections=settings.sections,
        groups=settings.groups,
        measures=settings.measures,
        executors=settings.executors,
        roles=roles,
        away=tuple(Away(one.since, one.until, one.instead) for one in settings.away),
    )
