"""What an indicator shows of the periods and lines it rests on.

Makes values for whoever reads; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from mappings.progress.attainment import tenths
from mappings.progress.periods import Period
from mappings.progress.standing import Standing
from mappings.progress.states import PeriodProgress, Source


def period_progress(period: Period, value: Decimal | None) -> PeriodProgress:
    """A period with what it says; a share is shown to one decimal place."""
    return PeriodProgress(period.key, period.year, period.due, shown(period.standing, value), period.state)


def shown(standing: Standing, value: Decimal | None) -> Decimal | None:
    """A figure as it is shown: what was reported stays as it was, a share is rounded."""
    is_share = len(standing.lines) == 1 and standing.lines[0].of is not None and value != standing.lines[0].value
    return tenths(value) if is_share and value is not None else value


def sources_of(standings: Iterable[tuple[str, Standing]]) -> tuple[Source, ...]:
    """The lines that make up what stands, each with the key of its issue, the oldest first."""
    found = [Source(key, line) for key, standing in standings if standing.value is not None for line in standing.lines]
    return tuple(sorted(found, key=lambda source: source.line.at))
