"""The plan's deadlines as a calendar file, as they stood at the last pull; before any pull, as the plan has them.

Remembers in the ledger what was published of each deadline, and takes the lock only where that has changed. It asks no
tracker.
"""

from __future__ import annotations

from collections.abc import Mapping

from mappings.progress import Progress
from notify.calendars.as_icalendar import as_icalendar
from notify.calendars.entries import Scope, entries_of
from notify.calendars.published import Published, publish, shown
from notify.calendars.record import CalendarRecord
from sync.ledger.database import UNWRITABLE
from sync.ledger.failures import storing
from sync.ledger.store import Ledger
from sync.runs.at_work import NOBODY, Watch, at_work, looking
from sync.runs.inputs import Inputs


def deadline_calendar(inputs: Inputs, scope: Scope, watch: Watch = NOBODY) -> bytes:
    """The calendar of a scope. Its numbers count the changes of the whole plan, whatever the scope.

    Raises what `at_work` raises, where something has changed since the last one.
    """
    with looking(inputs) as work:
        published = said_of_deadlines(inputs, inputs.progress(work.ledger), work.ledger)
        is_news = published != _record(inputs, work.ledger).recall()
    if is_news:
        with at_work(inputs, watch) as work:
            published = said_of_deadlines(inputs, inputs.progress(work.ledger), work.ledger)
            keep_said(inputs, work.ledger, published)
    entries = shown(published.values(), scope, now=inputs.clock())
    config = inputs.config
    return as_icalendar(entries, plan_key=config.plan.key, name=inputs.plan.title, sender=config.mail.sender)


def said_of_deadlines(inputs: Inputs, progress: Progress, ledger: Ledger) -> dict[str, Published]:
    """What calendars say now of each deadline, by its key."""
    return publish(entries_of(progress), _record(inputs, ledger).recall(), now=inputs.clock())


def keep_said(inputs: Inputs, ledger: Ledger, said: Mapping[str, Published]) -> None:
    """Remember what calendars have said."""
    with storing(ledger.path, UNWRITABLE):
        _record(inputs, ledger).keep(said)


def _record(inputs: Inputs, ledger: Ledger) -> CalendarRecord:
    return CalendarRecord(ledger.engine, inputs.config.plan.key)
