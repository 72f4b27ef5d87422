"""The part of `check` that looks at the calendar of working days: which it is, and the years that it should know."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.language import gettext as _
from mappings.plan import Severity
from notify.calendars.working_days import NONE
from sync.runs.inputs import Inputs
from sync.tracker import Diagnosis


def look_at_calendar(inputs: Inputs) -> Iterator[Diagnosis]:
    """What counts as a working day, with a warning for each year of which no decree is known."""
    name, path, days = inputs.config.alerts.calendar, inputs.config.calendar_path, inputs.working_days
    if name == NONE:
        hint = _("name a calendar in alerts.calendar: ru, or a file of your own")
        yield Diagnosis("calendar", Severity.INFO, _("Every day counts as a working day."), hint)
        return
    shown = str(path or name)
    missing = days.lacking(inputs.today)
    for year in missing:
        text = _("The calendar {calendar} has nothing for {year}: only weekends and fixed holidays are days off.")
        own = _("put that year into the file: days_off and work_days as they were decreed")
        other = _("install a newer version of Vekha, or name a file of your own in alerts.calendar")
        message = text.format(calendar=shown, year=year)
        yield Diagnosis("calendar-year-missing", Severity.WARNING, message, own if path else other)
    if not missing:
        text = _("Working days are those of the calendar {calendar}, which goes until {year}.")
        yield Diagnosis("calendar", Severity.INFO, text.format(calendar=shown, year=max(days.years or ())), "")
