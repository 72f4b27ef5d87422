"""What pages and files are made with: templates read strictly, in the active language."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mappings import language
from mappings.wording import on_page


def page_environment(folder: Path) -> Environment:
    """Reads the templates of a page, escaping whatever others wrote; filters of its own are for the page to add."""
    environment = text_environment(folder)
    environment.autoescape, environment.finalize = True, on_page
    return environment


def text_environment(folder: Path) -> Environment:
    """Reads the templates of a folder, and escapes nothing: the quoting of what others wrote is for its filters."""
    environment = Environment(  # noqa: S701 - a page switches the escaping on
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    return environment
