"""The summary of a plan from what was pulled last. It asks no tracker, and knows no form of a summary."""

from __future__ import annotations

from sync.runs.at_work import Work
from sync.summary import Summary, summarize


def summary_of(work: Work) -> Summary:
    """The summary of what the ledger holds; raises `NotPulled` where nothing was ever pulled."""
    as_of = work.inputs.pulled_at(work.ledger)
    return summarize(work.inputs.progress(work.ledger), as_of=as_of)
