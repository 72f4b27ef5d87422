"""The summary of a plan from what was pulled last. It asks no tracker; the forms of a summary are in `sync.summary`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from mappings.progress.comparison import Compared, differences
from mappings.progress.history import written_by
from mappings.whole_files import PAGE
from sync.files import is_foreign, write_whole
from sync.runs.at_work import NOBODY, Watch, looking
from sync.runs.inputs import Inputs
from sync.summary import Summary, render, summarize

_MARKS = (b'<meta name="generator" content="vekha">', b"default-src 'none'; style-src 'unsafe-inline'; script-src")


def summary_of(inputs: Inputs, watch: Watch = NOBODY, *, written: bool = False, since: date | None = None) -> Summary:
    """The summary of what the ledger holds; raises `NotPulled` where nothing was ever pulled.

    `written` says what of it was known on its day; `since` names a day to compare that day with.
    """
    with looking(inputs, watch) as work:
        as_of = inputs.pulled_at(work.ledger)
        summary = summarize(inputs.progress(work.ledger), as_of=as_of)
        reports = inputs.reported(work.ledger)
        if written:
            summary = replace(summary, written=written_by(reports, inputs.end_of(inputs.today)))
        if since is not None:
            before = inputs.reported(work.ledger, by=since)
            found = tuple(differences(inputs.plan, before, reports, inputs.zone))
            summary = replace(summary, compared=Compared(since, found))
        return summary


def refuse_foreign_page(path: Path) -> None:
    """Raise `ConfigError` where the file that is to hold the summary is no such page: it is somebody else's then."""
    if is_foreign(path, _MARKS):
        message = _("the file that is to hold the summary is no summary of Vekha's; it stays as it is")
        hint = _("name another file in summary.path, or remove this one")
        raise ConfigError([Problem("summary-foreign", str(path), message, hint)])


def write_summary(summary: Summary, form: str, path: Path) -> None:
    """Write a form of the summary to a file, whole or not at all. Raises `FileUnwritable`."""
    write_whole(path, render(summary, form), "summary-unwritable", rights=PAGE)
