"""What a year came to as a whole: how many indicators reached their plan, and the programme's degree.

The degree is the mean of the indicators' degrees. The efficiency of federal forms needs the money spent, of which
nothing is known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from mappings.yearly_report.values import IndicatorRow, Outcome, Tally, Unknown

_THOUSANDTH = Decimal("0.001")
_ONE = Decimal(1)


def tally_of(rows: Sequence[IndicatorRow]) -> Tally:
    """How many of the indicators came to what."""
    return Tally(
        reached=sum(row.outcome is Outcome.REACHED for row in rows),
        exceeded=sum(row.exceeded for row in rows),
        not_reached=sum(row.outcome is Outcome.NOT_REACHED for row in rows),
        unknown=sum(row.outcome is Outcome.UNKNOWN for row in rows),
        unknown_not_due=sum(row.unknown is Unknown.NOT_DUE for row in rows),
        at_risk=sum(row.at_risk for row in rows),
    )


def shares_of(tally: Tally) -> tuple[Decimal, Decimal, Decimal]:
    """Reached, not reached and unknown in percent to one place; together they are 100, where there is any indicator.

    What is left over by rounding down goes to those who lose most by it.
    """
    parts = (tally.reached, tally.not_reached, tally.unknown)
    if not tally.total:
        return Decimal(0), Decimal(0), Decimal(0)
    whole = [divmod(1000 * part, tally.total) for part in parts]
    left = 1000 - sum(tenths for tenths, _rest in whole)
    first = sorted(range(len(whole)), key=lambda place: -whole[place][1])[:left]
    reached, missed, unknown = (
        (Decimal(tenths + (place in first)) / 10) for place, (tenths, _rest) in enumerate(whole)
    )
    return reached, missed, unknown


def degree_of(rows: Sequence[IndicatorRow]) -> Decimal | None:
    """The mean degree to three places, half up; short of 1 it is never shown as 1. None where nothing is known."""
    known = [row.degree for row in rows if row.degree is not None]
    if not known:
        return None
    mean = sum(known, Decimal(0)) / len(known)
    return mean if mean == _ONE else min(mean.quantize(_THOUSANDTH, ROUND_HALF_UP), _ONE - _THOUSANDTH)


def rating_of(degree: Decimal | None, thresholds: Mapping[str, Decimal]) -> str | None:
    """The name of the highest threshold that is reached; "" below all, None where there is nothing to rate."""
    if degree is None or not thresholds:
        return None
    reached = [(threshold, name) for name, threshold in thresholds.items() if degree >= threshold]
    return max(reached)[1] if reached else ""
