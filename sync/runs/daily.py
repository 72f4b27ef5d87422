"""One daily round of a plan: sync, answers by mail, summary page, wiki page, alerts. Each is handed out once done.

Where the sync broke off, the round ends there: what is known may be old, and nobody is told anything of it. That the
mailbox could not be read or a page not be written keeps no mail back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mappings.errors import ConfigError, FileUnwritable, VekhaError
from sync.runs.alerts import Chosen, Telling, send_alerts
from sync.runs.at_work import NOBODY, Watch
from sync.runs.inputs import Inputs
from sync.runs.publishing import Published, publish
from sync.runs.reconcile import Reconciliation, synchronize
from sync.runs.replies import Replied, take_answers
from sync.runs.summaries import refuse_foreign_page, summary_of, write_summary
from sync.summary import Summary


@dataclass(frozen=True)
class Page:
    """The summary's page: where it stands, or why it could not be written."""

    path: Path
    error: VekhaError | None = None


@dataclass(frozen=True)
class Told:
    """The alerts."""

    telling: Telling


Step = Reconciliation | Replied | Page | Published | Told


def daily_round(inputs: Inputs, watch: Watch = NOBODY) -> Iterator[Step]:
    """The steps of a round, each made when it is asked for. Raises what its steps raise."""
    synced = synchronize(inputs, watch=watch)
    yield synced
    if synced.outcome.stopped is not None:
        return
    if inputs.config.replies is not None:
        yield take_answers(inputs, watch)
    summary = summary_of(inputs, watch)
    yield _page(inputs, summary)
    if inputs.config.summary.publish == "wiki":
        yield publish(inputs, summary, watch)
    yield Told(send_alerts(inputs, watch, Chosen(at_once=False)))


def _page(inputs: Inputs, summary: Summary) -> Page:
    path = inputs.config.resolve(inputs.config.summary.path)
    try:
        refuse_foreign_page(path)
        write_summary(summary, "html", path)
    except (FileUnwritable, ConfigError) as error:
        return Page(path, error)
    return Page(path)
