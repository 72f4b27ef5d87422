"""What stands above the tables: the sentences with which every form opens."""

from __future__ import annotations

from sync.summary import history, words
from sync.summary.figures import Summary


def opening(summary: Summary) -> tuple[str, ...]:
    """How the plan stands and by what it was judged, a sentence each, the most important first."""
    counts = summary.deadline_counts
    lines = (
        words.headline(counts) if counts.total else "",
        words.verdict(counts),
        f"{words.state_day(summary.today)}. {words.pulled(summary.as_of)}",
        history.written_line(summary.written) if summary.written else "",
        summary.left_out,
    )
    return tuple(line for line in lines if line)
