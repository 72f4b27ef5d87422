"""The body of an issue's plan block, from a template in the mapping's language.

The bundled one is part of the program and is rendered here; an operator's own is rendered in a process of its own,
where time and memory are limited.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from mappings.apart.templates import Broken, template_text
from mappings.desired.own_template import rendered_apart
from mappings.desired.rendering import Rendering
from mappings.desired.values import Values
from mappings.desired.words import Body
from mappings.errors import MappingError, Problem
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import printable

BUNDLED = Path(__file__).parent / "templates" / "issue.txt"
EARLIER = BUNDLED.with_name("issue_0.txt")  # of the versions that left no fingerprints of what they wrote
_KNOWN = 8  # templates kept compiled; a process that stays up renders the same few every time


def bundled_body(language: str, template: Path = BUNDLED) -> Body:
    """The function that renders a body from a template of the program's own."""
    return _compiled(template.read_text(encoding="utf-8"), language)


@contextmanager
def body_of(template: Path | None, language: str) -> Iterator[Body]:
    """The function that renders a body, from the operator's own template where there is one.

    Raises `MappingError` where that cannot be read; so does the function where the template is broken, and
    `ProcessFailed` where no process can be had for it.
    """
    if template is None:
        yield bundled_body(language)
        return
    with rendered_apart(_text_of(template), language) as render:

        def body(values: Values) -> str:
            try:
                return render(values)
            except Broken as broken:
                raise _broken(template, broken.line, printable(broken.reason)) from None

        yield body


def template_source(template: Path | None) -> str:
    """The text of a template; raises `MappingError` where it cannot be read."""
    return _text_of(template or BUNDLED)


@lru_cache(maxsize=_KNOWN)
def _compiled(text: str, language: str) -> Rendering:
    return Rendering(text, language)


def _text_of(path: Path) -> str:
    try:
        return template_text(path)
    except Broken as broken:
        raise _broken(path, broken.line, broken.reason) from None


def _broken(path: Path, line: int, reason: str) -> MappingError:
    place = _("{file}, line {line}").format(file=path, line=line) if line else str(path)
    return MappingError(
        [
            Problem(
                "template-broken",
                place,
                _("the template of the issue text does not work: {reason}").format(reason=reason),
                _("fix the template, or take template: out of the mapping to use the bundled one"),
            )
        ]
    )
