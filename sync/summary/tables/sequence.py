"""The tables of a text that is read from above, in their order: what is counted first, then what is listed."""

from __future__ import annotations

from collections.abc import Iterator

from sync.summary.figures import Summary
from sync.summary.tables import listed
from sync.summary.tables.counted import by_executor, by_section, by_year
from sync.summary.tables.values import Table


def in_order(summary: Summary) -> Iterator[Table]:
    """Each table when it is asked for, so that only one of them is held at a time."""
    yield by_year(summary)
    yield by_section(summary)
    yield by_executor(summary)
    yield listed.overdue(summary)
    yield listed.at_risk(summary)
    yield listed.coming(summary)
    yield listed.indicators(summary)
    yield listed.discipline(summary, by_year=False)
    yield listed.quality(summary)
    yield listed.extended(summary)
    different = listed.differences(summary)
    if different is not None:
        yield different
