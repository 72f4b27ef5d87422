"""What every page is made with: templates read strictly, in the active language, escaping whatever others wrote."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mappings import language
from mappings.wording import on_page


def page_environment(folder: Path) -> Environment:
    """Reads the templates of a folder; filters of its own are for the page to add."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        finalize=on_page,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    return environment
