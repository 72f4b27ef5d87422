"""The tally of a year: shares that add up whatever the counts, and ratings by thresholds."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mappings.yearly_report.outcome import rating_of, shares_of
from mappings.yearly_report.values import Tally

COUNT = st.integers(0, 2_000)


def tally(reached: int, missed: int, unknown: int) -> Tally:
    """A tally of these counts."""
    return Tally(reached, 0, missed, unknown, 0, 0)


@given(COUNT, COUNT, COUNT)
def test_the_three_shares_are_a_hundred_together(reached: int, missed: int, unknown: int) -> None:
    """However they round, the shares sum to 100, each within a tenth of what it is; of nothing they are 0."""
    counts = (reached, missed, unknown)
    shares = shares_of(tally(*counts))
    assert sum(shares) == (100 if any(counts) else 0)
    for count, share in zip(counts, shares, strict=True):
        assert abs(share - Decimal(100 * count) / max(1, sum(counts))) < Decimal("0.1")


def test_thirds_are_shared_out() -> None:
    """1, 1 and 1 of 3: the tenth that is left over goes to the first."""
    assert shares_of(tally(1, 1, 1)) == (Decimal("33.4"), Decimal("33.3"), Decimal("33.3"))


def test_a_threshold_counts_from_its_value_on() -> None:
    """0.9 is high where high is 0.9; a rating needs a degree and thresholds."""
    thresholds = {"высокая": Decimal("0.9"), "средняя": Decimal("0.8")}
    assert rating_of(Decimal("0.9"), thresholds) == "высокая"
    assert rating_of(Decimal("0.899"), thresholds) == "средняя"
    assert rating_of(Decimal("0.7"), thresholds) == ""
    assert rating_of(None, thresholds) is None
    assert rating_of(Decimal(1), {}) is None
