"""How `vekha alerts` says why somebody is told or not, and who would get what in the days to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mappings.language import N_, ngettext
from mappings.language import gettext as _
from mappings.wording import day
from notify.alerts.explaining import Explained
from notify.alerts.memory import Told
from notify.alerts.preview import Planned
from notify.alerts.reasons import Reason, Silence
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.runs.alerts import Why

_SHOWN = 5  # keys that a line names

REASONS = {
    Reason.ESCALATED: N_("late for a long time without a change, escalated"),
    Reason.NEWLY_LATE: N_("newly late"),
    Reason.DUE_TODAY: N_("last working day"),
    Reason.AWAITED: N_("the report is awaited"),
    Reason.BEFORE: N_("due soon"),
    Reason.AT_RISK: N_("at risk"),
    Reason.MOVED: N_("date moved in the tracker"),
    Reason.WISHED: N_("another date asked for"),
    Reason.BELOW_TARGET: N_("closed below the target"),
    Reason.NO_FIGURE: N_("closed without a figure"),
    Reason.UNREAD: N_("a figure that cannot be read"),
    Reason.ASK: N_("asked how the work is going"),
    Reason.STILL_LATE: N_("still late"),
    Reason.BACKLOG: N_("late since earlier years"),
    Reason.CLOSED: N_("settled since the last mail"),
}
SILENCES = {
    Silence.SETTLED: N_("not told: it is settled"),
    Silence.OUT_OF_SCOPE: N_("not told: the recipient does not follow it"),
    Silence.TOLD_BY_CHILD: N_("not told: a measure below it is told of"),
    Silence.QUIET_DAY: N_("not told: it is a day off, or too early in the day"),
    Silence.ONE_A_DAY: N_("not told: there was a mail today"),
    Silence.ACKNOWLEDGED: N_("not told: somebody has taken note of it"),
    Silence.AWAY: N_("away: it is told to the stand-in"),
    Silence.TOLD: N_("not told again yet"),
    Silence.NOT_YET: N_("not told: there is no reason yet"),
}


def tell_why(app: App, reasons: Sequence[Why], *, form: str) -> int:
    """Print for each recipient why they are told of a deadline now, or why not."""
    if form == "json":
        app.output.json({"explain": [_explained(one) for one in reasons]})
        return ExitCode.DONE
    if not reasons:
        app.output.say(_("There are no recipients."))
        return ExitCode.DONE
    app.output.table(
        [_("To"), _("Deadline"), _("Now"), _("Reported before")],
        [[one.now.recipient.email, one.now.key, _outcome(one.now), _before(one.told)] for one in reasons],
    )
    return ExitCode.DONE


def tell_ahead(app: App, planned: Iterator[Planned], *, form: str) -> int:
    """Print who would get what on which day."""
    mails = list(planned)
    if form == "json":
        app.output.json({"preview": [_planned(one) for one in mails]})
        return ExitCode.DONE
    if not mails:
        app.output.say(_("No mails would be sent."))
        return ExitCode.DONE
    app.output.table(
        [_("Day"), _("To"), _("What")],
        [[day(one.day), one.recipient.address(one.day), _summed(one)] for one in mails],
    )
    app.output.say(ngettext("{count} mail.", "{count} mails.", len(mails)).format(count=len(mails)))
    return ExitCode.DONE


def nobody_follows(keys: Sequence[str]) -> str:
    """That nobody is told of some deadlines."""
    count = len(keys)
    text = ngettext(
        "nobody is notified of {count} deadline: {keys}", "nobody is notified of {count} deadlines: {keys}", count
    )
    return text.format(count=count, keys=", ".join(keys[:_SHOWN]) + (", …" if count > _SHOWN else ""))


def _explained(one: Why) -> dict[str, Any]:
    return {
        "to": one.now.recipient.email,
        "key": one.now.key,
        "outcome": one.now.outcome.value,
        "rule": one.now.rule,
        "told": [{"day": before.day.isoformat(), "reason": before.reason.value} for before in one.told],
    }


def _outcome(one: Explained) -> str:
    words = _(REASONS[one.outcome] if isinstance(one.outcome, Reason) else SILENCES[one.outcome])
    return f"{words} → {one.instead}" if one.instead else words


def _before(told: Sequence[Told]) -> str:
    if not told:
        return "—"
    last = told[-1]
    text = ngettext("{count} time, last on {day}: {why}", "{count} times, last on {day}: {why}", len(told))
    return text.format(count=len(told), day=day(last.day), why=_(REASONS[last.reason]))


def _planned(one: Planned) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "to": one.recipient.address(one.day),
        "items": [{"key": told.key, "due": told.due.isoformat(), "reason": told.reason.value} for told in one.alerts],
    }


def _summed(one: Planned) -> str:
    """How many are told for which reason."""
    reasons = [told.reason for told in one.alerts]
    return ", ".join(f"{_(REASONS[reason])}: {reasons.count(reason)}" for reason in dict.fromkeys(reasons))
