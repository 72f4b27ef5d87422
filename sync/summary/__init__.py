"""The indicator summary: how the plan stands, in every form in which it is handed on.

`summarize` counts, a form words. A form is a module with a function `render`, and a line in `FORMS`, from which the
command line takes its choices; it is imported when it is asked for, since a run needs one form and none of the
libraries of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from sync.summary.figures import Summary, summarize

__all__ = ["FORMS", "Form", "Summary", "render", "summarize"]


@dataclass(frozen=True)
class Form:
    """One form: the module that makes it, and whether it is `binary`, so that only a file can take it.

    An `exact` one goes to the standard output as a file would hold it: its line ends and unseen signs mean something.
    """

    module: str
    binary: bool = False
    exact: bool = False


FORMS = {
    "text": Form("sync.summary.as_text"),
    "json": Form("sync.summary.as_json"),
    "html": Form("sync.summary.as_html"),
    "xlsx": Form("sync.summary.as_xlsx", binary=True),
    "docx": Form("sync.summary.as_docx", binary=True),
    "csv": Form("sync.summary.as_csv", exact=True),
    "md": Form("sync.summary.as_md", exact=True),
}


def render(summary: Summary, form: str) -> bytes:
    """The summary in one of `FORMS`, as a file holds it (text in UTF-8). An unknown form is a KeyError."""
    return cast(bytes, import_module(FORMS[form].module).render(summary))
