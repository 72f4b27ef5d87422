"""The files that go with a letter: the table of all that it tells, and the calendar of its deadlines.

Decides which go; what stands in them is for `notify.letters.workbook` and `notify.calendars`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mappings.language import gettext as _
from mappings.progress import Progress
from notify.calendars.as_icalendar import as_icalendar
from notify.letters.imprint import CALENDAR, WORKBOOK, Imprint
from notify.letters.others import Others
from notify.letters.parts import Told
from notify.letters.workbook import workbook_of

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message. `kind` is its media type, such as text/calendar."""

    name: str
    kind: str
    content: bytes


def attachments_of(
    parts: Sequence[Told], progress: Progress, others: Others, imprint: Imprint, *, is_cut: bool
) -> Iterator[Attachment]:
    """The files of a letter; the table always goes where the letter shows only a part of what it tells."""
    if is_cut or WORKBOOK in imprint.attach:
        name = _("deadlines {day}.xlsx").format(day=imprint.today)
        yield Attachment(name, _SPREADSHEET, workbook_of(parts, progress, others))
    if CALENDAR in imprint.attach:
        known = (imprint.calendar.get(alert.key) for part in parts for alert in part.alerts)
        told = [one for one in known if one is not None]
        if told:
            content = as_icalendar(told, plan_key=imprint.plan_key, name=progress.plan.title, sender=imprint.sender)
            yield Attachment(_("deadlines {day}.ics").format(day=imprint.today), "text/calendar", content)
