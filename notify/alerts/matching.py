"""Which alerts there are: what the rules find among the deadlines, matched with the recipients who follow it.

Pure: the day is `progress.today`, what was told before comes in as a set. Nothing here words or sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from mappings.progress import DeadlineProgress, MeasureProgress, Progress
from notify.alerts.alert import Alert, Rows, Rule, Terms
from notify.alerts.recipients import Recipient, followed
from notify.alerts.rules import RULES


def find_alerts(progress: Progress, recipients: Sequence[Recipient], terms: Terms) -> list[Alert]:
    """Every alert for every recipient, recipients as given and deadlines in the order of the plan."""
    found = [
        (measure, deadline, rule)
        for measure, deadline in progress.deadlines()
        if (rule := rule_for(deadline, terms)) is not None
    ]
    alerts = []
    for recipient in recipients:
        keys = followed(recipient, progress.plan)
        alerts += [
            _alert(recipient, measure, deadline, rule)
            for measure, deadline, rule in found
            if measure.measure.key in keys
        ]
    return alerts


def rule_for(deadline: DeadlineProgress, terms: Terms) -> Rule | None:
    """The rule that tells of a deadline; None where there is nothing to tell."""
    return next((rule for rule in RULES if rule.applies(deadline, terms)), None)


def drop_told(alerts: Iterable[Alert], told: AbstractSet[tuple[str, str]]) -> list[Alert]:
    """One recipient's alerts without those they were told in this period, named as by `Alert.told_as`."""
    return [alert for alert in alerts if alert.told_as not in told]


def worth_a_mail(alerts: Iterable[Alert], ever_told: AbstractSet[tuple[str, str]]) -> bool:
    """Whether the alerts of one address make a mail: what is folded does so only where it was never told."""
    return any(isinstance(alert.rule.body, Rows) or alert.told_as not in ever_told for alert in alerts)


def _alert(recipient: Recipient, measure: MeasureProgress, deadline: DeadlineProgress, rule: Rule) -> Alert:
    plan_row, report = measure.measure, deadline.report
    return Alert(
        recipient=recipient,
        rule=rule,
        key=deadline.deadline.key,
        measure_key=plan_row.key,
        section=plan_row.section,
        title=plan_row.short_title or plan_row.title,
        executors=plan_row.executors,
        due=deadline.deadline.due,
        days=abs(deadline.days),
        status=report.status,
        assignee=report.assignee,
        reason=report.reason or measure.report.reason,
        unread=report.unread,
        percent=measure.percent,
        url=report.url,
        extensions=deadline.deadline.extensions,
    )
