"""The summary of a plan from what was pulled last. It asks no tracker; the forms of a summary are in `sync.summary`."""

from __future__ import annotations

from pathlib import Path

from sync.files import write_whole
from sync.runs.at_work import NOBODY, Watch, looking
from sync.runs.inputs import Inputs
from sync.summary import Summary, render, summarize


def summary_of(inputs: Inputs, watch: Watch = NOBODY) -> Summary:
    """The summary of what the ledger holds; raises `NotPulled` where nothing was ever pulled."""
    with looking(inputs, watch) as work:
        as_of = inputs.pulled_at(work.ledger)
        return summarize(inputs.progress(work.ledger), as_of=as_of)


def write_summary(summary: Summary, form: str, path: Path) -> None:
    """Write a form of the summary to a file, whole or not at all. Raises `FileUnwritable`."""
    write_whole(path, render(summary, form), "summary-unwritable")
