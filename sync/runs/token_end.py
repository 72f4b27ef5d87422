"""When the tracker's token ends, where the tracker tells it, and from when on that is soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mappings.language import gettext as _
from mappings.plan import Severity
from mappings.wording import day
from sync.tracker import Diagnosis, TellsTokenEnd, Tracker

SOON = timedelta(days=14)


def token_end(tracker: Tracker) -> date | None:
    """The day from which on the token is no longer good; None where it stays good, or nobody can say."""
    return tracker.token_ends() if isinstance(tracker, TellsTokenEnd) else None


def ends_soon(ends: date | None, today: date) -> bool:
    """Whether a token has to be replaced now."""
    return ends is not None and ends - today <= SOON


def look_at_token(tracker: Tracker, today: date) -> Iterator[Diagnosis]:
    """Until when the token is good, where that is known. Raises what the tracker raises."""
    ends = token_end(tracker)
    if ends is None:
        return
    text = _("The tracker's token is good until {day}.").format(day=day(ends))
    if ends_soon(ends, today):
        hint = _("make a new token in the tracker before that, and put it where the config says")
        yield Diagnosis("token-ends", Severity.WARNING, text, hint)
    else:
        yield Diagnosis("token-ends", Severity.INFO, text)
