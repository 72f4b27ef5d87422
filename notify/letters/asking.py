"""What a letter asks of its reader, and by when: a working day that leaves time for it.

Decides the words alone; who is asked at all is decided in `notify.alerts`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mappings.language import gettext as _
from mappings.spans import on
from notify.alerts.alert import Alert
from notify.alerts.reasons import Reason, Role
from notify.letters.imprint import Imprint
from notify.letters.parts import Told

_GIVEN = 4  # working days: from a Monday to the Friday
_LATE = (Reason.ESCALATED, Reason.NEWLY_LATE, Reason.STILL_LATE, Reason.BACKLOG)


def asks_of(parts: Sequence[Told], imprint: Imprint) -> Iterator[str]:
    """A sentence for each thing that is asked."""
    told = {part.reason: part.alerts for part in parts}
    soon = on(imprint.terms.days.nth_after(imprint.today, _GIVEN))
    late = [alert for reason in _LATE for alert in told.get(reason, ())]
    if late:
        yield _late(late).format(day=soon)
    if Reason.DUE_TODAY in told:
        yield _("Today, please close what is done and give the reason for the rest.")
    if awaited := told.get(Reason.AWAITED):
        day = on(min(alert.case.report_day for alert in awaited))
        yield _("Please report the figures by {day}, close what is done, and give the reason for the rest.").format(
            day=day
        )
    if before := told.get(Reason.BEFORE):
        first = min(before, key=lambda alert: alert.case.last_day).case
        text = (
            _("Please have it done and closed by {day}.")
            if first.last_day == first.due
            else _("Please have it done and closed by {day}, the last working day before the due date.")
        )
        yield text.format(day=on(first.last_day))
    if {Reason.NO_FIGURE, Reason.UNREAD} & told.keys():
        yield _("Please write the figures as numbers by {day}, such as “Fact: 5”.").format(day=soon)
    if asked := told.get(Reason.ASK):
        yield _progress(asked).format(day=soon)
    yield from (text.format(day=soon) for text in _of_whoever_oversees(told.keys()))


def _of_whoever_oversees(reasons: Collection[Reason]) -> Iterator[str]:
    if Reason.AT_RISK in reasons:
        yield _("Please find out by {day} what is needed to reach the target in time.")
    if Reason.MOVED in reasons:
        yield _(
            "Only whoever set a date of the plan may move it: please have the new date decided by {day}, or restore "
            "the old one."
        )
    if Reason.WISHED in reasons:
        yield _("Please decide by {day} whether to move the due date: only whoever set it may do so.")
    if Reason.BELOW_TARGET in reasons:
        yield _("Please have the figure corrected by {day}, or the reason given why the target was missed.")


def _late(late: Sequence[Alert]) -> str:
    """What is asked of what is late: of whoever does the work to do it, of others to see that it is done."""
    if any(alert.case.has(Role.EXECUTOR) for alert in late):
        return _("By {day}, please close what is done and give the reason for the rest.")
    return _("By {day}, please see that what is done is closed and the reason is given for the rest.")


def _progress(asked: Sequence[Alert]) -> str:
    if all(alert.detail == Role.HEAD for alert in asked):
        return _("Please see that the executors say by {day} how the work is going.")
    return _("Please say by {day} how the work is going: a figure, a reason or a few words in the issue will do.")
