"""The yearly report as a Word document: the bundled template filled in, or the operator's own."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from sync.summary.report.context import context_of
from sync.summary.report.default_template import default_template
from sync.summary.report.filling import fill
from sync.summary.report.handed import Handed
from sync.summary.report.own_template import filled_by_own


def render(handed: Handed, template: Path | None = None) -> bytes:
    """The document. Raises `ConfigError` where the operator's own template is broken, or `ProcessFailed`."""
    values = context_of(handed)
    if template is not None:
        return filled_by_own(template, values)
    return fill(default_template(now=datetime.combine(handed.report.as_of, time())), values)
