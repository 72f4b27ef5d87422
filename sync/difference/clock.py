"""Whether the machine's clock can be right: by the tracker's own, or else by the last run.

A wrong clock is in everything that bears a date: in what is late and told, in what is closed as past, in the ledger's
own times. Pure: all times are parameters, and which of them are known is for who calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mappings.language import gettext as _
from mappings.wording import day
from sync.errors import UnsafeChange

DAY = timedelta(days=1)  # two clocks that are both right may differ by hours, where a zone is set wrong
YEAR = timedelta(days=366)  # for how long a plan may rest between two runs


@dataclass(frozen=True)
class Clocks:
    """The machine's clock, in the plan's zone, and what speaks for or against it.

    `last_run` is when the last run ended, None where there was none. `ahead` is by how much the tracker's clock is
    ahead of the machine's, None where the tracker has told no time; `allowed` is the same in the last run that a person
    has let go on in spite of it.
    """

    now: datetime
    last_run: datetime | None = None
    ahead: timedelta | None = None
    allowed: timedelta | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the tracker's clock says the same: then the machine's is right, whatever the last run's was."""
        return self.ahead is not None and abs(self.ahead) <= DAY

    @property
    def contradicted(self) -> timedelta | None:
        """By how much the tracker's clock is ahead where it says another thing; None where it does not."""
        return None if self.confirmed else self.ahead


def check_clock(clocks: Clocks) -> None:
    """Raise `UnsafeChange` where the clock is wrong.

    It is more than a day off the tracker's; or, where the tracker tells none or a person has allowed the distance, more
    than a year past the last run or more than a day behind it.
    """
    fault = _fault(clocks)
    if fault:
        raise UnsafeChange(
            "clock-wrong",
            fault,
            hint=_("check the machine's clock; if it is right, run `vekha sync --force`, and the next runs go on"),
        )


def _fault(clocks: Clocks) -> str:
    now, last = clocks.now, clocks.last_run
    if clocks.confirmed:
        return ""
    if clocks.ahead is not None and (clocks.allowed is None or abs(clocks.ahead - clocks.allowed) > DAY):
        text = _("this machine's clock says {now}, and the tracker's says {there}")
        return text.format(now=day(now.date()), there=day((now + clocks.ahead).date()))
    if last is not None and (now - last > YEAR or last - now > DAY):
        text = _("this machine's clock says {now}, and the last run was on {last}")
        return text.format(now=day(now.date()), last=day(last.astimezone(now.tzinfo).date()))
    return ""
