"""The forms of the yearly report, from which the command line takes its choices.

A form is a module with a function `render`, and a line in `REPORT_FORMS`. That of Word is filled in from a template,
which an operator can replace by one of his own.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from sync.summary import Form
from sync.summary.report.handed import Handed

REPORT_FORMS = {
    "docx": Form("sync.summary.report.as_docx", binary=True),
    "xlsx": Form("sync.summary.report.as_xlsx", binary=True),
    "json": Form("sync.summary.report.as_json"),
}


def render_report(handed: Handed, form: str, *, template: Path | None = None) -> bytes:
    """The report in one of `REPORT_FORMS`, as a file holds it. An unknown form is a KeyError.

    `template` is the operator's own for Word. Raises `ConfigError` where it is broken, or `ProcessFailed`.
    """
    return cast(bytes, import_module(REPORT_FORMS[form].module).render(handed, template))
