"""The plan's deadlines as a calendar file, as they stood at the last pull; before any pull, as the plan has them.

Remembers in the ledger what was published of each deadline, and takes the lock only where that has changed. It asks no
tracker.
"""

from __future__ import annotations

from datetime import datetime

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
    now = inputs.clock()
    with looking(inputs) as work:
        before, published = _published(inputs, work.ledger, now)
    if published != before:
        with at_work(inputs, watch) as work:
            _before, published = _published(inputs, work.ledger, now)
            with storing(work.ledger.path, UNWRITABLE):
                _record(inputs, work.ledger).keep(published)
    entries = shown(published.values(), scope, now=now)
    config = inputs.config
    return as_icalendar(entries, plan_key=config.plan.key, name=inputs.plan.title, sender=config.mail.sender)


def _published(inputs: Inputs, ledger: Ledger, now: datetime) -> tuple[dict[str, Published], dict[str, Published]]:
    """What was said of each deadline before, and what is said now."""
    before = _record(inputs, ledger).recall()
    return before, publish(entries_of(inputs.progress(ledger)), before, now=now)


def _record(inputs: Inputs, ledger: Ledger) -> CalendarRecord:
    return CalendarRecord(ledger.engine, inputs.config.plan.key)
