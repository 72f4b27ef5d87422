"""What a config may say of alerts: who is told in which role, of what, when, and how often.

The keys and what each means stand in docs/alerts.md; which of them decides what, in `notify.alerts.rules`.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from mappings.language import gettext as _
from mappings.operator_files.validation import Address, Block, InvalidValue, Text

_CALENDAR = re.compile(r"none|[a-z]{2}")  # the name of one; anything else is the path of a file
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_MOST_DAYS = 366
_LONGEST_AHEAD = 10  # reminders before one deadline


def _time_of_day(value: object) -> object:
    if isinstance(value, str) and _TIME.fullmatch(value):
        return time.fromisoformat(value)
    raise InvalidValue(_("a time of day is expected"), _('such as "08:00", in quotes'))


def _downwards(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(days), reverse=True))


Days = Annotated[int, Field(ge=0, le=_MOST_DAYS)]


class AwaySettings(Block):
    """A time in which somebody's mails go to somebody else; both days are within it."""

    since: date = Field(alias="from")
    until: date
    instead: Address

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.until < self.since:
            raise InvalidValue(_("the last day of an absence lies before its first"), _("swap from and until"))
        return self


class RecipientSettings(Block):
    """One who is told. Without a scope: everything; without a role they answer for the work and for the executor."""

    name: Text
    email: Address
    role: Literal["executor", "head", "deputy"] | None = None
    sections: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()
    measures: tuple[Text, ...] = ()
    executors: tuple[Text, ...] = ()
    away: tuple[AwaySettings, ...] = ()


class HoursSettings(Block):
    """From which time of day on, in the plan's zone, mails go out."""

    since: Annotated[time, BeforeValidator(_time_of_day)] = Field(alias="from")


class RepeatSettings(Block):
    """How often what is late is told again: so many weeks, then so many months, then every quarter."""

    weeks: int = Field(default=4, ge=0, le=52)
    months: int = Field(default=6, ge=0, le=120)
    then: Literal["quarter"] = "quarter"


class EscalateSettings(Block):
    """After how many working days late, without a change, somebody higher is told."""

    head: int = Field(default=5, ge=1, le=_MOST_DAYS)
    deputy: int = Field(default=15, ge=1, le=_MOST_DAYS)


class AlertSettings(Block):
    """Who is told what, and when.

    `assignees`: whoever the tracker assigns an issue to is told of it, where the mapping has an address of theirs.
    `calendar` says which days are working days: one that comes with Vekha, an operator's file, or none. `templates` is
    a folder with an operator's own words of the mails. `period` is of
    earlier configs, and means nothing.
    """

    recipients: tuple[RecipientSettings, ...] = ()
    assignees: bool = False
    upcoming_days: Days = 30
    before: Annotated[tuple[Days, ...], Field(max_length=_LONGEST_AHEAD), AfterValidator(_downwards)] = (30, 7)
    on_day: bool = True
    hours: HoursSettings | None = None
    repeat: RepeatSettings = RepeatSettings()
    escalate: EscalateSettings = EscalateSettings()
    acknowledged_days: int = Field(default=10, ge=0, le=60)
    quiet_days: int = Field(default=180, ge=1, le=3_660)
    calendar: Text = "none"
    attach: frozenset[Literal["xlsx", "ics"]] = frozenset()
    templates: Text | None = None
    period: Literal["day", "week", "month"] | None = None

    @property
    def own_calendar(self) -> str | None:
        """The path of the operator's own calendar of working days; None where none is named."""
        return None if _CALENDAR.fullmatch(self.calendar) else self.calendar
