"""The part of `check` that looks at the alerts: who is told, of what nobody is, and what in the terms says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.plan import Severity
from mappings.wording import folded
from notify.alerts.reasons import Role
from notify.alerts.recipients import followed
from notify.letters.own_templates import own_templates
from notify.letters.rendering import HTML, TEXT
from notify.letters.sample import sample_letter
from sync.config.settings import SmtpMail
from sync.runs.desk import takes_answers
from sync.runs.policy import recipients_of
from sync.tracker import Diagnosis
from sync.transport.addresses import is_this_machine

if TYPE_CHECKING:
    from sync.config.alerting import RecipientSettings
    from sync.runs.inputs import Inputs

_SHOWN = 5  # keys that a line names


def look_at_alerts(inputs: Inputs) -> Iterator[Diagnosis]:
    """Who is told and in which role, with a warning for each name that the plan does not have."""
    recipients = recipients_of(inputs)
    if not recipients:
        text, hint = _("No recipients are set: nobody will be notified."), _("name them in alerts: of the config")
        yield Diagnosis("recipients-none", Severity.WARNING, text, hint)
        return
    strangers = [_stranger(*one) for one in _strangers(inputs)]
    yield from strangers
    if not strangers:
        text = ngettext("{count} recipient will be notified.", "{count} recipients will be notified.", len(recipients))
        yield Diagnosis("recipients", Severity.INFO, text.format(count=len(recipients)))
    yield from _unheard(inputs)
    yield from _terms(inputs)
    yield from _links(inputs)
    yield from _templates(inputs)


def _strangers(inputs: Inputs) -> Iterator[tuple[RecipientSettings, str, str]]:
    plan, recipients = inputs.plan, inputs.config.alerts.recipients
    names = {folded(name) for measure in plan.measures for name in measure.executors}
    known = {
        "sections": {section.key for section in plan.sections},
        "groups": {name for group in plan.groups for name in (group.key, group.number)},
        "measures": {measure.key for measure in plan.measures},
    }
    for scope, names_known in known.items():
        yield from ((one, scope, name) for one in recipients for name in getattr(one, scope) if name not in names_known)
    yield from ((one, "executors", name) for one in recipients for name in one.executors if folded(name) not in names)


def _stranger(recipient: RecipientSettings, scope: str, name: str) -> Diagnosis:
    text = _("{recipient} follows «{name}» in {scope}, which the plan does not have.")
    return Diagnosis(
        "recipient-scope-unknown",
        Severity.WARNING,
        text.format(recipient=recipient.name, name=name, scope=scope),
        _("take the names as `vekha read` prints them"),
    )


def _unheard(inputs: Inputs) -> Iterator[Diagnosis]:
    """The measures of which nobody is told, or nobody who answers for the work or for whoever does it.

    Whom the tracker will assign their issues to is not known here.
    """
    recipients = recipients_of(inputs)
    if inputs.config.alerts.assignees:
        return
    working = [one for one in recipients if set(one.roles) & {Role.EXECUTOR, Role.HEAD}]
    heard = frozenset[str]().union(*(followed(one, inputs.plan) for one in working))
    keys = [measure.key for measure in inputs.plan.measures if measure.deadlines and measure.key not in heard]
    if keys:
        text = ngettext(
            "Nobody is notified of {count} measure with a deadline: {keys}.",
            "Nobody is notified of {count} measures with deadlines: {keys}.",
            len(keys),
        )
        shown = ", ".join(keys[:_SHOWN]) + (", …" if len(keys) > _SHOWN else "")
        hint = _("have a recipient in alerts: follow them, with the role executor or head")
        yield Diagnosis("recipients-none-for", Severity.WARNING, text.format(count=len(keys), keys=shown), hint)


def _terms(inputs: Inputs) -> Iterator[Diagnosis]:
    alerts = inputs.config.alerts
    if alerts.period is not None:
        text = _("alerts.period says nothing any more: how often something is told again stands in alerts.repeat.")
        yield Diagnosis("alerts-period-unused", Severity.WARNING, text, _("take alerts.period out"))
    if alerts.hours is not None:
        text = _("Mails go out from {time} on, in the time zone {zone}: let a run come after that.")
        shown = text.format(time=f"{alerts.hours.since:%H:%M}", zone=inputs.zone)
        yield Diagnosis("recipients", Severity.INFO, shown)


def _links(inputs: Inputs) -> Iterator[Diagnosis]:
    """Addresses that no reader of a mail can open, where mails leave the machine."""
    if not isinstance(inputs.config.mail, SmtpMail):
        return
    settings = inputs.config.tracker.settings
    address = getattr(settings, "public_url", None) or getattr(settings, "url", None)
    if isinstance(address, str) and is_this_machine(address):
        text = _("The tracker's address {url} leads nowhere from other machines: the mails have no links to issues.")
        hint = _("name the address at which people open it in tracker.public_url")
        yield Diagnosis("links-local", Severity.WARNING, text.format(url=address), hint)
    page = inputs.config.summary.public_url
    if page is not None and is_this_machine(page):
        text = _("The summary's address {url} leads nowhere from other machines: the mails have no link to it.")
        hint = _("name the address at which people open it in summary.public_url")
        yield Diagnosis("links-local", Severity.WARNING, text.format(url=page), hint)


def _templates(inputs: Inputs) -> Iterator[Diagnosis]:
    """Whether the operator's own templates of mails work, on a letter that has everything."""
    folder = inputs.config.templates_path
    if folder is None:
        return
    try:
        templates = own_templates(folder)
        bodies = templates(sample_letter())
    except VekhaError as error:
        yield Diagnosis.of(error)
        return
    text = _("The mails are worded by the templates in {folder}, in a process of its own with limits.")
    yield Diagnosis("recipients", Severity.INFO, text.format(folder=folder))
    for name, body in zip((TEXT, HTML), bodies, strict=True) if takes_answers(inputs.config) else ():
        if sample_letter().mark not in body:
            said = _("{file} does not print «mark», the line above which answers are written.").format(
                file=folder / name
            )
            hint = _("print it on a line of its own, right below what is asked, as the bundled templates do")
            yield Diagnosis("letter-mark-missing", Severity.WARNING, said, hint)
