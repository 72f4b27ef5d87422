"""A letter as its two bodies: the text and the HTML, made by the templates beside this.

Decides nothing of what is said. The templates are strict, and what stands in a letter is escaped in the HTML.
"""

from __future__ import annotations

import textwrap
from dataclasses import fields
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from mappings import language
from mappings.wording import on_page
from notify.letters.letter import Letter
from notify.letters.wording import plain

TEXT, HTML = "digest.txt", "digest.html"
_WIDTH = 76  # columns of the text part


def rendered(letter: Letter) -> tuple[str, str]:
    """The text and the HTML of a letter."""
    values = {one.name: getattr(letter, one.name) for one in fields(letter)}
    text, html = (_templates.get_template(name).render(values) for name in (TEXT, HTML))
    return text, html


def environment_of(kind: type[Environment], loader: BaseLoader) -> Environment:
    """What reads templates of letters, whoever wrote them: strict, in the active language, and escaping in HTML."""
    environment = kind(
        loader=loader,
        autoescape=select_autoescape(("html",)),
        finalize=on_page,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    environment.filters |= {"wrap": wrap, "plain": plain}
    return environment


def wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """The text in lines of the text part; a web address is never broken."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


_templates = environment_of(Environment, FileSystemLoader(Path(__file__).parent / "templates"))
